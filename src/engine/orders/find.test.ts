// Many names in one query: orders, payments and refunds, those that are not there left out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderCommand } from '../../../test/support/call.ts';
import { expectOutcome, openRig, startPayment } from '../../../test/support/engine.ts';

const number = (each: number) => [{ by: 'number', number: each } as const];

test('findMany: orders, then payments, then refunds, each as if it was asked alone', async () => {
  const rig = await openRig();
  const { payment } = await startPayment(rig);
  expectOutcome(await rig.instructions.charge(rig.account, payment));
  const target = { payment: number(payment.id.number) };
  const asked = { reference: null, amount: { minor: 100 }, note: null, notes: {}, wire: {} };
  const refunding = { kind: 'createRefund', dialect: 'test', target, ...asked } as const;
  const { refund } = expectOutcome(await rig.engine.execute(rig.account, refunding));
  assert.ok(refund);
  const other = expectOutcome(
    await rig.engine.execute(rig.account, orderCommand({ reference: 'other' })),
  );
  const { items } = await rig.engine.list(rig.account, {
    kind: 'findMany',
    orders: [[{ by: 'reference', reference: 'other' }], [{ by: 'reference', reference: 'none' }]],
    payments: [number(payment.id.number), number(refund.id.number), number(7)],
    refunds: [number(payment.id.number), number(refund.id.number)],
  });
  assert.deepEqual(
    items.map((item) => [item.aggregate.order.id.key, item.payment?.id.key, item.refund?.id.key]),
    [
      [other.aggregate.order.id.key, undefined, undefined],
      [payment.orderKey, payment.id.key, undefined],
      [payment.orderKey, payment.id.key, refund.id.key],
    ],
  );
  const nothing = await rig.engine.list(rig.account, { kind: 'findMany', orders: [] });
  assert.deepEqual(nothing.items, []);
});
