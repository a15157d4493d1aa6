// What a processor's report makes of a payment or a refund: evidence, never trusted blindly.
import { isAdopted } from './adopt.ts';
import type { PaymentReport, RefundReport } from './command.ts';
import { changed, type Decision, type Event, unchanged } from './decision.ts';
import {
  CONTRADICTIONS_MAX,
  contradicts,
  type Evidence,
  evidenceOf,
  namesAnother,
} from './evidence.ts';
import type { Failure } from './failure.ts';
import { failedEvent, changeSettled } from './gone-on.ts';
import { findByKey } from './id.ts';
import { type Aggregate, isOpen, type Order, ORDER_TRANSITIONS } from './order.ts';
import {
  isHolding,
  isUndecided,
  PAYMENT_TRANSITIONS,
  type Payment,
  takenMinor,
} from './payment.ts';
import { touchLink } from './payment-link.ts';
import { REFUND_TRANSITIONS, type Refund } from './refund.ts';
import { isReviewed, type Review, withReview } from './review.ts';
import { transition } from './transition.ts';

/**
 * A settled payment keeps its state whatever comes later; a wrong amount or currency never settles
 * one.
 */
export function decidePaymentReport(
  existing: Aggregate,
  report: PaymentReport,
  now: number,
  said: readonly Evidence[] = [],
): Decision | Failure {
  const payment = findByKey(existing.payments, report.paymentKey);
  if (payment === undefined) return { failure: 'payment_not_found', existing };
  const { order } = existing;
  const waits = payment.status === 'authorized' && report.byCustomer === undefined;
  const isLate = report.late !== undefined && payment.status === 'failed' && isSuccess(report);
  const settled = !isUndecided(payment) && !waits && !isLate;
  if (settled || report.state === 'unknown') {
    return keepContradiction(changeSettled(existing, payment, report, now), report, now, said);
  }
  const expectedMinor = report.state === 'captured' ? takenMinor(payment) : payment.amountMinor;
  const mismatched =
    report.state !== 'failed' &&
    report.state !== payment.status &&
    (report.amountMinor !== expectedMinor || report.currency !== payment.currency);
  const isTooMuch = (isLate && mismatched) || isAdopted(existing, payment, report);
  if (isTooMuch || isOutdated(payment, report)) return unchanged(existing, payment, null);
  // An authorized payment does not fall back to pending when a late report says so.
  const moves = !mismatched && PAYMENT_TRANSITIONS[payment.status].includes(report.state);
  const answers = payment.requested !== null && report.byWatch === undefined;
  const renamed =
    report.state === payment.status &&
    (hasNewName(report, payment) || answers || isElsewhere(report, payment));
  // A mismatch is told once, however often the processor repeats it.
  const isNews = renamed || (mismatched && report.raw !== payment.processorStatus);
  if (!moves && !isNews) return unchanged(existing, payment, null);
  const wanted = moves ? report.state : payment.status;
  const status = transition(PAYMENT_TRANSITIONS, payment.status, wanted);
  // The processor was asked to capture or void and says that it did not.
  const refused = answers && report.state === 'authorized';
  const done = status === 'captured' || status === 'failed' || status === 'voided';
  const next: Payment = {
    ...payment,
    status,
    ...(report.instrument === undefined ? {} : { instrument: report.instrument }),
    ...handoverOf(payment, report, status === 'created' || status === 'pending', mismatched),
    ...(isLate && moves && !paysLate(existing, report) ? { surplus: true } : {}),
    processorReference: report.reference ?? payment.processorReference,
    processorStatus: report.raw,
    bankReference: report.bankReference ?? payment.bankReference,
    decline: status === 'failed' ? (report.decline ?? 'declined') : null,
    requested: status === 'authorized' && !refused ? payment.requested : null,
    capturedMinor: status === 'captured' ? expectedMinor : 0,
    completedAt: done ? (moves ? now : payment.completedAt) : null,
  };
  const payments = existing.payments.map((each) => (each === payment ? next : each));
  const to = statusAfter(order, next, payments);
  const pays = to === 'paid' && isOpen(order);
  const moved: Order = {
    ...order,
    ...(to === 'cancelled' && isOpen(order) ? touchLink(order, now) : {}),
    status: transition(ORDER_TRANSITIONS, order.status, to),
    amountPaidMinor: pays ? next.capturedMinor : order.amountPaidMinor,
    expiresAt: moves ? endOf(order, status, now) : order.expiresAt,
    version: order.version + 1,
  };
  const known = { report, pays, now, evidence: evidenceOf(existing, report) };
  const events: Event[] = moves ? paymentEvents(payment, next, known) : [];
  if (mismatched) events.push({ kind: MISMATCHED, at: now, evidence: known.evidence });
  if (to === 'cancelled' && isOpen(order)) events.push({ kind: 'order.cancelled', at: now });
  const decision = changed(existing, { order: moved, payment: next, refund: null }, events);
  return mismatched
    ? withReview(decision, 'amount_mismatch', payment, null, known.evidence)
    : decision;
}

