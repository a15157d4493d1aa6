// What webhooks are about and whether they are sealed, by published and known answers.
import assert from 'node:assert/strict';
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
