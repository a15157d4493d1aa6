// What every store promises of lists: pages newest first, by state as it is at that moment.
import assert from 'node:assert/strict';
import { asOf } from '../../src/core/expiry.ts';
import type { Aggregate, OrderStatus } from '../../src/core/order.ts';
import type { PaymentStatus } from '../../src/core/payment.ts';
import type { RefundStatus } from '../../src/core/refund.ts';
import type { Page, Store } from '../../src/store/store.ts';
import { buildOrder, buildPayment, buildRefund, NOW } from '../support/call.ts';
import { changesOf, commitOf, type Run, write } from './store.ts';

const ORDER_STATES = ['created', 'attempted', 'paid', 'expired', 'cancelled'] as const;
const PAYMENT_STATES = ['pending', 'authorized', 'captured', 'failed', 'voided'] as const;
const REFUND_STATES = ['pending', 'processed', 'failed', 'cancelled'] as const;
const named = (key: number) => ({ key, number: key, token: `${key}` });

function pageOf(changes: Partial<Page>): Page {
  const span = { from: 0, to: Number.MAX_SAFE_INTEGER, fromKey: 0, toKey: 2 ** 50 };
  const rest = { reference: null, states: null, now: NOW, skip: 0, count: 100 };
  return { of: 'order', ...span, ...rest, ...changes };
}

const keysOf = async (store: Store, changes: Partial<Page>) =>
  (await store.listKeys(1, pageOf(changes))).map(({ key }) => key);

/** Orders in every state, with and without an end, with and without a payment that holds them. */
async function writeMany(store: Store): Promise<readonly Aggregate[]> {
  const payments: readonly (PaymentStatus | null)[] = [null, 'pending', 'authorized', 'failed'];
  const ends = [null, NOW - 1, NOW, NOW + 1];
  const aggregates: Aggregate[] = [];
  const commits = ORDER_STATES.flatMap((status) =>
    payments.flatMap((paying) =>
      ends.map((expiresAt) => {
        const key = 1000 - 5 * aggregates.length;
        const owns = key % 2 === 0;
        const reference = owns ? `r${key}` : 'again';
        const order = buildOrder({ id: named(key), reference, ownsReference: owns, status });
        const ending = { ...order, expiresAt, attempts: paying === null ? 0 : 1 };
        const payment =
          paying === null
            ? null
            : buildPayment({ id: named(key + 1), orderKey: key, status: paying });
        aggregates.push({
          order: ending,
          payments: payment === null ? [] : [payment],
          refunds: [],
        });
        return commitOf({ changes: changesOf({ order: ending, payment }) });
      }),
    ),
  );
  for (const said of await Promise.all(commits.map((commit) => store.save(commit)))) {
    assert.equal(said, 'saved');
  }
  await write(store, { order: buildOrder({ id: named(500) }) }, 2);
  return aggregates;
}

export function testOrderStates(run: Run): void {
  run('orders by state: as asOf has them at that moment, page after page', async (store) => {
    const aggregates = await writeMany(store);
    const wanted: readonly (readonly OrderStatus[])[] = [
      ...ORDER_STATES.map((state) => [state]),
      ['created', 'attempted', 'expired', 'cancelled'],
      ['attempted', 'paid'],
      ORDER_STATES,
    ];
    for (const states of wanted) {
      const fitting = aggregates
        .map((each) => asOf(each, NOW).order)
        .filter(({ status }) => states.includes(status));
      const expected = fitting.map(({ id }) => id.key);
      assert.ok(expected.length > 0);
      assert.deepEqual(await keysOf(store, { states }), expected, states.join());
      const pages: number[] = [];
      for (let skip = 0; skip < 100; skip += 7) {
        pages.push(...(await keysOf(store, { states, skip, count: 7 })));
      }
      assert.deepEqual(pages, expected, `${states} in pages`);
      const again = fitting.filter(({ reference }) => reference === 'again');
      const ofReference = await keysOf(store, { states, reference: 'again' });
      assert.deepEqual(
        ofReference,
        again.map(({ id }) => id.key),
        `${states} of a reference`,
      );
    }
  });

  run('orders by state within a span of keys and times', async (store) => {
    for (let index = 0; index < 20; index += 1) {
      const id = named(100 + index);
      const order = buildOrder({ id, reference: null, createdAt: NOW + index });
      await write(store, { order: { ...order, expiresAt: index % 2 === 0 ? NOW : null } });
    }
    const span = { from: NOW + 3, to: NOW + 16, fromKey: 105, toKey: 119, states: ['expired'] };
    assert.deepEqual(await keysOf(store, span), [116, 114, 112, 110, 108, 106]);
    assert.deepEqual(
      await keysOf(store, { ...span, states: ['created'], now: NOW - 1 }),
      [116, 115, 114, 113, 112, 111, 110, 109, 108, 107, 106, 105],
    );
    assert.deepEqual(await keysOf(store, { ...span, skip: 2, count: 2 }), [112, 110]);
  });
}

