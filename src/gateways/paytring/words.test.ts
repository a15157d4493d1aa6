// Each word of a state against the state that it stands for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund } from '../../../test/support/call.ts';
import type { Aggregate, OrderStatus } from '../../core/order.ts';
import type { PaymentStatus } from '../../core/payment.ts';
import { requestName, spellInstant, spellTime } from './time.ts';
import { METHOD, orderWord, REFUND, unmappedWord } from './words.ts';

function aggregate(status: OrderStatus, paid: PaymentStatus | null): Aggregate {
  const capturedMinor = paid === 'captured' ? 50050 : 0;
  const payments = paid === null ? [] : [buildPayment({ status: paid, capturedMinor })];
  return { order: buildOrder({ status }), payments, refunds: [] };
}

// paytring.md §4; `authorized` and `cancelled` are ours.
const ROWS: readonly (readonly [OrderStatus, PaymentStatus | null, string])[] = [
  ['created', null, 'created'],
  ['attempted', null, 'initiated'],
  ['attempted', 'created', 'initiated'],
  ['attempted', 'pending', 'pending'],
  ['attempted', 'authorized', 'authorized'],
  ['attempted', 'failed', 'failed'],
  ['attempted', 'voided', 'cancelled'],
  ['paid', null, 'success'],
  ['paid', 'captured', 'success'],
  ['expired', null, 'failed'],
  ['expired', 'failed', 'failed'],
  ['expired', 'voided', 'failed'],
  ['expired', 'captured', 'failed'],
  ['cancelled', null, 'cancelled'],
  ['cancelled', 'failed', 'cancelled'],
  ['cancelled', 'captured', 'cancelled'],
];
for (const [status, paid, word] of ROWS) {
  test(`an order that is ${status}, its payment ${paid ?? 'missing'}: ${word}`, () => {
    assert.equal(orderWord(aggregate(status, paid)), word);
  });
}

test('a success is refunded when all of it is back, not before', () => {
  const paid = aggregate('paid', 'captured');
  const refund = (amountMinor: number, status: 'pending' | 'processed' | 'failed') =>
    buildRefund({ amountMinor, status });
  const word = (...refunds: Aggregate['refunds']) => orderWord({ ...paid, refunds });
  assert.equal(word(refund(50050, 'pending')), 'success');
  assert.equal(word(refund(50049, 'processed')), 'success');
  assert.equal(word(refund(50049, 'processed'), refund(1, 'failed')), 'success');
  assert.equal(word(refund(50049, 'processed'), refund(1, 'processed')), 'refunded');
  const elsewhere = { ...refund(1, 'processed'), paymentKey: 9 };
  assert.equal(word(refund(50049, 'processed'), elsewhere), 'success');
});

test('nothing captured is never refunded; the least there is can be', () => {
  const of = (capturedMinor: number) =>
    orderWord({
      order: buildOrder({ status: 'paid' }),
      payments: [buildPayment({ capturedMinor })],
      refunds: [buildRefund({ amountMinor: capturedMinor, status: 'processed' })],
    });
  assert.deepEqual([of(0), of(1)], ['success', 'refunded']);
});

// paytring.md §4: `UPI`, `initiated` and `success` in samples, `failed` in prose.
test('methods and refunds', () => {
  assert.deepEqual(METHOD, { card: 'CARD', upi: 'UPI', netbanking: 'NB', wallet: 'WALLET' });
  assert.deepEqual(REFUND, {
    pending: 'initiated',
    processed: 'success',
    failed: 'failed',
    cancelled: 'cancelled',
  });
});

// paytring.md §4, `unmapped_status`: "the gateway's own word".
test("the processor's own word, ours where it said none", () => {
  assert.equal(unmappedWord(null), '');
  assert.equal(unmappedWord(buildPayment({ processorStatus: 'TXN_SUCCESS' })), 'TXN_SUCCESS');
  assert.equal(unmappedWord(buildPayment({ processorStatus: null })), 'captured');
});

test('times are Indian, instants are not, and a request is named by its moment', () => {
  const at = Date.parse('2023-12-31T18:45:09.123Z');
  assert.equal(spellTime(at), '2024-01-01 00:15:09');
  assert.equal(spellInstant(at), '2023-12-31T18:45:09.123000Z');
  assert.equal(requestName(at), '6591b6b51e078');
});
