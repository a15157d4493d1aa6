// What browsers and plugins ask with the public key alone: preferences, methods, the hosted page.
// Source: razorpay.md §2.2 (observed in plugins) and "Methods API" (documented).
import type { CreateOrder, OpenCheckout } from '../../../../core/command.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Outcome } from '../../../../core/decision.ts';
import { NOBODY, NOWHERE, type Customer, type Returns } from '../../../../core/order.ts';
import type { Call, Fields, Reply } from '../../../dialect.ts';
import { isRecord, readFields } from '../../../kit/read.ts';
import { CURRENCY_DEFAULT, methodsOf } from '../schema.ts';
import { has, readCurrency, readNotes, readText, refuseSmall } from './field.ts';
import { ORDERLESS, readId } from '../../ids.ts';
import { readAmount } from './order.ts';
import { readOffered } from './offered-method.ts';
import { EMBEDDER_FIELD, embedderOf, refuse } from './refusal.ts';
import { CHECKOUT_FIELDS } from './request-field.ts';
import { refuseUnsupported } from './unserved-field.ts';
import { collectionOf, jsonOf } from './view.ts';

/** What the sandbox can be paid with; the gateway's own list is the merchant's contract. */
export const METHODS = Object.freeze({
  entity: 'methods',
  card: true,
  debit_card: true,
  credit_card: true,
  prepaid_card: false,
  card_networks: { AMEX: 0, DICL: 0, MC: 1, MAES: 0, VISA: 1, JCB: 0, RUPAY: 1, BAJAJ: 0 },
  card_subtype: { consumer: 1, business: 1 },
  amex: false,
  netbanking: {
    UTIB: 'Axis Bank',
    HDFC: 'HDFC Bank',
    ICIC: 'ICICI Bank',
    KKBK: 'Kotak Mahindra Bank',
    SBIN: 'State Bank of India',
  },
  wallet: { phonepe: true, amazonpay: true, mobikwik: true },
  emi: false,
  upi: true,
  cardless_emi: [],
  paylater: [],
  google_pay_cards: false,
  app: { cred: 0, twid: 0 },
  gpay: false,
  emi_types: { credit: false, debit: false },
  debit_emi_providers: { HDFC: 0 },
  nach: false,
  cod: false,
  offline: false,
  emi_options: [],
  recurring: [],
  upi_intent: false,
});

export function answerMethods(): Reply {
  return jsonOf(METHODS);
}

/**
 * `redirect: true` makes plugins send the browser to our hosted page instead of loading a script
 * from an address that they have built in; `image` must be there.
 */
export function answerPreferences({ account }: Call): Reply {
  return jsonOf({
    mode: account.mode === 'sandbox' ? 'test' : 'live',
    merchant_name: account.name,
    options: { image: '', redirect: true, theme: {} },
    methods: METHODS,
  });
}

/** No method of the sandbox is ever down. */
export function answerDowntimes(): Reply {
  return jsonOf(collectionOf([]));
}

export function answerDowntime(): Failure {
  return { failure: 'record_not_found' };
}

/** What the plugins' analytics and feature checks are told. */
export function answerFeatures(): Reply {
  const features = { one_click_checkout: false, one_cc_store_account: false };
  return jsonOf({ status: 'success', enabled: false, features });
}

type Part<T> = { -readonly [K in keyof T]?: T[K] };

/**
 * Amount and currency are the order's; plugins do not send them. Addresses, notes and prefill are
 * those of this form alone: a shop posts them each time (razorpay.md §2.2), and nothing here is
 * proved by more than the public key.
 */
export function parseEmbedded(call: Call): OpenCheckout | Failure {
  const { values } = call.fields;
  const unsupported = refuseOthers(values);
  if (unsupported !== null) return unsupported;
  const order = readOrderOf(call);
  if (isFailure(order)) return order;
  if (has(values, EMBEDDER_FIELD) && embedderOf(call.request) === null) {
    return refuse(EMBEDDER_FIELD, 'format', 'The page of the shop has no web address of its own.');
  }
  const read = readFields(call.fields);
  const success = read.url('callback_url');
  const cancel = read.url('cancel_url');
  const wrong = read.issues[0]?.field;
  if (wrong !== undefined) {
    return refuse(wrong, 'format', `The ${wrong.replace('_', ' ')} format is invalid.`);
  }
  const returns: Part<Returns> = {};
  if (success !== null) returns.success = success;
  if (cancel !== null) returns.cancel = cancel;
  const notes = readNotes(values);
  if (isFailure(notes)) return notes;
  const payer = readCustomerId(values);
  if (isFailure(payer)) return payer;
  const methods = readOffered(values);
  const shown = readShown(call.fields);
  if (isFailure(shown)) return shown;
  return {
    kind: 'openCheckout',
    dialect: 'razorpay',
    ...order,
    returns,
    ...payer,
    customer: { ...readPrefill(values['prefill']), ...payer.customer },
    ...(methods === null ? {} : { methods }),
    notes,
    embedder: embedderOf(call.request),
    ...shown,
  };
}

type Opened = Pick<OpenCheckout, 'order' | 'makes'>;

