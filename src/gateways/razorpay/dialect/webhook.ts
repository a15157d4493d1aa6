// Webhooks: the events a merchant's server is told of, each a signed snapshot of its entities.
// Source: razorpay.md §3 (documented; the schedule and the user agent measured by others).
import { hash } from 'node:crypto';
import type { EventKind } from '../../../core/decision.ts';
import type { Subscriber, WebhookEvent, Webhook, Webhooks } from '../../dialect.ts';
import { hmacSha256 } from '../../kit/proof.ts';
import { isOrderless } from '../ids.ts';
import { seconds } from '../time.ts';
import { viewOrder, viewPayment, viewRefund } from './native/view.ts';

type Word =
  | 'payment.authorized'
  | 'payment.captured'
  | 'payment.failed'
  | 'order.paid'
  | 'refund.created'
  | 'refund.processed'
  | 'refund.failed';

const EVENTS: readonly Word[] = Object.freeze([
  'payment.authorized',
  'payment.captured',
  'payment.failed',
  'order.paid',
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
  'evidence.contradicted': null,
  'refund.created': 'refund.created',
  'refund.processed': 'refund.processed',
  'refund.failed': 'refund.failed',
  // A refund that was withdrawn is shown as failed.
  'refund.cancelled': 'refund.failed',
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
  render: (webhookEvent, subscriber, { account }) =>
    listNews(webhookEvent).flatMap((each) => {
      const event = WORDS[each.kind];
      if (event === null || !isChosen(event, subscriber.body)) return [];
      if (event === 'order.paid' && isOrderless(each.aggregate.order)) return [];
      return [webhookOf(event, each, subscriber, accountName(account.key))];
    }),
};

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
  account: string,
): Webhook {
  const entities = entitiesOf(event, webhookEvent);
  const body = JSON.stringify({
    entity: 'event',
    account_id: account,
    event,
    contains: entities.map(([name]) => name),
    payload: Object.fromEntries(entities.map(([name, entity]) => [name, { entity }])),
    created_at: seconds(webhookEvent.at),
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

const WITH_CARD: ReadonlySet<string> = new Set(['card']);

/** What the event contains, in the gateway's order. */
function entitiesOf(
  event: Word,
  { aggregate, payment, refund }: WebhookEvent,
): readonly (readonly [string, unknown])[] {
  if (payment === null) throw new Error(`${event} without a payment`);
  const view = viewPayment(payment, aggregate, WITH_CARD);
  if (event === 'order.paid')
    return [
      ['payment', view],
      ['order', viewOrder(aggregate)],
    ];
  if (!event.startsWith('refund.')) return [['payment', view]];
  if (refund === null) throw new Error(`${event} without a refund`);
  const more = { base_amount: payment.amountMinor, amount_transferred: 0 };
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
