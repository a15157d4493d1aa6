// The rules: each command against the state it meets, refusals first, idempotence before all others.
import type {
  AbandonPayment,
  CancelOrder,
  Command,
  CreateOrder,
  CreateRefund,
  ExpireOrder,
  PaymentReport,
  RefundReport,
  StartPayment,
} from './command.ts';
import { amountOf, decideCapture, targetPayment } from './capture.ts';
import type { Decision } from './decision.ts';
import { decideCancelRefund, decideCheckout, decideEdit } from './edit.ts';
import { decidePaymentReport, decideRefundReport } from './report.ts';
import type { Failure } from './failure.ts';
import type { Id } from './id.ts';
import { type Aggregate, isOpen, type Order, ORDER_TRANSITIONS } from './order.ts';
import { isHolding, type Payment, refundableMinor } from './payment.ts';
import type { Refund } from './refund.ts';
import { step } from './transition.ts';

/**
 * What a decision rests on. `aggregate` is the order that the command names (for a creation: the one that
 * owns the reference); `claimed` the refund that owns the asked refund reference. Null: there is none.
 */
export type State = { readonly aggregate: Aggregate | null; readonly claimed: Refund | null };

/** Everything that is not in the request or the state: the clock, the names, the processor's name. */
export type Context = {
  readonly now: number;
  readonly newId: () => Id;
  readonly processor: string;
  readonly uniqueReferences: boolean;
};

export function decide(state: State, command: Command, context: Context): Decision | Failure {
  switch (command.kind) {
    case 'createOrder':
      return decideCreateOrder(state, command, context);
    case 'startPayment':
    case 'abandonPayment':
      return decideAttempt(state, command, context);
    case 'createRefund':
      return decideCreateRefund(state, command, context);
    case 'capturePayment':
    case 'voidPayment':
      return existing(state, 'payment_not_found', (found) => decideCapture(found, command));
    case 'editNotes':
      return existing(state, `${command.subject}_not_found`, (found) => decideEdit(found, command));
    case 'cancelRefund':
      return existing(state, 'order_not_found', (found) =>
        decideCancelRefund(found, command, context.now),
      );
    case 'enterCheckout':
      return existing(state, 'order_not_found', (found) => decideCheckout(found, command));
    case 'simulatePayment':
    case 'enterPayment':
      throw new Error(`the engine turns ${command.kind} into another command first`);
    case 'cancelOrder':
    case 'expireOrder':
      return decideCloseOrder(state, command, context);
    case 'reportPayment':
    case 'reportRefund':
      return decideReport(state, command, context);
  }
}

function existing(
  { aggregate }: State,
  missing: Failure['failure'],
  work: (found: Aggregate) => Decision | Failure,
): Decision | Failure {
  return aggregate === null ? { failure: missing } : work(aggregate);
}

function decideReport(
  state: State,
  command: PaymentReport | RefundReport,
  context: Context,
): Decision | Failure {
  if (state.aggregate === null) return { failure: 'order_not_found' };
  return command.kind === 'reportPayment'
    ? decidePaymentReport(state.aggregate, command, context.now)
    : decideRefundReport(state.aggregate, command, context.now);
}

