// What an inquiry says of money, and on which days it looks: a gateway that finds a transaction by
// its Indian day alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Found, PaymentAsk, WireReply } from '../../processor.ts';
import { askOf, NAME, NUMBER, PAID_AT, play, sideOf } from './fixtures/asked.ts';
import {
  AWAITED,
  BEGAN,
  DECLINED,
  type Fields,
  LEFT,
  NEXT_DAY,
  notFound,
  REFUND_FAILED,
  REFUNDED,
  REFUNDING,
  replyOf,
} from './fixtures/replies.ts';
import { inquire } from './inquire.ts';
import { start } from './start.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

function say(result: { readonly kind: string }): string {
  if (result.kind !== 'found') return result.kind;
  const { order, attempts } = result as Found;
  return [order, ...attempts.map((each) => `${each.state} ${each.amountMinor}`)].join(', ');
}

function inquired(changes: Fields, now?: number): string {
  return say(play(inquire, askOf(), () => replyOf(changes), sideOf(now)).result);
}

/** Every word of §3.2 and what it is worth. */
const WORDS: readonly (readonly [Fields, string])[] = [
  [{}, 'closed, captured 100'],
  [{ statusMessage: 'SUCCESS' }, 'closed, captured 100'],
  [BEGAN, 'open, pending 100'],
  [AWAITED, 'open, pending 100'],
  [NEXT_DAY, 'open, pending 100'],
  [DECLINED, 'open, failed 100'],
  [LEFT, 'open, failed 100'],
  [{ ...LEFT, statusMessage: 'Aborted', errorMessage: 'Cancelled_BY_User' }, 'open, failed 100'],
  [REFUNDING, 'closed, captured 100'],
  [REFUNDED, 'closed, captured 100'],
  [REFUND_FAILED, 'closed, captured 100'],
  // Beside a refund's code the amount may be the refund's.
  [{ ...REFUNDING, amount: '0.40' }, 'closed, unknown 40'],
  // What was taken is told, and weighed by others.
  [{ amount: '2.00' }, 'closed, captured 200'],
  // A word that no table has, or two that do not belong together.
  [{ statusCode: '0301' }, 'unknown'],
  [{ statusCode: '300' }, 'unknown'],
  [{ statusCode: '0200', statusMessage: 'reserve' }, 'unknown'],
  [{ statusCode: '0401' }, 'unknown'],
  [{ statusMessage: '' }, 'unknown'],
  [{ statusMessage: 'done' }, 'unknown'],
  [{ statusMessage: 'failure' }, 'unknown'],
  [{ ...DECLINED, statusMessage: 'success' }, 'unknown'],
  [{ ...BEGAN, statusMessage: 'success' }, 'unknown'],
  [{ amount: '' }, 'unknown'],
  [{ amount: '0.00' }, 'unknown'],
  [{ identifier: '' }, 'unknown'],
  [{ identifier: 'E18339327' }, 'unknown'],
];

test('each word of the codes, and pairs that do not belong together', () => {
  for (const [changes, wanted] of WORDS) {
    assert.equal(inquired(changes), wanted, JSON.stringify(changes));
  }
});

test('an attempt that failed closes the order after an hour, one that began leaves it open', () => {
  assert.equal(inquired(DECLINED, PAID_AT + HOUR_MS), 'open, failed 100');
  assert.equal(inquired(DECLINED, PAID_AT + HOUR_MS + 1), 'closed, failed 100');
  assert.equal(inquired(BEGAN, PAID_AT + HOUR_MS), 'open, pending 100');
  assert.equal(inquired(BEGAN, PAID_AT + HOUR_MS + 1), 'open');
  assert.equal(inquired(AWAITED, PAID_AT + HOUR_MS + 1), 'open, pending 100');
});

