// Payment links as they are asked for: made, changed, withdrawn, found and listed.
// Source: razorpay.md §2.4 (documents, and what was observed of the gateway).
import type {
  CancelOrder,
  CreateOrder,
  FindMany,
  FindOrder,
  ListQuery,
} from '../../../../core/command.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { EditLink } from '../../../../core/payment-link.ts';
import { type Customer, NOBODY, NOWHERE } from '../../../../core/order.ts';
import type { Method } from '../../../../core/payment.ts';
import type { Call, Fields } from '../../../dialect.ts';
import { isRecord, valueAt } from '../../../kit/field-path.ts';
import { readFields } from '../../../kit/read.ts';
import { readId, readLinkId } from '../../ids.ts';
import { CURRENCY_DEFAULT, methodsOf } from '../schema.ts';
import { readDetails } from './customer.ts';
import { has, readCurrency, readFlag, readNotes, readText, refuseSmall } from './field.ts';
import { readOffered } from './offered-method.ts';
import { readAmount, readMethod } from './order.ts';
import { LINK_EDIT_FIELDS, LINK_FIELDS } from './payment-link-field.ts';
import { RANGE, readRange, refuseFilters } from './range.ts';
import { refuse } from './refusal.ts';
import { refuseExtra, refuseUnsupported } from './unserved-field.ts';

type Values = Fields['values'];

const REFERENCE_MAX = 40;
const DESCRIPTION_MAX = 2048;
const NOTE_MAX = 255;
const AHEAD_MIN_SECONDS = 15 * 60;
const MONTHS_MAX = 6;

/** What the order keeps of its link, and the gateway tells again. */
export type LinkWire = {
  readonly upi_link: boolean;
  readonly notify: { readonly email: boolean; readonly sms: boolean; readonly whatsapp: boolean };
  readonly reminder_enable: boolean;
  /** Whether the merchant said when it ends. */
  readonly ends: boolean;
};

export function parseLink({ fields, now }: Call): CreateOrder | Failure {
  const { values } = fields;
  const upi = readFlag(values['upi_link']) === true;
  const unsupported = refuseParts(values, upi) ?? refuseUnsupported(values, LINK_FIELDS);
  if (unsupported !== null) return unsupported;
  const amount = readAmount(fields);
  if (isFailure(amount)) return amount;
  const currency = readLinkCurrency(values, upi);
  if (isFailure(currency)) return currency;
  const small = refuseSmall(amount, currency);
  if (small !== null) return small;
  const details = readLinkDetails(fields, now);
  if (isFailure(details)) return details;
  const methods = readMethods(values, currency, upi);
  if (isFailure(methods)) return methods;
  const extra = refuseExtra(values, LINK_FIELDS);
  if (extra !== null) return extra;
  const { reference, expiresAt, ...rest } = details;
  const ends = expiresAt !== null;
  const reminder_enable = readFlag(values['reminder_enable']) === true;
  const wire: LinkWire = { upi_link: upi, notify: readNotify(values), reminder_enable, ends };
  return {
    kind: 'createOrder',
    dialect: 'razorpay',
    reference,
    // Orders may be called alike; of links no two are.
    repeat: 'accept',
    link: { reference },
    amountMinor: amount,
    currency,
    amountText: null,
    capture: 'automatic',
    ...(methods === null ? {} : { methods }),
    ...rest,
    wire: { ...wire },
    expiresAt: expiresAt ?? latestEnd(now),
  };
}

function refuseParts(values: Values, upi: boolean): Failure | null {
  if (!upi || readFlag(values['accept_partial']) !== true) return null;
  return refuse('accept_partial', 'unknown', 'partial payment not supported in upi link');
}

function readLinkCurrency(values: Values, upi: boolean): string | Failure {
  const isNamed = has(values, 'currency') && values['currency'] !== '';
  const currency = isNamed ? readCurrency(values, 'currency') : CURRENCY_DEFAULT;
  if (!upi || isFailure(currency) || currency === CURRENCY_DEFAULT) return currency;
  return refuse('currency', 'format', 'upi is currently supported only in indian currency');
}

