// Requests about orders and refunds become commands and queries.
import type {
  CapturePayment,
  CreateOrder,
  CreateRefund,
  FindOrder,
  FindRefund,
  VoidPayment,
} from '../../../core/command.ts';
import { type Failure, invalid } from '../../../core/failure.ts';
import { type Locator, numberLocator, tokenLocator } from '../../../core/id.ts';
import type { Call } from '../../dialect.ts';
import { pickFields, listFields } from '../../kit/field-list.ts';
import { type Reading, readFields } from '../../kit/read.ts';
import { ORDER_PREFIX, REFUND_PREFIX } from '../ids.ts';
import { CREATE_TABLE, REFUND_TABLE, refuseDisabled } from './request-field.ts';
import {
  ADDRESS_FIELDS,
  ADDRESS_VALUE_MAX,
  AMOUNT_MIN,
  CODE_MAX,
  CURRENCY_DEFAULT,
  methodsOf,
  NAME_MAX,
  NOTE_KEY_MAX,
  NOTE_VALUE_MAX,
  NOTES_MAX,
  PHONE,
  PHONE_SAYS,
  RECEIPT,
  RECEIPT_MAX,
  RECEIPT_SAYS,
} from './schema.ts';

/** As the documents and SDKs send them (docs/gateways/paytring.md §3.1). */
export const CREATE_FIELDS = listFields(
  [
    ...['amount', 'currency', 'receipt_id', 'cname', 'email', 'phone', 'callback_url'],
    ...['pg', 'pg_pool_id', 'autocapture', 'auto_capture'],
  ],
  {
    unsigned: ['notes', 'billing_address', 'shipping_address'],
    // Who may pay, and who is paid, is no decoration.
    elsewhere: ['tpv', 'split_settlement', 'split_type'],
  },
);

export function parseCreate(call: Call): CreateOrder | Failure {
  const picked = pickFields(call.fields, CREATE_FIELDS);
  const disabled = refuseDisabled(picked.values, CREATE_TABLE);
  if (disabled !== null) return disabled;
  const read = readFields(picked);
  const reference = readReceipt(read, 'receipt_id', { pattern: RECEIPT, says: RECEIPT_SAYS });
  const amountMinor = read.integer('amount', { required: true, min: AMOUNT_MIN });
  const currency = read.currency('currency') ?? CURRENCY_DEFAULT;
  const name = read.text('cname', { required: true, max: NAME_MAX });
  // Documented as required; programs that leave it out are served all the same.
  const email = read.email('email');
  const phone = read.text('phone', {
    required: true,
    numbers: true,
    pattern: PHONE,
    says: PHONE_SAYS,
  });
  const callback = read.url('callback_url', { required: true });
  const notes = readTexts(read, 'notes', NOTES_MAX, NOTE_VALUE_MAX);
  const wire = {
    billing_address: readAddress(read, 'billing_address'),
    shipping_address: readAddress(read, 'shipping_address'),
  };
  const capture = readCapture(read);
  if (read.issues.length > 0 || amountMinor === null) return invalid(read.issues);
  return {
    kind: 'createOrder',
    dialect: 'paytring',
    reference,
    // "Unique receipt/order identifier" (documented).
    repeat: 'refuse',
    amountMinor,
    currency,
    amountText: null,
    capture,
    description: null,
    customer: { id: null, name, email, phone },
    notes,
    ...methodsOf(currency),
    returns: { success: callback, failure: callback, cancel: callback, notify: null },
    wire,
    expiresAt: null,
  };
}

/**
 * `autocapture` decides. The Go SDK sends `auto_capture`, and "false" whenever its caller said
 * nothing: read literally, each of its payments would wait for a capture that nobody makes.
 */
function readCapture(read: Reading): CreateOrder['capture'] {
  const [isAutomatic] = ['autocapture', 'auto_capture'].map((name) => {
    if (!read.has(name)) return null;
    const word = readTruth(read.raw(name));
    if (word !== null) return word;
    return read.refuse({ field: name, rule: 'format', message: `${name} must be true or false` });
  });
  return isAutomatic === false ? 'manual' : 'automatic';
}

/** SDKs send true, 1 and their texts in any case; null for anything else. */
export function readTruth(raw: unknown): boolean | null {
  const word = typeof raw === 'object' ? '' : String(raw).toLowerCase();
  if (/^(true|1)$/.test(word)) return true;
  return /^(false|0)$/.test(word) ? false : null;
}

function readReceipt(
  read: Reading,
  field: string,
  shape: { readonly pattern?: RegExp; readonly says?: string } = {},
): string | null {
  return read.text(field, { required: true, max: RECEIPT_MAX, numbers: true, ...shape });
}

