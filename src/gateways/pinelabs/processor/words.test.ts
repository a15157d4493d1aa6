// The closed tables of the processor, each row with the document that it came from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment } from '../../../../test/support/call.ts';
import type { DeclineReason, PaymentStatus } from '../../../core/payment.ts';
import { viewOrder } from '../dialect/native/plural/view.ts';
import { DECLINE_DETAIL, REFUND_WORD } from '../plural-words.ts';
import { askOf, sideOf } from './fixtures/asked.ts';
import { dataOf } from './fixtures/replies.ts';
import { inquire } from './inquire.ts';
import { refusalOf } from './refusal-words.ts';
import { attemptStateOf, DECLINE_OF, declineOf, orderStateOf, refundStateOf } from './words.ts';

/** pinelabs.md §2.9, every code of its table by group; what each means for a payment. */
const CODES: Readonly<Record<DeclineReason, string>> = {
  processor_error:
    'INTERNAL_ERROR INVALID_REQUEST UNAUTHORIZED DUPLICATE_REQUEST API_RATE_LIMIT ' +
    'PAYMENT_METHOD_NOT_ENABLED OPERATION_NOT_ALLOWED ORDER_NOT_FOUND ORDER_CANCELLED ' +
    'PAYMENT_NOT_AUTHORIZED PAYMENT_PENDING UNKNOWN_ERROR',
  timed_out: 'PAYMENT_EXPIRED TIMED_OUT',
  insufficient_funds: 'INSUFFICIENT_FUNDS',
  authentication_failed:
    'CARD_VERIFICATION_FAILED USER_AUTHENTICATION_REQUIRED USER_AUTHENTICATION_FAILED',
  declined:
    'PAYMENT_DECLINED PAYMENT_RATE_LIMIT INVALID_INSTRUMENT RISK_CHECK_FAILED ' +
    'ISSUER_NOT_SUPPORTED AMOUNT_LIMIT_EXCEEDED INVALID_CARDHOLDER CARD_NOT_ALLOWED CARD_STOLEN ' +
    'CARD_LOST CARD_EXPIRED CARD_NOT_ENROLLED HOTLISTED_USER INVALID_USER_ACCOUNT',
  cancelled_by_customer: 'PAYMENT_CANCELLED',
};

test('every published code is a decline of ours, and any other one is a plain decline', () => {
  let count = 0;
  for (const [decline, codes] of Object.entries(CODES)) {
    for (const code of codes.split(' ')) {
      count += 1;
      assert.equal(declineOf('FAILED', code), decline, code);
      assert.equal(DECLINE_OF.get(code), decline, code);
    }
  }
  assert.equal(DECLINE_OF.size, count, 'the table has codes that no document has');
  for (const code of ['SOMETHING_NEW', '', null, 'constructor', 'insufficient_funds']) {
    assert.equal(declineOf('FAILED', code), 'declined', String(code));
  }
  assert.equal(declineOf('CANCELLED', null), 'cancelled_by_customer');
});

test('what our own dialect prints for a decline is read as that decline', () => {
  for (const [decline, { code }] of Object.entries(DECLINE_DETAIL)) {
    assert.equal(declineOf('FAILED', code), decline);
  }
});

test('names of objects are no words', () => {
  for (const word of ['constructor', 'toString', '__proto__', '', null, 'processed', 'PAID']) {
    assert.equal(orderStateOf(word, null), null);
    assert.equal(refundStateOf(word), 'unknown');
    const state = attemptStateOf({ status: word, isHeldFirst: false, order: 'PROCESSED' });
    assert.equal(state, 'unknown', String(word));
    assert.equal(refusalOf({ status: 400, code: String(word), message: 'x' }), null);
  }
});

// §2.6, §2.8, §P.4: status, pre_auth, the order's status.
const STATES = [
  ['PENDING', false, 'PENDING', 'pending'],
  ['PENDING', true, 'PENDING', 'pending'],
  ['PENDING', null, null, 'pending'],
  ['PROCESSED', false, 'PROCESSED', 'captured'],
  ['PROCESSED', true, 'PROCESSED', 'captured'],
  ['PROCESSED', null, 'PROCESSED', 'unknown'],
  ['AUTHORIZED', true, 'AUTHORIZED', 'authorized'],
  ['AUTHORIZED', false, 'AUTHORIZED', 'pending'],
  ['AUTHORIZED', null, 'AUTHORIZED', 'unknown'],
  ['PARTIALLY_CAPTURED', true, 'PARTIALLY_CAPTURED', 'captured'],
  ['PARTIALLY_CAPTURED', false, 'PROCESSED', 'unknown'],
  ['CANCELLED', true, 'CANCELLED', 'voided'],
  ['CANCELLED', true, 'PENDING', 'failed'],
  ['CANCELLED', false, 'PENDING', 'failed'],
  ['CANCELLED', null, 'CANCELLED', 'unknown'],
  ['FAILED', false, 'FAILED', 'failed'],
  ['FAILED', null, null, 'failed'],
] as const;

