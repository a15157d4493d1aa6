// The closed tables of the processor, each row with the document that it came from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment } from '../../../../test/support/call.ts';
import type { DeclineReason, PaymentStatus } from '../../../core/payment.ts';
import type { Found } from '../../processor.ts';
import { viewPayments } from '../dialect/native/view.ts';
import { TRAITS } from '../version.ts';
import { ERROR_DETAILS } from '../words.ts';
import { askOf, sideOf } from './fixtures/asked.ts';
import { ORDER, replyOf } from './fixtures/replies.ts';
import { inquire } from './inquire.ts';
import {
  attemptStateOf,
  type DeclineWords,
  declineOf,
  orderStateOf,
  refundStateOf,
} from './words.ts';

const NOTHING: DeclineWords = {
  status: 'FAILED',
  code: null,
  reason: null,
  bankCode: null,
  bankText: null,
};

// docs/gateways/cashfree.md §1.6: its samples, and NPCI's codes of §P.10.
test('declines by the bank’s own words, by reason, by code; any other is a decline', () => {
  const rows: readonly (readonly [Partial<DeclineWords>, DeclineReason])[] = [
    [{ reason: 'bank_rejected', code: 'TRANSACTION_DECLINED' }, 'declined'],
    [{ reason: 'auth_declined' }, 'authentication_failed'],
    [{ reason: 'invalid_amount', code: 'GATEWAY_ERROR' }, 'processor_error'],
    [{ bankCode: 'ZM', reason: 'auth_declined' }, 'authentication_failed'],
    [{ bankCode: 'Z9', reason: 'bank_rejected' }, 'insufficient_funds'],
    [{ bankCode: '51' }, 'insufficient_funds'],
    [{ bankCode: 'ZA' }, 'cancelled_by_customer'],
    [{ bankCode: 'UP' }, 'timed_out'],
    [{ code: 'GATEWAY_ERROR' }, 'processor_error'],
    [{ code: 'SOMETHING_NEW', reason: 'because' }, 'declined'],
    [{ status: 'USER_DROPPED' }, 'cancelled_by_customer'],
    [{ status: 'CANCELLED' }, 'cancelled_by_customer'],
    [{}, 'declined'],
  ];
  for (const [words, reason] of rows) {
    assert.equal(declineOf({ ...NOTHING, ...words }), reason, JSON.stringify(words));
  }
});

// §1.6: the first two are samples; the other sentences are of the same kind (inferred).
test('a decline by the bank’s own sentence, in whichever letters', () => {
  const rows: readonly (readonly [string, DeclineReason])[] = [
    ['AUTHENTICATION_FAILURE - (01 - Cardholder selected Cancel)', 'cancelled_by_customer'],
    ['INVALID / INCORRECT MPIN', 'authentication_failed'],
    ['3DS authentication_failure', 'authentication_failed'],
    ['Incorrect OTP', 'authentication_failed'],
    ['CANCELLED BY THE CUSTOMER', 'cancelled_by_customer'],
    ['Cancelled by user', 'cancelled_by_customer'],
    ['INSUFFICIENT FUNDS', 'insufficient_funds'],
    ['Insufficient balance', 'insufficient_funds'],
    ['TIMED OUT', 'timed_out'],
    ['Request time-out', 'timed_out'],
    ['Timeout at the bank', 'timed_out'],
    // Two at once: what the customer did, then the money, then who it was, then how long it took.
    ['Insufficient balance, cancelled by user', 'cancelled_by_customer'],
    ['AUTHENTICATION_FAILURE - insufficient funds', 'insufficient_funds'],
    ['Timed out after incorrect PIN', 'authentication_failed'],
    ['Do not honour', 'declined'],
  ];
  for (const [bankText, reason] of rows) {
    assert.equal(declineOf({ ...NOTHING, bankCode: '05', bankText }), reason, bankText);
  }
  // The bank's code before its sentence, its sentence before the gateway's word.
  const text = 'Incorrect OTP';
  assert.equal(declineOf({ ...NOTHING, bankCode: 'Z9', bankText: text }), 'insufficient_funds');
  const reason = 'bank_rejected';
  assert.equal(declineOf({ ...NOTHING, reason, bankText: text }), 'authentication_failed');
  assert.equal(declineOf({ ...NOTHING, reason, bankText: 'null' }), 'declined');
});

test('what our own dialect prints for a decline is read as that decline', () => {
  for (const [decline, details] of Object.entries(ERROR_DETAILS)) {
    const [code = null, , reason = null] = details ?? [];
    const status = details === null ? 'USER_DROPPED' : 'FAILED';
    assert.equal(declineOf({ ...NOTHING, status, code, reason }), decline);
  }
});

