// Forgets notices that are over, thirty days after they were made.
import type { Store } from '../../store/store.ts';
import type { Identity } from '../identity/ids.ts';

const KEPT_MS = 30 * 24 * 3600 * 1000;
const AT_ONCE = 500;

/**
 * `now` is the real time. Keys follow it, while a notice's own time is on the clock of its account:
 * one that was moved a year ahead neither keeps its notices for a year nor loses those of today.
 * What is held for a paused endpoint is over by then too; what still waits for an attempt is not.
 */
export async function purgeNotices(store: Store, identity: Identity, now: number): Promise<number> {
  const before = identity.firstKeyAt(now - KEPT_MS);
  let purged = 0;
  for (;;) {
    const count = await store.purgeNotices(before, AT_ONCE);
    purged += count;
    if (count < AT_ONCE) return purged;
  }
}
