// The closed tables: one row per entry, each with the document it came from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment } from '../../../test/support/call.ts';
import type { OrderStatus } from '../../core/order.ts';
import type { DeclineReason, PaymentStatus } from '../../core/payment.ts';
import type { RefundStatus } from '../../core/refund.ts';
import { formatInstant, readInstant } from './time.ts';
import {
  CARD_NETWORK,
  CARD_TYPE,
  documentedOrderStatus,
  ERROR_DETAILS,
  ORDER_STATUS,
  PAYMENT_MESSAGE,
  PAYMENT_STATUS,
  paymentStatus,
  REFUND_DESCRIPTION,
  REFUND_STATUS,
} from './words.ts';

// Source of each row: cashfree.md §0.3 "Order Status Values" (ACTIVE, PAID, EXPIRED); ours for
// failed attempts.
const DOCUMENTED: readonly (readonly [OrderStatus, readonly PaymentStatus[], string])[] = [
  ['created', [], 'ACTIVE'],
  ['attempted', [], 'ACTIVE'],
  ['attempted', ['created'], 'ACTIVE'],
  ['attempted', ['pending'], 'ACTIVE'],
  ['attempted', ['authorized'], 'ACTIVE'],
  ['attempted', ['failed'], 'EXPIRED'],
  ['attempted', ['voided'], 'EXPIRED'],
  ['attempted', ['failed', 'pending'], 'ACTIVE'],
  ['attempted', ['captured'], 'ACTIVE'],
  ['paid', ['captured', 'failed'], 'PAID'],
  ['paid', ['failed', 'captured'], 'PAID'],
  ['expired', [], 'EXPIRED'],
  ['expired', ['captured'], 'EXPIRED'],
  ['cancelled', [], 'EXPIRED'],
];

test('documented order status', () => {
  for (const [status, payments, word] of DOCUMENTED) {
    const aggregate = {
      order: buildOrder({ status }),
      payments: payments.map((each) => buildPayment({ status: each })),
      refunds: [],
    };
    assert.equal(documentedOrderStatus(aggregate), word, `${status} ${payments}`);
  }
});

// Source: cashfree.md §1.5 (order), §1.6 (payment), §1.8 (refund), as published for the native
// versions.
test('native words', () => {
  const orders: Record<OrderStatus, string> = {
    created: 'ACTIVE',
    attempted: 'ACTIVE',
    paid: 'PAID',
    expired: 'EXPIRED',
    cancelled: 'TERMINATED',
  };
  const payments: Record<PaymentStatus, string> = {
    created: 'NOT_ATTEMPTED',
    pending: 'PENDING',
    authorized: 'PENDING',
    captured: 'SUCCESS',
    failed: 'FAILED',
    voided: 'VOID',
  };
  const refunds: Record<RefundStatus, readonly [string, string]> = {
    pending: ['PENDING', 'In Progress'],
    processed: ['SUCCESS', 'Refund processed successfully'],
    failed: ['CANCELLED', 'Refund failed'],
    cancelled: ['CANCELLED', 'Refund cancelled'],
  };
  assert.deepEqual(ORDER_STATUS, orders);
  assert.deepEqual(PAYMENT_STATUS, payments);
  for (const [status, [word, description]] of Object.entries(refunds)) {
    assert.equal(REFUND_STATUS[status as RefundStatus], word);
    assert.equal(REFUND_DESCRIPTION[status as RefundStatus], description);
  }
});

test('a customer who cancelled is USER_DROPPED, any other decline FAILED', () => {
  const reasons: Record<DeclineReason, string> = {
    declined: 'FAILED',
    insufficient_funds: 'FAILED',
    authentication_failed: 'FAILED',
    cancelled_by_customer: 'USER_DROPPED',
    timed_out: 'FAILED',
    processor_error: 'FAILED',
  };
  for (const [reason, word] of Object.entries(reasons)) {
    const payment = buildPayment({ status: 'failed', decline: reason as DeclineReason });
    assert.equal(paymentStatus(payment), word);
  }
});

// A shop takes any SUCCESS for the order's payment: a second one that went back is none.
test('surplus is a SUCCESS until all of it went back, then VOID', () => {
  const surplus = { status: 'captured', surplus: true, capturedMinor: 50050 } as const;
  assert.equal(paymentStatus(buildPayment({ ...surplus, refundedMinor: 50050 })), 'VOID');
  assert.equal(paymentStatus(buildPayment({ ...surplus, refundedMinor: 50049 })), 'SUCCESS');
});

// `declined` and `authentication_failed` after the samples of cashfree.md §1.6, the others
// inferred.
test('error details: code, reason and source for every decline', () => {
  const details = Object.entries(ERROR_DETAILS).map(([decline, row]) => {
    const [code, , reason, source] = row ?? [];
    return [decline, row === null ? null : [code, reason, source]];
  });
  assert.deepEqual(Object.fromEntries(details), {
    declined: ['TRANSACTION_DECLINED', 'bank_rejected', 'bank'],
    insufficient_funds: ['TRANSACTION_DECLINED', 'insufficient_funds', 'customer'],
    authentication_failed: ['TRANSACTION_DECLINED', 'auth_declined', 'customer'],
    cancelled_by_customer: null,
    timed_out: ['TRANSACTION_DECLINED', 'timed_out', 'bank'],
    processor_error: ['GATEWAY_ERROR', 'gateway_error', 'cashfree'],
  });
  const issuer = 'issuer bank or payment service provider declined the transaction';
  assert.equal(ERROR_DETAILS.authentication_failed?.[1], issuer);
});

test('cards: VISA and CREDIT_CARD as the documented paths spell them; their messages', () => {
  assert.deepEqual(CARD_NETWORK, {
    visa: 'VISA',
    mastercard: 'MASTERCARD',
    rupay: 'RUPAY',
    amex: 'AMEX',
    maestro: 'MAESTRO',
    diners: 'DINERS',
  });
  assert.deepEqual(CARD_TYPE, { credit: 'CREDIT_CARD', debit: 'DEBIT_CARD' });
  assert.deepEqual(PAYMENT_MESSAGE, {
    SUCCESS: 'Transaction successful',
    PENDING: 'Transaction pending',
    NOT_ATTEMPTED: 'Transaction not attempted',
    FAILED: 'Transaction failed',
    USER_DROPPED: 'User dropped',
    VOID: 'Transaction voided',
  });
});

test('instants are Indian time without milliseconds, and are read with any offset', () => {
  const at = Date.parse('2024-01-15T10:30:00.789+05:30');
  assert.equal(formatInstant(at), '2024-01-15T10:30:00+05:30');
  const spellings = [
    '2024-01-15T10:30:00+05:30',
    '2024-01-15T10:30:00+0530',
    '2024-01-15T10:30+05:30',
    '2024-01-15T05:00:00Z',
    '2024-01-15T05:00:00.000Z',
    '2024-01-15T05:00:00.000000000Z',
  ];
  for (const text of spellings) assert.equal(readInstant(text), at - 789, text);
  const refused = [
    '',
    '2024-01-15',
    '2024-01-15T10:30:00',
    '2024-02-30T10:30:00Z',
    '2024-13-01T10:30:00Z',
    '2024-00-10T10:30:00Z',
    '2024-01-15T25:00:00Z',
    '2024-01-15T10:30:00Z:',
    '1705294800',
    'tomorrow',
  ];
  for (const text of refused) assert.equal(readInstant(text), undefined, text);
});
