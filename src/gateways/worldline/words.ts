// Closed tables from our words to Worldline's status codes.
import type { Aggregate, Order, OrderStatus } from '../../core/order.ts';
import {
  asAttempt,
  type DeclineReason,
  type Payment,
  type PaymentStatus,
} from '../../core/payment.ts';

/** How a transaction stands, as far as Worldline tells states apart. */
export type Standing = 'initiated' | 'awaited' | 'success' | 'aborted' | 'failed' | 'refunding';

type TransactionWords = { readonly code: string; readonly message: string };

// Always four digits: clients compare with '0300' and 300 (worldline.md §3.2). `success`, `failure`
// and `User Aborted` stand in the vendor's own logs; the others are its names for the codes.
export const TRANSACTION: Readonly<Record<Standing, TransactionWords>> = Object.freeze({
  initiated: { code: '0398', message: 'initiated' },
  awaited: { code: '0396', message: 'awaited' },
  success: { code: '0300', message: 'success' },
  aborted: { code: '0392', message: 'User Aborted' },
  failed: { code: '0399', message: 'failure' },
  refunding: { code: '0400', message: 'refund initiated' },
});

// An authorized payment may still fail: it is awaited, never a success (the contract is silent).
const OF_PAYMENT: Readonly<Record<PaymentStatus, Standing>> = Object.freeze({
  created: 'initiated',
  pending: 'awaited',
  authorized: 'awaited',
  captured: 'success',
  failed: 'failed',
  voided: 'failed',
});

const OF_DECLINE: Readonly<Record<DeclineReason, Standing>> = Object.freeze({
  declined: 'failed',
  insufficient_funds: 'failed',
  authentication_failed: 'failed',
  cancelled_by_customer: 'aborted',
  timed_out: 'failed',
  processor_error: 'failed',
});

const OF_ORDER: Readonly<Record<OrderStatus, Standing>> = Object.freeze({
  created: 'initiated',
  attempted: 'initiated',
  paid: 'success',
  expired: 'failed',
  cancelled: 'failed',
});

// The abort's sentence is from the vendor's logs; the others follow its "Decline - …" (inferred).
export const DECLINE: Readonly<Record<DeclineReason, string>> = Object.freeze({
  declined: 'Decline - Declined by the bank',
  insufficient_funds: 'Decline - Insufficient funds',
  authentication_failed: 'Decline - Authentication failed',
  cancelled_by_customer: 'Transaction aborted by user',
  timed_out: 'Decline - Timed out',
  processor_error: 'Decline - Technical error',
});

/** How an attempt stands; without one, how the order does. A closed order stays closed. */
export function standingOf(order: Order, told: Payment | null): Standing {
  if (told === null) return OF_ORDER[order.status];
  const payment = asAttempt(told);
  if (payment.status === 'captured') return OF_PAYMENT.captured;
  if (order.status === 'expired' || order.status === 'cancelled') return OF_ORDER[order.status];
  if (payment.status !== 'failed' || payment.decline === null) return OF_PAYMENT[payment.status];
  return OF_DECLINE[payment.decline];
}

/** As `standingOf`, but `refunding` while money of a paid order is on its way back (§5.4). */
export function fetchedStandingOf(aggregate: Aggregate, payment: Payment | null): Standing {
  const standing = standingOf(aggregate.order, payment);
  const isRefunding = aggregate.refunds.some(
    ({ status, paymentKey }) => status === 'pending' && paymentKey === payment?.id.key,
  );
  return standing === 'success' && isRefunding ? 'refunding' : standing;
}

/** The bank of the test environment (observed in the vendor's logs, worldline.md §3.2). */
export const TEST_BANK = Object.freeze({ code: '470', name: 'TEST BANK' });

/** Where a bank's code would stand, for a card (vendor's logs, worldline.md §3.2). */
export const CARD_BANK = '14250';

// "CRT" stands in the vendor's logs; the other follows it (inferred).
export const CARD_KIND: Readonly<Record<'credit' | 'debit', string>> = Object.freeze({
  credit: 'CRT',
  debit: 'DBT',
});
