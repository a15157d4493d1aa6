// The closed tables: one row for each state, network and reason, with the place it comes from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CARD_NETWORK,
  LINK_STATUS,
  ORDER_STATUS,
  PAYMENT_ERROR,
  PAYMENT_STATUS,
  REFUND_STATUS,
} from './words.ts';

// §1.4: three states; an order that can no longer be paid keeps the last one it had.
test('an order is created, attempted or paid', () => {
  assert.deepEqual(ORDER_STATUS, {
    created: 'created',
    attempted: 'attempted',
    paid: 'paid',
    expired: 'attempted',
    cancelled: 'attempted',
  });
});

// §2.4: a link that nobody has paid yet is created, whoever has tried.
test('a payment link is created, paid, expired or cancelled', () => {
  assert.deepEqual(LINK_STATUS, {
    created: 'created',
    attempted: 'created',
    paid: 'paid',
    expired: 'expired',
    cancelled: 'cancelled',
  });
});

// §1.5: created, authorized, captured, refunded, failed; a voided one is refunded (inferred).
test('a payment whose money is only held is authorized, and one given up is refunded', () => {
  assert.deepEqual(PAYMENT_STATUS, {
    created: 'created',
    pending: 'created',
    authorized: 'authorized',
    captured: 'captured',
    failed: 'failed',
    voided: 'refunded',
  });
});

// §1.6: pending, processed, failed; there is no word for one that was withdrawn.
test('a refund is pending, processed or failed', () => {
  assert.deepEqual(REFUND_STATUS, {
    pending: 'pending',
    processed: 'processed',
    failed: 'failed',
    cancelled: 'failed',
  });
});

// §1.5, `card.network`.
test('card networks in the spelling of the entity', () => {
  assert.deepEqual(CARD_NETWORK, {
    visa: 'Visa',
    mastercard: 'MasterCard',
    rupay: 'RuPay',
    amex: 'American Express',
    maestro: 'Maestro',
    diners: 'Diners Club',
  });
});

// §1.3: codes with their reasons, sources and steps; clients match on the reason.
const FAILED = {
  declined: ['BAD_REQUEST_ERROR', 'payment_failed', 'bank', 'payment_authorization'],
  insufficient_funds: [
    'BAD_REQUEST_ERROR',
    'insufficient_funds',
    'customer',
    'payment_authorization',
  ],
  authentication_failed: [
    'GATEWAY_ERROR',
    'authentication_failed',
    'customer',
    'payment_authentication',
  ],
  cancelled_by_customer: [
    'BAD_REQUEST_ERROR',
    'payment_cancelled',
    'customer',
    'payment_authentication',
  ],
  timed_out: ['BAD_REQUEST_ERROR', 'payment_timed_out', 'customer', 'payment_authentication'],
  processor_error: ['GATEWAY_ERROR', 'gateway_technical_error', 'gateway', 'payment_authorization'],
};

test('why a payment failed: code, reason, source and step', () => {
  const rows = Object.entries(PAYMENT_ERROR).map(([decline, { code, reason, source, step }]) => [
    decline,
    [code, reason, source, step],
  ]);
  assert.deepEqual(Object.fromEntries(rows), FAILED);
});

// §1.3, "Sentences of failed payments".
const SENTENCES = {
  declined:
    'Your payment did not go through as it was declined by the bank. ' +
    'Try another payment method or contact your bank.',
  insufficient_funds:
    'Your payment could not be completed due to insufficient account balance. ' +
    'Try another card or payment method.',
  authentication_failed:
    'Your payment could not be completed due to incorrect OTP or verification details. ' +
    'Try another payment method or contact your bank for details.',
  cancelled_by_customer:
    'Your payment has been cancelled. Try again or complete the payment later.',
  timed_out: 'Your payment could not be completed due to a temporary issue. Try again later.',
  processor_error:
    'Your payment did not go through due to a temporary issue. ' +
    'Any debited amount will be refunded in 4-5 business days.',
};

test('the sentences of failed payments are the documented ones', () => {
  const rows = Object.entries(PAYMENT_ERROR).map(([why, { description }]) => [why, description]);
  assert.deepEqual(Object.fromEntries(rows), SENTENCES);
});
