// Rate limits that several processes share: each counts by itself and adds up with the others soon
// after.
import type { RateLimits } from '../config.ts';
import type { RateClass } from '../gateways/dialect.ts';
import type { Log } from '../engine/log.ts';
import { logError, onErrorOf } from '../engine/log-error.ts';
import { guarded } from '../guard.ts';
import type { Count, Counts } from '../store/store.ts';
import { allowanceOf, createLimiter, type Limiter, UNLIMITED, WINDOW_SECONDS } from './limit.ts';

const WINDOW_MS = WINDOW_SECONDS * 1000;
const FLUSH_MS = 250;
// One statement; what is more waits for the next.
const FLUSH_MAX = 500;

/** The minute that is counted at the real time `now`. */
export function periodOf(now: number): number {
  return Math.floor(now / WINDOW_MS);
}

type Tally = {
  readonly account: number;
  readonly name: RateClass;
  readonly period: number;
  /** What everybody had counted when we last asked, us included. */
  known: number;
  /** What we have counted and not yet told. */
  untold: number;
  /** What is being told just now. */
  telling: number;
};

/**
 * Windows are whole minutes, the same for every process. What this process lets through is counted
 * exactly and at once; what others let through is known a flush later, so all together may exceed a
 * limit by what the others let through in that time. No request waits for the database: when that
 * cannot be reached each process holds the limit by itself. `now` is the real time.
 */
export function createSharedLimiter(
  limits: RateLimits,
  counts: Counts,
  now: () => number,
  log: Log,
): { readonly limit: Limiter; readonly stop: () => Promise<void> } {
  // Their names are many and theirs to choose: the database keeps none of them.
  const ofOthers = createLimiter(limits);
  const tallies = new Map<string, Tally>();
  let flushing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const flush = async (): Promise<void> => {
    timer = undefined;
    const period = periodOf(now());
    for (const [name, tally] of tallies) if (tally.period < period) tallies.delete(name);
    const told = [...tallies.values()].filter(({ untold }) => untold > 0).slice(0, FLUSH_MAX);
    if (told.length === 0) return;
    for (const tally of told) {
      tally.telling = tally.untold;
      tally.untold = 0;
    }
    const sums = told.map(({ telling, ...tally }) => countOf(tally, telling));
    const totals = await counts.add(sums).catch((error) => {
      // Written or not, nobody knows: they count here, and are not told again.
      logError(log, error, 'rate limits could not be added up');
      return told.map((tally) => countOf(tally, tally.known + tally.telling));
    });
    for (const total of totals) {
      const tally = tallies.get(nameOf(total));
      if (tally !== undefined) tally.known = Math.max(tally.known, total.total);
    }
    for (const tally of told) tally.telling = 0;
    if ([...tallies.values()].some(({ untold }) => untold > 0)) schedule();
  };
  const schedule = (): void => {
    timer ??= setTimeout(
      guarded(onErrorOf(log), () => {
        flushing = flush();
        return flushing;
      }),
      FLUSH_MS,
    );
  };

  return {
    limit: (account, rate, other) => {
      if (rate === 'none') return UNLIMITED;
      if (other !== null) return ofOthers(account, rate, other);
      const at = now();
      const period = periodOf(at);
      const fresh = { account: account.id, name: rate, period };
      const name = nameOf(fresh);
      const tally = tallies.get(name) ?? { ...fresh, known: 0, untold: 0, telling: 0 };
      tallies.set(name, tally);
      const used = tally.known + tally.untold + tally.telling;
      const allowed = used < limits[rate];
      if (allowed) tally.untold += 1;
      schedule();
      const remaining = limits[rate] - used - 1;
      return allowanceOf(rate, limits[rate], remaining, (period + 1) * WINDOW_MS - at, allowed);
    },
    stop: async () => {
      clearTimeout(timer);
      await flushing;
      await flush();
      clearTimeout(timer);
    },
  };
}

function nameOf({ account, name, period }: Omit<Count, 'total'>): string {
  return `${account} ${name} ${period}`;
}

function countOf({ account, name, period }: Omit<Count, 'total'>, total: number): Count {
  return { account, name, period, total };
}

/** The limits of this process, or those that it shares with others. */
export function createLimits(
  limits: RateLimits | null,
  counts: Counts | null,
  now: () => number,
  log: Log,
): ReturnType<typeof createSharedLimiter> {
  return counts === null || limits === null
    ? { limit: createLimiter(limits), stop: async () => undefined }
    : createSharedLimiter(limits, counts, now, log);
}
