// Orders that end unpaid: what is written, what is announced, and what keeps an order open.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, NOW } from '../../test/support/call.ts';
import { decideClose } from './close.ts';
import { isFailure } from './failure.ts';

const LATER = NOW + 5000;

for (const [kind, command] of [
  ['cancelled', { kind: 'cancelOrder', order: [] }],
  ['expired', { kind: 'expireOrder', orderKey: 1 }],
] as const) {
  test(`an order is ${kind}`, () => {
    const order = buildOrder({ expiresAt: LATER });
    const decided = decideClose({ order, payments: [], refunds: [] }, command, LATER);
    assert.ok(!isFailure(decided));
    const { changes, events, instruction, outcome } = decided;
    const closed = { ...order, status: kind, version: 2 };
    const none = { payment: null, refund: null };
    assert.deepEqual(changes, { order: closed, before: 1, ...none, refundIsNew: false });
    assert.deepEqual(events, [{ kind: `order.${kind}`, at: LATER }]);
    assert.equal(instruction, null);
    assert.deepEqual(outcome, { aggregate: { order: closed, payments: [], refunds: [] }, ...none });
  });
}

test('an order whose attempts have all failed is closed, and keeps them', () => {
  const order = buildOrder({ status: 'attempted', attempts: 2, version: 5 });
  const payments = [buildPayment({ status: 'failed' }), buildPayment({ status: 'voided' })];
  const cancel = { kind: 'cancelOrder', order: [] } as const;
  const decided = decideClose({ order, payments, refunds: [] }, cancel, LATER);
  assert.ok(!isFailure(decided));
  const closed = { ...order, status: 'cancelled', version: 6 };
  assert.deepEqual(decided.outcome.aggregate, { order: closed, payments, refunds: [] });
  assert.equal(decided.changes?.before, 5);
});

test('a payment under way keeps an order open, be it the first or the last of them', () => {
  const order = buildOrder({ status: 'attempted' });
  const cancel = { kind: 'cancelOrder', order: [] } as const;
  const failed = buildPayment({ status: 'failed' });
  const open = buildPayment({ status: 'authorized', capturedMinor: 0 });
  for (const payments of [
    [open, failed],
    [failed, open],
  ]) {
    const held = decideClose({ order, payments, refunds: [] }, cancel, LATER);
    assert.ok(isFailure(held) && held.failure === 'payment_in_progress');
  }
});

test('an order is not closed under a payment, nor expired before its time', () => {
  const order = buildOrder({ expiresAt: LATER });
  const expire = { kind: 'expireOrder', orderKey: 1 } as const;
  const early = decideClose({ order, payments: [], refunds: [] }, expire, LATER - 1);
  assert.ok(!isFailure(early));
  assert.equal(early.changes, null);
  const payments = [buildPayment({ status: 'pending', capturedMinor: 0 })];
  const held = decideClose({ order, payments, refunds: [] }, expire, LATER);
  assert.ok(isFailure(held) && held.failure === 'payment_in_progress');
});
