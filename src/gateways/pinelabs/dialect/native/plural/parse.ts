// Requests of the token generation become commands and queries. Limits from the published tables.
import type {
  CapturePayment,
  CreateOrder,
  CreateRefund,
  FindMany,
  FindOrder,
  FindRefund,
  VoidPayment,
} from '../../../../../core/command.ts';
import { type Failure, invalid } from '../../../../../core/failure.ts';
import type { Locator } from '../../../../../core/id.ts';
import type { Customer } from '../../../../../core/order.ts';
import type { Call, Fields } from '../../../../dialect.ts';
import { type Reading, readFields } from '../../../../kit/read.ts';
import { methodsOf, methodsOfWords } from '../../../allowed-methods.ts';
import { orderLocators, refundLocators } from '../../../ids.ts';
import { ORDER_FIELDS, REFUND_FIELDS } from './request-field.ts';
import { refuseMethod, refuseUnsupported } from './unserved-field.ts';

const REFERENCE_MAX = 50;
const REFERENCE = /^[\w-]+$/;
/** One rupee. The published maximum is the gateway's own risk limit, which is not ours to hold. */
export const AMOUNT_MIN = 100;
export const TEXT_MAX = 255;
/** What is kept of the details, printed as JSON; a long cart fits. */
const DETAILS_MAX = 32_768;
const METHODS_MAX = 20;
const METHOD_MAX = 40;
export const METADATA = { pairs: 50, keyMax: 256, valueMax: 512 } as const;

export function readReference(read: Reading, name: string): string | null {
  const says = `${name} must have letters, digits, hyphens and underscores only`;
  const rule = { required: true, numbers: true, max: REFERENCE_MAX, pattern: REFERENCE, says };
  return read.text(name, rule);
}

export function parseOrder(call: Call): CreateOrder | Failure {
  const read = readFields(call.fields);
  const reference = readReference(read, 'merchant_order_reference');
  const amountMinor = read.integer('order_amount.value', { required: true, min: AMOUNT_MIN });
  const currency = read.currency('order_amount.currency', { required: true });
  const preAuth = readFlag(read, 'pre_auth');
  const note = read.text('notes', { max: TEXT_MAX });
  const success = read.url('callback_url');
  const failure = read.url('failure_callback_url') ?? success;
  const customer = readCustomer(read, 'purchase_details.customer');
  const notes = read.notes('purchase_details.merchant_metadata', METADATA);
  const wire = readKept(read);
  if (read.issues.length > 0 || amountMinor === null || currency === null) {
    return invalid(read.issues);
  }
  const refused = refuseUnsupported(call.fields, ORDER_FIELDS);
  if (refused !== null) return refused;
  const allowed = readAllowed(read, currency);
  if (allowed.methods?.length === 0) return refuseMethod();
  return {
    kind: 'createOrder',
    dialect: 'pinelabs',
    reference,
    repeat: 'renew',
    // A refund is an order too: `/orders/reference/…` tells either by its reference.
    sharesReferences: true,
    amountMinor,
    currency,
    amountText: null,
    capture: preAuth ? 'manual' : 'automatic',
    description: note,
    customer,
    notes,
    returns: { success, failure, cancel: failure, notify: null },
    wire,
    expiresAt: null,
    ...allowed,
  };
}

/** Those of the list that are here; without a list each of them. */
export function readAllowed(read: Reading, currency: string): Pick<CreateOrder, 'methods'> {
  const words = read.raw('allowed_payment_methods');
  if (!Array.isArray(words) || words.length === 0) return methodsOf(currency);
  return { methods: methodsOfWords(words, currency) };
}

function readFlag(read: Reading, path: string): boolean {
  const value = read.raw(path) ?? false;
  if (typeof value === 'boolean') return value;
  read.refuse({ field: path, rule: 'type', message: `${path} must be true or false` });
  return false;
}

/** `where` the details of the customer are. */
export function readCustomer(read: Reading, where: string): Customer {
  const text = (name: string): string | null =>
    read.text(`${where}.${name}`, { max: TEXT_MAX, numbers: true });
  const names = [text('first_name'), text('last_name')].filter((name) => name !== null);
  return {
    id: text('customer_id'),
    name: names.length === 0 ? null : names.join(' '),
    email: text('email_id'),
    phone: text('mobile_number'),
  };
}

