// The words of Worldline both ways: every code of the documents, and every reason of a decline.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DeclineReason } from '../../../core/payment.ts';
import { DECLINE, TRANSACTION } from '../words.ts';
import { NOT_FOUND, readDecline, readFate } from './words.ts';

/** worldline.md §3.2, written once more by hand. */
const CODES: Readonly<Record<string, string>> = {
  '0300': 'captured',
  '0398': 'began',
  '0396': 'awaited',
  '0397': 'awaited',
  '0392': 'left',
  '0399': 'failed',
  '0400': 'refunding',
  '0499': 'refundFailed',
  '9999': 'absent',
};

test('every code of the documents has its meaning, and no other text has any', () => {
  for (let number = 0; number < 10_000; number += 1) {
    const code = String(number).padStart(4, '0');
    const message = code === '0300' ? 'success' : null;
    assert.equal(readFate(code, message), CODES[code] ?? null, code);
  }
  for (const code of [null, '', '300', '399', '03000', '0300 ', 'success', '__proto__']) {
    assert.equal(readFate(code, 'success'), null, String(code));
  }
});

test('a success is called one, and a message of another code contradicts', () => {
  const messages: Readonly<Record<string, readonly string[]>> = {
    success: ['0300'],
    failure: ['0399'],
    'User Aborted': ['0392'],
    Aborted: ['0392'],
    initiated: ['0398'],
    awaited: ['0396', '0397'],
    'refund initiated': ['0400'],
    'refund failed': ['0499'],
    'Not Found': ['9999'],
  };
  for (const code of Object.keys(CODES)) {
    for (const [message, codes] of Object.entries(messages)) {
      const wanted = codes.includes(code) ? CODES[code] : null;
      assert.equal(readFate(code, message), wanted, `${code} ${message}`);
    }
    const odd = code === '0300' ? null : CODES[code];
    for (const message of [null, '', 'news', 'constructor']) {
      assert.equal(readFate(code, message), odd, `${code} ${message}`);
    }
  }
});

test('what our own dialect says is read as it was meant', () => {
  const read = Object.fromEntries(
    Object.entries(TRANSACTION).map(([standing, { code, message }]) => [
      standing,
      readFate(code, message),
    ]),
  );
  assert.deepEqual(read, {
    initiated: 'began',
    awaited: 'awaited',
    success: 'captured',
    aborted: 'left',
    failed: 'failed',
    refunding: 'refunding',
  });
  for (const reason of Object.keys(DECLINE) as DeclineReason[]) {
    assert.equal(readDecline('failed', DECLINE[reason]), reason);
  }
});

test('sentences of a decline: those of the logs, those that hint, and any other', () => {
  const sentences: readonly (readonly [string | null, DeclineReason])[] = [
    ['Decline - Invalid account number', 'declined'],
    ['Transaction aborted by user', 'cancelled_by_customer'],
    ['Cancelled_BY_User', 'cancelled_by_customer'],
    ['Cancelled by the customer', 'cancelled_by_customer'],
    ['INSUFFICIENT BALANCE IN ACCOUNT', 'insufficient_funds'],
    ['Not sufficient funds', 'insufficient_funds'],
    ['Invalid OTP', 'authentication_failed'],
    ['3D Secure failed', 'authentication_failed'],
    ['Session expired', 'timed_out'],
    ['Request timed out', 'timed_out'],
    ['System error at the bank', 'processor_error'],
    // Where two are said, the first of the table counts.
    ['Insufficient funds, and a wrong OTP', 'insufficient_funds'],
    ['Authentication cancelled by the bank', 'authentication_failed'],
    ['Aborted by user, the session has expired', 'cancelled_by_customer'],
    ['Timed out: system error', 'timed_out'],
    ['news', 'declined'],
    ['', 'declined'],
    [null, 'declined'],
  ];
  for (const [sentence, reason] of sentences) {
    assert.equal(readDecline('failed', sentence), reason, String(sentence));
  }
  assert.equal(readDecline('left', 'Decline - Insufficient funds'), 'cancelled_by_customer');
  const reasons: ReadonlySet<string> = new Set(Object.keys(DECLINE));
  fc.assert(fc.property(fc.string(), (text) => reasons.has(readDecline('failed', text))));
});

test('both spellings of what is not there, and no longer text', () => {
  for (const text of ['Transaction Not Found', 'Transactionn Not Found']) {
    assert.match(text, NOT_FOUND);
  }
  for (const text of [
    'Merchant Not Found',
    'Transaction Not Found today',
    'A Transaction Not Found',
    '',
  ]) {
    assert.doesNotMatch(text, NOT_FOUND);
  }
});
