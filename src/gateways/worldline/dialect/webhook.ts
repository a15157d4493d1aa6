// The server-to-server calls that tell a merchant how a transaction ended.
// Source: worldline.md §3.4 (observed in the vendor's kits); no schedule is published.
import type { Credentials } from '../../../core/account.ts';
import type { EventKind } from '../../../core/decision.ts';
import type { Subscriber, WebhookEvent, Webhook, Webhooks } from '../../dialect.ts';
import { foreignSpellings } from '../../../web/html.ts';
import { type Message, messageHash, readableMessage, signMessage } from '../message.ts';
import { TRANSACTION } from '../words.ts';

const MINUTE_MS = 60_000;
const FORM = Object.freeze({ 'content-type': 'application/x-www-form-urlencoded' });

// Only ends are told: the WordPress kit cancels the order on whatever is not 0300, and so would on
// a payment that is merely awaited. Refunds have no call of their own in any kit.
const TOLD: ReadonlySet<EventKind> = new Set(['payment.captured', 'payment.failed']);

/** The gateway names no events; its status codes tell them apart. */
export const webhooks: Webhooks = {
  events: [TRANSACTION.success.code, TRANSACTION.failed.code, TRANSACTION.aborted.code],
  versions: ['v1', 'v2'],
  retryMs: [1, 5, 15, 60, 360].map((minutes) => minutes * MINUTE_MS),
  timeoutMs: 10_000,
  // The salt is the account's, whatever secret an endpoint has: a kit has one salt for everything.
  render: (webhookEvent, subscriber, { credentials }) => {
    const { payment, aggregate } = webhookEvent;
    if (payment === null || !TOLD.has(webhookEvent.kind)) return [];
    const message = readableMessage(aggregate.order, payment, webhookEvent.at);
    if (!isWanted(subscriber, message.txn_status)) return [];
    const isForm = subscriber.body?.['version'] === 'v2';
    const tellIt = isForm ? postForm : ask;
    return [tellIt(webhookEvent, subscriber.url, message, credentials)];
  },
};

function isWanted({ body }: Subscriber, code: string): boolean {
  const events = body?.['events'];
  return !Array.isArray(events) || events.includes(code);
}

/**
 * v1: the message of the browser's way back in the query of a GET. The merchant repeats both names
 * of the transaction and 1, or 0 for one that it did not take for a success: either is a receipt,
 * wherever in the answer it stands, as the Python kit puts it into a page.
 */
function ask(
  { aggregate: { order } }: WebhookEvent,
  url: string,
  message: Message,
  { secret }: Credentials,
): Webhook {
  const msg = signMessage(message, { order, salt: secret });
  const names = `${message.clnt_txn_ref}|${message.tpsl_txn_id}`;
  const receipts = [`${names}|1`, `${names}|0`];
  return {
    event: message.txn_status,
    method: 'GET',
    url: addToQuery(url, new URLSearchParams({ msg }).toString()),
    headers: {},
    body: '',
    accepts: [
      ...new Set([
        ...receipts,
        ...receipts.map(escapeAsPhp),
        ...receipts.flatMap(foreignSpellings),
      ]),
    ],
  };
}

/** A merchant's address keeps the query that it has, letter for letter. */
function addToQuery(address: string, query: string): string {
  const url = new URL(address);
  url.search = url.search === '' ? query : `${url.search}&${query}`;
  return url.href;
}

/** As PHP's `json_encode` writes a text between its quotes, which the WordPress kit answers. */
function escapeAsPhp(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/');
  return escaped.replace(/[\u0080-\uffff]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

const REQUEST_TYPE = 'SALE';

/** v2: a form whose hash is over everything but the status, so a merchant should ask again (O). */
function postForm(
  { aggregate: { order } }: WebhookEvent,
  url: string,
  message: Message,
  { key, secret }: Credentials,
): Webhook {
  const { merchantId } = order.wire;
  const isOwn = order.dialect === 'worldline' && typeof merchantId === 'string';
  const signed = {
    merchantCode: isOwn ? merchantId : key,
    merchantTransactionIdentifier: message.clnt_txn_ref,
    amount: message.txn_amt,
    transactionIdentifier: message.tpsl_txn_id,
    dateTime: message.tpsl_txn_time,
    merchantTransactionRequestType: REQUEST_TYPE,
  };
  const hash = messageHash(Object.values(signed), secret);
  const fields = { ...signed, statusCode: message.txn_status, hash };
  const body = new URLSearchParams(fields).toString();
  return { event: message.txn_status, method: 'POST', url, headers: FORM, body };
}
