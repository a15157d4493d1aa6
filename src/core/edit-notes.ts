// The notes of an order, a payment or a refund, replaced by their merchant.
import type { EditNotes } from './command.ts';
import { changed, type Decision } from './decision.ts';
import type { Failure } from './failure.ts';
import { findNamed } from './name.ts';
import type { Aggregate, Order } from './order.ts';

export function decideEdit(existing: Aggregate, command: EditNotes): Decision | Failure {
  const { subject, locators } = command;
  const payment = subject === 'payment' ? findNamed(existing.payments, locators) : undefined;
  const refund = subject === 'refund' ? findNamed(existing.refunds, locators) : undefined;
  if (subject === 'payment' && !payment) return { failure: 'payment_not_found', existing };
  if (subject === 'refund' && !refund) return { failure: 'refund_not_found', existing };
  const edit = <T extends Pick<Order, 'notes'>>(from: T): T => {
    return { ...from, notes: { ...(command.adds ? from.notes : {}), ...command.notes } };
  };
  const { customer } = existing.order;
  const order =
    subject === 'order'
      ? { ...edit(existing.order), customer: { ...customer, ...command.customer } }
      : existing.order;
  const edited = {
    order: { ...order, version: order.version + 1 },
    payment: payment === undefined ? null : edit(payment),
    refund: refund === undefined ? null : edit(refund),
  };
  return changed(existing, edited, []);
}
