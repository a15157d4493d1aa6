// Changes that move no money: notes, and a refund withdrawn before anybody was told of it.
import { isNamed } from './capture.ts';
import type { CancelRefund, EditNotes, EnterCheckout } from './command.ts';
import type { Changes, Decision, Event } from './decision.ts';
import type { Failure } from './failure.ts';
import type { Aggregate, Order } from './order.ts';
import type { Payment } from './payment.ts';
import { REFUND_TRANSITIONS, type Refund } from './refund.ts';
import { transition } from './transition.ts';

/** Replaces the notes of the order, or of the payment or refund of it that is named. */
export function decideEdit(existing: Aggregate, command: EditNotes): Decision | Failure {
  const { notes, subject, locators } = command;
  const named = (entity: Payment | Refund): boolean =>
    locators.some((locator) => isNamed(entity, locator));
  const payment = subject === 'payment' ? existing.payments.find(named) : undefined;
  const refund = subject === 'refund' ? existing.refunds.find(named) : undefined;
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
  return written(existing, edited, []);
}

/** What the browser brought replaces what the order had, as long as the order can be paid. */
export function decideCheckout(existing: Aggregate, command: EnterCheckout): Decision | Failure {
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
  return written(existing, { order: entered, payment: null, refund: null }, []);
}

/** A processor that was told of the refund decides about it; then it can no longer be withdrawn. */
export function decideCancelRefund(
  existing: Aggregate,
  { refund: locators }: CancelRefund,
  now: number,
): Decision | Failure {
  const refund = existing.refunds.find((each) =>
    locators.some((locator) => {
      if (locator.by === 'reference') return each.reference === locator.reference;
      return isNamed(each, locator);
    }),
  );
  if (refund === undefined) return { failure: 'refund_not_found', existing };
  const payment = existing.payments.find((each) => each.id.key === refund.paymentKey);
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
  return written(existing, edited, [{ kind: 'refund.cancelled', at: now }]);
}

function written(
  existing: Aggregate,
  { order, payment, refund }: Pick<Changes, 'order' | 'payment' | 'refund'>,
  events: readonly Event[],
): Decision {
  const aggregate: Aggregate = {
    order,
    payments: existing.payments.map((each) =>
      payment !== null && each.id.key === payment.id.key ? payment : each,
    ),
    refunds: existing.refunds.map((each) =>
      refund !== null && each.id.key === refund.id.key ? refund : each,
    ),
  };
  return {
    changes: { order, before: existing.order.version, payment, refund, refundIsNew: false },
    events,
    instruction: null,
    outcome: { aggregate, payment, refund },
  };
}
