// A refund: money of one captured payment on its way back.
import type { Id } from './id.ts';
import type { Transitions } from './transition.ts';

export type RefundStatus = 'pending' | 'processed' | 'failed' | 'cancelled';

export const REFUND_TRANSITIONS: Transitions<RefundStatus> = Object.freeze({
  pending: ['processed', 'failed', 'cancelled'],
  processed: [],
  failed: [],
  cancelled: [],
} as const);

export type Refund = {
  readonly id: Id;
  readonly orderKey: number;
  readonly paymentKey: number;
  /** The dialect that created it: what `wire` holds is its own. Null: made before that was kept. */
  readonly dialect: string | null;
  readonly reference: string | null;
  readonly ownsReference: boolean;
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: RefundStatus;
  readonly note: string | null;
  readonly notes: Readonly<Record<string, string>>;
  /** What the creating dialect wants back untouched; opaque to everybody else. */
  readonly wire: Readonly<Record<string, unknown>>;
  readonly processorReference: string | null;
  readonly processorStatus: string | null;
  readonly bankReference: string | null;
  readonly createdAt: number;
  readonly processedAt: number | null;
  /** As it was last sent where no name of ours is kept; absent: not yet, or it is known by name. */
  readonly sending?: RefundSending;
};

/**
 * A refund on its way to a processor that keeps no name of ours for it: what has gone back since
 * then tells what became of it.
 */
export type RefundSending = {
  /** How often it was sent, this time included. */
  readonly count: number;
  /** Before it left, in real milliseconds. */
  readonly at: number;
  /** What had gone back of the payment in all by then, or was on its way. */
  readonly beforeMinor: number;
  /** The processor's names of those refunds and of failed ones; null: it tells the sum alone. */
  readonly before: readonly string[] | null;
  /** Of all refunds the processor tells the latest alone. */
  readonly isLatestAlone?: true;
  /** It was refused: nothing of it is under way. */
  readonly isOver?: true;
};

/** Whether it may have arrived without anybody knowing its name there. */
export function isInFlight({ status, processorReference, sending }: Refund): boolean {
  if (status !== 'pending' || processorReference !== null) return false;
  return sending !== undefined && sending.isOver !== true;
}
