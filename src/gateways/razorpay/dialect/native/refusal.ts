// Failures as the native paths tell them: {error: {code, description, source, step, reason,
// metadata, field?}}.
// Source: razorpay.md §1.1, §1.3 to §1.7; texts verbatim where it has them, others inferred.
import { type Failure, type FailureCode, type Issue, isFailure } from '../../../../core/failure.ts';
import { OPENER, readOrigin } from '../../../../web/origin.ts';
import type { RawRequest, Reply } from '../../../dialect.ts';
import { renderFramed } from '../../../kit/frame.ts';
import { ID_FIELD, nameOf } from '../../ids.ts';

/** SDKs know only these three and mistake every other code. */
type Code = 'BAD_REQUEST_ERROR' | 'GATEWAY_ERROR' | 'SERVER_ERROR';

type Words = {
  readonly status: number;
  readonly code: Code;
  readonly description: string;
  readonly source: string;
  readonly step: string;
  readonly reason: string;
};

/** What has nothing to do with a field's value. */
function plain(status: number, description: string): Words {
  const nothing = { source: 'NA', step: 'NA', reason: 'NA' };
  return { status, code: 'BAD_REQUEST_ERROR', description, ...nothing };
}

const STEP = 'payment_initiation';
const WRONG_INPUT = 'input_validation_failed';

function input(description: string): Words {
  return { ...plain(400, description), source: 'business', step: STEP, reason: WRONG_INPUT };
}

const NOT_FOUND = input('The id provided does not exist');
const NO_SUCH_URL = plain(400, 'The requested URL was not found on the server.');
const IN_PROGRESS = plain(400, 'Request failed because another payment operation is in progress.');
const ALREADY_PAID = plain(400, 'Payment already done for this order.');
const TROUBLE =
  'We are facing some trouble completing your request at the moment. Please try again shortly.';

export const WORDS: Readonly<Record<FailureCode, Words>> = Object.freeze({
  path_unknown: NO_SUCH_URL,
  method_not_allowed: NO_SUCH_URL,
  body_too_large: plain(413, 'The request body is too large.'),
  media_type_unsupported: plain(400, 'The content type of the request is not supported.'),
  body_malformed: plain(400, 'The request body could not be read.'),
  version_missing: NO_SUCH_URL,
  version_unknown: NO_SUCH_URL,
  request_invalid: input('The request is invalid.'),
  credentials_missing: plain(401, 'Please provide your api key for authentication purposes'),
  credentials_wrong: plain(401, 'Authentication failed'),
  rate_limited: plain(429, 'Too many requests'),
  // Observed: razorpay-php#328, of live payments without a live activated account.
  account_inactive: {
    ...plain(
      400,
      'Your payment was not successful as this Seller is not allowed to accept payments. ' +
        'We suggest not going ahead with this transaction.',
    ),
    source: 'internal',
    step: STEP,
    reason: 'payment_risk_check_failed',
  },
  idempotency_mismatch: plain(
    409,
    'Different request with the same idempotency key has already been processed.',
  ),
  idempotency_in_flight: plain(
    409,
    'Another request with the same idempotency key is still in progress.',
  ),
  order_not_found: NOT_FOUND,
  payment_not_found: NOT_FOUND,
  refund_not_found: NOT_FOUND,
  order_reference_taken: input('Order receipt should be unique.'),
  order_paid: ALREADY_PAID,
  order_expired: plain(400, 'The order has expired.'),
  order_cancelled: plain(400, 'The order has been cancelled.'),
  order_unpaid: plain(400, 'The payment status should be captured for action to be taken.'),
  payment_in_progress: IN_PROGRESS,
  payment_not_authorized: plain(
    400,
    'Only payments which have been authorized and not yet captured can be captured.',
  ),
  payment_captured: plain(400, 'This payment has already been captured'),
  currency_mismatch: input('Capture request currency must be same as payment currency.'),
  payment_not_captured: plain(400, 'The payment status should be captured for action to be taken.'),
  capture_amount_mismatch: input('Capture amount must be equal to the amount authorized.'),
  refund_reference_taken: input('Duplicate receipt found for this refund request.'),
  refund_amount_invalid: input('The amount must be an integer.'),
  refund_too_large: input('The refund amount provided is greater than amount captured.'),
  payment_fully_refunded: plain(400, 'The payment has been fully refunded already'),
  refund_not_pending: plain(400, 'Refund has already been processed.'),
  record_not_found: NOT_FOUND,
  record_taken: plain(400, 'Customer already exists for the merchant'),
  processor_unavailable: {
    status: 502,
    code: 'GATEWAY_ERROR',
    description: TROUBLE,
    source: 'gateway',
    step: 'payment_capture',
    reason: 'gateway_technical_error',
  },
  internal: {
    status: 500,
    code: 'SERVER_ERROR',
    description: TROUBLE,
    source: 'internal',
    step: 'NA',
    reason: 'server_error',
  },
});

