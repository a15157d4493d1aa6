// Migrations on SQLite: killed anywhere they go on where they were, and a database that is too new
// is left alone. On PostgreSQL: test/postgres/migrate.test.ts.
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { checkUpgraded, FIRST_VERSION, fillOld, Kill } from '../../test/support/old-database.ts';
import { killedWork } from '../../test/support/old-database.ts';
import {
  type Ask,
  MIGRATIONS_TABLE,
  continueMigration,
  readMigrations,
  type Work,
} from './migrate.ts';
import { keyWithin } from '../http/idempotency-key.ts';
import { openSqlite } from './sqlite.ts';

function makeFile(context: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-migrate-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'dubash.db');
}

function drive<T>(database: DatabaseSync, work: Work<T>): T {
  let asked = work.next();
  while (asked.done !== true) {
    const { text, values }: Ask = asked.value;
    const statement = text.replace(/\$(\d)/g, '?$1');
    if (values === undefined) database.exec(text);
    asked = work.next(values === undefined ? [] : database.prepare(statement).all(...values));
  }
  return asked.value;
}

function makeOld(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
  database.exec(MIGRATIONS_TABLE);
  drive(database, continueMigration('sqlite', { migrations: FIRST_VERSION }));
  database.exec('BEGIN');
  for (const { text } of fillOld()) database.exec(text);
  database.exec('COMMIT');
  database.close();
}

test('an upgrade that is killed at every step, before and in the middle of it', async (context) => {
  const file = makeFile(context);
  makeOld(file);
  let kills = 0;
  // Each process gets one step further than the one before it, and dies within the next.
  for (let isMore = true; isMore; ) {
    const database = new DatabaseSync(file);
    database.exec('PRAGMA synchronous = OFF');
    for (const after of [kills % 4, Number.POSITIVE_INFINITY]) {
      database.exec('BEGIN IMMEDIATE');
      try {
        isMore = drive(database, killedWork('sqlite', { after }));
        database.exec('COMMIT');
      } catch (error) {
        if (!(error instanceof Kill)) throw error;
        database.exec('ROLLBACK');
        kills += 1;
      }
    }
    database.close();
  }
  assert.ok(kills > 10, `${kills} kills`);
  const store = openSqlite(file);
  try {
    await checkUpgraded(store);
  } finally {
    await store.close();
  }
});

test('an upgrade at once comes to the same', async (context) => {
  const file = makeFile(context);
  makeOld(file);
  const store = openSqlite(file);
  try {
    await checkUpgraded(store);
  } finally {
    await store.close();
  }
});

test('digests are cut, a key as its client named it stays', async (context) => {
  const file = makeFile(context);
  const database = new DatabaseSync(file);
  database.exec(MIGRATIONS_TABLE);
  drive(database, continueMigration('sqlite', { migrations: readMigrations().slice(0, 9) }));
  const scope = 'POST /v1/orders';
  const long = ` ${hash('sha256', `${scope}\nshort`, 'base64url')}`;
  const named = 'k'.repeat(60);
  const add = database.prepare(`INSERT INTO idempotency_records
    VALUES (?, 1, ?, '${'f'.repeat(43)}', 0, '', '', 9)`);
  for (const [id, key] of [long, named].entries()) add.run(id, key);
  database.exec(`INSERT INTO instructions (account, id, order_id, kind, due_at, tries, key)
    VALUES (1, 1, 1, 'capture', 0, 0, '${long}')`);
  database.close();
  const store = openSqlite(file);
  context.after(() => store.close());
  for (const key of [keyWithin(scope, 'short'), named]) {
    const found = await store.findIdempotencyRecord(1, key, 0);
    assert.equal(found?.fingerprint, 'f'.repeat(22), key);
  }
  const [waiting] = await store.accountInstructions(1);
  assert.equal(waiting?.key, keyWithin(scope, 'short'));
});

for (const [name, number] of [
  ['0099-later.sql', readMigrations().length + 1],
  ['0099-later.ts 3 [1]', -readMigrations().length - 1],
  ['0001-another.sql', 1],
] as const) {
  test(`a database with the migration "${name}" is refused, and left as it is`, (context) => {
    const file = makeFile(context);
    openSqlite(file).close();
    const database = new DatabaseSync(file);
    context.after(() => database.close());
    database.prepare('DELETE FROM migrations WHERE number = ?').run(number);
    database.prepare('INSERT INTO migrations VALUES (?, ?)').run(number, name);
    const list = database.prepare('SELECT * FROM migrations');
    const before = list.all();
    const [known] = name.split(' ');
    const message = `this version is older than the database: it does not know migration ${known}`;
    assert.throws(() => openSqlite(file), { message });
    assert.deepEqual(list.all(), before);
  });
}
