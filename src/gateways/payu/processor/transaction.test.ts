// One transaction as `verify_payment` tells it: what may be left out of it, and what money is not
// believed without. Source: docs/gateways/payu.md §1.4, §1.5, §P.11.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attempt } from '../../processor.ts';
import { ADDED_AT, DROPPED, HELD, LANDED, NAME, verified } from './fixtures/replies.ts';
import { readVerified } from './transaction.ts';

type Fields = Readonly<Record<string, unknown>>;
const HOUR_MS = 3_600_000;

function read(changes: Fields, now = ADDED_AT) {
  return readVerified(verified(changes), NAME, now);
}

function attemptOf(changes: Fields): Attempt {
  const result = read(changes);
  assert.ok(result.kind === 'found', JSON.stringify(changes));
  return result.attempts[0] ?? assert.fail('no attempt');
}

test('it may leave its name out, and be of no other', () => {
  assert.equal(attemptOf({ txnid: undefined }).state, 'captured');
  assert.equal(attemptOf({ txnid: '' }).state, 'captured');
  assert.equal(read({ txnid: `${NAME}x` }).kind, 'unknown');
});

test('what a bank decides leaves the order open, however long and with whatever code', () => {
  for (const unmappedstatus of ['pending', 'in progress', 'initiated']) {
    const result = read({ ...LANDED, unmappedstatus, error_code: 'E507' }, ADDED_AT + 9 * HOUR_MS);
    assert.equal(result.kind === 'found' && result.order, 'open', unmappedstatus);
  }
});

test('without PayU’s number there is no money, and no attempt where it is blank', () => {
  for (const mihpayid of ['', null]) {
    const failed = read({ ...DROPPED, mihpayid });
    assert.deepEqual(failed.kind === 'found' && failed.attempts, [], String(mihpayid));
  }
  for (const mihpayid of [undefined, 'abc', '0', '-1', {}, 'Not Found']) {
    assert.equal(read({ ...DROPPED, mihpayid }).kind, 'unknown', String(mihpayid));
  }
  for (const mihpayid of ['', null, undefined, 'abc']) {
    for (const fields of [{}, HELD, { ...LANDED, unmappedstatus: 'pending' }]) {
      assert.equal(read({ ...fields, mihpayid }).kind, 'unknown', JSON.stringify(fields));
    }
  }
});

test('money needs an amount, and a failure does not', () => {
  const none = { transaction_amount: undefined, amt: undefined };
  for (const fields of [{}, HELD]) {
    assert.equal(read({ ...fields, ...none }).kind, 'unknown');
    assert.equal(read({ ...fields, transaction_amount: '0.00' }).kind, 'unknown');
    // One that cannot be read is not replaced by another.
    for (const transaction_amount of ['10,00', 'ten', '-10.00']) {
      const changes = { ...fields, transaction_amount, amt: '10.00' };
      assert.equal(read(changes).kind, 'unknown', transaction_amount);
    }
  }
  assert.equal(attemptOf({ ...DROPPED, ...none }).amountMinor, null);
});

test('`amt` stands for what was asked only where there are no charges and no discount', () => {
  const old = {
    transaction_amount: undefined,
    amt: '10.00',
    additional_charges: '0.00',
    disc: '0.00',
  };
  assert.equal(attemptOf(old).amountMinor, 1000);
  for (const more of [
    { additional_charges: '0.50' },
    { disc: '0.50' },
    { additional_charges: undefined },
    { disc: undefined },
  ]) {
    assert.equal(read({ ...old, ...more }).kind, 'unknown', JSON.stringify(more));
  }
});

test('what was charged is told where it is another, and was charged at all', () => {
  const chargedOf = (net_amount_debit: unknown, fields: Fields = {}) =>
    attemptOf({ ...fields, transaction_amount: '10.00', net_amount_debit }).chargedMinor;
  assert.deepEqual([chargedOf(10.5), chargedOf('9.00'), chargedOf('0.01')], [1050, 900, 1]);
  assert.equal(chargedOf('10.50', HELD), 1050);
  for (const same of [10, '10.00', 0, '0.00', '', null, undefined, '-1']) {
    assert.equal(chargedOf(same), undefined, String(same));
  }
  assert.equal(chargedOf('10.50', DROPPED), undefined, 'nothing is charged of what failed');
});

test('why it failed is told by its code, else by its state', () => {
  const declineOf = (unmappedstatus: string | undefined, error_code: string | undefined) =>
    attemptOf({ ...DROPPED, unmappedstatus, error_code }).decline;
  assert.equal(declineOf('failed', 'E706'), 'insufficient_funds');
  assert.equal(declineOf('userCancelled', ''), 'cancelled_by_customer');
  assert.equal(declineOf('autoRefund', undefined), 'processor_error');
  assert.equal(declineOf('failed', undefined), 'declined');
  assert.equal(attemptOf({}).decline, null);
});

test('its words are told as they were said, and nothing in place of one that was not', () => {
  const rawOf = (error_code: unknown, field9: unknown) =>
    attemptOf({ ...DROPPED, unmappedstatus: 'bounced', error_code, field9 }).raw;
  assert.equal(rawOf('E408', 'Page left'), 'failure/bounced E408 Page left');
  assert.equal(rawOf('', 'Page left'), 'failure/bounced Page left');
  assert.equal(rawOf('E408', undefined), 'failure/bounced E408');
  assert.equal(rawOf(null, ''), 'failure/bounced');
  // A reason is that of a failure.
  assert.equal(attemptOf({ error_code: 'E000', field9: 'No Error' }).raw, 'success/captured');
});
