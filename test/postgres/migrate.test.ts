// Migrations on PostgreSQL: killed anywhere they go on where they were, several processes may begin
// them, and a database that is too new is left alone.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import postgres, { type TransactionSql } from 'postgres';
import { MIGRATIONS_TABLE, continueMigration, type Work } from '../../src/store/migrate.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import {
  checkUpgraded,
  FIRST_VERSION,
  fillOld,
  Kill,
  killedWork,
} from '../support/old-database.ts';
import { makeDatabase, withoutPostgres } from '../support/postgres.ts';

const skip = withoutPostgres ?? false;

async function open(context: TestContext) {
  const { url, remove } = await makeDatabase();
  const types = { bigint: { to: 20, from: [20], parse: Number, serialize: String } };
  const sql = postgres(url, { max: 2, onnotice: () => undefined, types });
  context.after(async () => {
    await sql.end();
    await remove();
  });
  return { url, sql };
}

async function drive<T>(sql: TransactionSql, work: Work<T>): Promise<T> {
  let asked = work.next();
  while (asked.done !== true) {
    const { text, values } = asked.value;
    asked = work.next(await sql.unsafe(text, values && [...values]));
  }
  return asked.value;
}

async function openOld(context: TestContext) {
  const { url, sql } = await open(context);
  await sql.unsafe(MIGRATIONS_TABLE);
  await sql.begin((mine) =>
    drive(mine, continueMigration('postgres', { migrations: FIRST_VERSION })),
  );
  await sql.begin(async (mine) => {
    for (const { text } of fillOld()) await mine.unsafe(text);
  });
  return { url, sql };
}

test('an upgrade that is killed at every step, then begun by three', { skip }, async (context) => {
  const { url, sql } = await openOld(context);
  let kills = 0;
  for (let steps = 0; steps < 8; steps += 1) {
    for (const after of [steps % 4, Number.POSITIVE_INFINITY]) {
      const step = sql.begin((mine) => drive(mine, killedWork('postgres', { after })));
      await step.catch((error) => {
        if (!(error instanceof Kill)) throw error;
        kills += 1;
      });
    }
  }
  assert.equal(kills, 8);
  const [begun] = await sql`SELECT name FROM migrations WHERE number < 0`;
  assert.match(String(begun?.['name']), /^0009-lean\.ts \d/, 'it is half done');
  const stores = await Promise.all([openPostgres(url), openPostgres(url), openPostgres(url)]);
  try {
    const [store] = stores;
    if (store !== undefined) await checkUpgraded(store);
  } finally {
    await Promise.all(stores.map((store) => store.close()));
  }
});

test('a database of a later version is refused in one sentence', { skip }, async (context) => {
  const { url, sql } = await open(context);
  await (await openPostgres(url)).close();
  await sql`INSERT INTO migrations VALUES (99, '0099-later.sql')`;
  const message =
    'this version is older than the database: it does not know migration 0099-later.sql';
  await assert.rejects(openPostgres(url), { message });
});