/** The order that is named; else one for this opening, of the amount that came. */
function readOrderOf({ fields, now }: Call): Opened | Failure {
  const { values } = fields;
  const name = values['order_id'];
  if (typeof name === 'string' && name !== '') {
    const order = readId(name, 'order');
    return isFailure(order) ? order : { order };
  }
  if (has(values, 'order_id') && name !== '') {
    return refuse('order_id', 'type', 'The order id must be a string.');
  }
  if (!has(values, 'amount') || values['amount'] === '') {
    return refuse('order_id', 'required', 'The order id field is required.');
  }
  const makes = readOrderless(fields, now);
  return isFailure(makes) ? makes : { order: [], makes };
}

/** What is paid by these is not a payment of its own; no account here has them. */
const OTHER_PRODUCTS = Object.freeze(['subscription_id', 'invoice_id', 'payment_link_id']);

function refuseOthers(values: Fields['values']): Failure | null {
  const other = OTHER_PRODUCTS.find((each) => has(values, each) && values[each] !== '');
  if (other !== undefined) return { failure: 'record_not_found' };
  return refuseUnsupported(values, CHECKOUT_FIELDS);
}

const UNPAID_MS = 24 * 3600 * 1000;
/** Three days by default (razorpay.md §2.6; §8 has another figure). */
const CAPTURE_WITHIN_MS = 3 * 24 * 3600 * 1000;

/** Its payment is only authorized: whoever captures it has seen its amount (razorpay.md §2.6). */
export function readOrderless(fields: Fields, now: number): CreateOrder | Failure {
  const { values } = fields;
  const amount = readAmount(fields);
  if (isFailure(amount)) return amount;
  const isNamed = has(values, 'currency') && values['currency'] !== '';
  const currency = isNamed ? readCurrency(values, 'currency') : CURRENCY_DEFAULT;
  if (isFailure(currency)) return currency;
  const small = refuseSmall(amount, currency);
  if (small !== null) return small;
  return {
    kind: 'createOrder',
    dialect: 'razorpay',
    reference: null,
    repeat: 'accept',
    unproved: true,
    amountMinor: amount,
    currency,
    amountText: null,
    capture: 'manual',
    ...methodsOf(currency),
    description: null,
    customer: NOBODY,
    notes: {},
    returns: NOWHERE,
    wire: { [ORDERLESS]: true },
    expiresAt: now + UNPAID_MS,
    captureWithinMs: CAPTURE_WITHIN_MS,
  };
}

/** Whose payment it is, in the gateway's own records; the engine looks whether it is there. */
export function readCustomerId(values: Fields['values']): PayerNamed | Failure {
  const id = values['customer_id'];
  if (!has(values, 'customer_id') || id === '') return {};
  if (typeof id !== 'string') {
    return refuse('customer_id', 'type', 'The customer id must be a string.');
  }
  const locators = readId(id, 'customer');
  return isFailure(locators) ? locators : { customer: { id }, payerRecord: locators };
}

type PayerNamed = Pick<OpenCheckout, 'payerRecord'> & { readonly customer?: Part<Customer> };

const DESCRIPTION_MAX = 2048;

/** Shops find their payment by its description; what they call themselves is shown where it can. */
function readShown(fields: Fields): Part<Pick<OpenCheckout, 'description' | 'shop'>> | Failure {
  const description = readText(fields, 'description', DESCRIPTION_MAX);
  if (isFailure(description)) return description;
  const { name } = fields.values;
  const isShown =
    typeof name === 'string' && /^[^\p{Cc}]{1,100}$/u.test(name) && name.trim() !== '';
  return {
    ...(description === null ? {} : { description }),
    ...(isShown ? { shop: name } : {}),
  };
}

/** Only a help for the customer: what cannot be used is left out. */
function readPrefill(prefill: unknown): Part<Customer> {
  const customer: Part<Customer> = {};
  if (!isRecord(prefill)) return customer;
  const { name, email, contact } = prefill;
  if (typeof name === 'string' && /^[^\p{Cc}]{1,100}$/u.test(name)) customer.name = name;
  if (typeof email === 'string' && /^[^\s@]+@[^\s@]+$/.test(email) && email.length <= 254) {
    customer.email = email;
  }
  if (typeof contact === 'string' && /^[+\d][\d\s()-]{3,24}$/.test(contact)) {
    customer.phone = contact;
  }
  return customer;
}

const METHOD_NAMES: ReadonlySet<unknown> = new Set(['card', 'upi', 'netbanking', 'wallet']);

/** On to the payment page, which shows first what `prefill[method]` names. */
export function renderEmbedded(
  { aggregate, checkoutSession }: Outcome,
  { addresses, fields, request }: Call,
): Reply {
  const embedder = embedderOf(request);
  const page =
    embedder === null
      ? addresses.page(aggregate, checkoutSession)
      : addresses.frame(aggregate, embedder, checkoutSession);
  const prefill = fields.values['prefill'];
  const method = isRecord(prefill) ? prefill['method'] : null;
  return { kind: 'redirect', url: METHOD_NAMES.has(method) ? `${page}?method=${method}` : page };
}
