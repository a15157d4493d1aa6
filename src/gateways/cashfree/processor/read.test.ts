// What each documented reply comes to: started, found, attempted, refunded, refused or unknown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Found } from '../../processor.ts';
import { capture, release } from './capture.ts';
import { askOf, CONNECTION, NAME, REFUND_NAME } from './fixtures/asked.ts';
import { play } from './fixtures/play.ts';
import {
  CANCELLED_CARD,
  CARD_CAPTURE,
  CARD_HELD,
  CARD_VOID,
  DECLINED_CARD,
  ERRORS,
  FIREWALL,
  ORDER,
  REFUND,
  replyOf,
  UPI_PAYMENT,
} from './fixtures/replies.ts';
import { inquire } from './inquire.ts';
import { probe } from './probe.ts';
import { inquireRefund, refund } from './refund.ts';
import { start } from './start.ts';
import { withdraw } from './withdraw.ts';

const ask = askOf();

function orderIn(order_status: string) {
  return replyOf({ ...ORDER, order_status });
}

function found(...replies: Parameters<typeof replyOf>[0][]): Found {
  const { result } = play(inquire, ask, [
    orderIn('PAID'),
    replyOf(replies),
    replyOf([{ ...REFUND, refund_status: 'SUCCESS', refund_arn: 'RF12312' }]),
  ]);
  assert.equal(result.kind, 'found');
  return result as Found;
}

test('an order is started by its session, and one that is there is asked for', () => {
  const fresh = play(start, ask, [replyOf(ORDER)]);
  assert.equal(fresh.result.kind, 'started');
  assert.deepEqual(fresh.asked, ['POST /orders']);
  for (const there of [ERRORS.orderThere, ERRORS.otherBody]) {
    const { result, asked } = play(start, ask, [there, replyOf(ORDER)]);
    assert.deepEqual(result, fresh.result);
    assert.deepEqual(asked, ['POST /orders', `GET /orders/${NAME}`]);
  }
});

test('an order of another amount, of another name, or over, is no start', () => {
  const wrong = [
    { order_amount: 500.01 },
    { order_id: 'somebodyElses1' },
    { order_status: 'PAID' },
    { order_status: 'EXPIRED' },
    { order_currency: 'USD' },
    { payment_session_id: null },
  ];
  for (const change of wrong) {
    const { result } = play(start, ask, [replyOf({ ...ORDER, ...change })]);
    assert.equal(result.kind, 'unknown', JSON.stringify(change));
  }
  assert.equal(play(start, ask, [ERRORS.orderThere, ERRORS.noOrder]).result.kind, 'unknown');
});

test('a paid order: its attempts oldest first, with money, instrument and refunds', () => {
  const { order, attempts, refunds } = found(UPI_PAYMENT, CANCELLED_CARD);
  assert.equal(order, 'closed');
  assert.deepEqual(attempts, [
    {
      theirs: '4128923713',
      state: 'failed',
      raw:
        'FAILED, is_captured false, authorization none, 05, ' +
        'AUTHENTICATION_FAILURE - (01 - Cardholder selected Cancel)',
      amountMinor: 50_000,
      currency: 'INR',
      instrument: { method: 'card', network: 'visa', kind: 'debit', last4: '4738', holder: null },
      bankReference: null,
      decline: 'cancelled_by_customer',
    },
    {
      theirs: '214978555099072',
      state: 'captured',
      raw: 'SUCCESS, is_captured true, authorization none',
      amountMinor: 50_000,
      currency: 'INR',
      instrument: { method: 'upi', vpa: 'testsuccess@gocash' },
      bankReference: '624309876543',
      decline: null,
    },
  ]);
  assert.deepEqual(refunds, [
    {
      theirs: '1319846526',
      ours: REFUND_NAME,
      attempt: '214978555099072',
      state: 'processed',
      raw: 'SUCCESS, MERCHANT_INITIATED, In Progress',
      amountMinor: 12_350,
      currency: 'INR',
      bankReference: 'RF12312',
    },
  ]);
});

test('the order is asked for before its payments, and refunds only of money that came', () => {
  const none = play(inquire, ask, [orderIn('ACTIVE'), replyOf([])]);
  assert.deepEqual(none.result, { kind: 'found', order: 'open', attempts: [], refunds: [] });
  assert.deepEqual(none.asked, [`GET /orders/${NAME}`, `GET /orders/${NAME}/payments`]);
  const paid = play(inquire, ask, [orderIn('PAID'), replyOf([UPI_PAYMENT]), ERRORS.tooMany]);
  assert.equal(paid.asked[2], `GET /orders/${NAME}/refunds`);
  const { attempts, refunds, areRefundsUnread } = paid.result as Found;
  assert.deepEqual([attempts.length, refunds.length, areRefundsUnread], [1, 0, true]);
  const read = play(inquire, ask, [orderIn('PAID'), replyOf([UPI_PAYMENT]), replyOf([])]);
  assert.equal((read.result as Found).areRefundsUnread, undefined);
});

