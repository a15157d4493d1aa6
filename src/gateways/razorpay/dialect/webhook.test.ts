// Webhooks by worked examples: words, bodies, snapshots, headers, choice, signature and schedule.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { validateWebhookSignature } from 'razorpay/dist/utils/razorpay-utils.js';
import {
  ACCOUNT,
  buildOrder,
  buildPayment,
  buildRefund,
  CREDENTIALS,
  ADDRESSES,
  NOW,
} from '../../../../test/support/call.ts';
import type { EventKind } from '../../../core/decision.ts';
import type { Order } from '../../../core/order.ts';
import type { Payment } from '../../../core/payment.ts';
import type { Refund } from '../../../core/refund.ts';
import type { Subscriber, WebhookEvent, Webhook } from '../../dialect.ts';
import { hmacSha256 } from '../../kit/proof.ts';
import { webhooks } from './webhook.ts';

const SECRET = 'hook_secret_123';
const URL = 'https://shop.example/webhook';
const SIDE = { account: ACCOUNT, credentials: CREDENTIALS, addresses: ADDRESSES };

type Changes = {
  readonly order?: Partial<Order>;
  readonly payment?: Partial<Payment>;
  readonly refund?: Partial<Refund>;
};

function newsOf(kind: EventKind, { order, payment, refund }: Changes = {}): WebhookEvent {
  const paid = buildPayment(payment);
  const back = refund === undefined ? null : buildRefund(refund);
  const aggregate = {
    order: buildOrder(order),
    payments: [paid],
    refunds: back === null ? [] : [back],
  };
  const token = 'EVT123def456GH';
  return { kind, at: NOW + 300_500, token, aggregate, payment: paid, refund: back };
}

function tell(webhookEvent: WebhookEvent, body: Subscriber['body'] = null): readonly Webhook[] {
  return webhooks.render(webhookEvent, { url: URL, body, secret: SECRET }, SIDE);
}

function one(webhookEvent: WebhookEvent): {
  readonly webhook: Webhook;
  readonly body: Record<string, unknown>;
} {
  const told = tell(webhookEvent);
  assert.equal(told.length, 1);
  const [webhook] = told;
  assert.ok(webhook);
  return { webhook, body: JSON.parse(webhook.body) };
}

function entityOf(webhook: Webhook | undefined, name: string): Record<string, unknown> {
  const { payload } = JSON.parse(webhook?.body ?? '') as {
    payload: Record<string, { entity: Record<string, unknown> }>;
  };
  return payload[name]?.entity ?? {};
}

/** What happened, and all that is told of an order with a link: word and what it contains. */
const OF_LINKS: readonly (readonly [EventKind, readonly (readonly [string, string])[]])[] = [
  [
    'order.paid',
    [
      ['order.paid', 'payment,order'],
      ['payment_link.paid', 'payment_link,order,payment'],
    ],
  ],
  ['order.cancelled', [['payment_link.cancelled', 'payment_link']]],
  ['order.expired', [['payment_link.expired', 'payment_link']]],
  ['payment.failed', [['payment.failed', 'payment']]],
];

for (const [kind, expected] of OF_LINKS) {
  test(`what is told of a payment link, besides its order: ${kind}`, () => {
    const link = newsOf(kind, { order: { link: { reference: 'L-1' }, createdAt: NOW - 5000 } });
    const told = tell(link);
    const bodies = told.map(({ body }) => JSON.parse(body));
    assert.deepEqual(
      bodies.map(({ event, contains }) => [event, contains.join()]),
      expected,
    );
    for (const { event, contains, payload, created_at } of bodies) {
      assert.deepEqual(Object.keys(payload), contains);
      const isOfLink = event.startsWith('payment_link');
      const at = isOfLink ? NOW - 5000 : link.at;
      assert.equal(created_at, Math.floor(at / 1000), event);
    }
    const ids = told.map(({ headers }) => headers['x-razorpay-event-id']);
    assert.equal(new Set(ids).size, told.length, 'each is an event of its own');
    const plain = tell(newsOf(kind)).map(({ body }) => JSON.parse(body).event);
    assert.ok(!plain.join().includes('payment_link'), 'an order without a link has none');
  });
}

