// Closed tables from our words to Paytring's.
import type { Aggregate, OrderStatus } from '../../core/order.ts';
import {
  decisivePayment,
  type Method,
  type Payment,
  type PaymentStatus,
} from '../../core/payment.ts';
import type { RefundStatus } from '../../core/refund.ts';

/**
 * The first six are known (paytring.md §4); what an order with authorized money, a voided or a
 * withdrawn one is called is unknown, so these two are ours.
 */
export type OrderWord =
  | 'created'
  | 'initiated'
  | 'pending'
  | 'success'
  | 'failed'
  | 'refunded'
  | 'authorized'
  | 'cancelled';

const OF_PAYMENT: Readonly<Record<PaymentStatus, OrderWord>> = Object.freeze({
  created: 'initiated',
  pending: 'pending',
  authorized: 'authorized',
  captured: 'success',
  failed: 'failed',
  voided: 'cancelled',
});

const OF_ORDER: Readonly<Record<OrderStatus, OrderWord>> = Object.freeze({
  created: 'created',
  attempted: 'initiated',
  paid: 'success',
  expired: 'failed',
  cancelled: 'cancelled',
});

/** How an order stands. `refunded`: all of it went back; part of it leaves a success. */
export function orderWord({ order, payments, refunds }: Aggregate): OrderWord {
  const payment = decisivePayment(payments);
  if (order.status === 'expired' || order.status === 'cancelled') return OF_ORDER[order.status];
  if (payment === null) return OF_ORDER[order.status];
  if (payment.status !== 'captured') return OF_PAYMENT[payment.status];
  const backMinor = refunds
    .filter(({ status, paymentKey }) => status === 'processed' && paymentKey === payment.id.key)
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const isBack = payment.capturedMinor > 0 && backMinor >= payment.capturedMinor;
  return isBack ? 'refunded' : OF_PAYMENT.captured;
}

/** `UPI` is documented; the others follow it in the words of the seamless API (inferred). */
export const METHOD: Readonly<Record<Method, string>> = Object.freeze({
  card: 'CARD',
  upi: 'UPI',
  netbanking: 'NB',
  wallet: 'WALLET',
});

/** `initiated` and `success` are documented in samples, `failed` in prose; `cancelled` is ours. */
export const REFUND: Readonly<Record<RefundStatus, string>> = Object.freeze({
  pending: 'initiated',
  processed: 'success',
  failed: 'failed',
  cancelled: 'cancelled',
});

/** The processor's own word, as it sent it. */
export function unmappedWord(payment: Payment | null): string {
  return payment === null ? '' : (payment.processorStatus ?? payment.status);
}
