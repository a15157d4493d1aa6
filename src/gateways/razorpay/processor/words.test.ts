// The closed tables: one row for each documented word, and both faces of one mind about reasons.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { DeclineReason } from '../../../core/payment.ts';
import { CARD_NETWORK, PAYMENT_ERROR, PAYMENT_STATUS, REFUND_STATUS } from '../words.ts';
import {
  ATTEMPT_STATE,
  CARD_KIND_OF,
  DECLINE_OF,
  declineOf,
  NETWORK_OF,
  REFUND_STATE_OF,
} from './words.ts';

// §1.5, §1.6, §P.4: what each combination is.
test('three words make a state', () => {
  assert.deepEqual(Object.fromEntries(ATTEMPT_STATE), {
    'created false null': 'pending',
    'authorized false null': 'authorized',
    'captured true null': 'captured',
    'captured true partial': 'captured',
    'refunded true full': 'captured',
    'refunded false full': 'voided',
    'failed false null': 'failed',
  });
});

test('every status that our own dialect tells is one that is understood', () => {
  const statuses = new Set([...ATTEMPT_STATE.keys()].map((key) => key.split(' ')[0]));
  for (const word of Object.values(PAYMENT_STATUS)) assert.ok(statuses.has(word), word);
  assert.deepEqual(
    [...REFUND_STATE_OF],
    [
      ['pending', 'pending'],
      ['processed', 'processed'],
      ['failed', 'failed'],
    ],
  );
  for (const word of Object.values(REFUND_STATUS)) assert.ok(REFUND_STATE_OF.has(word), word);
});

test('cards: every network in every spelling; no word of ours for prepaid', () => {
  for (const [network, word] of Object.entries(CARD_NETWORK)) {
    assert.equal(NETWORK_OF.get(word.toLowerCase()), network);
  }
  assert.equal(NETWORK_OF.get('mc'), 'mastercard');
  assert.deepEqual(Object.fromEntries(CARD_KIND_OF), { credit: 'credit', debit: 'debit' });
});

/** The reasons in the table of §1.3 and the cards of §2.5, from the document itself. */
function documentedReasons(): readonly string[] {
  const file = path.resolve(import.meta.dirname, '../../../../docs/gateways/razorpay.md');
  const text = readFileSync(file, 'utf8');
  const [, table = ''] = /`reason` by `code`[\s\S]*?\n\n([\s\S]*?)\n\n/.exec(text) ?? [];
  const rows = table
    .split('\n')
    .filter((row) => /^\| `(?:BAD_REQUEST|GATEWAY)_ERROR` \|/.test(row));
  const cards = [...text.matchAll(/^\| ([a-z]+(?:_[a-z]+)+) \| [345]\d{3} /gm)];
  const listed = rows.flatMap((row) => (row.split('|')[2] ?? '').trim().split(/\s+/));
  return [...listed, ...cards.map(([, reason = '']) => reason)];
}

test('every documented reason has a row', () => {
  const reasons = documentedReasons();
  assert.ok(reasons.length > 120, `${reasons.length} reasons`);
  assert.deepEqual(
    reasons.filter((reason) => !DECLINE_OF.has(reason)),
    [],
  );
});

test('a failure stays a failure, whatever its reason is called', () => {
  for (const reason of [null, '', 'a_new_reason', 'constructor', '__proto__']) {
    assert.equal(declineOf(reason), 'declined');
  }
});

// The two tables are written apart; what one says the other must understand.
test('what our dialect tells of a failure comes back as the same failure', () => {
  for (const [decline, { reason }] of Object.entries(PAYMENT_ERROR)) {
    assert.equal(declineOf(reason), decline);
  }
});

// document: errors/payments/list, by its descriptions.
const ROWS: Readonly<Record<DeclineReason, readonly string[]>> = {
  declined: ['card_declined', 'payment_risk_check_failed', 'incorrect_cvv', 'invalid_vpa'],
  insufficient_funds: ['insufficient_funds', 'insufficient_fund', 'credit_limit_exceeded'],
  authentication_failed: ['authentication_failed', 'incorrect_otp', 'pin_attempts_exceeded'],
  cancelled_by_customer: ['payment_cancelled'],
  timed_out: ['payment_timed_out', 'payment_collect_request_expired', 'request_timed_out'],
  processor_error: ['gateway_technical_error', 'bank_technical_error', 'psp_not_available'],
};

test('reasons by what their descriptions say', () => {
  for (const [decline, reasons] of Object.entries(ROWS)) {
    for (const reason of reasons) assert.equal(declineOf(reason), decline, reason);
  }
});
