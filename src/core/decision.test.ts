// What a change of one entity leaves of the others: nothing is touched that was not named.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund, NOW } from '../../test/support/call.ts';
import { changed, unchanged } from './decision.ts';

const other = { key: 5, number: 50, token: 'OTHER12def456G' };
const last = { key: 6, number: 60, token: 'LAST123def456G' };
const payments = [buildPayment({ id: other }), buildPayment(), buildPayment({ id: last })];
const refunds = [buildRefund({ id: other }), buildRefund(), buildRefund({ id: last })];
const existing = { order: buildOrder({ version: 4 }), payments, refunds };
const order = buildOrder({ version: 5 });
const payment = buildPayment({ notes: { new: 'yes' } });
const refund = buildRefund({ notes: { new: 'yes' } });
const events = [{ kind: 'refund.cancelled', at: NOW }] as const;

for (const [name, what, expected] of [
  ['the order alone', { payment: null, refund: null }, { payments, refunds }],
  [
    'a payment',
    { payment, refund: null },
    { payments: [payments[0], payment, payments[2]], refunds },
  ],
  ['a refund', { payment: null, refund }, { payments, refunds: [refunds[0], refund, refunds[2]] }],
] as const) {
  test(`changed: ${name}`, () => {
    const { changes, instruction, outcome, ...told } = changed(
      existing,
      { order, ...what },
      events,
    );
    assert.deepEqual(changes, { order, before: 4, ...what, refundIsNew: false });
    assert.equal(instruction, null);
    assert.deepEqual(outcome, { aggregate: { order, ...expected }, ...what });
    assert.deepEqual(told, { events });
  });
}

test('unchanged: nothing is written, told or asked', () => {
  assert.deepEqual(unchanged(existing), {
    changes: null,
    events: [],
    instruction: null,
    outcome: { aggregate: existing, payment: null, refund: null },
  });
});
