// A refund of a payment that is authorized only, refused or by wish the whole payment given up; and
// the currency that a refund names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, NOW } from '../../test/support/call.ts';
import type { CreateRefund } from './command.ts';
import { decide } from './decide.ts';
import { isFailure } from './failure.ts';
import type { Payment } from './payment.ts';

const context = {
  now: NOW,
  newId: () => ({ key: 9, number: 9, token: 'NEW123def456GH' }),
  carrier: { processor: 'sandbox', connection: null },
  uniqueReferences: false,
};
const PLAIN: CreateRefund = {
  kind: 'createRefund',
  dialect: 'test',
  target: { payment: [{ by: 'token', token: 'PAY123def456GH' }] },
  reference: 'token',
  amount: 'everything',
  note: null,
  notes: {},
  wire: {},
};
const RELEASE: CreateRefund = { ...PLAIN, authorized: 'void' };

function ask(command: CreateRefund, changes: Partial<Payment> = {}) {
  const open = { status: 'authorized', capturedMinor: 0, completedAt: null } as const;
  const payment = buildPayment({ ...open, ...changes });
  const order = buildOrder({ status: 'attempted', version: 4 });
  return decide(
    { aggregate: { order, payments: [payment], refunds: [] }, existingRefund: null },
    command,
    context,
  );
}

test('without the wish it is refused', () => {
  const result = ask(PLAIN);
  assert.ok(isFailure(result));
  assert.equal(result.failure, 'payment_not_captured');
});

test('with the wish the payment is given up, and no refund is made', () => {
  for (const amount of ['everything', { text: '500.50' }, { minor: 50050 }] as const) {
    const result = ask({ ...RELEASE, amount });
    assert.ok(!isFailure(result));
    assert.equal(result.instruction?.kind, 'void');
    assert.equal(result.outcome.payment?.requested, 'void');
    assert.equal(result.outcome.refund, null);
    assert.deepEqual([result.changes?.refund, result.changes?.before], [null, 4]);
  }
});

test('in part, or twice, it is not given up', () => {
  for (const amount of [{ text: '500.49' }, { text: '500.51' }, { text: 'x' }] as const) {
    const part = ask({ ...RELEASE, amount });
    assert.ok(isFailure(part));
    assert.equal(part.failure, 'refund_amount_invalid');
  }
  const twice = ask(RELEASE, { requested: 'void' });
  assert.ok(isFailure(twice));
  assert.equal(twice.failure, 'payment_in_progress');
  const gone = ask(RELEASE, { status: 'voided' });
  assert.ok(isFailure(gone));
  assert.equal(gone.failure, 'payment_not_captured');
});

test('a refund that names another currency than the payment has is refused', () => {
  for (const [command, changes] of [
    [PLAIN, { status: 'captured', capturedMinor: 50050 }],
    [RELEASE, {}],
  ] as const) {
    const abroad = ask({ ...command, amount: { minor: 50050 }, currency: 'USD' }, changes);
    assert.ok(isFailure(abroad));
    assert.equal(abroad.failure, 'currency_mismatch');
    assert.ok(!isFailure(ask({ ...command, currency: 'INR' }, changes)));
  }
});
