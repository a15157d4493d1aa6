// Forgets webhooks that are over, thirty days after they were made.
import type { Store } from '../../store/store.ts';
import type { Ids } from '../identity/ids.ts';

export const WEBHOOKS_KEPT_MS = 30 * 24 * 3600 * 1000;
const AT_ONCE = 500;

/**
 * `now` is the real time. Keys follow it, while a webhook's own time is on its account's clock:
 * one that was moved a year ahead neither keeps its webhooks for a year nor loses those of today.
 * What is held for a paused endpoint is over by then too; what still waits for an attempt is not.
 */
export async function deleteOldWebhooks(store: Store, ids: Ids, now: number): Promise<number> {
  const before = ids.firstKeyAt(now - WEBHOOKS_KEPT_MS);
  let purged = 0;
  for (;;) {
    const count = await store.purgeWebhooks(before, AT_ONCE);
    purged += count;
    if (count < AT_ONCE) return purged;
  }
}
