// Whom Pine Labs' webhooks go to, in which version, and the form for the documented callback.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NOW } from '../../../../test/support/call.ts';
import {
  about,
  buildEvent,
  failed,
  isSignatureGood,
  only,
  paid,
  part,
  reversed,
  SIDE,
  renderWebhooks,
  tried,
  V2,
  V3,
} from '../../../../test/support/pinelabs-event.ts';
import type { Subscriber } from '../../dialect.ts';
import { pinelabs } from './index.ts';

describe('whom and how', () => {
  test('an endpoint that names a version or events gets those and no others', () => {
    const both = about({ ...V2, ...paid }, {});
    const events = (body: Subscriber['body'], order = V2): readonly string[] =>
      renderWebhooks('payment.captured', about({ ...order, ...paid }, {}), body).map(
        ({ event }) => event,
      );
    assert.deepEqual(events({}), ['payment.captured']);
    assert.deepEqual(events({ version: 'v3' }), ['ORDER_PROCESSED']);
    assert.deepEqual(events({ version: 'v2' }, V3), ['payment.captured']);
    assert.deepEqual(events({ version: 'v2' }, { dialect: 'test' }), ['payment.captured']);
    assert.deepEqual(events({ version: 'unknown' }, V3), ['ORDER_PROCESSED']);
    assert.deepEqual(events({ events: ['payment.captured'] }), ['payment.captured']);
    assert.deepEqual(events({ events: ['payment.failed'] }), []);
    assert.deepEqual(events({ events: [] }), []);
    assert.deepEqual(renderWebhooks('order.created', both), []);
  });

  test('an endpoint may choose among the events of orders, payments, refunds and links', () => {
    const { events } = pinelabs.webhooks;
    assert.deepEqual(events, [
      ...['ORDER_AUTHORIZED', 'ORDER_PROCESSED', 'ORDER_CANCELLED', 'ORDER_FAILED'],
      ...['PAYMENT_FAILED', 'REFUND_PROCESSED', 'REFUND_FAILED', 'payment_link.processed'],
      ...['payment.captured', 'payment.completion', 'payment.failed', 'payment.pending'],
      ...['payment.refund.success', 'payment.refund.failed'],
    ]);
  });

  test('three retries within the published five seconds each, then it is given up', () => {
    const { retryMs, timeoutMs, versions } = pinelabs.webhooks;
    assert.deepEqual(retryMs, [5_000, 5 * 60_000, 30 * 60_000]);
    assert.equal(timeoutMs, 5_000);
    assert.deepEqual(versions, ['v3', 'v2']);
  });

  const URL = 'https://merchant.com/callback';
  const RETURNS = { success: URL, failure: URL, cancel: URL, notify: URL };
  const documented = { dialect: 'pinelabs', returns: RETURNS } as const;

  test('the documented callback gets the same signed form from us as from the browser', () => {
    for (const [kind, order, payment] of [
      ['payment.captured', paid, {}],
      ['order.expired', { status: 'expired' }, failed],
      ['order.cancelled', { status: 'cancelled' }, undefined],
    ] as const) {
      const webhookEvent = about({ ...documented, ...order }, payment);
      const webhook = only(renderWebhooks(kind, webhookEvent, null));
      const ended = kind === 'payment.captured' ? 'payment.captured' : 'payment.failed';
      assert.equal(webhook.event, ended);
      assert.deepEqual(webhook.headers, { 'content-type': 'application/x-www-form-urlencoded' });
      const { aggregate, payment: attempt } = buildEvent(kind, webhookEvent);
      const context = { aggregate, payment: attempt, ...SIDE, now: NOW };
      const handback = pinelabs.handback(context);
      assert.ok(handback?.kind === 'browserPost');
      const fields = [...new URLSearchParams(webhook.body)];
      assert.deepEqual(fields, handback.fields);
      assert.ok(isSignatureGood(Object.fromEntries(fields)));
    }
  });

  test('the documented callback is told of nothing that is not the end of a payment', () => {
    for (const kind of ['payment.failed', 'payment.pending', 'order.paid'] as const) {
      assert.deepEqual(renderWebhooks(kind, about({ ...documented, ...tried }, failed), null), []);
    }
    const webhookEvent = about({ ...documented, ...paid }, reversed, part);
    assert.deepEqual(renderWebhooks('refund.processed', webhookEvent, null), []);
  });
});
