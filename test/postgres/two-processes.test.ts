// Three server processes on one database: one order for one key, one refund, one shared limit.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import postgres, { type Sql } from 'postgres';
import { makeDatabase, type TestDatabase, withoutPostgres } from '../support/postgres.ts';
import { CASHFREE_CREATE, CASHFREE_HEADERS, RZP_CREATE } from '../support/documented-example.ts';
import { type Answered, ask, BASIC, spawnServer, type TestProcess } from '../support/server.ts';

const skip = withoutPostgres ?? false;
const folder = mkdtempSync(path.join(tmpdir(), 'dubash-several-'));
const CREATE = '/api/v2/order/via/rzp/create';
const ORDERS = '/api/v2/pg/via/cashfree/orders';
const OWN = { authorization: BASIC };
let database: TestDatabase;
let sql: Sql;
let servers: readonly TestProcess[] = [];

const start = (index: number, settings: Readonly<Record<string, string>> = {}) =>
  spawnServer({
    DATABASE_URL: database.url,
    DATA_DIR: path.join(folder, String(index)),
    MASTER_KEY: 'ab'.repeat(32),
    ...settings,
  });

async function end({ child }: TestProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
}

before(async () => {
  if (skip !== false) return;
  database = await makeDatabase();
  sql = postgres(database.url, { max: 1, onnotice: () => undefined });
  // At once: they migrate, and make the first account, side by side.
  servers = await Promise.all([0, 1, 2].map((index) => start(index)));
});
after(async () => {
  await Promise.all(servers.map(end));
  await sql?.end();
  await database?.remove();
  rmSync(folder, { recursive: true, force: true });
});

function many<T>(count: number, work: (url: string, index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      work(servers[index % servers.length]?.summary.url ?? '', index),
    ),
  );
}

const statuses = (answers: readonly Answered[]) => answers.map(({ status }) => status).sort();

test('50 parallel sends of one key over three processes make one order', { skip }, async () => {
  const headers = { ...OWN, 'x-idempotency-key': 'several-1' };
  const body = { ...RZP_CREATE, receipt: 'several-1' };
  const answers = await many(50, (url) => ask(`${url}${CREATE}`, { headers, body }));
  const created = answers.filter(({ status }) => status === 200);
  assert.ok(created.length >= 1);
  assert.equal(new Set(created.map(({ text }) => text)).size, 1, 'one and the same answer');
  assert.ok(statuses(answers).every((status) => status === 200 || status === 409));
  const free = { ...RZP_CREATE };
  const open = await many(30, (url) =>
    ask(`${url}${CREATE}`, {
      headers: { ...OWN, 'x-idempotency-key': 'several-2' },
      body: { ...free, receipt: undefined },
    }),
  );
  assert.ok(open.every(({ status }) => status === 200 || status === 400 || status === 409));
  const [row] = await sql`SELECT count(*) AS orders FROM orders`;
  const made = new Set(open.filter(({ status }) => status === 200).map(({ text }) => text)).size;
  assert.equal(Number(row?.['orders']), 1 + made);
});

test('50 parallel sends of one reference over three processes make one order', {
  skip,
}, async () => {
  const body = { ...RZP_CREATE, receipt: 'several-3' };
  const answers = await many(50, (url) => ask(`${url}${CREATE}`, { headers: OWN, body }));
  assert.deepEqual(statuses(answers), [200, ...Array.from({ length: 49 }, () => 400)]);
});

test('refunds over three processes never give back more than was paid', { skip }, async () => {
  const url = servers[0]?.summary.url ?? '';
  const body = { ...CASHFREE_CREATE, order_id: 'storm', order_amount: 500 };
  assert.equal((await ask(`${url}${ORDERS}`, { headers: CASHFREE_HEADERS, body })).status, 200);
  const paid = { order: 'storm', method: 'upi' };
  assert.equal((await ask(`${url}/sandbox/pay`, { headers: OWN, body: paid })).status, 200);
  const answers = await many(45, (each, index) =>
    ask(`${each}${ORDERS}/storm/refunds`, {
      headers: CASHFREE_HEADERS,
      body: { refund_id: `storm-${index}`, refund_amount: 30 },
    }),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 16, '16 of 30 in 500');
});

test('every refund is told to the processor once, and every order ends once', {
  skip,
}, async () => {
  const url = servers[1]?.summary.url ?? '';
  const expiry = new Date(Date.now() + 30 * 60_000).toISOString();
  const late = await many(30, (each, index) =>
    ask(`${each}/pg/orders`, {
      headers: { ...CASHFREE_HEADERS, 'x-api-version': '2023-08-01' },
      body: { ...CASHFREE_CREATE, order_id: `late-${index}`, order_expiry_time: expiry },
    }),
  );
  assert.ok(
    late.every(({ status }) => status === 200),
    late[0]?.text,
  );
  const clock = { advance_seconds: 3600 };
  assert.equal((await ask(`${url}/sandbox/clock`, { headers: OWN, body: clock })).status, 200);
  await many(9, (each) => ask(`${each}/sandbox/settle`, { headers: OWN, body: {} }));
  const ended = await sql`SELECT order_id, count(*) AS ends FROM events
    WHERE kind = 'order.expired' GROUP BY order_id`;
  assert.ok(ended.length >= 30, `${ended.length} ended`);
  assert.ok(ended.every((row) => Number(row['ends']) === 1));
  const refunds = await sql`SELECT order_id, version FROM events WHERE kind = 'refund.processed'`;
  assert.equal(refunds.length, 16);
  const open = await sql`SELECT id FROM instructions WHERE kind = 'refund'`;
  assert.equal(open.length, 0);
});

test('a limit holds over all processes, but for a quarter of a second', {
  skip,
}, async () => {
  const own = await makeDatabase();
  const limits = { RATE_LIMITS: 'create=12,fetch=100,refund=50' };
  const settings = { ...limits, SANDBOX_KEY: 'limited_1', DATABASE_URL: own.url };
  const limited = await Promise.all([3, 4, 5].map((index) => start(index, settings)));
  const basic = Buffer.from('limited_1:secret_123').toString('base64');
  const headers = { authorization: `Basic ${basic}` };
  const codes: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    for (const [index, { summary }] of limited.entries()) {
      const body = { ...RZP_CREATE, receipt: `limited-${round}-${index}` };
      codes.push((await ask(`${summary.url}${CREATE}`, { headers, body })).status);
    }
    // Longer than a flush, and no event tells of one.
    await new Promise((resolve) => setTimeout(resolve, 350));
  }
  await Promise.all(limited.map(end));
  await own.remove();
  const allowed = codes.filter((code) => code === 200).length;
  // A minute that turns in between opens the limit again.
  assert.ok(allowed >= 12 && allowed <= 24 + 4, `${allowed} of ${codes.length}`);
  assert.ok(codes.includes(429));
});

test('processes draw their ids in lanes of their own', { skip }, async () => {
  const [row] = await sql`SELECT value FROM settings WHERE name = 'starts'`;
  assert.equal(Number(row?.['value']), 3);
});
