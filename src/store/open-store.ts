// Opens the store that the settings name: PostgreSQL, or a SQLite file in the data folder.
import type { OnError } from '../guard.ts';
import { databaseIn } from './database-file.ts';
import { openPostgres } from './postgres.ts';
import { lockFolder } from './server-lock.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

export type StorePlace = {
  /** Null: SQLite in the data folder. */
  readonly databaseUrl: string | null;
  readonly databasePrepare: boolean;
  readonly dataDir: string;
};

/** For a server: PostgreSQL takes any number of them, a data folder one at a time. */
export async function openStore(place: StorePlace, now: number, onError: OnError): Promise<Store> {
  if (place.databaseUrl !== null) {
    return openPostgres(place.databaseUrl, place.databasePrepare, onError);
  }
  const lock = lockFolder(place.dataDir, 'a server', now);
  try {
    const store = openSqlite(databaseIn(place.dataDir), onError);
    return { ...store, close: () => store.close().finally(lock.release) };
  } catch (error) {
    lock.release();
    throw error;
  }
}