const KEPT = [
  'allowed_payment_methods',
  'callback_url',
  'failure_callback_url',
  'integration_mode',
  'purchase_details',
] as const;

function readKept(read: Reading): Readonly<Record<string, unknown>> {
  read.object('purchase_details');
  read.text('integration_mode', { max: METHOD_MAX });
  return readShown(read, KEPT);
}

/** What every answer shows as it was sent, of fields of these names. */
export function readShown(
  read: Reading,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  const methods = read.raw('allowed_payment_methods') ?? [];
  if (!Array.isArray(methods) || methods.length > METHODS_MAX || !methods.every(isMethod)) {
    const message = 'allowed_payment_methods must be a list of payment methods';
    read.refuse({ field: 'allowed_payment_methods', rule: 'type', message });
  }
  const sent = names
    .filter((name) => read.has(name))
    .map((name) => [name, read.raw(name)] as const);
  const wire = { generation: 'order', ...Object.fromEntries(sent) };
  if (JSON.stringify(wire).length > DETAILS_MAX) {
    const field = names.includes('purchase_details') ? 'purchase_details' : 'product_details';
    read.refuse({ field, rule: 'length', message: `${field} is too long` });
  }
  return wire;
}

function isMethod(value: unknown): boolean {
  return typeof value === 'string' && value.length <= METHOD_MAX;
}

export function parseFind(call: Call): FindOrder {
  return { kind: 'findOrder', order: orderLocators(call.params['id'] ?? '') };
}

/** A refund is an order too: its own reference finds it, and its id as connectors ask for it. */
export function parseFindReference(call: Call): FindMany {
  const reference = call.params['reference'] ?? '';
  const named: Locator = { by: 'reference', reference };
  const refunds = [[named, ...refundLocators(reference)]];
  return { kind: 'findMany', orders: [[named, ...orderLocators(reference)]], refunds };
}

export function parseFindRefund(call: Call): FindRefund {
  return { kind: 'findRefund', order: null, refund: refundLocators(call.params['id'] ?? '') };
}

export function parseCapture(call: Call): CapturePayment | Failure {
  const read = readFields(call.fields);
  readReference(read, 'merchant_capture_reference');
  const partial = read.has('capture_amount');
  const minor = read.integer('capture_amount.value', { required: partial, min: AMOUNT_MIN });
  const currency = read.currency('capture_amount.currency', { required: partial });
  if (read.issues.length > 0) return invalid(read.issues);
  return {
    kind: 'capturePayment',
    target: { order: orderLocators(call.params['id'] ?? '') },
    amount: minor === null ? 'everything' : { minor },
    partial: true,
    currency,
  };
}

export function parseCancel(call: Call): VoidPayment {
  const order = orderLocators(call.params['id'] ?? '');
  return { kind: 'voidPayment', target: { order } };
}

/** The published field is `order_amount`, but the official WooCommerce plugin sends another. */
export function readRefundAsked(fields: Fields): {
  readonly read: Reading;
  readonly amount: number | 'everything' | null;
  readonly currency: string | null;
} {
  const read = readFields(fields);
  const name = ['order_amount', 'refund_amount'].find((each) => read.has(each));
  if (name === undefined) return { read, amount: 'everything', currency: null };
  const currency = read.currency(`${name}.currency`, { required: true });
  return {
    read,
    currency,
    amount: read.integer(`${name}.value`, { required: true, min: AMOUNT_MIN }),
  };
}

export function parseRefund(call: Call): CreateRefund | Failure {
  const { read, amount, currency } = readRefundAsked(call.fields);
  const reference = readReference(read, 'merchant_order_reference');
  const note = read.text('refund_reason', { max: TEXT_MAX });
  const notes = read.notes('merchant_metadata', METADATA);
  if (read.issues.length > 0 || amount === null) return invalid(read.issues);
  const refused = refuseUnsupported(call.fields, REFUND_FIELDS);
  if (refused !== null) return refused;
  return {
    kind: 'createRefund',
    dialect: 'pinelabs',
    target: { order: orderLocators(call.params['id'] ?? '') },
    reference,
    sharesReferences: true,
    // The vendor's plugins take nothing but PROCESSED for a refund that went well (§2.7).
    awaited: true,
    amount: amount === 'everything' ? amount : { minor: amount },
    ...(currency === null ? {} : { currency }),
    note,
    notes,
    wire: {},
  };
}
