// What webhooks are about and whether they are sealed, by published and known answers.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { CONNECTION } from './fixtures/asked.ts';
import { webhook } from './webhook.ts';

/** cashfree.md §3.1: an SDK's own verifier takes it (run). */
const BODY =
  '{"data":{"order":{"order_id":"order_1","order_amount":170.00,"order_currency":"INR","order_tags":null},"payment":{"cf_payment_id":"1453002795","payment_status":"SUCCESS","payment_amount":170.00}},"event_time":"2025-05-05T12:19:19+05:30","type":"PAYMENT_SUCCESS_WEBHOOK"}';
const HEADERS = {
  'content-type': 'application/json',
  'x-webhook-timestamp': '1746427759733',
  'x-webhook-signature': 'pFJsEEbODQB08sAYg6ycHa/niIi9jbb2hghYu+rwFBg=',
};

/** cashfree.md §3.2, its known answer. */
const FORM = new URLSearchParams({
  orderId: 'order_1',
  orderAmount: '170.00',
  referenceId: '1453002795',
  txStatus: 'SUCCESS',
  paymentMode: 'UPI',
  txMsg: '00::Transaction success',
  txTime: '2025-05-05 12:19:10',
  signature: '2+29TO5BP0te6p1+pPLioUoqfOi0lAkGcJY8z+qIwwE=',
}).toString();

function isSealed(body: string, headers: Readonly<Record<string, string>> = HEADERS): boolean {
  return webhook.verify({ headers, body }, CONNECTION, 0);
}

test('the known answer is taken with the older of two secrets, and nothing near it', () => {
  assert.equal(isSealed(BODY), true);
  assert.equal(isSealed(BODY.replaceAll('170.00', '170')), false);
  assert.equal(isSealed(BODY, { ...HEADERS, 'x-webhook-timestamp': '1746427759734' }), false);
  assert.equal(isSealed(BODY, { ...HEADERS, 'x-webhook-signature': '' }), false);
  assert.equal(isSealed(BODY, {}), false);
  const other = { ...CONNECTION, credentials: [{ client_id: 'x', client_secret: '' }, {}] };
  assert.equal(webhook.verify({ headers: HEADERS, body: BODY }, other, 0), false);
});

test('the older form is taken by its own seal', () => {
  assert.equal(isSealed(FORM, {}), true);
  assert.equal(isSealed(FORM.replace('SUCCESS', 'FAILED'), {}), false);
  assert.equal(isSealed(FORM, HEADERS), false);
  const located = webhook.locate({ headers: {}, body: FORM });
  assert.deepEqual([located?.name, located?.attempt], ['order_1', '1453002795']);
});

test('a payment’s event: the order’s name, the attempt, and one id for the same again', () => {
  const located = webhook.locate({ headers: HEADERS, body: BODY });
  assert.deepEqual(located, {
    event: located?.event,
    name: 'order_1',
    theirOrder: null,
    attempt: '1453002795',
  });
  const again = { ...HEADERS, 'x-webhook-attempt': '2', 'x-webhook-timestamp': '1' };
  assert.equal(webhook.locate({ headers: again, body: BODY })?.event, located?.event);
  const named = { ...HEADERS, 'x-idempotency-key': 'l8uBF20PTjMnm3nBv3qAmsvL7n7uy6bP8T8/q0=' };
  assert.equal(
    webhook.locate({ headers: named, body: BODY })?.event,
    'l8uBF20PTjMnm3nBv3qAmsvL7n7uy6bP8T8/q0=',
  );
});

// cashfree.md §3.1: ids of refunds are numbers in every version.
test('a refund’s event, ours or the gateway’s own', () => {
  const refund = '{"order_id":"order_1","cf_payment_id":14530027951234567890,"refund_id":"r1"}';
  const ours = webhook.locate({
    headers: {},
    body: `{"data":{"refund":${refund}},"type":"REFUND_STATUS_WEBHOOK"}`,
  });
  assert.deepEqual([ours?.name, ours?.attempt], ['order_1', '14530027951234567890']);
  const own = webhook.locate({
    headers: {},
    body: '{"data":{"auto_refund":{"cf_payment_id":1453002795}},"type":"AUTO_REFUND"}',
  });
  assert.deepEqual([own?.name, own?.attempt], [null, '1453002795']);
});

