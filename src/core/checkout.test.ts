// What a browser brings to an order: its way back, who pays, and notes for the payments to come.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, NOW } from '../../test/support/call.ts';
import { decideAttempt } from './attempt.ts';
import type { OpenCheckout } from './command.ts';
import { decideCheckout } from './checkout.ts';
import { isFailure } from './failure.ts';

const order = buildOrder({ notes: { mine: 'kept' } });
const existing = { order, payments: [], refunds: [] };
const entered: OpenCheckout = {
  kind: 'openCheckout',
  dialect: 'test',
  order: [],
  returns: { success: 'https://shop.example/back' },
  customer: { email: 'asha@example.com' },
  notes: { theirs: 'new' },
  wire: null,
};
const context = {
  now: NOW,
  newId: () => ({ key: 9, number: 9, token: 'NEW123def456GH' }),
  processor: 'sandbox',
  uniqueReferences: false,
};

test("a browser's notes become the next payment's and leave the order's alone", () => {
  const decided = decideCheckout(existing, entered);
  assert.ok(!isFailure(decided));
  const { aggregate } = decided.outcome;
  assert.deepEqual(aggregate.order.notes, { mine: 'kept' });
  assert.equal(aggregate.order.returns.success, 'https://shop.example/back');
  assert.equal(aggregate.order.customer.email, 'asha@example.com');
  const start = {
    kind: 'startPayment',
    order: [],
    instrument: { method: 'upi', vpa: 'a@upi' },
  } as const;
  const started = decideAttempt(aggregate, start, context);
  assert.ok(!isFailure(started));
  assert.deepEqual(started.outcome.payment?.notes, { theirs: 'new' });
  assert.deepEqual(started.outcome.aggregate.order.notes, { mine: 'kept' });
});

test("without notes of the browser a payment takes the order's", () => {
  const decided = decideCheckout(existing, { ...entered, notes: null });
  assert.ok(!isFailure(decided));
  const start = { kind: 'abandonPayment', order: [] } as const;
  const left = decideAttempt(decided.outcome.aggregate, start, context);
  assert.ok(!isFailure(left));
  assert.deepEqual(left.outcome.payment?.notes, { mine: 'kept' });
});

test('an order that can no longer be paid takes nothing from a browser', () => {
  for (const [status, failure] of [
    ['paid', 'order_paid'],
    ['cancelled', 'order_cancelled'],
    ['expired', 'order_expired'],
  ] as const) {
    const refused = decideCheckout({ ...existing, order: { ...order, status } }, entered);
    assert.ok(isFailure(refused) && refused.failure === failure);
  }
});
