// Payments on the native paths: found, listed, captured; their card and their refunds.
import type { CapturePayment, FindPayment, ListQuery } from '../../../../core/command.ts';
import type { Listing, Outcome } from '../../../../core/decision.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Payment } from '../../../../core/payment.ts';
import type { Call, Reply } from '../../../dialect.ts';
import { has, readCurrency, readWhole } from './field.ts';
import { readId } from '../../ids.ts';
import {
  EXPAND,
  expandOf,
  PAYMENT_EXPAND,
  RANGE,
  readExpand,
  readRange,
  refuseFilters,
  takeRange,
} from './range.ts';
import { refuse, renderPlain, renderRefusal } from './refusal.ts';
import { CAPTURE_FIELDS } from './request-field.ts';
import { refuseExtra } from './unserved-field.ts';
import { collectionOf, jsonOf, viewCard, viewPayment, viewRefund } from './view.ts';

export function parseFindPayment({ params, request }: Call): FindPayment | Failure {
  const payment = readId(params['id'] ?? '', 'payment');
  if (isFailure(payment)) return payment;
  const expand = readExpand(request.query, PAYMENT_EXPAND);
  return isFailure(expand) ? expand : { kind: 'findPayment', order: null, payment };
}

/** A card is known by the one payment that it made: its id has the payment's token. */
export function parseFindCard({ params }: Call): FindPayment | Failure {
  const payment = readId(params['id'] ?? '', 'card');
  return isFailure(payment) ? payment : { kind: 'findPayment', order: null, payment };
}

export function parsePayments({ request: { query } }: Call): ListQuery | Failure {
  const range = readRange(query);
  if (isFailure(range)) return range;
  const other = refuseFilters(query, [...RANGE, EXPAND]);
  if (other !== null) return other;
  const expand = readExpand(query, PAYMENT_EXPAND);
  if (isFailure(expand)) return expand;
  return { kind: 'list', of: 'payment', ...range, reference: null, states: null };
}

/** `expand` means nothing here. */
export function parsePaymentRefunds({ params, request: { query } }: Call): FindPayment | Failure {
  const payment = readId(params['id'] ?? query['payment_id'] ?? '', 'payment');
  if (isFailure(payment)) return payment;
  const range = readRange(query);
  if (isFailure(range)) return range;
  const own = params['id'] === undefined ? ['payment_id'] : [];
  const other = refuseFilters(query, [...RANGE, EXPAND, ...own]);
  return other ?? { kind: 'findPayment', order: null, payment };
}

/** Source: razorpay.md §1.5: amount is mandatory, currency optional in the SDKs. */
export function parseCapture({ params, fields }: Call): CapturePayment | Failure {
  const payment = readId(params['id'] ?? '', 'payment');
  if (isFailure(payment)) return payment;
  const { values } = fields;
  const fault = 'Could not validate payment capture request due to: amount:';
  if (!Object.hasOwn(values, 'amount')) {
    return refuse('amount', 'required', `${fault} required key is missing.`);
  }
  if (!has(values, 'amount') || values['amount'] === '') {
    return refuse('amount', 'required', `${fault} cannot be blank.`);
  }
  const minor = readWhole(fields, 'amount');
  if (minor === undefined) return refuse('amount', 'type', 'The amount must be an integer.');
  const named = has(values, 'currency') && values['currency'] !== '';
  const currency = named ? readCurrency(values, 'currency') : null;
  if (isFailure(currency)) return currency;
  const extra = refuseExtra(values, CAPTURE_FIELDS, '.');
  if (extra !== null) return extra;
  return { kind: 'capturePayment', target: { payment }, amount: { minor }, currency };
}

/** The payment that an outcome is about; a request that named one always has it. */
export function paymentOf({ payment, aggregate }: Outcome): Payment {
  const found = payment ?? aggregate.payments.at(-1);
  if (found === undefined) throw new Error('an outcome without its payment');
  return found;
}

export function renderPayment(outcome: Outcome, call: Call): Reply {
  const expand = expandOf(call.request.query, PAYMENT_EXPAND);
  return jsonOf(viewPayment(paymentOf(outcome), outcome.aggregate, expand));
}

export function renderPayments({ items }: Listing, call: Call): Reply {
  const expand = expandOf(call.request.query, PAYMENT_EXPAND);
  const views = items.flatMap(({ payment, aggregate }) =>
    payment === null ? [] : [viewPayment(payment, aggregate, expand)],
  );
  return jsonOf(collectionOf(views));
}

export function renderCard(outcome: Outcome): Reply {
  const card = viewCard(paymentOf(outcome));
  return card === null ? renderPlain('Payment was not done using card') : jsonOf(card);
}

export function renderFoundCard(outcome: Outcome, call: Call): Reply {
  const card = viewCard(paymentOf(outcome));
  return card === null
    ? renderRefusal({ failure: 'record_not_found' }, call.request)
    : jsonOf(card);
}

/** Oldest first, as in the gateway's own sample. */
export function renderPaymentRefunds(outcome: Outcome, call: Call): Reply {
  const payment = paymentOf(outcome);
  const own = outcome.aggregate.refunds.filter(({ paymentKey }) => paymentKey === payment.id.key);
  const range = readRange(call.request.query);
  const asked = isFailure(range) ? own : takeRange(own, range);
  return jsonOf(collectionOf(asked.map((each) => viewRefund(each, payment))));
}
