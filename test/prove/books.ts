// The database of the first server, as it is looked at beside the processes that use it: a file, or
// one of PostgreSQL that two processes share.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import postgres from 'postgres';
import { databaseIn } from '../../src/store/database-file.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { makeDatabase } from '../support/postgres.ts';

export type Books = {
  /** Of each process that serves from it. */
  readonly settings: readonly Readonly<Record<string, string>>[];
  /** How many instructions are due until then. */
  readonly countDue: (until: number) => Promise<number>;
  /** Those instructions, a line each. */
  readonly listDue: (until: number, now: number) => Promise<readonly string[]>;
  readonly findAccount: (key: string) => Promise<number>;
  readonly listOrders: (account: number) => Promise<readonly number[]>;
  readonly openStore: () => Promise<Store>;
  readonly remove: () => Promise<void>;
};

const DUE = 'SELECT count(*) AS found FROM instructions WHERE due_at <=';
const ROWS = `SELECT kind || ' ' || id || ' of order ' || order_id || ', tries ' || tries ||
    ', told ' || COALESCE(sent_at, 0) || ', due ' || due_at AS found
  FROM instructions WHERE due_at <=`;
const ACCOUNT = 'SELECT id AS found FROM accounts WHERE key =';
const ORDERS = 'SELECT id AS found FROM orders WHERE account =';

type Look = (text: string, value: string | number) => Promise<readonly string[]>;

/** One process on a file in this folder. */
export function openFileBooks(folder: string): Books {
  const file = databaseIn(folder);
  // Opened for each look: the file is there only once a server has started.
  const look: Look = async (text, value) => {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return database
        .prepare(`${text} ?`)
        .all(value)
        .map(({ found }) => String(found));
    } finally {
      database.close();
    }
  };
  return booksOf([{ DATA_DIR: folder }], look, async () => openSqlite(file));
}

/** Two processes on one database. */
export async function openSharedBooks(folder: string): Promise<Books> {
  const database = await makeDatabase();
  const sql = postgres(database.url, { max: 1, onnotice: () => undefined });
  const look: Look = async (text, value) => {
    const rows = await sql.unsafe(`${text} $1`, [value]);
    return rows.map(({ ['found']: found }) => String(found));
  };
  const settings = ['one', 'two'].map((name) => {
    const own = path.join(folder, name);
    mkdirSync(own);
    return { DATABASE_URL: database.url, DATA_DIR: own };
  });
  return {
    ...booksOf(settings, look, () => openPostgres(database.url)),
    remove: async () => {
      await sql.end({ timeout: 5 });
      await database.remove();
    },
  };
}

function booksOf(settings: Books['settings'], look: Look, openStore: Books['openStore']): Books {
  const first = async (text: string, value: string | number): Promise<number> =>
    Number((await look(text, value))[0] ?? 0);
  return {
    settings,
    openStore,
    countDue: (until) => first(DUE, until),
    findAccount: (key) => first(ACCOUNT, key),
    listOrders: async (account) => (await look(ORDERS, account)).map(Number),
    listDue: async (until, now) => [`now is ${now}`, ...(await look(ROWS, until))],
    remove: async () => undefined,
  };
}
