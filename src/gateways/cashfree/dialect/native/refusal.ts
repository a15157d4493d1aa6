// Failures as the native versions tell them: {message, code, type}, and `help` since 2025-01-01.
// Source: cashfree.md §1.8 and §1.11, texts verbatim where it has them; the others are
// inferred.
import type { Failure, FailureCode, Issue } from '../../../../core/failure.ts';
import type { Reply } from '../../../dialect.ts';
import { NO_EASY_SPLIT, NOT_ENABLED } from '../unserved-field.ts';
import { VERSION_HEADER, VERSIONS, type Traits } from '../../version.ts';

type Type =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'rate_limit_error'
  | 'idempotency_error'
  | 'api_error'
  | 'feature_not_enabled'
  // Their own slip for a payment session that is none (cashfree.md §1.11).
  | 'request_failed';
export type Words = {
  readonly status: number;
  readonly message: string;
  readonly code: string;
  readonly type: Type;
};

function refusal(status: number, message: string, code = 'request_failed'): Words {
  return { status, message, code, type: 'invalid_request_error' };
}

const UNAUTHENTICATED: Words = {
  status: 401,
  message: 'authentication Failed',
  code: 'request_failed',
  type: 'authentication_error',
};
const TOO_MUCH = 'Total amount of Refunds cannot be greater than the transaction amount.' as const;

export const WORDS: Readonly<Record<FailureCode, Words>> = Object.freeze({
  path_unknown: refusal(400, 'bad URL, please check API documentation'),
  method_not_allowed: refusal(405, 'bad URL, please check API documentation'),
  body_too_large: refusal(413, 'the body is too large'),
  media_type_unsupported: refusal(415, 'the content type is not supported'),
  body_malformed: refusal(400, 'the body is malformed'),
  version_missing: refusal(400, 'version is missing in header'),
  version_unknown: refusal(
    400,
    `version is invalid in header, should be one of ${VERSIONS.join(', ')}`,
    'version_invalid',
  ),
  request_invalid: refusal(400, 'the request is invalid'),
  credentials_missing: UNAUTHENTICATED,
  credentials_wrong: UNAUTHENTICATED,
  // Inferred: the documents have no words for an account that is not activated.
  account_inactive: refusal(403, 'transactions are not enabled for your payment gateway account'),
  rate_limited: {
    status: 429,
    message: 'Too many requests from IP. Check headers',
    code: 'request_failed',
    type: 'rate_limit_error',
  },
  idempotency_mismatch: {
    status: 422,
    message: 'Different request body with the same idempotent key',
    code: 'request_invalid',
    type: 'idempotency_error',
  },
  idempotency_in_flight: {
    status: 409,
    message: 'A request with the same idempotent key is still being processed',
    code: 'request_failed',
    type: 'idempotency_error',
  },
  order_not_found: refusal(404, 'Order Reference Id does not exist', 'order_not_found'),
  payment_not_found: refusal(404, 'transaction not found', 'payment_not_found'),
  refund_not_found: refusal(404, 'refund not found', 'refund_not_found'),
  order_reference_taken: refusal(
    409,
    'order with same id is already present',
    'order_already_exists',
  ),
  order_paid: refusal(400, 'order is already paid', 'order_already_paid'),
  order_expired: refusal(400, 'order is no longer active', 'order_inactive'),
  order_cancelled: refusal(400, 'order is no longer active', 'order_inactive'),
  order_unpaid: refusal(400, 'transaction not found', 'order_id_not_paid'),
  payment_in_progress: refusal(409, 'a payment of this order is in progress'),
  payment_not_authorized: refusal(400, 'transaction is not authorized'),
  payment_captured: refusal(400, 'transaction is already captured'),
  currency_mismatch: refusal(400, 'currency does not fit the transaction'),
  record_not_found: refusal(404, 'customer not found', 'customer_not_found'),
  record_taken: refusal(409, 'exists already'),
  payment_not_captured: refusal(400, 'transaction is not captured'),
  capture_amount_mismatch: refusal(400, 'amount : Invalid amount entered ', 'amount_invalid'),
  refund_reference_taken: refusal(400, 'Duplicate Merchant Refund Id', 'refund_id_invalid'),
  refund_amount_invalid: refusal(
    400,
    'refund_amount : Invalid amount entered ',
    'refund_amount_invalid',
  ),
  refund_too_large: refusal(400, TOO_MUCH, 'refund_post_failed'),
  payment_fully_refunded: refusal(400, TOO_MUCH, 'refund_post_failed'),
  refund_not_pending: refusal(400, 'refund is no longer pending'),
  processor_unavailable: {
    status: 502,
    message: 'the bank or processor could not be reached',
    code: 'bank_processing_failure',
    type: 'api_error',
  },
  internal: {
    status: 500,
    message: 'internal Server Error',
    code: 'internal_error',
    type: 'api_error',
  },
});

// Failures whose own sentence tells the sender what to mend; all others are told verbatim.
const DETAILED: ReadonlySet<FailureCode> = new Set([
  'media_type_unsupported',
  'body_malformed',
  'request_invalid',
]);

const HELP =
  'Check latest errors and resolution from Merchant Dashboard API logs: https://bit.ly/4glEd0W ' +
  'Help Document: https://bit.ly/4eeZYO9';
const HELPED: ReadonlySet<number> = new Set([400, 404, 409, 422, 500, 502]);