test('the states of an order, and one that nobody has', () => {
  for (const word of ['EXPIRED', 'TERMINATED', 'TERMINATION_REQUESTED']) {
    const { result } = play(inquire, ask, [orderIn(word), replyOf([DECLINED_CARD])]);
    assert.equal((result as Found).order, 'closed', word);
  }
  assert.equal(play(inquire, ask, [orderIn('REVIEWED')]).result.kind, 'unknown');
  const { result } = play(inquire, ask, [ERRORS.noOrder]);
  assert.deepEqual(result, { kind: 'found', order: 'absent', attempts: [], refunds: [] });
  // Its list lags: money came, and we do not see it.
  for (const list of [[], [DECLINED_CARD]]) {
    assert.equal(play(inquire, ask, [orderIn('PAID'), replyOf(list)]).result.kind, 'unknown');
  }
});

test('one payment that cannot be read may be the one that paid: nothing is known', () => {
  const odd = [{ ...UPI_PAYMENT, cf_payment_id: null }, { ...UPI_PAYMENT, order_id: 'x' }, 7];
  for (const each of odd) {
    const { result } = play(inquire, ask, [orderIn('ACTIVE'), replyOf([DECLINED_CARD, each])]);
    assert.equal(result.kind, 'unknown', JSON.stringify(each));
  }
});

test('held, captured in part, released: told by is_captured and the authorization', () => {
  const hold = { ...CARD_CAPTURE, authorization: { ...holdOfExample(), captured_amount: 120.25 } };
  const until = Date.parse('2026-09-03T16:40:24+05:30');
  const rows = [
    [CARD_CAPTURE, 'captured', 50_000],
    [hold, 'captured', 12_025],
    [CARD_VOID, 'voided', 50_000],
    [CARD_HELD, 'authorized', 50_000],
  ] as const;
  for (const [payment, state, amountMinor] of rows) {
    const [attempt] = found(payment).attempts;
    assert.equal(attempt?.state, state);
    assert.equal(attempt?.amountMinor, amountMinor);
    assert.equal(attempt?.until, state === 'authorized' ? until : undefined);
  }
});

function holdOfExample() {
  return CARD_CAPTURE['authorization'] as Readonly<Record<string, unknown>>;
}

test('a fee stands beside the order’s part; less than the order without an offer is less', () => {
  const money = (change: object) => {
    const [attempt] = found({ ...UPI_PAYMENT, ...change }).attempts;
    return [attempt?.amountMinor, attempt?.chargedMinor];
  };
  assert.deepEqual(money({ payment_amount: 511.8 }), [50_000, 51_180]);
  assert.deepEqual(money({ payment_amount: 450 }), [45_000, undefined]);
  assert.deepEqual(money({ payment_amount: 450, payment_offers: [{}] }), [50_000, 45_000]);
  assert.deepEqual(money({ payment_amount: 6.25, payment_currency: 'USD' }), [50_000, undefined]);
  assert.deepEqual(money({ order_amount: 500.005 }), [null, undefined]);
});

