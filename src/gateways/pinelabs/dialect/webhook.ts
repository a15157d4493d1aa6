// How Pine Labs tells merchants' servers of what happened, in two versions that are named as its
// documentation names them: v3 is the generation with tokens, v2 the two signed ones.
import type { Order } from '../../../core/order.ts';
import type { Subscriber, Webhook, Webhooks } from '../../dialect.ts';
import { NAME, originOf } from './origin.ts';
import { ORDER_EVENTS, orderWebhook } from './native/plural/webhook.ts';
import { callbackWebhook, PAYMENT_EVENTS, paymentWebhook } from './native/ppc/webhook.ts';

type Version = 'v3' | 'v2';
const VERSIONS: readonly Version[] = ['v3', 'v2'];

export const webhooks: Webhooks = {
  events: [...ORDER_EVENTS, ...PAYMENT_EVENTS],
  versions: VERSIONS,
  // "Up to three times if the initial delivery fails" says one page (pinelabs.md §2.6); another has
  // eight attempts, 5 seconds, 5 minutes, 30 minutes and up to 10 hours apart: its first three.
  retryMs: [5_000, 300_000, 1_800_000],
  // "An HTTP 2XX response code from your endpoint within 5 seconds".
  timeoutMs: 5_000,
  // The engine's Standard Webhooks headers are what v3's receivers verify: their key is the bytes
  // of the secret as it is written, though the same secret signs the return decoded from hex. v2's
  // seal is that of the return, by the account's secret: one piece of a shop's code reads both.
  render: (webhookEvent, subscriber, { account, credentials }) => {
    const { order } = webhookEvent.aggregate;
    if (subscriber.body === null) {
      const told = callbackWebhook(webhookEvent, credentials);
      return told === null ? [] : [formOf(told.event, subscriber, told.fields)];
    }
    const told =
      versionOf(subscriber.body['version'], order) === 'v2'
        ? paymentWebhook(webhookEvent, credentials)
        : orderWebhook(webhookEvent, account.key);
    return told !== null && isChosen(told.event, subscriber.body['events'])
      ? [jsonOf(told.event, subscriber, told.body)]
      : [];
  },
};

/** What the endpoint asked for; else that of the order, the newest for those of other dialects. */
function versionOf(asked: unknown, order: Order): Version {
  const named = VERSIONS.find((version) => version === asked);
  if (named !== undefined) return named;
  return order.dialect === NAME && originOf(order).generation !== 'order' ? 'v2' : 'v3';
}

function isChosen(event: string, events: unknown): boolean {
  return !Array.isArray(events) || events.includes(event);
}

function jsonOf(event: string, { url }: Subscriber, body: unknown): Webhook {
  const headers = { 'content-type': 'application/json' };
  return { event, method: 'POST', url, headers, body: JSON.stringify(body) };
}

// The documented paths call this address a webhook's; natively the browser returns there. Two posts
// of different kinds would break whoever wrote for one, so both are the same signed form: the page
// that reads the browser's reads ours, once it does without the customer's session.
function formOf(
  event: string,
  { url }: Subscriber,
  fields: readonly (readonly [string, string])[],
): Webhook {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams(Object.fromEntries(fields)).toString();
  return { event, method: 'POST', url, headers, body };
}
