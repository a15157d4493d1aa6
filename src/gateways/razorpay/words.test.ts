// The closed tables: one row for each state, network and reason, with the place it comes from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildPayment } from '../../../test/support/call.ts';
import {
  CARD_NETWORK,
  ERROR_OF_WORD,
  errorOf,
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

// P.8 (UPI by amount) and §2.5 (cards by number): code, reason, source and step of what test mode
// plays; source and step of cards are inferred. Of another account: §1.3, its codes by method.
const PLAYED: Readonly<Record<string, readonly [string, string, string, string]>> = {
  other_account: [
    ...(['BAD_REQUEST_ERROR', 'bank_account_validation_failed', 'customer'] as const),
    'payment_authentication',
  ],
  card_declined: [
    ...(['BAD_REQUEST_ERROR', 'card_declined', 'issuer_bank'] as const),
    'payment_authorization',
  ],
  card_disabled_for_online_payments: [
    ...(['BAD_REQUEST_ERROR', 'card_disabled_for_online_payments', 'issuer_bank'] as const),
    'payment_authorization',
  ],
  card_number_invalid: [
    ...(['BAD_REQUEST_ERROR', 'card_number_invalid', 'customer'] as const),
    'payment_authorization',
  ],
  upi_insufficient_funds: [
    ...(['GATEWAY_ERROR', 'insufficient_funds', 'customer', 'payment_debit_request'] as const),
  ],
  upi_incorrect_pin: [
    ...(['BAD_REQUEST_ERROR', 'incorrect_pin', 'customer', 'payment_authentication'] as const),
  ],
  upi_payment_cancelled: [
    ...(['BAD_REQUEST_ERROR', 'payment_cancelled', 'customer', 'payment_authentication'] as const),
  ],
  upi_payment_declined: [
    ...(['GATEWAY_ERROR', 'payment_declined', 'issuer_bank', 'payment_debit_request'] as const),
  ],
};

test('what the processor said more exactly: code, reason, source and step', () => {
  const rows = [...ERROR_OF_WORD].map(([word, { code, reason, source, step }]) => [
    word,
    [code, reason, source, step],
  ]);
  assert.deepEqual(Object.fromEntries(rows), PLAYED);
});

// test-card-details and the page of UPI's error codes.
test('its sentences are the documented ones', () => {
  const sentenceOf = (word: string) => ERROR_OF_WORD.get(word)?.description;
  assert.equal(sentenceOf('card_declined'), SENTENCES.declined);
  assert.equal(
    sentenceOf('card_disabled_for_online_payments'),
    'Your card is disabled for online payments. ' +
      'Please reach to your bank or try with another card.',
  );
});

test('a failed payment tells the processor’s own word first, then why, else that it failed', () => {
  const told = (processorStatus: string | null, decline: 'timed_out' | null) =>
    errorOf(buildPayment({ status: 'failed', processorStatus, decline })).reason;
  assert.equal(told('upi_incorrect_pin', 'timed_out'), 'incorrect_pin');
  assert.equal(told('anything else', 'timed_out'), 'payment_timed_out');
  assert.equal(told(null, 'timed_out'), 'payment_timed_out');
  assert.equal(told(null, null), 'payment_failed');
});
