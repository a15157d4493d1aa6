// How many endpoints an account may have, also when many are made at once.
import { type Failure, invalid } from '../../core/failure.ts';
import type { Commit, Store } from '../../store/store.ts';

/** More would make every payment of the account send more than anybody reads. */
const ENDPOINTS_MAX = 100;

const TOO_MANY: Failure = Object.freeze({
  ...invalid([]),
  detail: `An account has at most ${ENDPOINTS_MAX} endpoints`,
});

/**
 * What the commit of one more must find unchanged. It is read before the endpoints are counted, and
 * every commit of one changes it: whoever counted before another was made decides again.
 */
export async function askForEndpoint(
  store: Store,
  account: number,
): Promise<NonNullable<Commit['swap']> | Failure> {
  const name = `endpoints_made ${account}`;
  const from = (await store.findSetting(name)) ?? (await store.keepSetting(name, '0'));
  const last = await store.listRecords(account, 'endpoint', ENDPOINTS_MAX - 1, 1);
  return last.length > 0 ? TOO_MANY : { name, from, to: String(Number(from) + 1) };
}
