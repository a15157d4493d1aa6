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
      const span = { fromKey: 100, toKey: 300, slotKeys: 100 };
      const sums = [...(await store.sumOrders(1, span, 10_000))].sort((one, other) =>
        JSON.stringify(one) < JSON.stringify(other) ? -1 : 1,
      );
      const kind = { status: 'paid', dialect: 'one', currency: 'INR' };
      assert.deepEqual(sums, [
        { slot: 0, status: 'created', dialect: 'two', currency: 'INR', count: 1, paidMinor: 0 },
        { slot: 0, ...kind, count: 2, paidMinor: 1000 },
        { slot: 1, ...kind, currency: 'USD', count: 1, paidMinor: 500 },
      ]);
      const payments = [...(await store.sumPayments(1, span, 10_000))].sort((one, other) =>
        one.status < other.status ? -1 : 1,
      );
      assert.deepEqual(payments, [
        { status: 'captured', processor: 'x', method: 'upi', count: 3 },
        { status: 'failed', processor: 'x', method: null, count: 1 },
      ]);
      assert.deepEqual(await store.sumOrders(2, span, 10_000), [], 'of another account');
    },
  );
}
