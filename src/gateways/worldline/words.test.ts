// The closed tables: one row for each state and reason, with the place it comes from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund } from '../../../test/support/call.ts';
import type { OrderStatus } from '../../core/order.ts';
import type { DeclineReason, Payment } from '../../core/payment.ts';
import type { Refund } from '../../core/refund.ts';
import {
  CARD_KIND,
  DECLINE,
  fetchedStandingOf,
  standingOf,
  TEST_BANK,
  TRANSACTION,
} from './words.ts';

const failed = (decline: DeclineReason | null) => ({ status: 'failed', decline }) as const;

// §5.4, and the codes of §3.2.
type Row = readonly [
  name: string,
  order: OrderStatus,
  payment: Partial<Payment> | null,
  code: string,
];
const ROWS: readonly Row[] = [
  ['nobody has tried', 'created', null, '0398'],
  ['attempted, its payment not at hand', 'attempted', null, '0398'],
  ['an attempt begun', 'attempted', { status: 'created' }, '0398'],
  ['pending', 'attempted', { status: 'pending' }, '0396'],
  ['authorized', 'attempted', { status: 'authorized' }, '0396'],
  ['captured', 'paid', { status: 'captured' }, '0300'],
  ['captured after its time', 'expired', { status: 'captured' }, '0300'],
  ['paid, its payment not at hand', 'paid', null, '0300'],
  ['failed, no reason known', 'attempted', failed(null), '0399'],
  ['declined', 'attempted', failed('declined'), '0399'],
  ['insufficient funds', 'attempted', failed('insufficient_funds'), '0399'],
  ['not authenticated', 'attempted', failed('authentication_failed'), '0399'],
  ['left by the customer', 'attempted', failed('cancelled_by_customer'), '0392'],
  ['timed out', 'attempted', failed('timed_out'), '0399'],
  ['the processor failed', 'attempted', failed('processor_error'), '0399'],
  ['authorization released', 'attempted', { status: 'voided' }, '0399'],
  ['expired', 'expired', null, '0399'],
  ['expired after the customer left', 'expired', failed('cancelled_by_customer'), '0399'],
  ['withdrawn', 'cancelled', null, '0399'],
  ['withdrawn after the customer left', 'cancelled', failed('cancelled_by_customer'), '0399'],
];

for (const [name, status, changes, code] of ROWS) {
  test(`${code}: ${name}`, () => {
    const payment = changes === null ? null : buildPayment(changes);
    const order = buildOrder({ status });
    assert.equal(TRANSACTION[standingOf(order, payment)].code, code);
    const payments = payment === null ? [] : [payment];
    const fetched = fetchedStandingOf({ order, payments, refunds: [] }, payment);
    assert.equal(TRANSACTION[fetched].code, code);
  });
}

// §3.2: `success`, `failure` and `User Aborted` as the vendor's logs have them.
test('each code has its message', () => {
  const messages = Object.values(TRANSACTION).map(({ code, message }) => [code, message]);
  assert.deepEqual(Object.fromEntries(messages), {
    '0398': 'initiated',
    '0396': 'awaited',
    '0300': 'success',
    '0392': 'User Aborted',
    '0399': 'failure',
    '0400': 'refund initiated',
  });
});

// §5.4: a pending refund is 0400 to who asks; done, failed or withdrawn it is 0300 again.
test('a paid order is refunding while money of it is on its way back, and no other is', () => {
  const fetched = (status: OrderStatus, ...refunds: readonly Refund['status'][]) => {
    const payment = buildPayment({ status: status === 'paid' ? 'captured' : 'pending' });
    const aggregate = {
      order: buildOrder({ status }),
      payments: [payment],
      refunds: refunds.map((each) => buildRefund({ status: each })),
    };
    return TRANSACTION[fetchedStandingOf(aggregate, payment)].code;
  };
  assert.equal(fetched('paid', 'pending'), '0400');
  assert.equal(fetched('paid', 'processed', 'pending'), '0400');
  assert.equal(fetched('paid', 'pending', 'failed'), '0400');
  for (const status of ['processed', 'failed', 'cancelled'] as const) {
    assert.equal(fetched('paid', status), '0300', status);
  }
  assert.equal(fetched('attempted', 'pending'), '0396');
});

// §3.2: the abort's sentence; the others follow the logs' "Decline - …" (inferred).
test('why it failed', () => {
  assert.deepEqual(DECLINE, {
    declined: 'Decline - Declined by the bank',
    insufficient_funds: 'Decline - Insufficient funds',
    authentication_failed: 'Decline - Authentication failed',
    cancelled_by_customer: 'Transaction aborted by user',
    timed_out: 'Decline - Timed out',
    processor_error: 'Decline - Technical error',
  });
});

// §3.1: "The test bank is code 470, TEST BANK".
test('the test bank', () => {
  assert.deepEqual(TEST_BANK, { code: '470', name: 'TEST BANK' });
});

// §3.2: "CRT" as in the logs; the other follows it (inferred).
test('the kinds of a card', () => {
  assert.deepEqual(CARD_KIND, { credit: 'CRT', debit: 'DBT' });
});
