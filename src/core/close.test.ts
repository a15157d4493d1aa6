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
    const { changes, events } = decided;
    assert.deepEqual(changes?.order, { ...order, status: kind, version: 2 });
    assert.deepEqual(events, [{ kind: `order.${kind}`, at: LATER }]);
  });
}

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
