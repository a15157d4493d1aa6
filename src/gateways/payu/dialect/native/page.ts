// The pages that a browser sees when `/_payment` cannot go on. PayU answers with pages as well.
import type { Failure, FailureCode } from '../../../../core/failure.ts';
import { isOpen } from '../../../../core/order.ts';
import type { Reply } from '../../../dialect.ts';

type Words = { readonly status: number; readonly message: string };

const says = (status: number, message: string): Words => Object.freeze({ status, message });
const UNREADABLE = says(400, 'The shop sent a form that cannot be read.');
const CLOSED = says(409, 'This order can no longer be paid.');
const NOTHING = says(404, 'There is nothing at this address.');
const BUSY = says(503, 'The payment cannot be started at the moment. Please try again.');
const REPEATED = says(409, 'This request was sent before.');

const WORDS: Readonly<Record<FailureCode, Words>> = Object.freeze({
  path_unknown: NOTHING,
  method_not_allowed: says(405, 'Payments are sent to this address as a form, with POST.'),
  body_too_large: says(413, 'The shop sent a form that is too large.'),
  media_type_unsupported: says(415, 'The shop sent something that is not a form.'),
  body_malformed: UNREADABLE,
  version_missing: UNREADABLE,
  version_unknown: UNREADABLE,
  request_invalid: says(400, 'The shop sent a payment with missing or wrong fields.'),
  credentials_missing: says(401, 'The shop sent a payment without its key or its hash.'),
  // PayU's own sentence, and what it may mean besides.
  credentials_wrong: says(
    401,
    'Transaction failed due to incorrectly calculated hash parameter, or its key is not known.',
  ),
  account_inactive: says(403, 'This shop cannot take payments at the moment.'),
  rate_limited: says(429, 'Too many requests. Please try again after 60 seconds.'),
  idempotency_mismatch: REPEATED,
  idempotency_in_flight: REPEATED,
  order_not_found: NOTHING,
  payment_not_found: NOTHING,
  refund_not_found: NOTHING,
  order_reference_taken: CLOSED,
  order_paid: CLOSED,
  order_expired: CLOSED,
  order_cancelled: CLOSED,
  order_unpaid: CLOSED,
  payment_in_progress: CLOSED,
  payment_not_authorized: CLOSED,
  payment_captured: CLOSED,
  currency_mismatch: CLOSED,
  payment_not_captured: CLOSED,
  capture_amount_mismatch: CLOSED,
  refund_reference_taken: CLOSED,
  refund_amount_invalid: CLOSED,
  refund_too_large: CLOSED,
  payment_fully_refunded: CLOSED,
  refund_not_pending: CLOSED,
  record_not_found: NOTHING,
  record_taken: CLOSED,
  processor_unavailable: BUSY,
  internal: says(500, 'Something went wrong here. Please try again.'),
});

const ISSUES_MAX = 10;

export function renderPage(failure: Failure): Reply {
  const { status, message } = WORDS[failure.failure];
  const issues = (failure.issues ?? []).slice(0, ISSUES_MAX);
  const reasons = issues.map((issue) => `${issue.field}: ${issue.message}`);
  const wrong = failure.failure === 'credentials_wrong';
  return {
    kind: 'page',
    status,
    title: 'The payment could not be started',
    message: failure.failure === 'order_reference_taken' ? explainRepeat(failure) : message,
    detail: wrong ? (failure.detail ?? null) : reasons.length > 0 ? reasons.join('\n') : null,
  };
}

/** "The customer would get an error of 'duplicate Order ID'" (PayU's parameter reference). */
function explainRepeat({ existing }: Failure): string {
  const order = existing?.order;
  if (order === undefined) return CLOSED.message;
  const name = `Duplicate order ID: "${order.reference ?? ''}"`;
  if (order.status === 'paid') return `${name} has already been paid.`;
  return isOpen(order) ? `${name} was used for another amount.` : `${name} can no longer be paid.`;
}
