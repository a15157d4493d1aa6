// How an order ends without being paid: withdrawn by its merchant, or out of time.
import type { CancelOrder, ExpireOrder } from './command.ts';
import { changed, type Decision, unchanged } from './decision.ts';
import { hasRunOut } from './expiry.ts';
import type { Failure } from './failure.ts';
import { type Aggregate, type Order, ORDER_TRANSITIONS } from './order.ts';
import { refuseOver, touchLink } from './payment-link.ts';
import { decideCapture } from './capture.ts';
import { failLeft } from './attempt.ts';
import { isHolding, isLeft } from './payment.ts';
import { transition } from './transition.ts';

export function decideClose(
  existing: Aggregate,
  command: CancelOrder | ExpireOrder,
  now: number,
): Decision | Failure {
  const { order } = existing;
  if (command.kind === 'cancelOrder' && command.link === true) {
    if (order.link === undefined) return { failure: 'order_not_found' };
    const over = refuseOver(existing, now);
    if (over !== null) return over;
  }
  const to = command.kind === 'cancelOrder' ? 'cancelled' : 'expired';
  if (order.status === to) return unchanged(existing);
  if (order.status === 'paid') return { failure: 'order_paid', existing };
  if (order.status === 'cancelled') return { failure: 'order_cancelled', existing };
  if (order.status === 'expired') return { failure: 'order_expired', existing };
  const held = existing.payments.find((each) => isHolding(each) && each.status === 'authorized');
  if (to === 'expired' && held?.requested === null && order.captureWithinMs !== undefined) {
    if (!hasRunOut(order, now)) return unchanged(existing);
    const target = { payment: [{ by: 'token', token: held.id.token }] } as const;
    // The order is over once the processor has given the money up.
    return decideCapture(existing, { kind: 'voidPayment', target });
  }
  // What nobody is paying holds nothing up; should it be paid yet, it is given back.
  const left = existing.payments.find(isLeft);
  if (existing.payments.some((each) => isHolding(each) && each !== left)) {
    return postpone(existing, command);
  }
  if (to === 'expired' && !hasRunOut(order, now)) return unchanged(existing);
  // After this point the order must be closed.
  const closed: Order = {
    ...order,
    // That a link ran out is no change of it.
    ...(to === 'cancelled' ? touchLink(order, now) : {}),
    status: transition(ORDER_TRANSITIONS, order.status, to),
    version: order.version + 1,
  };
  const decline = to === 'cancelled' ? 'cancelled_by_customer' : 'timed_out';
  const failed = left === undefined ? null : failLeft(left, decline, now);
  const decision = changed(existing, { order: closed, payment: failed, refund: null }, [
    ...(failed === null ? [] : [{ kind: 'payment.failed', at: now } as const]),
    { kind: `order.${to}`, at: now },
  ]);
  return { ...decision, outcome: { ...decision.outcome, payment: null } };
}

/** A payment is under way: what becomes of it decides; see `decidePaymentReport`. */
function postpone(existing: Aggregate, command: CancelOrder | ExpireOrder): Decision | Failure {
  if (command.kind === 'expireOrder' || command.whenDecided !== true) {
    return { failure: 'payment_in_progress', existing };
  }
  if (existing.order.cancelRequested === true) return unchanged(existing);
  const order: Order = {
    ...existing.order,
    cancelRequested: true,
    version: existing.order.version + 1,
  };
  return changed(existing, { order, payment: null, refund: null }, []);
}