function decideCreateOrder(
  state: State,
  command: CreateOrder,
  context: Context,
): Decision | Failure {
  const repeat =
    command.repeat === 'accept' && context.uniqueReferences ? 'refuse' : command.repeat;
  const existing = state.aggregate;
  if (existing !== null && (repeat === 'return' || repeat === 'renew')) {
    const { order } = existing;
    const same =
      order.amountMinor === command.amountMinor &&
      order.currency === command.currency &&
      order.dialect === command.dialect;
    if (!same || !isOpen(order)) return { failure: 'order_reference_taken', existing };
    return repeat === 'renew' ? renew(existing, command) : unchanged(existing);
  }
  if (existing !== null && repeat === 'refuse') {
    return { failure: 'order_reference_taken', existing };
  }
  // After this point the order must be created.
  const order: Order = {
    id: context.newId(),
    dialect: command.dialect,
    reference: command.reference,
    ownsReference: command.reference !== null && existing === null,
    amountMinor: command.amountMinor,
    currency: command.currency,
    amountText: command.amountText,
    status: 'created',
    capture: command.capture,
    description: command.description,
    customer: command.customer,
    notes: command.notes,
    returns: command.returns,
    wire: command.wire,
    attempts: 0,
    refunds: 0,
    amountPaidMinor: 0,
    createdAt: context.now,
    expiresAt: command.expiresAt,
    version: 1,
  };
  return {
    changes: { order, before: null, payment: null, refund: null, refundIsNew: false },
    events: [{ kind: 'order.created', at: context.now }],
    instruction: null,
    outcome: { aggregate: { order, payments: [], refunds: [] }, payment: null, refund: null },
  };
}

// The latest request says where the customer goes back to, whoever claimed the reference first.
function renew(existing: Aggregate, command: CreateOrder): Decision {
  const { order } = existing;
  const { amountText, description, customer, notes, returns, wire } = command;
  const renewed: Order = { ...order, amountText, description, customer, notes, returns, wire };
  if (JSON.stringify(renewed) === JSON.stringify(order)) return unchanged(existing);
  const written: Order = { ...renewed, version: order.version + 1 };
  return {
    changes: {
      order: written,
      before: order.version,
      payment: null,
      refund: null,
      refundIsNew: false,
    },
    events: [],
    instruction: null,
    outcome: { aggregate: { ...existing, order: written }, payment: null, refund: null },
  };
}

function decideAttempt(
  state: State,
  command: StartPayment | AbandonPayment,
  context: Context,
): Decision | Failure {
  const existing = state.aggregate;
  if (existing === null) return { failure: 'order_not_found' };
  const { order } = existing;
  if (order.status === 'paid') return { failure: 'order_paid', existing };
  if (order.status === 'cancelled') return { failure: 'order_cancelled', existing };
  if (order.status === 'expired' || hasRunOut(order, context.now)) {
    return { failure: 'order_expired', existing };
  }
  if (existing.payments.some(isHolding)) return { failure: 'payment_in_progress', existing };
  // After this point the attempt must be recorded.
  const abandoned = command.kind === 'abandonPayment';
  const payment: Payment = {
    id: context.newId(),
    orderKey: order.id.key,
    amountMinor: order.amountMinor,
    currency: order.currency,
    status: abandoned ? 'failed' : 'created',
    instrument: abandoned ? null : command.instrument,
    processor: context.processor,
    processorReference: null,
    processorStatus: null,
    bankReference: null,
    decline: abandoned ? 'cancelled_by_customer' : null,
    requested: null,
    capturedMinor: 0,
    refundedMinor: 0,
    notes: order.notes,
    createdAt: context.now,
    completedAt: abandoned ? context.now : null,
  };
  const attempted: Order = {
    ...order,
    status: step(ORDER_TRANSITIONS, order.status, 'attempted'),
    attempts: order.attempts + 1,
    version: order.version + 1,
  };
  const payments = [...existing.payments, payment];
  return {
    changes: { order: attempted, before: order.version, payment, refund: null, refundIsNew: false },
    events: abandoned ? [{ kind: 'payment.failed', at: context.now }] : [],
    instruction: abandoned ? null : { kind: 'charge', payment, order: attempted },
    outcome: { aggregate: { ...existing, order: attempted, payments }, payment, refund: null },
  };
}

