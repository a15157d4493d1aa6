// Closed tables from our states to the words of the token generation. Source: pinelabs.md §2.6 and
// the published list of error codes.
import type { Aggregate, OrderStatus } from '../../core/order.ts';
import {
  type DeclineReason,
  decisivePayment,
  type Method,
  type Payment,
  type PaymentStatus,
} from '../../core/payment.ts';
import type { RefundStatus } from '../../core/refund.ts';

export type OrderWord =
  | 'CREATED'
  | 'PENDING'
  | 'PROCESSED'
  | 'AUTHORIZED'
  | 'CANCELLED'
  | 'ATTEMPTED'
  | 'FAILED'
  | 'FULLY_REFUNDED'
  | 'PARTIALLY_REFUNDED';

export type PaymentWord = 'PENDING' | 'AUTHORIZED' | 'CANCELLED' | 'PROCESSED' | 'FAILED';
export type RefundWord = 'PENDING' | 'PROCESSED' | 'FAILED';
export type MethodWord = 'CARD' | 'UPI' | 'NETBANKING' | 'WALLET';

/** For an order whose attempts do not decide. */
const ORDER_WORD: Readonly<Record<OrderStatus, OrderWord>> = Object.freeze({
  created: 'CREATED',
  attempted: 'PENDING',
  paid: 'PROCESSED',
  expired: 'FAILED',
  cancelled: 'CANCELLED',
});

/** What an open order is called by its newest attempt; a failed one may be tried again. */
const ATTEMPT_WORD: Readonly<Record<Exclude<PaymentStatus, 'captured'>, OrderWord>> = Object.freeze(
  {
    created: 'PENDING',
    pending: 'PENDING',
    authorized: 'AUTHORIZED',
    failed: 'ATTEMPTED',
    voided: 'CANCELLED',
  },
);

export const PAYMENT_WORD: Readonly<Record<PaymentStatus, PaymentWord>> = Object.freeze({
  created: 'PENDING',
  pending: 'PENDING',
  authorized: 'AUTHORIZED',
  captured: 'PROCESSED',
  failed: 'FAILED',
  voided: 'CANCELLED',
});

/** No word for a refund that was withdrawn: it did not go through. */
export const REFUND_WORD: Readonly<Record<RefundStatus, RefundWord>> = Object.freeze({
  pending: 'PENDING',
  processed: 'PROCESSED',
  failed: 'FAILED',
  cancelled: 'FAILED',
});

export const METHOD_WORD: Readonly<Record<Method, MethodWord>> = Object.freeze({
  card: 'CARD',
  upi: 'UPI',
  netbanking: 'NETBANKING',
  wallet: 'WALLET',
});

type ErrorDetail = { readonly code: string; readonly message: string };

// Codes and sentences as published, but for the customer who left: nothing is published for that.
export const DECLINE_DETAIL: Readonly<Record<DeclineReason, ErrorDetail>> = Object.freeze({
  declined: Object.freeze({
    code: 'PAYMENT_DECLINED',
    message: 'The payment was declined by the acquirer',
  }),
  insufficient_funds: Object.freeze({
    code: 'INSUFFICIENT_FUNDS',
    message: 'Insufficient funds to proceed with payment using the specified payment option',
  }),
  authentication_failed: Object.freeze({
    code: 'USER_AUTHENTICATION_FAILED',
    message: 'User Authentication Failed, Please try again with valid parameters.',
  }),
  cancelled_by_customer: Object.freeze({
    code: 'PAYMENT_CANCELLED',
    message: 'The payment was cancelled by the customer',
  }),
  timed_out: Object.freeze({
    code: 'PAYMENT_EXPIRED',
    message: 'The payment has expired and cannot be modified further',
  }),
  processor_error: Object.freeze({
    code: 'INTERNAL_ERROR',
    message: 'Internal server error. The request cannot be processed at this time',
  }),
});

export type LinkWord = 'CREATED' | 'PAYMENT_INITIATED' | 'PROCESSED' | 'EXPIRED' | 'CANCELLED';

/** That a customer has only opened it (CLICKED) is not noted here, and nothing is paid in parts. */
export const LINK_WORD: Readonly<Record<OrderStatus, LinkWord>> = Object.freeze({
  created: 'CREATED',
  attempted: 'PAYMENT_INITIATED',
  paid: 'PROCESSED',
  expired: 'EXPIRED',
  cancelled: 'CANCELLED',
});

/** The order's state: money that came back is told first, then the attempt that decides. */
export function orderWord({ order, payments, refunds }: Aggregate): OrderWord {
  const payment = decisivePayment(payments);
  if (payment?.status === 'captured') return refundedWord(payment, refunds);
  if (order.status !== 'attempted' || payment === null) return ORDER_WORD[order.status];
  return ATTEMPT_WORD[payment.status];
}

function refundedWord(payment: Payment, refunds: Aggregate['refunds']): OrderWord {
  const back = refunds
    .filter(({ paymentKey, status }) => paymentKey === payment.id.key && status === 'processed')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  if (back === 0) return 'PROCESSED';
  return back < payment.capturedMinor ? 'PARTIALLY_REFUNDED' : 'FULLY_REFUNDED';
}
