// News for Pine Labs' webhooks: about what, to whom, and how a merchant reads and verifies them.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { EventKind } from '../../src/core/decision.ts';
import type { Order } from '../../src/core/order.ts';
import type { Payment } from '../../src/core/payment.ts';
import type { Refund } from '../../src/core/refund.ts';
import type { Subscriber, WebhookEvent, Webhook } from '../../src/gateways/dialect.ts';
import { pinelabs } from '../../src/gateways/pinelabs/dialect/index.ts';
import { ACCOUNT, buildOrder, buildPayment, buildRefund, ADDRESSES, NOW } from './call.ts';

export type Texts = Readonly<Record<string, string>>;

// The vendor's own UAT merchant, published in its Java SDK's README.
export const SECRET = '55E0F73224EC458A8EC0B68F7B47ACAE';
export const KEY = '4a39a6d4-46b7-474d-929d-21bf0e9ed607';
export const SIDE = {
  account: { ...ACCOUNT, key: KEY },
  credentials: { key: KEY, secret: SECRET },
  addresses: ADDRESSES,
};
export const V3: Partial<Order> = { dialect: 'pinelabs', wire: { generation: 'order' } };
export const V2: Partial<Order> = {
  dialect: 'pinelabs',
  wire: { generation: 'json', merchant_id: '106598', access_code: KEY, udf: ['one'] },
};

export type About = {
  readonly order?: Partial<Order>;
  readonly payment?: Partial<Payment>;
  readonly refund?: Partial<Refund>;
};

export function buildEvent(kind: EventKind, about: About): WebhookEvent {
  const payment = about.payment === undefined ? null : buildPayment(about.payment);
  const refund = about.refund === undefined ? null : buildRefund(about.refund);
  return {
    kind,
    at: NOW,
    token: 'EVT123def456GH',
    aggregate: {
      order: buildOrder(about.order),
      payments: payment === null ? [] : [payment],
      refunds: refund === null ? [] : [refund],
    },
    payment,
    refund,
  };
}

export function renderWebhooks(
  kind: EventKind,
  about: About,
  body: Subscriber['body'] = {},
  secret = SECRET,
): readonly Webhook[] {
  const listener = { url: 'https://shop.example/hook', body, secret };
  return pinelabs.webhooks.render(buildEvent(kind, about), listener, SIDE);
}

export function only(webhooks: readonly Webhook[]): Webhook {
  const [webhook] = webhooks;
  assert.ok(webhook !== undefined && webhooks.length === 1);
  return webhook;
}

/** The body, which must read the same after it was parsed and printed again. */
export function readJson(webhook: Webhook): Readonly<Record<string, unknown>> {
  assert.deepEqual(webhook.headers, { 'content-type': 'application/json' });
  assert.equal(webhook.method, 'POST');
  const value: unknown = JSON.parse(webhook.body);
  assert.equal(JSON.stringify(value), webhook.body);
  return value as Readonly<Record<string, unknown>>;
}

export const tried = { status: 'attempted' } as const;
export const paid = { status: 'paid', amountPaidMinor: 50050 } as const;
export const failed = { status: 'failed', decline: 'declined', capturedMinor: 0 } as const;
export const voided = { status: 'voided', capturedMinor: 0 } as const;
export const reversed = { refundedMinor: 10000 };
export const part = { status: 'processed', processedAt: NOW } as const;

export type Row = readonly [kind: EventKind, event: string | null, told: string, about: About];

export function about(
  order: Partial<Order>,
  payment?: Partial<Payment>,
  refund?: Partial<Refund>,
): About {
  return {
    order,
    ...(payment === undefined ? {} : { payment }),
    ...(refund === undefined ? {} : { refund }),
  };
}

/** As the published sample verifies a return, written apart from the code under test. */
export function isSignatureGood(fields: Texts, secret = SECRET): boolean {
  const names = Object.keys(fields).filter((name) => !name.startsWith('dia_secret'));
  const text = names
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
  const digest = createHmac('sha256', Buffer.from(secret, 'hex')).update(text).digest('hex');
  return fields['dia_secret'] === digest.toUpperCase();
}