type Details = Pick<CreateOrder, 'reference' | 'description' | 'customer' | 'notes' | 'returns'> & {
  readonly expiresAt: number | null;
};

function readLinkDetails(fields: Fields, now: number): Details | Failure {
  const { values } = fields;
  const description = readText(fields, 'description', DESCRIPTION_MAX);
  if (isFailure(description)) return description;
  const reference = readReference(fields);
  if (isFailure(reference)) return reference;
  const customer = readCustomer(values['customer']);
  if (isFailure(customer)) return customer;
  const expiresAt = readExpiry(values, now);
  if (isFailure(expiresAt)) return expiresAt;
  const notes = readLinkNotes(values);
  if (isFailure(notes)) return notes;
  const success = readCallback(fields);
  if (isFailure(success)) return success;
  const returns = { ...NOWHERE, success };
  return { description, reference, customer, expiresAt, notes: notes ?? {}, returns };
}

function readReference(fields: Fields): string | Failure | null {
  const says = `reference_id: the length must be no more than ${REFERENCE_MAX}.`;
  return readText(fields, 'reference_id', REFERENCE_MAX, says);
}

/** PHP's empty map is a list. */
function readCustomer(customer: unknown): Customer | Failure {
  if (customer === undefined || customer === null || customer === '') return NOBODY;
  if (Array.isArray(customer) && customer.length === 0) return NOBODY;
  if (!isRecord(customer)) return refuse('customer', 'type', 'The customer must be an array.');
  const details = readDetails({ values: customer, lexemes: new Map() });
  if (isFailure(details)) return details;
  const { name = null, email = null, contact = null } = details;
  return { id: null, name, email, phone: contact };
}

/** Null: it was not said, or 0, as the gateway shows what has no end. */
function readExpiry(values: Values, now: number): number | Failure | null {
  const value = values['expire_by'];
  if (!has(values, 'expire_by') || value === '' || value === 0 || value === '0') return null;
  const says = 'expire_by: timestamp must be an integer';
  const isText = typeof value === 'number' || typeof value === 'string';
  if (!isText || !/^\d{1,12}$/.test(String(value))) return refuse('expire_by', 'type', says);
  const seconds = Number(value);
  if (seconds < Math.floor(now / 1000) + AHEAD_MIN_SECONDS) {
    const soon = 'expire_by: timestamp must be atleast 15 minutes in future';
    return refuse('expire_by', 'range', soon);
  }
  if (seconds * 1000 <= latestEnd(now)) return seconds * 1000;
  return refuse('expire_by', 'range', 'expire_by: timestamp must be within 6 months from now');
}

function latestEnd(now: number): number {
  const end = new Date(now);
  return end.setUTCMonth(end.getUTCMonth() + MONTHS_MAX);
}

function readLinkNotes(values: Values): Readonly<Record<string, string>> | Failure | null {
  const notes = readNotes(values);
  if (notes === null || isFailure(notes)) return notes;
  if (Object.values(notes).every((each) => each.length <= NOTE_MAX)) return notes;
  return refuse('notes', 'length', `value: the length must not be greater than ${NOTE_MAX}.`);
}

function readCallback(fields: Fields): string | Failure | null {
  const { values } = fields;
  const read = readFields(fields);
  const url = read.url('callback_url');
  const isWrong = read.issues.length > 0;
  if (isWrong) return refuse('callback_url', 'format', 'callback_url: must be a valid URL.');
  const method = values['callback_method'];
  const isGet = typeof method === 'string' && method.toLowerCase() === 'get';
  if (isGet || (url === null && (method ?? '') === '')) return url;
  return refuse('callback_method', 'format', 'callback_method: must be get.');
}

