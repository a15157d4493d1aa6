// Opens the store that the settings name: PostgreSQL, or a SQLite file in the data folder.
import type { OnError } from '../guard.ts';
import { databaseIn } from './database-file.ts';
import { openPostgres } from './postgres.ts';
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
): Promise<Store> {
  if (settings.databaseUrl !== null) {
    return openPostgres(settings.databaseUrl, settings.databasePrepare, onError);
  }
  const lock = lockFolder(settings.dataDir, 'a server', now);
  try {
    const store = openSqlite(databaseIn(settings.dataDir), { onError, ownThread: true });
    return { ...store, close: () => store.close().finally(lock.release) };
  } catch (error) {
    lock.release();
    throw error;
  }
}