/** `traits` is null when the request names no version that is known; `own` wins over the table. */
export function renderRefusal(
  failure: Failure,
  traits: Traits | null,
  own: Partial<Record<FailureCode, Words>> = {},
): Reply {
  const words = own[failure.failure] ?? WORDS[failure.failure];
  const issue = failure.failure === 'request_invalid' ? failure.issues?.[0] : undefined;
  const helped = traits?.help === true && HELPED.has(words.status);
  const headers: Record<string, string> = {};
  if (traits !== null) headers[VERSION_HEADER] = traits.version;
  if (failure.allowed !== undefined) headers['allow'] = failure.allowed.join(', ');
  return {
    kind: 'json',
    status: words.status,
    body: {
      ...(issue === undefined ? toldOf(failure, words) : toldOfIssue(issue, words.type)),
      ...(helped ? { help: HELP } : {}),
    },
    headers,
  };
}

type Told = Omit<Words, 'status'>;

/** What has no name here is told by its kind: "dispute not found". */
function toldOf({ failure, detail }: Failure, { message, code, type }: Words): Told {
  if (detail === undefined) return { message, code, type };
  if (failure === 'record_not_found') {
    return { message: detail, code: detail.replaceAll(' ', '_'), type };
  }
  return { message: DETAILED.has(failure) ? detail : message, code, type };
}

function toldOfIssue(issue: Issue, type: Type): Told {
  if (issue.message === NO_EASY_SPLIT) {
    return { message: NO_EASY_SPLIT, code: 'api_request_failed', type };
  }
  if (issue.message === NOT_ENABLED) {
    const message = `${issue.field} : ${NOT_ENABLED}`;
    return { message, code: 'request_failed', type: 'feature_not_enabled' };
  }
  return { message: messageOf(issue), code: codeOf(issue), type };
}

const received = (issue: Issue): string => `Value received: ${issue.received ?? ''}`;

// The whole sentence of a field that came with a wrong value. "hypens" and the space at an end are
// theirs.
const SENTENCES: ReadonlyMap<string, (issue: Issue) => string> = new Map([
  [
    'order_currency',
    (issue: Issue) => `order_currency : is not valid or not enabled. ${received(issue)}`,
  ],
  ['order_amount', () => 'order_amount : Invalid amount entered '],
  [
    'customer_details.customer_id',
    (issue: Issue) =>
      'customer_details.customer_id : should be alpha numeric and may contain underscore or ' +
      `hypens. ${received(issue)}`,
  ],
  ['order_meta.return_url', urlSentence],
  ['order_meta.notify_url', urlSentence],
  ['return_url', (issue: Issue) => `return_url : ${issue.message}`],
  [
    'order_meta.payment_methods',
    (issue: Issue) =>
      'order_meta.payment_methods : should be combination of cc,dc,ppc,ccc,emi,paypal,upi,nb,app,' +
      `paylater,applepay,googlepay. ${received(issue)}`,
  ],
  [
    'order_expiry_time',
    () => 'order_expiry_time : Expiry time should be more than 15 min and less than 30 days',
  ],
  ['refund_amount', () => 'refund_amount : Invalid amount entered '],
  ['refund_id', () => 'refund_id format not valid'],
  ['payment_session_id', () => 'payment_session_id is not present or is invalid'],
  ['order_token', () => 'order_token is not present or is invalid'],
  // The order allows other ways to pay, or other cards (core/attempt.ts).
  ['method', () => 'Payment method not accepted for this transaction'],
  ['vpa', () => 'Invalid UPI ID entered'],
  ['upi_id', () => 'Invalid UPI ID entered'],
]);

function urlSentence(issue: Issue): string {
  const fault = issue.rule === 'range' ? 'url should be https' : 'invalid url entered';
  return `${issue.field} : ${fault}. ${received(issue)}`;
}

const NO_SUCH_CARD = 'Card type not supported for this transaction';
const isCardRefused = ({ field, rule }: Issue) => field === 'card_number' && rule === 'unknown';

function messageOf(issue: Issue): string {
  if (isCardRefused(issue)) return NO_SUCH_CARD;
  if (issue.rule === 'required') {
    return `${issue.field} : is missing in the request. Value received: `;
  }
  const sentence = SENTENCES.get(issue.field);
  return sentence?.(issue) ?? `${issue.field} : ${issue.message}. ${received(issue)}`;
}

// Codes that do not follow the pattern `<field>_invalid` (cashfree.md §1.11, "code-name spread").
const INVALID_CODES: ReadonlyMap<string, string> = new Map([
  ['customer_details.customer_phone', 'customer_phone_invalid'],
  ['customer_details.customer_email', 'customer_email_invalid'],
  ['return_url', 'return_url_value_invalid'],
  ['method', 'payment_method_unsupported'],
  // What a processor calls an instrument's fields, as this gateway calls them.
  ['vpa', 'upi_id_invalid'],
  ['bank', 'netbanking_bank_code_invalid'],
  ['wallet', 'provider_invalid'],
  ['card_expiry', 'card_expiry_mm_invalid'],
]);

function codeOf(issue: Issue): string {
  const { field, rule } = issue;
  if (rule === 'required') return `${field}_missing`;
  if (isCardRefused(issue)) return 'card_unsupported';
  return INVALID_CODES.get(field) ?? `${field}_invalid`;
}
