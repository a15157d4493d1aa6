// Puts before a person what a settlement and our books do not agree on: no money moves by it.
import type { ReviewSettlement } from './command.ts';
import { changed, type Decision, unchanged } from './decision.ts';
import type { Failure } from './failure.ts';
import { findByKey } from './id.ts';
import type { Aggregate } from './order.ts';
import { isReviewed, type Review, withReview } from './review.ts';

/** One that is open already, or that somebody has dismissed, is not opened again. */
export function decideReviewSettlement(
  existing: Aggregate,
  reviews: readonly Review[],
  command: ReviewSettlement,
): Decision | Failure {
  const { reason, raw, amountMinor, currency, reference, bankReference } = command;
  const payment = findByKey(existing.payments, command.paymentKey);
  if (payment === undefined) return { failure: 'payment_not_found', existing };
  const refund = existing.refunds.find(({ id }) => id.token === command.refundToken) ?? null;
  if (payment.connection === undefined) return unchanged(existing);
  if (isReviewed(reviews, reason, payment, refund)) return unchanged(existing);
  const about = { payment: payment.id.token, refund: refund?.id.token ?? null };
  const money = { amountMinor, currency, reference, bankReference };
  const order = { ...existing.order, version: existing.order.version + 1 };
  const decision = changed(existing, { order, payment: null, refund: null }, []);
  return withReview(decision, reason, payment, refund, {
    ...{ ...about, state: 'unknown', raw, ...money },
  });
}
