// What every store promises of the dashboard: its sessions, and sums over orders and payments.
import assert from 'node:assert/strict';
import type { Store } from '../../src/store/store.ts';
import { buildOrder, buildPayment, NOW } from '../support/call.ts';
import { accountRow, type Run, write } from './store.ts';

const SESSION = { digest: 'd1', operator: 'asha', proof: 'p1', createdAt: NOW, usedAt: NOW };

export function testDashboardSessions(run: Run): void {
  run('a session comes back whole until it is removed', async (store) => {
    assert.equal(await store.findDashboardSession('d1'), null);
    await store.addDashboardSession(SESSION);
    await store.addDashboardSession({ ...SESSION, digest: 'd2', operator: 'ravi' });
    assert.deepEqual(await store.findDashboardSession('d1'), SESSION);
    await store.removeDashboardSession('d1');
    assert.equal(await store.findDashboardSession('d1'), null);
    assert.equal((await store.findDashboardSession('d2'))?.operator, 'ravi');
  });

  run('that it was used is written, and never taken back', async (store) => {
    await store.addDashboardSession(SESSION);
    await store.useDashboardSession('d1', NOW + 9);
    await store.useDashboardSession('d1', NOW + 5);
    assert.deepEqual(await store.findDashboardSession('d1'), { ...SESSION, usedAt: NOW + 9 });
  });

  run('those that nobody uses go by when they were used last', async (store) => {
    await store.addDashboardSession({ ...SESSION, digest: 'idle', usedAt: NOW - 10 });
    await store.addDashboardSession({ ...SESSION, digest: 'used', createdAt: NOW - 99 });
    await store.removeIdleDashboardSessions(NOW - 9);
    assert.equal(await store.findDashboardSession('idle'), null);
    assert.equal((await store.findDashboardSession('used'))?.digest, 'used');
  });
}

export function testMerchantLink(run: Run): void {
  const link = { id: 'a1', account: 7, createdBy: 'asha', createdAt: NOW, expiresAt: NOW + 9 };
  run('a merchant’s link comes back whole, and is listed newest first', async (store) => {
    assert.equal(await store.findMerchantLink('a1'), null);
    await store.addMerchantLink(link);
    await store.addMerchantLink({ ...link, id: 'a2', createdAt: NOW + 1 });
    await store.addMerchantLink({ ...link, id: 'b1', account: 8 });
    assert.deepEqual(await store.findMerchantLink('a1'), { ...link, revokedAt: null });
    const idsOf = async (account: number, limit: number) =>
      (await store.listMerchantLinks(account, limit)).map(({ id }) => id);
    assert.deepEqual(await idsOf(7, 9), ['a2', 'a1']);
    assert.deepEqual(await idsOf(7, 1), ['a2']);
    assert.deepEqual(await idsOf(9, 9), []);
  });

  run('a merchant’s link is taken back once, by its own account', async (store) => {
    await store.addMerchantLink(link);
    assert.equal(await store.revokeMerchantLink(8, 'a1', NOW + 2), false);
    assert.equal(await store.revokeMerchantLink(7, 'a9', NOW + 2), false);
    assert.equal(await store.revokeMerchantLink(7, 'a1', NOW + 2), true);
    assert.equal(await store.revokeMerchantLink(7, 'a1', NOW + 3), false);
    assert.equal((await store.findMerchantLink('a1'))?.revokedAt, NOW + 2);
  });
}

export function testOldMerchantLink(run: Run): void {
  const link = { account: 7, createdBy: 'asha', createdAt: NOW };
  run(
    'links of merchants that ended or were revoked before a time go, some at once',
    async (store) => {
      const lasts = { expiresAt: NOW + 100 };
      for (const id of ['a1', 'a2', 'a3']) await store.addMerchantLink({ ...link, id, ...lasts });
      await store.addMerchantLink({ ...link, id: 'ended', expiresAt: NOW + 9 });
      await store.addMerchantLink({ ...link, id: 'other', account: 8, expiresAt: NOW + 8 });
      assert.ok(await store.revokeMerchantLink(7, 'a1', NOW + 5));
      assert.ok(await store.revokeMerchantLink(7, 'a2', NOW + 50));
      assert.equal(await store.purgeMerchantLinks(NOW + 5, 9), 0, 'not before');
      assert.equal(await store.purgeMerchantLinks(NOW + 10, 2), 2);
      assert.equal(await store.purgeMerchantLinks(NOW + 10, 2), 1);
      assert.equal(await store.findMerchantLink('ended'), null);
      assert.deepEqual(await store.listMerchantLinks(8, 9), []);
      const left = (await store.listMerchantLinks(7, 9)).map(({ id }) => id);
      assert.deepEqual(left.toSorted(), ['a2', 'a3']);
    },
  );
}

