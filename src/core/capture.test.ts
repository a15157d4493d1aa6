// Captures and voids: a row for each refusal, and what is asked of the processor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, NOW } from '../../test/support/call.ts';
import type { Command } from './command.ts';
import { decide } from './decide.ts';
import type { State } from './state.ts';
import { type FailureCode, isFailure } from './failure.ts';
import type { Payment } from './payment.ts';

const context = {
  now: NOW,
  newId: () => assert.fail('nothing is created'),
  carrier: { processor: 'sandbox', connection: null },
  uniqueReferences: false,
};
const OPEN = { status: 'authorized', capturedMinor: 0, completedAt: null } as const;
const FAILED = { status: 'failed', capturedMinor: 0 } as const;
const target = { order: [] };
const CAPTURE = { kind: 'capturePayment', target, amount: 'everything', currency: null } as const;
const VOID: Command = { kind: 'voidPayment', target };

function state(payments: readonly Partial<Payment>[]): State {
  const order = buildOrder({ status: 'attempted', version: 4 });
  const aggregate = { order, payments: payments.map(buildPayment), refunds: [] };
  return { aggregate, existingRefund: null };
}

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
  [
    'a part: more',
    state([OPEN]),
    { ...CAPTURE, partial: true, amount: { minor: 50051 } },
    'capture_amount_mismatch',
  ],
  [
    'a part: odd',
    state([OPEN]),
    { ...CAPTURE, partial: true, amount: { text: '1.005' } },
    'capture_amount_mismatch',
  ],
  ['void: no payment', state([]), VOID, 'payment_not_found'],
  ['void: captured', state([{}]), VOID, 'payment_captured'],
  ['void: asked', state([{ ...OPEN, requested: 'capture' }]), VOID, 'payment_in_progress'],
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
    const other = { ...FAILED, id: { key: 5, number: 50, token: 'FIRST12def456G' } };
    const from = state([other, OPEN]);
    const { changes, events, instruction, outcome } = run(from, command);
    const order = buildOrder({ status: 'attempted', version: 5 });
    const payment = buildPayment({ ...OPEN, requested: kind });
    assert.deepEqual(changes, { order, before: 4, payment, refund: null, refundIsNew: false });
    assert.deepEqual(events, []);
    assert.deepEqual(instruction, { kind, payment, order });
    const payments = [buildPayment(other), payment];
    const aggregate = { order, payments, refunds: [] };
    assert.deepEqual(outcome, { aggregate, payment, refund: null });
  });
}

test('a part is asked for where the gateway lets it; an earlier part is forgotten', () => {
  const part = { ...CAPTURE, partial: true, amount: { minor: 100 } } as const;
  const payment = buildPayment({ ...OPEN, requested: 'capture', capturingMinor: 100 });
  assert.deepEqual(run(state([OPEN]), part).changes?.payment, payment);
  const whole = buildPayment({ ...OPEN, requested: 'capture' });
  for (const command of [CAPTURE, { ...part, amount: { minor: 50050 } }] as const) {
    const again = run(state([{ ...OPEN, capturingMinor: 100 }]), command);
    assert.deepEqual(again.changes?.payment, whole);
  }
  const released = run(state([{ ...OPEN, capturingMinor: 100 }]), VOID);
  assert.deepEqual(released.changes?.payment, buildPayment({ ...OPEN, requested: 'void' }));
});
