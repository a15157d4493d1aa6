// The token generation's webhooks: names and states as published, verified by the official library.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import {
  about,
  failed,
  KEY,
  only,
  paid,
  part,
  readJson,
  type Row,
  SECRET,
  renderWebhooks,
  tried,
  V3,
  voided,
} from '../../../../../../test/support/pinelabs-event.ts';
import { standardHeaders } from '../../../../../engine/webhooks/standard-headers.ts';
import type { WebhookRow } from '../../../../../store/store.ts';
import { pinelabs } from '../../index.ts';

// Names and states of the page "Available Events"; null: no event of the gateway's is meant.
const ORDER_ROWS: readonly Row[] = [
  ['payment.authorized', 'ORDER_AUTHORIZED', 'AUTHORIZED', about(tried, { status: 'authorized' })],
  ['payment.captured', 'ORDER_PROCESSED', 'PROCESSED', about(paid, {})],
  ['order.paid', null, '', about(paid, {})],
  ['payment.failed', 'PAYMENT_FAILED', 'ATTEMPTED', about(tried, failed)],
  ['payment.voided', 'ORDER_CANCELLED', 'CANCELLED', about(tried, voided)],
  ['order.cancelled', 'ORDER_CANCELLED', 'CANCELLED', about({ status: 'cancelled' })],
  ['order.expired', 'ORDER_FAILED', 'FAILED', about({ status: 'expired' })],
  ['payment.pending', null, '', about(tried, { status: 'pending' })],
  ['payment.mismatched', null, '', about(tried, { status: 'pending' })],
  ['refund.created', null, '', about(paid, {}, {})],
  ['refund.processed', 'REFUND_PROCESSED', 'PROCESSED', about(paid, {}, part)],
  ['refund.failed', 'REFUND_FAILED', 'FAILED', about(paid, {}, { status: 'failed' })],
  ['refund.cancelled', 'REFUND_FAILED', 'FAILED', about(paid, {}, { status: 'cancelled' })],
];

describe('version 3', () => {
  for (const [kind, event, status, webhookEvent] of ORDER_ROWS) {
    test(`v3: ${kind} is told as ${event}`, () => {
      const webhooks = renderWebhooks(kind, {
        ...webhookEvent,
        order: { ...V3, ...webhookEvent.order },
      });
      if (event === null) return assert.deepEqual(webhooks, []);
      const webhook = only(webhooks);
      assert.equal(webhook.event, event);
      const { event_type, data, ...rest } = readJson(webhook);
      assert.deepEqual(rest, {});
      assert.equal(event_type, event);
      const shown = data as Readonly<Record<string, unknown>>;
      assert.equal(shown['status'], status);
      assert.equal(shown['merchant_id'], KEY);
      const isRefund = kind.startsWith('refund.');
      assert.equal(shown['type'], isRefund ? 'REFUND' : 'CHARGE');
      assert.equal(shown['merchant_order_reference'], isRefund ? 'refund_123' : 'REF_1');
      const order = 'v1-240115103000-aa-ABC123def456GH';
      assert.equal(isRefund ? shown['parent_order_id'] : shown['order_id'], order);
      assert.ok(pinelabs.webhooks.events.includes(event));
    });
  }

  const body = only(renderWebhooks('payment.captured', about({ ...V3, ...paid }, {}))).body;
  const seconds = Math.floor(Date.now() / 1000);
  const headersFor = (secret: string) => {
    const row = { token: 'NTC123def456GH', request: { body } } as WebhookRow;
    return standardHeaders(row, secret, seconds);
  };

  test('v3 is verified with the secret as the pages say: encoded to base64, and decoded', () => {
    const headers = headersFor(SECRET);
    const webhook = new Webhook(Buffer.from(SECRET).toString('base64'));
    assert.deepEqual(webhook.verify(body, headers), JSON.parse(body));
    webhook.verify(JSON.stringify(JSON.parse(body)), headers);
    assert.throws(() => webhook.verify(body.replace('PROCESSED', 'PROCESSEE'), headers));
    assert.throws(() => new Webhook(Buffer.from(KEY).toString('base64')).verify(body, headers));
    // The hex that the return's signature decodes is no key here.
    const decoded = Buffer.from(SECRET, 'hex').toString('base64');
    assert.throws(() => new Webhook(decoded).verify(body, headers));
  });

  test('v3 is verified as the official plugins do, and under an endpoint’s own secret', () => {
    const headers = headersFor(SECRET);
    const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const signature = createHmac('sha256', SECRET).update(text).digest('base64');
    assert.equal(headers['webhook-signature']?.replace('v1,', ''), signature);
    const own = `whsec_${Buffer.from('a secret of its own').toString('base64')}`;
    assert.ok(new Webhook(own).verify(body, headersFor(own)));
  });

  test('orders of other dialects are told in the newest version', () => {
    const webhook = only(
      renderWebhooks('payment.captured', about({ ...paid, dialect: 'test' }, {})),
    );
    assert.equal(webhook.event, 'ORDER_PROCESSED');
    const { data } = readJson(webhook) as { data: Readonly<Record<string, unknown>> };
    assert.deepEqual(data['order_amount'], { value: 50050, currency: 'INR' });
  });
});
