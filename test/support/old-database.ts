// A database as the first version had it, larger than what a migration does at once.
import assert from 'node:assert/strict';
import type { Ask, Migration, Work } from '../../src/store/migrate.ts';
import { continueMigration, readMigrations } from '../../src/store/migrate.ts';
import type { Store } from '../../src/store/store.ts';
import { buildOrder, buildPayment, buildRefund, NOW } from './call.ts';

const ORDERS = 11_000;
const DAY_MS = 24 * 3600 * 1000;
const AHEAD_MS = 40 * DAY_MS;
const STATES = ['created', 'attempted', 'paid', 'expired', 'cancelled'] as const;

export const FIRST_VERSION: readonly Migration[] = readMigrations().slice(0, 3);

/** Answers what a step asks, until it has asked so often: then it is as if the process died. */
export type Killed = { readonly after: number };
export class Kill extends Error {}

export function* untilKilled<T>(work: Work<T>, { after }: Killed): Work<T> {
  let asked = work.next();
  for (let count = 0; asked.done !== true; count += 1) {
    if (count === after) throw new Kill();
    asked = work.next(yield asked.value);
  }
  return asked.value;
}

export const killedWork = (engine: 'sqlite' | 'postgres', killed: Killed): Work<boolean> =>
  untilKilled(continueMigration(engine), killed);

const text = (value: string | null): string =>
  value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`;
const named = (key: number) => ({ key, number: key, token: `${key}` });

/** Accounts 1 and 2 have orders of the same keys; the clock of 2 was moved ahead. */
const accountOf = (index: number): number => (index % 3 === 0 ? 2 : 1);

function orderOf(index: number) {
  const status = STATES[index % STATES.length] ?? 'paid';
  const key = index + 1;
  return buildOrder({
    id: named(key),
    reference: index % 4 === 0 ? null : `r'${index}`,
    ownsReference: index % 4 > 1,
    status,
    attempts: index % 10 === 2 ? 1 : 0,
    refunds: index % 10 === 2 ? 1 : 0,
    expiresAt: status === 'created' && index % 2 === 0 ? NOW + index : null,
  });
}

function* insert(table: string, rows: readonly (readonly string[])[]): Generator<Ask> {
  for (let from = 0; from < rows.length; from += 500) {
    const part = rows.slice(from, from + 500).map((row) => `(${row.join()})`);
    yield { text: `INSERT INTO ${table} VALUES ${part.join()}` };
  }
}

/** Everything that the database holds, as statements for its first form. */
export function* fillOld(): Generator<Ask> {
  const indexes = Array.from({ length: ORDERS }, (_, index) => index);
  const account = (id: number, ahead: number): string =>
    `INSERT INTO accounts VALUES (${id}, 'key_${id}', 'n', 'sandbox', 'sandbox', 'v1.s', '{}',
      ${ahead}, ${NOW})`;
  yield { text: `${account(1, 0)}; ${account(2, AHEAD_MS)}` };
  const orders = indexes.map((index) => {
    const order = orderOf(index);
    const { reference, ownsReference: owns, expiresAt } = order;
    const names = [text(owns ? reference : null), text(owns ? null : reference)];
    const times = [`${order.createdAt}`, `${expiresAt ?? 'NULL'}`, '1'];
    return [`${accountOf(index)}`, `${index + 1}`, ...names, ...times, text(JSON.stringify(order))];
  });
  yield* insert('orders', orders);
  const paid = indexes.filter((index) => orderOf(index).attempts > 0);
  const rowOf = (index: number, key: number, ...more: readonly string[]) =>
    [accountOf(index), key, index + 1].map(String).concat(more);
  const payments = paid.map((index) => paymentOf(index));
  yield* insert(
    'payments',
    payments.map((each, place) =>
      rowOf(paid[place] ?? 0, each.id.key, `${NOW}`, text(JSON.stringify(each))),
    ),
  );
  yield* insert(
    'refunds',
    paid.map((index) => {
      const { dialect: _, ...refund } = refundOf(index);
      return rowOf(index, refund.id.key, 'NULL', `${NOW}`, text(JSON.stringify(refund)));
    }),
  );
  const answers = indexes.map((index) => {
    const ahead = accountOf(index) === 2 ? AHEAD_MS : 0;
    const columns = [text(`k${index}`), `'f'`, '200', `'{}'`, `'${index}'`];
    return [`${accountOf(index)}`, ...columns, `${NOW + ahead + DAY_MS + (index >> 2)}`];
  });
  yield* insert('replies', answers);
}