export function testOtherStates(run: Run): void {
  run('payments and refunds by the latest state that they had', async (store) => {
    const refunds: readonly RefundStatus[] = REFUND_STATES;
    const states = PAYMENT_STATES.map((last, index) => ({ last, key: 10 * (index + 1) }));
    for (const { last, key } of states) {
      const order = buildOrder({ id: named(key), reference: null, attempts: 1, refunds: 1 });
      const payment = buildPayment({ id: named(key + 1), orderKey: key, status: 'created' });
      const first = buildRefund({ id: named(key + 2), orderKey: key, reference: null });
      const begun = { ...first, ownsReference: false, status: 'pending' } as const;
      await write(store, { order, payment, refund: begun, refundIsNew: true });
      const refund = { ...begun, status: refunds[key / 10 - 1] ?? 'pending' };
      const next = { ...order, version: 2 };
      const changes = { order: next, before: 1, payment: { ...payment, status: last }, refund };
      await write(store, changes);
    }
    for (const { last, key } of states) {
      assert.deepEqual(await keysOf(store, { of: 'payment', states: [last] }), [key + 1], last);
    }
    const two = await keysOf(store, { of: 'payment', states: ['authorized', 'captured'] });
    assert.deepEqual(two, [31, 21]);
    assert.deepEqual(await keysOf(store, { of: 'payment', states: ['created'] }), []);
    assert.deepEqual(await keysOf(store, { of: 'refund', states: ['pending'] }), [52, 12]);
    assert.deepEqual(
      await keysOf(store, { of: 'refund', states: ['failed', 'processed'] }),
      [32, 22],
    );
    assert.deepEqual(await keysOf(store, { of: 'refund', states: null }), [52, 42, 32, 22, 12]);
  });
}

const linkRow = (key: number, uniqueRef: string | null) => ({
  row: {
    ...{ id: named(key), kind: 'link' as const, uniqueRef, body: {} },
    ...{ sealedSecret: null, createdAt: NOW + key },
  },
  isNew: true,
});

export function testLinkList(run: Run): void {
  run('links: the orders that are some, newest first, by name and within times', async (store) => {
    for (const key of [1, 2, 3, 4, 5]) {
      const order = buildOrder({ id: named(key), reference: null, createdAt: NOW + key });
      const record = key % 2 === 0 ? null : linkRow(key, key === 3 ? null : `L-${key}`);
      const commit = commitOf({ changes: changesOf({ order }), record });
      assert.equal(await store.save(commit), 'saved');
    }
    await write(store, { order: buildOrder({ id: named(7) }) }, 2);
    const of = 'link' as const;
    assert.deepEqual(await keysOf(store, { of }), [5, 3, 1]);
    assert.deepEqual(await keysOf(store, { of, skip: 1, count: 1 }), [3]);
    assert.deepEqual(await keysOf(store, { of, reference: 'L-5' }), [5]);
    assert.deepEqual(await keysOf(store, { of, reference: 'L-2' }), []);
    assert.deepEqual(await keysOf(store, { of, from: NOW + 2, to: NOW + 4 }), [3]);
    assert.deepEqual(await keysOf(store, { of, fromKey: 2, toKey: 5 }), [3]);
  });

  run(
    'a link that is called as another is not written, and neither is its order',
    async (store) => {
      const first = commitOf({ changes: changesOf({}), record: linkRow(1, 'L') });
      assert.equal(await store.save(first), 'saved');
      const order = buildOrder({ id: named(9), reference: null });
      const second = commitOf({ changes: changesOf({ order }), record: linkRow(9, 'L') });
      assert.equal(await store.save(second), 'conflict');
      assert.equal(await store.loadOrder(1, 9), null);
      const free = commitOf({ changes: changesOf({ order }), record: linkRow(9, 'L-2') });
      assert.equal(await store.save(free), 'saved');
      const renamed = { ...linkRow(9, 'L'), isNew: false };
      const changes = changesOf({ order: { ...order, version: 2 }, before: 1 });
      assert.equal(await store.save(commitOf({ changes, record: renamed })), 'conflict');
      assert.equal((await store.loadOrder(1, 9))?.order.version, 1);
    },
  );
}
