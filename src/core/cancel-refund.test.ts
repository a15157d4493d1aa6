// Refunds withdrawn: a row for each refusal, and the amount given back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund, NOW } from '../../test/support/call.ts';
import type { CancelRefund } from './command.ts';
import { decide } from './decide.ts';
import { isFailure } from './failure.ts';
import type { Refund } from './refund.ts';
import type { State } from './state.ts';

const order = buildOrder({ status: 'paid', version: 4 });
const WITHDRAW: CancelRefund = {
  kind: 'cancelRefund',
  order: [],
  refund: [{ by: 'token', token: 'RFN123def456GH' }],
};

const context = {
  now: NOW,
  newId: () => assert.fail('nothing is created'),
  carrier: { processor: 'sandbox', connection: null },
  uniqueReferences: false,
};
const NOTHING: State = { aggregate: null, existingRefund: null };

function state(refunds: readonly Partial<Refund>[]): State {
  const other = buildPayment({ id: { key: 5, number: 50, token: 'OTHER12def456G' } });
  const payments = [other, buildPayment({ refundedMinor: 15000 })];
  const aggregate = { order, payments, refunds: refunds.map(buildRefund) };
  return { aggregate, existingRefund: null };
}

for (const [name, from, expected] of [
  ['no order', NOTHING, 'order_not_found'],
  ['no refund', state([]), 'refund_not_found'],
  ['done', state([{ status: 'processed' }]), 'refund_not_pending'],
  ['failed', state([{ status: 'failed' }]), 'refund_not_pending'],
  ['told', state([{ processorReference: 'P' }]), 'refund_not_pending'],
] as const) {
  test(`refused: ${name}: ${expected}`, () => {
    const result = decide(from, WITHDRAW, context);
    assert.ok(isFailure(result), 'it was decided');
    assert.equal(result.failure, expected);
    assert.deepEqual(result.existing, from.aggregate ?? undefined);
  });
}

for (const [name, locator] of [
  ['by our name', { by: 'token', token: 'RFN123def456GH' }],
  ["by the merchant's reference", { by: 'reference', reference: 'r1' }],
] as const) {
  test(`a refund that is withdrawn ${name} gives its amount back`, () => {
    const from = state([{ reference: 'r1' }]);
    const result = decide(from, { ...WITHDRAW, refund: [locator] }, context);
    assert.ok(!isFailure(result));
    const { changes, events, instruction, outcome } = result;
    assert.equal(changes?.refund?.status, 'cancelled');
    assert.equal(changes?.refundIsNew, false);
    assert.deepEqual(changes?.payment, buildPayment({ refundedMinor: 5000 }));
    assert.deepEqual([changes?.before, changes?.order.version], [4, 5]);
    assert.deepEqual(events, [{ kind: 'refund.cancelled', at: NOW }]);
    assert.equal(instruction, null);
    assert.deepEqual(outcome.aggregate.refunds, [changes?.refund]);
    assert.deepEqual(outcome.aggregate.payments, [from.aggregate?.payments[0], changes?.payment]);
  });
}

test('a refund whose payment is not there is a bug, not a refusal', () => {
  const orphan = { order, payments: [], refunds: [buildRefund()] };
  assert.throws(
    () => decide({ aggregate: orphan, existingRefund: null }, WITHDRAW, context),
    /without its payment/,
  );
});
