// What a processor told, as commands: of a payment or a refund of ours, and of money that moved
// without us.
import type { DeclineReason, Handover, Instrument } from './payment.ts';

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
  readonly state: 'pending' | 'processed' | 'failed' | 'cancelled' | 'unknown';
  readonly raw: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reference: string | null;
  readonly bankReference: string | null;
};
