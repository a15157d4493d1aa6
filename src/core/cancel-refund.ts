// A refund withdrawn before any processor was told of it.
import type { CancelRefund } from './command.ts';
import { changed, type Decision } from './decision.ts';
import type { Failure } from './failure.ts';
import { findByKey } from './id.ts';
import { findNamed } from './name.ts';
import type { Aggregate, Order } from './order.ts';
import { REFUND_TRANSITIONS } from './refund.ts';
import { transition } from './transition.ts';

/** A processor that was told of the refund decides about it; then it can no longer be withdrawn. */
export function decideCancelRefund(
  existing: Aggregate,
  { refund: locators }: CancelRefund,
  now: number,
): Decision | Failure {
  const refund = findNamed(existing.refunds, locators);
  if (refund === undefined) return { failure: 'refund_not_found', existing };
  const payment = findByKey(existing.payments, refund.paymentKey);
  if (payment === undefined) throw new Error('a refund without its payment');
  if (refund.status !== 'pending' || refund.processorReference !== null) {
    return { failure: 'refund_not_pending', existing };
  }
  const order: Order = { ...existing.order, version: existing.order.version + 1 };
  const status = transition(REFUND_TRANSITIONS, refund.status, 'cancelled');
  const refundedMinor = payment.refundedMinor - refund.amountMinor;
  const edited = {
    order,
    payment: { ...payment, refundedMinor },
    refund: { ...refund, status },
  };
  return changed(existing, edited, [{ kind: 'refund.cancelled', at: now }]);
}
