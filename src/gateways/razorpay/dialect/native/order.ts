// Orders on the native paths: created, found and listed, and their payments.
import type { CreateOrder, FindOrder, ListQuery } from '../../../../core/command.ts';
import type { Listing, Outcome } from '../../../../core/decision.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Customer } from '../../../../core/order.ts';
import type { Call, Fields, Reply } from '../../../dialect.ts';
import { isRecord } from '../../../kit/read.ts';
import { NOBODY, NOWHERE, RECEIPT_MAX } from '../schema.ts';
import {
  has,
  readCurrency,
  readFlag,
  readNotes,
  readText,
  readWhole,
  refuseExtra,
  refuseSmall,
} from './field.ts';
import { readId } from '../../ids.ts';
import {
  expandOf,
  ORDER_EXPAND,
  PAYMENT_EXPAND,
  readExpand,
  readRange,
  takeRange,
} from './range.ts';
import { refuse } from './refusal.ts';
import { collectionOf, jsonOf, viewOrder, viewPayment } from './view.ts';

// What a client may send: documented, or seen in the gateway's own SDKs and plugins (razorpay.md
// §1.4).
const CREATE_FIELDS: ReadonlySet<string> = new Set(
  `amount currency receipt notes partial_payment first_payment_min_amount payment payment_capture
  unique_receipt offer_id offers force_offer discount method bank_account customer_id token
  transfers line_items_total line_items app_offer rto_review shipping_fee cod_fee customer_details
  promotions device_details phonepe_switch_context checkout_config_id products public_key
  customer_additional_info payment_config tax_invoice`.split(/\s+/),
);

export function parseOrder(call: Call): CreateOrder | Failure {
  const { fields } = call;
  const { values } = fields;
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
  const capture = readCapture(values);
  if (isFailure(capture)) return capture;
  const offer = readText(fields, 'offer_id', 40);
  if (isFailure(offer)) return offer;
  const extra = refuseExtra(values, CREATE_FIELDS);
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
    capture,
    description: null,
    customer: readCustomer(values['customer_details']),
    notes: notes ?? {},
    returns: NOWHERE,
    wire: offer === null ? {} : { offer_id: offer },
    expiresAt: null,
  };
}

export function readAmount(fields: Fields): number | Failure {
  if (!has(fields.values, 'amount') || fields.values['amount'] === '') {
    return refuse('amount', 'required', 'The amount field is required.');
  }
  const amount = readWhole(fields, 'amount');
  return amount ?? refuse('amount', 'type', 'The amount must be an integer.');
}

/** `payment.capture` wins over the older `payment_capture`, which plugins still send. */
function readCapture(values: Fields['values']): CreateOrder['capture'] | Failure {
  const { payment } = values;
  if (has(values, 'payment')) {
    const capture = isRecord(payment) ? payment['capture'] : undefined;
    if (capture === 'manual' || capture === 'automatic') return capture;
    return refuse('payment.capture', 'format', 'The selected payment.capture is invalid.');
  }
  const flag = readFlag(values['payment_capture']);
  if (flag === null && has(values, 'payment_capture') && values['payment_capture'] !== '') {
    const says = 'The payment capture field must be true or false.';
    return refuse('payment_capture', 'type', says);
  }
  return flag === false ? 'manual' : 'automatic';
}

function readCustomer(details: unknown): Customer {
  if (!isRecord(details)) return NOBODY;
  const text = (name: string): string | null => {
    const value = details[name];
    return typeof value === 'string' && value !== '' && value.length <= 254 ? value : null;
  };
  return { id: null, name: text('name'), email: text('email'), phone: text('contact') };
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
  const expand = readExpand(call.request.query, PAYMENT_EXPAND);
  return isFailure(expand) ? expand : { kind: 'findOrder', order };
}

const AUTHORIZED = Object.freeze(['authorized', 'captured']);
const UNAUTHORIZED = Object.freeze(['created', 'attempted', 'expired', 'cancelled']);

/** With `authorized` the orders are found by their payments: a captured one was authorized too. */
export function parseOrders({ request: { query } }: Call): ListQuery | Failure {
  const range = readRange(query);
  if (isFailure(range)) return range;
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
