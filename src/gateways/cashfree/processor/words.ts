// Closed tables from the gateway's words to ours: orders, payments, refunds, declines.
// Source: docs/gateways/cashfree.md §1.5, §1.6, §1.8, §P.4 and §P.10.
import type { DeclineReason } from '../../../core/payment.ts';
import type { Attempt, Found, RefundFinding } from '../../processor.ts';
import type { OrderWord } from '../words.ts';

/**
 * A PAID order takes no new payment, though a page that was open may pay it twice (§P.4);
 * TERMINATION_REQUESTED waits for the payment that is under way, and takes no other.
 */
const ORDERS: Readonly<Record<OrderWord, 'open' | 'closed'>> = Object.freeze({
  ACTIVE: 'open',
  PAID: 'closed',
  EXPIRED: 'closed',
  TERMINATED: 'closed',
  TERMINATION_REQUESTED: 'closed',
});

export function orderStateOf(word: string | null): Exclude<Found['order'], 'absent'> | null {
  return lookUp(ORDERS, word);
}

function lookUp<T>(table: Readonly<Record<string, T>>, word: string | null): T | null {
  return word !== null && Object.hasOwn(table, word) ? (table[word] ?? null) : null;
}

export type PaymentWords = {
  readonly status: string | null;
  /** `is_captured`; null: it did not say. */
  readonly isCaptured: boolean | null;
  /**
   * `authorization`: `none` where there is none; `held` where it is there and neither capture nor
   * release was asked for; else `<action> <status>`. Null: it cannot be read.
   */
  readonly hold: string | null;
};

type State = Attempt['state'];

/**
 * By status and `is_captured`, then by the hold. What is not here is unknown: SUCCESS alone is no
 * money, as held money is SUCCESS too.
 */
const MONEY: Readonly<Record<string, Readonly<Record<string, State>>>> = Object.freeze({
  'SUCCESS true': {
    none: 'captured',
    'CAPTURE SUCCESS': 'captured',
    // The files' own example of a capture by UPI.
    'CAPTURE PENDING': 'captured',
  },
  'SUCCESS false': {
    // Between authorization and capture nothing is documented (§1.6): what it holds for us then is
    // no payment, and a capture that is asked for in vain is refused.
    none: 'authorized',
    held: 'authorized',
    'CAPTURE PENDING': 'authorized',
    'VOID PENDING': 'authorized',
    'VOID SUCCESS': 'voided',
  },
  'PENDING false': {
    none: 'pending',
    held: 'authorized',
    'CAPTURE PENDING': 'authorized',
    'VOID PENDING': 'authorized',
  },
  'PENDING null': { none: 'pending' },
  'VOID false': {
    none: 'voided',
    'VOID SUCCESS': 'voided',
    'VOID PENDING': 'voided',
  },
});

/**
 * What these say needs no second word: the files' own failed payments have `is_captured` true.
 * NOT_ATTEMPTED and FLAGGED are no ends (§P.4).
 */
const PLAIN: Readonly<Record<string, State>> = Object.freeze({
  FAILED: 'failed',
  USER_DROPPED: 'failed',
  CANCELLED: 'failed',
  NOT_ATTEMPTED: 'pending',
  FLAGGED: 'pending',
});

export function attemptStateOf({ status, isCaptured, hold }: PaymentWords): State {
  const plain = lookUp(PLAIN, status);
  if (plain !== null) return plain;
  const row = lookUp(MONEY, `${status} ${isCaptured}`);
  return (row === null ? null : lookUp(row, hold)) ?? 'unknown';
}

/** ONHOLD: our balance was too low, it waits (§P.10). FAILED is in a text, in no list (§1.8). */
const REFUNDS: Readonly<Record<string, RefundFinding['state']>> = Object.freeze({
  SUCCESS: 'processed',
  PENDING: 'pending',
  ONHOLD: 'pending',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
});

export function refundStateOf(word: string | null): RefundFinding['state'] {
  return lookUp(REFUNDS, word) ?? 'unknown';
}

export type DeclineWords = {
  readonly status: string | null;
  readonly code: string | null;
  readonly reason: string | null;
  /** The bank's own code and text. */
  readonly bankCode: string | null;
  readonly bankText: string | null;
};

/** NPCI's response codes, as banks' pages have them; 51 is ISO 8583's (§P.10). */
const BANK_CODES: Readonly<Record<string, DeclineReason>> = Object.freeze({
  Z9: 'insufficient_funds',
  '51': 'insufficient_funds',
  ZM: 'authentication_failed',
  ZA: 'cancelled_by_customer',
  UP: 'timed_out',
});

/**
 * Where the code says nothing: "05" with "AUTHENTICATION_FAILURE - (01 - Cardholder selected
 * Cancel)" (§1.6). What the customer did says more than what it led to.
 */
const BANK_TEXTS: readonly (readonly [RegExp, DeclineReason])[] = Object.freeze([
  [/selected cancel|cancelled by (?:the )?(?:customer|user)/i, 'cancelled_by_customer'],
  [/insufficient (?:funds|balance)/i, 'insufficient_funds'],
  [/authentication_failure|incorrect (?:mpin|pin|otp)/i, 'authentication_failed'],
  [/timed? ?-?out\b/i, 'timed_out'],
]);

/** The first three are in samples (§1.6); the others are what our own dialect prints, inferred. */
const REASONS: Readonly<Record<string, DeclineReason>> = Object.freeze({
  bank_rejected: 'declined',
  auth_declined: 'authentication_failed',
  invalid_amount: 'processor_error',
  insufficient_funds: 'insufficient_funds',
  timed_out: 'timed_out',
  gateway_error: 'processor_error',
});

const CODES: Readonly<Record<string, DeclineReason>> = Object.freeze({
  GATEWAY_ERROR: 'processor_error',
  TRANSACTION_DECLINED: 'declined',
});

const DROPPED: ReadonlySet<string | null> = new Set(['USER_DROPPED', 'CANCELLED']);

/** Of a payment that failed; total, as its lists of words are nowhere complete. */
export function declineOf(words: DeclineWords): DeclineReason {
  const { status, code, reason, bankCode, bankText } = words;
  if (DROPPED.has(status)) return 'cancelled_by_customer';
  const text = BANK_TEXTS.find(([pattern]) => bankText !== null && pattern.test(bankText));
  return (
    lookUp(BANK_CODES, bankCode) ??
    text?.[1] ??
    lookUp(REASONS, reason) ??
    lookUp(CODES, code) ??
    'declined'
  );
}
