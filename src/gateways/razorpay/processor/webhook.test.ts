// Events of Razorpay's: what they are about, and signatures with every secret of the connection.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { CONNECTION, NAME } from './fixtures/question.ts';
import {
  AUTHORIZED_BANK,
  CREATED_ORDER,
  PARTLY_REFUNDED,
  REFUND_OF_DASHBOARD,
} from './fixtures/entities.ts';
import { webhook } from './webhook.ts';

type Entities = Readonly<Record<string, unknown>>;

// document: webhooks/payments, webhooks/orders, webhooks/refunds: the envelope.
function eventOf(event: string, entities: Entities, id = 'TX3rOCAcRmbwOd') {
  const payload = Object.fromEntries(
    Object.entries(entities).map(([name, entity]) => [name, { entity }]),
  );
  const contains = Object.keys(entities);
  const body = { entity: 'event', account_id: 'acc_BFQ7uQEaa7j2z7', event, contains, payload };
  return { headers: { 'x-razorpay-event-id': id }, body: JSON.stringify(body) };
}

test('an event of a payment names the order, the payment and, by its notes, ours', () => {
  const noted = { ...AUTHORIZED_BANK, notes: { dubash: NAME } };
  const located = { event: 'TX3rOCAcRmbwOd', theirOrder: AUTHORIZED_BANK.order_id };
  assert.deepEqual(webhook.locate(eventOf('payment.authorized', { payment: AUTHORIZED_BANK })), {
    ...located,
    name: null,
    attempt: AUTHORIZED_BANK.id,
  });
  assert.deepEqual(webhook.locate(eventOf('payment.captured', { payment: noted })), {
    ...located,
    name: NAME,
    attempt: AUTHORIZED_BANK.id,
  });
});

test('an event of an order has our name as its receipt; one of a refund its payment', () => {
  assert.deepEqual(webhook.locate(eventOf('order.paid', { order: CREATED_ORDER })), {
    event: 'TX3rOCAcRmbwOd',
    name: NAME,
    theirOrder: CREATED_ORDER.id,
    attempt: null,
  });
  const refund = { refund: REFUND_OF_DASHBOARD };
  assert.deepEqual(webhook.locate(eventOf('refund.processed', refund)), {
    event: 'TX3rOCAcRmbwOd',
    name: null,
    theirOrder: null,
    attempt: REFUND_OF_DASHBOARD.payment_id,
  });
  const both = { ...refund, payment: PARTLY_REFUNDED };
  assert.equal(
    webhook.locate(eventOf('refund.created', both))?.theirOrder,
    PARTLY_REFUNDED.order_id,
  );
});

test('an event without an id of its own is known by its body', () => {
  const one = eventOf('payment.failed', { payment: AUTHORIZED_BANK }, '');
  const other = eventOf('payment.captured', { payment: AUTHORIZED_BANK }, '');
  const id = webhook.locate(one)?.event;
  assert.match(id ?? '', /^[0-9a-f]{64}$/);
  assert.equal(webhook.locate({ headers: {}, body: one.body })?.event, id);
  assert.notEqual(webhook.locate(other)?.event, id);
});

test('what is about no payment, or is no event, is about nothing', () => {
  const events = [
    eventOf('payment.downtime.started', { 'payment.downtime': { id: 'down_DEW7D9S10PEsl1' } }),
    eventOf('payment.captured', { payment: { ...AUTHORIZED_BANK, id: '../x', order_id: 7 } }),
    { headers: {}, body: '{"payload":{"payment":{"entity":' },
    { headers: {}, body: '[]' },
    { headers: {}, body: '' },
    { headers: {}, body: '<html>' },
    { headers: {}, body: '{"payload":{"payment":null,"order":[]}}' },
  ];
  for (const event of events) assert.equal(webhook.locate(event), null, event.body);
});

function sign(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

// §3.4: known answers; the first three letters of the body are as they came, never printed again.
test('the published vector verifies', () => {
  const body = '{"a":1,"b":2,"c":{"d":3}}';
  const signature = '2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc';
  const connection = { ...CONNECTION, credentials: [{ webhook_secret: '123456' }] };
  const headers = { 'x-razorpay-signature': signature };
  assert.equal(webhook.verify({ headers, body }, connection, 0), true);
  assert.equal(webhook.verify({ headers, body: `${body} ` }, connection, 0), false);
});

test('every secret of the connection verifies, none other, and never an empty one', () => {
  const body = '{"notes":{"u":"https:\\/\\/x.in\\/é"}}';
  const verify = (signature: string, connection = CONNECTION): boolean => {
    return webhook.verify({ headers: { 'x-razorpay-signature': signature }, body }, connection, 0);
  };
  assert.equal(verify(sign('hook-2', body)), true);
  assert.equal(verify(sign('hook-1', body)), true);
  assert.equal(verify(sign('made-up-secret', body)), false);
  assert.equal(verify(''), false);
  assert.equal(webhook.verify({ headers: {}, body }, CONNECTION, 0), false);
  for (const credentials of [[], [{}], [{ webhook_secret: '' }]]) {
    assert.equal(verify(sign('', body), { ...CONNECTION, credentials }), false);
  }
});

test('what no secret signs proves nothing, and a signature may stand in spaces', () => {
  const body = '{"event":"x"}';
  const seal = (secret: string) => createHmac('sha256', secret).update(body).digest('hex');
  const isSigned = (signature: string, credentials: readonly Record<string, string>[]) => {
    const headers = { 'x-razorpay-signature': signature };
    return webhook.verify({ headers, body }, { ...CONNECTION, credentials }, 0);
  };
  const own = [{ webhook_secret: 'hook_secret' }];
  assert.ok(isSigned(` ${seal('hook_secret').toUpperCase()} `, own));
  for (const guess of ['', '~', 'undefined']) {
    assert.ok(!isSigned(seal(guess), [{}]));
    assert.ok(!isSigned(seal(guess), [{ webhook_secret: '' }]));
  }
  assert.ok(!isSigned('', own));
});

test('an event is known by its id, or by its bytes where that is none', () => {
  const idOf = (id: string) => {
    const request = eventOf('order.paid', { order: CREATED_ORDER }, id);
    const event = webhook.locate(request)?.event;
    const bytes = createHash('sha256').update(request.body).digest('hex');
    return event === bytes ? 'its bytes' : event;
  };
  assert.deepEqual([idOf(' evt_1 '), idOf('x')], ['evt_1', 'x']);
  const [longest, longer] = ['x'.repeat(100), 'x'.repeat(101)];
  assert.deepEqual([idOf(longest), idOf(longer)], [longest, 'its bytes']);
  for (const id of ['', 'evt 1', 'evt_1!', '!evt_1']) assert.equal(idOf(id), 'its bytes', id);
});

test('one name is enough to tell what an event is about', () => {
  const about = (entities: Entities) => {
    const located = webhook.locate(eventOf('x', entities));
    return located && [located.name, located.theirOrder, located.attempt];
  };
  assert.deepEqual(about({ order: { receipt: NAME } }), [NAME, null, null]);
  const { id } = CREATED_ORDER;
  assert.deepEqual(about({ order: { id } }), [null, id, null]);
  assert.deepEqual(about({ payment: { id: AUTHORIZED_BANK.id } }), [
    null,
    null,
    AUTHORIZED_BANK.id,
  ]);
  assert.equal(about({ order: {} }), null);
});
