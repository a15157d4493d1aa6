// Refunds as Razorpay lists them.
// Source: docs/gateways/razorpay.md §1.6.
import type { RefundFinding } from '../../processor.ts';
import { referenceIn } from './attempt.ts';
import { nameIn } from './note.ts';
import { briefly, currencyOf, type Entity, isNull, itemsOf, textOf, wholeOf } from './reply.ts';
import { isIdOf } from './request.ts';
import { REFUND_STATE_OF } from './words.ts';

/** The greatest number that a list has; without it these are ten. */
const COUNT_MAX = 100;

export function refundsPath(payment: string): string {
  return `/payments/${payment}/refunds?count=${COUNT_MAX}`;
}

/** Null when it is none of this payment's. */
export function readRefund(entity: Entity, payment: string): RefundFinding | null {
  const theirs = textOf(entity, 'id');
  if (!isIdOf('refund', theirs) || textOf(entity, 'payment_id') !== payment) return null;
  const status = textOf(entity, 'status');
  return {
    theirs,
    // The sample of a creation has no receipt in its answer, though one was sent (§1.6).
    ours: textOf(entity, 'receipt') ?? nameIn(entity),
    attempt: payment,
    state: REFUND_STATE_OF.get(status ?? '') ?? 'unknown',
    raw: briefly(`status=${status}`),
    amountMinor: wholeOf(entity, 'amount'),
    currency: currencyOf(entity),
    bankReference: referenceIn(entity, ['arn', 'rrn', 'utr']),
  };
}

/** Every refund of a payment; null when one of them cannot be read. */
export function listRefunds(entity: Entity, payment: string): readonly RefundFinding[] | null {
  const refunds = itemsOf(entity)?.map((item) => readRefund(item, payment));
  return refunds?.every((each) => each !== null) === true ? refunds : null;
}

/**
 * Whether a refund that is not in the list is not there at all: the list is whole, and each in it
 * says under which name it was made, or that it has none.
 */
export function tellsAll(entity: Entity): boolean {
  const items = itemsOf(entity);
  const isWhole = items?.length === wholeOf(entity, 'count') && items.length < COUNT_MAX;
  if (!isWhole) return false;
  return items.every((each) => isNull(each, 'receipt') || textOf(each, 'receipt') !== null);
}