function paymentOf(index: number) {
  const status = index % 20 === 2 ? 'authorized' : 'captured';
  return buildPayment({ id: named(50_000 + index), orderKey: index + 1, status });
}

function refundOf(index: number) {
  const names = { id: named(80_000 + index), orderKey: index + 1, paymentKey: 50_000 + index };
  return buildRefund({ ...names, dialect: null, reference: null, ownsReference: false });
}

/** Everything is there as it was, and can be found in the new ways. */
export async function checkUpgraded(store: Store): Promise<void> {
  for (let index = 0; index < ORDERS; index += 97) {
    const [account, order] = [accountOf(index), orderOf(index)];
    const whole = order.attempts > 0;
    assert.deepEqual(await store.loadOrder(account, index + 1), {
      order,
      payments: whole ? [paymentOf(index)] : [],
      refunds: whole ? [refundOf(index)] : [],
    });
    assert.equal(await store.loadOrder(3 - account, index + 1), null);
    if (order.reference !== null && order.ownsReference) {
      const found = await store.loadOrderByReference(account, order.reference);
      assert.equal(found?.order.id.key, index + 1);
    }
  }
  const page = { from: 0, to: 2 ** 53 - 1, fromKey: 0, toKey: 2 ** 53 - 1, reference: null };
  const keysOf = async (of: 'order' | 'payment' | 'refund', account: number, state: string) => {
    const rest = { states: [state], now: NOW - 1, skip: 0, count: ORDERS };
    return (await store.listKeys(account, { ...page, ...rest, of })).map(({ key }) => key);
  };
  const expected = Array.from({ length: ORDERS }, (_, index) => index).reverse();
  for (const account of [1, 2]) {
    const own = expected.filter((index) => accountOf(index) === account);
    for (const state of STATES) {
      const keys = own.filter((index) => orderOf(index).status === state).map((each) => each + 1);
      assert.deepEqual(await keysOf('order', account, state), keys, state);
    }
    const paid = own.filter((index) => orderOf(index).attempts > 0);
    const held = paid.filter((index) => index % 20 === 2).map((index) => 50_000 + index);
    assert.deepEqual(await keysOf('payment', account, 'authorized'), held);
    const refunds = paid.map((index) => 80_000 + index);
    assert.deepEqual(await keysOf('refund', account, 'pending'), refunds);
  }
  await checkAnswers(store);
}

// Answer `index` was saved at NOW + index / 4, in real time, whatever the clock of its account.
async function checkAnswers(store: Store): Promise<void> {
  const isThere = async (index: number): Promise<boolean> => {
    const ahead = accountOf(index) === 2 ? AHEAD_MS : 0;
    const found = await store.findIdempotencyRecord(accountOf(index), `k${index}`, NOW + ahead);
    if (found !== null) assert.equal(found.body, `${index}`);
    return found !== null;
  };
  for (let index = 0; index < ORDERS; index += 97) assert.ok(await isThere(index), `k${index}`);
  const middle = ORDERS / 2;
  while ((await store.purgeIdempotencyRecords(NOW + middle / 4, 500)) > 0);
  for (let index = 0; index < ORDERS; index += 97) {
    assert.equal(await isThere(index), index >= middle, `k${index}`);
  }
  // None is so new that it would be kept for longer than a day.
  while ((await store.purgeIdempotencyRecords(NOW + ORDERS, 500)) > 0);
  assert.equal(await isThere(ORDERS - 1), false);
}
