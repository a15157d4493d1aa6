// Commits that wait together: one statement for all, and what happens when one of them fails.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import postgres, { type Sql } from 'postgres';
import { openPostgres } from '../../src/store/postgres.ts';
import { type Commit, CommitUnknown, type Store } from '../../src/store/store.ts';
import { changesOf, commitOf, replyRow } from '../conformance/store.ts';
import { buildOrder, NOW } from '../support/call.ts';
import { makeDatabase, type TestDatabase, withoutPostgres } from '../support/postgres.ts';

const skip = withoutPostgres ?? false;
let database: TestDatabase;
let sql: Sql;
let store: Store;

before(async () => {
  if (skip !== false) return;
  database = await makeDatabase();
  sql = postgres(database.url, { max: 3, onnotice: () => undefined });
  store = await openPostgres(database.url);
});
after(async () => {
  await store?.close();
  await sql?.end();
  await database?.remove();
});

/** A create with an answer; everything of it tells its number. */
function createOf(number: number, account: number, changes: Partial<Commit> = {}): Commit {
  const id = { key: number, number, token: `${number}` };
  const order = buildOrder({ id, reference: `r${number}`, description: `${number}` });
  const events = [{ kind: 'payment.pending', at: NOW + number } as const];
  const reply = replyRow({ key: `k${number}`, body: `${number}` });
  return commitOf({ account, changes: changesOf({ order }), events, reply, ...changes });
}

function createsOf(count: number, account: number): Commit[] {
  return Array.from({ length: count }, (_, index) => createOf(index + 1, account));
}

const saveAll = (commits: readonly Commit[]) =>
  Promise.all(commits.map((commit) => store.save(commit)));

async function countTransactions(
  table: 'orders' | 'events' | 'idempotency_records',
  account: number,
) {
  const rows = await sql`SELECT DISTINCT xmin::text FROM ${sql(table)} WHERE account = ${account}`;
  return rows.length;
}

test('creates of one turn are one transaction, and each has its own rows', { skip }, async () => {
  const said = await saveAll(createsOf(16, 1));
  assert.deepEqual(new Set(said), new Set(['saved']));
  for (const table of ['orders', 'events', 'idempotency_records'] as const) {
    assert.equal(await countTransactions(table, 1), 1, table);
  }
  for (let number = 1; number <= 16; number += 1) {
    const loaded = await store.loadOrder(1, number);
    assert.equal(loaded?.order.description, `${number}`);
    assert.equal((await store.loadOrderByReference(1, `r${number}`))?.order.id.key, number);
    assert.equal((await store.findIdempotencyRecord(1, `k${number}`, NOW))?.body, `${number}`);
  }
  const events = await sql`SELECT order_id, at FROM events WHERE account = 1`;
  assert.equal(events.length, 16);
  for (const { order_id: order, at } of events) assert.equal(Number(at), NOW + Number(order));
});

test('groups of every size are saved whole', { skip }, async () => {
  let number = 0;
  for (let size = 1; size <= 70; size += 1) {
    const commits = Array.from({ length: size }, () => {
      number += 1;
      return createOf(number, 2);
    });
    await saveAll(commits);
  }
  const [row] = await sql`SELECT (SELECT count(*) FROM orders WHERE account = 2) AS orders,
    (SELECT count(*) FROM events WHERE account = 2) AS events,
    (SELECT count(*) FROM idempotency_records WHERE account = 2) AS answers`;
  assert.deepEqual(Object.values(row ?? {}).map(Number), [number, number, number]);
});

test('one that conflicts fails by itself, and writes nothing', { skip }, async () => {
  assert.equal(await store.save(createOf(3, 3, { reply: null })), 'saved');
  const said = await saveAll(createsOf(8, 3));
  assert.deepEqual(
    said,
    said.map((_, index) => (index === 2 ? 'conflict' : 'saved')),
  );
  assert.equal(await store.findIdempotencyRecord(3, 'k3', NOW), null);
});

test('a key that has its answer is repeated, and writes nothing', { skip }, async () => {
  assert.equal(await store.save(commitOf({ account: 4, reply: replyRow({ key: 'k5' }) })), 'saved');
  const said = await saveAll(createsOf(8, 4));
  assert.deepEqual(
    said,
    said.map((_, index) => (index === 4 ? 'repeated' : 'saved')),
  );
  assert.equal(await store.loadOrder(4, 5), null);
});

