// One transaction as Worldline tells it, and what several days tell of one name.
// Source: docs/gateways/worldline.md §3.2, §3.3, §P.7.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NAME, NUMBER, PAID_AT } from './fixtures/asked.ts';
import {
  AWAITED,
  BEGAN,
  DECLINED,
  type Fields,
  LEFT,
  notFound,
  REFUND_FAILED,
  REFUND_NUMBER,
  REFUNDED,
  REFUNDING,
  replyOf,
} from './fixtures/replies.ts';
import { combine, readTransaction, refundState, type Transaction } from './transaction.ts';

const HOUR_MS = 3_600_000;
const ABOUT = { name: NAME, payment: { amountMinor: 100 } };

function told(changes: Fields = {}, now = PAID_AT): Transaction {
  const read = readTransaction(replyOf(changes), ABOUT, now);
  assert.ok(read.kind === 'transaction', JSON.stringify(changes));
  return read;
}

const kindOf = (changes: Fields): string => readTransaction(replyOf(changes), ABOUT, PAID_AT).kind;

test('the state of a refund is that of its transaction', () => {
  assert.deepEqual(
    (['refunding', 'refundFailed', 'captured', 'began', 'awaited', 'failed', 'left'] as const).map(
      refundState,
    ),
    ['pending', 'failed', 'processed', 'unknown', 'unknown', 'unknown', 'unknown'],
  );
});

test('a number of one that went to no bank is one of a failure alone', () => {
  for (const identifier of ['E1', `E${'9'.repeat(29)}`]) {
    assert.equal(told({ ...LEFT, identifier }).attempt?.theirs, identifier);
    assert.equal(told({ ...DECLINED, identifier }).attempt?.theirs, identifier);
    for (const other of [{}, BEGAN, AWAITED, REFUNDING]) {
      assert.equal(kindOf({ ...other, identifier }), 'unknown', JSON.stringify(other));
    }
  }
  for (const identifier of ['E', `E${'9'.repeat(30)}`, 'xE1', 'E1x', 'e1', 'x']) {
    assert.equal(kindOf({ ...LEFT, identifier }), 'unknown', identifier);
  }
});

test('left before a way to pay was chosen there is no attempt', () => {
  for (const fields of [LEFT, DECLINED]) {
    assert.equal(told({ ...fields, identifier: '' }).attempt, null);
  }
  for (const fields of [{}, BEGAN, AWAITED, REFUNDING]) {
    assert.equal(kindOf({ ...fields, identifier: '' }), 'unknown', JSON.stringify(fields));
  }
});

test('money needs its amount, which beside a refund’s code is the payment’s or nobody’s', () => {
  for (const fields of [{}, REFUNDING, REFUND_FAILED]) {
    assert.equal(kindOf({ ...fields, amount: '' }), 'unknown', JSON.stringify(fields));
    assert.equal(told(fields).attempt?.state, 'captured');
  }
  for (const fields of [BEGAN, AWAITED, DECLINED]) {
    assert.equal(told({ ...fields, amount: '' }).attempt?.amountMinor, null);
  }
  const stateOf = (fields: Fields) => told({ ...fields, amount: '0.40' }).attempt?.state;
  assert.deepEqual([{}, REFUNDING, REFUND_FAILED, AWAITED, DECLINED].map(stateOf), [
    'captured',
    'unknown',
    'unknown',
    'pending',
    'failed',
  ]);
  // Whoever asks about no payment cannot tell whose amount it is.
  const read = readTransaction(replyOf(REFUNDING), { name: NAME }, PAID_AT);
  assert.equal(read.kind === 'transaction' && read.attempt?.state, 'unknown');
});

