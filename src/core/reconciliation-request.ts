// What an operator asks of a reconciliation, and what it comes to.
import type { Locator } from './id.ts';
import type { Agreement, Reconciled } from './reconciliation.ts';
import type { SettledLine } from './settled-line.ts';

/** Days by Indian time, both in it. */
export type Reconcile = {
  readonly kind: 'reconcile';
  /** Its key or an alias. */
  readonly account: string;
  /** Null: every one of its connections, retired ones too. */
  readonly connection: readonly Locator[] | null;
  readonly from: string;
  readonly to: string;
  /** Null: as the processor has it. */
  readonly withinDays: number | null;
  /** In place of the processor's own report; null: it is asked. */
  readonly lines: readonly SettledLine[] | null;
};

/** Of one connection. */
export type Reconciliation = {
  readonly account: string;
  /** As it is named: its token. */
  readonly connection: string;
  readonly processor: string;
  readonly mode: 'test' | 'live';
  readonly from: string;
  readonly to: string;
  readonly withinDays: number;
  readonly entries: readonly Reconciled[];
  readonly counts: Readonly<Record<Agreement, number>>;
  readonly settlements: readonly SettlementSum[];
  /** Days of its report that could not be read. */
  readonly unread: readonly { readonly day: string; readonly why: string }[];
  /** Payments that the processor is asked about because of this. */
  readonly asked: number;
  /** Lines that were missing here until it was: what they tell is in our books now. */
  readonly adopted: number;
  /** How many stand before a person because of it, or did before. */
  readonly reviews: number;
};

/** What a settlement comes to; a sum of what cannot be read is null. */
export type SettlementSum = {
  readonly settlement: string | null;
  readonly utr: string | null;
  readonly day: string | null;
  readonly currency: string | null;
  readonly payments: number;
  readonly refunds: number;
  readonly others: number;
  readonly paidMinor: number | null;
  readonly refundedMinor: number | null;
  readonly feeMinor: number | null;
  readonly taxMinor: number | null;
  readonly netMinor: number | null;
};

/** How it went in all: everything agrees, something differs, or not everything could be read. */
export type Verdict = 'agreed' | 'differs' | 'unread';

export function verdictOf({ counts, unread }: Pick<Reconciliation, 'counts' | 'unread'>): Verdict {
  if (unread.length > 0 || counts.unknown > 0) return 'unread';
  const wrong = counts.different + counts.missing_here + counts.missing_there;
  return wrong > 0 ? 'differs' : 'agreed';
}
