// What refunds come to: orders of their own, found by our name for them, and what is no no.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WireReply } from '../../processor.ts';
import { askOf, REFUND_MINOR, THEIR_ORDER, THEIR_REFUND } from './fixtures/asked.ts';
import { play } from './fixtures/play.ts';
import { dataOf, ERRORS, PAID, REFUND } from './fixtures/replies.ts';
import { inquireRefund, refund } from './refund.ts';

const GIVE = `POST /pay/v1/refunds/${THEIR_ORDER}`;
const FIND = `GET /pay/v1/orders/reference/${askOf().name}`;
const FIND_REFUND = `GET /pay/v1/orders/reference/${askOf().refundName}`;

test('a refund is an order of its own, under our name for it', () => {
  const { result, asked } = play(refund, askOf(), [dataOf(REFUND)]);
  assert.deepEqual(asked, [GIVE]);
  assert.deepEqual(result, {
    kind: 'refunded',
    refund: {
      ...{ theirs: THEIR_REFUND, ours: askOf().refundName, attempt: null },
      ...{ state: 'processed', raw: 'PROCESSED', amountMinor: REFUND_MINOR, currency: 'INR' },
      bankReference: '7285447904236780703954',
    },
  });
  const asking = play(inquireRefund, askOf(), [dataOf({ ...REFUND, status: 'PENDING' })]);
  assert.deepEqual(asking.asked, [FIND_REFUND]);
  assert.equal(asking.result.kind === 'refunded' && asking.result.refund.state, 'pending');
  const others = [
    { ...REFUND, merchant_order_reference: 'another' },
    { ...REFUND, parent_order_id: 'v1-another' },
    { ...REFUND, type: 'CHARGE' },
    { ...REFUND, order_id: undefined },
    PAID,
  ];
  for (const data of others) {
    assert.equal(play(inquireRefund, askOf(), [dataOf(data)]).result.kind, 'unknown');
  }
});

test('a refund of a name that is known is asked for; one that is not there is absent', () => {
  const again = play(refund, askOf(), [ERRORS.there, dataOf(REFUND)]);
  assert.deepEqual(again.asked, [GIVE, FIND_REFUND]);
  assert.equal(again.result.kind, 'refunded');
  for (const second of [ERRORS.wrongToken, ERRORS.broken, dataOf(PAID)]) {
    assert.equal(play(refund, askOf(), [ERRORS.there, second]).result.kind, 'unknown');
  }
  assert.equal(play(inquireRefund, askOf(), [ERRORS.noOrder]).result.kind, 'absent');
  assert.equal(play(inquireRefund, askOf(), [ERRORS.invalid]).result.kind, 'unknown');
});

test('a duplicate of which there is none: refused where nothing is left, else nobody knows', () => {
  const gone = { ...PAID, status: 'FULLY_REFUNDED' };
  const none = play(refund, askOf(), [ERRORS.there, ERRORS.noOrder, dataOf(gone)]);
  assert.deepEqual(none.asked, [GIVE, FIND_REFUND, FIND]);
  const { result } = none;
  assert.ok(result.kind === 'refused' && result.why === 'input' && result.again === 'never');
  const others = [
    ...[dataOf(PAID), dataOf({ ...gone, merchant_order_reference: 'another' }), dataOf(REFUND)],
    ...[ERRORS.noOrder, ERRORS.broken, ERRORS.invalid],
  ];
  for (const third of others) {
    const told = play(refund, askOf(), [ERRORS.atWork, ERRORS.noOrder, third]).result;
    assert.equal(told.kind, 'unknown', third.body);
  }
});

test('not now is not no', () => {
  const told = (reply: WireReply): string => {
    const { result } = play(refund, askOf(), [reply]);
    return result.kind === 'refused' ? `${result.why} ${result.again}` : result.kind;
  };
  assert.equal(told(ERRORS.tooMuch), 'limit later');
  assert.equal(told(ERRORS.noBalance), 'limit later');
  assert.equal(told(ERRORS.tooMany), 'limit later');
  assert.equal(told(ERRORS.invalid), 'input never');
  assert.equal(told(ERRORS.noOrder), 'account later');
  assert.equal(told(ERRORS.broken), 'unknown');
  assert.equal(told(ERRORS.unheardOf), 'unknown');
});
