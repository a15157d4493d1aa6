// Orders and their payments summed by hour, in runs that are summed again once they have changed.
import { setImmediate as turn } from 'node:timers/promises';
import type { OrderSum, PaymentSum } from '../store/store.ts';
import { HOUR_MS } from './day-span.ts';
import type { Sources } from './request.ts';

/** Hours of India begin at half past one of UTC; keys count from this year on. */
const ORIGIN_MS = Date.UTC(2025, 0, 1, 0, 30);

/** Orders with neighbouring keys, as they were when so many had versions of this sum. */
type Run = {
  readonly fromKey: number;
  readonly toKey: number;
  readonly count: number;
  readonly versions: number;
  readonly orders: readonly OrderSum[];
  readonly payments: readonly PaymentSum[];
};

export type Sums = {
  /** Their slots are hours; see `hourAt`. */
  readonly orders: readonly OrderSum[];
  readonly payments: readonly PaymentSum[];
  /** Whether there are older ones beyond the limit. */
  readonly isCut: boolean;
};

/** Newest orders of an account first, from this key on, about `limit` of them at most. */
export type SumHours = (account: number, fromKey: number, limit: number) => Promise<Sums>;

type Places = Pick<Sources, 'store' | 'ids'>;

/** So many are summed in one turn of the loop, in which others get theirs. */
const AT_ONCE = 1000;
/** So many runs are looked at in one. */
const RUNS_AT_ONCE = 8;
/** In all; an account with a few orders has one. */
const RUNS_MAX = 50_000;
const LAST = Number.MAX_SAFE_INTEGER;

/** The hour, as sums count them, in which this moment lies. */
export function hourAt(ms: number): number {
  return Math.floor((ms - ORIGIN_MS) / HOUR_MS);
}

/**
 * What stands in memory is never told unlooked at: each run's orders are counted anew, with the sum
 * of their versions, which grows with every commit of one. That reads rows and no body of any.
 */
export function rememberHours(places: Places): SumHours {
  // Of each account: without a gap, newest first, from the end of time on.
  const kept = new Map<number, readonly Run[]>();
  let held = 0;
  return async (account, fromKey, limit) => {
    const known = kept.get(account) ?? [];
    const within = known.filter(({ toKey }) => toKey > fromKey);
    const runs = await renew(places, account, within, limit);
    const lowest = runs.at(-1)?.fromKey ?? LAST;
    const left = limit - countOf(runs);
    if (left > 0 && lowest > fromKey) {
      runs.push(...(await sumNewest(places, account, { fromKey, toKey: lowest }, left)));
    }
    const until = runs.at(-1)?.fromKey ?? LAST;
    const fresh = [...runs, ...known.filter(({ toKey }) => toKey <= until)];
    held += fresh.length - (kept.get(account)?.length ?? 0);
    kept.set(account, fresh);
    if (held > RUNS_MAX) {
      kept.clear();
      held = 0;
    }
    return {
      orders: runs.flatMap(({ orders }) => orders),
      payments: runs.flatMap(({ payments }) => payments),
      isCut: until > fromKey,
    };
  };
}

function countOf(runs: readonly Run[]): number {
  return runs.reduce((sum, { count }) => sum + count, 0);
}

/** The same runs as they are now, until they have `limit` orders. */
async function renew(
  places: Places,
  account: number,
  known: readonly Run[],
  limit: number,
): Promise<Run[]> {
  const runs: Run[] = [];
  for (let at = 0; at < known.length && countOf(runs) < limit; at += RUNS_AT_ONCE) {
    const some = known.slice(at, at + RUNS_AT_ONCE);
    const measured = await Promise.all(
      some.map((run) => places.store.measureOrders(account, run, 2 * AT_ONCE)),
    );
    await turn();
    for (const [index, run] of some.entries()) {
      const { count, versions } = measured[index] ?? { count: -1, versions: -1 };
      if (count === run.count && versions === run.versions) runs.push(run);
      // The newest of many stand apart: the older ones change less.
      else runs.push(...(await sumNewest(places, account, run, LAST, count % AT_ONCE)));
    }
  }
  return runs;
}

/** Newest first; `firstCount`: so many in the first run, unless it is 0. */
async function sumNewest(
  { store, ids }: Places,
  account: number,
  { fromKey, toKey }: Pick<Run, 'fromKey' | 'toKey'>,
  limit: number,
  firstCount = 0,
): Promise<Run[]> {
  const originKey = ids.firstKeyAt(ORIGIN_MS);
  const slotKeys = ids.firstKeyAt(ORIGIN_MS + HOUR_MS) - originKey;
  const runs: Run[] = [];
  let size = firstCount || AT_ONCE;
  for (let until = toKey; until > fromKey && countOf(runs) < limit; size = AT_ONCE) {
    const measured = await store.measureOrders(account, { fromKey, toKey: until }, size);
    const { count, versions, firstKey } = measured;
    const from = count < size ? fromKey : (firstKey ?? fromKey);
    const span = { fromKey: from, toKey: until, originKey, slotKeys };
    const [orders, payments] =
      count === 0
        ? [[], []]
        : await Promise.all([store.sumOrders(account, span), store.sumPayments(account, span)]);
    runs.push({ fromKey: from, toKey: until, count, versions, orders, payments });
    until = from;
    await turn();
  }
  return runs;
}
