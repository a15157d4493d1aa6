// Products that no account here has: their lists are empty, and nothing has one of their ids.
// Source: the pages of each list below api/ (documented); an id that nothing has, razorpay.md §1.1.
import { type Failure, isFailure } from '../../../../core/failure.ts';
import { type Call, type Operation, operation, type Reply } from '../../../dialect.ts';
import { parseFindCustomer } from './customer.ts';
import { parseFindPayment } from './payment.ts';
import { EXPAND, RANGE, readRange, refuseFilters } from './range.ts';
import { refuse } from './refusal.ts';
import { collectionOf, jsonOf } from './view.ts';

const FETCH = { method: 'GET', rate: 'fetch' } as const;

function emptyList(filters: readonly string[] = []): (call: Call) => Reply | Failure {
  return ({ request: { query } }) => {
    const range = readRange(query);
    if (isFailure(range)) return range;
    const other = refuseFilters(query, [...RANGE, EXPAND, ...filters]);
    return other ?? jsonOf(collectionOf([]));
  };
}

/** What moved on a bank account that is named: no account here has one. */
function answerMoved({ request: { query } }: Call): Failure {
  const isNamed = (query['account_number'] ?? '') !== '';
  const says = 'The account number field is required.';
  return isNamed ? { failure: 'record_not_found' } : refuse('account_number', 'required', says);
}

const ID = /^[a-z]+_[A-Za-z0-9]{14}$/;

/** The id is the last of the path's names that is one. */
function answerAbsent({ params }: Call): Failure {
  const { id = '' } = params;
  if (!ID.test(id)) return refuse('id', 'format', `${id.slice(0, 60)} is not a valid id`);
  return { failure: 'record_not_found' };
}

/** What can be asked of one thing of each product, below its id. */
const ABSENT: Readonly<Record<string, string>> = Object.freeze({
  '/settlements/ondemand/:id': 'GET',
  '/disputes/:id': 'GET',
  '/disputes/:id/accept': 'POST',
  '/disputes/:id/contest': 'PATCH',
  '/invoices/:id': 'GET PATCH DELETE',
  '/invoices/:id/issue': 'POST',
  '/invoices/:id/cancel': 'POST',
  '/invoices/:id/notify_by/:medium': 'POST',
  '/plans/:id': 'GET',
  '/subscriptions/:id': 'GET PATCH',
  '/subscriptions/:id/cancel': 'POST',
  '/subscriptions/:id/pause': 'POST',
  '/subscriptions/:id/resume': 'POST',
  '/subscriptions/:id/addons': 'POST',
  '/subscriptions/:id/retrieve_scheduled_changes': 'GET',
  '/subscriptions/:id/cancel_scheduled_changes': 'POST',
  '/subscriptions/:id/:offer': 'DELETE',
  '/addons/:id': 'GET DELETE',
  '/virtual_accounts/:id': 'GET PATCH',
  '/virtual_accounts/:id/close': 'POST',
  '/virtual_accounts/:id/payments': 'GET',
  '/virtual_accounts/:id/receivers': 'POST',
  '/virtual_accounts/:id/allowed_payers': 'POST',
  '/virtual_accounts/:id/allowed_payers/:payer': 'DELETE',
  '/payments/qr_codes/:id': 'GET PATCH',
  '/payments/qr_codes/:id/close': 'POST',
  '/payments/qr_codes/:id/payments': 'GET',
  '/transfers/:id': 'GET PATCH',
  '/transfers/:id/reversals': 'GET POST',
  '/customers/:customer/tokens/:id': 'GET DELETE',
  '/contacts/:id': 'GET PATCH',
  '/fund_accounts/:id': 'GET PATCH',
  '/fund_accounts/validations/:id': 'GET',
  '/payouts/:id': 'GET',
  '/payouts/:id/cancel': 'POST',
  '/payout-links/:id': 'GET',
  '/payout-links/:id/cancel': 'POST',
  '/transactions/:id': 'GET',
  '/beta/accounts/:id': 'GET',
  '/documents/:id': 'GET',
  '/documents/:id/content': 'GET',
  '/customers/:customer/tokens/:id/cancel': 'PUT',
});

const absent = Object.entries(ABSENT).flatMap(([path, methods]) =>
  methods.split(' ').map((method): Operation => {
    const rate = method === 'GET' ? 'fetch' : 'create';
    return { method, path, rate, answer: answerAbsent };
  }),
);

/** Payments that came to a virtual account: there is no such account. */
const BY_ACCOUNT = ['virtual_account', 'va_transaction_id'];

/** Source: api/x/payout-links/fetch-all. */
const OF_PAYOUT_LINKS = [
  ...['id', 'contact_id', 'contact_phone_number', 'contact_email', 'fund_account_id'],
  ...['purpose', 'status', 'receipt', 'short_url'],
];

export const absentProducts: readonly Operation[] = [
  { ...FETCH, path: '/settlements/ondemand', answer: emptyList() },
  { ...FETCH, path: '/disputes', answer: emptyList() },
  {
    ...FETCH,
    path: '/invoices',
    answer: emptyList(['type', 'payment_id', 'receipt', 'customer_id', 'subscription_id']),
  },
  { ...FETCH, path: '/plans', answer: emptyList() },
  { ...FETCH, path: '/subscriptions', answer: emptyList(['plan_id']) },
  { ...FETCH, path: '/addons', answer: emptyList() },
  { ...FETCH, path: '/virtual_accounts', answer: emptyList() },
  { ...FETCH, path: '/payments/qr_codes', answer: emptyList(['customer_id', 'payment_id']) },
  {
    ...FETCH,
    path: '/contacts',
    answer: emptyList(['name', 'email', 'contact', 'reference_id', 'active', 'type']),
  },
  { ...FETCH, path: '/fund_accounts', answer: emptyList(['account_type', 'contact_id']) },
  {
    ...FETCH,
    path: '/payout-links',
    answer: emptyList(OF_PAYOUT_LINKS),
  },
  // First: `validations` is no fund account.
  { ...FETCH, path: '/fund_accounts/validations', answer: answerMoved },
  { ...FETCH, path: '/payouts', answer: answerMoved },
  { ...FETCH, path: '/transactions', answer: answerMoved },
  { ...FETCH, path: '/banking_balances', answer: emptyList() },
  { ...FETCH, path: '/beta/accounts', answer: emptyList() },
  { ...FETCH, path: '/transfers', answer: emptyList(['recipient_settlement_id']) },
  {
    ...FETCH,
    path: '/payments',
    when: ({ query }) => BY_ACCOUNT.some((name) => (query[name] ?? '') !== ''),
    answer: emptyList(BY_ACCOUNT),
  },
  operation({ ...FETCH, path: '/payments/:id/transfers' }, parseFindPayment, renderNone),
  operation({ ...FETCH, path: '/customers/:id/tokens' }, parseFindCustomer, renderNone),
  ...absent,
];

function renderNone(): Reply {
  return jsonOf(collectionOf([]));
}
