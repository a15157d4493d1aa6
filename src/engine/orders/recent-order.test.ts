// What is remembered of orders saves reads, and never decides what another process has overtaken.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { ACCOUNT, buildOrder, buildPayment } from '../../../test/support/call.ts';
import { expectOutcome, openRig, type Rig, startPayment } from '../../../test/support/engine.ts';
import type { Aggregate } from '../../core/order.ts';
import { isFailure } from '../../core/failure.ts';
import type { Store } from '../../store/store.ts';
import { createIds } from '../identity/ids.ts';
import { createOrderKeys } from './order-key.ts';
import { createRecentOrders } from './recent-order.ts';

const NOW = 1_760_000_000_000;

/** Two processes on one database, and an order that the first of them has paid. */
async function openTwo(context: TestContext) {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-recent-'));
  const file = path.join(folder, 'dubash.db');
  const loads = { count: 0 };
  const wrap = (store: Store): Store => ({
    ...store,
    loadOrder: (...asked) => {
      loads.count += 1;
      return store.loadOrder(...asked);
    },
  });
  const rigs = [await openRig({ path: file, wrap }), await openRig({ path: file })] as const;
  context.after(async () => {
    for (const { store } of rigs) await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const [first, second] = rigs;
  const { payment } = await startPayment(first);
  const paid = expectOutcome(await first.instructions.charge(first.account, payment));
  const target = { order: [{ by: 'token', token: paid.aggregate.order.id.token } as const] };
  const refund = ({ engine, account }: Rig, minor: number) => {
    const asked = { target, reference: null, amount: { minor }, note: null, notes: {} } as const;
    return engine.execute(account, { kind: 'createRefund', dialect: 'test', ...asked, wire: {} });
  };
  return { first, second, loads, refund, target, total: payment.amountMinor };
}

test('a refund and its course read the order no more', async (context) => {
  const { first, loads, refund } = await openTwo(context);
  loads.count = 0;
  const { refund: made } = expectOutcome(await refund(first, 100));
  const row = first.announced[0] ?? assert.fail('nothing was announced');
  const told = await first.instructions.perform(row);
  assert.ok(told !== null && !isFailure(told) && told.refund?.id.key === made?.id.key);
  assert.equal(loads.count, 0);
  first.clock.now += 2000;
  expectOutcome(await refund(first, 100));
  assert.equal(loads.count, 1, 'what is older is read again');
});

test('what another process refunded is never refunded again', async (context) => {
  const { first, second, refund, total } = await openTwo(context);
  expectOutcome(await refund(second, total - 100));
  const more = await refund(first, 101);
  assert.ok(isFailure(more) && more.failure === 'refund_too_large', JSON.stringify(more));
  const { aggregate } = expectOutcome(await refund(first, 100));
  assert.equal(aggregate.refunds.length, 2);
});

test('what is refused by what is remembered is asked of the database', async (context) => {
  const { first, second, refund, target, total } = await openTwo(context);
  const { refund: whole } = expectOutcome(await refund(first, total));
  const names = [{ by: 'token', token: whole?.id.token ?? '' } as const];
  const cancel = { kind: 'cancelRefund', order: target.order, refund: names } as const;
  expectOutcome(await second.engine.execute(second.account, cancel));
  expectOutcome(await refund(first, total));
});

test('a refund of another process is taken up by one that does not know it', async (context) => {
  const { first, second, refund } = await openTwo(context);
  const { refund: made } = expectOutcome(await refund(second, 100));
  const row = second.announced[0] ?? assert.fail('nothing was announced');
  const told = expectOutcome((await first.instructions.perform(row)) ?? assert.fail('forgotten'));
  assert.equal(told.refund?.id.key, made?.id.key);
});

test('so many are remembered, and for so long', () => {
  const ids = createIds(new Uint8Array(16).fill(3), 1);
  const clock = { now: NOW };
  const store = { loadOrder: async () => null } as unknown as Store;
  const places = { store, ids, nowOf: () => clock.now, orderKeys: createOrderKeys(store) };
  const recent = createRecentOrders(places, () => clock.now);
  const made = Array.from({ length: 1001 }, (): Aggregate => {
    const order = buildOrder({ id: ids.next(NOW) });
    return { order, payments: [buildPayment({ id: ids.next(NOW) })], refunds: [] };
  });
  for (const each of made) recent.remember(ACCOUNT.id, each);
  const known = (): number =>
    made.filter(({ order }) => recent.recall(ACCOUNT.id, order.id.key) !== null).length;
  assert.equal(known(), 1000);
  assert.equal(recent.recall(ACCOUNT.id + 1, made[1000]?.order.id.key ?? 0), null);
  clock.now += 2000;
  assert.equal(known(), 0);
});