/** What of the methods of this currency the merchant left to its customer; null: all. */
function readMethods(
  values: Values,
  currency: string,
  upi: boolean,
): readonly Method[] | Failure | null {
  const { method, config } = recordAt(values, 'options.checkout');
  const one = readMethod({ method: valueAt(values, 'options.order.method') }, currency);
  if (isFailure(one)) return one;
  const limits: readonly (readonly Method[] | null | undefined)[] = [
    methodsOf(currency).methods,
    upi ? ['upi'] : null,
    one === null ? null : [one],
    readOffered({ method, config }),
  ];
  const wanted = limits.filter((each) => each !== null && each !== undefined);
  const [first = null, ...others] = wanted;
  const left = first?.filter((each) => others.every((other) => other.includes(each))) ?? null;
  return left?.length === 0 ? refuse('options', 'format', 'No payment method is left.') : left;
}

function recordAt(values: Values, path: string): Values {
  const found = valueAt(values, path);
  return isRecord(found) ? found : {};
}

function readNotify({ notify }: Values): LinkWire['notify'] {
  const asked = isRecord(notify) ? notify : {};
  const flag = (name: string): boolean => readFlag(asked[name]) === true;
  return { email: flag('email'), sms: flag('sms'), whatsapp: flag('whatsapp') };
}

export function parseLinkEdit({ params, fields, now }: Call): EditLink | Failure {
  const order = readLinkId(params['id'] ?? '');
  if (isFailure(order)) return order;
  const { values } = fields;
  const wrong =
    refuseUnsupported(values, LINK_EDIT_FIELDS) ?? refuseExtra(values, LINK_EDIT_FIELDS);
  if (wrong !== null) return wrong;
  const reference = readReference(fields);
  if (isFailure(reference)) return reference;
  const expiresAt = readExpiry(values, now);
  if (isFailure(expiresAt)) return expiresAt;
  const notes = readLinkNotes(values);
  if (isFailure(notes)) return notes;
  const reminds = readFlag(values['reminder_enable']);
  return {
    kind: 'editLink',
    order,
    ...(reference === null ? {} : { reference }),
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(notes === null ? {} : { notes }),
    wire: {
      ...(expiresAt === null ? {} : { ends: true }),
      ...(reminds === null ? {} : { reminder_enable: reminds }),
    },
  };
}

export function parseFindLink({ params }: Call): FindOrder | Failure {
  const order = readLinkId(params['id'] ?? '');
  return isFailure(order) ? order : { kind: 'findOrder', order, link: true };
}

export function parseCancelLink({ params }: Call): CancelOrder | Failure {
  const order = readLinkId(params['id'] ?? '');
  return isFailure(order) ? order : { kind: 'cancelOrder', order, link: true };
}

const MEDIA: ReadonlySet<string> = new Set(['sms', 'email']);

export function parseNotifyLink(call: Call): FindOrder | Failure {
  const found = parseFindLink(call);
  if (isFailure(found) || MEDIA.has(call.params['medium'] ?? '')) return found;
  return refuse('medium', 'format', 'not a valid notification medium');
}

const FILTERS = ['payment_id', 'reference_id', 'upi_link'];

export function parseLinkList({ request: { query } }: Call): ListQuery | Failure {
  const range = readRange(query);
  if (isFailure(range)) return range;
  const other = refuseFilters(query, [...RANGE, ...FILTERS]);
  if (other !== null) return other;
  const reference = query['reference_id'] || null;
  return { kind: 'list', of: 'link', ...range, reference, states: null };
}

/** The link that this payment paid or tried to. */
export function parseLinkOfPayment({ request: { query } }: Call): FindMany | Failure {
  const payment = readId(query['payment_id'] ?? '', 'payment');
  if (isFailure(payment)) return payment;
  const range = readRange(query);
  if (isFailure(range)) return range;
  const other = refuseFilters(query, [...RANGE, ...FILTERS]);
  return other ?? { kind: 'findMany', orders: [], payments: [payment] };
}
