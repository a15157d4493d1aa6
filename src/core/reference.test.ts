// Where a refund's reference must be unique: in the account, or within the payment it is about.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund, NOW } from '../../test/support/call.ts';
import type { CreateRefund } from './command.ts';
import { isFailure } from './failure.ts';
import { decideRefund } from './create-refund.ts';

const context = {
  now: NOW,
  newId: () => ({ key: 9, number: 9, token: 'NEW123def456GH' }),
  carrier: { processor: 'sandbox', connection: null },
  uniqueReferences: false,
};
const command: CreateRefund = {
  kind: 'createRefund',
  dialect: 'test',
  target: { payment: [{ by: 'token', token: 'PAY123def456GH' }] },
  reference: 'refund_123',
  amount: { minor: 100 },
  note: null,
  notes: {},
  wire: {},
};
const own = buildRefund();
const foreign = buildRefund({ orderKey: 77, paymentKey: 78 });
const payments = [buildPayment({ refundedMinor: 10000 })];
const empty = { order: buildOrder(), payments, refunds: [] };
const wide = command;
const narrow = { ...command, uniqueWithin: 'payment' } as const;

test('a reference of another payment is taken in the account, free within this payment', () => {
  const refused = decideRefund(empty, { existingRefund: foreign }, wide, context);
  assert.ok(isFailure(refused) && refused.failure === 'refund_reference_taken');
  const decided = decideRefund(empty, { existingRefund: foreign }, narrow, context);
  assert.ok(!isFailure(decided));
  const { refund } = decided.outcome;
  // The first refund of that reference goes on owning it.
  assert.deepEqual([refund?.reference, refund?.ownsReference], ['refund_123', false]);
});

test('a reference of the same payment is taken either way, whoever owns it', () => {
  const existing = { ...empty, refunds: [own] };
  for (const each of [wide, narrow]) {
    for (const existingRefund of [own, null]) {
      const refused = decideRefund(existing, { existingRefund }, each, context);
      assert.ok(isFailure(refused) && refused.failure === 'refund_reference_taken');
      assert.equal(refused.existingRefund, own);
    }
  }
});