test('names of objects are no words', () => {
  for (const word of ['constructor', 'toString', '__proto__', '', null]) {
    assert.equal(orderStateOf(word), null);
    assert.equal(refundStateOf(word), 'unknown');
    const state = attemptStateOf({ status: word, isCaptured: true, hold: 'none' });
    assert.equal(state, 'unknown');
  }
});

// §1.6, §P.4: status, is_captured, authorization.
const STATES = [
  ['SUCCESS', true, 'none', 'captured'],
  ['SUCCESS', true, 'CAPTURE SUCCESS', 'captured'],
  ['SUCCESS', true, 'CAPTURE PENDING', 'captured'],
  ['SUCCESS', true, 'held', 'unknown'],
  ['SUCCESS', true, 'VOID SUCCESS', 'unknown'],
  ['SUCCESS', true, null, 'unknown'],
  ['SUCCESS', null, 'none', 'unknown'],
  ['SUCCESS', false, 'none', 'authorized'],
  ['SUCCESS', false, 'held', 'authorized'],
  ['SUCCESS', false, 'CAPTURE PENDING', 'authorized'],
  ['SUCCESS', false, 'CAPTURE SUCCESS', 'unknown'],
  ['SUCCESS', false, 'VOID PENDING', 'authorized'],
  ['SUCCESS', false, 'VOID SUCCESS', 'voided'],
  ['VOID', false, 'none', 'voided'],
  ['VOID', false, 'VOID PENDING', 'voided'],
  ['VOID', false, 'VOID SUCCESS', 'voided'],
  ['VOID', true, 'VOID SUCCESS', 'unknown'],
  ['PENDING', false, 'none', 'pending'],
  ['PENDING', null, 'none', 'pending'],
  ['PENDING', false, 'held', 'authorized'],
  ['PENDING', false, 'CAPTURE PENDING', 'authorized'],
  ['PENDING', false, 'VOID PENDING', 'authorized'],
  ['PENDING', true, 'none', 'unknown'],
  ['FAILED', true, 'none', 'failed'],
  ['USER_DROPPED', false, 'none', 'failed'],
  ['CANCELLED', null, null, 'failed'],
  ['NOT_ATTEMPTED', false, 'none', 'pending'],
  ['FLAGGED', false, 'none', 'pending'],
] as const;

for (const [status, isCaptured, hold, state] of STATES) {
  test(`${status}, is_captured ${isCaptured}, authorization ${hold}: ${state}`, () => {
    assert.equal(attemptStateOf({ status, isCaptured, hold }), state);
  });
}

// §1.8, and ONHOLD of §P.10.
test('words for a refund', () => {
  const rows = { SUCCESS: 'processed', PENDING: 'pending', ONHOLD: 'pending' };
  const ends = { CANCELLED: 'cancelled', FAILED: 'failed', REVERSED: 'unknown' };
  for (const [word, state] of Object.entries({ ...rows, ...ends })) {
    assert.equal(refundStateOf(word), state, word);
  }
});

/** How our own server shows a payment of an order whose money is held first. */
const SHOWN: readonly (readonly [PaymentStatus, 'automatic' | 'manual', string])[] = [
  ['created', 'automatic', 'pending'],
  ['pending', 'automatic', 'pending'],
  ['authorized', 'manual', 'authorized'],
  ['captured', 'automatic', 'captured'],
  ['captured', 'manual', 'captured'],
  ['failed', 'automatic', 'failed'],
  ['voided', 'manual', 'voided'],
];

for (const [status, capture, state] of SHOWN) {
  test(`a payment that our dialect shows as ${status}, ${capture}, is read as ${state}`, () => {
    const order = buildOrder({ capture, reference: askOf().name });
    const payment = buildPayment({ status, capturedMinor: status === 'captured' ? 50_050 : 0 });
    const shown = viewPayments({ order, payments: [payment], refunds: [] }, TRAITS['2025-01-01']);
    const first = replyOf({ ...ORDER, order_status: 'EXPIRED' });
    const told = inquire.read(replyOf(shown), askOf(), sideOf(), 1, [first]);
    const found =
      told.kind === 'then'
        ? inquire.read(replyOf([]), askOf(), sideOf(), 2, [first, replyOf(shown)])
        : told;
    const [attempt] = (found as Found).attempts;
    assert.equal(attempt?.state, state);
    assert.equal(attempt?.amountMinor, 50_050);
  });
}
