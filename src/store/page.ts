// What is listed of an account: pages of orders, payments and refunds, and events.
import type { Event } from '../core/decision.ts';

/**
 * A page of keys, newest first; times on the account's clock, both inclusive; `toKey` exclusive.
 */
export type Page = {
  readonly of: 'order' | 'payment' | 'refund' | 'link';
  readonly from: number;
  readonly to: number;
  readonly fromKey: number;
  readonly toKey: number;
  /** Only orders of this reference; of links the one that is called so. */
  readonly reference: string | null;
  /** Only those of these states; null: all. An open order whose time is over is expired. */
  readonly states: readonly string[] | null;
  /** The real time. */
  readonly now: number;
  readonly skip: number;
  readonly count: number;
};

/** An event of an order; `version` is the order's as it made it. */
export type EventRow = Event & { readonly orderKey: number; readonly version: number };

/** Which events; times on the account's clock, both inclusive. What is absent matters not. */
export type EventFilter = {
  readonly orderKey?: number;
  readonly since?: number;
  readonly until?: number;
  /** The keys that orders of that time have, where that is known: it saves the search. */
  readonly keys?: KeySpan;
};

/** From the first key on, and before the second one. */
export type KeySpan = readonly [from: number, to: number];
