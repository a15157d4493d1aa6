// The request log on SQLite: a file of its own beside the database, whose loss costs nothing else.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { makePrivate } from './database-file.ts';
import { rollBack } from './read.ts';
import { requestMigrations } from './request-migration.ts';
import { requestsOf } from './request-queries.ts';
import type { RequestStore } from './request-store.ts';
import { migrateSqlite } from './sqlite.ts';
import { sqliteError } from './sqlite-error.ts';

/**
 * What is committed outlives the process, though not the machine: nobody waits for the disk.
 * `:memory:` keeps it in memory, for tests.
 */
export function openSqliteRequests(path: string, upgrades = true): RequestStore {
  if (path !== ':memory:') makePrivate(path);
  const database = new DatabaseSync(path, { timeout: 5000 });
  try {
    // What was deleted is overwritten, and the file shrinks with it.
    database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    database.exec('PRAGMA secure_delete = ON');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec('PRAGMA cache_size = -4096');
    migrateSqlite(database, requestMigrations(upgrades));
    // Whoever waits for the file holds the whole server up; a command has time.
    if (upgrades) database.exec(`PRAGMA busy_timeout = ${WAIT_MS}`);
  } catch (error) {
    database.close();
    throw error;
  }
  return { ...requestsOn(database), close: async () => database.close() };
}

const WAIT_MS = 20;
const PREPARED_MAX = 100;
/** Some ten milliseconds, in which the server does nothing else. */
const LOOKS_AT_MAX = 4000;

function requestsOn(database: DatabaseSync): Omit<RequestStore, 'close'> {
  const prepared = new Map<string, StatementSync>();
  const prepare = (text: string): StatementSync => {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const fresh = database.prepare(text.replace(/\$(\d+)/g, '?$1'));
    if (prepared.size < PREPARED_MAX) prepared.set(text, fresh);
    return fresh;
  };
  const saying = async <T>(work: () => T): Promise<T> => {
    try {
      return work();
    } catch (error) {
      throw sqliteError(error);
    }
  };
  const parts = requestsOf({
    looksAtMax: LOOKS_AT_MAX,
    all: (text, values) => saying(() => prepare(text).all(...values)),
    run: (text, values) => saying(() => Number(prepare(text).run(...values).changes)),
    together: (statements) =>
      saying(() => {
        database.exec('BEGIN IMMEDIATE');
        try {
          for (const { text, values } of statements) prepare(text).run(...values);
          database.exec('COMMIT');
        } catch (error) {
          rollBack(database);
          throw error;
        }
      }),
  });
  const shrink = (): void => {
    database.exec('PRAGMA incremental_vacuum');
  };
  return {
    ...parts,
    purgeRequests: async (before, limit) => {
      const count = await parts.purgeRequests(before, limit);
      if (count > 0) shrink();
      return count;
    },
    forgetRequests: async (marks) => {
      const count = await parts.forgetRequests(marks);
      shrink();
      // Of what was deleted nothing is left in the file beside the database either.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      return count;
    },
  };
}
