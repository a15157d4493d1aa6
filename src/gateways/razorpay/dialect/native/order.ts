// Orders on the native paths: created, found and listed, and their payments.
import type { CreateOrder, FindOrder, ListQuery } from '../../../../core/command.ts';
import type { Listing, Outcome } from '../../../../core/decision.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import { NOBODY, NOWHERE, type Customer } from '../../../../core/order.ts';
import type { Method } from '../../../../core/payment.ts';
import type { Call, Fields, Reply } from '../../../dialect.ts';
import { isRecord } from '../../../kit/read.ts';
import { methodsOf, RECEIPT_MAX } from '../schema.ts';
import {
  has,
  readCurrency,
  readFlag,
  readNotes,
  readText,
  readWhole,
  refuseSmall,
} from './field.ts';
import { readCapture } from './capture-setting.ts';
import { readId } from '../../ids.ts';
import { readOrderPayment } from './order-payment.ts';
import { readPayerAccount } from './payer-account.ts';
import {
  EXPAND,
  expandOf,
  ORDER_EXPAND,
  PAYMENT_EXPAND,
  RANGE,
  readExpand,
  readRange,
  refuseFilters,
  takeRange,
} from './range.ts';
import { refuse } from './refusal.ts';
import { ORDER_FIELDS } from './request-field.ts';
import { refuseExtra, refuseUnsupported } from './unserved-field.ts';
import { collectionOf, jsonOf, viewOrder, viewPayment } from './view.ts';

export function parseOrder(call: Call): CreateOrder | Failure {
  const { fields } = call;
  const { values } = fields;
  // Before the amount: an order for a mandate may be of none.
  const unsupported = refuseUnsupported(values, ORDER_FIELDS);
  if (unsupported !== null) return unsupported;
  const amount = readAmount(fields);
  if (isFailure(amount)) return amount;
  const currency = readCurrency(values, 'currency');
  if (isFailure(currency)) return currency;
  const small = refuseSmall(amount, currency);
  if (small !== null) return small;
  const tooLong = `receipt: the length must be no more than ${RECEIPT_MAX}.`;
  const receipt = readText(fields, 'receipt', RECEIPT_MAX, tooLong);
  if (isFailure(receipt)) return receipt;
  const notes = readNotes(values);
  if (isFailure(notes)) return notes;
  const capture = readCapture(fields);
  if (isFailure(capture)) return capture;
  const method = readMethod(values, currency);
  if (isFailure(method)) return method;
  const payer = readPayer(fields);
  if (isFailure(payer)) return payer;
  const rule = readPayerAccount(call, currency, method);
  if (isFailure(rule)) return rule;
  const paid = readOrderPayment(call);
  if (isFailure(paid)) return paid;
  const extra = refuseExtra(values, ORDER_FIELDS);
  if (extra !== null) return extra;
  return {
    kind: 'createOrder',
    dialect: 'razorpay',
    reference: receipt,
    // A shop may use a receipt again, unless its account or this request says otherwise.
    repeat: readFlag(values['unique_receipt']) === true ? 'return' : 'accept',
    amountMinor: amount,
    currency,
    amountText: null,
    ...capture,
    ...methodsOf(currency),
    ...(method === null ? {} : { methods: [method] }),
    ...rule,
    ...payer,
    description: paid?.description ?? null,
    customer: { ...readCustomer(values), ...paid?.customer },
    notes: notes ?? {},
    returns: { ...NOWHERE, success: paid?.callback ?? null },
    wire: {},
    expiresAt: null,
    ...(paid?.pays === undefined ? {} : { pays: paid.pays }),
  };
}

export function readAmount(fields: Fields): number | Failure {
  if (!has(fields.values, 'amount') || fields.values['amount'] === '') {
    return refuse('amount', 'required', 'The amount field is required.');
  }
  const amount = readWhole(fields, 'amount');
  return amount ?? refuse('amount', 'type', 'The amount must be an integer.');
}

const METHODS: readonly Method[] = ['card', 'upi', 'netbanking', 'wallet'];

