// Closed tables from our words to this gateway's.
import type { Aggregate, Order, OrderStatus } from '../../core/order.ts';
import {
  asAttempt,
  type CardKind,
  type CardNetwork,
  type DeclineReason,
  isReturned,
  type Method,
  type Payment,
  type PaymentStatus,
} from '../../core/payment.ts';
import type { RefundStatus } from '../../core/refund.ts';

export type OrderWord = 'ACTIVE' | 'PAID' | 'EXPIRED' | 'TERMINATED' | 'TERMINATION_REQUESTED';

/** Native: an order stays ACTIVE after a failed attempt (cashfree.md §1.5, design §5). */
export const ORDER_STATUS: Readonly<
  Record<OrderStatus, Exclude<OrderWord, 'TERMINATION_REQUESTED'>>
> = Object.freeze({
  created: 'ACTIVE',
  attempted: 'ACTIVE',
  paid: 'PAID',
  expired: 'EXPIRED',
  cancelled: 'TERMINATED',
});

/**
 * The specification knows three words; a withdrawn order can no more be paid than an expired one.
 */
export const DOCUMENTED_ORDER_STATUS: Readonly<Record<OrderStatus, 'ACTIVE' | 'PAID' | 'EXPIRED'>> =
  Object.freeze({
    created: 'ACTIVE',
    attempted: 'ACTIVE',
    paid: 'PAID',
    expired: 'EXPIRED',
    cancelled: 'EXPIRED',
  });

/** As a version that knows TERMINATED tells it, or one that does not. */
export function orderStatus({ status, cancelRequested }: Order, terminates: boolean): OrderWord {
  const word = ORDER_STATUS[status];
  if (!terminates) return word === 'TERMINATED' ? 'EXPIRED' : word;
  return word === 'ACTIVE' && cancelRequested === true ? 'TERMINATION_REQUESTED' : word;
}

const LOST: Readonly<Record<PaymentStatus, boolean>> = Object.freeze({
  created: false,
  pending: false,
  authorized: false,
  captured: false,
  failed: true,
  voided: true,
});

/** Seed: EXPIRED is "Order expired or payment failed": also one whose latest attempt failed. */
export function documentedOrderStatus({ order, payments }: Aggregate): OrderWord {
  const latest = payments.at(-1);
  const lost = order.status === 'attempted' && latest !== undefined && isLost(latest);
  return lost ? 'EXPIRED' : DOCUMENTED_ORDER_STATUS[order.status];
}

function isLost(payment: Payment): boolean {
  return LOST[asAttempt(payment).status];
}

type PaymentWord = 'SUCCESS' | 'FAILED' | 'PENDING' | 'NOT_ATTEMPTED' | 'VOID' | 'USER_DROPPED';

// Authorized is PENDING, not SUCCESS: clients take SUCCESS for money that has moved.
export const PAYMENT_STATUS: Readonly<Record<PaymentStatus, PaymentWord>> = Object.freeze({
  created: 'NOT_ATTEMPTED',
  pending: 'PENDING',
  authorized: 'PENDING',
  captured: 'SUCCESS',
  failed: 'FAILED',
  voided: 'VOID',
});

/** What the merchant did with money that was held for it. */
export const AUTHORIZATION_ACTION: Readonly<Record<PaymentStatus, 'CAPTURE' | 'VOID' | null>> =
  Object.freeze({
    created: null,
    pending: null,
    authorized: null,
    captured: 'CAPTURE',
    failed: null,
    voided: 'VOID',
  });

/** The same, while the processor has not done it yet. */
export const REQUESTED_ACTION: Readonly<
  Record<Exclude<Payment['requested'], null>, 'CAPTURE' | 'VOID'>
> = Object.freeze({ capture: 'CAPTURE', void: 'VOID' });

export function paymentStatus(payment: Payment): PaymentWord {
  // A shop takes any SUCCESS among an order's payments for its payment.
  if (isReturned(payment)) return 'VOID';
  const { status, decline } = payment;
  const dropped = status === 'failed' && decline === 'cancelled_by_customer';
  return dropped ? 'USER_DROPPED' : PAYMENT_STATUS[status];
}

