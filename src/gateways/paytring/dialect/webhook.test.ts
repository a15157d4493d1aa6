// The webhooks: topics, a body that hashes alike by every rule, and what is not told.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  ACCOUNT,
  buildOrder,
  buildPayment,
  CREDENTIALS,
  ADDRESSES,
  NOW,
} from '../../../../test/support/call.ts';
import type { EventKind } from '../../../core/decision.ts';
import type { Order } from '../../../core/order.ts';
import type { Payment } from '../../../core/payment.ts';
import type { Subscriber, Webhook } from '../../dialect.ts';
import { webhooks } from './webhook.ts';

const PLACE = 'https://shop.example/webhook?shop=1';
const SECRET = CREDENTIALS.secret;

type Told = {
  readonly kind?: EventKind;
  readonly order?: Partial<Order>;
  readonly payments?: readonly Partial<Payment>[];
  readonly body?: Subscriber['body'] | null;
};

function tell({ kind = 'order.paid', order, payments = [{}], body = null }: Told = {}) {
  const paid = { dialect: 'paytring', status: 'paid', reference: '10123450' } as const;
  const made = payments.map((changes) => buildPayment(changes));
  const aggregate = { order: buildOrder({ ...paid, ...order }), payments: made, refunds: [] };
  const payment = kind.startsWith('order.') ? null : (made.at(-1) ?? null);
  const webhookEvent = {
    kind,
    at: NOW,
    token: 'EVT123def456GH',
    aggregate,
    payment,
    refund: null,
  } as const;
  const side = { account: ACCOUNT, credentials: CREDENTIALS, addresses: ADDRESSES };
  return webhooks.render(webhookEvent, { url: PLACE, body, secret: 'whsec_b3du' }, side);
}

function one(told: Told = {}): { webhook: Webhook; facts: Record<string, unknown> } {
  const [webhook, ...more] = tell(told);
  assert.ok(webhook && more.length === 0);
  assert.ok(!JSON.stringify(webhook).includes(SECRET));
  return { webhook, facts: JSON.parse(webhook.body) as Record<string, unknown> };
}

const sha512 = (text: string): string => createHash('sha512').update(text).digest('hex');

/** `hash.verify(body, secret, header)` of the Node SDK, which joins whatever it finds. */
function verifyAsNode(body: Record<string, unknown>, secret: string, hash: string): boolean {
  const values = Object.keys(body)
    .sort()
    .map((name) => body[name]);
  return sha512(`${values.join('|')}|${secret}`) === hash;
}

/** The documented rule: objects are left out, `null` is blank, `true` is 1. */
function verifyAsDocumented(body: Record<string, unknown>, secret: string, hash: string): boolean {
  const values = Object.keys(body)
    .sort()
    .map((name) => body[name])
    .filter((value) => typeof value !== 'object' || value === null)
    .map((value) => (typeof value === 'boolean' ? (value ? '1' : '') : (value ?? '')));
  return sha512(`${values.join('|')}|${secret}`) === hash;
}

test('an order that was paid: the facts of its fetch, flat', () => {
  const { webhook, facts } = one();
  assert.deepEqual([webhook.event, webhook.method, webhook.url], ['order.paid', 'POST', PLACE]);
  assert.deepEqual(facts, {
    event: 'order.paid',
    order_id: '4403993715527184',
    receipt_id: '10123450',
    status: 'success',
    amount: 50050,
    currency: 'INR',
    method: 'CARD',
    pg: 'sandbox',
    pg_transaction_id: 'SBX1',
    unmapped_status: 'captured',
    updated_at: '2024-01-15 10:30:00',
  });
});

