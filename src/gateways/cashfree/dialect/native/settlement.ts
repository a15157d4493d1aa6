// When an order's money reaches the merchant's bank: a sandbox settles a day after the payment.
// Source: cashfree.md §1.9.
import type { Outcome } from '../../../../core/decision.ts';
import { type Failure, invalid } from '../../../../core/failure.ts';
import { refundableMinor } from '../../../../core/payment.ts';
import type { Call, Reply } from '../../../dialect.ts';
import { readRequest } from '../reading.ts';
import { orderName } from '../../ids.ts';
import { amountOf } from '../render.ts';
import { formatInstant } from '../../time.ts';
import type { Spelling, Traits } from '../../version.ts';
import { idOf } from './view.ts';

const SETTLES_AFTER_MS = 24 * 60 * 60 * 1000;

/** Null while nothing is settled; of a live account nobody told us whether it is. */
export function viewSettlement<I extends keyof Spelling>(
  { aggregate }: Outcome,
  traits: Traits<I>,
  call: Call,
) {
  const { order, payments } = aggregate;
  const paid = payments.find((payment) => payment.status === 'captured');
  if (paid === undefined || paid.completedAt === null) return null;
  const settledAt = paid.completedAt + SETTLES_AFTER_MS;
  if (call.account.mode !== 'sandbox' || settledAt > call.now) return null;
  return {
    cf_payment_id: idOf(paid.id, traits),
    cf_settlement_id: idOf(paid.id, traits),
    settlement_currency: paid.currency,
    order_id: orderName(order),
    entity: 'settlement',
    order_amount: amountOf(order.amountMinor, order.currency),
    payment_time: formatInstant(paid.createdAt),
    service_charge: 0,
    service_tax: 0,
    settlement_amount: amountOf(refundableMinor(paid), paid.currency),
    settlement_id: paid.id.number,
    transfer_id: paid.id.number,
    transfer_time: formatInstant(settledAt),
    transfer_utr: paid.bankReference,
  };
}

const LIMIT = Object.freeze({ min: 1, max: 1000 });
const LIMIT_DEFAULT = 10;

/** Settlements and their reconciliation are not kept here: the page is always an empty one. */
export function answerEmptyPage({ fields }: Call): Reply | Failure {
  const read = readRequest(fields);
  read.object('pagination', { required: true });
  read.object('filters', { required: true });
  const limit = read.integer('pagination.limit', LIMIT);
  if (read.issues.length > 0) return invalid(read.issues);
  const body = { cursor: null, limit: limit ?? LIMIT_DEFAULT, data: [] };
  return { kind: 'json', status: 200, body };
}
