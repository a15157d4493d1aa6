// What happened lately, summed from the database: bounded, and remembered for a moment.
import type { Account } from '../core/account.ts';
import type { Backlog, OrderSum, PaymentSum } from '../store/store.ts';
import { DAY_MS, INDIA_MS } from './day-span.ts';
import { createMemory } from './memory.ts';
import type { Sources } from './request.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Each begins at an hour or a day of India's. */
export const SPANS = Object.freeze({
  '24h': { title: 'Last 24 hours', slotMs: HOUR_MS, slots: 24 },
  '7d': { title: 'Last 7 days', slotMs: DAY_MS / 4, slots: 28 },
  '30d': { title: 'Last 30 days', slotMs: DAY_MS, slots: 30 },
});
export type SpanName = keyof typeof SPANS;

export type Overview = {
  readonly from: number;
  readonly orders: readonly OrderSum[];
  readonly payments: readonly PaymentSum[];
  readonly backlog: Backlog;
  /** Whether there is more than was summed. */
  readonly isCut: boolean;
};

/** Of each account; beyond all that a hundred thousand orders are the newest of more. */
const SUMMED_MAX = 100_000;
const LATE_MS = 60_000;

type Places = Pick<Sources, 'store' | 'ids' | 'now'>;
/** However many look at once, the database sums once. */
export function rememberOverviews(places: Places) {
  const remember = createMemory<Overview>(places.now);
  return (accounts: readonly Account[], span: SpanName): Promise<Overview> => {
    const key = `${span} ${accounts.map(({ id }) => id).join()}`;
    return remember(key, () => sum(places, accounts, span));
  };
}

/** From the first moment of its first slot to that behind its last; India's hours and days. */
export function timesOf(name: SpanName, now: number): { from: number; end: number } {
  const { slotMs, slots } = SPANS[name];
  const end = Math.floor((now + INDIA_MS) / slotMs) * slotMs - INDIA_MS + slotMs;
  return { from: end - slots * slotMs, end };
}

async function sum(
  { store, ids, now }: Places,
  accounts: readonly Account[],
  name: SpanName,
): Promise<Overview> {
  const { slotMs } = SPANS[name];
  const { from, end } = timesOf(name, now());
  const [fromKey, toKey] = [ids.firstKeyAt(from), ids.firstKeyAt(end)];
  const slotKeys = ids.firstKeyAt(from + slotMs) - fromKey;
  const orders: OrderSum[] = [];
  const payments: PaymentSum[] = [];
  let left = SUMMED_MAX;
  for (const { id } of accounts) {
    const found = await store.sumOrders(id, { fromKey, toKey, slotKeys }, left);
    orders.push(...found);
    payments.push(...(await store.sumPayments(id, { fromKey, toKey }, SUMMED_MAX)));
    left -= countOf(found);
    if (left <= 0) break;
  }
  const backlog = await store.readBacklog(now(), LATE_MS);
  return { from, orders, payments, backlog, isCut: left <= 0 };
}

export function countOf(sums: readonly { readonly count: number }[]): number {
  return sums.reduce((total, { count }) => total + count, 0);
}