const MISMATCHED = 'payment.mismatched';

/** Nobody was sent there when it was looked at, and somebody is by now. */
function isOutdated({ handover }: Payment, { isUnseen }: PaymentReport): boolean {
  return isUnseen === true && handover !== undefined;
}

/** What the order is once the payment is so: paid, or closed where its merchant withdrew it. */
function statusAfter(order: Order, payment: Payment, payments: readonly Payment[]) {
  const { status } = payment;
  if (!isOpen(order) || payment.surplus === true) return order.status;
  if (status === 'captured') return 'paid';
  const closes = order.cancelRequested === true && !payments.some(isHolding);
  return closes ? 'cancelled' : order.status;
}

function isSuccess({ state }: PaymentReport): boolean {
  return state === 'captured' || state === 'authorized';
}

/** Whether a success that comes late may still pay: nothing else has paid or may yet do so. */
function paysLate({ order, payments }: Aggregate, { late }: PaymentReport): boolean {
  return late === 'pay' && isOpen(order) && !payments.some(isHolding);
}

/**
 * Where it is at its processor; once it is decided nobody is sent there, and where money was taken
 * that is not what was asked nobody may leave.
 */
function handoverOf(
  payment: Payment,
  report: PaymentReport,
  isOn: boolean,
  mismatched: boolean,
): Pick<Payment, 'handover'> {
  const handover = report.handover ?? payment.handover;
  if (handover === undefined) return {};
  if (isOn && mismatched) return { handover: { ...handover, isOpen: false } };
  return { handover: isOn ? handover : { ...handover, step: null, isOpen: false } };
}

/** Whether it is told to be somewhere else than before. */
function isElsewhere({ handover: next }: PaymentReport, { handover: last }: Payment): boolean {
  if (next === undefined) return false;
  return (
    next.theirOrder !== last?.theirOrder ||
    next.isOpen !== last.isOpen ||
    (next.step === null) !== (last.step === null)
  );
}

/** The time to capture begins when there is something to capture. */
function endOf({ expiresAt, captureWithinMs }: Order, to: Payment['status'], now: number) {
  return to !== 'authorized' || captureWithinMs === undefined ? expiresAt : now + captureWithinMs;
}

/** Whether the processor names the payment or the refund for the first time, or anew. */
function hasNewName(
  { reference }: PaymentReport | RefundReport,
  { processorReference }: Payment | Refund,
): boolean {
  return reference !== null && reference !== processorReference;
}

type Known = {
  readonly pays: boolean;
  readonly report: PaymentReport;
  readonly now: number;
  readonly evidence: Evidence;
};

function paymentEvents(
  before: Payment,
  next: Payment,
  { report, pays, now, evidence }: Known,
): Event[] {
  const { status, surplus } = next;
  if (status === 'created') return [];
  if (status === 'failed') return [failedEvent(next, report, now, evidence)];
  const events: Event[] = [{ kind: `payment.${status}`, at: now, evidence }];
  if (pays) events.push({ kind: 'order.paid', at: now });
  else if (surplus === true) {
    if (before.surplus !== true) events.push({ kind: 'payment.surplus', at: now, evidence });
  }
  // Taken for an order that was over, or paid otherwise, by then.
  else if (status === 'captured') events.push({ kind: 'evidence.contradicted', at: now, evidence });
  return events;
}

