// The webhooks that tell a merchant's server whether an order was paid.
// Source: paytring.md §5.2. The topics are documented, the header is observed in an official
// README, the body is inferred: `order_id` is what a merchant reads, the rest follows the order's
// fetch.
import type { EventKind } from '../../../core/decision.ts';
import { ownReference } from '../../../core/name.ts';
import { decisivePayment } from '../../../core/payment.ts';
import type { StoredRecord } from '../../../core/record.ts';
import type { Subscriber, WebhookEvent, Webhooks } from '../../dialect.ts';
import { sha512Hex } from '../../kit/proof.ts';
import { orderName } from './render.ts';
import { spellTime } from '../time.ts';
import { METHOD, orderWord, unmappedWord } from '../words.ts';

export const TOPICS = Object.freeze(['order.paid', 'order.failed'] as const);
type Topic = (typeof TOPICS)[number];

const TOPIC_OF: Readonly<Partial<Record<EventKind, Topic>>> = Object.freeze({
  'order.paid': 'order.paid',
  'payment.failed': 'order.failed',
  'order.expired': 'order.failed',
});

const MINUTE_MS = 60_000;

export const webhooks: Webhooks = {
  events: TOPICS,
  versions: [],
  // Neither a schedule nor a time limit is published.
  retryMs: [1, 5, 15, 60, 360].map((minutes) => minutes * MINUTE_MS),
  timeoutMs: 10_000,
  render: (webhookEvent, subscriber, { credentials: { secret } }) => {
    const topic = TOPIC_OF[webhookEvent.kind];
    if (topic === undefined || !isWanted(subscriber, topic)) return [];
    const facts = listFacts(webhookEvent, topic);
    const headers = {
      'content-type': 'application/json',
      // By the API secret, as the README verifies it, whatever secret an endpoint has of its own.
      'x-paytring-signature': signFacts(facts, secret),
    };
    const body = JSON.stringify(facts);
    return [{ event: topic, method: 'POST', url: subscriber.url, headers, body }];
  },
};

function isWanted({ body }: Subscriber, topic: Topic): boolean {
  return body === null || topicsOf(body).includes(topic);
}

/**
 * What an endpoint chose: `events`, as endpoints of all dialects name it. Older ones have it as
 * `topics`; those that chose nothing are told everything.
 */
export function topicsOf(body: StoredRecord['body']): readonly unknown[] {
  const chosen = body['events'] ?? body['topics'];
  return Array.isArray(chosen) ? chosen : TOPICS;
}

type Facts = Readonly<Record<string, string | number>>;

/**
 * Texts and whole numbers alone, blanks instead of null: only then do the documented rule and that
 * of the Node SDK, which is the one that verifies webhooks, come to the same hash.
 */
function listFacts({ aggregate, at, ...webhookEvent }: WebhookEvent, topic: Topic): Facts {
  const { order, payments } = aggregate;
  const payment = webhookEvent.payment ?? decisivePayment(payments);
  const instrument = payment?.instrument ?? null;
  return {
    event: topic,
    order_id: orderName(order),
    receipt_id: ownReference(order) ?? '',
    status: orderWord(aggregate),
    amount: order.amountMinor,
    currency: order.currency,
    method: instrument === null ? '' : METHOD[instrument.method],
    pg: payment?.processor ?? '',
    pg_transaction_id: payment?.processorReference ?? '',
    unmapped_status: unmappedWord(payment),
    updated_at: spellTime(at),
  };
}

/** The V1 rule: the values in the order of their sorted names, then the secret. */
function signFacts(facts: Facts, secret: string): string {
  const names = Object.keys(facts).sort();
  return sha512Hex([...names.map((name) => facts[name]), secret].join('|'));
}
