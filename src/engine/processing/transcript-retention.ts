// Forgets what was said to processors: after thirty days, and what is too much of one account.
import type { Store } from '../../store/store.ts';
import type { Ids } from '../identity/ids.ts';

export const TRANSCRIPTS_KEPT_MS = 30 * 24 * 3600 * 1000;
/** Of each account. */
export const TRANSCRIPTS_KEPT_MAX = 50_000;
const AT_ONCE = 500;

/** `now` is the real time, which keys follow. Returns how many were forgotten. */
export async function deleteOldTranscripts(
  store: Pick<Store, 'purgeTranscripts'>,
  ids: Pick<Ids, 'firstKeyAt'>,
  now: number,
): Promise<number> {
  const before = ids.firstKeyAt(now - TRANSCRIPTS_KEPT_MS);
  for (let purged = 0; ; ) {
    const count = await store.purgeTranscripts(before, TRANSCRIPTS_KEPT_MAX, AT_ONCE);
    purged += count;
    if (count < AT_ONCE) return purged;
  }
}
