// The calls to a merchant's server: known answers, both versions, receipts, and what is not told.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  ACCOUNT,
  buildOrder,
  buildPayment,
  buildRefund,
  ADDRESSES,
} from '../../../../test/support/call.ts';
import type { EventKind } from '../../../core/decision.ts';
import type { Order } from '../../../core/order.ts';
import type { Payment } from '../../../core/payment.ts';
import type { Subscriber, Webhook } from '../../dialect.ts';
import { webhooks } from './webhook.ts';

// worldline.md §4.3; the salt is the vendor's published test salt.
const SALT = '3976262521OAOQBJ';
const AT = Date.parse('2021-09-22T10:18:39+05:30');
const PLACE = 'https://shop.example/s2s';

function order(changes: Partial<Order> = {}): Order {
  return buildOrder({
    dialect: 'worldline',
    reference: '730451',
    amountMinor: 100,
    status: 'paid',
    customer: { id: null, name: null, email: 'buyer@example.com', phone: '9999999999' },
    wire: { merchantId: 'T206030', cartDescription: '}{custname:Test Buyer}{orderid:77' },
    ...changes,
  });
}

function payment(changes: Partial<Payment> = {}): Payment {
  return buildPayment({
    id: { key: 2, number: 1566704688, token: 'd6ff1294-6e5d-4e17-8bca-94ac58ba89ed' },
    instrument: { method: 'netbanking', bank: '470', bankName: 'TEST BANK' },
    bankReference: '1111566704688',
    completedAt: AT,
    ...changes,
  });
}

type Told = {
  readonly kind?: EventKind;
  readonly order?: Partial<Order>;
  readonly payment?: Partial<Payment> | null;
  readonly url?: string;
  readonly body?: Subscriber['body'];
};

function tell(told: Told = {}): readonly Webhook[] {
  const paid = told.payment === null ? null : payment(told.payment);
  const payments = paid === null ? [] : [paid];
  const webhookEvent = {
    kind: told.kind ?? 'payment.captured',
    at: AT,
    token: 'EVT123def456GH',
    aggregate: { order: order(told.order), payments, refunds: [buildRefund()] },
    payment: paid,
    refund: null,
  } as const;
  // An endpoint may have a secret of its own, which signs nothing here.
  const subscriber = { url: told.url ?? PLACE, body: told.body ?? null, secret: 'whsec_b3du' };
  const credentials = { key: ACCOUNT.key, secret: SALT };
  return webhooks.render(webhookEvent, subscriber, {
    account: ACCOUNT,
    credentials,
    addresses: ADDRESSES,
  });
}

function one(told: Told = {}): Webhook {
  const [webhook, ...more] = tell(told);
  assert.ok(webhook && more.length === 0);
  assert.ok(!JSON.stringify(webhook).includes(SALT));
  return webhook;
}

/** As the vendor's s2s.php does: the last part is the hash over the others and the salt. */
function readMessage(webhook: Webhook): readonly string[] {
  const parts = (new URL(webhook.url).searchParams.get('msg') ?? '').split('|');
  const hash = parts.at(-1);
  const rest = parts.slice(0, -1);
  assert.equal(parts.length, 16);
  assert.equal(
    hash,
    createHash('sha512')
      .update([...rest, SALT].join('|'))
      .digest('hex'),
  );
  return rest;
}

const V2 = { version: 'v2' };

test('v1 is a GET with the message of vector W-2', () => {
  const webhook = one();
  const digest =
    'b626f039c63f879ae82f97c08993a6e076e63189b00333505e64fa17a8add04a6938cc3b61d3abb5dfbd9f2318d97abdf7816c6b2af4efaafe552617b71639d1';
  const meta = '{itc:}{custname:Test Buyer}{orderid:77}{email:buyer@example.com}{mob:9999999999}';
  const token = 'd6ff1294-6e5d-4e17-8bca-94ac58ba89ed';
  const msg =
    `0300|success|NA|730451|470|1566704688|1.00|${meta}|22-09-2021 10:18:39|NA||TEST BANK|` +
    `1111566704688||${token}|${digest}`;
  assert.deepEqual([webhook.event, webhook.method, webhook.body], ['0300', 'GET', '']);
  assert.equal(new URL(webhook.url).searchParams.get('msg'), msg);
  assert.deepEqual(webhook.accepts, ['730451|1566704688|1', '730451|1566704688|0']);
  assert.equal(readMessage(webhook)[0], '0300');
});

test('v2 is a form with the hash of vector W-4', () => {
  const webhook = one({ body: V2, order: { reference: 'TXN123456' } });
  assert.deepEqual(
    [webhook.method, webhook.url, webhook.accepts, webhook.headers],
    ['POST', PLACE, undefined, { 'content-type': 'application/x-www-form-urlencoded' }],
  );
  assert.deepEqual(
    [...new URLSearchParams(webhook.body)],
    [
      ['merchantCode', 'T206030'],
      ['merchantTransactionIdentifier', 'TXN123456'],
      ['amount', '1.00'],
      ['transactionIdentifier', '1566704688'],
      ['dateTime', '22-09-2021 10:18:39'],
      ['merchantTransactionRequestType', 'SALE'],
      ['statusCode', '0300'],
      [
        'hash',
        'f10cd6ced1dc4c96d79ec0e0bcdba44b3567f48447b69570d54a66ff5f8a2e394474bdcbf65e949b060b9691abad912a941769d7575b49961bffb2db6def61c7',
      ],
    ],
  );
});

