// Counts requests per account and class, and says so in headers, in the words of every dialect at
// once.
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
 * Counts one request of the account; `none` is neither counted nor told. What strangers and
 * operators ask is counted for each `other` by himself: else anybody could use up the merchant's
 * minute, and one operator that of all. Null: the merchant asks.
 */
export type Limiter = (account: Account, rate: Row['rate'], other: string | null) => Allowance;

export const UNLIMITED: Allowance = Object.freeze({
  allowed: true,
  retryAfterSeconds: 0,
  headers: {},
});

const WINDOW_MS = WINDOW_SECONDS * 1000;

type Window = { readonly until: number; used: number };

/**
 * `limits` are requests per minute; null switches counting off. A minute begins with its first
 * request. It answers without a promise, which no limiter of others does: every request asks it.
 * `now` is any clock in milliseconds that never goes back.
 */
export function createLimiter(
  limits: RateLimits | null,
  now: () => number = () => performance.now(),
): Limiter {
  if (limits === null) return () => UNLIMITED;
  // In the order of their ends.
  const windows = new Map<string, Window>();
  return (account, rate, other) => {
    if (rate === 'none') return UNLIMITED;
    const name = other === null ? `${rate} ${account.id}` : `${rate} ${account.id} ${other}`;
    const at = now();
    let window = windows.get(name);
    if (window === undefined || window.until <= at) {
      forgetBefore(windows, at);
      window = { until: at + WINDOW_MS, used: 0 };
      windows.set(name, window);
    }
    window.used += 1;
    const left = limits[rate] - window.used;
    return allowanceOf(rate, limits[rate], left, window.until - at, left >= 0);
  };
}

function forgetBefore(windows: Map<string, Window>, at: number): void {
  for (const [name, { until }] of windows) {
    if (until > at) return;
    windows.delete(name);
  }
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