// Failures whose own sentence tells the sender what to mend; all others are told verbatim.
const DETAILED: ReadonlySet<FailureCode> = new Set([
  'media_type_unsupported',
  'body_malformed',
  'request_invalid',
]);

// The field that a failure of the domain is about.
const FIELDS: Partial<Readonly<Record<FailureCode, string>>> = Object.freeze({
  order_reference_taken: 'receipt',
  refund_reference_taken: 'receipt',
  refund_amount_invalid: 'amount',
  refund_too_large: 'amount',
  capture_amount_mismatch: 'amount',
  currency_mismatch: 'currency',
});

export const KEY_HEADER = 'x-refund-idempotency';
const KEY_HEADERS: ReadonlySet<string> = new Set([
  KEY_HEADER,
  'x-idempotency-key',
  'idempotency-key',
]);
export const KEY_CHARACTERS =
  'The idempotency key must only contain alphanumeric characters, underscores, and hyphens';

/** The two things that can be done about a one-time password. */
export const PASSWORD_STEPS: readonly string[] = Object.freeze(['otp_submit', 'otp_resend']);

/** Where a browser, not a program, reads the answer. */
export const BROWSER_PATH = '/checkout/embedded';

/** A payment of another amount than its order's has a sentence of its own (observed). */
const OTHER_AMOUNT = input(
  'Your payment amount is different from your order amount. To pay successfully, please try ' +
    'using right amount.',
);
const PAYING = /^\/payments\/create\//;

export function renderRefusal(failure: Failure, request: RawRequest): Reply {
  const isOther = failure.failure === 'capture_amount_mismatch' && PAYING.test(request.path);
  const words = isOther ? OTHER_AMOUNT : wordsOf(failure);
  if (request.path === BROWSER_PATH) {
    const embedder = embedderOf(request);
    const { status, description: message } = words;
    const page = { status, title: 'This payment cannot be started', message, detail: null };
    const isAlone = embedder === null || embedder === OPENER;
    return isAlone ? { kind: 'page', ...page } : renderFramed(page, embedder);
  }
  const { status, ...said } = words;
  const field = fieldOf(failure);
  const error = {
    ...said,
    metadata: metadataOf(failure),
    ...(field === undefined ? {} : { field }),
  };
  const isPassword = field === 'otp' && failure.issues?.[0]?.rule === 'range';
  const body = isPassword ? { error, next: PASSWORD_STEPS } : { error };
  return { kind: 'json', status, body };
}

/** The gateway's form has no such field: our own script says in whose page it opens the frame. */
export const EMBEDDER_FIELD = 'embedder';

/** The origin of the page that ours shall stand in, or OPENER; null: none, or none that can be. */
export function embedderOf({ fields }: RawRequest): string | null {
  const read = fields();
  if (isFailure(read)) return null;
  const named = read.values[EMBEDDER_FIELD];
  return named === OPENER ? named : readOrigin(named);
}

/** A fee that the customer pays; its refusal has words of its own. */
export const FEE_FIELD = 'convenience_fee_config';

function wordsOf(failure: Failure): Words {
  const words = WORDS[failure.failure];
  const { failure: code, issues, detail } = failure;
  const issue = code === 'request_invalid' ? issues?.[0] : undefined;
  if (issue === undefined) {
    return DETAILED.has(code) ? { ...words, description: detail ?? words.description } : words;
  }
  if (KEY_HEADERS.has(issue.field)) return plain(400, keySentence(issue));
  const own = { ...words, description: issue.message };
  if (issue.field === 'contact') return { ...own, step: 'NA', reason: 'invalid_contact_number' };
  if (issue.field === FEE_FIELD) return { ...own, reason: 'invalid_convenience_fee_config' };
  return issue.rule === 'unknown' ? { ...own, reason: 'extra_field_sent' } : own;
}

// The road's own sentence for a key that no header can hold is not the gateway's.
function keySentence({ rule, message }: Issue): string {
  return rule === 'format' ? KEY_CHARACTERS : message;
}

function fieldOf({ failure, issues }: Failure): string | undefined {
  if (failure !== 'request_invalid') return FIELDS[failure];
  const field = issues?.[0]?.field;
  return field === undefined || field === ID_FIELD || KEY_HEADERS.has(field) ? undefined : field;
}

function metadataOf({ failure, existing }: Failure): Readonly<Record<string, string>> {
  if (failure !== 'order_reference_taken' || existing === undefined) return {};
  return { order_id: nameOf('order', existing.order) };
}

/** A refusal that only the look at what was found could tell. */
export function renderPlain(description: string): Reply {
  const { status, ...said } = plain(400, description);
  return { kind: 'json', status, body: { error: { ...said, metadata: {} } } };
}

/** A refusal of one field, in the gateway's own sentence. */
export function refuse(field: string, rule: Issue['rule'], message: string): Failure {
  return { failure: 'request_invalid', issues: [{ field, rule, message }] };
}
