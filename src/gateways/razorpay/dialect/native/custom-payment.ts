// Payments from server to server: the merchant's own form brings the instrument. Test instruments,
// in the sandbox alone: no card number is taken where money moves.
// Source: razorpay.md §1.13.
import type { CreateOrder, OpenCheckout, PayByApi, Payer } from '../../../../core/command.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import { type Customer, NOBODY } from '../../../../core/order.ts';
import type { InstrumentInput } from '../../../../core/payment.ts';
import type { Call, Fields } from '../../../dialect.ts';
import { isRecord, readFields } from '../../../kit/read.ts';
import { readId } from '../../ids.ts';
import { readCustomerId, readOrderless } from './checkout.ts';
import { has, readCurrency, readNotes, readText } from './field.ts';
import { readAmount } from './order.ts';
import { refuse } from './refusal.ts';
import { CUSTOM_FIELDS, CUSTOM_UPI_FIELDS } from './request-field.ts';
import { refuseUnsupported } from './unserved-field.ts';

type Values = Fields['values'];

/** Who approves in an app names no address: the payment waits for its customer's choice. */
export const INTENT_VPA = 'intent@razorpay';
const DESCRIPTION_MAX = 2048;
const TEXT_MAX = 254;

/** Whether the payment names no order: one is made for it, as the hosted form does. */
export function isWithoutOrder({ values }: Fields): boolean {
  return !has(values, 'order_id') || values['order_id'] === '';
}

type Read = {
  readonly entry: InstrumentInput;
  readonly payer: Payer;
  /** Where its browser comes back to; null: as the order says. */
  readonly callback: string | null;
  readonly named: Exclude<ReturnType<typeof readCustomerId>, Failure>;
};

/** What both kinds of requests bring besides the order and its amount. */
function readRest(call: Call): Read | Failure {
  const { fields } = call;
  const { values } = fields;
  // As an account is told that these were not enabled for.
  if (call.account.mode !== 'sandbox') return { failure: 'path_unknown' };
  const table = isUpiPath(call.request.path) ? CUSTOM_UPI_FIELDS : CUSTOM_FIELDS;
  const unsupported = refuseUnsupported(values, table);
  if (unsupported !== null) return unsupported;
  const entry = readInstrumentInput(call.request.path, fields);
  if (isFailure(entry)) return entry;
  const customer = readPerson(fields);
  if (isFailure(customer)) return customer;
  const notes = readNotes(values);
  if (isFailure(notes)) return notes;
  const description = readText(fields, 'description', DESCRIPTION_MAX);
  if (isFailure(description)) return description;
  const read = readFields(fields);
  const callback = read.url('callback_url');
  if (read.issues.length > 0) {
    return refuse('callback_url', 'format', 'The callback url format is invalid.');
  }
  const named = readCustomerId(values);
  if (isFailure(named)) return named;
  const payer = {
    customer: { ...customer, ...named.customer },
    ...(notes === null ? {} : { notes }),
    ...(description === null ? {} : { description }),
  };
  return { entry, payer, callback, named };
}

/** A payment of an order that the merchant made before. */
export function parseCustom(call: Call): PayByApi | Failure {
  const { values } = call.fields;
  const rest = readRest(call);
  if (isFailure(rest)) return rest;
  const order = readOrderId(values['order_id']);
  if (isFailure(order)) return order;
  const amountMinor = readAmount(call.fields);
  if (isFailure(amountMinor)) return amountMinor;
  const currency = readCurrency(values, 'currency');
  if (isFailure(currency)) return currency;
  const { entry, payer, callback, named } = rest;
  const asks = { amountMinor, currency };
  const opens: OpenCheckout | null =
    callback === null
      ? null
      : {
          kind: 'openCheckout',
          dialect: 'razorpay',
          order,
          returns: { success: callback },
          customer: {},
          notes: null,
          embedder: null,
        };
  return {
    kind: 'payByApi',
    order,
    entry,
    asks,
    payer,
    ...(named.payerRecord === undefined ? {} : { payerRecord: named.payerRecord }),
    ...(opens === null ? {} : { opens }),
  };
}

