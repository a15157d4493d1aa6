// Brings a database to today's form: numbered migrations, each in steps that are transactions, so
// that one that was killed goes on where it was.
import { readdirSync, readFileSync } from 'node:fs';
import type { Value } from './commit.ts';
import { makeLean } from './migrations/0009-lean.ts';
import { namePaymentLink } from './migrations/0010-payment-link.ts';
import type { Row } from './body.ts';

export type Engine = 'sqlite' | 'postgres';

/** A statement; without `values` it may be several, which tell nothing. */
export type Ask = { readonly text: string; readonly values?: readonly Value[] };

/** What is done in one transaction: it asks one thing after the other, and is told the rows. */
export type Work<T> = Generator<Ask, T, readonly Row[]>;

/** Begins at `from`, which is null at first; returns where to go on, or null when all is done. */
export type Advance = (from: string | null, engine: Engine) => Work<string | null>;

export type Migration = { readonly name: string; readonly advance: Advance };

const folder = new URL('./migrations/', import.meta.url);
const CODE: Readonly<Record<string, Advance>> = {
  '0009-lean.ts': makeLean,
  '0010-payment-link.ts': namePaymentLink,
};

/** All migrations, lowest number first. Throws when a number is missing or stands twice: a bug. */
export function readMigrations(): readonly Migration[] {
  // Databases know them by the names of the sources; in the package they are compiled.
  const names = readdirSync(folder).map((file) => file.replace(/\.js$/, '.ts'));
  return names.sort().map((name, index) => {
    const isNext = Number(name.slice(0, 4)) === index + 1;
    if (!isNext) throw new Error(`migration ${name} is not number ${index + 1}`);
    return { name, advance: CODE[name] ?? runFile(new URL(name, folder)) };
  });
}

function runFile(file: URL): Advance {
  return function* run() {
    yield { text: readFileSync(file, 'utf8') };
    return null;
  };
}

const TABLE = 'migrations';

export function migrationsTable(table = TABLE): string {
  return `CREATE TABLE IF NOT EXISTS ${table} (number BIGINT PRIMARY KEY, name TEXT)`;
}

export const MIGRATIONS_TABLE = migrationsTable();

/** What was done, and what is under way: that stands under its number, negative. */
export const PROGRESS = progressIn(TABLE);

function progressIn(table: string): string {
  return `SELECT number, name FROM ${table} WHERE number <> 0 ORDER BY number`;
}

export type Progress = {
  readonly number: number;
  readonly name: string;
  /** Where to go on. */
  readonly from: string;
};

export function readProgress(rows: readonly Row[]): readonly Progress[] {
  return rows.map((row) => {
    const [name = '', ...from] = String(row['name']).split(' ');
    return { number: Number(row['number']), name, from: from.join(' ') };
  });
}

export function isExpected({ number, name }: Progress, migrations = readMigrations()): boolean {
  return migrations[Math.abs(number) - 1]?.name === name;
}

/** Hears the name of a migration. */
export type HearMigration = (name: string) => void;

export type MigrationPlan = {
  readonly migrations?: readonly Migration[];
  /** Hears of each that is done, before that is committed. */
  readonly tell?: HearMigration;
  /** Where it stands which were done. */
  readonly table?: string;
  /** False: a database that is older is refused, as processes of its own version may run on it. */
  readonly upgrades?: boolean;
};

const OLDER =
  'the database is of an older version: stop every process of that, then start a server of this';

/**
 * Does what the next transaction shall do; true when more is to be done after it. An empty database
 * is made in one transaction.
 */
export function* continueMigration(
  engine: Engine,
  { migrations = readMigrations(), table = TABLE, upgrades = true, tell }: MigrationPlan = {},
): Work<boolean> {
  const rows = readProgress(yield { text: progressIn(table), values: [] });
  const unknown = rows.find((row) => !isExpected(row, migrations));
  if (unknown !== undefined) {
    const { name } = unknown;
    throw new Error(`this version is older than the database: it does not know migration ${name}`);
  }
  const done = rows.filter(({ number }) => number > 0).length;
  if (!upgrades && rows.length > 0 && done < migrations.length) throw new Error(OLDER);
  let from = rows.find(({ number }) => number < 0)?.from ?? null;
  let number = done + 1;
  for (;;) {
    const next = migrations[number - 1];
    if (next === undefined) return false;
    from = yield* next.advance(from, engine);
    yield { text: `DELETE FROM ${table} WHERE number = $1`, values: [-number] };
    const values = from === null ? [number, next.name] : [-number, `${next.name} ${from}`];
    yield { text: `INSERT INTO ${table} (number, name) VALUES ($1, $2)`, values };
    if (from === null) {
      tell?.(next.name);
      number += 1;
    }
    if (rows.length > 0) return number <= migrations.length;
  }
}
