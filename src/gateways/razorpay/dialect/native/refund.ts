// Refunds on the native paths: created on either of two paths, found and listed.
// Source: razorpay.md §1.6.
import type { CreateRefund, FindRefund, ListQuery } from '../../../../core/command.ts';
import type { Listing, Outcome } from '../../../../core/decision.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Refund } from '../../../../core/refund.ts';
import type { Call, Fields, Reply } from '../../../dialect.ts';
import { has, readNotes, readText, readWhole, refuseSmall } from './field.ts';
import { readId } from '../../ids.ts';
import { paymentOf } from './payment.ts';
import { EXPAND, RANGE, readRange, refuseFilters } from './range.ts';
import { refuse, renderRefusal } from './refusal.ts';
import { REFUND_FIELDS } from './request-field.ts';
import { refuseExtra, refuseUnsupported } from './unserved-field.ts';
import { collectionOf, jsonOf, viewRefund } from './view.ts';

const RECEIPT_MAX = 40;

/** The payment is named in the path or, as the gateway's own SDKs do, in the body. */
export function parseRefund({ params, fields }: Call): CreateRefund | Failure {
  const { values } = fields;
  const unsupported = refuseUnsupported(values, REFUND_FIELDS, '.');
  if (unsupported !== null) return unsupported;
  const name = params['id'] ?? values['payment_id'];
  if (name === undefined || name === null || name === '') {
    return refuse('payment_id', 'required', 'The payment id field is required.');
  }
  const payment = readId(typeof name === 'string' ? name : JSON.stringify(name), 'payment');
  if (isFailure(payment)) return payment;
  const amount = readAmount(fields);
  if (isFailure(amount)) return amount;
  const { speed = null } = values;
  if (speed !== null && speed !== '' && speed !== 'normal' && speed !== 'optimum') {
    return refuse('speed', 'format', 'The selected speed is invalid.');
  }
  const receipt = readText(fields, 'receipt', RECEIPT_MAX);
  if (isFailure(receipt)) return receipt;
  const notes = readNotes(values);
  if (isFailure(notes)) return notes;
  const extra = refuseExtra(values, REFUND_FIELDS, '.');
  if (extra !== null) return extra;
  return {
    kind: 'createRefund',
    dialect: 'razorpay',
    target: { payment },
    reference: receipt,
    uniqueWithin: 'payment',
    amount: amount === null ? 'everything' : { minor: amount },
    note: null,
    notes: notes ?? {},
    wire: speed === 'optimum' ? { speed } : {},
  };
}

/** Without an amount all that is left goes back; an empty one is a mistake, not that wish. */
function readAmount(fields: Fields): number | Failure | null {
  if (!has(fields.values, 'amount')) return null;
  const amount = readWhole(fields, 'amount');
  if (fields.values['amount'] === '' || amount === 0) {
    return refuse('amount', 'required', 'Amount cannot be blank.');
  }
  if (amount === undefined) return refuse('amount', 'type', 'The amount must be an integer.');
  // A refund names no currency; the documented minimum is that of rupees.
  return refuseSmall(amount, 'INR') ?? amount;
}

export function parseFindRefund({ params }: Call): FindRefund | Failure {
  const payment = params['payment'] === undefined ? null : readId(params['payment'], 'payment');
  if (isFailure(payment)) return payment;
  const refund = readId(params['id'] ?? '', 'refund');
  return isFailure(refund) ? refund : { kind: 'findRefund', order: null, refund };
}

export function parseRefunds({ request: { query } }: Call): ListQuery | Failure {
  const range = readRange(query);
  if (isFailure(range)) return range;
  const other = refuseFilters(query, [...RANGE, EXPAND, 'payment_id']);
  return other ?? { kind: 'list', of: 'refund', ...range, reference: null, states: null };
}

function refundOf({ refund, aggregate }: Outcome): Refund {
  const found = refund ?? aggregate.refunds.at(-1);
  if (found === undefined) throw new Error('an outcome without its refund');
  return found;
}

function view(outcome: Outcome) {
  const refund = refundOf(outcome);
  const payment = outcome.aggregate.payments.find(({ id }) => id.key === refund.paymentKey);
  return viewRefund(refund, payment ?? paymentOf(outcome));
}

/** A refund that is looked for below another payment than its own is not there. */
export function renderRefund(outcome: Outcome, { params, request }: Call): Reply {
  const body = view(outcome);
  if ((params['payment'] ?? body.payment_id) === body.payment_id) return jsonOf(body);
  return renderRefusal({ failure: 'refund_not_found' }, request);
}

export function renderRefunds({ items }: Listing): Reply {
  return jsonOf(collectionOf(items.filter(({ refund }) => refund !== null).map(view)));
}
