// The reads of one turn of the event loop share one transaction: taking SQLite's lock for each
// costs more than the read itself.
import type { DatabaseSync } from 'node:sqlite';
import { guarded, type OnError } from '../guard.ts';

export type Reads = {
  /** Before a read: joins the transaction of this turn, or begins it. */
  readonly begin: () => void;
  /** Ends it at once: before a write, so that whoever reads after that sees what was written. */
  readonly end: () => void;
};

type Reader = Pick<DatabaseSync, 'prepare' | 'exec' | 'isOpen' | 'isTransaction'>;

/**
 * Nothing stays open beyond the turn: what other processes write shows in the next one. `onError`
 * hears why a turn's transaction could not be ended; the next read begins another.
 */
export function shareReads(database: Reader, onError: OnError): Reads {
  const starting = database.prepare('BEGIN');
  const ending = database.prepare('COMMIT');
  let open = false;
  const end = (): void => {
    if (!open) return;
    open = false;
    // A failed read may have ended it already.
    if (!database.isOpen || !database.isTransaction) return;
    try {
      ending.run();
    } catch (error) {
      rollBack(database);
      throw error;
    }
  };
  const guardedEnd = guarded(onError, end);
  return {
    begin: () => {
      if (open) return;
      rollBack(database);
      starting.run();
      open = true;
      setImmediate(guardedEnd);
    },
    end,
  };
}

/** Undoes what is open; what cannot be undone must not hide why it had to be. */
export function rollBack(database: Pick<DatabaseSync, 'exec' | 'isOpen' | 'isTransaction'>): void {
  try {
    if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
  } catch {
    // Whoever begins the next transaction tries again.
  }
}
