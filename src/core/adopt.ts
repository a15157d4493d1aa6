// Money that moved at a processor without our asking: taken once more, or given back elsewhere.
import type { AdoptPayment, AdoptRefund, PaymentReport } from './command.ts';
import { changed, type Decision, type Event, unchanged } from './decision.ts';
import { CONTRADICTIONS_MAX, type Evidence, evidenceOf } from './evidence.ts';
import type { Failure } from './failure.ts';
import { findByKey } from './id.ts';
import type { Aggregate, Order } from './order.ts';
import { type Handover, type Payment, refundableMinor } from './payment.ts';
import type { Refund } from './refund.ts';
import { isReviewed, type Review, withReview } from './review.ts';
import type { Context } from './state.ts';

/** No order is paid so often: a processor that tells of more has something wrong. */
export const SURPLUS_MAX = 10;

/** A refund that no dialect has written: its fields are nobody's own. */
const NO_DIALECT = '';

/**
 * A payment of its own, surplus from its beginning: whoever adopts it gives it back. The same one
 * is adopted once, by the processor's name for it.
 */
export function decideAdoptPayment(
  existing: Aggregate,
  { report }: AdoptPayment,
  { now, newId }: Context,
  reviews: readonly Review[] = [],
): Decision | Failure {
  const sibling = findByKey(existing.payments, report.paymentKey);
  if (sibling === undefined) return { failure: 'payment_not_found', existing };
  const { state, reference } = report;
  const isKnown = existing.payments.some(
    ({ processorReference, connection, status }) =>
      processorReference === reference && connection === sibling.connection && status !== 'failed',
  );
  if (reference === null || isKnown) return unchanged(existing);
  if (state !== 'captured' && state !== 'authorized') return unchanged(existing);
  if (isFull(existing)) return tellOfMore(existing, sibling, report, now, reviews);
  const { capturingMinor: _, ...base } = sibling;
  const payment: Payment = {
    ...base,
    id: newId(),
    // What was taken, whatever was asked.
    amountMinor: report.amountMinor,
    currency: report.currency,
    status: state,
    instrument: report.instrument ?? null,
    handover: nameOf(sibling),
    surplus: true,
    processorReference: reference,
    processorStatus: report.raw,
    bankReference: report.bankReference,
    decline: null,
    requested: null,
    capturedMinor: state === 'captured' ? report.amountMinor : 0,
    refundedMinor: 0,
    createdAt: now,
    completedAt: state === 'captured' ? now : null,
  };
  const order = touch(existing.order, { attempts: existing.order.attempts + 1 });
  const grown: Aggregate = { ...existing, payments: [...existing.payments, payment] };
  const evidence = evidenceOf(grown, { ...report, paymentKey: payment.id.key });
  return changed({ ...grown, order: existing.order }, { order, payment, refund: null }, [
    { kind: `payment.${state}`, at: now, evidence },
    { kind: 'payment.surplus', at: now, evidence },
  ]);
}

/** Whether an order has so many payments too much that no further one is believed. */
export function isFull({ payments }: Aggregate): boolean {
  return payments.filter(({ surplus }) => surplus === true).length >= SURPLUS_MAX;
}

/** Nothing more is kept of them and nothing given back: somebody has to look there. */
function tellOfMore(
  existing: Aggregate,
  sibling: Payment,
  report: PaymentReport,
  at: number,
  reviews: readonly Review[],
): Decision {
  // Whichever of them is asked about, it is one thing to look at.
  const { handover, connection } = sibling;
  const begun =
    existing.payments.find(
      (each) => each.connection === connection && each.handover?.name === handover?.name,
    ) ?? sibling;
  if (isReviewed(reviews, 'contradicted', begun, null)) return unchanged(existing);
  const evidence = evidenceOf(existing, report);
  const order = touch(existing.order, {});
  const told = changed(existing, { order, payment: null, refund: null }, [
    { kind: 'evidence.contradicted', at, evidence },
  ]);
  return withReview(told, 'contradicted', begun, null, evidence);
}

/**
 * Whether what it tells of stands here as another payment, which goes back: it pays nothing. One of
 * another amount that comes late does as soon as whoever asked has adopted it.
 */
export function isAdopted(
  { payments }: Aggregate,
  { id, connection }: Payment,
  { state, reference }: PaymentReport,
): boolean {
  const isSuccess = state === 'captured' || state === 'authorized';
  if (!isSuccess || reference === null || connection === undefined) return false;
  return payments.some(
    (each) =>
      each.id.key !== id.key &&
      each.surplus === true &&
      each.connection === connection &&
      each.processorReference === reference,
  );
}

/** There it goes by the name of the payment that was begun. */
function nameOf({ id, handover }: Payment): Handover {
  const name = handover?.name ?? id.token;
  return { name, theirOrder: handover?.theirOrder ?? null, step: null, isOpen: false };
}

/**
 * A refund that was made at the processor itself: it lowers what can be given back. One of more
 * than that is told as what cannot be true, and changes nothing.
 */
export function decideAdoptRefund(
  existing: Aggregate,
  command: AdoptRefund,
  { now, newId }: Context,
  said: readonly Evidence[] = [],
): Decision | Failure {
  const { amountMinor, currency, state, raw, reference, bankReference } = command;
  const payment = findByKey(existing.payments, command.paymentKey);
  if (payment === undefined) return { failure: 'payment_not_found', existing };
  const isKnown = existing.refunds.some(
    (each) => each.paymentKey === payment.id.key && each.processorReference === reference,
  );
  if (isKnown || amountMinor <= 0) return unchanged(existing);
  const refund: Refund = {
    id: newId(),
    orderKey: existing.order.id.key,
    paymentKey: payment.id.key,
    dialect: NO_DIALECT,
    reference: null,
    ownsReference: false,
    amountMinor,
    currency,
    status: state,
    note: null,
    notes: {},
    wire: {},
    processorReference: reference,
    processorStatus: raw,
    bankReference,
    createdAt: now,
    processedAt: state === 'processed' ? now : null,
  };
  const about = { payment: payment.id.token, refund: refund.id.token };
  const evidence = { ...about, state, raw, amountMinor, currency, reference, bankReference };
  if (currency !== payment.currency || amountMinor > refundableMinor(payment)) {
    const isTold = said.some((each) => each.reference === reference);
    if (isTold || said.length >= CONTRADICTIONS_MAX) return unchanged(existing);
    const order = touch(existing.order, {});
    const told = { ...evidence, refund: null };
    const kept = changed(existing, { order, payment: null, refund: null }, [
      { kind: 'evidence.contradicted', at: now, evidence: told },
    ]);
    return withReview(kept, 'refund_exceeds', payment, null, told);
  }
  // After this point the refund must be kept.
  const order = touch(existing.order, { refunds: existing.order.refunds + 1 });
  const held: Payment = { ...payment, refundedMinor: payment.refundedMinor + amountMinor };
  const events: Event[] = [{ kind: 'refund.created', at: now, evidence }];
  if (state === 'processed') events.push({ kind: 'refund.processed', at: now, evidence });
  const aggregate: Aggregate = { ...existing, refunds: [...existing.refunds, refund] };
  const decision = changed(aggregate, { order, payment: held, refund }, events);
  return {
    ...decision,
    changes: { ...changesOf(decision), before: existing.order.version, refundIsNew: true },
  };
}

function changesOf({ changes }: Decision): NonNullable<Decision['changes']> {
  if (changes === null) throw new Error('a refund that changes nothing');
  return changes;
}

function touch(order: Order, changes: Partial<Order>): Order {
  return { ...order, ...changes, version: order.version + 1 };
}
