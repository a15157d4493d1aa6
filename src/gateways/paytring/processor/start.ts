// Begins a payment: an order of Paytring's under our name, to whose page the customer is sent.
// Source: docs/gateways/paytring.md §3.1 and §P.1.
import { takesMethod } from '../../../core/order.ts';
import type { Processor, Side, StartAsk } from '../../processor.ts';
import { type Entity, idOf, readReply, refused, unreadable, wordOf } from './reply.ts';
import { CURRENCY } from './refund-list.ts';
import { NO_HASH, writePost } from './request.ts';

const METHODS = Object.freeze(['card', 'upi', 'netbanking', 'wallet'] as const);
const NAME_MAX = 100;
const CONTACT_MAX = 100;

export const start: Processor['start'] = Object.freeze<Processor['start']>({
  request: (ask, side) => {
    const { name, order, payment, customer, back } = ask;
    const wrong = findWrong(ask);
    if (wrong !== null) return refused('input', 'never', wrong);
    const isAutomatic = String(order.capture === 'automatic');
    return writePost(side, '/order/create', {
      // As a text, as every SDK sends it.
      amount: String(payment.amountMinor),
      currency: payment.currency,
      receipt_id: name,
      cname: plain(customer.name),
      email: customer.email,
      phone: phoneOf(customer.phone),
      callback_url: back,
      // Which of the two counts is unknown (§8.16).
      autocapture: isAutomatic,
      auto_capture: isAutomatic,
      ...NO_HASH,
    });
  },
  read: (reply, _ask, side) => {
    const entity = readReply(reply);
    if (entity.kind !== 'entity') return entity;
    const theirOrder = idOf(entity, 'order_id');
    const url = readPage(entity, side);
    if (theirOrder === null || url === null) return unreadable(reply);
    return { kind: 'started', theirOrder, step: { kind: 'redirect', url } };
  },
});

function findWrong({ order, payment, customer }: StartAsk): string | null {
  const { amountMinor, currency } = payment;
  if (currency !== CURRENCY || order.currency !== CURRENCY) return `only ${CURRENCY} is taken`;
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) return 'nothing is to be paid';
  const email = customer.email ?? '';
  if (email === '' || email.length > CONTACT_MAX || /[\s\p{Cc}]/u.test(email)) {
    return `an email of at most ${CONTACT_MAX} characters is needed`;
  }
  if (phoneOf(customer.phone) === '') return 'a phone number is needed';
  if (plain(customer.name) === '') return 'a name is needed';
  // No field of an order holds its page to some of them.
  const isFree = METHODS.every((method) => takesMethod(order, method));
  return isFree ? null : 'its page cannot be held to methods';
}

function plain(text: string | null): string {
  const line = (text ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return Array.from(line.toWellFormed()).slice(0, NAME_MAX).join('').trim();
}

function phoneOf(phone: string | null): string {
  const digits = (phone ?? '').replace(/[^0-9+]/g, '').slice(0, 20);
  return /\d/.test(digits) ? digits : '';
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Base64 of the page's address. Without TLS nobody is sent anywhere, but by a server that stands
 * for the gateway.
 */
function readPage(entity: Entity, { connection: { baseUrl } }: Side): string | null {
  const encoded = wordOf(entity, 'url');
  if (encoded === null || !BASE64.test(encoded)) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  if (/[\s\p{Cc}\ufffd]/u.test(text) || !URL.canParse(text)) return null;
  const { protocol, username } = new URL(text);
  const isPage = protocol === 'https:' || (protocol === 'http:' && baseUrl !== null);
  return isPage && username === '' ? text : null;
}
