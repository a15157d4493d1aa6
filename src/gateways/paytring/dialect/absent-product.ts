// Products that no account here has: subscriptions, payouts, vendors, and settlements, of which
// there are none. Source: paytring.md §3.8 to §3.10. Sentences of refusals are ours.
import { type Failure, invalid } from '../../../core/failure.ts';
import type { Call, Operation, Reply } from '../../dialect.ts';
import { type KeyedOperation, keyed, listFields } from '../../kit/field-list.ts';
import { type Reading, readFields } from '../../kit/read.ts';
import { requestName } from '../time.ts';
import { reply } from './render.ts';
import { CODE_MAX, COUNT_MAX, DAY, DAY_SAYS } from './schema.ts';

const POST = { method: 'POST' } as const;
const CREATE = { ...POST, rate: 'create' } as const;
const FETCH = { ...POST, rate: 'fetch' } as const;

type Answer = (call: Call) => Failure;

function refuseProduct(product: string): Answer {
  return () => ({
    failure: 'request_invalid',
    detail: `${product} are not enabled for this account`,
  });
}

/** Nothing has a name of what no account here has. */
function findNothing(what: string): Answer {
  return ({ fields }) => {
    const read = readFields(fields);
    const id = read.text('id', { required: true, max: CODE_MAX, numbers: true });
    if (id === null) return invalid(read.issues);
    return { failure: 'record_not_found', detail: `${what} not found` };
  };
}

const ADDRESSES = ['notes', 'billing_address', 'shipping_address'];
const PLAN_FIELDS = listFields(
  ['mer_reference_id', 'amount', 'currency', 'title', 'description', 'frequency', 'cycle'],
  { unsigned: ['notes'] },
);
const SUBSCRIPTION_FIELDS = listFields(
  [
    ...['mer_reference_id', 'plan_id', 'callback_url', 'cname', 'email', 'phone'],
    ...['initial_amount', 'pg', 'pg_pool_id'],
  ],
  { unsigned: ADDRESSES },
);
const NAMED = listFields(['id']);

/** The SDK's path of a subscription and the page's: both exist (§2.1). */
const SUBSCRIPTION = ['/subscription', '/subscription/subscription'];

export const subscriptionOperations: readonly KeyedOperation[] = [
  keyed(PLAN_FIELDS, {
    ...CREATE,
    path: '/subscription/plan/create',
    answer: refuseProduct('Subscriptions'),
  }),
  keyed(SUBSCRIPTION_FIELDS, {
    ...CREATE,
    path: '/subscription/create',
    answer: refuseProduct('Subscriptions'),
  }),
  ...['/fetch', '/fetch/receipt'].flatMap((end) => [
    keyed(NAMED, { ...FETCH, path: `/subscription/plan${end}`, answer: findNothing('Plan') }),
    ...SUBSCRIPTION.map((place) =>
      keyed(NAMED, { ...FETCH, path: place + end, answer: findNothing('Subscription') }),
    ),
  ]),
];

function readCount(read: Reading, field: string): void {
  read.integer(field, { min: 0, max: COUNT_MAX });
}

/** Nothing was settled: an account here has no settlement. */
function answerSettlements({ fields, now }: Call): Reply | Failure {
  const read = readFields(fields);
  read.text('date', { required: true, pattern: DAY, says: DAY_SAYS });
  read.text('pg', { max: CODE_MAX });
  readCount(read, 'offset');
  readCount(read, 'limit');
  if (read.issues.length > 0) return invalid(read.issues);
  return reply({ data: [], is_last_page: true, request_id: requestName(now) });
}

/** By gateway; none of them keeps money to pay out. */
function answerAccounts({ fields }: Call): Reply | Failure {
  const read = readFields(fields);
  read.text('pg', { max: CODE_MAX });
  return read.issues.length > 0 ? invalid(read.issues) : reply({ accounts: {} });
}

/** The page's sample is no JSON, and names a list `account`. */
function answerBalance({ fields }: Call): Reply | Failure {
  const read = readFields(fields);
  read.text('pg', { max: CODE_MAX });
  read.text('account_number', { max: CODE_MAX, numbers: true });
  return read.issues.length > 0 ? invalid(read.issues) : reply({ account: [] });
}

/** V2 alone. */
export const productOperations: readonly Operation[] = [
  { ...CREATE, path: '/subscription/adhoc', answer: findNothing('Subscription') },
  { ...FETCH, path: '/settlement/fetch', answer: answerSettlements },
  { ...FETCH, path: '/payout/accounts', answer: answerAccounts },
  { ...FETCH, path: '/payout/balance', answer: answerBalance },
  { ...CREATE, path: '/payout/create', answer: refuseProduct('Payouts') },
  { ...FETCH, path: '/payout/fetch', answer: findNothing('Payout') },
  { ...CREATE, path: '/payout/beneficiary/create', answer: refuseProduct('Payouts') },
  { ...FETCH, path: '/payout/beneficiary/fetch', answer: findNothing('Beneficiary') },
];

/** On a path of its own, without a version. */
export const vendorOperations: readonly Operation[] = [
  { ...CREATE, path: '/create', answer: refuseProduct('Vendors') },
];
