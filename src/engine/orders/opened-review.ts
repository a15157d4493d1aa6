// What a decision gives a person to decide, as it is saved with it.
import type { Decision } from '../../core/decision.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import type { Id } from '../../core/id.ts';
import type { Review } from '../../core/review.ts';

export function openedReviews(
  decision: Decision | Failure,
  newId: () => Id,
  openedAt: number,
): readonly Review[] {
  if (isFailure(decision)) return [];
  const orderKey = decision.outcome.aggregate.order.id.key;
  const opened = decision.reviews ?? [];
  return opened.map((each) => ({ ...each, id: newId(), orderKey, openedAt, decided: null }));
}
