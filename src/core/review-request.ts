// What the operator asks of reviews, and of what was said to processors.
import type { Locator } from './id.ts';
import type { Order } from './order.ts';
import type { Payment } from './payment.ts';
import type { Refund } from './refund.ts';
import type { Review, ReviewDecision } from './review.ts';
import type { Transcript } from './transcript.ts';

/** Newest first; null matters not. */
export type ListReviews = {
  readonly kind: 'listReviews';
  /** Its key or an alias. */
  readonly account: string | null;
  /** Any name of an order; with an account alone. */
  readonly orderName: string | null;
  readonly isOpen: boolean | null;
  /** Those that are older than this one. */
  readonly before: readonly Locator[] | null;
  readonly count: number;
};
type OfReview = { readonly review: readonly Locator[] };
export type FindReview = OfReview & { readonly kind: 'findReview' };
/** Decided once: the same decision once more changes nothing, another one is refused. */
export type DecideReview = OfReview & {
  readonly kind: 'decideReview';
  readonly decision: ReviewDecision;
  readonly by: string;
  readonly note: string | null;
  readonly reference: string | null;
};
/** Has the processor asked now; the review stays open. */
export type AskReview = OfReview & { readonly kind: 'askReview' };

/** A review with what it is about, as that is now. */
export type ShownReview = Review & {
  /** The key of its account. */
  readonly account: string;
  readonly order: Order;
  readonly payment: Payment;
  readonly refund: Refund | null;
};

/** Newest first; null matters not. Times in real milliseconds, both inclusive. */
export type ListTranscripts = {
  readonly kind: 'listTranscripts';
  /** Its key or an alias. */
  readonly account: string;
  readonly orderName: string | null;
  readonly payment: readonly Locator[] | null;
  readonly connection: readonly Locator[] | null;
  readonly since: number | null;
  readonly until: number | null;
  readonly before: readonly Locator[] | null;
  readonly count: number;
};
export type FindTranscript = {
  readonly kind: 'findTranscript';
  readonly transcript: readonly Locator[];
};

/** A transcript with the names of what it is about; null where that is not there. */
export type ShownTranscript = Transcript & {
  readonly account: string;
  readonly connectionToken: string | null;
  readonly orderToken: string | null;
  readonly paymentToken: string | null;
};

export type ReviewRequest =
  | ListReviews
  | FindReview
  | DecideReview
  | AskReview
  | ListTranscripts
  | FindTranscript;
