// The notes of an order, a payment or a refund, replaced by their merchant.
import type { EditNotes } from './command.ts';
import { changed, type Decision } from './decision.ts';
import type { Failure } from './failure.ts';
import { findNamed } from './name.ts';
import type { Aggregate, Order } from './order.ts';

export function decideEdit(existing: Aggregate, command: EditNotes): Decision | Failure {
  const { notes, subject, locators } = command;
  const payment = subject === 'payment' ? findNamed(existing.payments, locators) : undefined;
  const refund = subject === 'refund' ? findNamed(existing.refunds, locators) : undefined;
  if (subject === 'payment' && !payment) return { failure: 'payment_not_found', existing };
  if (subject === 'refund' && !refund) return { failure: 'refund_not_found', existing };
  const order: Order = {
    ...existing.order,
    ...(subject === 'order' ? { notes } : {}),
    version: existing.order.version + 1,
  };
  const edited = {
    order,
    payment: payment === undefined ? null : { ...payment, notes },
    refund: refund === undefined ? null : { ...refund, notes },
  };
  return changed(existing, edited, []);
}
