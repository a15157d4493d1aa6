// Notes are replaced on what is named, and nowhere else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund, NOW } from '../../test/support/call.ts';
import type { EditNotes } from './command.ts';
import { decide } from './decide.ts';
import { isFailure } from './failure.ts';

const order = buildOrder({ status: 'attempted', version: 4 });
const existing = { order, payments: [buildPayment()], refunds: [buildRefund()] };
const state = { aggregate: existing, existingRefund: null };
const context = {
  now: NOW,
  newId: () => assert.fail('nothing is created'),
  carrier: { processor: 'sandbox', connection: null },
  uniqueReferences: false,
};
const EDIT: EditNotes = { kind: 'editNotes', subject: 'order', locators: [], notes: { a: 'b' } };

function edit(command: EditNotes) {
  const result = decide(state, command, context);
  assert.ok(!isFailure(result));
  assert.deepEqual([result.changes?.before, result.changes?.order.version], [4, 5]);
  return result.changes;
}

for (const [subject, expected] of [
  ['payment', 'payment_not_found'],
  ['refund', 'refund_not_found'],
] as const) {
  test(`refused: no ${subject} of that name`, () => {
    const result = decide(state, { ...EDIT, subject }, context);
    assert.ok(isFailure(result) && result.failure === expected);
    assert.equal(result.existing, existing);
  });
}

test('notes are replaced on what is named, and nowhere else', () => {
  const changes = edit(EDIT);
  assert.deepEqual(changes?.order.notes, { a: 'b' });
  assert.deepEqual([changes?.payment, changes?.refund], [null, null]);
  const payment = [{ by: 'token', token: 'PAY123def456GH' } as const];
  const paid = edit({ ...EDIT, subject: 'payment', locators: payment });
  assert.deepEqual(paid?.payment, buildPayment({ notes: { a: 'b' } }));
  assert.deepEqual(paid?.order.notes, {});
  assert.equal(paid?.refund, null);
  const refund = [{ by: 'token', token: 'RFN123def456GH' } as const];
  const back = edit({ ...EDIT, subject: 'refund', locators: refund });
  assert.deepEqual(back?.refund, buildRefund({ notes: { a: 'b' } }));
  assert.deepEqual([back?.payment, back?.order.notes], [null, {}]);
});

test('notes that are added leave the others', () => {
  const notes = { a: 'b', size: '9' };
  const from = { ...existing, order: { ...order, notes: { a: 'old', kept: 'c' } } };
  const added = decide({ ...state, aggregate: from }, { ...EDIT, notes, adds: true }, context);
  assert.ok(!isFailure(added));
  assert.deepEqual(added.changes?.order.notes, { a: 'b', kept: 'c', size: '9' });
});