/** The one method that may pay it; null: each of them. Others of the gateway are not served. */
export function readMethod(
  { method }: Fields['values'],
  currency: string,
): Method | Failure | null {
  if (method === undefined || method === null || method === '') return null;
  const { methods = METHODS } = methodsOf(currency);
  const known = methods.find((each) => each === method);
  return known ?? refuse('method', 'format', 'The selected method is invalid.');
}

/** Whom the merchant has among its customers; the engine asks whether there is such a one. */
function readPayer({ values }: Fields): Pick<CreateOrder, 'payerRecord'> | Failure {
  const id = values['customer_id'];
  if (!has(values, 'customer_id') || id === '') return {};
  const names = readId(typeof id === 'string' ? id : JSON.stringify(id), 'customer');
  return isFailure(names) ? names : { payerRecord: names };
}

export function readCustomer({
  customer_details: details,
  customer_id: id,
}: Fields['values']): Customer {
  const known = { ...NOBODY, id: typeof id === 'string' && id !== '' ? id : null };
  if (!isRecord(details)) return known;
  const text = (name: string): string | null => {
    const value = details[name];
    return typeof value === 'string' && value !== '' && value.length <= 254 ? value : null;
  };
  return { ...known, name: text('name'), email: text('email'), phone: text('contact') };
}

export function parseFindOrder(call: Call): FindOrder | Failure {
  const order = readId(call.params['id'] ?? '', 'order');
  if (isFailure(order)) return order;
  const expand = readExpand(call.request.query, ORDER_EXPAND);
  return isFailure(expand) ? expand : { kind: 'findOrder', order };
}

export function parseOrderPayments(call: Call): FindOrder | Failure {
  const order = readId(call.params['id'] ?? '', 'order');
  if (isFailure(order)) return order;
  const range = readRange(call.request.query);
  if (isFailure(range)) return range;
  const other = refuseFilters(call.request.query, [...RANGE, EXPAND]);
  if (other !== null) return other;
  const expand = readExpand(call.request.query, PAYMENT_EXPAND);
  return isFailure(expand) ? expand : { kind: 'findOrder', order };
}

const AUTHORIZED = Object.freeze(['authorized', 'captured']);
const UNAUTHORIZED = Object.freeze(['created', 'attempted', 'expired', 'cancelled']);

/** With `authorized` the orders are found by their payments: a captured one was authorized too. */
export function parseOrders({ request: { query } }: Call): ListQuery | Failure {
  const range = readRange(query);
  if (isFailure(range)) return range;
  const other = refuseFilters(query, [...RANGE, EXPAND, 'authorized', 'receipt']);
  if (other !== null) return other;
  const expand = readExpand(query, ORDER_EXPAND);
  if (isFailure(expand)) return expand;
  const list = { kind: 'list', ...range } as const;
  const reference = query['receipt'] || null;
  const authorized = readFlag(query['authorized']);
  if (authorized === true) return { ...list, of: 'payment', reference: null, states: AUTHORIZED };
  return { ...list, of: 'order', reference, states: authorized === null ? null : UNAUTHORIZED };
}

export function renderOrder({ aggregate }: Outcome, call: Call): Reply {
  return jsonOf(viewOrder(aggregate, expandOf(call.request.query, ORDER_EXPAND)));
}

export function renderOrders({ items }: Listing, call: Call): Reply {
  const expand = expandOf(call.request.query, ORDER_EXPAND);
  const receipt = call.request.query['receipt'] || null;
  const asked = items.filter(({ aggregate: { order } }) => {
    return receipt === null || order.reference === receipt;
  });
  return jsonOf(collectionOf(asked.map(({ aggregate }) => viewOrder(aggregate, expand))));
}

/** Oldest first, as in the gateway's own sample. */
export function renderOrderPayments({ aggregate }: Outcome, call: Call): Reply {
  const range = readRange(call.request.query);
  const asked = isFailure(range) ? aggregate.payments : takeRange(aggregate.payments, range);
  const expand = expandOf(call.request.query, PAYMENT_EXPAND);
  return jsonOf(collectionOf(asked.map((each) => viewPayment(each, aggregate, expand))));
}
