// Documented Razorpay requests become commands and queries.
import type { CreateOrder, FindOrder } from '../../../core/command.ts';
import { type Failure, invalid } from '../../../core/failure.ts';
import { NOBODY, NOWHERE } from '../../../core/order.ts';
import { type Locator, tokenLocator } from '../../../core/id.ts';
import type { Call } from '../../dialect.ts';
import { pickFields, listFields } from '../../kit/field-list.ts';
import { readFields } from '../../kit/read.ts';
import { findRefused, NOT_AVAILABLE } from '../../kit/request-field.ts';
import { PREFIXES } from '../ids.ts';
import { CREATE_TABLE } from './documented-field.ts';
import { AMOUNT_MIN, methodsOf, NOTES, RECEIPT_MAX } from './schema.ts';

export const CREATE_FIELDS = listFields(['amount', 'currency', 'receipt'], {
  unsigned: ['notes'],
});

const AT_ONCE: ReadonlySet<string> = new Set(['', '1', 'true']);

export function parseCreate(call: Call): CreateOrder | Failure {
  const read = readFields(pickFields(call.fields, CREATE_FIELDS));
  const refused = findRefused(call.fields.values, CREATE_TABLE);
  if (refused !== undefined) read.wrong(refused, 'unknown', NOT_AVAILABLE);
  // Here each payment is captured at once: who wants to do it himself is told.
  const capture = call.fields.values['payment_capture'] ?? 1;
  if (!AT_ONCE.has(String(capture))) read.wrong('payment_capture', 'unknown', NOT_AVAILABLE);
  const amountMinor = read.integer('amount', { required: true, min: AMOUNT_MIN });
  const currency = read.currency('currency', { required: true });
  const receipt = read.text('receipt', { required: true, max: RECEIPT_MAX });
  const notes = read.notes('notes', NOTES);
  if (read.issues.length > 0 || amountMinor === null || currency === null) {
    return invalid(read.issues);
  }
  return {
    kind: 'createOrder',
    dialect: 'razorpay',
    reference: receipt,
    repeat: 'refuse',
    amountMinor,
    currency,
    amountText: null,
    capture: 'automatic',
    ...methodsOf(currency),
    description: null,
    customer: NOBODY,
    notes,
    returns: NOWHERE,
    wire: {},
    expiresAt: null,
  };
}

export const FETCH_FIELDS = listFields(['order_id']);

/** By our id; the merchant's receipt is taken too (our extension). */
export function parseFetch(call: Call): FindOrder | Failure {
  const read = readFields(pickFields(call.fields, FETCH_FIELDS));
  const orderId = read.text('order_id', { required: true, max: 64 });
  if (orderId === null) return invalid(read.issues);
  const order: Locator[] = [{ by: 'reference', reference: orderId }];
  const token = tokenLocator(orderId, PREFIXES.order);
  return { kind: 'findOrder', order: token ? [...order, token] : order };
}
