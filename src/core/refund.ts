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
};
