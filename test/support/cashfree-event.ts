// News of a Cashfree order, for tests of what the dialect tells of it.
import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import type { EventKind } from '../../src/core/decision.ts';
import type { Order } from '../../src/core/order.ts';
import type { Payment } from '../../src/core/payment.ts';
import type { Refund } from '../../src/core/refund.ts';
import { webhooks } from '../../src/gateways/cashfree/dialect/webhook.ts';
import type { Subscriber, WebhookEvent, Webhook } from '../../src/gateways/dialect.ts';
import { ACCOUNT, buildOrder, buildPayment, CREDENTIALS, ADDRESSES, NOW } from './call.ts';

export const AT = NOW + 300_000;
export const HOOK = 'https://shop.in/hook';
const CUSTOMER = { id: 'cust_1', name: 'Asha Rao', email: 'asha@example.com', phone: '9876543210' };
const ORDER: Partial<Order> = { dialect: 'cashfree', reference: 'CF_1', customer: CUSTOMER };
const UPI = { method: 'upi', vpa: 'asha@okbank' } as const;

export type Told = {
  readonly kind: EventKind;
  readonly order?: Partial<Order>;
  readonly payment?: Payment | null;
  readonly refund?: Refund | null;
  readonly body?: Subscriber['body'];
  readonly url?: string;
  readonly account?: Account;
  readonly secret?: string;
};

export function renderWebhooks(told: Told): readonly Webhook[] {
  const { kind, payment = null, refund = null } = told;
  const order = buildOrder({ ...ORDER, ...told.order });
  const aggregate = {
    order,
    payments: payment === null ? [] : [payment],
    refunds: refund === null ? [] : [refund],
  };
  const news: WebhookEvent = { kind, at: AT, token: 'NEWS23def456GH', aggregate, payment, refund };
  const { secret = CREDENTIALS.secret, body = null, url = HOOK, account = ACCOUNT } = told;
  const side = { account, credentials: CREDENTIALS, addresses: ADDRESSES };
  return webhooks.render(news, { url, body, secret }, side);
}

export function only(told: Told): Webhook {
  const [webhook, ...more] = renderWebhooks(told);
  assert.ok(webhook !== undefined && more.length === 0, 'one webhook');
  return webhook;
}

export const paid = {
  kind: 'payment.captured',
  payment: buildPayment({ instrument: UPI }),
} as const;

export type Json = { readonly [name: string]: Json } & { readonly order_id?: string };
export const jsonOf = (webhook: Webhook) => JSON.parse(webhook.body) as Json;
export const dataOf = (told: Told) => jsonOf(only(told))['data'] as Json;
