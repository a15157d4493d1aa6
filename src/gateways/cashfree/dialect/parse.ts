// Requests become commands and queries: what the documented paths and all versions read alike.
import type { CreateOrder, CreateRefund, FindOrder, FindRefund } from '../../../core/command.ts';
import { type Failure, invalid } from '../../../core/failure.ts';
import type { Customer } from '../../../core/order.ts';
import type { Call } from '../../dialect.ts';
import type { Reading } from '../../kit/read.ts';
import { locateOrder, locateRefund } from '../ids.ts';
import { readInstant } from '../time.ts';
import { readAllowed } from './allowed-method.ts';
import { readRequest } from './reading.ts';
import { DOCUMENTED_ORDER_FIELDS, DOCUMENTED_REFUND_FIELDS } from './request-field.ts';
import {
  DOCUMENTED_RULES,
  EXPIRY_MAX_MS,
  EXPIRY_MIN_MS,
  NAME,
  NAME_SAYS,
  ORDER_ID_MAX,
  PHONE,
  REFUND_ID,
  type Rules,
  TAGS,
} from './schema.ts';
import { refuseUnserved } from './unserved-field.ts';

/** An order as far as every version reads it alike. */
type Draft = Omit<CreateOrder, 'wire' | 'expiresAt'>;
type Kept = ReturnType<typeof readAllowed>['kept'];

export function withoutNulls(values: CreateOrder['wire']): CreateOrder['wire'] {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

/** Null when a field is wrong; `read.issues` says which. `kept`: what the order shows again. */
export function readDraft(
  read: Reading,
  rules: Rules,
): { readonly draft: Draft; readonly kept: Kept } | null {
  const reference = read.text('order_id', {
    ...rules.orderId,
    max: ORDER_ID_MAX,
    pattern: NAME,
    says: `Order id ${NAME_SAYS}`,
    numbers: true,
  });
  const currency = read.currency('order_currency', { required: true });
  const amount = read.decimal('order_amount', currency ?? 'INR', {
    required: true,
    minMinor: rules.amountMinMinor,
  });
  const customer = readCustomer(read, rules);
  read.object('order_meta');
  const success = read.url('order_meta.return_url');
  const notify = read.url('order_meta.notify_url');
  const description = read.text('order_note', { max: rules.noteMax });
  const notes = read.notes('order_tags', TAGS);
  const { allowed, kept } = readAllowed(read, currency ?? 'INR');
  if (read.issues.length > 0 || amount === null || currency === null) return null;
  const draft: Draft = {
    kind: 'createOrder',
    dialect: 'cashfree',
    reference,
    repeat: 'refuse',
    amountMinor: amount.minor,
    currency,
    amountText: amount.text,
    capture: 'automatic',
    description,
    customer,
    notes,
    returns: { success, failure: null, cancel: null, notify },
    ...allowed,
  };
  return { draft, kept };
}

/** Null when it names none. */
export function readExpiry(read: Reading, now: number): number | null {
  const text = read.text('order_expiry_time', { max: 40 });
  if (text === null) return null;
  const at = readInstant(text);
  if (at !== undefined && at > now + EXPIRY_MIN_MS && at < now + EXPIRY_MAX_MS) return at;
  return read.refuse({
    field: 'order_expiry_time',
    rule: at === undefined ? 'format' : 'range',
    message: 'not a time in the allowed range',
    received: text,
  });
}

function readCustomer(read: Reading, rules: Rules): Customer {
  read.object('customer_details', { required: true });
  return {
    id: read.text('customer_details.customer_id', {
      required: true,
      numbers: true,
      ...rules.customerId,
    }),
    name: read.text('customer_details.customer_name', { max: 100 }),
    email: read.email('customer_details.customer_email', { required: rules.emailRequired }),
    phone: read.text('customer_details.customer_phone', {
      required: true,
      pattern: PHONE,
      says: 'Customer phone must be 10 digits, or + and the country code',
      numbers: true,
    }),
  };
}

export function parseCreate(call: Call): CreateOrder | Failure {
  const read = readRequest(call.fields);
  refuseUnserved(read, call.fields, DOCUMENTED_ORDER_FIELDS);
  const found = readDraft(read, DOCUMENTED_RULES);
  const expiresAt = readExpiry(read, call.now);
  if (found === null || read.issues.length > 0) return invalid(read.issues);
  return { ...found.draft, wire: withoutNulls(found.kept), expiresAt };
}

export function parseFindOrder(call: Call): FindOrder | Failure {
  const order = locateOrder(call.params['id'] ?? '');
  return order === undefined ? { failure: 'order_not_found' } : { kind: 'findOrder', order };
}

export function parseFindRefund(call: Call): FindRefund | Failure {
  const order = locateOrder(call.params['id'] ?? '');
  if (order === undefined) return { failure: 'order_not_found' };
  const refund = locateRefund(call.params['refund_id'] ?? '');
  if (refund === undefined) return { failure: 'refund_not_found' };
  return { kind: 'findRefund', order, refund };
}

/** Its amounts have three decimals, and those of no other currency have more. */
export const MOST_DECIMALS = 'KWD';

/** A refund of the order in the path; `wire` is empty. */
export function readRefund(call: Call, read: Reading, rules: Rules): CreateRefund | Failure {
  const order = locateOrder(call.params['id'] ?? '');
  if (order === undefined) return { failure: 'order_not_found' };
  const reference = read.text('refund_id', {
    required: rules.refundIdRequired,
    ...REFUND_ID,
    pattern: NAME,
    says: `Refund id ${NAME_SAYS}`,
    numbers: true,
  });
  // A refund names no currency: the order's, known later, tells whether the decimals fit it.
  const amount = read.decimal('refund_amount', MOST_DECIMALS, { required: true });
  const note = read.text('refund_note', { max: rules.refundNoteMax });
  if (read.issues.length > 0 || amount === null) return invalid(read.issues);
  return {
    kind: 'createRefund',
    dialect: 'cashfree',
    target: { order },
    reference,
    amount: { text: amount.text },
    note,
    notes: {},
    wire: {},
  };
}

export function parseRefund(call: Call): CreateRefund | Failure {
  const read = readRequest(call.fields);
  refuseUnserved(read, call.fields, DOCUMENTED_REFUND_FIELDS);
  return readRefund(call, read, DOCUMENTED_RULES);
}
