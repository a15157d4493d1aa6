// The reads of one turn of the event loop share one transaction: taking SQLite's lock for each
// costs more than the read itself.
import type { DatabaseSync } from 'node:sqlite';

export type Reads = {
  /** Before a read: joins the transaction of this turn, or begins it. */
  readonly begin: () => void;
  /** Ends it at once: before a write, so that whoever reads after that sees what was written. */
  readonly end: () => void;
};

/** Nothing stays open beyond the turn: what other processes write shows in the next one. */
export function shareReads(database: DatabaseSync): Reads {
  const starting = database.prepare('BEGIN');
  const ending = database.prepare('COMMIT');
  let open = false;
  const end = (): void => {
    if (!open) return;
    open = false;
    // A failed read may have ended it already.
    if (database.isOpen && database.isTransaction) ending.run();
  };
  return {
    begin: () => {
      if (open) return;
      starting.run();
      open = true;
      setImmediate(end);
    },
    end,
  };
}