test('a test of the dashboard, a settlement and garbage are about nothing of ours', () => {
  const bodies = [
    '{"data":{"test_object":{"test_key":"test_value"}},"type":"WEBHOOK"}',
    '{"data":{"settlement":{"settlement_id":1}},"type":"SETTLEMENT_SUCCESS"}',
    ...['', '{', '[]', 'orderId=order_1', '{"data":[]}'],
  ];
  for (const body of bodies) assert.equal(webhook.locate({ headers: {}, body }), null, body);
});

const seal = (secret: string, text: string) =>
  createHmac('sha256', secret).update(text).digest('base64');
const FORM_FIELDS = [...new URLSearchParams(FORM)].filter(([name]) => name !== 'signature');

function formOf(fields: readonly (readonly [string, string])[], secret: string): string {
  const form = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value]));
  form.set('signature', seal(secret, fields.map(([, value]) => value).join('')));
  return form.toString();
}

test('no secret seals nothing, as JSON or as a form, nor does JSON without its time', () => {
  const none = { ...CONNECTION, credentials: [{ client_secret: '' }, {}] };
  for (const guess of ['', '~', 'undefined']) {
    const time = '1746427759733';
    const signature = seal(guess, time + BODY);
    const headers = { 'x-webhook-timestamp': time, 'x-webhook-signature': signature };
    assert.equal(webhook.verify({ headers, body: BODY }, none, 0), false);
    const form = { headers: {}, body: formOf(FORM_FIELDS, guess) };
    assert.equal(webhook.verify(form, none, 0), false);
  }
  const secret = 'a_secret';
  const own = { ...CONNECTION, credentials: [{ client_secret: secret }] };
  assert.equal(webhook.verify({ headers: {}, body: formOf(FORM_FIELDS, secret) }, own, 0), true);
  for (const time of ['', '~', 'undefined']) {
    const headers = { 'x-webhook-signature': seal(secret, time + BODY) };
    assert.equal(webhook.verify({ headers, body: BODY }, own, 0), false, time);
  }
});

test('a form without one of its fields is none', () => {
  const own = { ...CONNECTION, credentials: [{ client_secret: 'a_secret' }] };
  for (const [name] of FORM_FIELDS) {
    const fields = FORM_FIELDS.filter(([each]) => each !== name);
    const body = formOf(fields, 'a_secret');
    assert.equal(webhook.verify({ headers: {}, body }, own, 0), false, name);
    assert.equal(webhook.locate({ headers: {}, body }), null, name);
  }
});

test('an event is known by its key, or by its bytes; an attempt by thirty digits at most', () => {
  const eventOf = (key: string) => {
    const headers = { ...HEADERS, 'x-idempotency-key': key };
    const event = webhook.locate({ headers, body: BODY })?.event;
    return event === createHash('sha256').update(BODY).digest('hex') ? 'its bytes' : event;
  };
  const [longest, longer] = ['x'.repeat(100), 'x'.repeat(101)];
  assert.deepEqual([eventOf(' a+/= '), eventOf('x'), eventOf(longest)], ['a+/=', 'x', longest]);
  for (const key of ['', longer, 'a b', 'a!', '!a']) assert.equal(eventOf(key), 'its bytes', key);
  const attemptOf = (referenceId: string) => {
    const body = new URLSearchParams(FORM);
    body.set('referenceId', referenceId);
    return webhook.locate({ headers: {}, body: body.toString() })?.attempt;
  };
  const digits = '1'.repeat(30);
  assert.deepEqual([attemptOf('5'), attemptOf(digits)], ['5', digits]);
  for (const other of ['', `${digits}1`, '5x', 'x5']) assert.equal(attemptOf(other), null, other);
});

test('a form that names no order is about nothing', () => {
  const body = new URLSearchParams(FORM);
  body.set('orderId', '');
  assert.equal(webhook.locate({ headers: {}, body: body.toString() }), null);
});

test('the name of its order alone tells what an event is about', () => {
  const body = JSON.stringify({ data: { order: { order_id: 'order_1' } } });
  const located = webhook.locate({ headers: {}, body });
  assert.deepEqual([located?.name, located?.attempt], ['order_1', null]);
});