test('a webhook is the documented envelope around a snapshot', () => {
  const webhookEvent = newsOf('payment.failed', {
    payment: { status: 'failed', decline: 'insufficient_funds', capturedMinor: 0 },
  });
  const { webhook, body } = one(webhookEvent);
  assert.deepEqual(Object.keys(body), [
    'entity',
    'account_id',
    'event',
    'contains',
    'payload',
    'created_at',
  ]);
  assert.equal(body['entity'], 'event');
  assert.match(String(body['account_id']), /^acc_[0-9A-Za-z]{14}$/);
  assert.equal(body['event'], 'payment.failed');
  assert.deepEqual(body['contains'], ['payment']);
  assert.equal(body['created_at'], (NOW + 300_000) / 1000);
  const payment = entityOf(webhook, 'payment');
  assert.equal(payment['id'], 'pay_PAY123def456GH');
  assert.equal(payment['status'], 'failed');
  assert.equal(payment['error_reason'], 'insufficient_funds');
  assert.equal((payment['card'] as Record<string, unknown>)['last4'], '1234');
  assert.deepEqual(
    [webhook.event, webhook.method, webhook.url, webhook.headers['content-type']],
    ['payment.failed', 'POST', URL, 'application/json'],
  );
  assert.equal(webhook.headers['x-razorpay-event-id'], 'EVT123def456GH');
  assert.equal(webhook.headers['user-agent'], 'Razorpay-Webhook/v1');
});

// Receivers keep both: a name that changes with a release would be another account, another event.
test('the names that we make follow from the key and the event, in every release alike', () => {
  const name = (text: string) => [...sha256(text)].map((byte) => BASE62[byte % 62]).join('');
  const sha256 = (text: string) => createHash('sha256').update(text).digest().subarray(0, 14);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const BASE62 = `0123456789${letters}${letters.toLowerCase()}`;
  for (const key of ['test_123', 'another', 'rzp_test_0', 'k-3', 'k-4', 'k-5']) {
    const side = { ...SIDE, account: { ...ACCOUNT, key } };
    const told = webhooks.render(
      newsOf('payment.captured'),
      { url: URL, body: null, secret: SECRET },
      side,
    );
    const [first] = told;
    assert.equal(JSON.parse(first?.body ?? '')['account_id'], `acc_${name(`account ${key}`)}`);
    const id = name('EVT123def456GH payment.authorized');
    assert.equal(first?.headers['x-razorpay-event-id'], id);
  }
});

// Source: razorpay.md §3: "when a customer makes a payment, its status changes to authorized. It
// can then immediately move to captured"; the payload of the first shows the payment before the
// second.
// A receiver that has seen an event is told it again under the same id, after an update too.
test('what is told of a link has the id that it has always had', () => {
  const [, told] = tell(newsOf('order.paid', { order: { link: { reference: 'L-1' } } }));
  assert.equal(told?.headers['x-razorpay-event-id'], 'NTNzyyVwDmXtgT');
});

test('a payment that is captured at once is told as authorized first', () => {
  const [authorized, captured, ...more] = tell(newsOf('payment.captured'));
  assert.equal(more.length, 0);
  assert.deepEqual(
    [authorized?.event, captured?.event],
    ['payment.authorized', 'payment.captured'],
  );
  const held = entityOf(authorized, 'payment');
  assert.deepEqual([held['status'], held['captured'], held['fee']], ['authorized', false, null]);
  const [before] = tell(newsOf('payment.captured', { payment: { refundedMinor: 10000 } }));
  const untouched = entityOf(before, 'payment');
  assert.deepEqual([untouched['amount_refunded'], untouched['refund_status']], [0, null]);
  const taken = entityOf(captured, 'payment');
  assert.deepEqual([taken['status'], taken['captured']], ['captured', true]);
  const ids = [authorized, captured].map((each) => each?.headers['x-razorpay-event-id'] ?? '');
  assert.equal(new Set(ids).size, 2);
  for (const id of ids) assert.match(id, /^[0-9A-Za-z]{14}$/);
  // The same event has the same id for everybody who is told.
  const again = tell(newsOf('payment.captured'))[0];
  assert.equal(again?.headers['x-razorpay-event-id'], ids[0]);

  const manual = newsOf('payment.captured', { order: { capture: 'manual' } });
  assert.deepEqual(
    tell(manual).map(({ event }) => event),
    ['payment.captured'],
  );
});

// Source: razorpay.md §2.6.
test('of a payment without an order no order is told', () => {
  const order = { dialect: 'razorpay', wire: { orderless: true }, capture: 'manual' } as const;
  const { webhook } = one(newsOf('payment.captured', { order }));
  assert.equal(entityOf(webhook, 'payment')['order_id'], null);
  assert.deepEqual(tell(newsOf('order.paid', { order })), []);
});

