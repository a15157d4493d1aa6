// A line of what a processor says that it settled: money that it paid out, or took back.

export type SettledLine = {
  /** `other`: a transfer, an adjustment, a dispute: money of the account's that is neither. */
  readonly kind: 'payment' | 'refund' | 'other';
  /** Its own word for the kind of line; at most 300 characters. */
  readonly raw: string;
  /** The processor's name for the payment or the refund; null: it gave none. */
  readonly theirs: string | null;
  /** Of a refund: the processor's name for the payment that it gives back. */
  readonly attempt: string | null;
  /** Our name for the payment. */
  readonly name: string | null;
  /** Of a refund: our name for it. */
  readonly refundName: string | null;
  /** What was paid or given back, before fees; null: it cannot be read. */
  readonly amountMinor: number | null;
  /** What of it is for the order where the customer bore the fee; absent: nobody can. */
  readonly withoutFeeMinor?: number;
  readonly currency: string | null;
  /** What the processor kept for itself, without its tax. */
  readonly feeMinor: number | null;
  readonly taxMinor: number | null;
  /** What the account got of it; negative where it was taken off. */
  readonly netMinor: number | null;
  /** The processor's name for the settlement. */
  readonly settlement: string | null;
  /** By which the merchant's bank knows it. */
  readonly utr: string | null;
  /** The Indian day on which it was settled; null: it did not say. */
  readonly settledOn: string | null;
  /** False: it is told of, and was not paid out yet. */
  readonly isSettled: boolean;
};

/** The amounts of lines are read by digits: a sum of them stays a whole number. */
export function addMinor(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other;
}