/**
 * Keeps what cannot be true beside what is settled; nothing else becomes of it here. The decision
 * stays as it was when the report contradicts nothing, or was told before.
 */
function keepContradiction(
  unchanged: Decision,
  report: PaymentReport | RefundReport,
  now: number,
  said: readonly Evidence[],
): Decision {
  const { aggregate: existing } = unchanged.outcome;
  if (!contradicts(existing, report) || said.length >= CONTRADICTIONS_MAX) return unchanged;
  const evidence = evidenceOf(existing, report);
  if (said.some((each) => isSame(each, evidence))) return unchanged;
  const order: Order = { ...existing.order, version: existing.order.version + 1 };
  const kept = changed(existing, { order, payment: null, refund: null }, [
    { kind: 'evidence.contradicted', at: now, evidence },
  ]);
  const { payment, refund } = unchanged.outcome;
  const decision = { ...kept, outcome: { payment, refund, aggregate: kept.outcome.aggregate } };
  if (payment === null) return decision;
  // Of a refund that is open it can only be about the amount.
  const reason = refund?.status === 'pending' ? 'amount_mismatch' : 'contradicted';
  return withReview(decision, reason, payment, refund, evidence);
}

function isSame(one: Evidence, other: Evidence): boolean {
  return (Object.keys(other) as (keyof Evidence)[]).every((name) => one[name] === other[name]);
}

/** A refund that failed or was cancelled gives its amount back to what may be refunded. */
export function decideRefundReport(
  existing: Aggregate,
  report: RefundReport,
  now: number,
  said: readonly Evidence[] = [],
  reviews: readonly Review[] = [],
): Decision | Failure {
  const refund = findByKey(existing.refunds, report.refundKey);
  if (refund === undefined) return { failure: 'refund_not_found', existing };
  const payment = findByKey(existing.payments, refund.paymentKey);
  if (payment === undefined) throw new Error('a refund without its payment');
  const { state } = report;
  const mismatched =
    state === 'processed' &&
    (report.amountMinor !== refund.amountMinor || report.currency !== refund.currency);
  const settled = refund.status !== 'pending';
  const isAnothers = namesAnother(existing, report);
  if (settled || mismatched || isAnothers || state === 'unknown') {
    const kept = keepContradiction(unchanged(existing, payment, refund), report, now, said);
    const reason = report.review ?? (isAnothers ? 'refund_unclear' : undefined);
    const isNews =
      reason !== undefined && !settled && !isReviewed(reviews, reason, payment, refund);
    return isNews ? withReview(kept, reason, payment, refund, evidenceOf(existing, report)) : kept;
  }
  if (state === 'pending' && !hasNewName(report, refund)) {
    return unchanged(existing, payment, refund);
  }
  const status = transition(REFUND_TRANSITIONS, refund.status, state);
  const next: Refund = {
    ...refund,
    status,
    processorReference: report.reference ?? refund.processorReference,
    processorStatus: report.raw,
    bankReference: report.bankReference ?? refund.bankReference,
    processedAt: status === 'processed' ? now : null,
  };
  const evidence = evidenceOf(existing, report);
  const returned = status === 'failed' || status === 'cancelled' ? refund.amountMinor : 0;
  const held: Payment = { ...payment, refundedMinor: payment.refundedMinor - returned };
  const order: Order = { ...existing.order, version: existing.order.version + 1 };
  const aggregate: Aggregate = {
    order,
    payments: existing.payments.map((each) => (each === payment ? held : each)),
    refunds: existing.refunds.map((each) => (each === refund ? next : each)),
  };
  const decision: Decision = {
    changes: {
      order,
      before: existing.order.version,
      payment: held,
      refund: next,
      refundIsNew: false,
    },
    events: status === 'pending' ? [] : [{ kind: `refund.${status}`, at: now, evidence }],
    instruction: null,
    outcome: { aggregate, payment: held, refund: next },
  };
  // It is not asked for in a loop: somebody looks why it does not go back.
  const isStuck = returned > 0 && payment.surplus === true;
  return isStuck ? withReview(decision, 'surplus_kept', payment, next, evidence) : decision;
}