test('each event contains what the gateway says it does', () => {
  const status = 'processed';
  const rows: readonly (readonly [EventKind, string, readonly string[]])[] = [
    ['payment.authorized', 'payment.authorized', ['payment']],
    ['order.paid', 'order.paid', ['payment', 'order']],
    ['refund.created', 'refund.created', ['refund', 'payment']],
    ['refund.processed', 'refund.processed', ['refund', 'payment']],
    ['refund.failed', 'refund.failed', ['refund', 'payment']],
    ['refund.cancelled', 'refund.failed', ['refund', 'payment']],
  ];
  for (const [kind, event, contains] of rows) {
    const { webhook, body } = one(newsOf(kind, { refund: { status } }));
    assert.deepEqual([body['event'], body['contains']], [event, contains]);
    for (const name of contains) assert.equal(entityOf(webhook, name)['entity'], name);
  }
  const paid = newsOf('order.paid', { order: { status: 'paid', amountPaidMinor: 50050 } });
  const order = entityOf(one(paid).webhook, 'order');
  assert.deepEqual([order['status'], order['amount_due']], ['paid', 0]);
  const refunded = newsOf('refund.processed', { payment: { refundedMinor: 10000 }, refund: {} });
  const payment = entityOf(one(refunded).webhook, 'payment');
  assert.deepEqual(
    [payment['amount_refunded'], payment['refund_status'], payment['base_amount']],
    [10000, 'partial', 50050],
  );
  assert.equal(payment['amount_transferred'], 0);
});

test('there is no webhook of what the gateway has no word for', () => {
  const silent: readonly EventKind[] = [
    'payment.pending',
    'payment.voided',
    'payment.mismatched',
    'order.expired',
    'order.cancelled',
  ];
  for (const kind of silent) assert.deepEqual(tell(newsOf(kind)), []);
});

test('an endpoint is told what it chose; all, when it chose nothing', () => {
  const events = (body: Subscriber['body']): readonly string[] =>
    tell(newsOf('payment.captured'), body).map(({ event }) => event);
  const both = ['payment.authorized', 'payment.captured'];
  assert.deepEqual(events(null), both);
  assert.deepEqual(events({}), both);
  assert.deepEqual(events({ events: {} }), both);
  assert.deepEqual(events({ events: { 'payment.captured': true } }), ['payment.captured']);
  assert.deepEqual(events({ events: { 'payment.captured': false } }), []);
  assert.deepEqual(events({ events: { 'order.paid': true } }), []);
  assert.deepEqual(events({ events: ['payment.authorized'] }), ['payment.authorized']);
  assert.deepEqual(events({ events: [] }), []);
});

// The known answer is the one of the Node SDK's own tests (razorpay.md §3).
test('a webhook is signed as the SDK verifies it, raw or parsed and printed again', () => {
  const known = '2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc';
  assert.equal(hmacSha256('123456', '{"a":1,"b":2,"c":{"d":3}}').toString('hex'), known);

  const notes = {
    url: 'https://shop.example/a?b=c&d=%2F',
    name: 'आशा “Rao” \u2028 😀',
    half: '\ud83d',
    10: 'ten',
    2: 'two',
    empty: '',
  };
  for (const changes of [{ notes }, { notes: {} }]) {
    const { webhook } = one(newsOf('order.paid', { order: changes, payment: changes }));
    const signature = webhook.headers['x-razorpay-signature'] ?? '';
    assert.equal(validateWebhookSignature(webhook.body, signature, SECRET), true);
    const printed = JSON.stringify(JSON.parse(webhook.body));
    assert.equal(printed, webhook.body);
    assert.equal(validateWebhookSignature(printed, signature, SECRET), true);
    const forged = webhook.body.replace('"amount":50050', '"amount":50051');
    assert.notEqual(forged, webhook.body);
    assert.equal(validateWebhookSignature(forged, signature, SECRET), false);
    assert.equal(validateWebhookSignature(webhook.body, signature, 'hook_secret_124'), false);
  }
});

// Source: razorpay.md §3 (measured by others): offsets from the first delivery, in seconds.
test('sixteen deliveries within a day, each wait twice the one before', () => {
  let passed = 0;
  const offsets = webhooks.retryMs.map((wait) => {
    passed += wait;
    return passed / 1000;
  });
  const measured = [0.23, 6, 19, 39.5, 82, 164, 326, 650, 1293, 2576, 5140];
  assert.deepEqual(offsets.slice(0, measured.length), measured);
  assert.equal(offsets.length, 15);
  assert.deepEqual(webhooks.retryMs.slice(11), [5_120_000, 10_240_000, 20_480_000, 40_960_000]);
  assert.ok(Math.abs((offsets.at(-1) ?? 0) - 22.76 * 3600) < 36);
  assert.equal(webhooks.timeoutMs, 5000);
});

// Source: razorpay.md §3, the events of payments, orders, links and refunds.
test('the events that an endpoint may choose', () => {
  const payments = ['authorized', 'captured', 'failed'].map((word) => `payment.${word}`);
  const refunds = ['created', 'processed', 'failed'].map((word) => `refund.${word}`);
  const links = ['paid', 'cancelled', 'expired'].map((word) => `payment_link.${word}`);
  assert.deepEqual(webhooks.events, [...payments, 'order.paid', ...links, ...refunds]);
});
