// What somebody's decision of a review makes of the order: it is recorded, and moves nothing by
// itself that evidence could not have moved.
import type { SettleReview } from './command.ts';
import { decideRefund } from './create-refund.ts';
import { changed, type Decision, unchanged } from './decision.ts';
import { type Failure, invalid, isFailure } from './failure.ts';
import { findByKey } from './id.ts';
import type { Aggregate } from './order.ts';
import { isUndecided, type Payment, refundableMinor } from './payment.ts';
import type { Refund } from './refund.ts';
import { decidePaymentReport, decideRefundReport } from './report.ts';
import type { Review, ReviewReason } from './review.ts';
import type { Context } from './state.ts';

/** Why this server gives back what nobody paid for; shown where a refund's note is. */
export const SURPLUS_NOTE = 'Surplus payment';

/** The same decision once more finds its work done; another one comes too late. */
export function decideSettleReview(
  existing: Aggregate,
  review: Review | null,
  command: SettleReview,
  context: Context,
): Decision | Failure {
  if (review === null || review.orderKey !== existing.order.id.key) {
    return { failure: 'record_not_found', existing };
  }
  const { decision, by, note } = command;
  if (review.decided !== null) {
    if (review.decided.decision === decision) return unchanged(existing);
    return { failure: 'record_taken', detail: `It was decided before: ${review.decided.decision}` };
  }
  const payment = findByKey(existing.payments, review.paymentKey);
  const refund = findByKey(existing.refunds, review.refundKey ?? undefined) ?? null;
  if (payment === undefined) throw new Error('a review without its payment');
  const { reason } = review;
  const done = carryOut(existing, { payment, refund, reason }, command, context);
  if (isFailure(done)) return done;
  const { now } = context;
  const nothing = { order: touched(existing), payment: null, refund: null };
  const base = done.changes === null ? changed(existing, nothing, []) : done;
  const evidence = { ...review.said, state: 'unknown', raw: decision } as const;
  return {
    ...base,
    events: [...base.events, { kind: 'review.decided', at: now, evidence }],
    decided: { ...review, decided: { at: now, decision, by, note } },
  };
}

type About = Pick<Review, 'reason'> & {
  readonly payment: Payment;
  readonly refund: Refund | null;
};

function carryOut(
  existing: Aggregate,
  { payment, refund, reason }: About,
  { decision, reference }: SettleReview,
  context: Context,
): Decision | Failure {
  switch (decision) {
    case 'dismiss':
      return refuseDismissal({ payment, refund, reason }) ?? unchanged(existing);
    case 'refund':
      // Nothing was sent since a backup was restored, and it waits for that alone.
      if (reason === 'restored' && refund?.status === 'pending') return unchanged(existing);
      return giveBack(existing, payment, refund, context);
    case 'processed':
    case 'failed': {
      if (refund === null) return refuse('It is about no refund');
      if (refund.status !== 'pending') return refuse(`The refund is ${refund.status} already`);
      if (decision === 'processed' && !isTold(existing, refund, reference)) {
        return refuse('Say by its reference which of the processor’s refunds it was');
      }
      const { orderKey, amountMinor, currency } = refund;
      const about = { orderKey, refundKey: refund.id.key, amountMinor, currency };
      const said = { state: decision, raw: OPERATOR_SAYS, reference, bankReference: null } as const;
      return decideRefundReport(existing, { kind: 'reportRefund', ...about, ...said }, context.now);
    }
  }
}

/**
 * Of several that the processor lists, one that has no name of ours would be taken for one that was
 * made there; and what is another's cannot be this one.
 */
function isTold({ refunds }: Aggregate, refund: Refund, reference: string | null): boolean {
  if (reference === null) return (refund.sending?.before ?? null) === null;
  return !refunds.some((each) => each !== refund && each.processorReference === reference);
}

/** Of these no evidence that is to come need say more. */
const OPEN_UNTIL_DECIDED: ReadonlySet<ReviewReason> = new Set<ReviewReason>([
  'amount_mismatch',
  'refund_unclear',
  'restored',
]);

/** What is open waits for ever, and its order or payment with it, as nothing else lets it go. */
function refuseDismissal({ reason, payment, refund }: About): Failure | null {
  if (!OPEN_UNTIL_DECIDED.has(reason)) return null;
  if (refund === null) return isUndecided(payment) ? refuse(PAYMENT_WAITS) : null;
  if (refund.status !== 'pending') return null;
  const first = reason === 'restored' ? 'refund, processed' : 'processed';
  return refuse(`The refund waits for this alone: decide it as ${first} or failed`);
}

const PAYMENT_WAITS =
  'The payment waits for this alone: decide it as refund, also where the money went back there';

/** Stands where a processor's own word would. */
const OPERATOR_SAYS = 'as decided in a review';

function giveBack(
  existing: Aggregate,
  payment: Payment,
  refund: Refund | null,
  context: Context,
): Decision | Failure {
  if (refund?.status === 'pending') {
    return refuse('The refund may be under way: say whether it was processed or failed');
  }
  // The payment is told as failed; the next inquiry finds its money again, as surplus, and that is
  // given back.
  if (isUndecided(payment)) {
    const { orderKey, amountMinor, currency, processorStatus } = payment;
    const about = { orderKey, paymentKey: payment.id.key, amountMinor, currency };
    const said = { raw: processorStatus ?? '', reference: null, bankReference: null } as const;
    const failed = { state: 'failed', decline: 'processor_error' } as const;
    const report = { kind: 'reportPayment', ...about, ...said, ...failed } as const;
    return decidePaymentReport(existing, report, context.now);
  }
  if (payment.surplus !== true || payment.status !== 'captured') {
    return refuse('This payment is not surplus: refund it as you refund other payments');
  }
  if (refundableMinor(payment) === 0) return refuse('All of it was given back, or is on its way');
  const target = { payment: [{ by: 'token', token: payment.id.token }] } as const;
  const asked = { amount: 'everything', note: SURPLUS_NOTE, notes: {}, wire: {} } as const;
  const names = { dialect: '', target, reference: null } as const;
  const state = { existingRefund: null };
  return decideRefund(existing, state, { kind: 'createRefund', ...names, ...asked }, context);
}

function refuse(detail: string): Failure {
  return { ...invalid([]), detail };
}

function touched({ order }: Aggregate): Aggregate['order'] {
  return { ...order, version: order.version + 1 };
}
