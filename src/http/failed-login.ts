// Counts failed proofs by key and by address, so that guessing is slowed; a right secret is never
// asked about.
import type { Failure } from '../core/failure.ts';

/** In a minute, before a further failure is told to wait. */
const BY_KEY_MAX = 20;
const BY_ADDRESS_MAX = 60;
const WINDOW_MS = 60_000;
/** Names that are remembered at most; of those beyond, the oldest are forgotten. */
const NAMES_MAX = 10_000;

export type FailedLogins = {
  /** What a failed proof is told. Whoever proves itself is let in, whatever others did. */
  readonly refuse: (key: string, address: string, failure: Failure) => Failure;
};

/** `now` is the real time; null switches counting off. */
export function createFailedLogins(now: (() => number) | null): FailedLogins {
  if (now === null) return { refuse: (_key, _address, failure) => failure };
  const windows = new Map<string, { readonly until: number; count: number }>();

  /** Counts one; how long until the next counts as the first again, or 0 when it may go on. */
  const count = (name: string, most: number): number => {
    const at = now();
    let window = windows.get(name);
    if (window === undefined || window.until <= at) {
      windows.delete(name);
      if (windows.size >= NAMES_MAX) windows.delete(windows.keys().next().value ?? '');
      window = { until: at + WINDOW_MS, count: 0 };
      windows.set(name, window);
    }
    window.count += 1;
    return window.count > most ? window.until - at : 0;
  };

  return {
    refuse: (key, address, failure) => {
      if (failure.failure !== 'credentials_wrong') return failure;
      // A key may be of any length; what is remembered of it may not.
      const byKey = count(`key ${key.slice(0, 100)}`, BY_KEY_MAX);
      const byAddress = address === '' ? 0 : count(`address ${address}`, BY_ADDRESS_MAX);
      const waitMs = Math.max(byKey, byAddress);
      if (waitMs === 0) return failure;
      return { failure: 'rate_limited', retryAfterSeconds: Math.ceil(waitMs / 1000) };
    },
  };
}

/** As whoever stands at an address claims to be somebody, and does not prove it. */
export function refuseLogin(
  { failedLogins }: { readonly failedLogins: FailedLogins },
  { key }: { readonly key: string },
  { address }: { readonly address: string },
  failure: Failure,
): Failure {
  return failedLogins.refuse(key, address, failure);
}
