// A reference that something answers to already: who may still be called so, and who owns it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildOrder,
  buildPayment,
  buildRefund,
  NOW,
  orderCommand,
} from '../../test/support/call.ts';
import type { CreateRefund, RepeatPolicy } from './command.ts';
import { decide } from './decide.ts';
import { isFailure } from './failure.ts';
import type { Aggregate } from './order.ts';
import type { Namesake } from './state.ts';

const context = {
  now: NOW,
  newId: () => ({ key: 9, number: 9, token: 'NEW123def456GH' }),
  carrier: { processor: 'sandbox', connection: null },
  uniqueReferences: false,
};
const CREATE = orderCommand({ reference: 'N1' });

/** `refused`, or whether what was created owns its reference. */
function create(repeat: RepeatPolicy, namesake?: Namesake): string {
  const state = { aggregate: null, existingRefund: null };
  const command = { ...CREATE, repeat };
  const result = decide(namesake ? { ...state, namesake } : state, command, context);
  if (!isFailure(result)) return result.changes?.order.ownsReference ? 'owns it' : 'does not own';
  assert.deepEqual(result, { failure: 'order_reference_taken' });
  return 'refused';
}

test('an order is not called as something else is, unless its dialect accepts repetitions', () => {
  const namesake = { by: 'name', orderKey: 7, refund: null } as const;
  for (const repeat of ['refuse', 'return', 'renew'] as const) {
    assert.equal(create(repeat, namesake), 'refused', repeat);
    assert.equal(create(repeat), 'owns it', repeat);
  }
  assert.equal(create('accept', namesake), 'does not own');
  assert.equal(create('accept'), 'owns it');
});

const REFUND: CreateRefund = {
  kind: 'createRefund',
  dialect: 'test',
  target: { order: [] },
  reference: 'N1',
  amount: { minor: 100 },
  note: null,
  notes: {},
  wire: {},
};
const WITHIN: CreateRefund = { ...REFUND, uniqueWithin: 'payment' };
const paid = { order: buildOrder({ status: 'paid' }), payments: [buildPayment()], refunds: [] };

function refund(command: CreateRefund, namesake?: Namesake, aggregate: Aggregate = paid): string {
  const state = { aggregate, existingRefund: null };
  const result = decide(namesake ? { ...state, namesake } : state, command, context);
  if (!isFailure(result)) return result.outcome.refund?.ownsReference ? 'owns it' : 'does not own';
  assert.deepEqual(result, { failure: 'refund_reference_taken', existing: aggregate });
  return 'refused';
}

const own = buildRefund();
const foreign = buildRefund({ orderKey: 7, paymentKey: 8 });
type Row = readonly [name: string, namesake: Namesake, account: string, payment: string];
// The last two columns: unique in the account, and unique within the payment.
const ROWS: readonly Row[] = [
  ['its own order, by our name', { by: 'name', orderKey: 1, refund: null }, 'owns it', 'owns it'],
  [
    'its own order, by reference',
    { by: 'reference', orderKey: 1, refund: null },
    'refused',
    'does not own',
  ],
  ['another order', { by: 'name', orderKey: 7, refund: null }, 'refused', 'does not own'],
  ['a refund of its payment', { by: 'name', orderKey: 1, refund: own }, 'refused', 'refused'],
  [
    'a refund elsewhere',
    { by: 'reference', orderKey: 7, refund: foreign },
    'refused',
    'does not own',
  ],
  [
    'a refund of its order’s other payment',
    { by: 'name', orderKey: 1, refund: { ...own, paymentKey: 8 } },
    'refused',
    'does not own',
  ],
];

for (const [name, namesake, account, payment] of ROWS) {
  test(`a refund called as ${name} is: ${account}; within a payment: ${payment}`, () => {
    assert.deepEqual([refund(REFUND, namesake), refund(WITHIN, namesake)], [account, payment]);
  });
}

test('refunds without a reference do not take one from each other', () => {
  const unnamed = { ...paid, refunds: [buildRefund({ reference: null })] };
  for (const command of [REFUND, WITHIN]) {
    assert.equal(refund({ ...command, reference: null }, undefined, unnamed), 'does not own');
    assert.equal(refund(command, undefined, unnamed), 'owns it');
  }
});

test('a repeated reference means its first refund, within the payment that is asked about', () => {
  const elsewhere = buildRefund({ paymentKey: 8, reference: 'N1' });
  const first = buildRefund({ reference: 'N1' });
  const later = buildRefund({ reference: 'N1', id: { ...own.id, key: 4 } });
  const aggregate = { ...paid, refunds: [elsewhere, own, first, later] };
  const result = decide({ aggregate, existingRefund: null }, WITHIN, context);
  assert.ok(isFailure(result) && result.failure === 'refund_reference_taken');
  assert.equal(result.existingRefund, first);
  assert.equal(refund(WITHIN, undefined, { ...paid, refunds: [elsewhere, own] }), 'owns it');
});

test('without any payment there is nothing to refund', () => {
  const unpaid = { order: buildOrder(), payments: [], refunds: [] };
  const byName = { ...REFUND, target: { payment: [{ by: 'number', number: 1 }] } } as const;
  for (const command of [REFUND, byName]) {
    const result = decide({ aggregate: unpaid, existingRefund: null }, command, context);
    assert.deepEqual(result, { failure: 'order_unpaid', existing: unpaid });
  }
});