const FAILED = { status: 'failed', decline: 'declined', bankReference: null } as const;
const LEFT = { status: 'failed', decline: 'cancelled_by_customer', instrument: null } as const;

test('a failure is 0399 and leaving is 0392, in both versions', () => {
  const attempted = { status: 'attempted' } as const;
  for (const body of [{}, V2]) {
    const failed = one({ kind: 'payment.failed', order: attempted, payment: FAILED, body });
    const left = one({ kind: 'payment.failed', order: attempted, payment: LEFT, body });
    assert.deepEqual([failed.event, left.event], ['0399', '0392']);
  }
  const left = one({ kind: 'payment.failed', order: attempted, payment: LEFT });
  assert.deepEqual(readMessage(left).slice(0, 3), [
    '0392',
    'User Aborted',
    'Transaction aborted by user',
  ]);
});

test('what has not ended, and what happens to an order or a refund, is not told', () => {
  const silent: readonly EventKind[] = [
    'order.paid',
    'order.expired',
    'order.cancelled',
    'payment.pending',
    'payment.authorized',
    'payment.voided',
    'payment.mismatched',
    'refund.created',
    'refund.processed',
    'refund.failed',
    'refund.cancelled',
  ];
  for (const kind of silent) assert.deepEqual(tell({ kind }), [], kind);
  assert.deepEqual(tell({ payment: null }), []);
});

test('an endpoint chooses among the status codes; without a choice it is told all', () => {
  assert.deepEqual(webhooks.events, ['0300', '0399', '0392']);
  assert.deepEqual(webhooks.versions, ['v1', 'v2']);
  assert.equal(tell({ body: { events: ['0300'] } }).length, 1);
  assert.equal(tell({ body: { events: ['0399', '0392'] } }).length, 0);
  assert.equal(
    tell({
      body: { events: ['0399'] },
      kind: 'payment.failed',
      payment: FAILED,
      order: { status: 'attempted' },
    }).length,
    1,
  );
  assert.equal(tell({ body: { dialect: 'worldline' } }).length, 1);
});

test('a query that the address has stays as it is', () => {
  const { url } = one({ url: 'https://shop.example/s2s?shop=a+b&x=%2f#top' });
  assert.match(url, /^https:\/\/shop\.example\/s2s\?shop=a\+b&x=%2f&msg=0300%7Csuccess/);
  assert.equal(readMessage(one({ url: `${PLACE}?msg2=1` }))[3], '730451');
  assert.ok(one().url.startsWith(`${PLACE}?msg=0300%7C`));
});

test('the receipt is taken as PHP prints it in JSON too', () => {
  const { accepts } = one({ order: { reference: 'WL/7 ä' } });
  assert.deepEqual(accepts, [
    'WL/7 ä|1566704688|1',
    'WL/7 ä|1566704688|0',
    'WL\\/7 \\u00e4|1566704688|1',
    'WL\\/7 \\u00e4|1566704688|0',
  ]);
});

test('the receipt is taken as templates escape it into a page', () => {
  const { accepts = [] } = one({ order: { reference: `A&"'<1>` } });
  for (const page of [
    'A&amp;&quot;&#39;&lt;1&gt;',
    'A&amp;&#34;&#39;&lt;1&gt;',
    'A&amp;&quot;&#039;&lt;1&gt;',
  ]) {
    assert.ok(accepts.includes(`${page}|1566704688|1`), page);
  }
});

test('a WEBSH1 order is told with SHA-256, as its way back is', () => {
  const wire = { merchantId: 'T206030', cartDescription: null, hash: 'sha256' };
  const parts = new URL(one({ order: { wire } }).url).searchParams.get('msg')?.split('|') ?? [];
  const text = [...parts.slice(0, -1), SALT].join('|');
  assert.equal(parts.at(-1), createHash('sha256').update(text).digest('hex'));
});

test('an order of another dialect is told by its reference and the account', () => {
  const foreign = { dialect: 'other', reference: 'a|b\r\nc', wire: { merchantId: 'NOT OURS' } };
  const webhook = one({ order: foreign });
  assert.equal(readMessage(webhook)[3], 'a b  c');
  assert.equal(webhook.accepts?.[0], 'a b  c|1566704688|1');
  const fields = new URLSearchParams(one({ order: foreign, body: V2 }).body);
  assert.equal(fields.get('merchantCode'), ACCOUNT.key);
  assert.equal(one({ order: { ...foreign, reference: null } }).accepts?.[0], '|1566704688|1');
});

// The gateway documents no schedule of its own (inferred, docs/webhooks.md).
test('five retries follow the first attempt, the last after six hours', () => {
  assert.deepEqual(
    webhooks.retryMs.map((ms) => ms / 60_000),
    [1, 5, 15, 60, 360],
  );
  assert.equal(webhooks.timeoutMs, 10_000);
});
