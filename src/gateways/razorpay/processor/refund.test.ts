// A refund of Razorpay's field by field: whose it is, how it stands, by what a bank finds it, and
// when a list tells that one is not there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RefundFinding } from '../../processor.ts';
import {
  collectionOf,
  PARTLY_REFUNDED,
  REFUND_OF_DASHBOARD,
  REFUND_OF_OURS,
} from './fixtures/entities.ts';
import { askOf, REFUND_NAME, sideOf } from './fixtures/question.ts';
import { EXCHANGES, readAll, refundsIn, say } from './fixtures/read.ts';
import { bad, ok } from './fixtures/replies.ts';

const ASK = askOf(500000, { theirOrder: PARTLY_REFUNDED.order_id, attempt: PARTLY_REFUNDED.id });

function refundOf(changes: Readonly<Record<string, unknown>>): RefundFinding {
  const replies = [ok(collectionOf({ ...REFUND_OF_OURS, ...changes }))];
  const [refund] = refundsIn(readAll('inquireRefund', ASK, replies));
  assert.ok(refund !== undefined, JSON.stringify(changes));
  return refund;
}

// §1.6: the document's own refund, with our name.
test('a refund is told whole', () => {
  assert.deepEqual(refundOf({}), {
    theirs: 'rfnd_FP8DDKxqJif6ca',
    ours: REFUND_NAME,
    attempt: 'pay_FPoJKWQQ8lK13n',
    state: 'processed',
    raw: 'status=processed',
    amountMinor: 100000,
    currency: 'INR',
    bankReference: '10000000000000',
  });
});

test('a word for a refund that the documents do not have says nothing of its money', () => {
  for (const status of ['reversed', 'Processed', 'constructor', '', null, undefined, 1]) {
    assert.equal(refundOf({ status }).state, 'unknown', String(status));
  }
});

// §1.6: `acquirer_data` has one of three, or nothing.
test('a bank finds a refund by whichever of the three names it has', () => {
  const referenceOf = (acquirer_data: unknown) => refundOf({ acquirer_data }).bankReference;
  for (const name of ['arn', 'rrn', 'utr']) assert.equal(referenceOf({ [name]: '12' }), '12', name);
  for (const none of [{}, { arn: null }, { auth_code: '12' }, null, undefined]) {
    assert.equal(referenceOf(none), null, JSON.stringify(none));
  }
  // Of two the one that stands first in the document: what is told must not change between polls.
  assert.equal(referenceOf({ utr: '3', rrn: '2', arn: '1' }), '1');
  assert.equal(referenceOf({ utr: '3', rrn: '2', arn: null }), '2');
});

test('a list of which one refund is of another payment, or is none, cannot be read', () => {
  for (const changes of [{ payment_id: 'pay_29QQoUBi66xm2f' }, { id: 'pay_29QQoUBi66xm2f' }]) {
    const list = collectionOf(REFUND_OF_OURS, { ...REFUND_OF_DASHBOARD, ...changes });
    assert.equal(say(readAll('inquireRefund', ASK, [ok(list)])), 'unknown');
  }
});

test('not there: where each in the list has a name of somebody’s, or says that it has none', () => {
  const other = { ...REFUND_OF_DASHBOARD, receipt: 'of-another' };
  const says = (...refunds: readonly unknown[]) =>
    say(readAll('inquireRefund', ASK, [ok(collectionOf(...refunds))]));
  assert.equal(says(other, REFUND_OF_DASHBOARD), 'absent');
  assert.equal(says(other, { ...REFUND_OF_DASHBOARD, receipt: '' }), 'unknown');
  assert.equal(says(other, { ...REFUND_OF_DASHBOARD, receipt: 12 }), 'unknown');
});

// §1.6: "Duplicate receipt found …", "Refund has already been processed.".
test('after a no that means one may be there, the refunds of this payment are asked for', () => {
  const noes = [
    'Duplicate receipt found for this refund request.',
    'Refund has already been processed.',
  ];
  for (const said of noes) {
    const then = EXCHANGES.refund.read(bad(said), ASK, sideOf(), 0, []);
    assert.ok(then.kind === 'then' && 'url' in then.request);
    const { url, method } = then.request;
    assert.equal(url, 'https://api.razorpay.com/v1/payments/pay_FPoJKWQQ8lK13n/refunds?count=100');
    assert.equal(method, 'GET');
  }
});
