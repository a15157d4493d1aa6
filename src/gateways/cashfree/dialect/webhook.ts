// Webhooks: which news has a word of the gateway, who hears it in which form, and the seal on it.
// Source: cashfree.md §3.1 and §3.2.
import { hash } from 'node:crypto';
import type { Account } from '../../../core/account.ts';
import type { EventKind } from '../../../core/decision.ts';
import type { Addresses, Subscriber, WebhookEvent, Webhook, Webhooks } from '../../dialect.ts';
import { formOf, isPluginAddress, shopBehind, signText, writeForm } from './webhook-form.ts';
import { linkOf } from './native/payment-link.ts';
import {
  renderLinkWebhook,
  renderPaymentWebhook,
  renderRefundWebhook,
  WEBHOOK_VERSIONS,
  type WebhookVersion,
  webhookVersionOf,
} from './webhook-body.ts';
import { formatInstant } from '../time.ts';
import type { Body } from './native/view.ts';
import { paymentStatus } from '../words.ts';

const EVENTS = Object.freeze([
  'PAYMENT_SUCCESS_WEBHOOK',
  'PAYMENT_FAILED_WEBHOOK',
  'PAYMENT_USER_DROPPED_WEBHOOK',
  'REFUND_STATUS_WEBHOOK',
  'PAYMENT_LINK_EVENT',
] as const);

type EventName = (typeof EVENTS)[number];

/** What news is about, where the gateway tells it at all. */
const SUBJECT: Readonly<Record<EventKind, 'payment' | 'refund' | 'link' | null>> = Object.freeze({
  'order.created': null,
  // Of an order without a link only its payments are told.
  'order.paid': 'link',
  'order.expired': 'link',
  'order.cancelled': 'link',
  'payment.pending': null,
  // An authorized payment is PENDING for whoever asks, and no type of webhook fits that.
  'payment.authorized': null,
  'payment.captured': 'payment',
  'payment.failed': 'payment',
  'payment.voided': null,
  'payment.mismatched': null,
  'payment.surplus': null,
  'payment.routed': null,
  'evidence.contradicted': null,
  'review.decided': null,
  // "either SUCCESS or CANCELLED in refund webhook" (page "Refund Webhooks").
  'refund.created': null,
  'refund.processed': 'refund',
  'refund.failed': 'refund',
  'refund.cancelled': 'refund',
});

const PAYMENT_EVENT: ReadonlyMap<string, EventName> = new Map([
  ['SUCCESS', 'PAYMENT_SUCCESS_WEBHOOK'],
  ['FAILED', 'PAYMENT_FAILED_WEBHOOK'],
  ['USER_DROPPED', 'PAYMENT_USER_DROPPED_WEBHOOK'],
]);

/** The gateway's word for the news; null when it has none. */
function eventOf({ kind, payment, aggregate }: WebhookEvent): EventName | null {
  switch (SUBJECT[kind]) {
    case 'payment':
      return payment === null ? null : (PAYMENT_EVENT.get(paymentStatus(payment)) ?? null);
    case 'refund':
      return 'REFUND_STATUS_WEBHOOK';
    case 'link':
      return linkOf(aggregate.order) === null ? null : 'PAYMENT_LINK_EVENT';
    case null:
      return null;
  }
}

/**
 * An endpoint hears what it chose, by default everything. A link's own address hears of the link,
 * any other order's of its payments and refunds.
 */
function hears({ body }: Subscriber, event: EventName, { aggregate }: WebhookEvent): boolean {
  if (body === null) {
    return (linkOf(aggregate.order) !== null) === (event === 'PAYMENT_LINK_EVENT');
  }
  const { events } = body;
  return !Array.isArray(events) || events.includes(event);
}

type Format = 'json' | 'form';

/** Where and how a subscriber is told; nowhere when its address is not one that may be called. */
type Way = { readonly url: string; readonly formats: readonly Format[] } | null;

const FORMATS: ReadonlyMap<unknown, readonly Format[]> = new Map<unknown, readonly Format[]>([
  ['form', ['form']],
  ['both', ['json', 'form']],
]);
const JSON_ALONE: readonly Format[] = ['json'];
const FORM_ALONE: readonly Format[] = ['form'];