// The first and the fourth are the specification's; the others follow them (inferred).
export const PAYMENT_MESSAGE: Readonly<Record<PaymentWord, string>> = Object.freeze({
  SUCCESS: 'Transaction successful',
  PENDING: 'Transaction pending',
  NOT_ATTEMPTED: 'Transaction not attempted',
  FAILED: 'Transaction failed',
  USER_DROPPED: 'User dropped',
  VOID: 'Transaction voided',
});

// The enumerations of the typed SDKs have no FAILED (cashfree.md §1.8), in any version.
export const REFUND_STATUS: Readonly<Record<RefundStatus, 'PENDING' | 'SUCCESS' | 'CANCELLED'>> =
  Object.freeze({
    pending: 'PENDING',
    processed: 'SUCCESS',
    failed: 'CANCELLED',
    cancelled: 'CANCELLED',
  });

export const REFUND_DESCRIPTION: Readonly<Record<RefundStatus, string>> = Object.freeze({
  pending: 'In Progress',
  processed: 'Refund processed successfully',
  failed: 'Refund failed',
  cancelled: 'Refund cancelled',
});

/** The native versions spell these in lower case. */
export const CARD_NETWORK: Readonly<Record<CardNetwork, string>> = Object.freeze({
  visa: 'VISA',
  mastercard: 'MASTERCARD',
  rupay: 'RUPAY',
  amex: 'AMEX',
  maestro: 'MAESTRO',
  diners: 'DINERS',
});

export const CARD_TYPE: Readonly<Record<'credit' | 'debit', string>> = Object.freeze({
  credit: 'CREDIT_CARD',
  debit: 'DEBIT_CARD',
});

type Details = readonly [code: string, description: string, reason: string, source: string];
const DECLINED_BY_ISSUER =
  'issuer bank or payment service provider declined the transaction' as const;

// cashfree.md §1.6 has samples of three; insufficient_funds and timed_out are inferred from them.
export const ERROR_DETAILS: Readonly<Record<DeclineReason, Details | null>> = Object.freeze({
  declined: ['TRANSACTION_DECLINED', DECLINED_BY_ISSUER, 'bank_rejected', 'bank'],
  insufficient_funds: [
    'TRANSACTION_DECLINED',
    DECLINED_BY_ISSUER,
    'insufficient_funds',
    'customer',
  ],
  authentication_failed: ['TRANSACTION_DECLINED', DECLINED_BY_ISSUER, 'auth_declined', 'customer'],
  // Present "only for failed payments": this one is USER_DROPPED.
  cancelled_by_customer: null,
  timed_out: ['TRANSACTION_DECLINED', 'the transaction timed out', 'timed_out', 'bank'],
  processor_error: [
    'GATEWAY_ERROR',
    'the gateway could not process it',
    'gateway_error',
    'cashfree',
  ],
});

/** The short words of `order_meta.payment_methods` (cashfree.md §1.4); cards go by their kind. */
export const METHOD_WORD: Readonly<Record<Exclude<Method, 'card'>, string>> = Object.freeze({
  netbanking: 'nb',
  upi: 'upi',
  wallet: 'app',
});

export const KIND_WORD: Readonly<Record<CardKind, string>> = Object.freeze({
  credit: 'cc',
  debit: 'dc',
});

/** The `app` provider's word for a wallet, where it differs from the wallet's code here. */
export const WALLET_OF: ReadonlyMap<string, string> = new Map([['amazon', 'amazonpay']]);

export function providerOf(wallet: string): string {
  for (const [provider, code] of WALLET_OF) if (code === wallet) return provider;
  return wallet;
}

/**
 * A UPI link or code is sent before anybody knows whose UPI ID will pay: until then the payment is
 * held under one of these.
 */
export const NAMELESS_VPA = Object.freeze({
  link: 'link@upi.invalid',
  qrcode: 'qrcode@upi.invalid',
});

/** How a UPI payment was begun, as its UPI ID tells; null where there is none. */
export function upiChannelOf(vpa: string | null): 'collect' | 'link' | 'qrcode' | null {
  if (vpa === null) return null;
  if (vpa === NAMELESS_VPA.link) return 'link';
  return vpa === NAMELESS_VPA.qrcode ? 'qrcode' : 'collect';
}
