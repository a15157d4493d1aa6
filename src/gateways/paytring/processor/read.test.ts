// What Paytring's replies say of an order: documented samples, and what no document has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ask } from '../../../../test/support/processor-ask.ts';
import type { Found } from '../../processor.ts';
import { askHeld, askOf, askRefund, BEGUN_AT, side } from './fixtures/question.ts';
import {
  attempts,
  CREATED,
  FETCHED,
  fetched,
  json,
  no,
  ORDER,
  PAGE,
  REFUND,
} from './fixtures/replies.ts';
import { find, read, say } from './fixtures/read.ts';
import { paytring } from './index.ts';

assert.ok(paytring.identifies === 'difference');
const { inquireGiven } = paytring;

test('a created order leads to the page whose address its answer hides', () => {
  assert.deepEqual(read(paytring.start, askOf(), [json(CREATED)]), {
    kind: 'started',
    theirOrder: ORDER,
    step: { kind: 'redirect', url: PAGE },
  });
});

test('nobody is sent to what is no page', () => {
  const encode = (text: string) => Buffer.from(text).toString('base64');
  for (const url of [
    ...[undefined, '', PAGE, 'not base64!', 42],
    ...['javascript:alert(1)', 'http://api.paytring.com/pay', '//x', 'https://', 'data:,x'].map(
      encode,
    ),
    ...['https://api.paytring.com/pay\n', 'https://a@b.example/', 'https://a b/'].map(encode),
    Buffer.from([0xff, 0xfe, 0xfd]).toString('base64'),
  ]) {
    const said = read(paytring.start, askOf(), [json({ ...CREATED, url })]);
    assert.equal(said.kind, 'unknown', String(url));
  }
  assert.equal(read(paytring.start, askOf(), [json({ ...CREATED, order_id: '' })]).kind, 'unknown');
  const far = side({ baseUrl: 'http://127.0.0.1:9090' });
  const plain = { ...CREATED, url: encode('http://127.0.0.1:9090/pay/x') };
  assert.equal(read(paytring.start, askOf(), [json(plain)], far).kind, 'started');
});

test('a success is captured with its own amount, and its refunds are told', () => {
  assert.equal(find(askOf(), [fetched(), attempts()]), 'closed captured:118INR');
  const gone = attempts({ amount: 100 }, { refund_id: '7', amount: 18, status: 'initiated' });
  assert.equal(
    find(askOf(), [fetched({ order_status: 'refunded' }), gone]),
    `closed captured:118INR ${REFUND}:processed:100 7:pending:18`,
  );
  assert.equal(
    find(askOf({ theirOrder: null }), [fetched({ amount: '118' }), attempts()]),
    'closed captured:118INR',
  );
});

test('the attempt goes by the order’s name, whatever the gateway behind calls it', () => {
  const result = read(paytring.inquire, askOf(), [fetched(), attempts()]);
  const [attempt] = (result as unknown as Found).attempts;
  assert.deepEqual(
    [attempt?.theirs, attempt?.bankReference, attempt?.raw],
    [ORDER, '222222222222', 'success/TXN_SUCCESS'],
  );
  assert.deepEqual(attempt?.instrument, { method: 'upi', vpa: null });
  const later = read(paytring.inquire, askOf(), [fetched({ pg_transaction_id: '' }), attempts()]);
  assert.equal((later as unknown as Found).attempts[0]?.theirs, ORDER);
});

test('each word of an order, on one that is captured by itself', () => {
  const words: Readonly<Record<string, string>> = {
    created: 'open',
    initiated: 'open',
    pending: 'open pending:118INR',
    failed: 'open failed:118INR',
    authorized: 'closed authorized:118INR',
    cancelled: 'closed',
    canceled: 'closed',
    SUCCESS: 'unknown',
    paid: 'unknown',
    '': 'unknown',
    constructor: 'unknown',
  };
  for (const [order_status, expected] of Object.entries(words)) {
    assert.equal(find(askOf(), [fetched({ order_status })]), expected, order_status);
  }
});

test('a failed attempt leaves its page open for an hour', () => {
  const at = (minutes: number) => side({}, BEGUN_AT + minutes * 60_000);
  const failed = fetched({ order_status: 'failed' });
  assert.equal(find(askOf(), [failed], at(60)), 'open failed:118INR');
  assert.equal(find(askOf(), [failed], at(61)), 'closed failed:118INR');
  assert.equal(find(askOf(), [fetched({ order_status: 'initiated' })], at(90)), 'open');
});

test('captured by a call: success alone is not money', () => {
  const rows: readonly (readonly [string, Ask, string])[] = [
    ['TXN_SUCCESS', askHeld({ status: 'pending' }), 'closed captured:118INR'],
    ['captured', askHeld({ status: 'pending' }), 'closed captured:118INR'],
    ['authorized', askHeld({ status: 'pending' }), 'closed authorized:118INR'],
    ['', askHeld({ status: 'pending' }), 'closed unknown:118INR'],
    ['news', askHeld({ status: 'pending' }), 'closed unknown:118INR'],
    ['news', askHeld({ status: 'authorized', requested: 'capture' }), 'closed captured:118INR'],
    ['news', askHeld({ status: 'captured' }), 'closed captured:118INR'],
    [
      'authorized',
      askHeld({ status: 'authorized', requested: 'capture' }),
      'closed authorized:118INR',
    ],
  ];
  for (const [unmapped_status, ask, expected] of rows) {
    const replies = [fetched({ unmapped_status })];
    const whole = expected.includes('captured') ? [...replies, attempts()] : replies;
    assert.equal(find(ask, whole), expected, unmapped_status);
  }
  const ended = [fetched({ order_status: 'cancelled' })];
  assert.equal(find(askHeld(), ended), 'closed voided:118INR');
});

test('another order, or one without a name, says nothing', () => {
  for (const changes of [
    { order_id: '489651149222183339' },
    { receipt_id: 'another' },
    { order_id: '' },
    { order_id: undefined },
  ]) {
    assert.equal(find(askOf(), [fetched(changes)]), 'unknown', JSON.stringify(changes));
  }
  // Digits beyond what JavaScript counts, as a number: told from their neighbour.
  const body = fetched().body.replace(`"${ORDER}"`, ORDER);
  assert.equal(find(askOf(), [{ status: 200, body }, attempts()]), 'closed captured:118INR');
  const near = body.replace(ORDER, '489651149222183339');
  assert.equal(find(askOf(), [{ status: 200, body: near }]), 'unknown');
  assert.equal(
    find(askOf(), [fetched({ receipt_id: undefined }), attempts()]),
    'closed captured:118INR',
  );
});

test('no amount or no currency is never copied from what was asked', () => {
  for (const amount of [undefined, null, '', '118.00', 118.5, -118, 1e300, '0118', true]) {
    assert.equal(find(askOf(), [fetched({ amount }), attempts()]), 'closed captured:nullINR');
  }
  assert.equal(find(askOf(), [fetched({ currency: '' }), attempts()]), 'closed captured:118null');
});

test('refunds that cannot be read leave the order as it is, and say that they are not', () => {
  for (const reply of [
    json({ status: true, data: null }),
    json({ status: true, data: [{ ...FETCHED }] }),
    attempts({ amount: '1,00' }),
    attempts({ refund_id: '' }),
    attempts({}, {}),
    no('Something went wrong', 500),
    no('Order not found', 404),
    { status: 403, body: '<html>' },
  ]) {
    assert.equal(find(askOf(), [fetched(), reply]), 'closed captured:118INR unread', reply.body);
    assert.equal(say(read(inquireGiven, askRefund(1), [reply])), 'unknown', reply.body);
  }
});
