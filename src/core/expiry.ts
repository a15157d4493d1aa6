// When an order's time is over, and how it reads from then on.
import { type Aggregate, isOpen, type Order } from './order.ts';
import { isHolding } from './payment.ts';

export function hasRunOut(order: Order, now: number): boolean {
  return order.expiresAt !== null && order.expiresAt <= now;
}

/**
 * The order as it is at `now`: an open one whose time is over, with no payment under way, is
 * expired, whether or not the sweep has written so yet.
 */
export function asOf(aggregate: Aggregate, now: number): Aggregate {
  const { order, payments } = aggregate;
  if (!isOpen(order) || !hasRunOut(order, now)) return aggregate;
  if (payments.some(isHolding)) return aggregate;
  return { ...aggregate, order: { ...order, status: 'expired' } };
}
