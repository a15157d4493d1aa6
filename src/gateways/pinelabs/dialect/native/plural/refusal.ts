// Refusals of the token generation: `{code, message}`. Sources: pinelabs.md §2.6, the published
// list of error codes, and the sentences that an integrator of it quotes; the others are ours.
import {
  type Failure,
  type FailureCode,
  isFailure,
  type Issue,
} from '../../../../../core/failure.ts';
import type { RawRequest, Reply } from '../../../../dialect.ts';
import { bearerKey } from './bearer.ts';
import { readRefundAsked } from './parse.ts';
import { viewRefund } from './view.ts';

type Words = { readonly status: number; readonly code: string; readonly message: string };

const words = (status: number, code: string, message: string): Words =>
  Object.freeze({ status, code, message });
const invalid = (message: string, status = 422): Words => words(status, 'INVALID_REQUEST', message);
const UNAUTHORIZED = words(401, 'UNAUTHORIZED', 'The credentials or the access token are invalid');
const NOT_FOUND = words(404, 'ORDER_NOT_FOUND', 'Order ID is invalid');
const PROCESSED = words(422, 'DUPLICATE_REQUEST', 'The request has already been processed');
const DUPLICATE = words(422, 'DUPLICATE_REQUEST', 'Duplicate Merchant Reference ID received');
const UNAVAILABLE = 'Internal server error. The request cannot be processed at this time';

const WORDS: Readonly<Record<FailureCode, Words>> = Object.freeze({
  path_unknown: words(404, 'NOT_FOUND', 'The requested resource does not exist'),
  method_not_allowed: words(405, 'METHOD_NOT_ALLOWED', 'Method not allowed'),
  body_too_large: invalid('The request is too large', 413),
  media_type_unsupported: invalid('Send application/json', 415),
  body_malformed: invalid('The request is malformed', 400),
  version_missing: invalid('The request is malformed', 400),
  version_unknown: invalid('The request is malformed', 400),
  request_invalid: invalid('The request has invalid or missing parameters', 400),
  credentials_missing: UNAUTHORIZED,
  credentials_wrong: UNAUTHORIZED,
  rate_limited: words(429, 'API_RATE_LIMIT', 'Too many requests'),
  account_inactive: words(403, 'FORBIDDEN', 'The merchant is not active'),
  idempotency_mismatch: words(
    422,
    'DUPLICATE_REQUEST',
    'This idempotency key was used with another request',
  ),
  idempotency_in_flight: words(
    409,
    'DUPLICATE_REQUEST',
    'A request with this idempotency key is being processed',
  ),
  order_not_found: NOT_FOUND,
  payment_not_found: invalid('The order has no authorized payment'),
  refund_not_found: NOT_FOUND,
  order_reference_taken: DUPLICATE,
  order_paid: PROCESSED,
  order_expired: words(
    422,
    'PAYMENT_EXPIRED',
    'The payment has expired and cannot be modified further',
  ),
  order_cancelled: words(422, 'ORDER_CANCELLED', 'The order is cancelled'),
  order_unpaid: invalid('The order is not processed'),
  payment_in_progress: invalid('A payment of this order is in progress', 409),
  payment_not_authorized: invalid('The order is not authorized'),
  payment_captured: PROCESSED,
  currency_mismatch: invalid('The currency differs from that of the order', 400),
  payment_not_captured: invalid('The order is not processed'),
  capture_amount_mismatch: invalid('The amount differs from that of the order', 400),
  refund_reference_taken: DUPLICATE,
  refund_amount_invalid: invalid('The refund amount is invalid', 400),
  refund_too_large: invalid('The refund amount exceeds the refundable amount', 400),
  payment_fully_refunded: PROCESSED,
  refund_not_pending: PROCESSED,
  // The only records of this dialect.
  record_not_found: words(404, 'NOT_FOUND', 'Customer ID is invalid'),
  record_taken: DUPLICATE,
  processor_unavailable: words(503, 'INTERNAL_ERROR', UNAVAILABLE),
  internal: words(500, 'INTERNAL_ERROR', UNAVAILABLE),
});

const METHOD_DISABLED = words(
  422,
  'PAYMENT_METHOD_NOT_ENABLED',
  'The specified payment method is not enabled',
);

/** Its sentence names the field or the product. */
const NOT_ALLOWED = words(422, 'OPERATION_NOT_ALLOWED', 'The operation is not allowed');

const NO_LINK: Failure = Object.freeze({
  failure: 'record_not_found',
  detail: 'Payment link ID is invalid',
});

export function renderFailure(failure: Failure, request: RawRequest): Reply {
  const isOfLink = request.path.startsWith('/paymentlink');
  if (isOfLink && failure.failure === 'order_not_found') return renderError(NO_LINK);
  return repeatedRefund(failure, request) ?? renderError(failure);
}

// A method that the account has not, or that this order is not paid by.
const isOfMethod = ({ field, rule }: Issue): boolean =>
  field === 'method' || (field === 'payment_method' && rule === 'unknown');

function wordsOf({ failure, issues = [] }: Failure): Words {
  if (issues.some(isOfMethod)) return METHOD_DISABLED;
  return issues.some(({ rule }) => rule === 'unknown') ? NOT_ALLOWED : WORDS[failure];
}

export function renderError(failure: Failure): Reply {
  const said = wordsOf(failure);
  const { status, code, message } = said;
  const told = failure.issues?.map((issue) => issue.message).join('; ') ?? failure.detail;
  const { allowed, retryAfterSeconds } = failure;
  return {
    kind: 'json',
    status,
    headers: {
      ...(allowed === undefined ? {} : { allow: allowed.join(', ') }),
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: { code, message: said === METHOD_DISABLED ? message : (told ?? message) },
  };
}

// "Duplicate requests with the same merchant_order_reference will return the existing refund"
// (reference page of the refund): of the same order, and of the same amount if one is named.
function repeatedRefund(failure: Failure, request: RawRequest): Reply | null {
  const { existing, existingRefund } = failure;
  if (failure.failure !== 'refund_reference_taken' || !existing || !existingRefund) return null;
  const fields = request.fields();
  if (isFailure(fields) || existingRefund.orderKey !== existing.order.id.key) return null;
  if (String(fields.values['merchant_order_reference']) !== existingRefund.reference) return null;
  const { amount } = readRefundAsked(fields);
  if (amount !== 'everything' && amount !== existingRefund.amountMinor) return null;
  const data = viewRefund(existingRefund, existing, bearerKey(request));
  return { kind: 'json', status: 200, body: { data } };
}
