// Refunds: the day that R has to name, what its answer begins, and what is told of it afterwards.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RefundAsk, WireReply } from '../../processor.ts';
import { type Ask, askOf, NAME, NUMBER, PAID_AT, play, sideOf } from './fixtures/asked.ts';
import {
  AWAITED,
  DECLINED,
  type Fields,
  notFound,
  REFUND_FAILED,
  REFUND_NUMBER,
  REFUND_REFUSED,
  REFUNDED,
  REFUNDING,
  replyOf,
} from './fixtures/replies.ts';
import { inquireGiven, inquireRefund, refund } from './refund.ts';

const DAY_MS = 86_400_000;
type Transaction = Readonly<Record<string, string>>;

/** The transaction as it was paid, and what R is answered. */
function gatewayOf(made: Fields, paid: Fields = {}) {
  return ({ requestType }: Transaction): WireReply => replyOf(requestType === 'R' ? made : paid);
}

function askKnown(number: string | null, more: Partial<Ask> = {}): RefundAsk {
  const ask = askOf(more);
  return { ...ask, refund: { ...ask.refund, processorReference: number } };
}

test('it is looked up by its number, and R names its day, its number and the part', () => {
  const made = gatewayOf({ ...REFUNDING, amount: '0.40' });
  const { result, asked } = play(refund, askOf(), made);
  assert.deepEqual(asked, [
    {
      ...{ deviceIdentifier: 'S', currency: 'INR', requestType: 'S' },
      ...{ token: NUMBER, dateTime: '22-09-2021' },
    },
    {
      ...{ deviceIdentifier: 'S', currency: 'INR', requestType: 'R' },
      ...{ token: NUMBER, dateTime: '22-09-2021', amount: '0.40' },
    },
  ]);
  assert.ok(result.kind === 'refunded');
  const { theirs, state, amountMinor, attempt } = result.refund;
  assert.deepEqual([theirs, state, amountMinor, attempt], [REFUND_NUMBER, 'pending', 40, NUMBER]);
});

test('paid after midnight and noticed two days later: R names the day on which it was paid', () => {
  const at = Date.parse('2021-09-23T00:00:10+05:30');
  const paid = { dateTime: '23-09-2021 00:00:10' };
  const built = askOf({}, at - 60_000);
  const noticed = { ...built.payment, completedAt: at + 2 * DAY_MS };
  const ask = { ...built, payment: noticed };
  const { asked } = play(refund, ask, gatewayOf(REFUNDING, paid), sideOf(at + 3 * DAY_MS));
  assert.deepEqual(
    asked.map(({ requestType, dateTime }) => [requestType, dateTime]),
    [
      ['S', '25-09-2021'],
      ['R', '23-09-2021'],
    ],
  );
});

test('not found by its number and that day: by our name and the day of the start', () => {
  const answer = ({ requestType }: Transaction): WireReply =>
    requestType === 'S' ? notFound() : replyOf(requestType === 'R' ? REFUNDING : {});
  const ask = askOf({ theirOrder: `21-09-2021/${NAME}` });
  const { result, asked } = play(refund, ask, answer);
  assert.deepEqual(
    asked.map(({ requestType, dateTime, identifier }) => [requestType, dateTime, identifier]),
    [
      ['S', '22-09-2021', undefined],
      ['O', '21-09-2021', NAME],
      ['R', '22-09-2021', undefined],
    ],
  );
  assert.equal(result.kind, 'refunded');
  assert.equal(play(refund, ask, () => notFound()).result.kind, 'unknown');
});

test('where the time is not told, the day on which it was found is named', () => {
  const { asked } = play(refund, askOf(), gatewayOf(REFUNDING, { dateTime: '22092021' }));
  assert.equal(asked.at(-1)?.['dateTime'], '22-09-2021');
});

test('nothing is sent where it is not told as taken, or is another', () => {
  for (const paid of [DECLINED, AWAITED, { statusCode: '0200' }, { identifier: '1566704689' }]) {
    const { result, asked } = play(refund, askOf(), gatewayOf(REFUNDING, paid));
    assert.deepEqual([result.kind, asked.length], ['unknown', 1], JSON.stringify(paid));
  }
  const other = { merchantTransactionIdentifier: 'another0000000' };
  const answer = (): WireReply => replyOf({}, { top: other });
  assert.equal(play(refund, askOf(), answer).asked.length, 1);
  const unpaid = play(refund, askOf({ attempt: null }), () => replyOf());
  assert.deepEqual([unpaid.result.kind, unpaid.asked], ['refused', []]);
  const built = askOf();
  const dollars = { ...built, refund: { ...built.refund, currency: 'USD' } };
  assert.equal(play(refund, dollars, () => replyOf()).result.kind, 'refused');
});

