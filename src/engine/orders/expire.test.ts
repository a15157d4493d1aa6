// The sweep that closes orders: each on its account's own clock, and none stops the others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderCommand } from '../../../test/support/call.ts';
import { openRig, startPayment } from '../../../test/support/engine.ts';
import type { Commit, Store } from '../../store/store.ts';
import { expireOverdue } from './expire.ts';

const statusOf = async (store: Store, reference: string, account = 1) =>
  (await store.loadOrderByReference(account, reference))?.order.status;

test('orders whose time is over are closed, others are not', async () => {
  const { engine, account, accounts, store, clock } = await openRig();
  const due = { r1: 1000, r2: 1001, r3: null };
  for (const [reference, after] of Object.entries(due)) {
    const expiresAt = after === null ? null : clock.now + after;
    await engine.execute(account, orderCommand({ reference, expiresAt }));
  }
  clock.now += 1000;
  assert.equal(await expireOverdue(store, engine, accounts, clock.now), 1);
  assert.equal(await statusOf(store, 'r1'), 'expired');
  assert.equal(await statusOf(store, 'r2'), 'created');
  assert.equal(await statusOf(store, 'r3'), 'created');
  assert.equal(await expireOverdue(store, engine, accounts, clock.now), 0);
  await store.close();
});

test('each account has its own clock', async () => {
  const rig = await openRig();
  const { engine, account, accounts, store, clock } = rig;
  const fast = await accounts.add({
    id: 2,
    key: 'fast',
    secret: 'fast_secret',
    name: 'Fast',
    mode: 'sandbox',
    processor: 'sandbox',
  });
  const expiresAt = clock.now + 60_000;
  for (const each of [account, fast.account]) {
    await engine.execute(each, orderCommand({ reference: 'r', expiresAt }));
  }
  await accounts.advanceClock(fast.account, 60_000);
  assert.equal(await expireOverdue(store, engine, accounts, clock.now), 1);
  assert.equal(await statusOf(store, 'r', 2), 'expired');
  assert.equal(await statusOf(store, 'r', 1), 'created');
  await store.close();
});

test('an order with a payment under way is left, and closed when that has failed', async () => {
  const rig = await openRig();
  const { engine, account, accounts, store, clock } = rig;
  const changes = { reference: 'r', expiresAt: clock.now + 1000 };
  const { orderKey, payment } = await startPayment(rig, 'pending@upi', changes);
  clock.now += 1000;
  await expireOverdue(store, engine, accounts, clock.now);
  assert.equal(await statusOf(store, 'r'), 'attempted');
  const failed = { kind: 'reportPayment', orderKey, paymentKey: payment.id.key } as const;
  const said = { raw: 'x', reference: null, bankReference: null, decline: null } as const;
  const { amountMinor, currency } = payment;
  await engine.execute(account, { ...failed, ...said, state: 'failed', amountMinor, currency });
  await expireOverdue(store, engine, accounts, clock.now);
  assert.equal(await statusOf(store, 'r'), 'expired');
  await store.close();
});

test('hundreds of orders, many due in one millisecond, are closed in one sweep', async () => {
  const { engine, account, accounts, store, clock } = await openRig();
  const orders = Array.from({ length: 450 }, (_, index) => ({
    reference: `r${index}`,
    expiresAt: clock.now + 1000 + (index < 430 ? 0 : index),
  }));
  await Promise.all(orders.map((changes) => engine.execute(account, orderCommand(changes))));
  clock.now += 5000;
  assert.equal(await expireOverdue(store, engine, accounts, clock.now), 450);
  assert.deepEqual(await store.overdueOrders(clock.now, null, 10), []);
  await store.close();
});

test('one order that cannot be closed is told of, and stops no other', async () => {
  const wrap = (store: Store): Store => ({
    ...store,
    save: (commit: Commit) => {
      const { order } = commit.changes ?? {};
      const isBroken = order?.reference === 'r1' && order.status === 'expired';
      return isBroken ? Promise.reject(new Error('a broken row')) : store.save(commit);
    },
  });
  const { engine, account, accounts, store, clock } = await openRig({ wrap });
  for (const reference of ['r0', 'r1', 'r2']) {
    const expiresAt = clock.now + Number(reference.slice(1)) + 1;
    await engine.execute(account, orderCommand({ reference, expiresAt }));
  }
  clock.now += 5000;
  await assert.rejects(expireOverdue(store, engine, accounts, clock.now), /a broken row/);
  assert.equal(await statusOf(store, 'r0'), 'expired');
  assert.equal(await statusOf(store, 'r2'), 'expired');
  assert.equal(await statusOf(store, 'r1'), 'created');
  await store.close();
});
