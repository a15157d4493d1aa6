// The contract of settlements: how a processor tells what reached the merchant's bank.
import type { SettledLine } from '../core/settled-line.ts';
import type { Exchange, Refused, Unknown } from './processor.ts';

export type { SettledLine } from '../core/settled-line.ts';

/** A day by Indian time, "2026-11-28"; `cursor` as the page before said, null for the first. */
export type SettledAsk = { readonly day: string; readonly cursor: string | null };

/**
 * What was settled on that day, a page of it. `next` null: there is no further one. A line that
 * cannot be read makes its page UNKNOWN: nothing is left out without a word.
 */
export type SettledPage = {
  readonly kind: 'page';
  readonly lines: readonly SettledLine[];
  readonly next: string | null;
};

/** How a processor tells what reached the merchant's bank. */
export type Settlements = Exchange<SettledAsk, SettledPage | Refused | Unknown> & {
  /** So many days after a payment it is settled, or missing. */
  readonly withinDays: number;
  readonly pagesPerMinute: number;
};
