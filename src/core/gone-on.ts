// A payment that its processor never took, so that another connection is asked in its place: its
// merchant hears of no failure, unless nobody asked another one after all.
import { changed, type Decision, type Event, unchanged } from './decision.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import type { Aggregate, Order } from './order.ts';
import type { Payment } from './payment.ts';
import type { PaymentReport } from './processor-report.ts';
import { isUnbegun } from './route.ts';

/** What is told of a payment that has failed. */
export function failedEvent(
  payment: Payment,
  report: PaymentReport,
  at: number,
  evidence: Evidence,
): Event {
  const isGoneOn = report.isUnbegun === true && payment.goesOn === true && isUnbegun(payment);
  if (!isGoneOn) return { kind: 'payment.failed', at, evidence };
  const reason = `not taken, so another connection can be asked: ${report.raw}`;
  return { kind: 'payment.routed', at, routing: { payment: payment.id.token, reason } };
}

/**
 * A payment that is settled, as it was, unless nobody went on with it, or the processor says only
 * now that it takes no more attempts at what failed.
 */
export function changeSettled(
  existing: Aggregate,
  payment: Payment,
  report: PaymentReport,
  now: number,
): Decision {
  const { status, handover } = payment;
  const isNews = handover?.isClosed !== true && report.handover?.isClosed === true;
  if (status !== 'failed' || handover === undefined || !isNews) {
    return failStranded(existing, payment, report, now) ?? unchanged(existing, payment);
  }
  const over: Payment = { ...payment, handover: { ...handover, isClosed: true } };
  const order: Order = { ...existing.order, version: existing.order.version + 1 };
  return changed(existing, { order, payment: over, refund: null }, []);
}

/** Who had it begun is gone: it is the last that the order has. Null: it is not so. */
function failStranded(
  existing: Aggregate,
  payment: Payment,
  report: PaymentReport,
  at: number,
): Decision | null {
  const { goesOn, ...left } = payment;
  const isLast = existing.payments.at(-1) === payment;
  const isAgain = report.state === 'failed' && report.isUnbegun === undefined;
  if (goesOn !== true || !isUnbegun(payment) || !isLast || !isAgain) return null;
  const order = { ...existing.order, version: existing.order.version + 1 };
  const evidence = evidenceOf(existing, { ...report, raw: payment.processorStatus ?? report.raw });
  return changed(existing, { order, payment: left, refund: null }, [
    { kind: 'payment.failed', at, evidence },
  ]);
}
