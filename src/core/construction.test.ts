// What the rules build once nothing refuses: each construction whole.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund, NOW } from '../../test/support/call.ts';
import type { Command, CreateOrder } from './command.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { isFailure } from './failure.ts';
import type { Aggregate, Order } from './order.ts';
import type { State } from './state.ts';

const LATER = NOW + 5000;
const ID = { key: 77, number: 770, token: 'NEW123def456GH' };
const CREATE: CreateOrder = {
  kind: 'createOrder',
  dialect: 'test',
  reference: 'REF_1',
  repeat: 'refuse',
  amountMinor: 50050,
  currency: 'INR',
  amountText: '500.50',
  capture: 'manual',
  description: 'Shoes',
  customer: { id: 'c1', name: 'Asha', email: 'asha@example.com', phone: '9999999999' },
  notes: { size: '9' },
  returns: { success: 'https://shop.example/ok', failure: null, cancel: null, notify: null },
  wire: { mark: 1 },
  expiresAt: NOW + 60_000,
};

function run(state: State, command: Command, uniqueReferences = false): Decision {
  const context = {
    now: LATER,
    newId: () => ID,
    carrier: { processor: 'sandbox', connection: null },
    uniqueReferences,
  };
  const result = decide(state, command, context);
  assert.ok(!isFailure(result), isFailure(result) ? result.failure : '');
  return result;
}

const nothing: State = { aggregate: null, existingRefund: null };
const existing = { order: buildOrder(), payments: [], refunds: [] };

test('a new order is written as it was asked', () => {
  const { changes, events, instruction, outcome } = run(nothing, CREATE);
  const { kind: _kind, repeat: _repeat, ...asked } = CREATE;
  const order = {
    ...asked,
    id: ID,
    ownsReference: true,
    status: 'created' as const,
    attempts: 0,
    refunds: 0,
    amountPaidMinor: 0,
    createdAt: LATER,
    version: 1,
  };
  const none = { payment: null, refund: null };
  assert.deepEqual(changes, { order, before: null, ...none, refundIsNew: false });
  assert.deepEqual(events, [{ kind: 'order.created', at: LATER }]);
  assert.equal(instruction, null);
  assert.deepEqual(outcome, { aggregate: { order, payments: [], refunds: [] }, ...none });
});

test('an order without a reference owns none; an accepted repetition neither', () => {
  const unnamed = run(nothing, { ...CREATE, reference: null });
  assert.equal(unnamed.changes?.order.ownsReference, false);
  const again = run({ aggregate: existing, existingRefund: null }, { ...CREATE, repeat: 'accept' });
  assert.equal(again.changes?.order.ownsReference, false);
  assert.equal(again.changes?.order.reference, 'REF_1');
  assert.equal(again.changes?.before, null);
});

test('a renewed order takes the latest details and keeps its name and money', () => {
  const { changes, events, instruction, outcome } = run(
    { aggregate: existing, existingRefund: null },
    {
      ...CREATE,
      repeat: 'renew',
    },
  );
  const { amountText, capture, description, customer, notes, returns, wire } = CREATE;
  const details = { amountText, capture, description, customer, notes, returns, wire };
  const order = { ...existing.order, ...details, version: 2 };
  const none = { payment: null, refund: null };
  assert.deepEqual(changes, { order, before: 1, ...none, refundIsNew: false });
  assert.deepEqual(events, []);
  assert.equal(instruction, null);
  assert.deepEqual(outcome, { aggregate: { ...existing, order }, ...none });
});

test('a renewed order is paid as the latest request says', () => {
  const methods = ['card'] as const;
  const instruments = { only: [{ kind: 'credit' }] };
  const renew = (from: Aggregate, more: Partial<CreateOrder>): Order => {
    const command: CreateOrder = { ...CREATE, repeat: 'renew', ...more };
    const { changes } = run({ aggregate: from, existingRefund: null }, command);
    return changes?.order ?? from.order;
  };
  const narrow = renew(existing, { methods, instruments, capture: 'manual' });
  assert.deepEqual(
    [narrow.methods, narrow.instruments, narrow.capture],
    [methods, instruments, 'manual'],
  );
  const same = { ...existing, order: narrow };
  assert.equal(renew(same, { methods, instruments, capture: 'manual' }), narrow);
  const free = renew(same, { capture: 'automatic' });
  assert.ok(!('methods' in free) && !('instruments' in free));
  assert.equal(free.capture, 'automatic');
});

