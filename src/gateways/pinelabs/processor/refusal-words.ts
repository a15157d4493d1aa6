// What its refusals mean: who has to do something, and whether the same may be asked again.
// Source: pinelabs.md §2.9, §2.14 and §P.7.
import type { Refused } from '../../processor.ts';

export type RefusalWords = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
};

type Row = readonly [why: Refused['why'], again: Refused['again']];

/**
 * Codes of errors with which nothing was begun. Those that are not here say nothing: INTERNAL_ERROR
 * and TIMED_OUT may have done it, DUPLICATE_REQUEST says that it is there.
 */
const CODES: Readonly<Record<string, Row>> = Object.freeze({
  UNAUTHORIZED: ['credentials', 'later'],
  API_RATE_LIMIT: ['limit', 'later'],
  PAYMENT_RATE_LIMIT: ['limit', 'later'],
  // "The specified amount exceeds allowed limits": a day's refunds may not exceed its sales (§P.5).
  AMOUNT_LIMIT_EXCEEDED: ['limit', 'later'],
  // Of a refund it is the merchant's balance.
  INSUFFICIENT_FUNDS: ['limit', 'later'],
  PAYMENT_PENDING: ['input', 'later'],
  PAYMENT_METHOD_NOT_ENABLED: ['account', 'later'],
  FORBIDDEN: ['account', 'later'],
  // Of an order that it told us of itself: these credentials are another merchant's, or it lags.
  ORDER_NOT_FOUND: ['account', 'later'],
  OPERATION_NOT_ALLOWED: ['input', 'never'],
  INVALID_REQUEST: ['input', 'never'],
  ORDER_CANCELLED: ['input', 'never'],
  PAYMENT_NOT_AUTHORIZED: ['input', 'never'],
  PAYMENT_EXPIRED: ['input', 'never'],
  PAYMENT_DECLINED: ['input', 'never'],
});

/**
 * Sentences that say more than their code, which is INVALID_REQUEST for most: published is none of
 * them (inferred from §2.3's whitelist and §P.5's rule).
 */
const SENTENCES: readonly (readonly [RegExp, ...Row])[] = Object.freeze([
  [
    /(?:callback|return|url|domain|website|ip)\b.*(?:(?:not|un) ?-?(?:whitelisted|allowed|registered|approved))/i,
    'origin',
    'later',
  ],
  [/insufficient (?:balance|funds)/i, 'limit', 'later'],
  [/total sales?\b|sales? amount|(?:daily|day'?s?) .*(?:limit|refund)/i, 'limit', 'later'],
]);

/** Null: it is no refusal; the same may be at work (409), or its own part broke (5xx). */
export function refusalOf({ status, code, message }: RefusalWords): Row | null {
  if (status < 400 || status > 499 || status === 408 || status === 409) return null;
  if (status === 401) return ['credentials', 'later'];
  if (status === 429) return ['limit', 'later'];
  const known = Object.hasOwn(CODES, code) ? (CODES[code] ?? null) : null;
  if (known === null) return null;
  const sentence = SENTENCES.find(([pattern]) => pattern.test(message));
  return sentence === undefined ? known : [sentence[1], sentence[2]];
}

type Said = Pick<RefusalWords, 'status' | 'code'>;

/** By its code, for a proxy has a 404 of its own. */
export function isAbsent({ status, code }: Said): boolean {
  return status >= 400 && status < 500 && code === 'ORDER_NOT_FOUND';
}

/** What is under our name already is asked for; who else could have used it? */
export function isThere({ status, code }: Said): boolean {
  return status >= 400 && status < 500 && code === 'DUPLICATE_REQUEST';
}