test('nobody has tried: absent; a request that could not be read is not that', () => {
  const say9999 = (changes: Fields): string =>
    say(play(inquire, askOf(), () => notFound(changes)).result);
  assert.equal(say9999({}), 'absent');
  assert.equal(say9999({ errorMessage: 'Transactionn Not Found' }), 'absent');
  assert.equal(say9999({ errorMessage: 'Merchant Not Found' }), 'unknown');
  assert.equal(say9999({ errorMessage: '' }), 'unknown');
  assert.equal(say9999({ identifier: NUMBER }), 'unknown');
  assert.equal(say9999({ statusMessage: 'success' }), 'unknown');
});

test('a transaction of another name says nothing of ours', () => {
  for (const name of ['another0000000', '', null, undefined]) {
    const top = { merchantTransactionIdentifier: name };
    const { result } = play(inquire, askOf(), () => replyOf({}, { top }));
    assert.equal(result.kind, 'unknown', String(name));
  }
});

test('what paid, its bank and the reason of a decline', () => {
  const attemptOf = (changes: Fields, method: Fields = {}) => {
    const { result } = play(inquire, askOf(), () => replyOf(changes, { method }));
    assert.ok(result.kind === 'found');
    return result.attempts[0] ?? assert.fail();
  };
  const paid = attemptOf({});
  assert.deepEqual(
    [paid.theirs, paid.currency, paid.bankReference, paid.decline],
    [NUMBER, 'INR', '1111566704688', null],
  );
  const bank = { method: 'netbanking', bank: '470', bankName: 'TEST BANK' };
  assert.deepEqual(paid.instrument, bank);
  // The alias of the card in the log of 2021-09-30.
  const instrumentAliasName = 'RUPAY_RUPAY_CRT_NA_NA_607384****0009';
  const card = attemptOf(DECLINED, { instrumentAliasName, bankSelectionCode: '14250' });
  const rupay = { method: 'card', network: 'rupay', kind: 'credit', last4: '0009', holder: null };
  assert.deepEqual(card.instrument, rupay);
  assert.deepEqual([card.decline, card.bankReference], ['declined', null]);
  const odd = { instrumentAliasName: 'PhonePe', bankSelectionCode: '1234' };
  assert.equal(attemptOf({}, odd).instrument, null);
  assert.equal(attemptOf(LEFT).decline, 'cancelled_by_customer');
});

/** Keeps a transaction on the day on which its customer began, as the real one does (§3.3). */
function gatewayOf(days: Readonly<Record<string, Fields>>) {
  return ({ identifier, dateTime, requestType }: Readonly<Record<string, string>>): WireReply => {
    const kept = requestType === 'O' && identifier === NAME ? days[dateTime ?? ''] : undefined;
    return kept === undefined ? notFound() : replyOf(kept);
  };
}

function begunAt(at: number): PaymentAsk {
  const begun = start.request(askOf({}, at), sideOf(at));
  assert.ok('kind' in begun && begun.kind === 'started');
  // The account's own clock is days ahead.
  const ask = askOf({ theirOrder: begun.theirOrder }, at + 5 * DAY_MS);
  return { ...ask, attempt: null };
}

const LATE = Date.parse('2021-09-22T23:59:30+05:30');

test('begun and paid at 23:59 in India, which is the day before by UTC', () => {
  const gateway = gatewayOf({ '22-09-2021': { dateTime: '22-09-2021 23:59:50' } });
  for (const later of [25_000, 60_000, HOUR_MS, DAY_MS, 3 * DAY_MS, 40 * DAY_MS]) {
    const { result, asked } = play(inquire, begunAt(LATE), gateway, sideOf(LATE + later));
    assert.equal(say(result), 'closed, captured 100', String(later));
    assert.equal(asked[0]?.['dateTime'], '22-09-2021');
  }
});