/** SDKs send null, numbers and nothing where a text is meant; what is blank is left out. */
function readTexts(
  read: Reading,
  field: string,
  countMax: number,
  valueMax: number,
): Readonly<Record<string, string>> {
  const raw = read.raw(field);
  const isBlank = !read.has(field) || (Array.isArray(raw) && raw.length === 0);
  const given = isBlank ? null : read.object(field);
  const texts: Record<string, string> = {};
  const pairs = Object.entries(given ?? {}).filter(([, value]) => value !== null && value !== '');
  const fits = pairs.every(([key, value]) => {
    if (!['string', 'number', 'boolean'].includes(typeof value)) return false;
    const text = String(value);
    texts[key] = text;
    return key.length <= NOTE_KEY_MAX && text.length <= valueMax;
  });
  if (fits && pairs.length <= countMax) return texts;
  const message = `${field} must be at most ${countMax} texts of at most ${valueMax} characters`;
  read.refuse({ field, rule: 'format', message });
  return {};
}

function readAddress(read: Reading, field: string): Readonly<Record<string, string>> {
  const texts = readTexts(read, field, NOTES_MAX, ADDRESS_VALUE_MAX);
  const known = ADDRESS_FIELDS.flatMap((name) => {
    const text = texts[name];
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(known);
}

/** By our number, as every SDK has it from creation, or by the name that other dialects tell. */
export function readOrder(read: Reading, field: string): readonly Locator[] {
  return readName(read, field, ORDER_PREFIX);
}

function readName(read: Reading, field: string, prefix: string): readonly Locator[] {
  const text = read.text(field, { required: true, max: CODE_MAX, numbers: true });
  const locator = text === null ? null : (tokenLocator(text, prefix) ?? numberLocator(text));
  // A name that cannot be ours is not wrong: there is nothing of that name.
  if (locator === undefined) return [];
  return locator === null ? [] : [locator];
}

/** `fetch_type` says whom the gateway asks; here the processor's word is always at hand. */
export const FETCH_FIELDS = listFields(['id'], { idle: ['fetch_type'] });

export function parseFetch(call: Call): FindOrder | Failure {
  const read = readFields(pickFields(call.fields, FETCH_FIELDS));
  const order = readOrder(read, 'id');
  return read.issues.length > 0 ? invalid(read.issues) : { kind: 'findOrder', order };
}

/** An order, a refund or a receipt by its name, and nothing else. */
export const NAMED_FIELDS = listFields(['id']);

export function parseFetchByReceipt(call: Call): FindOrder | Failure {
  const read = readFields(pickFields(call.fields, NAMED_FIELDS));
  const reference = readReceipt(read, 'id');
  if (reference === null) return invalid(read.issues);
  return { kind: 'findOrder', order: [{ by: 'reference', reference }] };
}

/** The documents name it `order_id` here and `id` everywhere else; both are taken. */
export const ATTEMPTS_FIELDS = listFields([], { oneOf: ['order_id', 'id'] });

export function parseAttempts(call: Call): FindOrder | Failure {
  const read = readFields(pickFields(call.fields, ATTEMPTS_FIELDS));
  const order = readOrder(read, read.has('order_id') || !read.has('id') ? 'order_id' : 'id');
  return read.issues.length > 0 ? invalid(read.issues) : { kind: 'findOrder', order };
}

export const REFUND_FIELDS = listFields(['id'], { elsewhere: ['amount'] });

/** Everything that is left of the payment. */
export function parseRefund(call: Call): CreateRefund | Failure {
  const picked = pickFields(call.fields, REFUND_FIELDS);
  const other = refuseDisabled(picked.values, REFUND_TABLE);
  if (other !== null) return other;
  const read = readFields(picked);
  const order = readOrder(read, 'id');
  if (read.issues.length > 0) return invalid(read.issues);
  return refundOf(order, 'everything');
}

export const AMOUNT_FIELDS = listFields(['id', 'amount']);

export function parsePartialRefund(call: Call): CreateRefund | Failure {
  const read = readFields(pickFields(call.fields, AMOUNT_FIELDS));
  const order = readOrder(read, 'id');
  const minor = read.integer('amount', { required: true, min: AMOUNT_MIN });
  if (read.issues.length > 0 || minor === null) return invalid(read.issues);
  return refundOf(order, { minor });
}

function refundOf(order: readonly Locator[], amount: CreateRefund['amount']): CreateRefund {
  return {
    kind: 'createRefund',
    dialect: 'paytring',
    target: { order },
    reference: null,
    amount,
    note: null,
    notes: {},
    wire: {},
  };
}

export function parseFetchRefund(call: Call): FindRefund | Failure {
  const read = readFields(pickFields(call.fields, NAMED_FIELDS));
  const refund = readName(read, 'id', REFUND_PREFIX);
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'findRefund', order: null, refund };
}

/** All of the authorized amount; an amount is in the documents' prose only, and must be all. */
export function parseCapture(call: Call): CapturePayment | Failure {
  const read = readFields(pickFields(call.fields, AMOUNT_FIELDS));
  const order = readOrder(read, 'id');
  const minor = read.integer('amount', { min: AMOUNT_MIN });
  if (read.issues.length > 0) return invalid(read.issues);
  const amount = minor === null ? 'everything' : { minor };
  return { kind: 'capturePayment', target: { order }, amount, currency: null };
}

export function parseCancel(call: Call): VoidPayment | Failure {
  const read = readFields(pickFields(call.fields, NAMED_FIELDS));
  const order = readOrder(read, 'id');
  return read.issues.length > 0 ? invalid(read.issues) : { kind: 'voidPayment', target: { order } };
}