function wayTo({ url, body }: Subscriber, { mode, settings }: Account): Way {
  if (body !== null) return { url, formats: FORMATS.get(body['format']) ?? JSON_ALONE };
  const shop = shopBehind(url);
  if (shop === undefined) {
    const own = isPluginAddress(url) ? FORM_ALONE : JSON_ALONE;
    return { url, formats: FORMATS.get(settings.orderNotices) ?? own };
  }
  // The address in the relay was not seen when the order was made, so its rule is kept here.
  if (shop === null || (mode === 'live' && !shop.startsWith('https:'))) return null;
  return { url: shop, formats: ['form'] };
}

const render: Webhooks['render'] = (
  webhookEvent,
  subscriber,
  { account, credentials, addresses },
) => {
  const event = eventOf(webhookEvent);
  if (event === null || !hears(subscriber, event, webhookEvent)) return [];
  const way = wayTo(subscriber, account);
  if (way === null) return [];
  const { url, formats } = way;
  // The SDKs verify with the client secret and know no other: an endpoint's own secret seals the
  // headers of Standard Webhooks alone.
  const telling = { event, url, secret: credentials.secret, webhookEvent };
  const asked = subscriber.body ?? webhookEvent.aggregate.order.wire;
  const version = webhookVersionOf(asked['version']);
  return formats.flatMap((format) =>
    format === 'json' ? tellInJson(telling, version, addresses) : tellInForm(telling),
  );
};

type Telling = {
  readonly event: EventName;
  readonly url: string;
  readonly secret: string;
  readonly webhookEvent: WebhookEvent;
};

function tellInJson(
  { event, url, secret, webhookEvent }: Telling,
  version: WebhookVersion,
  addresses: Addresses,
): readonly Webhook[] {
  const body = JSON.stringify(envelope(event, webhookEvent, version, addresses));
  const timestamp = String(webhookEvent.at);
  const headers = {
    'content-type': 'application/json',
    'x-webhook-signature': signText(timestamp + body, secret),
    'x-webhook-timestamp': timestamp,
    'x-webhook-version': version,
    ...(version === '2025-01-01' ? { 'x-idempotency-key': hashOf(body) } : {}),
  };
  const attemptHeader = 'x-webhook-attempt';
  return [{ event, method: 'POST', url, headers, body, attemptHeader }];
}

/** "Unique hash per payload" (agent documents); the page's sample has the length of this one. */
function hashOf(body: string): string {
  return hash('sha256', body, 'base64');
}

/** The keys in the order of the samples. */
function envelope(
  type: EventName,
  webhookEvent: WebhookEvent,
  version: WebhookVersion,
  addresses: Addresses,
): Body {
  const event_time = formatInstant(webhookEvent.at);
  if (type === 'PAYMENT_LINK_EVENT') {
    return { data: renderLinkWebhook(webhookEvent, addresses), type, version: 1, event_time };
  }
  const { payment, refund } = webhookEvent;
  if (refund !== null)
    return { data: renderRefundWebhook(refund, webhookEvent, version), event_time, type };
  if (payment === null) throw new Error(`${webhookEvent.kind} without a payment`);
  return { data: renderPaymentWebhook(payment, webhookEvent, version), event_time, type };
}

/** The older form knows payments only. */
function tellInForm({ event, url, secret, webhookEvent }: Telling): readonly Webhook[] {
  const { payment, aggregate, kind } = webhookEvent;
  if (payment === null || SUBJECT[kind] !== 'payment') return [];
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = writeForm(formOf(payment, aggregate.order), secret);
  return [{ event, method: 'POST', url, headers, body }];
}

const MINUTE_MS = 60_000;

export const webhooks: Webhooks = {
  events: EVENTS,
  versions: WEBHOOK_VERSIONS,
  // "Retries up to three times at 2, 10, and 30-minute intervals" (cashfree.md §3.1).
  retryMs: [2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS],
  // How long the gateway waits is not documented.
  timeoutMs: 10_000,
  render,
};
