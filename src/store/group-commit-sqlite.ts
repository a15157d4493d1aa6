// Group commit: the writes of one turn of the event loop share one transaction, and so one flush.
import type { DatabaseSync } from 'node:sqlite';
import { guarded, type OnError } from '../guard.ts';
import { rollBack } from './read.ts';
import { sqliteError } from './sqlite-error.ts';

type Waiting = {
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Collects the writes that arrive in one turn of the event loop and commits them together, so that
 * they share one flush to disk. Nobody hears of success before that commit. When a group fails, its
 * members are tried again one by one, so that only the one at fault fails.
 */
export function groupSqliteCommits(
  database: Pick<DatabaseSync, 'exec' | 'isOpen' | 'isTransaction'>,
  onError: OnError,
  /** Runs before each transaction: ends one of another kind. */
  before: () => void = () => undefined,
): <T>(work: () => T) => Promise<T> {
  let waiting: Waiting[] = [];
  const commit = (group: readonly Waiting[]): void => {
    const results: unknown[] = [];
    try {
      before();
      rollBack(database);
      database.exec('BEGIN IMMEDIATE');
      for (const { work } of group) results.push(work());
      database.exec('COMMIT');
    } catch (error) {
      rollBack(database);
      if (group.length > 1) for (const each of group) commit([each]);
      else group[0]?.reject(sqliteError(error));
      return;
    }
    group.forEach((each, index) => {
      each.resolve(results[index] as never);
    });
  };
  const guardedFlush = guarded(onError, () => {
    const group = waiting;
    waiting = [];
    commit(group);
  });
  return (work) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(guardedFlush);
      waiting.push({ work, resolve, reject });
    });
}
