// Carries what was committed from the write-ahead log into the database file: when it is quiet and,
// under load, every few seconds.
import type { DatabaseSync } from 'node:sqlite';
import { guarded, type OnError } from '../guard.ts';

const LOOK_EVERY_MS = 250;
/** Without a change for so long it is quiet. */
const QUIET_MS = 400;
/** What was committed is in the file at the latest after so long. */
const STALE_MAX_MS = 4000;

/**
 * SQLite itself does this only when the log is long (`wal_autocheckpoint`), which may be never on a
 * server with little to do: the file would then hold nothing of it. It costs two flushes and a
 * write of each page that has changed, so it is done in pauses where there are some. Returns what
 * stops it.
 */
export function startCheckpoints(
  database: DatabaseSync,
  onError: OnError,
  /** Ends the reads of this turn: within a transaction nothing can be carried over. */
  endReads: () => void,
): () => void {
  const count = database.prepare('SELECT total_changes() AS changes');
  // Waits for nobody: what a reader elsewhere still needs is left for the next time.
  const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  const look = checkAt(
    () => Number(count.get()?.['changes']),
    () => {
      endReads();
      const { log, checkpointed } = checkpoint.get() ?? {};
      return log === checkpointed;
    },
  );
  const timer = setInterval(
    guarded(onError, () => {
      if (database.isOpen) look(performance.now());
    }),
    LOOK_EVERY_MS,
  );
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * To be called every now and then: carries over what has changed, if this is the moment.
 * `carryOver` tells whether that was everything.
 */
export function checkAt(changes: () => number, carryOver: () => boolean): (now: number) => void {
  let carried = -1;
  let seen = -1;
  let changedAt = 0;
  let staleSince: number | null = null;
  return (now) => {
    const count = changes();
    if (count === carried) return;
    if (count !== seen) changedAt = now;
    seen = count;
    staleSince ??= now;
    if (now - changedAt < QUIET_MS && now - staleSince < STALE_MAX_MS) return;
    staleSince = null;
    if (carryOver()) carried = count;
  };
}