test('two of one key, two of one reference: one of each is saved', { skip }, async () => {
  const [one, two, three, four] = createsOf(4, 5) as [Commit, Commit, Commit, Commit];
  const sameKey = { ...two, reply: one.reply };
  const reference = three.changes?.order.reference ?? null;
  const order = { ...buildOrder(four.changes?.order), reference };
  const sameReference = { ...four, changes: changesOf({ order }) };
  const said = await saveAll([one, sameKey, three, sameReference]);
  assert.deepEqual(said.slice(0, 2).sort(), ['repeated', 'saved']);
  assert.deepEqual(said.slice(2).sort(), ['conflict', 'saved']);
  for (const [index, each] of said.entries()) {
    assert.equal((await store.loadOrder(5, index + 1)) !== null, each === 'saved');
  }
});

test('each answer expires by the clock of its own account', { skip }, async () => {
  const reply = replyRow({ key: 'k1', expiresAt: NOW + 10 });
  for (const account of [6, 7]) await store.save(commitOf({ account, reply }));
  const early = createOf(1, 6, { now: NOW + 9 });
  const late = createOf(1, 7, { now: NOW + 10 });
  assert.deepEqual(await saveAll([early, late]), ['repeated', 'saved']);
  assert.equal((await store.findIdempotencyRecord(6, 'k1', NOW))?.body, reply.body);
  assert.equal((await store.findIdempotencyRecord(7, 'k1', NOW))?.body, '1');
});

test('creates and changes in one turn share a transaction', { skip }, async () => {
  await saveAll(createsOf(2, 8));
  const changes = [1, 2].map((key) => {
    const order = buildOrder({ id: { key, number: key, token: `${key}` }, version: 2 });
    return commitOf({ account: 8, changes: changesOf({ order, before: 1 }) });
  });
  const said = await saveAll([...changes, createOf(3, 8), createOf(4, 8)]);
  assert.deepEqual(new Set(said), new Set(['saved']));
  const rows = await sql`SELECT DISTINCT xmin::text FROM orders WHERE account = 8`;
  assert.equal(rows.length, 1);
});

/** The connections of the store that wait for a lock. */
async function findWaiting(): Promise<number[]> {
  const rows = await sql`SELECT pid FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND application_name = 'dubash'`;
  return rows.map(({ pid }) => Number(pid));
}

async function untilWaiting(count: number): Promise<number[]> {
  for (;;) {
    const pids = await findWaiting();
    if (pids.length >= count) return pids;
  }
}

test('a group whose connection breaks is unknown, and none of it is there', { skip }, async () => {
  const commits = createsOf(8, 9);
  const said = await sql.begin(async (lock) => {
    await lock`LOCK TABLE events IN EXCLUSIVE MODE`;
    const saving = Promise.allSettled(commits.map((commit) => store.save(commit)));
    const [pid = 0] = await untilWaiting(1);
    await sql`SELECT pg_terminate_backend(${pid})`;
    const each = await saving;
    assert.deepEqual(await findWaiting(), [], 'nothing of it is tried again');
    return { each };
  });
  for (const each of said.each) {
    assert.ok(each.status === 'rejected' && each.reason instanceof CommitUnknown);
  }
  for (const { account, changes, reply } of commits) {
    assert.equal(await store.loadOrder(account, changes?.order.id.key ?? 0), null);
    assert.equal(await store.findIdempotencyRecord(account, reply?.key ?? '', NOW), null);
  }
  assert.deepEqual(new Set(await saveAll(commits)), new Set(['saved']));
});

test('groups that wait for a lock hold up nobody else', { skip }, async () => {
  const stuck = await sql.begin(async (lock) => {
    for (let number = 1; number <= 6; number += 1) {
      await lock`INSERT INTO orders VALUES (10, ${number}, NULL, NULL, 0, NULL, 1, '{}')`;
    }
    const saving: Promise<string>[] = [];
    for (const [index, commit] of createsOf(6, 10).entries()) {
      saving.push(store.save(commit));
      await untilWaiting(index + 1);
    }
    const free = Array.from({ length: 8 }, (_, index) => createOf(index + 11, 10));
    assert.deepEqual(new Set(await saveAll(free)), new Set(['saved']));
    return { saving };
  });
  assert.deepEqual(new Set(await Promise.all(stuck.saving)), new Set(['conflict']));
});
