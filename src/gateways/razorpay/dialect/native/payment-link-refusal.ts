// Refusals of payment links: a service of its own at the gateway, with sentences and a shape of its
// own.
// Source: razorpay.md §2.4 (documents; the sentence of a repeated reference observed).
import { type Failure, type FailureCode, isFailure } from '../../../../core/failure.ts';
import type { RawRequest, Reply } from '../../../dialect.ts';
import { printable } from '../../../kit/body.ts';
import { renderRefusal } from './refusal.ts';

type Step = 'cancel' | 'notify' | 'change';

const NOT_CHANGED = 'update can only be made in created or partially paid state';
/** Inferred: resending is documented for links in the first state alone. */
const NOT_SENT = 'notification can only be sent in created or partially paid state';

type Over = Extract<FailureCode, 'order_paid' | 'order_expired' | 'order_cancelled'>;

/** What can no longer be done with a link that is over. */
const OVER: Readonly<Record<Over, Readonly<Record<Step, string>>>> = Object.freeze({
  order_paid: {
    cancel: 'cannot cancel or expire an already paid/partially paid link',
    notify: NOT_SENT,
    change: NOT_CHANGED,
  },
  order_expired: {
    cancel: 'cannot cancel or expire an expired link',
    notify: NOT_SENT,
    change: NOT_CHANGED,
  },
  // Documented as an expired one; the gateway tells them apart (observed).
  order_cancelled: {
    cancel: 'cannot cancel or expire a cancelled link',
    notify: NOT_SENT,
    change: NOT_CHANGED,
  },
});

const isOver = (code: FailureCode): code is Over => Object.hasOwn(OVER, code);

const OWN: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'request_invalid',
  'order_not_found',
  'order_reference_taken',
  'payment_in_progress',
]);

export function renderLinkRefusal(failure: Failure, request: RawRequest): Reply {
  const told = renderRefusal(failure, request);
  const { failure: code, issues } = failure;
  const isKey = /idempotency/.test(issues?.[0]?.field ?? '');
  if (told.kind !== 'json' || isKey || !(OWN.has(code) || isOver(code))) return told;
  const { error } = told.body as { readonly error: { readonly description: string } };
  const description = sentenceOf(code, request) ?? error.description;
  // The shape of the sample on api/payments/payment-links/resend.
  const nothing = { metadata: [], reason: null, source: null, step: null };
  return { ...told, body: { error: { code: 'BAD_REQUEST_ERROR', description, ...nothing } } };
}

function sentenceOf(code: FailureCode, request: RawRequest): string | null {
  if (isOver(code)) return OVER[code][stepOf(request)];
  if (code !== 'order_reference_taken') return null;
  const read = request.fields();
  const given = isFailure(read) ? null : read.values['reference_id'];
  const reference = typeof given === 'string' || typeof given === 'number' ? given : '';
  const shown = printable(String(reference));
  const named = `payment link with given reference_id: ${shown} already exists.`;
  return `${named} Please create a payment link with a different reference_id`;
}

function stepOf({ path }: RawRequest): Step {
  if (path.endsWith('/cancel')) return 'cancel';
  return path.includes('/notify_by/') ? 'notify' : 'change';
}
