// A refund begins: never of more than was captured and is not yet on its way back.
import { decideCapture } from './capture.ts';
import type { CreateRefund } from './command.ts';
import type { Decision } from './decision.ts';
import type { Failure } from './failure.ts';
import type { Aggregate, Order } from './order.ts';
import { type Payment, refundableMinor } from './payment.ts';
import type { Refund } from './refund.ts';
import type { Context, Namesake, State } from './state.ts';
import { amountOf, targetPayment } from './target.ts';

export function decideRefund(
  existing: Aggregate,
  { existingRefund, namesake }: Pick<State, 'existingRefund' | 'namesake'>,
  command: CreateRefund,
  context: Context,
): Decision | Failure {
  const confused = namesake !== undefined && isConfusable(namesake, existing) ? namesake : null;
  const isWide = command.uniqueWithin === undefined;
  if (isWide && existingRefund !== null) {
    return { failure: 'refund_reference_taken', existing, existingRefund };
  }
  if (isWide && confused !== null) return { failure: 'refund_reference_taken', existing };
  const captured = targetPayment(existing, command.target, 'captured');
  if (captured === null) return { failure: 'order_unpaid', existing };
  const within = refuseWithin(existing, command.reference, captured, confused);
  if (within !== null) return within;
  if (captured.status === 'authorized' && command.authorized === 'void') {
    return decideRelease(existing, captured, command);
  }
  if (captured.status !== 'captured') {
    const byName = 'payment' in command.target;
    return { failure: byName ? 'payment_not_captured' : 'order_unpaid', existing };
  }
  const left = refundableMinor(captured);
  if (left === 0) return { failure: 'payment_fully_refunded', existing };
  if (isForeign(command, captured)) return { failure: 'currency_mismatch', existing };
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
    dialect: command.dialect,
    reference: command.reference,
    ownsReference: command.reference !== null && existingRefund === null && confused === null,
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
    events: [{ kind: 'refund.created', at: context.now, ...byOf(command) }],
    instruction: { kind: 'refund', refund, payment, order: refunded },
    outcome: { aggregate, payment, refund },
  };
}

function byOf({ by }: CreateRefund): { readonly by?: string } {
  return by === undefined ? {} : { by };
}

/**
 * A refund may be called as the order or the payment that it gives back: they are asked for
 * elsewhere. Not where one path tells orders and refunds by their references.
 */
function isConfusable({ by, orderKey, refund }: Namesake, { order }: Aggregate): boolean {
  return refund !== null || by === 'reference' || orderKey !== order.id.key;
}

/** A reference is taken within its payment wherever else it may be used again. */
function refuseWithin(
  existing: Aggregate,
  asked: string | null,
  { id }: Payment,
  confused: Namesake | null,
): Failure | null {
  if (confused?.refund?.paymentKey === id.key) {
    return { failure: 'refund_reference_taken', existing };
  }
  const repeated = existing.refunds.find(
    ({ reference, paymentKey }) =>
      reference !== null && reference === asked && paymentKey === id.key,
  );
  if (repeated === undefined) return null;
  return { failure: 'refund_reference_taken', existing, existingRefund: repeated };
}

function isForeign({ currency }: CreateRefund, payment: Payment): boolean {
  return currency !== undefined && currency !== payment.currency;
}

/** An authorized payment is given up as a whole or not at all. */
function decideRelease(
  existing: Aggregate,
  payment: Payment,
  command: CreateRefund,
): Decision | Failure {
  const { amount, target } = command;
  if (isForeign(command, payment)) return { failure: 'currency_mismatch', existing };
  if (amountOf(amount, payment.currency, payment.amountMinor) !== payment.amountMinor) {
    return { failure: 'refund_amount_invalid', existing };
  }
  return decideCapture(existing, { kind: 'voidPayment', target });
}
