// Begins a payment: an order of the gateway's under our name, whose session its script opens.
// Source: docs/gateways/cashfree.md §1.4, §1.5, §4 and §P.1.
import { sha256Hex } from '../../kit/proof.ts';
import type { CardKind, Traits } from '../../../core/payment.ts';
import { type Order, takesMethod } from '../../../core/order.ts';
import type { Processor, Side, StartAsk, Step } from '../../processor.ts';
import { EXPIRY_MAX_MS, EXPIRY_MIN_MS, NAME, PHONE } from '../bounds.ts';
import { formatInstant } from '../time.ts';
import { KIND_WORD, METHOD_WORD } from '../words.ts';
import { canHold } from './credentials.ts';
import { isOrderThere } from './refusal-words.ts';
import {
  amountOf,
  currencyOf,
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
import {
  ordersPath,
  pageOriginsOf,
  scriptOf,
  writeAmount,
  writeGet,
  writePost,
} from './request.ts';

/** Others need an account that is enabled for them (§P.1). */
export const CURRENCIES: readonly string[] = Object.freeze(['INR']);

export const start: Processor['start'] = Object.freeze<Processor['start']>({
  request: (ask, side) => {
    const { name, order, payment, customer } = ask;
    if (!CURRENCIES.includes(payment.currency)) {
      return refused('input', 'never', `it takes no ${payment.currency}`);
    }
    const phone = phoneOf(customer.phone ?? '');
    if (phone === null) return refused('input', 'never', 'the phone number is not one it takes');
    if (order.capture === 'manual' && !canHold(side.connection)) {
      return refused('account', 'never', 'no connection that is known to hold money first');
    }
    const words = methodWords(order);
    if (words?.length === 0) {
      return refused('input', 'never', 'the order takes no method that the page can be held to');
    }
    return writePost(side, [name, '/orders'], {
      order_id: name,
      order_amount: writeAmount(payment.amountMinor, payment.currency),
      order_currency: payment.currency,
      customer_details: { ...customerOf(ask), customer_phone: phone },
      order_meta: {
        return_url: ask.back,
        ...hookOf(ask, side),
        ...(words === null ? {} : { payment_methods: words.join(',') }),
      },
      ...expiryOf(order, side),
      ...noteOf(ask, side),
    });
  },
  read: (reply, ask, side, step) => {
    const read = readReply(reply);
    if (isPart(read)) return startedOf(read, ask, side) ?? unknownReply(reply);
    // What is there already is ours: nobody else knows the name.
    if (step === 0 && read.kind === 'refusal' && isOrderThere(read)) {
      return { kind: 'then', request: writeGet(side, [ask.name, ordersPath(ask.name)]) };
    }
    return step === 0 ? failureOf(read) : unknown(failureOf(read).raw);
  },
});

/** Nobody is shown a page that would take something else, or an order that is over. */
function startedOf(order: Part, ask: StartAsk, side: Side) {
  const { amountMinor, currency } = ask.payment;
  const session = textOf(order, 'payment_session_id');
  const isAsAsked =
    textOf(order, 'order_id') === ask.name &&
    textOf(order, 'order_status') === 'ACTIVE' &&
    currencyOf(order, 'order_currency') === currency &&
    amountOf(order, 'order_amount', currency) === amountMinor;
  if (!isAsAsked || session === null || !NAME.test(session)) return null;
  const step = stepOf(session, side);
  return { kind: 'started', theirOrder: idOf(order, 'cf_order_id'), step } as const;
}

/** In this tab: it posts a form, and the customer comes back to `return_url` (§4). */
const RUN =
  'return Cashfree({ mode: options.mode }).checkout(' +
  "{ paymentSessionId: options.paymentSessionId, redirectTarget: '_self' });";

function stepOf(session: string, { connection }: Side): Step {
  return {
    kind: 'script',
    source: scriptOf(connection),
    run: RUN,
    options: {
      mode: connection.mode === 'live' ? 'production' : 'sandbox',
      paymentSessionId: session,
    },
    origins: pageOriginsOf(connection),
  };
}

/** Ten digits, or any with its country: a national zero or a bare 91 before them is not taken. */
function phoneOf(given: string): string | null {
  const digits = given.replace(/[\s().-]/g, '');
  const phone = digits.replace(/^0(?=\d{10}$)/, '').replace(/^(?=91\d{10}$)/, '+');
  return PHONE.test(phone) ? phone : null;
}

const CUSTOMER_ID = /^[A-Za-z0-9_-]{3,50}$/;

/**
 * Cards are saved under this name: nobody may get another's. A name of the merchant's that does not
 * fit is hashed, who has none is nobody's but this payment's.
 */
function customerOf({ name, customer }: StartAsk) {
  const { id } = customer;
  const own = id === null || CUSTOMER_ID.test(id) ? id : `c_${sha256Hex(id).slice(0, 40)}`;
  return {
    customer_id: own ?? `guest_${name}`,
    ...(isText(customer.email, 100) ? { customer_email: customer.email } : {}),
    ...(isText(customer.name, 100) ? { customer_name: customer.name } : {}),
  };
}

/** An optional text outside its bounds would have the whole order refused. */
function isText(text: string | null, max: number): text is string {
  return text !== null && text.length >= 3 && text.length <= max;
}

/** The gateway takes https alone; without one of these we ask. */
function hookOf({ hook }: StartAsk, { connection }: Side) {
  const isTaken = hook.startsWith('https:') || connection.baseUrl !== null;
  return isTaken ? { notify_url: hook } : {};
}

const NOTE_MAX = 200;
/**
 * In its sandbox this note has the money held first (§1.7). In live mode that is a setting of the
 * account, and no order can ask for it.
 */
const PREAUTH_NOTE = 'preauth_transaction';

function noteOf({ order, payment }: StartAsk, { connection }: Side) {
  if (order.capture === 'manual' && connection.mode === 'test') return { order_note: PREAUTH_NOTE };
  const note = (payment.description ?? order.description)?.trim().slice(0, NOTE_MAX) ?? null;
  return isText(note, NOTE_MAX) && note !== PREAUTH_NOTE ? { order_note: note } : {};
}

/** On the way a moment at either end would get out of bounds. */
const MARGIN_MS = 60_000;

function expiryOf({ expiresAt }: Order, { now }: Side) {
  if (expiresAt === null) return {};
  const least = Math.max(expiresAt, now + EXPIRY_MIN_MS + MARGIN_MS);
  const at = Math.min(least, now + EXPIRY_MAX_MS - MARGIN_MS);
  return { order_expiry_time: formatInstant(at) };
}

const KINDS: readonly CardKind[] = ['credit', 'debit'];
const OTHERS = ['upi', 'netbanking', 'wallet'] as const;

/** What the page is held to; null where the order takes everything. */
function methodWords(order: Order): readonly string[] | null {
  const kinds = KINDS.filter((kind) => takesKind(order, kind));
  const others = OTHERS.filter((method) => takesMethod(order, method));
  const isFree = order.methods === undefined && kinds.length === KINDS.length;
  if (isFree) return null;
  return [...kinds.map((each) => KIND_WORD[each]), ...others.map((each) => METHOD_WORD[each])];
}

/** A kind is out when all of its cards are; networks, banks and wallets have no word here. */
function takesKind(order: Order, kind: CardKind): boolean {
  const { only, never = [] } = order.instruments ?? {};
  const fits = (traits: Traits): boolean =>
    (traits.method ?? 'card') === 'card' && (traits.kind ?? kind) === kind;
  const isAll = (traits: Traits): boolean =>
    fits(traits) && Object.keys(traits).every((each) => each === 'method' || each === 'kind');
  return takesMethod(order, 'card') && (only?.some(fits) ?? true) && !never.some(isAll);
}
