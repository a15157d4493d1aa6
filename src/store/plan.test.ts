// How SQLite looks for what the statements ask: by an index that is as narrow as the question.
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { continueMigration, MIGRATIONS_TABLE } from './migrate.ts';
import { STATEMENTS, type StatementName } from './statements.ts';

const database = new DatabaseSync(':memory:');
database.exec(MIGRATIONS_TABLE);
const work = continueMigration('sqlite');
for (let asked = work.next(); asked.done !== true; ) {
  const { text, values } = asked.value;
  if (values === undefined) database.exec(text);
  const statement = text.replace(/\$(\d)/g, '?$1');
  asked = work.next(values === undefined ? [] : database.prepare(statement).all(...values));
}

function planOf(name: StatementName): readonly string[] {
  const text = STATEMENTS[name].replace('FOR UPDATE SKIP LOCKED', '').replaceAll('$', '?');
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all();
  return rows.map(({ detail }) => String(detail));
}

// Of accounts and operators there are few; the totals are PostgreSQL's alone; what is counted was
// limited before; some rows come with the statement.
const WHOLE = /^SCAN (a|accounts|operators|counted|rate_counts|3-ROW VALUES CLAUSE|CONSTANT ROW)\b/;

test('no statement reads a whole table', () => {
  const names = (Object.keys(STATEMENTS) as StatementName[]).filter((name) => name !== 'addCounts');
  const wrong = names.flatMap((name) =>
    planOf(name)
      .filter((detail) => detail.startsWith('SCAN') && !WHOLE.test(detail))
      .map((detail) => `${name}: ${detail}`),
  );
  assert.deepEqual(wrong, []);
});

const searchesOf = (name: StatementName, table: string): readonly string[] =>
  planOf(name)
    .filter((detail) => detail.startsWith(`SEARCH ${table} `))
    .map((detail) => detail.replace(/^SEARCH \w+ USING (?:COVERING )?/, ''));

test('lists by state take each state from its index, in order, and sort next to nothing', () => {
  const state = 'INDEX orders_status (account=? AND status=? AND id>? AND id<?)';
  assert.deepEqual(searchesOf('listOrdersOfState', 'orders'), [
    'PRIMARY KEY (account=? AND id>? AND id<?)',
    ...Array(4).fill(state),
    'INDEX orders_due (due_at<?)',
  ]);
  const held = searchesOf('listOrdersOfState', 'p');
  assert.deepEqual(new Set(held), new Set(['INDEX payments_order (account=? AND order_id=?)']));
  for (const [name, table] of [
    ['listPaymentsOfState', 'payments'],
    ['listRefundsOfState', 'refunds'],
  ] as const) {
    const own = `INDEX ${table}_status (account=? AND status=? AND id>? AND id<?)`;
    assert.deepEqual(new Set(searchesOf(name, table)), new Set([own]));
    assert.ok(planOf(name).every((detail) => !detail.includes('TEMP B-TREE')));
  }
});

test('references, and what belongs to an order, are found by their own index', () => {
  assert.deepEqual(searchesOf('listOrdersOfReference', 'orders'), [
    'INDEX orders_unique_ref (account=? AND unique_ref=? AND id>? AND id<?)',
    'INDEX orders_repeat (account=? AND repeat_of=? AND id>? AND id<?)',
  ]);
  for (const name of ['loadOrder', 'loadOrderByReference'] as const) {
    const own = ['INDEX payments_order (account=? AND order_id=?)'];
    assert.deepEqual(searchesOf(name, 'payments'), own, name);
  }
  const oldest = searchesOf('purgeIdempotencyRecords', 'idempotency_records');
  assert.deepEqual(oldest, ['INTEGER PRIMARY KEY (rowid=?)', 'INTEGER PRIMARY KEY (rowid<?)']);
});

test('what waits is counted in indexes alone', () => {
  assert.deepEqual(searchesOf('countDueInstructions', 'instructions'), [
    'INDEX instructions_due (due_at<?)',
  ]);
  assert.deepEqual(searchesOf('countWaitingWebhooks', 'webhooks'), [
    'INDEX webhooks_due (due_at<?)',
  ]);
  assert.deepEqual(searchesOf('countStuckWebhooks', 'webhooks'), [
    'INDEX webhooks_stuck (state=?)',
  ]);
  assert.deepEqual(searchesOf('countOpenReviews', 'reviews'), ['INDEX reviews_open (account>?)']);
});

test('what goes through all accounts looks into an index once for each', () => {
  const key = (table: string) =>
    table === 'orders' ? 'PRIMARY KEY' : `INDEX sqlite_autoindex_${table}_1`;
  assert.deepEqual(searchesOf('newestOrders', 'n'), [`${key('orders')} (account=? AND id<?)`]);
  const webhooks = `${key('webhooks')} (account=? AND id<?)`;
  assert.deepEqual(searchesOf('newestWebhooks', 'n'), [webhooks]);
  assert.deepEqual(searchesOf('newestOrdersOfState', 'n'), [
    'INDEX orders_status (account=? AND status=? AND id<?)',
  ]);
  assert.deepEqual(searchesOf('newestWebhooksOfState', 'n'), [
    'INDEX webhooks_stuck (state=? AND account=? AND id<?)',
  ]);
  assert.deepEqual(searchesOf('listNaming', 'n'), [
    'PRIMARY KEY (account=? AND id=?)',
    'INDEX orders_unique_ref (account=? AND unique_ref=?)',
    'INDEX sqlite_autoindex_payments_1 (account=? AND id=?)',
    'INDEX sqlite_autoindex_refunds_1 (account=? AND id=?)',
    'INDEX refunds_unique_ref (account=? AND unique_ref=?)',
    'INDEX records_unique_ref (account=? AND kind=? AND unique_ref=?)',
  ]);
  assert.deepEqual(searchesOf('listStuckWebhooks', 'webhooks'), [
    'INDEX webhooks_stuck (state=? AND account=? AND id<?)',
  ]);
  assert.deepEqual(searchesOf('measureOrders', 'orders'), [
    'PRIMARY KEY (account=? AND id>? AND id<?)',
  ]);
  assert.deepEqual(searchesOf('sumPayments', 'payments'), [
    'INDEX payments_order (account=? AND order_id>? AND order_id<?)',
  ]);
  assert.ok(planOf('purgeMerchantLinks').some((each) => each.includes('merchant_links_over')));
});
