// Where the servers and engines of tests keep their data: SQLite, unless a file says otherwise.
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';

export const databases: {
  /** The settings of a server with an empty database. */
  settings: () => Promise<Readonly<Record<string, string>>>;
  /** The same name opens the same database again; null an empty one. */
  open: (name: string | null) => Promise<Store>;
  isRemote: boolean;
} = {
  settings: async () => ({}),
  open: async (name) => openSqlite(name ?? ':memory:'),
  isRemote: false,
};
