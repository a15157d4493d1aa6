// What a browser brings to an order when it opens the checkout.
import type { OpenCheckout } from './command.ts';
import { changed, type Decision } from './decision.ts';
import type { Failure } from './failure.ts';
import type { Aggregate, Order } from './order.ts';

/** What the browser brought replaces what the order had, as long as the order can be paid. */
export function decideCheckout(existing: Aggregate, command: OpenCheckout): Decision | Failure {
  const { order } = existing;
  if (order.dialect !== command.dialect) return { failure: 'order_not_found' };
  if (order.status === 'paid') return { failure: 'order_paid', existing };
  if (order.status === 'cancelled') return { failure: 'order_cancelled', existing };
  if (order.status === 'expired') return { failure: 'order_expired', existing };
  const entered: Order = {
    ...order,
    returns: { ...order.returns, ...command.returns },
    customer: { ...order.customer, ...command.customer },
    wire: command.wire ?? order.wire,
    ...(command.notes === null ? {} : { paymentNotes: command.notes }),
    version: order.version + 1,
  };
  return changed(existing, { order: entered, payment: null, refund: null }, []);
}
