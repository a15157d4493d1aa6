// PayU's words of a reason and of what paid, read into ours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment } from '../../../../test/support/call.ts';
import type { DeclineReason } from '../../../core/payment.ts';
import type { Attempt } from '../../processor.ts';
import { judge } from '../words.ts';
import { readDecline } from './decline.ts';
import { ADDED_AT, DROPPED, NAME, verified } from './fixtures/replies.ts';
import { readVerified } from './transaction.ts';

function read(changes: Readonly<Record<string, unknown>>): Attempt {
  const found = readVerified(verified(changes), NAME, ADDED_AT);
  assert.ok(found.kind === 'found');
  const [attempt] = found.attempts;
  assert.ok(attempt);
  return attempt;
}

test('reasons: PayU’s codes, else its states; those of our own face come back as they went', () => {
  const dropped = read(DROPPED);
  assert.equal(dropped.decline, 'timed_out');
  assert.match(dropped.raw, /^failure\/dropped E1602 OTP\/ATM page expired/);
  assert.deepEqual(dropped.instrument, {
    method: 'card',
    network: 'mastercard',
    kind: 'debit',
    last4: '2346',
    holder: null,
  });
  const rows: readonly (readonly [string, string, DeclineReason])[] = [
    // payment-error-codes.json: INSUFFICIENT_FUNDS, INVALID_OTP, USER_DECLINED, HOST_DOWN.
    ['failed', 'E706', 'insufficient_funds'],
    ['failed', 'E340', 'authentication_failed'],
    ['failed', 'E905', 'cancelled_by_customer'],
    ['failed', 'E1639', 'processor_error'],
    ['failed', 'E307', 'declined'],
    ['userCancelled', 'E500', 'cancelled_by_customer'],
    ['bounced', 'E408', 'timed_out'],
    ['dropped', '', 'timed_out'],
    ['autoRefund', '', 'processor_error'],
    ['failed', '', 'declined'],
    ['constructor', 'toString', 'declined'],
  ];
  for (const [state, code, reason] of rows) assert.equal(readDecline(state, code), reason, code);
  const reasons = 'declined insufficient_funds authentication_failed cancelled_by_customer';
  for (const reason of [...reasons.split(' '), 'timed_out', 'processor_error']) {
    const decline = reason as DeclineReason;
    const { unmappedstatus, error } = judge(
      buildOrder(),
      buildPayment({ status: 'failed', decline }),
    );
    assert.equal(readDecline(unmappedstatus, error), decline);
  }
});

test('what pays is told as far as the reply says so', () => {
  const rows = [
    [
      { mode: 'NB', bankcode: 'HDFB', card_no: '' },
      { method: 'netbanking', bank: 'HDFC', bankName: 'HDFC Bank' },
    ],
    [
      { mode: 'NB', bankcode: 'XYZB', card_no: '' },
      { method: 'netbanking', bank: 'XYZB', bankName: null },
    ],
    [
      { mode: 'CASH', bankcode: 'PHONEPE' },
      { method: 'wallet', wallet: 'phonepe' },
    ],
    [{ mode: 'NB', bankcode: null }, null],
    [{ mode: 'BNPL', bankcode: 'LAZYPAY' }, null],
    [{ card_type: 'UNKNOWN' }, null],
    // A number that is not masked is nobody's business.
    [{ card_no: '5123456789012346' }, null],
  ] as const;
  for (const [changes, instrument] of rows) {
    assert.deepEqual(read(changes).instrument, instrument);
  }
  const debit = { mode: 'DC', bankcode: 'RUPAY', card_type: 'UNKNOWN', name_on_card: 'Test User' };
  assert.deepEqual(read(debit).instrument, {
    method: 'card',
    network: 'rupay',
    kind: 'debit',
    last4: '2346',
    holder: 'Test User',
  });
});