test('an hour after it began nobody is there any more; without a time somebody may be', () => {
  const orderOf = (fields: Fields, now: number) => told(fields, now).order;
  for (const fields of [DECLINED, LEFT]) {
    assert.equal(orderOf(fields, PAID_AT + HOUR_MS), 'open');
    assert.equal(orderOf(fields, PAID_AT + HOUR_MS + 1), 'closed');
    assert.equal(orderOf({ ...fields, dateTime: '' }, PAID_AT + 99 * HOUR_MS), 'open');
  }
  assert.equal(orderOf(AWAITED, PAID_AT + 99 * HOUR_MS), 'open');
  for (const fields of [{}, REFUNDING, REFUND_FAILED]) {
    assert.equal(orderOf(fields, PAID_AT), 'closed');
  }
  assert.equal(told(BEGAN, PAID_AT + HOUR_MS).attempt?.state, 'pending');
  assert.equal(told(BEGAN, PAID_AT + HOUR_MS + 1).attempt, null);
  assert.equal(told({ ...BEGAN, dateTime: 'x' }, PAID_AT + 99 * HOUR_MS).attempt?.state, 'pending');
  assert.deepEqual([told().at, told({ dateTime: '' }).at], [PAID_AT, null]);
});

test('its words are told as they were said, without those that were not', () => {
  assert.equal(told().raw, '0300 success');
  assert.equal(told(DECLINED).raw, '0399 failure Decline - Invalid account number');
  assert.equal(told(DECLINED).attempt?.raw, told(DECLINED).raw);
  assert.equal(told({ ...AWAITED, statusMessage: '' }).raw, '0396');
});

test('it is not there where it has no number and the sentence says so', () => {
  const kind = (changes: Fields) => readTransaction(notFound(changes), ABOUT, PAID_AT).kind;
  assert.equal(kind({}), 'missing');
  assert.equal(kind({ identifier: NUMBER }), 'unknown');
  assert.equal(kind({ errorMessage: null }), 'unknown');
});

const missing = { kind: 'missing' } as const;

test('of several days all attempts count, of the same one the last word', () => {
  const other = told({ ...DECLINED, identifier: '1566704687' });
  const states = (...all: Parameters<typeof combine>[0]) => {
    const { order, attempts } = combine(all);
    return [order, ...attempts.map(({ theirs, state }) => `${theirs} ${state}`)];
  };
  assert.deepEqual(states(), ['absent']);
  assert.deepEqual(states(missing, missing), ['absent']);
  assert.deepEqual(states(missing, told()), ['closed', `${NUMBER} captured`]);
  assert.deepEqual(states(told(AWAITED), told()), ['closed', `${NUMBER} captured`]);
  // Paid once it is paid, although another try is under way.
  const both = ['closed', '1566704687 failed', `${NUMBER} captured`];
  assert.deepEqual(states(other, told()), both);
  assert.deepEqual(states(other, told(AWAITED))[0], 'open');
  const late = told({ ...DECLINED, identifier: '1566704687' }, PAID_AT + 2 * HOUR_MS);
  assert.deepEqual(states(late), ['closed', '1566704687 failed']);
  assert.deepEqual(states(late, told({ ...LEFT, identifier: '' })), ['open', '1566704687 failed']);
});

test('the latest refund of each attempt is told by its number, without an amount', () => {
  const of = (fields: Fields) => combine([told(fields)]).refunds;
  assert.deepEqual(of({}), []);
  assert.deepEqual(of({ ...LEFT, identifier: '', refundIdentifier: REFUND_NUMBER }), []);
  for (const [fields, state, raw] of [
    [REFUNDED, 'processed', '0300 success'],
    [REFUNDING, 'pending', '0400 refund initiated'],
    [REFUND_FAILED, 'failed', '0499'],
  ] as const) {
    assert.deepEqual(of(fields), [
      {
        ...{ theirs: REFUND_NUMBER, ours: null, attempt: NUMBER, state, raw },
        ...{ amountMinor: null, currency: null, bankReference: null },
      },
    ]);
  }
  const twice = combine([told(REFUNDING), told({ ...REFUNDED, refundIdentifier: '5' })]).refunds;
  assert.deepEqual(
    twice.map(({ theirs, state }) => [theirs, state]),
    [['5', 'processed']],
  );
});