function decideCreateRefund(
  state: State,
  command: CreateRefund,
  context: Context,
): Decision | Failure {
  const existing = state.aggregate;
  if (existing === null) return { failure: 'order_not_found' };
  if (state.claimed !== null) {
    return { failure: 'refund_reference_taken', existing, existingRefund: state.claimed };
  }
  const captured = targetPayment(existing, command.target, 'captured');
  if (captured === null) return { failure: 'order_unpaid', existing };
  if (captured.status !== 'captured') {
    const byName = 'payment' in command.target;
    return { failure: byName ? 'payment_not_captured' : 'order_unpaid', existing };
  }
  const left = refundableMinor(captured);
  if (left === 0) return { failure: 'payment_fully_refunded', existing };
  const amountMinor = amountOf(command.amount, captured.currency, left);
  if (amountMinor === undefined || !Number.isSafeInteger(amountMinor) || amountMinor <= 0) {
    return { failure: 'refund_amount_invalid', existing };
  }
  if (amountMinor > left) return { failure: 'refund_too_large', existing };
  // After this point the refund must be created.
  const { order } = existing;
  const refund: Refund = {
    id: context.newId(),
    orderKey: order.id.key,
    paymentKey: captured.id.key,
    reference: command.reference,
    ownsReference: command.reference !== null,
    amountMinor,
    currency: captured.currency,
    status: 'pending',
    note: command.note,
    notes: command.notes,
    wire: command.wire,
    processorReference: null,
    processorStatus: null,
    bankReference: null,
    createdAt: context.now,
    processedAt: null,
  };
  const payment: Payment = { ...captured, refundedMinor: captured.refundedMinor + amountMinor };
  const refunded: Order = { ...order, refunds: order.refunds + 1, version: order.version + 1 };
  const aggregate: Aggregate = {
    order: refunded,
    payments: existing.payments.map((each) => (each === captured ? payment : each)),
    refunds: [...existing.refunds, refund],
  };
  return {
    changes: { order: refunded, before: order.version, payment, refund, refundIsNew: true },
    events: [{ kind: 'refund.created', at: context.now }],
    instruction: { kind: 'refund', refund, payment },
    outcome: { aggregate, payment, refund },
  };
}

function decideCloseOrder(
  state: State,
  command: CancelOrder | ExpireOrder,
  context: Context,
): Decision | Failure {
  const existing = state.aggregate;
  if (existing === null) return { failure: 'order_not_found' };
  const { order } = existing;
  const to = command.kind === 'cancelOrder' ? 'cancelled' : 'expired';
  if (order.status === to) return unchanged(existing);
  if (order.status === 'paid') return { failure: 'order_paid', existing };
  if (order.status === 'cancelled') return { failure: 'order_cancelled', existing };
  if (order.status === 'expired') return { failure: 'order_expired', existing };
  if (existing.payments.some(isHolding)) {
    return { failure: 'payment_in_progress', existing };
  }
  if (to === 'expired' && !hasRunOut(order, context.now)) return unchanged(existing);
  // After this point the order must be closed.
  const closed: Order = {
    ...order,
    status: step(ORDER_TRANSITIONS, order.status, to),
    version: order.version + 1,
  };
  return {
    changes: {
      order: closed,
      before: order.version,
      payment: null,
      refund: null,
      refundIsNew: false,
    },
    events: [{ kind: `order.${to}`, at: context.now }],
    instruction: null,
    outcome: { aggregate: { ...existing, order: closed }, payment: null, refund: null },
  };
}

function unchanged(aggregate: Aggregate): Decision {
  const outcome = { aggregate, payment: null, refund: null };
  return { changes: null, events: [], instruction: null, outcome };
}

function hasRunOut(order: Order, now: number): boolean {
  return order.expiresAt !== null && order.expiresAt <= now;
}

/**
 * The order as it is at `now`: an open one whose time is over, with no payment under way, is expired,
 * whether or not the sweep has written so yet.
 */
export function asOf(aggregate: Aggregate, now: number): Aggregate {
  const { order, payments } = aggregate;
  if (!isOpen(order) || !hasRunOut(order, now)) return aggregate;
  if (payments.some(isHolding)) return aggregate;
  return { ...aggregate, order: { ...order, status: 'expired' } };
}
