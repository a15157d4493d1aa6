// What the processes of one server say to each other, over the channel that Node gives a child.
import type { Summary } from '../app.ts';
import type { Counted } from '../metrics/merge.ts';
import type { Written } from '../metrics/exposition.ts';

/** From the process that looks after the others. */
export type ToWorker =
  /** Finish what is under way, and end. */
  | { readonly kind: 'stop' }
  /** End at once. */
  | { readonly kind: 'abort' }
  | { readonly kind: 'count'; readonly id: number }
  | { readonly kind: 'counted'; readonly id: number; readonly all: readonly Counted[] };

/** From one that serves. */
export type FromWorker =
  | { readonly kind: 'serving'; readonly summary: Summary; readonly firstPage: string | null }
  | { readonly kind: 'failed'; readonly problem: string }
  /** What have all counted? */
  | { readonly kind: 'look'; readonly id: number }
  | { readonly kind: 'mine'; readonly id: number; readonly metrics: readonly Written[] };

/** The number of a serving process, in its environment. */
export const NUMBER = 'DUBASH_PROCESS';
/** How many there are. */
export const COUNT = 'DUBASH_PROCESSES';

/** How long others are waited for: one that hangs must not hide the rest. */
export const COUNT_MS = 2000;
