// Paying by UPI on the page of a sandbox: a code that a phone opens, and apps that stand for real
// ones.
import { carrierOf } from '../core/account.ts';
import { isOpen, takesMethod } from '../core/order.ts';
import { type InstrumentInput, isHolding, isLeft } from '../core/payment.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import type { OutcomeState, UpiView } from '../pages/index.ts';
import { isLoopback } from '../web/origin.ts';
import { type CheckoutPage, findAwaited } from './checkout-page.ts';
import { PAYER, SCANNED_VPA, stateOf } from './checkout-view.ts';
import type { IncomingRequest } from './request.ts';

/** The common ones, each with the handle that its UPI IDs end in. */
const APPS = [
  { code: 'gpay', name: 'Google Pay', handle: 'okaxis' },
  { code: 'phonepe', name: 'PhonePe', handle: 'ybl' },
  { code: 'paytm', name: 'Paytm', handle: 'paytm' },
  { code: 'bhim', name: 'BHIM', handle: 'upi' },
] as const;

/**
 * The UPI ID that an app answers with, or any when none was typed; null: the typed one counts.
 */
export function answeredVpa(app: unknown, typed: InstrumentInput): string | null {
  const known = APPS.find(({ code }) => code === app);
  if (known !== undefined) return `${PAYER}@${known.handle}`;
  return typed.method === 'upi' && (typed.vpa ?? '').trim() === '' ? SCANNED_VPA : null;
}

/** Null where money moves: there a UPI ID is typed. */
export function showUpi({ sandbox, base, context, aggregate }: CheckoutPage): UpiView | null {
  if (!sandbox) return null;
  const address = `${context.addresses.origin}${base}/upi`;
  return {
    address,
    isLoopback: isLoopback(address),
    apps: APPS,
    next: `${base}/next?seen=${aggregate.payments.length}`,
  };
}

/** Where the page that shows the code goes on, once something has happened elsewhere. */
export function answerNext(checkout: CheckoutPage, incoming: IncomingRequest): WireReply {
  const { aggregate, base } = checkout;
  const { order, payments } = aggregate;
  // What another tab has begun, and whose bank step stands open there, moves this one nowhere.
  const { here, elsewhere } = findAwaited(checkout);
  const isScanned = here?.instrument?.method === 'upi' && here.instrument.vpa === SCANNED_VPA;
  const isElsewhere = elsewhere !== null || (here !== null && !isScanned);
  const isMore = String(payments.length) !== incoming.query['seen'];
  // Nor does what was begun in a window, where nobody has paid yet.
  const isNew = !isOpen(order) || (isMore && !isElsewhere && !payments.some(isLeft));
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: isNew ? `${base}${NEXT[stateOf(aggregate)]}` : '',
  };
}

const NEXT: Readonly<Record<OutcomeState, string>> = Object.freeze({
  paid: '/return',
  pending: '/wait',
  failed: '?tried',
  cancelled: '?tried',
  expired: '',
});

/** Whether whoever scans the code may decide; else there is only to be seen how it went. */
export function isDecidedByPhone(checkout: CheckoutPage): boolean {
  const { account, aggregate, processor, sandbox, context } = checkout;
  const holding = aggregate.payments.find(isHolding);
  if (holding !== undefined) return processor.awaitsChoice(holding);
  const isOffered = sandbox && carrierOf(account) !== null && isOpen(aggregate.order);
  return isOffered && takesMethod(context.aggregate.order, 'upi');
}
