// What a merchant's server asks of `paynimoV2.req` about transactions and for refunds.
// Source: worldline.md §3.3 (observed in the official kits).
import type { CreateRefund, FindOrder, FindPayment } from '../../../../core/command.ts';
import { type Failure, invalid } from '../../../../core/failure.ts';
import { type Locator, numberLocator } from '../../../../core/id.ts';
import type { Call } from '../../../dialect.ts';
import { readFields } from '../../../kit/read.ts';
import { FETCH_ID_MAX } from '../schema.ts';

const TOKEN_MAX = 40;
const AMOUNT_MAX = 40;

/** By the merchant's own number. The date that comes with it is often wrong, and is not needed. */
export function parseOffline(call: Call): FindOrder | Failure {
  const read = readFields(call.fields);
  const rule = { required: true, max: FETCH_ID_MAX, numbers: true };
  const reference = read.text('transaction.identifier', rule);
  if (reference === null) return invalid(read.issues);
  return { kind: 'findOrder', order: [{ by: 'reference', reference }] };
}

/** By our number of the payment, as `msg` carried it. */
export function parseDual(call: Call): FindPayment | Failure {
  const read = readFields(call.fields);
  const token = read.text('transaction.token', { required: true, max: TOKEN_MAX, numbers: true });
  if (token === null) return invalid(read.issues);
  return { kind: 'findPayment', order: null, payment: locatorsOf(token) };
}

export function parseRefund(call: Call): CreateRefund | Failure {
  const read = readFields(call.fields);
  const token = read.text('transaction.token', { required: true, max: TOKEN_MAX, numbers: true });
  const path = 'transaction.amount';
  const raw = read.raw(path);
  const number = typeof raw === 'number' ? (call.fields.lexemes.get(path) ?? String(raw)) : null;
  const text = number ?? read.text(path, { required: true, max: AMOUNT_MAX });
  const currency = read.text('transaction.currency', { max: AMOUNT_MAX });
  if (token === null || text === null || read.issues.length > 0) return invalid(read.issues);
  return {
    kind: 'createRefund',
    dialect: 'worldline',
    target: { payment: locatorsOf(token) },
    reference: null,
    amount: { text },
    ...(currency === null ? {} : { currency }),
    note: null,
    notes: {},
    wire: {},
  };
}

// A token that is no number of ours names nothing, which is no fault of the request.
function locatorsOf(token: string): readonly Locator[] {
  const locator = numberLocator(token);
  return locator === undefined ? [] : [locator];
}
