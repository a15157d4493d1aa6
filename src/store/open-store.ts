// Opens the store that the settings name: PostgreSQL, or a SQLite file in the data folder.
import type { OnError } from '../guard.ts';
import { databaseIn, requestsIn } from './database-file.ts';
import type { HearMigration } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import { openPostgresRequests } from './request-postgres.ts';
import { openSqliteRequests } from './request-sqlite.ts';
import type { RequestStore } from './request-store.ts';
import { lockFolder } from './server-lock.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

export type StoreSettings = {
  /** Null: SQLite in the data folder. */
  readonly databaseUrl: string | null;
  readonly databasePrepare: boolean;
  readonly dataDir: string;
};

/** For a server: PostgreSQL takes any number of them, a data folder one at a time. */
export async function openStore(
  settings: StoreSettings,
  now: number,
  onError: OnError,
  tell: HearMigration = () => undefined,
): Promise<Store> {
  if (settings.databaseUrl !== null) {
    return openPostgres(settings.databaseUrl, settings.databasePrepare, onError, true, tell);
  }
  const lock = lockFolder(settings.dataDir, 'a server', now);
  try {
    const store = openSqlite(databaseIn(settings.dataDir), { onError, ownThread: true, tell });
    return { ...store, close: () => store.close().finally(lock.release) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The request log's own, in the same database server or the same folder. */
export async function openRequestStore(
  { databaseUrl, databasePrepare, dataDir }: StoreSettings,
  onError: OnError,
  upgrades = true,
): Promise<RequestStore> {
  return databaseUrl === null
    ? openSqliteRequests(requestsIn(dataDir), upgrades)
    : openPostgresRequests(databaseUrl, databasePrepare, onError, upgrades);
}