/** The same without an order: it is made with its payment, which is only authorized. */
export function parseOrderless(call: Call): CreateOrder | Failure {
  const rest = readRest(call);
  if (isFailure(rest)) return rest;
  const made = readOrderless(call.fields, call.now);
  if (isFailure(made)) return made;
  const { entry, payer, callback, named } = rest;
  return {
    ...made,
    description: payer.description ?? null,
    customer: { ...NOBODY, ...payer.customer },
    notes: payer.notes ?? {},
    returns: { ...made.returns, success: callback },
    ...(named.payerRecord === undefined ? {} : { payerRecord: named.payerRecord }),
    pays: entry,
  };
}

function readOrderId(name: unknown): ReturnType<typeof readId> {
  if (typeof name !== 'string') {
    return refuse('order_id', 'type', 'The order id must be a string.');
  }
  return readId(name, 'order');
}

function isUpiPath(path: string): boolean {
  return path.endsWith('/upi');
}

/** The path for UPI means UPI without saying so. */
export function readInstrumentInput(path: string, { values }: Fields): InstrumentInput | Failure {
  const isUpi = isUpiPath(path);
  const method = values['method'] ?? (isUpi ? 'upi' : undefined);
  if (method === undefined || method === '') {
    return refuse('method', 'required', 'The method field is required.');
  }
  if (isUpi && method !== 'upi') return refuse('method', 'format', WRONG_METHOD);
  switch (method) {
    case 'card':
      return readCard(values['card']);
    case 'upi':
      return readUpi(values);
    case 'netbanking': {
      const bank = textIn(values, 'bank');
      return bank === ''
        ? refuse('bank', 'required', 'The bank field is required when method is netbanking.')
        : { method: 'netbanking', bank };
    }
    case 'wallet': {
      const wallet = textIn(values, 'wallet');
      return wallet === ''
        ? refuse('wallet', 'required', 'The wallet field is required when method is wallet.')
        : { method: 'wallet', wallet };
    }
    default:
      return refuse('method', 'format', WRONG_METHOD);
  }
}

const WRONG_METHOD = 'The selected method is invalid.';

function textIn(values: Values, name: string): string {
  const value = values[name];
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' ? text.trim().slice(0, TEXT_MAX) : '';
}

function readCard(card: unknown): InstrumentInput | Failure {
  if (!isRecord(card)) {
    return refuse('card', 'required', 'The card field is required when method is card.');
  }
  for (const name of ['number', 'expiry_month', 'expiry_year', 'cvv']) {
    if (textIn(card, name) === '') {
      const says = `The card.${name} field is required when method is card.`;
      return refuse(`card.${name}`, 'required', says);
    }
  }
  const month = textIn(card, 'expiry_month').padStart(2, '0');
  return {
    method: 'card',
    cardNumber: textIn(card, 'number'),
    cardExpiry: `${month}/${textIn(card, 'expiry_year').slice(-2)}`,
    cardCvv: textIn(card, 'cvv'),
    cardName: textIn(card, 'name'),
  };
}

/** `flow` and `vpa` stand in `upi`, or beside it in older samples. */
function readUpi(values: Values): InstrumentInput | Failure {
  const upi = isRecord(values['upi']) ? values['upi'] : {};
  const vpa = textIn(upi, 'vpa') || textIn(values, 'vpa');
  const flow = textIn(upi, 'flow') || textIn(values, 'flow') || (vpa === '' ? 'intent' : 'collect');
  if (flow === 'intent') return { method: 'upi', vpa: INTENT_VPA };
  if (flow !== 'collect') return refuse('flow', 'format', 'The selected flow is invalid.');
  return vpa === ''
    ? refuse('vpa', 'required', 'The vpa field is required when flow is collect.')
    : { method: 'upi', vpa };
}

type Part<T> = { -readonly [K in keyof T]?: T[K] };

export function readPerson(fields: Fields): Part<Customer> | Failure {
  const customer: Part<Customer> = {};
  const email = readText(fields, 'email', TEXT_MAX);
  if (isFailure(email)) return email;
  if (email !== null) {
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
      return refuse('email', 'format', 'The email must be a valid email address.');
    }
    customer.email = email;
  }
  const contact = readText(fields, 'contact', TEXT_MAX);
  if (isFailure(contact)) return contact;
  if (contact !== null) {
    if (!/^[+\d][\d\s()-]{3,24}$/.test(contact)) {
      return refuse('contact', 'format', 'The contact number is invalid.');
    }
    customer.phone = contact;
  }
  return customer;
}