for (const [status, isHeldFirst, order, state] of STATES) {
  test(`${status}, pre_auth ${isHeldFirst}, of an order ${order}: ${state}`, () => {
    assert.equal(attemptStateOf({ status, isHeldFirst, order }), state);
  });
}

// §2.6, §2.8: the order's status and `payment_retries_remaining`.
test('a failed order may be paid as long as retries remain', () => {
  assert.equal(orderStateOf('FAILED', 9), 'open');
  assert.equal(orderStateOf('FAILED', 0), 'closed');
  assert.equal(orderStateOf('FAILED', null), 'closed');
  for (const word of ['CREATED', 'PENDING', 'ATTEMPTED']) {
    assert.equal(orderStateOf(word, 0), 'open', word);
  }
  for (const word of ['AUTHORIZED', 'PROCESSED', 'CANCELLED', 'FULLY_REFUNDED']) {
    assert.equal(orderStateOf(word, 9), 'closed', word);
  }
});

// §2.8: status of a refund.
test('words for a refund, and those of our own dialect', () => {
  const rows = { CREATED: 'pending', PENDING: 'pending', PROCESSED: 'processed', FAILED: 'failed' };
  for (const [word, state] of Object.entries(rows)) assert.equal(refundStateOf(word), state, word);
  for (const [state, word] of Object.entries(REFUND_WORD)) {
    assert.equal(refundStateOf(word), state === 'cancelled' ? 'failed' : state);
  }
});

// §2.9, §P.5: who has to do something, and when.
test('refusals by code, by what their sentence says, and by status', () => {
  const rows: readonly (readonly [number, string, string, string | null])[] = [
    [401, 'UNAUTHORIZED', 'Unauthorized', 'credentials later'],
    [429, 'API_RATE_LIMIT', 'Too many requests', 'limit later'],
    [422, 'AMOUNT_LIMIT_EXCEEDED', 'amount exceeds allowed limits', 'limit later'],
    [400, 'INVALID_REQUEST', 'Total sale amount must be greater than refund', 'limit later'],
    [422, 'INVALID_REQUEST', 'Insufficient balance', 'limit later'],
    [400, 'INVALID_REQUEST', 'callback_url is not whitelisted', 'origin later'],
    [400, 'INVALID_REQUEST', 'order_amount is invalid', 'input never'],
    [422, 'OPERATION_NOT_ALLOWED', 'Void is not allowed', 'input never'],
    [422, 'PAYMENT_METHOD_NOT_ENABLED', 'not enabled', 'account later'],
    [422, 'PAYMENT_PENDING', 'The payment is pending', 'input later'],
    [404, 'ORDER_NOT_FOUND', 'Order ID is invalid', 'account later'],
    [403, 'FORBIDDEN', 'The merchant is not active', 'account later'],
    [422, 'DUPLICATE_REQUEST', 'Duplicate Merchant Reference ID received', null],
    [409, 'INVALID_REQUEST', 'A payment of this order is in progress', null],
    [500, 'INVALID_REQUEST', 'x', null],
    [503, 'INTERNAL_ERROR', 'x', null],
    [422, 'SOMETHING_NEW', 'x', null],
  ];
  for (const [status, code, message, told] of rows) {
    const row = refusalOf({ status, code, message });
    assert.equal(row?.join(' ') ?? null, told, `${status} ${code} ${message}`);
  }
});

/** How our own server shows a payment of an order. */
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
    const ask = askOf({ theirOrder: null });
    const isOpen = status !== 'captured';
    const order = buildOrder({
      ...{ capture, reference: ask.name, dialect: 'pinelabs', ownsReference: true },
      status: isOpen ? 'attempted' : 'paid',
    });
    const payment = buildPayment({ status, capturedMinor: isOpen ? 0 : 50_050 });
    const shown = viewOrder({ order, payments: [payment], refunds: [] }, 'merchant');
    const told = inquire.read(dataOf(shown), ask, sideOf(), 0, []);
    assert.ok(told.kind === 'found', JSON.stringify(told));
    const [attempt] = told.attempts;
    assert.equal(attempt?.state, state);
    assert.equal(attempt?.amountMinor, 50_050);
  });
}
