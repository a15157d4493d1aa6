// What an account without a product is answered: its lists are empty, nothing has one of its ids,
// and its operations are not allowed. Source: pinelabs-python 0.2.1, the file of each; §2.14.
import { type Failure, invalid } from '../../../../../core/failure.ts';
import type { Call, Operation, Reply } from '../../../../dialect.ts';
import { readFields } from '../../../../kit/read.ts';
import { timely } from './bearer.ts';
import { refuseProduct } from './unserved-field.ts';

const jsonOf = (body: unknown): Reply => ({ kind: 'json', status: 200, body });

function row(method: string, path: string, answer: (call: Call) => Reply | Failure): Operation {
  const rate = method === 'GET' ? 'fetch' : 'create';
  return { method, path, rate, answer: timely(answer) };
}

/** Rows of these paths: `POST /plans`, one after another. */
function rowsOf(paths: string, answer: (call: Call) => Reply | Failure): readonly Operation[] {
  return [...paths.matchAll(/([A-Z]+) (\S+)/g)].map(([, method = '', path = '']) =>
    row(method, path, answer),
  );
}

const refused = (product: string, paths: string): readonly Operation[] =>
  rowsOf(paths, () => refuseProduct(product));

/** In the words for an order that is not there. */
const unknown = (what: string, paths: string): readonly Operation[] =>
  rowsOf(paths, () => ({ failure: 'record_not_found', detail: `${what} ID is invalid` }));

const SIZE = 20;
const SIZE_MAX = 100;

/** A page of a list in which nothing is. */
function emptyPage(name: string): (call: Call) => Reply | Failure {
  return ({ request }) => {
    const read = readFields({ values: request.query, lexemes: new Map() });
    const size = read.count('size', 1, SIZE_MAX) ?? SIZE;
    const number = read.count('page', 0, 1_000_000) ?? 0;
    if (read.issues.length > 0) return invalid(read.issues);
    const page = { size, total_elements: 0, total_pages: 0, number };
    return jsonOf({ links: {}, page, [name]: [] });
  };
}

/** Also what is said below one plan, subscription or presentation: there is none. */
export const subscriptions: readonly Operation[] = [
  row('GET', '/plans', emptyPage('plans')),
  row('GET', '/subscriptions', emptyPage('subscriptions')),
  ...refused(
    'Subscription',
    'POST /plans POST /subscriptions POST /subscriptions/execute POST /subscriptions/notify',
  ),
  ...unknown('Plan', 'GET /plans/:id PATCH /plans/:id DELETE /plans/:id GET /plans/reference/:id'),
  ...unknown(
    'Subscription',
    `GET /subscriptions/:id PATCH /subscriptions/:id GET /subscriptions/reference/:id
    POST /subscriptions/:id/cancel POST /subscriptions/:id/pause POST /subscriptions/:id/resume
    GET /subscriptions/:id/presentations POST /subscriptions/:id/presentations`,
  ),
  ...unknown(
    'Presentation',
    'GET /presentations/:id DELETE /presentations/:id GET /presentations/reference/:id',
  ),
];

const PAGE_MAX = 10;
const RANGE_MS = 60 * 24 * 3_600_000;
const DATE = /^\d{4}-\d\d-\d\d(?:[T ][\d:.]+Z?)?$/;
const DATE_SAYS = 'must be a date such as 2025-01-31';

/** Nothing was settled, and a summary of nothing is nothing. */
function answerSettlements({ request }: Call): Reply | Failure {
  const read = readFields({ values: request.query, lexemes: new Map() });
  const [from = NaN, to = NaN] = ['start_date', 'end_date'].map((name) => {
    const text = read.text(name, { required: true });
    const at = text !== null && DATE.test(text) ? Date.parse(text) : NaN;
    if (text !== null && Number.isNaN(at)) read.wrong(name, 'format', DATE_SAYS);
    return at;
  });
  if (to < from) read.wrong('end_date', 'range', 'must not be before the start date');
  if (to - from > RANGE_MS) read.wrong('end_date', 'range', 'must be within 60 days');
  read.count('page', 1, 1_000_000);
  read.count('per_page', 1, PAGE_MAX);
  if (read.issues.length > 0) return invalid(read.issues);
  return jsonOf({
    data: [],
    total_settlement_count: 0,
    total_transactions_count: 0,
    total_settlement_amount: 0,
  });
}

export const settlements: readonly Operation[] = [
  row('GET', '/list', answerSettlements),
  row('GET', '/detail/:utr', () => ({ failure: 'record_not_found', detail: 'UTR is invalid' })),
];

/** Cards that are kept: none is. */
export const tokens: readonly Operation[] = [
  ...refused('Tokenization', 'POST /tokens'),
  ...unknown(
    'Token',
    `POST /tokens/:id/delete POST /tokens/:id/token-transactional-data
    GET /customer/:id/tokens/:token POST /customer/:id/tokens/:token/delete`,
  ),
];

/** What can be asked of an order where the account has more products. */
export const orderProducts: readonly Operation[] = [
  ...refused(
    'Split settlement',
    `PATCH /orders/:id/settlementId/:settlement/cancel
    PATCH /orders/:id/settlementId/:settlement/release`,
  ),
  ...refused(
    'E-challan',
    'GET /order/:id/challan POST /order/:id/challan GET /order/:id/challan/pdf',
  ),
  ...refused(
    'International payment',
    `GET /orders/:id/invoice POST /orders/:id/invoice PUT /orders/:id/invoice/:invoice/upload
    PUT /orders/:id/awb/:awb/upload GET /orders/:id/awb POST /orders/:id/awb
    GET /orders/:id/awb/:awb`,
  ),
  ...refused('Decrypted card payment', 'POST /orders/:id/payments/:payment/authorize'),
  ...refused('Prepaid wallet', 'POST /add_money'),
  // No card here supports it: the bank asks on a page of its own.
  ...refused('Native OTP', 'POST /otp/generate POST /otp/resend POST /otp/submit'),
];
