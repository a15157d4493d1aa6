// What a processor told, or is about to be told, as commands: of a payment or a refund of ours, and
// of money that moved without us; and what somebody decided where that does not do.
import type { DeclineReason, Handover, Instrument } from './payment.ts';
import type { RefundSending } from './refund.ts';
import type { ReviewDecision, ReviewReason } from './review.ts';

/** What a processor says of a payment. `unknown`: it did not say, and must be asked again. */
export type PaymentReport = {
  readonly kind: 'reportPayment';
  readonly orderKey: number;
  readonly paymentKey: number;
  readonly state: 'pending' | 'authorized' | 'captured' | 'failed' | 'voided' | 'unknown';
  readonly raw: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reference: string | null;
  readonly bankReference: string | null;
  readonly decline: DeclineReason | null;
  /** The customer's step, taken here: it decides no payment that waits for its merchant. */
  readonly byCustomer?: true;
  /** Where the payment is there; absent: as before. */
  readonly handover?: Handover;
  /** What paid, where the customer chose it there. */
  readonly instrument?: Instrument;
  /** How it is, and no answer to what was asked of it: a request stays open. */
  readonly byWatch?: true;
  /** The processor was asked to begin it, and did not: whoever had it asked goes on elsewhere. */
  readonly isUnbegun?: true;
  /** It is given up as no customer was sent there: it says nothing where one was meanwhile. */
  readonly isUnseen?: true;
  /** What becomes of a success after the payment had failed; absent: nothing does. */
  readonly late?: 'pay' | 'refund';
};

/** A processor took money under the name of this payment once more, or too late for it. */
export type AdoptPayment = {
  readonly kind: 'adoptPayment';
  readonly orderKey: number;
  /** About the payment whose name it was; the amount is what was taken. */
  readonly report: PaymentReport;
};

/** A processor tells of a refund that nobody asked us for. */
export type AdoptRefund = {
  readonly kind: 'adoptRefund';
  readonly orderKey: number;
  /** The payment that it gives back. */
  readonly paymentKey: number;
  readonly state: 'pending' | 'processed';
  readonly raw: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reference: string;
  readonly bankReference: string | null;
};

/** What a processor says of a refund. */
export type RefundReport = {
  readonly kind: 'reportRefund';
  readonly orderKey: number;
  readonly refundKey: number;
  /** It cannot be told, and somebody has to look: why. Absent: what it says is weighed alone. */
  readonly review?: ReviewReason;
  readonly state: 'pending' | 'processed' | 'failed' | 'cancelled' | 'unknown';
  readonly raw: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reference: string | null;
  readonly bankReference: string | null;
};

/**
 * What was settled does not agree with our books, and asking the processor did not mend that: it is
 * for somebody to look at. Nothing else is changed by it.
 */
export type ReviewSettlement = {
  readonly kind: 'reviewSettlement';
  readonly orderKey: number;
  readonly paymentKey: number;
  /** Our name for the refund that it is about; null: it is about the payment. */
  readonly refundToken: string | null;
  readonly reason: Extract<ReviewReason, 'settled_differently' | 'not_settled' | 'settled_unknown'>;
  readonly raw: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** The processor's name for it, and the settlement's at the bank. */
  readonly reference: string | null;
  readonly bankReference: string | null;
};

/** Somebody decides a review: what it is about follows, and the decision stands with it. */
export type SettleReview = {
  readonly kind: 'settleReview';
  readonly orderKey: number;
  readonly reviewKey: number;
  readonly decision: ReviewDecision;
  readonly by: string;
  readonly note: string | null;
  /** The processor's name for the refund, where whoever decides knows it. */
  readonly reference: string | null;
};

/** A refund is about to be sent where no name of ours is kept, or its sending was refused. */
export type SendRefund = {
  readonly kind: 'sendRefund';
  readonly orderKey: number;
  readonly refundKey: number;
  /** Counted one further than it was; the same number once it is over. */
  readonly sending: RefundSending;
};
