// Begins a payment: an order of the gateway's under our name, to whose checkout the customer goes.
// Source: pinelabs.md §2.6, §2.8, §P.1, §P.2 and §P.3.
import { type Customer, type Order, takesMethod } from '../../../core/order.ts';
import type { Method } from '../../../core/payment.ts';
import type { Connection, Processor, StartAsk } from '../../processor.ts';
import { METHOD_WORD } from '../plural-words.ts';
import { isThere } from './refusal-words.ts';
import {
  failureOf,
  idOf,
  isPart,
  type Part,
  readReply,
  refused,
  textOf,
  unknown,
  unknownReply,
} from './reply.ts';
import { write } from './request.ts';

export const CURRENCY = 'INR';
/** One rupee; its maximum is a limit of the gateway's own, which it tells itself. */
const AMOUNT_MIN = 100;

export const start: Processor['start'] = Object.freeze<Processor['start']>({
  request: (ask, side) => {
    const { name, order, payment, back } = ask;
    const { amountMinor: value, currency } = payment;
    const wrong = findWrong(ask);
    if (wrong !== null) return refused('input', 'never', wrong);
    const customer = customerOf(ask.customer);
    return write(side, 'POST', '/api/checkout/v1/orders', `start ${name}`, {
      merchant_order_reference: name,
      order_amount: { value, currency },
      integration_mode: 'REDIRECT',
      pre_auth: order.capture === 'manual',
      callback_url: back,
      failure_callback_url: back,
      allowed_payment_methods: methodsOf(order).map((method) => METHOD_WORD[method]),
      ...(Object.keys(customer).length === 0 ? {} : { purchase_details: { customer } }),
    });
  },
  read: (reply, _ask, { connection }) => {
    const read = readReply(reply);
    if (isPart(read)) return startedOf(read, connection) ?? unknownReply(reply);
    // An order that is there says its page no more: it was never shown, and its name is given up.
    if (read.kind === 'refusal' && isThere(read)) return unknown(failureOf(read).raw);
    return failureOf(read);
  },
});

function findWrong({ order, payment: { amountMinor, currency } }: StartAsk): string | null {
  if (currency !== CURRENCY) return `only ${CURRENCY} is taken`;
  if (!Number.isSafeInteger(amountMinor) || amountMinor < AMOUNT_MIN) return 'less than one rupee';
  return methodsOf(order).length === 0 ? 'the order takes no method that can be held first' : null;
}

const METHODS: readonly Method[] = ['card', 'upi', 'netbanking', 'wallet'];

/**
 * What the page is held to, always: EMI and pay later have offers of their own, so that another
 * amount would be paid. "Pre-authorization is supported only for Cards" (§P.3).
 */
function methodsOf(order: Order): readonly Method[] {
  const holding: readonly Method[] = order.capture === 'manual' ? ['card'] : METHODS;
  return holding.filter((method) => takesMethod(order, method));
}

/** Its reply names no amount: that of an order of our own name is the one that we asked for. */
function startedOf(part: Part, connection: Connection) {
  const theirOrder = idOf(part, 'order_id');
  const url = textOf(part, 'redirect_url');
  if (theirOrder === null || url === null || !isAddress(url, connection)) return null;
  return { kind: 'started', theirOrder, step: { kind: 'redirect', url } } as const;
}

/** On which of its hosts the page is, differs between its samples (§P.1). */
function isAddress(text: string, { baseUrl }: Connection): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (baseUrl !== null && url.protocol === 'http:');
}

const TEXT_MAX = 50;

/** What fits its bounds; its page asks for what it lacks. */
function customerOf({ name, email, phone }: Customer) {
  const [first = '', ...rest] = (name ?? '').trim().split(/\s+/);
  const last = rest.join(' ');
  const mobile = /^(?:\+?91|0)?(\d{10})$/.exec((phone ?? '').replace(/[\s().-]/g, ''))?.[1];
  return {
    ...(isText(email ?? '') ? { email_id: email } : {}),
    ...(isText(first) ? { first_name: first } : {}),
    ...(isText(last) ? { last_name: last } : {}),
    ...(mobile === undefined ? {} : { mobile_number: mobile, country_code: '91' }),
  };
}

/** An optional text outside its bounds would have the whole order refused. */
function isText(text: string): boolean {
  return text.length >= 1 && text.length <= TEXT_MAX;
}
