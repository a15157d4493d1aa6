// Looks at a database without opening a store on it: what it is, its version, what was migrated.
import { DatabaseSync } from 'node:sqlite';
import { rethrow } from '../guard.ts';
import type { Row } from './body.ts';
import { readAddress } from './database-address.ts';
import { isExpected, PROGRESS, readMigrations, readProgress } from './migrate.ts';
import { openPool } from './pool.ts';

export type Inspected = {
  readonly engine: 'SQLite' | 'PostgreSQL';
  readonly version: string;
  /** `none`: no server has ever started on it. `newer`: it knows migrations that we do not. */
  readonly form: 'none' | 'older' | 'ours' | 'newer';
  /** Of how many steps. */
  readonly migrations: string;
  /** Its own clock in real milliseconds, and how long it took to say so; null: it has none. */
  readonly clock: { readonly at: number; readonly askedMs: number } | null;
};

export function inspectSqlite(file: string): Inspected {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  try {
    const version = String(database.prepare('SELECT sqlite_version() AS v').get()?.['v']);
    const isMade = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'";
    const rows =
      database.prepare(isMade).get() === undefined ? [] : database.prepare(PROGRESS).all();
    return { engine: 'SQLite', version, ...formOf(rows), clock: null };
  } finally {
    database.close();
  }
}

/** `now` is the real time in milliseconds. */
export async function inspectPostgres(
  url: string,
  prepares: boolean,
  now: () => number,
): Promise<Inspected> {
  const pool = openPool(readAddress(url), prepares, rethrow);
  try {
    return await pool.use(async ({ ask }) => {
      const [first] = await ask("SELECT current_setting('server_version') AS v");
      const before = now();
      const [told] = await ask(
        'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::BIGINT AS at',
      );
      const clock = { at: Number(told?.['at']), askedMs: now() - before };
      const [made] = await ask("SELECT to_regclass('migrations') IS NOT NULL AS made");
      const rows = made?.['made'] === true ? await ask(PROGRESS) : [];
      return { engine: 'PostgreSQL', version: String(first?.['v']), ...formOf(rows), clock };
    }, true);
  } finally {
    await pool.close();
  }
}

function formOf(rows: readonly Row[]): Pick<Inspected, 'form' | 'migrations'> {
  const known = readMigrations();
  const progress = readProgress(rows);
  const done = progress.filter(({ number }) => number > 0).length;
  const isNewer = progress.some((each) => !isExpected(each, known));
  const isOurs = done === known.length;
  const form = isNewer ? 'newer' : progress.length === 0 ? 'none' : isOurs ? 'ours' : 'older';
  return { form, migrations: `${done} of ${known.length}` };
}
