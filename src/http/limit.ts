// Counts requests per account and class, and says so in headers, in the words of every dialect at
// once.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimits } from '../config.ts';
import type { Account } from '../core/account.ts';
import type { RateClass, Row } from '../gateways/dialect.ts';

export const WINDOW_SECONDS = 60;

export type Allowance = {
  readonly allowed: boolean;
  readonly retryAfterSeconds: number;
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * Counts one request of the account; `none` is neither counted nor told. What strangers ask is
 * counted apart, for each `stranger` by himself: else anybody could use up the merchant's minute.
 */
export type Limiter = (
  account: Account,
  rate: Row['rate'],
  stranger: string | null,
) => Promise<Allowance>;

export const UNLIMITED: Allowance = Object.freeze({
  allowed: true,
  retryAfterSeconds: 0,
  headers: {},
});

/** `limits` are requests per minute; null switches counting off. */
export function createLimiter(limits: RateLimits | null): Limiter {
  if (limits === null) return async () => UNLIMITED;
  const windows: Readonly<Record<RateClass, RateLimiterMemory>> = {
    create: windowOf('create', limits.create),
    fetch: windowOf('fetch', limits.fetch),
    refund: windowOf('refund', limits.refund),
  };
  return async (account, rate, stranger) => {
    if (rate === 'none') return UNLIMITED;
    try {
      const name = stranger === null ? String(account.id) : `${account.id} ${stranger}`;
      const counted = await windows[rate].consume(name);
      return allowanceOf(rate, limits[rate], counted.remainingPoints, counted.msBeforeNext, true);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return allowanceOf(rate, limits[rate], 0, refused.msBeforeNext, false);
    }
  };
}

function windowOf(rate: RateClass, points: number): RateLimiterMemory {
  return new RateLimiterMemory({ keyPrefix: rate, points, duration: WINDOW_SECONDS });
}

/** What is said of a limit: `left` requests until it opens again in `resetMs`. */
export function allowanceOf(
  rate: RateClass,
  limit: number,
  left: number,
  resetMs: number,
  allowed: boolean,
): Allowance {
  const remaining = Math.max(left, 0);
  const seconds = Math.max(Math.ceil(resetMs / 1000), 1);
  const headers: Record<string, string> = {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-retry': allowed ? '0' : String(seconds),
    'x-ratelimit-type': 'app_id',
    'ratelimit-policy': `"${rate}";q=${limit};w=${WINDOW_SECONDS}`,
    ratelimit: `"${rate}";r=${remaining};t=${seconds}`,
  };
  if (!allowed) headers['retry-after'] = String(seconds);
  return { allowed, retryAfterSeconds: allowed ? 0 : seconds, headers };
}
