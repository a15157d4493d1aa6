// What happened lately, summed from the database: bounded, and remembered for a moment.
import type { Backlog, OrderSum, PaymentSum } from '../store/store.ts';
import { DAY_MS, HOUR_MS, INDIA_MS } from './day-span.ts';
import { createMemory } from './memory.ts';
import { hourAt, rememberHours, type SumHours } from './order-sum.ts';
import type { Sources } from './request.ts';

/** Each begins at an hour or a day of India's. */
export const SPANS = Object.freeze({
  '24h': { title: 'Last 24 hours', slotMs: HOUR_MS, slots: 24 },
  '7d': { title: 'Last 7 days', slotMs: DAY_MS / 4, slots: 28 },
  '30d': { title: 'Last 30 days', slotMs: DAY_MS, slots: 30 },
});
export type SpanName = keyof typeof SPANS;
export const LONGEST: SpanName = '30d';

export type Overview = {
  readonly from: number;
  readonly orders: readonly OrderSum[];
  readonly payments: readonly PaymentSum[];
  readonly backlog: Backlog;
  /** Whether there is more than was summed. */
  readonly isCut: boolean;
};

/** Beyond so many orders the newest of each account are summed, as far as that goes. */
export const SUMMED_MAX = 100_000;
const LATE_MS = 60_000;
/** Of so many accounts at once; on SQLite each in a turn of the loop. */
const AT_ONCE = 4;

type Places = Pick<Sources, 'store' | 'ids' | 'now'>;
/** However many look at once, the database sums once. `account` is its number; null: of all. */
export function rememberOverviews(places: Places) {
  const remember = createMemory<Overview>(places.now);
  const sumHours = rememberHours(places);
  return (account: number | null, span: SpanName): Promise<Overview> =>
    remember(`${span} ${account}`, () => sum(places, sumHours, account, span));
}

/** From the first moment of its first slot to that behind its last; India's hours and days. */
export function timesOf(name: SpanName, now: number): { from: number; end: number } {
  const { slotMs, slots } = SPANS[name];
  const end = Math.floor((now + INDIA_MS) / slotMs) * slotMs - INDIA_MS + slotMs;
  return { from: end - slots * slotMs, end };
}

async function sum(
  places: Places,
  sumHours: SumHours,
  account: number | null,
  name: SpanName,
): Promise<Overview> {
  const { store, ids, now } = places;
  const { slotMs, slots } = SPANS[name];
  const { from } = timesOf(name, now());
  const fromKey = ids.firstKeyAt(from);
  const accounts = account === null ? await listBusy(places, fromKey) : [account];
  const orders: OrderSum[] = [];
  const payments: PaymentSum[] = [];
  const [first, perSlot] = [hourAt(from), slotMs / HOUR_MS];
  const slotted = <Sum extends { readonly slot: number }>(sums: readonly Sum[]) =>
    sums
      .map((each) => ({ ...each, slot: Math.floor((each.slot - first) / perSlot) }))
      .filter(({ slot }) => slot >= 0 && slot < slots);
  let isCut = false;
  for (let at = 0; at < accounts.length; at += AT_ONCE) {
    const left = SUMMED_MAX - countOf(orders);
    isCut ||= left <= 0;
    if (left <= 0) break;
    const some = accounts.slice(at, at + AT_ONCE);
    const found = await Promise.all(some.map((each) => sumHours(each, fromKey, left)));
    for (const each of found) {
      orders.push(...slotted(each.orders));
      payments.push(...slotted(each.payments));
      isCut ||= each.isCut;
    }
  }
  const backlog = await store.readBacklog(now(), LATE_MS);
  return { from, orders, payments, backlog, isCut };
}

/** Accounts with orders from this key on, the newest first. */
async function listBusy({ store }: Places, fromKey: number): Promise<readonly number[]> {
  const newest = await store.listNewest({ of: 'order', state: null, beforeKey: LAST_KEY });
  return newest.filter(({ key }) => key >= fromKey).map(({ account }) => account);
}

const LAST_KEY = Number.MAX_SAFE_INTEGER;

export function countOf(sums: readonly { readonly count: number }[]): number {
  return sums.reduce((total, { count }) => total + count, 0);
}
