// Webhooks: the events a merchant's server is told of, each a signed snapshot of its entities.
// Source: razorpay.md §3 (documented; the schedule and the user agent measured by others).
import { hash } from 'node:crypto';
import type { EventKind } from '../../../core/decision.ts';
import type { Addresses, Subscriber, WebhookEvent, Webhook, Webhooks } from '../../dialect.ts';
import { hmacSha256 } from '../../kit/proof.ts';
import { isOrderless } from '../ids.ts';
import { seconds } from '../time.ts';
import { viewLinkItself } from './native/payment-link-view.ts';
import { viewOrder, viewPayment, viewRefund } from './native/view.ts';

type Word =
  | 'payment.authorized'
  | 'payment.captured'
  | 'payment.failed'
  | 'order.paid'
  | 'payment_link.paid'
  | 'payment_link.cancelled'
  | 'payment_link.expired'
  | 'refund.created'
  | 'refund.processed'
  | 'refund.failed';

const EVENTS: readonly Word[] = Object.freeze([
  'payment.authorized',
  'payment.captured',
  'payment.failed',
  'order.paid',
  'payment_link.paid',
  'payment_link.cancelled',
  'payment_link.expired',
  'refund.created',
  'refund.processed',
  'refund.failed',
]);

/** Null where the gateway has no word; the entities of such news can still be asked for. */
const WORDS: Readonly<Record<EventKind, Word | null>> = Object.freeze({
  'order.created': null,
  'order.paid': 'order.paid',
  'order.expired': null,
  'order.cancelled': null,
  'payment.pending': null,
  'payment.authorized': 'payment.authorized',
  'payment.captured': 'payment.captured',
  'payment.failed': 'payment.failed',
  'payment.voided': null,
  'payment.mismatched': null,
  'payment.surplus': null,
  'payment.routed': null,
  'evidence.contradicted': null,
  'review.decided': null,
  'refund.created': 'refund.created',
  'refund.processed': 'refund.processed',
  'refund.failed': 'refund.failed',
  // A refund that was withdrawn is shown as failed.
  'refund.cancelled': 'refund.failed',
});

/** What is told of a payment link, besides what is told of its order. */
const LINK_WORDS: Partial<Readonly<Record<EventKind, Word>>> = Object.freeze({
  'order.paid': 'payment_link.paid',
  'order.cancelled': 'payment_link.cancelled',
  'order.expired': 'payment_link.expired',
});

// The waits between the measured deliveries, which came 0.23 s after the first, then 6, 19, 39.5,
// 82, 164 … 5140 s, and the sixteenth after 22.76 hours: each about twice as long as the last.
const RETRY_MS: readonly number[] = Object.freeze([
  230, 5770, 13_000, 20_500, 42_500, 82_000, 162_000, 324_000, 643_000, 1_283_000, 2_564_000,
  5_120_000, 10_240_000, 20_480_000, 40_960_000,
]);

export const webhooks: Webhooks = {
  events: EVENTS,
  versions: [],
  retryMs: RETRY_MS,
  timeoutMs: 5000,
  render: (webhookEvent, subscriber, { account, addresses }) =>
    listNews(webhookEvent).flatMap((each) =>
      listWords(each)
        .filter(([word]) => isChosen(word, subscriber.body))
        .map(([word, news]) =>
          webhookOf(word, news, subscriber, { addresses, name: accountName(account.key) }),
        ),
    ),
};

type Telling = readonly [Word, WebhookEvent];

/** The words for it; what is told of a link beside its order is an event of its own. */
function listWords(news: WebhookEvent): readonly Telling[] {
  const { kind, token, aggregate } = news;
  const { order } = aggregate;
  const word = kind === 'order.paid' && isOrderless(order) ? null : WORDS[kind];
  const linkWord = order.link === undefined ? undefined : LINK_WORDS[kind];
  return [
    ...(word === null ? [] : [[word, news] as const]),
    ...(linkWord === undefined
      ? []
      : [[linkWord, { ...news, token: base62(`${token} ${linkWord}`) }] as const]),
  ];
}