test('amounts and ids are read as they were written, beyond what a float can hold', () => {
  const body = JSON.stringify([UPI_PAYMENT])
    .replace('"214978555099072"', '21497855509907212345')
    .replaceAll(/_amount":500\b/g, '_amount":90071992547409.91');
  const { result } = play(inquire, ask, [orderIn('PAID'), { status: 200, body }, replyOf([])]);
  const [attempt] = (result as Found).attempts;
  assert.equal(attempt?.theirs, '21497855509907212345');
  assert.equal(attempt?.amountMinor, Number.MAX_SAFE_INTEGER);
});

test('a capture and a release: the payment of the answer, or what is held after a no', () => {
  const done = play(capture, ask, [replyOf(CARD_CAPTURE)]).result;
  assert.equal(done.kind === 'attempted' && done.attempt.state, 'captured');
  const gone = play(release, ask, [replyOf(CARD_VOID)]).result;
  assert.equal(gone.kind === 'attempted' && gone.attempt.state, 'voided');
  const again = play(capture, ask, [ERRORS.refundTooLarge, replyOf(CARD_CAPTURE)]);
  assert.equal(again.result.kind, 'attempted');
  assert.equal(again.asked[1], `GET /orders/${NAME}/payments/214978555099072`);
  const no = play(capture, ask, [ERRORS.refundTooLarge, replyOf(CARD_HELD)]).result;
  assert.deepEqual([no.kind, 'why' in no && no.why], ['refused', 'input']);
  const other = play(capture, askOf({ attempt: '1' }), [replyOf(CARD_CAPTURE)]).result;
  assert.equal(other.kind, 'unknown');
});

test('a withdrawal is told by the order that it answers, or by the order itself', () => {
  const rows = [
    ['TERMINATED', 'withdrawn'],
    ['TERMINATION_REQUESTED', 'withdrawn'],
    ['EXPIRED', 'withdrawn'],
    ['ACTIVE', 'left'],
    ['PAID', 'left'],
    ['GONE', 'unknown'],
  ] as const;
  for (const [word, kind] of rows) {
    assert.equal(play(withdraw, ask, [orderIn(word)]).result.kind, kind, word);
    assert.equal(play(withdraw, ask, [ERRORS.phone, orderIn(word)]).result.kind, kind, word);
  }
  assert.equal(play(withdraw, ask, [ERRORS.noOrder]).result.kind, 'unknown');
});

test('a refund, the same again, and what may be asked later', () => {
  const first = play(refund, ask, [replyOf(REFUND)]).result;
  assert.equal(first.kind === 'refunded' && first.refund.state, 'pending');
  for (const there of [ERRORS.refundThere, ERRORS.otherBody]) {
    const { result, asked } = play(refund, ask, [there, replyOf(REFUND)]);
    assert.deepEqual(result, first);
    assert.equal(asked[1], `GET /orders/${NAME}/refunds/${REFUND_NAME}`);
    // The name is used, and not for this order: somebody has to look.
    assert.equal(play(refund, ask, [there, ERRORS.noRefund]).result.kind, 'unknown');
  }
  const rows = [
    [ERRORS.refundTooLarge, 'input', 'never'],
    [ERRORS.noMoney, 'limit', 'later'],
    [ERRORS.notPaid, 'input', 'later'],
  ] as const;
  for (const [reply, why, again] of rows) {
    const { result } = play(refund, ask, [reply]);
    assert.deepEqual(
      [result.kind, 'why' in result && [result.why, result.again]],
      ['refused', [why, again]],
    );
  }
});

test('a refund that is asked for: its state, another one’s, or none', () => {
  for (const reply of [ERRORS.noRefund, ERRORS.noOrder]) {
    assert.equal(play(inquireRefund, ask, [reply]).result.kind, 'absent');
  }
  const other = replyOf({ ...REFUND, refund_id: 'REF-123' });
  assert.equal(play(inquireRefund, ask, [other]).result.kind, 'unknown');
  const odd = play(inquireRefund, ask, [replyOf({ ...REFUND, refund_status: 'LOST' })]).result;
  assert.equal(odd.kind === 'refunded' && odd.refund.state, 'unknown');
});

test('what it refuses says who has to act, without the customer’s values', () => {
  const rows = [
    [ERRORS.wrongKeys, 'credentials', 'later'],
    [ERRORS.tooMany, 'limit', 'later'],
    [ERRORS.feature, 'account', 'later'],
    [ERRORS.currency, 'input', 'never'],
    [ERRORS.phone, 'input', 'never'],
  ] as const;
  for (const [reply, why, again] of rows) {
    const { result } = play(start, ask, [reply]);
    assert.equal(result.kind, 'refused');
    if (result.kind !== 'refused') continue;
    assert.deepEqual([result.why, result.again], [why, again]);
    assert.doesNotMatch(result.raw, /12345678901|INaR/);
  }
  // The question itself is no harm to money: nothing is known.
  assert.equal(play(inquire, ask, [ERRORS.phone]).result.kind, 'unknown');
  assert.equal(play(inquire, ask, [ERRORS.wrongKeys]).result.kind, 'refused');
});

test('a firewall’s page and a broken server are nothing that it said, in every exchange', () => {
  const exchanges = [start, inquire, capture, release, withdraw, refund, inquireRefund];
  for (const reply of [...FIREWALL, ERRORS.broken, ERRORS.bank]) {
    for (const [index, exchange] of exchanges.entries()) {
      const { kind } = exchange.read(reply, ask, { ...side() }, 0, []);
      assert.equal(kind, 'unknown', `${index}: ${reply.status}`);
    }
    assert.equal(probe.read(reply, null, side(), 0, []).kind, 'unknown');
  }
});

function side() {
  return { connection: CONNECTION, credentials: {}, now: 0 };
}

test('the probe: valid keys are told that there is no such order', () => {
  assert.equal(play(probe, null, [ERRORS.noOrder]).result.kind, 'accepted');
  const { result, asked } = play(probe, null, [ERRORS.wrongKeys]);
  assert.deepEqual([result.kind, 'why' in result && result.why], ['refused', 'credentials']);
  assert.deepEqual(asked, ['GET /orders/no-such-order']);
});
