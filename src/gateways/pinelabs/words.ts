// Closed tables from our words to Pine Labs'. Source: pinelabs.md §2.3, §2.4, §5.2 and §5.4.
import { isOpen, type Aggregate, type Order, type OrderStatus } from '../../core/order.ts';
import {
  asAttempt,
  type DeclineReason,
  decisivePayment,
  type Instrument,
  type Method,
  type Payment,
  type PaymentStatus,
  paysOrder,
} from '../../core/payment.ts';

/** How an attempt stands: three documented state words, and the last by §5.2's extension. */
export type AttemptWord = 'SUCCESS' | 'FAILED' | 'INITIATED' | 'CANCELLED';
/** What fetch answers: an attempt's word, or what became of the money since. */
export type TxnWord = AttemptWord | 'REFUND_INITIATED' | 'REFUNDED' | 'PARTIALLY_REFUNDED';

// An authorized payment has moved no money yet; the contract has no word of its own for it.
const PAYMENT_WORD: Readonly<Record<PaymentStatus, AttemptWord>> = Object.freeze({
  created: 'INITIATED',
  pending: 'INITIATED',
  authorized: 'INITIATED',
  captured: 'SUCCESS',
  failed: 'FAILED',
  voided: 'FAILED',
});

const DECLINE_WORD: Readonly<Record<DeclineReason, AttemptWord>> = Object.freeze({
  declined: 'FAILED',
  insufficient_funds: 'FAILED',
  authentication_failed: 'FAILED',
  cancelled_by_customer: 'CANCELLED',
  timed_out: 'FAILED',
  processor_error: 'FAILED',
});

/** For an order that is closed or that nobody has tried to pay. */
const ORDER_WORD: Readonly<Record<OrderStatus, AttemptWord>> = Object.freeze({
  created: 'INITIATED',
  attempted: 'INITIATED',
  paid: 'SUCCESS',
  expired: 'FAILED',
  cancelled: 'CANCELLED',
});

type Codes = { readonly status: string; readonly response: string };

// Documented in §2.4: 4/1 succeeded; 1/0 not known yet, "use our Inquiry API"; -7 failed whatever
// the code. -10 is observed in the first generation's plugin; -1 is §2.5's code of a failure.
export const RETURN_CODES: Readonly<Record<AttemptWord, Codes>> = Object.freeze({
  SUCCESS: Object.freeze({ status: '4', response: '1' }),
  INITIATED: Object.freeze({ status: '1', response: '0' }),
  FAILED: Object.freeze({ status: '-7', response: '-1' }),
  CANCELLED: Object.freeze({ status: '-10', response: '-1' }),
});

type ParentCodes = Codes & { readonly message: string };

// §2.5 and §5.4: what an inquiry tells of the payment, while its own status is always 7.
export const PARENT_CODES: Readonly<Record<TxnWord, ParentCodes>> = Object.freeze({
  SUCCESS: Object.freeze({ status: '4', response: '1', message: 'SUCCESS' }),
  INITIATED: Object.freeze({ status: '1', response: '1', message: 'INITIATED' }),
  FAILED: Object.freeze({ status: '-7', response: '-1', message: 'FAILED' }),
  CANCELLED: Object.freeze({ status: '-10', response: '-1', message: 'CANCELLED' }),
  REFUND_INITIATED: Object.freeze({
    status: '1',
    response: '2',
    message: 'REFUND PROCESS INITIATED',
  }),
  REFUNDED: Object.freeze({ status: '6', response: '1', message: 'REFUNDED' }),
  PARTIALLY_REFUNDED: Object.freeze({
    status: '9',
    response: '1',
    message: 'PARTIALLY REFUNDED',
  }),
});

/** A failure in the webhooks of the second version, whoever brought it about (§2.10, samples). */
export const FAILED_CODES: ParentCodes = Object.freeze({
  status: '-7',
  response: '-1',
  message: 'FAILURE',
});

// A refund's own codes, as the samples of refund webhooks of the second version have them; -78 in
// theirs is one acquirer's reason.
export const REFUND_CODES: Readonly<Record<'SUCCESS' | 'FAILED', ParentCodes>> = Object.freeze({
  SUCCESS: Object.freeze({ status: '6', response: '1', message: 'SUCCESS' }),
  FAILED: FAILED_CODES,
});

// What the acquirer says of a failure is free text natively; these sentences are ours.
export const DECLINE_MESSAGE: Readonly<Record<DeclineReason, string>> = Object.freeze({
  declined: 'DECLINED',
  insufficient_funds: 'INSUFFICIENT FUNDS',
  authentication_failed: 'AUTHENTICATION FAILED',
  cancelled_by_customer: 'CANCELLED BY USER',
  timed_out: 'TIMED OUT',
  processor_error: 'ACQUIRER ERROR',
});

const CARD_MODE: Readonly<Record<'credit' | 'debit', string>> = Object.freeze({
  credit: 'CREDIT_CARD',
  debit: 'DEBIT_CARD',
});

const OTHER_MODE: Readonly<Record<Exclude<Method, 'card'>, string>> = Object.freeze({
  netbanking: 'NET_BANKING',
  upi: 'UPI',
  wallet: 'WALLET',
});

// Documented codes, §2.3; credit and debit cards share one.
export const MODE_CODE: Readonly<Record<Method, string>> = Object.freeze({
  card: '1',
  netbanking: '3',
  upi: '10',
  wallet: '11',
});

// As webhooks of the second version print it (§2.3; UPI in their published samples).
export const MODE_NAME: Readonly<Record<Method, string>> = Object.freeze({
  card: 'CREDIT_DEBIT_CARD',
  netbanking: 'NET_BANKING',
  upi: 'UPI',
  wallet: 'WALLET',
});

/** The payment mode as a word, as fetch answers it. */
export function modeOf(instrument: Instrument): string {
  if (instrument.method === 'card') return CARD_MODE[instrument.kind];
  return OTHER_MODE[instrument.method];
}

/** How the deciding attempt stands; a closed order keeps its own word unless it was paid. */
export function attemptWord(order: Order, payment: Payment | null): AttemptWord {
  if (payment !== null && paysOrder(payment)) return PAYMENT_WORD.captured;
  if (payment === null || !isOpen(order)) return ORDER_WORD[order.status];
  return paymentWord(payment);
}

/** How one attempt stands, whatever became of its order. */
export function paymentWord(payment: Payment): AttemptWord {
  const { status, decline } = asAttempt(payment);
  return decline === null ? PAYMENT_WORD[status] : DECLINE_WORD[decline];
}

/** The state of the whole order: a refund that is under way is told before those that are done. */
export function txnWord({ order, payments, refunds }: Aggregate): TxnWord {
  const payment = decisivePayment(payments);
  const word = attemptWord(order, payment);
  if (payment === null || word !== 'SUCCESS') return word;
  const own = refunds.filter((refund) => refund.paymentKey === payment.id.key);
  if (own.some((refund) => refund.status === 'pending')) return 'REFUND_INITIATED';
  const givenBack = own
    .filter((refund) => refund.status === 'processed')
    .reduce((sum, refund) => sum + refund.amountMinor, 0);
  if (givenBack === 0) return word;
  return givenBack < payment.capturedMinor ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
}