async function add(store: Store, key: number, changes: object, payment: object): Promise<void> {
  const id = { key, number: key, token: `${key}`.padStart(14, 'o') };
  const order = buildOrder({ id, reference: null, ...changes });
  const paid = { key: key + 1, number: key + 1, token: `${key + 1}`.padStart(14, 'p') };
  const made = buildPayment({ id: paid, orderKey: key, ...payment });
  await write(store, { order, payment: made });
}

export function testOverviews(run: Run): void {
  run(
    'orders are summed by slot, state, dialect and currency; payments by what took them',
    async (store) => {
      await store.addAccount(accountRow());
      const paid = { status: 'paid', amountPaidMinor: 500 } as const;
      const upi = { status: 'captured', processor: 'x', instrument: { method: 'upi', vpa: 'a@b' } };
      await add(store, 100, { ...paid, dialect: 'one' }, upi);
      await add(store, 120, { ...paid, dialect: 'one' }, upi);
      await add(
        store,
        140,
        { status: 'created', dialect: 'two' },
        { status: 'failed', processor: 'x', instrument: null },
      );
      await add(store, 200, { ...paid, dialect: 'one', currency: 'USD' }, upi);
      await add(store, 300, { ...paid, dialect: 'one' }, upi);
      const span = { fromKey: 100, toKey: 300, originKey: 100, slotKeys: 100 };
      const sums = [...(await store.sumOrders(1, span))].sort((one, other) =>
        JSON.stringify(one) < JSON.stringify(other) ? -1 : 1,
      );
      const kind = { status: 'paid', dialect: 'one', currency: 'INR' };
      assert.deepEqual(sums, [
        { slot: 0, status: 'created', dialect: 'two', currency: 'INR', count: 1, paidMinor: 0 },
        { slot: 0, ...kind, count: 2, paidMinor: 1000 },
        { slot: 1, ...kind, currency: 'USD', count: 1, paidMinor: 500 },
      ]);
      const payments = [...(await store.sumPayments(1, span))].sort((one, other) =>
        JSON.stringify(one) < JSON.stringify(other) ? -1 : 1,
      );
      assert.deepEqual(payments, [
        { slot: 0, status: 'captured', processor: 'x', method: 'upi', count: 2 },
        { slot: 0, status: 'failed', processor: 'x', method: null, count: 1 },
        { slot: 1, status: 'captured', processor: 'x', method: 'upi', count: 1 },
      ]);
      assert.deepEqual(await store.sumOrders(2, span), [], 'of another account');
    },
  );
}

export function testMeasures(run: Run): void {
  run(
    'orders are measured: how many, their versions, and the oldest of the newest',
    async (store) => {
      await store.addAccount(accountRow());
      for (const key of [100, 120, 140]) await add(store, key, {}, {});
      const all = { fromKey: 100, toKey: 200 };
      assert.deepEqual(await store.measureOrders(1, all, 9), {
        ...{ count: 3, versions: 3, firstKey: 100 },
      });
      assert.deepEqual(await store.measureOrders(1, all, 2), {
        ...{ count: 2, versions: 2, firstKey: 120 },
      });
      const nothing = { count: 0, versions: 0, firstKey: null };
      assert.deepEqual(await store.measureOrders(1, { fromKey: 101, toKey: 120 }, 9), nothing);
      assert.deepEqual(await store.measureOrders(2, all, 9), nothing, 'of another account');
      const [order, before] = [await store.loadOrder(1, 120), 1];
      assert.ok(order);
      await write(store, { order: { ...order.order, version: 2, status: 'attempted' }, before });
      assert.equal((await store.measureOrders(1, all, 9)).versions, 4, 'a change is seen');
    },
  );
}