test('begun at 00:01 in India, which is still the day before by UTC', () => {
  const early = Date.parse('2021-09-23T00:01:00+05:30');
  const gateway = gatewayOf({ '23-09-2021': { dateTime: '23-09-2021 00:02:00' } });
  const { result, asked } = play(inquire, begunAt(early), gateway, sideOf(early + 60_000));
  assert.equal(say(result), 'closed, captured 100');
  assert.deepEqual(
    asked.map(({ dateTime }) => dateTime),
    ['23-09-2021'],
  );
});

test('the page was opened before midnight and paid after it', () => {
  const gateway = gatewayOf({ '23-09-2021': { dateTime: '23-09-2021 00:00:10' } });
  const before = play(inquire, begunAt(LATE), gateway, sideOf(LATE + 29_000)).result;
  assert.equal(say(before), 'absent');
  for (const later of [45_000, 10 * HOUR_MS, DAY_MS, DAY_MS + HOUR_MS]) {
    const { result, asked } = play(inquire, begunAt(LATE), gateway, sideOf(LATE + later));
    assert.equal(say(result), 'closed, captured 100', String(later));
    assert.ok(asked.length <= 3);
  }
});

test('declined before midnight and paid after it: both are told, and it is paid', () => {
  const failed = { ...DECLINED, identifier: '1566704687', dateTime: '22-09-2021 23:59:40' };
  const gateway = gatewayOf({
    '22-09-2021': failed,
    '23-09-2021': { dateTime: '23-09-2021 00:00:10' },
  });
  const { result } = play(inquire, begunAt(LATE), gateway, sideOf(LATE + HOUR_MS));
  assert.equal(say(result), 'closed, failed 100, captured 100');
});

test('left open for days, then paid: found on its day and the next, and after that no more', () => {
  const gateway = gatewayOf({ '26-09-2021': { dateTime: '26-09-2021 22:00:00' } });
  const paid = Date.parse('2021-09-26T22:00:00+05:30');
  for (const later of [HOUR_MS, 6 * HOUR_MS, 25 * HOUR_MS]) {
    const { result } = play(inquire, begunAt(LATE), gateway, sideOf(paid + later));
    assert.equal(say(result), 'closed, captured 100', String(later));
  }
  const { result } = play(inquire, begunAt(LATE), gateway, sideOf(paid + 2 * DAY_MS));
  assert.equal(say(result), 'absent');
});

test('a day that was not answered leaves everything unknown', () => {
  for (const broken of ['22-09-2021', '23-09-2021']) {
    const gateway = gatewayOf({ '22-09-2021': {}, '23-09-2021': {} });
    const answer = (transaction: Readonly<Record<string, string>>): WireReply =>
      transaction['dateTime'] === broken
        ? { status: 502, body: '<h1>Bad Gateway</h1>' }
        : gateway(transaction);
    const { result } = play(inquire, begunAt(LATE), answer, sideOf(LATE + HOUR_MS));
    assert.equal(result.kind, 'unknown', broken);
  }
});

test('without a name of the start its day is that of the payment, but none to come', () => {
  const { asked } = play(inquire, askOf(), () => notFound());
  assert.deepEqual(
    asked.map(({ dateTime, identifier, requestType }) => [dateTime, identifier, requestType]),
    [['22-09-2021', NAME, 'O']],
  );
  const ahead = play(inquire, askOf({}, PAID_AT + 9 * DAY_MS), () => notFound());
  assert.equal(ahead.asked[0]?.['dateTime'], '22-09-2021');
});

test('the request, as the kits write it', () => {
  const request = inquire.request(askOf(), sideOf());
  assert.ok('url' in request);
  assert.equal(request.url, 'https://www.paynimo.com/api/paynimoV2.req');
  assert.equal(request.method, 'POST');
  assert.deepEqual(JSON.parse(request.body ?? ''), {
    merchant: { identifier: 'T206030' },
    transaction: {
      deviceIdentifier: 'S',
      currency: 'INR',
      requestType: 'O',
      identifier: NAME,
      dateTime: '22-09-2021',
    },
  });
});
