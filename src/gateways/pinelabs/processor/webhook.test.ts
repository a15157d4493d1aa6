// What webhooks are about and whether they are signed: Standard Webhooks, keyed by the secret as it
// is written.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { CONNECTION, NAME, REFUND_NAME, THEIR_ORDER } from './fixtures/asked.ts';
import { PAID, REFUND } from './fixtures/replies.ts';
import { webhook } from './webhook.ts';

/**
 * The known answer of the scheme's own document (Standard Webhooks, "Signature scheme"): its secret
 * `whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw` is base64 of the bytes that sign.
 */
const KNOWN = {
  secret: Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64'),
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  time: '1614265330',
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

test('the scheme is that of the published known answer', () => {
  const { secret, id, time, body, signature } = KNOWN;
  const own = createHmac('sha256', secret).update(`${id}.${time}.${body}`).digest('base64');
  assert.equal(`v1,${own}`, signature);
});

const TIME = '1789113475';
const NOW = Number(TIME) * 1000;

function sign(body: string, secret: string, time = TIME, id = 'msg_1'): string {
  // By another road than the code's: the pages encode the secret and the library decodes it.
  const key = Buffer.from(Buffer.from(secret).toString('base64'), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`;
}

function headersOf(signature: string, time = TIME, id = 'msg_1') {
  return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature };
}

const BODY = JSON.stringify({ event_type: 'ORDER_PROCESSED', data: PAID });

function isSigned(body: string, headers: Readonly<Record<string, string>>, now = NOW): boolean {
  return webhook.verify({ headers, body }, CONNECTION, now);
}

test('either secret of the connection signs, and nothing near it does', () => {
  for (const secret of ['made_up_secret', 'an_older_secret']) {
    assert.equal(isSigned(BODY, headersOf(sign(BODY, secret))), true);
  }
  const good = sign(BODY, 'made_up_secret');
  assert.equal(isSigned(BODY, headersOf(`v1,AAAA ${good}`)), true, 'one of several');
  assert.equal(isSigned(BODY.replace('50000', '50001'), headersOf(good)), false);
  assert.equal(isSigned(BODY, headersOf(good, TIME, 'msg_2')), false);
  assert.equal(isSigned(BODY, headersOf(good, '1789113476')), false);
  assert.equal(isSigned(BODY, headersOf(good.slice(3))), false, 'without its version');
  assert.equal(isSigned(BODY, headersOf(sign(BODY, 'another'))), false);
  assert.equal(isSigned(BODY, {}), false);
  const none = { ...CONNECTION, credentials: [{ client_id: 'x', client_secret: '' }, {}] };
  const empty = headersOf(sign(BODY, ''));
  assert.equal(webhook.verify({ headers: empty, body: BODY }, none, NOW), false);
});

test('five minutes of tolerance, either way', () => {
  const headers = headersOf(sign(BODY, 'made_up_secret'));
  for (const [minutes, told] of [
    [0, true],
    [5, true],
    [-5, true],
    [5.1, false],
    [-5.1, false],
  ] as const) {
    assert.equal(isSigned(BODY, headers, NOW + minutes * 60_000), told, String(minutes));
  }
  for (const time of ['', 'now', '1e9', '-1', '99999999999999']) {
    assert.equal(isSigned(BODY, headersOf(sign(BODY, 'made_up_secret', time), time)), false, time);
  }
});

test('the tolerance ends to the millisecond, and a time is seconds in plain digits', () => {
  const secret = 'made_up_secret';
  const at = (time: string, now: number) =>
    isSigned(BODY, headersOf(sign(BODY, secret, time), time), now);
  assert.deepEqual([at(TIME, NOW + 300_000), at(TIME, NOW + 300_001)], [true, false]);
  assert.deepEqual([at('5', 5000), at('178911347500', 178_911_347_500_000)], [true, true]);
  for (const [time, now] of [
    [` ${TIME}`, NOW],
    [`${TIME} `, NOW],
    ['', 0],
    ['1789113475000', 1_789_113_475_000_000],
  ] as const) {
    assert.equal(at(time, now), false, `"${time}"`);
  }
});

test('what has no id, no secret or another version proves nothing', () => {
  const secret = 'made_up_secret';
  assert.equal(isSigned(BODY, headersOf(sign(BODY, secret, TIME, ''), TIME, '')), false);
  for (const id of ['', '~']) {
    const { 'webhook-id': _, ...headers } = headersOf(sign(BODY, secret, TIME, id));
    assert.equal(isSigned(BODY, headers), false);
  }
  const none = { ...CONNECTION, credentials: [{}] };
  for (const guess of ['', '~', 'undefined']) {
    const headers = headersOf(sign(BODY, guess));
    assert.equal(webhook.verify({ headers, body: BODY }, none, NOW), false);
  }
  const good = sign(BODY, secret);
  assert.equal(isSigned(BODY, headersOf(good.replace('v1,', 'v2,'))), false);
});

test('an event is known by its id, or by its bytes where that is none', () => {
  const eventOf = (id: string) => {
    const event = webhook.locate({ headers: headersOf('v1,x', TIME, id), body: BODY })?.event;
    return event === createHash('sha256').update(BODY).digest('hex') ? 'its bytes' : event;
  };
  assert.deepEqual([eventOf(' msg_1 '), eventOf('x')], ['msg_1', 'x']);
  const [longest, longer] = ['x'.repeat(100), 'x'.repeat(101)];
  assert.deepEqual([eventOf(longest), eventOf(longer)], [longest, 'its bytes']);
  for (const id of ['', 'msg 1', 'msg_1!', '!msg_1']) assert.equal(eventOf(id), 'its bytes', id);
});

test('our name alone tells which order it is about', () => {
  const body = JSON.stringify({ data: { merchant_order_reference: NAME } });
  const located = webhook.locate({ headers: {}, body });
  assert.deepEqual([located?.name, located?.theirOrder], [NAME, null]);
});

test('an order’s event names ours, a refund’s the order that it gives back', () => {
  const headers = headersOf('v1,x');
  assert.deepEqual(webhook.locate({ headers, body: BODY }), {
    event: 'msg_1',
    name: NAME,
    theirOrder: THEIR_ORDER,
    attempt: null,
  });
  const body = JSON.stringify({ event_type: 'REFUND_PROCESSED', data: REFUND });
  const refund = webhook.locate({ headers: {}, body });
  assert.deepEqual([refund?.name, refund?.theirOrder], [null, THEIR_ORDER]);
  assert.notEqual(refund?.event, '');
  assert.doesNotMatch(JSON.stringify(refund), new RegExp(REFUND_NAME));
});

test('a customer’s event, the older version and garbage are about nothing of ours', () => {
  const bodies = [
    ...['', '{', '[]', 'null', '{"data":[]}', '{"data":{"customer_id":"cust-v1"}}'],
    '{"event_name":"payment.captured","merchant_response":{"unique_merchant_txn_id":"x"}}',
  ];
  for (const body of bodies) assert.equal(webhook.locate({ headers: {}, body }), null, body);
});