/**
 * The gateway authorizes every payment before it captures it, and says so each time; plugins wait
 * for that word alone. Ours captures in one step, so the first half of the step is told here.
 */
function listNews(webhookEvent: WebhookEvent): readonly WebhookEvent[] {
  const { kind, token, payment, aggregate } = webhookEvent;
  const isOneStep = kind === 'payment.captured' && aggregate.order.capture === 'automatic';
  if (!isOneStep || payment === null) return [webhookEvent];
  const held = { capturedMinor: 0, refundedMinor: 0, completedAt: null };
  const authorized = { ...payment, status: 'authorized', ...held } as const;
  const earlier = `${token} payment.authorized`;
  const first = {
    kind: 'payment.authorized',
    payment: authorized,
    token: base62(earlier),
  } as const;
  return [{ ...webhookEvent, ...first }, webhookEvent];
}

/** Flags by name, or a list of names; an endpoint that names none is told everything. */
function isChosen(event: Word, body: Subscriber['body']): boolean {
  const chosen = body?.['events'];
  if (Array.isArray(chosen)) return chosen.includes(event);
  if (typeof chosen !== 'object' || chosen === null) return true;
  const flags = new Map(Object.entries(chosen));
  return flags.size === 0 || flags.get(event) === true;
}

/**
 * The text is what JSON.stringify makes, so that receivers who verify it parsed and printed again
 * find the same signature as over the raw body (razorpay.md §3: a frequent complaint).
 */
function webhookOf(
  event: Word,
  webhookEvent: WebhookEvent,
  { url, secret }: Subscriber,
  { name, addresses }: Teller,
): Webhook {
  const entities = entitiesOf(event, webhookEvent, addresses);
  const body = JSON.stringify({
    entity: 'event',
    account_id: name,
    event,
    contains: entities.map(([name]) => name),
    payload: Object.fromEntries(entities.map(([name, entity]) => [name, { entity }])),
    created_at: seconds(toldAt(event, webhookEvent)),
  });
  return {
    event,
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Razorpay-Webhook/v1',
      'x-razorpay-event-id': webhookEvent.token,
      'x-razorpay-signature': hmacSha256(secret, body).toString('hex'),
    },
    body,
  };
}

type Teller = { readonly name: string; readonly addresses: Addresses };

/** What is told of a link is of when the link was made (every sample, and observed). */
function toldAt(event: Word, { at, aggregate }: WebhookEvent): number {
  return isOfLink(event) ? aggregate.order.createdAt : at;
}

function isOfLink(event: Word): boolean {
  return event.startsWith('payment_link.');
}

const WITH_CARD: ReadonlySet<string> = new Set(['card']);

/** What the event contains, in the gateway's order. */
function entitiesOf(
  event: Word,
  { aggregate, payment, refund }: WebhookEvent,
  addresses: Addresses,
): readonly (readonly [string, unknown])[] {
  const link = ['payment_link', viewLinkItself(aggregate, addresses)] as const;
  if (event === 'payment_link.cancelled' || event === 'payment_link.expired') return [link];
  if (payment === null) throw new Error(`${event} without a payment`);
  const view = viewPayment(payment, aggregate, WITH_CARD);
  const more = { base_amount: payment.amountMinor, amount_transferred: 0 };
  if (event === 'payment_link.paid') {
    return [link, ['order', viewOrder(aggregate)], ['payment', { ...view, ...more }]];
  }
  if (event === 'order.paid')
    return [
      ['payment', view],
      ['order', viewOrder(aggregate)],
    ];
  if (!event.startsWith('refund.')) return [['payment', view]];
  if (refund === null) throw new Error(`${event} without a refund`);
  return [
    ['refund', viewRefund(refund, payment)],
    ['payment', { ...view, ...more }],
  ];
}

/** The gateway's name of an account; ours follows from its key. */
function accountName(key: string): string {
  return `acc_${base62(`account ${key}`)}`;
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Fourteen characters that follow from a text. */
function base62(text: string): string {
  const digest = hash('sha256', text, 'buffer').subarray(0, 14);
  return [...digest].map((byte) => DIGITS[byte % DIGITS.length]).join('');
}
