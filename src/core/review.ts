// What a person has to decide, because no answer of a processor can: opened in the commit of its
// cause, and decided once.
import type { Decision } from './decision.ts';
import type { Evidence } from './evidence.ts';
import type { Id } from './id.ts';
import type { Payment } from './payment.ts';
import type { Refund } from './refund.ts';

/** Why somebody has to look. A new word needs a row in docs/operate.md as well. */
export const REVIEW_REASONS = [
  /** Another amount or currency than was asked for was taken, or given back: it counts for none. */
  'amount_mismatch',
  /** Money that was taken too much is still here: its refund failed. */
  'surplus_kept',
  /** What became of a refund cannot be told: it has no name of ours, or the name of another one. */
  'refund_unclear',
  /** A refund that was made at the processor is of more than is left, or in another currency. */
  'refund_exceeds',
  /** The processor says what cannot be true beside what is settled. */
  'contradicted',
  /** A settlement has it with another amount, and its processor's API says nothing else. */
  'settled_differently',
  /** It was captured or given back here, and no settlement of the usual time has it. */
  'not_settled',
  /** A settlement has money of this order that its processor's API does not tell of. */
  'settled_unknown',
  /** It was due when a backup was restored, and whether it was sent cannot be asked. */
  'restored',
] as const;

export type ReviewReason = (typeof REVIEW_REASONS)[number];

/** One of a payment or a refund and a reason is open at a time; another one changes nothing. */
export type OpenedReview = {
  readonly reason: ReviewReason;
  readonly paymentKey: number;
  /** Null: it is about the payment. */
  readonly refundKey: number | null;
  /** What the processor said, at last. */
  readonly said: Evidence;
};

/**
 * `dismiss`: nothing is to be done here. `refund`: the money goes back, or what waits since a
 * restore is sent. `processed`, `failed`: what became of the refund, as whoever decides has seen it
 * at the processor.
 */
export const REVIEW_DECISIONS = ['dismiss', 'refund', 'processed', 'failed'] as const;
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];

export type DecidedReview = {
  readonly at: number;
  readonly decision: ReviewDecision;
  /** Who decided, as he calls himself. */
  readonly by: string;
  readonly note: string | null;
};

export type Review = OpenedReview & {
  readonly id: Id;
  readonly orderKey: number;
  readonly openedAt: number;
  /** Null: it is open. */
  readonly decided: DecidedReview | null;
};

/**
 * The same decision, and something for a person to decide, saved in one commit. Only of what a
 * connection carries: in a sandbox no money moves, and nobody would look.
 */
export function withReview(
  decision: Decision,
  reason: ReviewReason,
  payment: Payment,
  refund: Pick<Refund, 'id'> | null,
  said: Evidence,
): Decision {
  if (payment.connection === undefined) return decision;
  const opened = { reason, paymentKey: payment.id.key, refundKey: refund?.id.key ?? null, said };
  return { ...decision, reviews: [...(decision.reviews ?? []), opened] };
}

/**
 * Whether nobody needs to be asked: it is open, or was looked at and dismissed. What was decided
 * otherwise may become unclear again.
 */
export function isReviewed(
  reviews: readonly Review[],
  reason: ReviewReason,
  payment: Pick<Payment, 'id'>,
  refund: Pick<Refund, 'id'> | null,
): boolean {
  const [latest] = reviews
    .filter(
      (each) =>
        each.reason === reason &&
        each.paymentKey === payment.id.key &&
        each.refundKey === (refund?.id.key ?? null),
    )
    .sort((one, other) => other.id.key - one.id.key);
  if (latest === undefined || latest.decided === null) return latest !== undefined;
  // Versions before let one be dismissed whose refund waits for it alone.
  return latest.decided.decision === 'dismiss' && reason !== 'restored';
}
