// Orders that end unpaid: what is written, what is announced, and what keeps an order open.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, NOW } from '../../test/support/call.ts';
import { decideAttempt } from './attempt.ts';
import { decideClose } from './close.ts';
import { isFailure } from './failure.ts';
import type { Payment } from './payment.ts';
import { decidePaymentReport } from './report.ts';

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

// Of an order that says how long a payment waits for its merchant.
test('an authorized payment that nobody captured in time is given up, not before', () => {
  const order = buildOrder({ status: 'attempted', captureWithinMs: 1000, expiresAt: LATER });
  const expire = { kind: 'expireOrder', orderKey: 1 } as const;
  const payment = buildPayment({ status: 'authorized', capturedMinor: 0 });
  const aggregate = { order, payments: [payment], refunds: [] };
  const early = decideClose(aggregate, expire, LATER - 1);
  assert.ok(!isFailure(early) && early.changes === null && early.instruction === null);
  const due = decideClose(aggregate, expire, LATER);
  assert.ok(!isFailure(due));
  assert.equal(due.instruction?.kind, 'void');
  assert.deepEqual(due.changes?.payment, { ...payment, requested: 'void' });
  assert.equal(due.changes?.order.status, 'attempted', 'over once the money is given up');
  // What its merchant has asked for goes on, and nobody withdraws the order under it.
  const taken = { ...aggregate, payments: [{ ...payment, requested: 'capture' as const }] };
  const cancel = { kind: 'cancelOrder', order: [] } as const;
  for (const [held, command] of [
    [taken, expire],
    [aggregate, cancel],
  ] as const) {
    const refused = decideClose(held, command, LATER);
    assert.ok(isFailure(refused) && refused.failure === 'payment_in_progress');
  }
  // An order that says nothing of it keeps the payment.
  const { captureWithinMs: _, ...patient } = order;
  const kept = decideClose({ ...aggregate, order: patient }, expire, LATER);
  assert.ok(isFailure(kept) && kept.failure === 'payment_in_progress');
  const voided = { ...payment, status: 'voided' as const };
  const over = decideClose({ ...aggregate, payments: [voided] }, expire, LATER);
  assert.ok(!isFailure(over) && over.changes?.order.status === 'expired');
});

const ON_ITS_WAY = { kind: 'cancelOrder', order: [], whenDecided: true } as const;

test('an order is withdrawn while its payment is under way: noted once, and nothing told', () => {
  const order = buildOrder({ status: 'attempted', version: 3 });
  const payments = [buildPayment({ status: 'pending', capturedMinor: 0, completedAt: null })];
  const decided = decideClose({ order, payments, refunds: [] }, ON_ITS_WAY, LATER);
  assert.ok(!isFailure(decided));
  assert.deepEqual(decided.changes?.order, { ...order, cancelRequested: true, version: 4 });
  assert.deepEqual([decided.changes?.before, decided.events], [3, []]);
  const again = decideClose(decided.outcome.aggregate, ON_ITS_WAY, LATER);
  assert.ok(!isFailure(again) && again.changes === null);
});

for (const [state, status, told] of [
  ['failed', 'cancelled', ['payment.failed', 'order.cancelled']],
  ['captured', 'paid', ['payment.captured', 'order.paid']],
  ['authorized', 'attempted', ['payment.authorized']],
] as const) {
  test(`a payment of a withdrawn order is ${state}: the order is ${status}`, () => {
    const order = buildOrder({ status: 'attempted', cancelRequested: true });
    const payment = buildPayment({ status: 'pending', capturedMinor: 0, completedAt: null });
    const { amountMinor, currency } = payment;
    const report = {
      kind: 'reportPayment',
      orderKey: order.id.key,
      paymentKey: payment.id.key,
      state,
      raw: state,
      amountMinor,
      currency,
      reference: null,
      bankReference: null,
      decline: null,
    } as const;
    const decide = (payments: readonly Payment[]) => {
      const decided = decidePaymentReport({ order, payments, refunds: [] }, report, LATER);
      assert.ok(!isFailure(decided));
      const kinds = decided.events.map(({ kind }) => kind);
      return [decided.outcome.aggregate.order.status, kinds] as const;
    };
    const id = { key: 90, number: 90, token: 'OTHER1def456GH' };
    const failed = buildPayment({ id, status: 'failed', capturedMinor: 0 });
    const tried = [[payment], [failed, payment], [payment, failed]];
    for (const payments of tried) assert.deepEqual(decide(payments), [status, told]);
    // Another one that can still pay keeps the order open.
    const open = { ...failed, status: 'pending', completedAt: null } as const;
    const left = status === 'cancelled' ? 'attempted' : status;
    for (const payments of [
      [open, payment],
      [payment, open],
    ]) {
      const events = told.filter((kind) => kind !== 'order.cancelled');
      assert.deepEqual(decide(payments), [left, events]);
    }
  });
}

test('nothing more is begun for a withdrawn order, not even after its payment was dropped', () => {
  const order = buildOrder({ status: 'attempted', cancelRequested: true });
  const context = {
    now: NOW,
    newId: () => assert.fail(),
    carrier: { processor: 's', connection: null },
    uniqueReferences: true,
  };
  const command = { kind: 'abandonPayment', order: [] } as const;
  const refused = decideAttempt({ order, payments: [], refunds: [] }, command, context);
  assert.ok(isFailure(refused) && refused.failure === 'order_cancelled');
});

// Two banks may say yes to one order: none of the money is kept.
test('of two payments that nobody captured in time the older one is given up first', () => {
  const order = buildOrder({ status: 'attempted', captureWithinMs: 1000, expiresAt: LATER });
  const expire = { kind: 'expireOrder', orderKey: 1 } as const;
  const held = { status: 'authorized', capturedMinor: 0 } as const;
  const payments = [4, 5].map((key) =>
    buildPayment({ ...held, id: { key, number: key, token: `PAY123def456G${key}` } }),
  );
  const decided = decideClose({ order, payments, refunds: [] }, expire, LATER);
  assert.ok(!isFailure(decided));
  const [older, newer] = decided.outcome.aggregate.payments;
  assert.deepEqual([older?.requested, newer?.requested], ['void', null]);
});
