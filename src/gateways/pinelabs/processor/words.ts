// Closed tables from the gateway's words to ours: orders, payments, refunds, declines.
// Source: pinelabs.md §2.6, §2.8, §2.9, §P.4 and §P.10.
import type { CardKind, CardNetwork, DeclineReason } from '../../../core/payment.ts';
import type { Attempt, Found, RefundFinding } from '../../processor.ts';
import type { OrderWord } from '../plural-words.ts';

type OrderState = Exclude<Found['order'], 'absent'>;

/** PARTIALLY_CAPTURED is in answers to captures alone (observed). FAILED may be retried: below. */
const ORDERS: Readonly<Record<OrderWord | 'PARTIALLY_CAPTURED', OrderState>> = Object.freeze({
  CREATED: 'open',
  PENDING: 'open',
  ATTEMPTED: 'open',
  AUTHORIZED: 'closed',
  PROCESSED: 'closed',
  PARTIALLY_CAPTURED: 'closed',
  CANCELLED: 'closed',
  FAILED: 'closed',
  FULLY_REFUNDED: 'closed',
  PARTIALLY_REFUNDED: 'closed',
});

/** `retries` is `payment_retries_remaining`: as long as there are some, its page takes another. */
export function orderStateOf(word: string | null, retries: number | null): OrderState | null {
  if (word === 'FAILED' && retries !== null && retries > 0) return 'open';
  return wordIn(ORDERS, word);
}

/** Of these some payment must be money. */
export const PAID_ORDERS: ReadonlySet<string> = new Set<OrderWord | 'PARTIALLY_CAPTURED'>([
  'AUTHORIZED',
  'PROCESSED',
  'PARTIALLY_CAPTURED',
  'FULLY_REFUNDED',
  'PARTIALLY_REFUNDED',
]);

export function wordIn<T>(table: Readonly<Record<string, T>>, word: string | null): T | null {
  return word !== null && Object.hasOwn(table, word) ? (table[word] ?? null) : null;
}

export type PaymentWords = {
  readonly status: string | null;
  /** `pre_auth` of its order; null: it did not say. */
  readonly isHeldFirst: boolean | null;
  /** The order's own word. */
  readonly order: string | null;
};

type State = Attempt['state'];

/** What these say needs no second word. */
const PLAIN: Readonly<Record<string, State>> = Object.freeze({
  PENDING: 'pending',
  FAILED: 'failed',
});

/** By `status` and `pre_auth`; a payment of an order that says neither is unknown. */
const MONEY: Readonly<Record<string, State>> = Object.freeze({
  'PROCESSED false': 'captured',
  'PROCESSED true': 'captured',
  'PARTIALLY_CAPTURED true': 'captured',
  'AUTHORIZED true': 'authorized',
  // "Only when pre_auth is true", say the documents; of two clients one takes it for money and the
  // other for money on its way (§P.4). It is no success before it is PROCESSED, and no failure.
  'AUTHORIZED false': 'pending',
  // Nothing is held that could be let go: the customer left.
  'CANCELLED false': 'failed',
});

export function attemptStateOf({ status, isHeldFirst, order }: PaymentWords): State {
  const plain = wordIn(PLAIN, status);
  if (plain !== null) return plain;
  // Cancel Order cancels both; a customer who leaves cancels a payment, and may pay by another.
  if (status === 'CANCELLED' && isHeldFirst === true) {
    return order === 'CANCELLED' ? 'voided' : 'failed';
  }
  return wordIn(MONEY, `${status} ${isHeldFirst}`) ?? 'unknown';
}

const REFUNDS: Readonly<Record<string, RefundFinding['state']>> = Object.freeze({
  CREATED: 'pending',
  PENDING: 'pending',
  PROCESSED: 'processed',
  FAILED: 'failed',
});

export function refundStateOf(word: string | null): RefundFinding['state'] {
  return wordIn(REFUNDS, word) ?? 'unknown';
}

/** We have no word for prepaid and charge cards: of such a card nothing is said (§2.8). */
export const CARD_KIND_OF: Readonly<Record<string, CardKind>> = Object.freeze({
  CREDIT: 'credit',
  DEBIT: 'debit',
  COMMERCIAL_CREDIT: 'credit',
  COMMERCIAL_DEBIT: 'debit',
});

/** VISA and MASTERCARD are in samples; the others are their own spellings, inferred. */
export const NETWORK_OF: Readonly<Record<string, CardNetwork>> = Object.freeze({
  VISA: 'visa',
  MASTERCARD: 'mastercard',
  RUPAY: 'rupay',
  AMEX: 'amex',
  MAESTRO: 'maestro',
  DINERS: 'diners',
});

/** §2.9; which of ours each is: inferred from the list's groups. */
const DECLINES: Readonly<Record<DeclineReason, string>> = Object.freeze({
  insufficient_funds: 'INSUFFICIENT_FUNDS',
  authentication_failed:
    'USER_AUTHENTICATION_FAILED USER_AUTHENTICATION_REQUIRED CARD_VERIFICATION_FAILED',
  // No code is published for a customer who leaves; this one is what our own dialect prints.
  cancelled_by_customer: 'PAYMENT_CANCELLED',
  timed_out: 'TIMED_OUT PAYMENT_EXPIRED',
  processor_error: `INTERNAL_ERROR UNKNOWN_ERROR INVALID_REQUEST UNAUTHORIZED DUPLICATE_REQUEST
    API_RATE_LIMIT PAYMENT_METHOD_NOT_ENABLED OPERATION_NOT_ALLOWED ORDER_NOT_FOUND ORDER_CANCELLED
    PAYMENT_NOT_AUTHORIZED PAYMENT_PENDING`,
  declined: `PAYMENT_DECLINED PAYMENT_RATE_LIMIT INVALID_INSTRUMENT RISK_CHECK_FAILED
    ISSUER_NOT_SUPPORTED AMOUNT_LIMIT_EXCEEDED INVALID_CARDHOLDER CARD_NOT_ALLOWED CARD_STOLEN
    CARD_LOST CARD_EXPIRED CARD_NOT_ENROLLED HOTLISTED_USER INVALID_USER_ACCOUNT`,
});

export const DECLINE_OF: ReadonlyMap<string, DeclineReason> = new Map(
  Object.entries(DECLINES).flatMap(([decline, codes]) =>
    codes.split(/\s+/).map((code) => [code, decline as DeclineReason] as const),
  ),
);

/** Of a payment that failed; total, as the newer SDK names eight codes "and others". */
export function declineOf(status: string | null, code: string | null): DeclineReason {
  if (status === 'CANCELLED') return 'cancelled_by_customer';
  return DECLINE_OF.get(code ?? '') ?? 'declined';
}
