// Sums that are remembered are those that the database would tell now, whatever has changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../store/store.ts';
import { accountRow, write } from '../../test/conformance/store.ts';
import { buildOrder, buildPayment } from '../../test/support/call.ts';
import { databases } from '../../test/support/database.ts';
import { createIds } from '../engine/identity/ids.ts';
import { HOUR_MS } from './day-span.ts';
import { hourAt, rememberHours } from './order-sum.ts';

const ids = createIds(new Uint8Array(16), 1);
/** An hour of India begins then. */
const BEGUN = Date.UTC(2026, 5, 1, 3, 30);
const LIMIT = 100_000;

type Made = { readonly order: ReturnType<typeof buildOrder>; readonly payment: unknown };

async function make(store: Store, at: number, account = 1): Promise<Made> {
  const [id, paymentId] = [ids.next(at), ids.next(at)];
  const order = buildOrder({ id, reference: null, dialect: 'one', status: 'attempted' });
  const payment = buildPayment({ id: paymentId, orderKey: id.key, processor: 'x' });
  await write(store, { order, payment }, account);
  return { order, payment };
}

/** The store, and how often it was asked for what. */
function countCalls(store: Store) {
  const calls = { sumOrders: 0, measureOrders: 0 };
  const counted: Store = {
    ...store,
    sumOrders: (...asked) => {
      calls.sumOrders += 1;
      return store.sumOrders(...asked);
    },
    measureOrders: (...asked) => {
      calls.measureOrders += 1;
      return store.measureOrders(...asked);
    },
  };
  return { counted, calls };
}

function totalOf(sums: readonly { readonly count: number }[]): number {
  return sums.reduce((total, { count }) => total + count, 0);
}

test('a change of any order is seen, and what did not change is not summed again', async () => {
  const store = await databases.open(null);
  await store.addAccount(accountRow());
  const made: Made[] = [];
  for (let at = 0; at < 2500; at += 1) made.push(await make(store, BEGUN + at));
  const { counted, calls } = countCalls(store);
  const sum = rememberHours({ store: counted, ids });
  const fromKey = ids.firstKeyAt(BEGUN);
  const first = await sum(1, fromKey, LIMIT);
  assert.deepEqual([totalOf(first.orders), totalOf(first.payments)], [2500, 2500]);
  assert.equal(first.isCut, false);
  assert.deepEqual(new Set(first.orders.map(({ slot }) => slot)), new Set([hourAt(BEGUN)]));
  assert.equal(calls.sumOrders, 3, 'in parts of a thousand');
  await sum(1, fromKey, LIMIT);
  assert.equal(calls.sumOrders, 3, 'nothing was summed again');

  const changed = made[300];
  assert.ok(changed);
  const { order } = changed;
  const paid = { ...order, status: 'paid', amountPaidMinor: 700, version: 2 } as const;
  await write(store, { order: paid, before: 1 });
  const second = await sum(1, fromKey, LIMIT);
  assert.equal(calls.sumOrders, 4, 'of one part alone');
  const paidOf = second.orders.filter(({ status }) => status === 'paid');
  assert.deepEqual(
    paidOf.map(({ count, paidMinor }) => [count, paidMinor]),
    [[1, 700]],
  );

  // What came since, and what came late with a key between others.
  await make(store, BEGUN + HOUR_MS);
  const between = buildOrder({ id: { ...order.id, key: order.id.key + 1 }, reference: null });
  await write(store, { order: between });
  const third = await sum(1, fromKey, LIMIT);
  assert.equal(totalOf(third.orders), 2502);
  assert.ok(third.orders.some(({ slot }) => slot === hourAt(BEGUN) + 1));
  const fresh = await rememberHours({ store, ids })(1, fromKey, LIMIT);
  const sorted = (sums: typeof fresh.orders) => {
    const merged = new Map<string, number>();
    for (const { count, paidMinor, ...kind } of sums) {
      const key = JSON.stringify(kind);
      merged.set(key, (merged.get(key) ?? 0) + count);
    }
    return [...merged].toSorted();
  };
  assert.deepEqual(sorted(third.orders), sorted(fresh.orders));
  await store.close();
});

test('a longer time sums what is older besides, and a limit tells that it cut', async () => {
  const store = await databases.open(null);
  await store.addAccount(accountRow());
  for (let at = 0; at < 1500; at += 1) await make(store, BEGUN + at * 10_000);
  const { counted, calls } = countCalls(store);
  const sum = rememberHours({ store: counted, ids });
  const late = ids.firstKeyAt(BEGUN + 1000 * 10_000);
  assert.equal(totalOf((await sum(1, late, LIMIT)).orders), 500);
  assert.equal(calls.sumOrders, 1);
  const all = await sum(1, 0, LIMIT);
  assert.deepEqual([totalOf(all.orders), calls.sumOrders, all.isCut], [1500, 2, false]);
  assert.deepEqual(await sum(2, 0, LIMIT), { orders: [], payments: [], isCut: false });

  const cut = await rememberHours({ store, ids })(1, 0, 1000);
  assert.deepEqual([totalOf(cut.orders), cut.isCut], [1000, true], 'the newest of more');
  const slots = new Set(cut.orders.map(({ slot }) => slot));
  assert.ok(!slots.has(hourAt(BEGUN)), 'the oldest are left out');
  await store.close();
});
