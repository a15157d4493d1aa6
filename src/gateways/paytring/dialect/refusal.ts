// Failures as Paytring tells them: {"status": false, "error": {message, code}}.
// Source: paytring.md §3.1. Only 158, for a hash that does not verify, is published; 204 stands in
// a sample. All other codes are ours, and so are the sentences.
import type { Failure, FailureCode } from '../../../core/failure.ts';
import type { Reply } from '../../dialect.ts';

type Words = {
  /** The status of V2. V1 answers 200 to whatever reached its rules, as its SDKs expect. */
  readonly status: number;
  readonly code: number;
  readonly message: string;
};

const WORDS: Readonly<Record<FailureCode, Words>> = Object.freeze({
  path_unknown: { status: 404, code: 404, message: 'No such path' },
  method_not_allowed: { status: 405, code: 405, message: 'This path takes POST' },
  body_too_large: { status: 413, code: 413, message: 'The body is too large' },
  media_type_unsupported: { status: 415, code: 415, message: 'Send JSON or a form' },
  body_malformed: { status: 400, code: 400, message: 'The body is malformed' },
  version_missing: { status: 400, code: 400, message: 'The API version is missing' },
  version_unknown: { status: 400, code: 400, message: 'Unknown API version' },
  request_invalid: { status: 400, code: 204, message: 'The given data was invalid' },
  credentials_missing: { status: 401, code: 151, message: 'Invalid API key' },
  credentials_wrong: { status: 401, code: 151, message: 'Invalid API key' },
  rate_limited: { status: 429, code: 429, message: 'Too many requests' },
  account_inactive: { status: 403, code: 403, message: 'The merchant is not active' },
  idempotency_mismatch: {
    status: 422,
    code: 422,
    message: 'This idempotency key was used with another request',
  },
  idempotency_in_flight: {
    status: 409,
    code: 409,
    message: 'A request with this idempotency key is still being processed',
  },
  order_not_found: { status: 404, code: 201, message: 'Order not found' },
  payment_not_found: { status: 404, code: 202, message: 'No payment was made for this order' },
  refund_not_found: { status: 404, code: 203, message: 'Refund not found' },
  order_reference_taken: {
    status: 400,
    code: 205,
    message: 'The receipt id has already been taken',
  },
  order_paid: { status: 400, code: 206, message: 'The order is already paid' },
  order_expired: { status: 400, code: 207, message: 'The order has expired' },
  order_cancelled: { status: 400, code: 208, message: 'The order was cancelled' },
  order_unpaid: { status: 400, code: 209, message: 'The order is not paid' },
  payment_in_progress: {
    status: 409,
    code: 210,
    message: 'A payment of this order is in progress',
  },
  payment_not_authorized: {
    status: 400,
    code: 211,
    message: 'The payment of this order is not authorized',
  },
  payment_captured: { status: 400, code: 212, message: 'The order is already captured' },
  currency_mismatch: { status: 400, code: 213, message: 'The currency differs' },
  payment_not_captured: { status: 400, code: 214, message: 'The payment is not captured' },
  capture_amount_mismatch: {
    status: 400,
    code: 215,
    message: 'The amount differs from the authorized amount',
  },
  refund_reference_taken: { status: 400, code: 216, message: 'This refund was made already' },
  refund_amount_invalid: { status: 400, code: 217, message: 'The refund amount is invalid' },
  refund_too_large: {
    status: 400,
    code: 218,
    message: 'The refund amount is more than what is left of the payment',
  },
  payment_fully_refunded: { status: 400, code: 219, message: 'The order is fully refunded' },
  refund_not_pending: { status: 400, code: 220, message: 'The refund is no longer pending' },
  record_not_found: { status: 404, code: 221, message: 'Webhook not found' },
  record_taken: { status: 400, code: 222, message: 'The webhook exists already' },
  processor_unavailable: {
    status: 503,
    code: 503,
    message: 'The payment gateway cannot be reached. Try again later',
  },
  internal: { status: 500, code: 500, message: 'Something went wrong' },
});

// Documented: what V1 says of a hash that does not verify.
const HASH_WRONG = { code: 158, message: 'Hash not verified.' };

// Who could not be read, came too fast or met our own fault is told so by the status in V1 too.
const TOLD_BY_STATUS: ReadonlySet<FailureCode> = new Set([
  'path_unknown',
  'method_not_allowed',
  'body_too_large',
  'media_type_unsupported',
  'body_malformed',
  'rate_limited',
  'idempotency_mismatch',
  'idempotency_in_flight',
  'processor_unavailable',
  'internal',
]);

export type Version = 'v1' | 'v2';

export function renderRefusal(failure: Failure, version: Version): Reply {
  const words = WORDS[failure.failure];
  const isHash = version === 'v1' && failure.failure === 'credentials_wrong';
  const { code, message } = isHash ? HASH_WRONG : words;
  const issues = failure.issues ?? [];
  const errors: Record<string, string[]> = Object.create(null);
  for (const issue of issues) {
    errors[issue.field] = [...(errors[issue.field] ?? []), issue.message];
  }
  const error = {
    // Clients show this one sentence, so it is the first that says what to change.
    message: failure.detail ?? issues[0]?.message ?? message,
    code,
    ...(issues.length > 0 ? { errors } : {}),
  };
  const isOk = version === 'v1' && !TOLD_BY_STATUS.has(failure.failure);
  return {
    kind: 'json',
    status: isOk ? 200 : words.status,
    body: { status: false, error },
    ...(failure.allowed ? { headers: { allow: failure.allowed.join(', ') } } : {}),
  };
}