test('a payment starts: the order is attempted and the processor is asked', () => {
  const aggregate = {
    order: buildOrder({ notes: { a: 'b' } }),
    payments: [buildPayment({ status: 'failed', capturedMinor: 0 })],
    refunds: [],
  };
  const instrument = { method: 'upi', vpa: 'asha@upi' } as const;
  const { changes, events, instruction, outcome } = run(
    { aggregate, existingRefund: null },
    { kind: 'startPayment', order: [], instrument },
  );
  const order = { ...aggregate.order, status: 'attempted' as const, attempts: 1, version: 2 };
  const payment = {
    id: ID,
    orderKey: 1,
    amountMinor: 50050,
    currency: 'INR',
    status: 'created' as const,
    instrument,
    processor: 'sandbox',
    processorReference: null,
    processorStatus: null,
    bankReference: null,
    decline: null,
    requested: null,
    capturedMinor: 0,
    refundedMinor: 0,
    notes: { a: 'b' },
    createdAt: LATER,
    completedAt: null,
  };
  assert.deepEqual(changes, { order, before: 1, payment, refund: null, refundIsNew: false });
  assert.deepEqual(events, []);
  assert.deepEqual(instruction, { kind: 'charge', payment, order });
  const payments = [...aggregate.payments, payment];
  assert.deepEqual(outcome.aggregate, { order, payments, refunds: [] });
});

test('an abandoned attempt fails at once and asks nobody', () => {
  const abandon = { kind: 'abandonPayment', order: [] } as const;
  const { changes, events, instruction, outcome } = run(
    { aggregate: existing, existingRefund: null },
    abandon,
  );
  const order = { ...existing.order, status: 'attempted' as const, attempts: 1, version: 2 };
  const payment = changes?.payment ?? null;
  assert.deepEqual(changes, { order, before: 1, payment, refund: null, refundIsNew: false });
  assert.deepEqual(outcome.aggregate, { order, payments: [payment], refunds: [] });
  const { status, decline, instrument, completedAt } = changes?.payment ?? buildPayment();
  assert.deepEqual([status, decline], ['failed', 'cancelled_by_customer']);
  assert.deepEqual([instrument, completedAt], [null, LATER]);
  assert.deepEqual(events, [{ kind: 'payment.failed', at: LATER }]);
  assert.equal(instruction, null);
});

const FAILED = { status: 'failed', capturedMinor: 0 } as const;
const paid = {
  order: buildOrder({ status: 'paid', attempts: 1, amountPaidMinor: 50050, version: 4 }),
  payments: [
    buildPayment({ ...FAILED, id: { key: 5, number: 50, token: 'FIRST12def456G' } }),
    buildPayment({ refundedMinor: 50 }),
  ],
  refunds: [buildRefund({ amountMinor: 50, status: 'processed' })],
};
const REFUND = {
  kind: 'createRefund',
  dialect: 'test',
  target: { order: [] },
  reference: 'r2',
  note: 'sorry',
  notes: { why: 'torn' },
  wire: { speed: 'x' },
} as const;

for (const [name, amount, amountMinor] of [
  ['minor units', { minor: 100 }, 100],
  ['the least there is', { minor: 1 }, 1],
  ['the least there is, as text', { text: '0.01' }, 1],
  ['text in the currency of the payment', { text: '1.5' }, 150],
  ['everything that is left', 'everything', 50000],
  ['exactly what is left', { minor: 50000 }, 50000],
] as const) {
  test(`a refund of ${name}`, () => {
    const { changes, events, instruction, outcome } = run(
      { aggregate: paid, existingRefund: null },
      { ...REFUND, amount },
    );
    const { kind: _kind, target: _target, ...asked } = REFUND;
    const refund = {
      ...asked,
      id: ID,
      orderKey: 1,
      paymentKey: 2,
      ownsReference: true,
      amountMinor,
      currency: 'INR',
      status: 'pending' as const,
      processorReference: null,
      processorStatus: null,
      bankReference: null,
      createdAt: LATER,
      processedAt: null,
    };
    const payment = buildPayment({ refundedMinor: 50 + amountMinor });
    const order = { ...paid.order, refunds: 1, version: 5 };
    assert.deepEqual(changes, { order, before: 4, payment, refund, refundIsNew: true });
    assert.deepEqual(events, [{ kind: 'refund.created', at: LATER }]);
    assert.deepEqual(instruction, { kind: 'refund', refund, payment, order });
    const payments = [paid.payments[0], payment];
    const refunds = [...paid.refunds, refund];
    assert.deepEqual(outcome, { aggregate: { order, payments, refunds }, payment, refund });
  });
}