test('what R says: 0400 beside a number alone is a refund, and 0399 without one is none', () => {
  const said = (made: Fields): string => {
    const { result } = play(refund, askOf(), gatewayOf(made));
    if (result.kind === 'refused') return `refused ${result.why} ${result.again}`;
    if (result.kind !== 'refunded') return result.kind;
    return `${result.refund.state} ${result.refund.amountMinor}`;
  };
  assert.equal(said({ ...REFUNDING, amount: '0.40' }), 'pending 40');
  // Kits look at the code alone.
  assert.equal(said({ ...REFUNDING, statusMessage: 'Accepted', amount: '0.40' }), 'pending 40');
  // Whose amount it is nobody has documented: no other is told as that of the refund.
  assert.equal(said(REFUNDING), 'pending null');
  assert.equal(said(REFUND_FAILED), 'failed null');
  assert.equal(said(REFUND_REFUSED), 'refused input never');
  const balance = { ...REFUND_REFUSED, errorMessage: 'Insufficient balance' };
  assert.equal(said(balance), 'refused input later');
  for (const errorMessage of [
    ...['LOW BALANCE', 'INSUFFICIENT FUNDS', 'Over the Limit of a day', 'Come Tomorrow'],
    ...['Please TRY AGAIN', 'Later, please'],
  ]) {
    assert.equal(said({ ...REFUND_REFUSED, errorMessage }), 'refused input later', errorMessage);
  }
  assert.equal(said({ ...REFUND_FAILED, refundIdentifier: '' }), 'refused input never');
  const gone = { statusCode: '9999', statusMessage: '', errorMessage: 'Transaction Not Found' };
  assert.equal(said(gone), 'refused input never');
  for (const made of [
    { ...REFUNDING, refundIdentifier: '' },
    { ...REFUNDING, refundIdentifier: 'x' },
    { ...REFUNDING, statusMessage: 'success' },
    { ...REFUNDING, identifier: '1566704689' },
    { ...REFUNDING, statusCode: '0398', statusMessage: '' },
    { ...REFUND_REFUSED, refundIdentifier: REFUND_NUMBER },
    { ...gone, errorMessage: 'Invalid date' },
    {},
  ]) {
    assert.equal(said(made), 'unknown', JSON.stringify(made));
  }
});

test('afterwards it is told by its number, as the latest', () => {
  const told = (paid: Fields, number: string | null = REFUND_NUMBER): string => {
    const { result } = play(inquireRefund, askKnown(number), () => replyOf(paid));
    if (result.kind !== 'refunded') return result.kind;
    return `${result.refund.state} ${result.refund.theirs} ${result.refund.amountMinor}`;
  };
  assert.equal(told(REFUNDING), `pending ${REFUND_NUMBER} 40`);
  assert.equal(told(REFUNDED), `processed ${REFUND_NUMBER} 40`);
  assert.equal(told(REFUND_FAILED), `failed ${REFUND_NUMBER} 40`);
  // Another came after it, or none is told: nothing new of ours.
  assert.equal(told({ ...REFUNDED, refundIdentifier: '5' }), `pending ${REFUND_NUMBER} 40`);
  assert.equal(told({}), `pending ${REFUND_NUMBER} 40`);
  assert.equal(told(AWAITED), `pending ${REFUND_NUMBER} 40`);
  assert.equal(told(REFUNDED, null), 'unknown');
  assert.equal(told({ statusCode: '0402' }), 'unknown');
});

test('before it is sent: which refund is the latest, and never how much went back', () => {
  const given = (paid: Fields): unknown => {
    const { result } = play(inquireGiven, askOf(), () => replyOf(paid));
    if (result.kind !== 'given') return result;
    const { totalMinor, isLatestAlone, refunds } = result;
    assert.deepEqual([totalMinor, isLatestAlone], [null, true]);
    return refunds?.map((each) => [each.theirs, each.state, each.amountMinor]);
  };
  assert.deepEqual(given({}), []);
  assert.deepEqual(given(REFUNDED), [[REFUND_NUMBER, 'pending', null]]);
  assert.deepEqual(given(REFUNDING), [[REFUND_NUMBER, 'pending', null]]);
  assert.deepEqual(given(REFUND_FAILED), [[REFUND_NUMBER, 'failed', null]]);
  for (const paid of [AWAITED, { statusCode: '0301' }, { ...REFUNDING, amount: '0.40' }]) {
    assert.equal((given(paid) as { kind: string }).kind, 'unknown', JSON.stringify(paid));
  }
  assert.equal(PAID_AT, sideOf().now - 60_000);
});
