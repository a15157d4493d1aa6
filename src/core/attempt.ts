// A customer's attempt at an order: begun with an instrument, or given up before one was chosen.
import type { AbandonPayment, Routed, StartPayment } from './command.ts';
import { changed, type Decision, type Event } from './decision.ts';
import { hasRunOut } from './expiry.ts';
import { type Failure, invalid } from './failure.ts';
import { type Aggregate, type Order, ORDER_TRANSITIONS } from './order.ts';
import { takesInstrument, takesMethod } from './order.ts';
import {
  type DeclineReason,
  type Instrument,
  isHolding,
  isLeft,
  type Payment,
  PAYMENT_TRANSITIONS,
} from './payment.ts';
import { boundTo } from './route.ts';
import type { Context } from './state.ts';
import { transition } from './transition.ts';

function toldBy({
  payer = {},
}: StartPayment | AbandonPayment): Pick<
  Payment,
  'customer' | 'description' | 'opening' | 'methods'
> {
  const { customer = {}, description, opening, methods } = payer;
  return {
    ...(methods === undefined ? {} : { methods }),
    ...(description === undefined ? {} : { description }),
    ...(Object.keys(customer).length === 0 ? {} : { customer }),
    ...(opening === undefined ? {} : { opening }),
  };
}

/** A card that is not taken where others are is told by its number. */
function refuseInstrument(order: Order, { method }: Instrument): Failure {
  if (method === 'card' && takesMethod(order, method)) {
    const message = 'This order is not paid by such a card';
    return invalid([{ field: 'card_number', rule: 'unknown', message }]);
  }
  const message = 'This order is not paid by that method';
  return invalid([{ field: 'method', rule: 'format', message }]);
}

/** The customer comes back from a processor where nobody is paying, and gives up. */
function leave(existing: Aggregate, payment: Payment, now: number): Decision {
  const order: Order = { ...existing.order, version: existing.order.version + 1 };
  const left = failLeft(payment, 'cancelled_by_customer', now);
  return changed(existing, { order, payment: left, refund: null }, [
    { kind: 'payment.failed', at: now },
  ]);
}

/** A payment that is left at its processor as it is then. Money may still arrive by it. */
export function failLeft(payment: Payment, decline: DeclineReason, now: number): Payment {
  const { handover } = payment;
  return {
    ...payment,
    status: transition(PAYMENT_TRANSITIONS, payment.status, 'failed'),
    ...(handover === undefined ? {} : { handover: { ...handover, step: null, isOpen: false } }),
    decline,
    completedAt: now,
  };
}

/** What the sender means to pay is not what the order asks. */
function refuseAsked(
  { currency, amountMinor }: Order,
  { asks }: StartPayment,
): Failure['failure'] | null {
  if (asks === undefined) return null;
  if (asks.currency !== currency) return 'currency_mismatch';
  return asks.amountMinor === amountMinor ? null : 'capture_amount_mismatch';
}

/** Whether an earlier payment may still be paid at another connection than was chosen now. */
function isElsewhere(existing: Aggregate, routed: Routed | undefined): boolean {
  if (routed === undefined) return false;
  const bound = boundTo(existing);
  return bound !== null && bound !== routed.carrier.connection;
}

function routingOf({ id }: Payment, routed: Routed | undefined, at: number): readonly Event[] {
  if (routed === undefined) return [];
  const { reason } = routed;
  return [{ kind: 'payment.routed', at, routing: { payment: id.token, reason } }];
}

export function decideAttempt(
  existing: Aggregate,
  command: StartPayment | AbandonPayment,
  context: Context,
): Decision | Failure {
  const { order } = existing;
  const { now: at } = context;
  const routed = command.kind === 'startPayment' ? command.routed : undefined;
  const carrier = context.carrier && (routed?.carrier ?? context.carrier);
  if (carrier === null) return { failure: 'account_inactive', existing };
  if (order.status === 'paid') return { failure: 'order_paid', existing };
  if (order.status === 'cancelled' || order.cancelRequested === true) {
    return { failure: 'order_cancelled', existing };
  }
  if (order.status === 'expired' || hasRunOut(order, context.now)) {
    return { failure: 'order_expired', existing };
  }
  if (command.kind === 'abandonPayment') {
    const left = existing.payments.find(isLeft);
    if (left !== undefined) return leave(existing, left, context.now);
  }
  if (existing.payments.some(isHolding) || isElsewhere(existing, routed)) {
    return { failure: 'payment_in_progress', existing };
  }
  const other = command.kind === 'startPayment' ? refuseAsked(order, command) : null;
  if (other !== null) return { failure: other, existing };
  const chosen = command.kind === 'startPayment' ? command.instrument : null;
  if (chosen !== null && !takesInstrument(order, chosen)) {
    return { ...refuseInstrument(order, chosen), existing };
  }
  // After this point the attempt must be recorded.
  const abandoned = command.kind === 'abandonPayment';
  const payment: Payment = {
    id: context.newId(),
    orderKey: order.id.key,
    amountMinor: order.amountMinor,
    currency: order.currency,
    status: abandoned ? 'failed' : 'created',
    instrument: chosen,
    processor: carrier.processor,
    ...(carrier.connection === null ? {} : { connection: carrier.connection }),
    ...(routed?.goesOn === true ? { goesOn: true } : {}),
    processorReference: null,
    processorStatus: null,
    bankReference: null,
    decline: abandoned ? 'cancelled_by_customer' : null,
    requested: null,
    capturedMinor: 0,
    refundedMinor: 0,
    notes: command.payer?.notes ?? order.paymentNotes ?? order.notes,
    ...toldBy(command),
    createdAt: at,
    completedAt: abandoned ? at : null,
  };
  const attempted: Order = {
    ...order,
    status: transition(ORDER_TRANSITIONS, order.status, 'attempted'),
    attempts: order.attempts + 1,
    version: order.version + 1,
  };
  const payments = [...existing.payments, payment];
  return {
    changes: { order: attempted, before: order.version, payment, refund: null, refundIsNew: false },
    events: abandoned ? [{ kind: 'payment.failed', at }] : routingOf(payment, routed, at),
    instruction: abandoned ? null : { kind: 'charge', payment, order: attempted },
    outcome: { aggregate: { ...existing, order: attempted, payments }, payment, refund: null },
  };
}
