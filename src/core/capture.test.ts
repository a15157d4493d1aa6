// Captures, voids, withdrawals and notes: a row for each refusal, and what is built.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund, NOW } from '../../test/support/call.ts';
import type { Command, EditNotes } from './command.ts';
import { decide } from './decide.ts';
import type { State } from './state.ts';
import { type FailureCode, isFailure } from './failure.ts';
import type { Locator } from './id.ts';
import type { Payment } from './payment.ts';
import type { Refund } from './refund.ts';

const context = {
  now: NOW,
  newId: () => assert.fail('nothing is created'),
  processor: 'sandbox',
  uniqueReferences: false,
};
const OPEN = { status: 'authorized', capturedMinor: 0, completedAt: null } as const;
const FAILED = { status: 'failed', capturedMinor: 0 } as const;
const target = { order: [] };
const CAPTURE = { kind: 'capturePayment', target, amount: 'everything', currency: null } as const;
const VOID: Command = { kind: 'voidPayment', target };
const NAMED: readonly Locator[] = [{ by: 'token', token: 'RFN123def456GH' }];
const WITHDRAW: Command = { kind: 'cancelRefund', order: [], refund: NAMED };
const EDIT: EditNotes = { kind: 'editNotes', subject: 'order', locators: [], notes: { a: 'b' } };

function state(
  payments: readonly Partial<Payment>[],
  refunds: readonly Partial<Refund>[] = [],
): State {
  const aggregate = {
    order: buildOrder({ status: 'attempted', version: 4 }),
    payments: payments.map(buildPayment),
    refunds: refunds.map(buildRefund),
  };
  return { aggregate, existingRefund: null };
}

const NOTHING: State = { aggregate: null, existingRefund: null };
const stranger = { payment: [{ by: 'number', number: 1 }] } as const;
const REFUSALS: readonly (readonly [string, State, Command, FailureCode])[] = [
  ['capture: no payment', state([]), CAPTURE, 'payment_not_found'],
  [
    'capture: another payment',
    state([OPEN]),
    { ...CAPTURE, target: stranger },
    'payment_not_found',
  ],
  ['capture: done', state([{}]), { ...CAPTURE, amount: { minor: 1 } }, 'payment_captured'],
  ['capture: failed', state([FAILED]), CAPTURE, 'payment_not_authorized'],
  ['capture: asked', state([{ ...OPEN, requested: 'void' }]), CAPTURE, 'payment_in_progress'],
  ['capture: currency', state([OPEN]), { ...CAPTURE, currency: 'USD' }, 'currency_mismatch'],
  ['less', state([OPEN]), { ...CAPTURE, amount: { minor: 50049 } }, 'capture_amount_mismatch'],
  ['more', state([OPEN]), { ...CAPTURE, amount: { text: '500.51' } }, 'capture_amount_mismatch'],
  ['odd', state([OPEN]), { ...CAPTURE, amount: { text: '500.505' } }, 'capture_amount_mismatch'],
  ['void: no payment', state([]), VOID, 'payment_not_found'],
  ['void: captured', state([{}]), VOID, 'payment_captured'],
  ['void: asked', state([{ ...OPEN, requested: 'capture' }]), VOID, 'payment_in_progress'],
  ['withdraw: no order', NOTHING, WITHDRAW, 'order_not_found'],
  ['withdraw: no refund', state([{}]), WITHDRAW, 'refund_not_found'],
  ['withdraw: done', state([{}], [{ status: 'processed' }]), WITHDRAW, 'refund_not_pending'],
  ['withdraw: told', state([{}], [{ processorReference: 'P' }]), WITHDRAW, 'refund_not_pending'],
  ['edit: no payment', state([]), { ...EDIT, subject: 'payment' }, 'payment_not_found'],
  ['edit: no refund', state([{}]), { ...EDIT, subject: 'refund' }, 'refund_not_found'],
];

for (const [name, from, command, expected] of REFUSALS) {
  test(`refused: ${name}: ${expected}`, () => {
    const result = decide(from, command, context);
    assert.ok(isFailure(result), 'it was decided');
    assert.equal(result.failure, expected);
    assert.deepEqual(result.existing, from.aggregate ?? undefined);
  });
}

function run(from: State, command: Command) {
  const result = decide(from, command, context);
  assert.ok(!isFailure(result), isFailure(result) ? result.failure : '');
  assert.equal(result.changes?.before, 4);
  assert.equal(result.changes?.order.version, 5);
  return result;
}

for (const [kind, command] of [
  ['capture', { ...CAPTURE, amount: { text: '500.50' }, currency: 'INR' }],
  ['void', VOID],
] as const) {
  test(`a ${kind} asks the processor, and moves nothing yet`, () => {
    const { changes, events, instruction } = run(state([FAILED, OPEN]), command);
    assert.deepEqual(changes?.payment, buildPayment({ ...OPEN, requested: kind }));
    assert.equal(changes?.order.status, 'attempted');
    assert.deepEqual(events, []);
    assert.ok(instruction?.kind === kind);
    assert.equal(instruction.payment, changes?.payment);
  });
}

test('a refund that is withdrawn gives its amount back', () => {
  const from = state([{ refundedMinor: 10000 }], [{}]);
  const { changes, events, instruction } = run(from, WITHDRAW);
  assert.equal(changes?.refund?.status, 'cancelled');
  assert.equal(changes?.refundIsNew, false);
  assert.equal(changes?.payment?.refundedMinor, 0);
  assert.deepEqual(events, [{ kind: 'refund.cancelled', at: NOW }]);
  assert.equal(instruction, null);
});

test('notes are replaced on what is named, and nowhere else', () => {
  const from = state([{}], [{}]);
  const order = run(from, EDIT).changes;
  assert.deepEqual(order?.order.notes, { a: 'b' });
  assert.deepEqual([order?.payment, order?.refund], [null, null]);
  const payment = [{ by: 'token', token: 'PAY123def456GH' } as const];
  const paid = run(from, { ...EDIT, subject: 'payment', locators: payment }).changes;
  assert.deepEqual(paid?.payment, buildPayment({ notes: { a: 'b' } }));
  assert.deepEqual(paid?.order.notes, {});
  const back = run(from, { ...EDIT, subject: 'refund', locators: NAMED }).changes;
  assert.deepEqual(back?.refund, buildRefund({ notes: { a: 'b' } }));
});
