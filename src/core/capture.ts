// What becomes of an authorized payment: the merchant takes its money or lets it go.
import type { CapturePayment, VoidPayment } from './command.ts';
import type { Decision } from './decision.ts';
import type { Failure } from './failure.ts';
import type { Aggregate, Order } from './order.ts';
import type { Payment } from './payment.ts';
import { amountOf, targetPayment } from './target.ts';

/**
 * The processor is asked after the commit; until it has answered, the payment stays authorized and
 * nothing else can be asked for it.
 */
export function decideCapture(
  existing: Aggregate,
  command: CapturePayment | VoidPayment,
): Decision | Failure {
  const payment = targetPayment(existing, command.target, 'authorized');
  if (payment === null) return { failure: 'payment_not_found', existing };
  if (payment.status === 'captured') return { failure: 'payment_captured', existing };
  if (payment.status !== 'authorized') return { failure: 'payment_not_authorized', existing };
  if (payment.requested !== null) return { failure: 'payment_in_progress', existing };
  const { capturingMinor: _, ...held } = payment;
  let part: Pick<Payment, 'capturingMinor'> = {};
  if (command.kind === 'capturePayment') {
    const { amount, currency, partial } = command;
    if (currency !== null && currency !== payment.currency) {
      return { failure: 'currency_mismatch', existing };
    }
    const minor = amountOf(amount, payment.currency, payment.amountMinor);
    const isPart = partial === true && minor !== undefined && minor < payment.amountMinor;
    if (minor !== payment.amountMinor && !isPart) {
      return { failure: 'capture_amount_mismatch', existing };
    }
    if (isPart) part = { capturingMinor: minor };
  }
  // After this point the processor must be asked.
  const kind = command.kind === 'capturePayment' ? 'capture' : 'void';
  const asked: Payment = { ...held, ...part, requested: kind };
  const order: Order = { ...existing.order, version: existing.order.version + 1 };
  const aggregate: Aggregate = {
    ...existing,
    order,
    payments: existing.payments.map((each) => (each === payment ? asked : each)),
  };
  return {
    changes: {
      order,
      before: existing.order.version,
      payment: asked,
      refund: null,
      refundIsNew: false,
    },
    events: [],
    instruction: { kind, payment: asked, order },
    outcome: { aggregate, payment: asked, refund: null },
  };
}