test('the signature is good by the documented rule and by the Node SDK, raw or parsed', () => {
  const cases: readonly Told[] = [
    {},
    {
      kind: 'payment.failed',
      order: { status: 'attempted' },
      payments: [
        {
          status: 'failed',
          decline: 'declined',
          instrument: null,
          processorReference: null,
          processorStatus: null,
        },
      ],
    },
    { order: { reference: null } },
    { order: { reference: 'ü|"\\ \u2028' } },
  ];
  for (const each of cases) {
    const { webhook, facts } = one(each);
    const hash = webhook.headers['x-paytring-signature'] ?? '';
    assert.match(hash, /^[0-9a-f]{128}$/);
    assert.ok(verifyAsNode(facts, SECRET, hash));
    assert.ok(verifyAsDocumented(facts, SECRET, hash));
    assert.ok(!verifyAsNode(facts, `${SECRET}x`, hash));
    assert.ok(!verifyAsNode({ ...facts, amount: 50051 }, SECRET, hash));
    assert.ok(!verifyAsNode({ ...facts, status: 'success!' }, SECRET, hash));
    assert.equal(JSON.stringify(facts), webhook.body);
  }
});

test('the signature: worked example', () => {
  const { webhook } = one();
  const values =
    '50050|INR|order.paid|CARD|4403993715527184|sandbox|SBX1|10123450|success|captured|' +
    '2024-01-15 10:30:00';
  // Sorted: amount, currency, event, method, order_id, pg, pg_transaction_id, receipt_id, status,
  // unmapped_status, updated_at.
  assert.equal(webhook.headers['x-paytring-signature'], sha512(`${values}|${SECRET}`));
});

test('a failed attempt and an order out of time are order.failed', () => {
  const failed = { status: 'failed', decline: 'declined' } as const;
  const attempted = { status: 'attempted' } as const;
  const first = one({ kind: 'payment.failed', order: attempted, payments: [failed] });
  assert.deepEqual([first.webhook.event, first.facts['status']], ['order.failed', 'failed']);
  const late = one({ kind: 'order.expired', order: { status: 'expired' }, payments: [] });
  assert.deepEqual([late.webhook.event, late.facts['status']], ['order.failed', 'failed']);
  assert.equal(late.facts['method'], '');
});

test('whatever the gateway has no topic for is not told', () => {
  const silent: readonly EventKind[] = [
    'order.created',
    'order.cancelled',
    'payment.pending',
    'payment.authorized',
    'payment.captured',
    'payment.voided',
    'payment.mismatched',
    'refund.created',
    'refund.processed',
    'refund.failed',
    'refund.cancelled',
  ];
  for (const kind of silent) assert.deepEqual(tell({ kind }), [], kind);
});

test('an endpoint is told what it chose, under either name of the choice', () => {
  const bodies = [{ events: ['order.failed'] }, { topics: ['order.failed'] }];
  for (const body of bodies) {
    assert.equal(tell({ body }).length, 0);
    assert.equal(tell({ body, kind: 'payment.failed' }).length, 1);
  }
  assert.equal(tell({ body: { dialect: 'paytring' } }).length, 1);
  assert.equal(tell({ body: { events: ['order.paid'], topics: ['order.failed'] } }).length, 1);
});

test('what is not known is blank, and the attempt that the news is about is the one told', () => {
  const expired = { status: 'expired', reference: null } as const;
  const { webhook, facts } = one({ kind: 'order.expired', order: expired, payments: [] });
  assert.equal(webhook.headers['content-type'], 'application/json');
  const { receipt_id, method, pg, pg_transaction_id, unmapped_status } = facts;
  assert.deepEqual([receipt_id, method, pg, pg_transaction_id, unmapped_status], Array(5).fill(''));
  const failed = { status: 'failed', processorReference: 'P2', processorStatus: 'NO' } as const;
  const late = one({ kind: 'payment.failed', payments: [{}, failed] }).facts;
  assert.deepEqual([late['pg_transaction_id'], late['unmapped_status']], ['P2', 'NO']);
  const nameless = { ...failed, processorReference: null };
  assert.equal(
    one({ kind: 'payment.failed', payments: [nameless] }).facts['pg_transaction_id'],
    '',
  );
});

// paytring.md §5.2: "`order.paid`, `order.failed`; no others are known"; repetition, time limit:
// unknown.
test('the topics, and how long and how often an endpoint is tried', () => {
  const { events, versions, retryMs, timeoutMs } = webhooks;
  assert.deepEqual(events, ['order.paid', 'order.failed']);
  assert.deepEqual(versions, []);
  assert.deepEqual(retryMs, [60_000, 300_000, 900_000, 3_600_000, 21_600_000]);
  assert.equal(timeoutMs, 10_000);
});
