// What a merchant's server changes afterwards: ends an order, captures or voids a payment,
// withdraws a refund.
// Source: cashfree.md §1.3, §1.5 and §1.7.
import type {
  CancelOrder,
  CancelRefund,
  CapturePayment,
  FindPayment,
  VoidPayment,
} from '../../../../core/command.ts';
import { type Failure, invalid, isFailure } from '../../../../core/failure.ts';
import type { Call } from '../../../dialect.ts';
import type { Reading } from '../../../kit/read.ts';
import { readRequest } from '../reading.ts';
import { locatePayment } from '../../ids.ts';
import { MOST_DECIMALS } from '../parse.ts';
import { parseNativeFindOrder, parseNativeFindRefund } from './order.ts';

/** PATCH {"order_status": "TERMINATED"}: no other change is offered. */
export function parseTerminate(call: Call): CancelOrder | Failure {
  const found = parseNativeFindOrder(call);
  if (isFailure(found)) return found;
  const read = readRequest(call.fields);
  readWord(read, 'order_status', ['TERMINATED']);
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'cancelOrder', order: found.order, whenDecided: true };
}

export function parseAuthorization(call: Call): CapturePayment | VoidPayment | Failure {
  const found = parseNativeFindOrder(call);
  if (isFailure(found)) return found;
  const target = { order: found.order };
  const read = readRequest(call.fields);
  const action = readWord(read, 'action', ['CAPTURE', 'VOID']);
  if (action === 'VOID') return { kind: 'voidPayment', target };
  const amount = read.decimal('amount', MOST_DECIMALS, { required: action === 'CAPTURE' });
  if (read.issues.length > 0 || amount === null) return invalid(read.issues);
  // "Capture the full or partial amount" (Preauthorisation); what is left goes back.
  const asked = { amount: { text: amount.text }, partial: true, currency: null } as const;
  return { kind: 'capturePayment', target, ...asked };
}

/** PUT {"refund_status": "CANCELLED"}, since 2026-01-01. */
export function parseCancelRefund(call: Call): CancelRefund | Failure {
  const found = parseNativeFindRefund(call);
  if (isFailure(found)) return found;
  const read = readRequest(call.fields);
  readWord(read, 'refund_status', ['CANCELLED']);
  read.text('remarks', { max: 250 });
  if (read.issues.length > 0 || found.order === null) return invalid(read.issues);
  return { kind: 'cancelRefund', order: found.order, refund: found.refund };
}

export function parseFindPayment(call: Call): FindPayment | Failure {
  const found = parseNativeFindOrder(call);
  if (isFailure(found)) return found;
  const payment = locatePayment(call.params['cf_payment_id'] ?? '');
  // An unknown order is told first, whatever the payment's name is.
  return { kind: 'findPayment', order: found.order, payment: payment ?? [] };
}

/** One of the words, or null after a refusal that names them all. */
export function readWord<W extends string>(
  read: Reading,
  field: string,
  words: readonly W[],
): W | null {
  const text = read.text(field, { required: true, max: 100 });
  const word = words.find((each) => each === text);
  if (text === null || word !== undefined) return word ?? null;
  const message = `should be one of ${words.join(', ')}`;
  return read.refuse({ field, rule: 'unknown', message, received: text });
}
