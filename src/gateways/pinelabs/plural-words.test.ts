// The token generation's words for every state of an order, and its names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund, NOW } from '../../../test/support/call.ts';
import type { Order } from '../../core/order.ts';
import type { Payment } from '../../core/payment.ts';
import type { Refund } from '../../core/refund.ts';
import { orderLocators, orderName, paymentName, refundLocators, refundName } from './ids.ts';
import {
  DECLINE_DETAIL,
  LINK_WORD,
  METHOD_WORD,
  type OrderWord,
  orderWord,
  PAYMENT_WORD,
  REFUND_WORD,
} from './plural-words.ts';

type Row = readonly [
  word: OrderWord,
  source: string,
  order: Partial<Order>,
  payment: Partial<Payment> | null,
  refunds?: readonly Partial<Refund>[],
];
const tried = { status: 'attempted' } as const;
const paid = { status: 'paid' } as const;

// pinelabs.md §2.6; sentences of the published status table.
const ROWS: readonly Row[] = [
  ['CREATED', 'successfully created', {}, null],
  ['PENDING', 'linked against a payment request', tried, { status: 'created' }],
  ['PENDING', 'the bank has not answered', tried, { status: 'pending' }],
  ['AUTHORIZED', 'only when pre_auth is true', tried, { status: 'authorized' }],
  ['ATTEMPTED', 'a pending order fails and may be retried', tried, { status: 'failed' }],
  ['CANCELLED', 'the payment gets cancelled', tried, { status: 'voided' }],
  ['PROCESSED', 'payment received', paid, {}],
  ['PROCESSED', 'a refund is not yet through', paid, {}, [{ status: 'pending' }]],
  ['PROCESSED', 'a refund failed', paid, {}, [{ status: 'failed' }]],
  ['PARTIALLY_REFUNDED', 'partial', paid, {}, [{ status: 'processed' }]],
  ['FULLY_REFUNDED', 'all', paid, {}, [{ status: 'processed', amountMinor: 50050 }]],
  ['FAILED', 'expired', { status: 'expired' }, null],
  ['FAILED', 'expired after an attempt', { status: 'expired' }, { status: 'failed' }],
  ['CANCELLED', 'withdrawn elsewhere', { status: 'cancelled' }, null],
  ['PENDING', 'attempted, its payment not at hand', tried, null],
  ['PROCESSED', 'paid, its payment not at hand', paid, null],
  ['PROCESSED', 'captured after its time', { status: 'expired' }, {}],
  [
    'PROCESSED',
    "another payment's refund says nothing of this one",
    paid,
    {},
    [{ status: 'processed', paymentKey: 99 }],
  ],
];

for (const [word, source, order, payment, refunds = []] of ROWS) {
  test(`${word}: ${source}`, () => {
    const aggregate = {
      order: buildOrder(order),
      payments: payment === null ? [] : [buildPayment(payment)],
      refunds: refunds.map(buildRefund),
    };
    assert.equal(orderWord(aggregate), word);
  });
}

// pinelabs.md §2.6 and the samples of §2.10; a withdrawn refund did not go through (inferred).
test('words of payments, refunds and methods', () => {
  assert.deepEqual(PAYMENT_WORD, {
    created: 'PENDING',
    pending: 'PENDING',
    authorized: 'AUTHORIZED',
    captured: 'PROCESSED',
    failed: 'FAILED',
    voided: 'CANCELLED',
  });
  assert.deepEqual(REFUND_WORD, {
    pending: 'PENDING',
    processed: 'PROCESSED',
    failed: 'FAILED',
    cancelled: 'FAILED',
  });
  assert.deepEqual(METHOD_WORD, {
    card: 'CARD',
    upi: 'UPI',
    netbanking: 'NETBANKING',
    wallet: 'WALLET',
  });
});

// pinelabs.md §2.19; from the first attempt on it counts as being paid (inferred).
test('words of payment links', () => {
  assert.deepEqual(LINK_WORD, {
    created: 'CREATED',
    attempted: 'PAYMENT_INITIATED',
    paid: 'PROCESSED',
    expired: 'EXPIRED',
    cancelled: 'CANCELLED',
  });
});

// pinelabs.md §2.9; PAYMENT_CANCELLED is ours.
test('codes of failed payments', () => {
  const codes = Object.entries(DECLINE_DETAIL).map(([decline, { code }]) => [decline, code]);
  assert.deepEqual(Object.fromEntries(codes), {
    declined: 'PAYMENT_DECLINED',
    insufficient_funds: 'INSUFFICIENT_FUNDS',
    authentication_failed: 'USER_AUTHENTICATION_FAILED',
    cancelled_by_customer: 'PAYMENT_CANCELLED',
    timed_out: 'PAYMENT_EXPIRED',
    processor_error: 'INTERNAL_ERROR',
  });
});

test('names are spelled like the published ones, and read back', () => {
  const order = buildOrder({ createdAt: NOW });
  const refund = buildRefund({ createdAt: NOW });
  assert.equal(orderName(order), 'v1-240115103000-aa-ABC123def456GH');
  assert.equal(refundName(refund), 'v1-240115103000-rf-RFN123def456GH');
  assert.match(paymentName(order, buildPayment()), /-pm-PAY123def456GH$/);
  assert.deepEqual(orderLocators(orderName(order)), [{ by: 'token', token: order.id.token }]);
  assert.deepEqual(refundLocators(refundName(refund)), [{ by: 'token', token: refund.id.token }]);
  const documented = orderLocators(`order_${order.id.token}`);
  assert.deepEqual(documented, [{ by: 'token', token: order.id.token }]);
});

test('no name of the other kind, and none that is misspelled, names anything', () => {
  assert.deepEqual(refundLocators('v1-240115103000-aa-ABC123def456GH'), []);
  for (const name of [
    '',
    'v1-240115103000-rf-RFN123def456GH',
    'v1-24011510300-aa-ABC123def456GH',
    'v1-240115103000-aa-ABC123def456G',
    'v1-240115103000-aa-ABC123def456G_',
    'v2-240115103000-aa-ABC123def456GH',
    'v1-240115103000-aa-ABC123def456GH\n',
  ]) {
    assert.deepEqual(orderLocators(name), [], JSON.stringify(name));
  }
});
