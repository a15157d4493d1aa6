// Worldline's words for what became of a transaction, as pairs of a code and its message: a pair
// that no table has is unknown. Source: docs/gateways/worldline.md §3.2, §3.3, §P.7.
import type { DeclineReason } from '../../../core/payment.ts';
import { DECLINE } from '../words.ts';

/**
 * `began`: the customer has chosen how to pay, and the bank has said nothing. `refunding` and
 * `refundFailed` are told of a payment that was taken.
 */
export type Fate =
  | 'began'
  | 'awaited'
  | 'captured'
  | 'failed'
  | 'left'
  | 'refunding'
  | 'refundFailed'
  | 'absent';

/** (SDK: wordpress4x-checkoutjs, ror-checkoutjs, magento2x-checkoutjs; document: checkout docs.) */
const FATES: ReadonlyMap<string, Fate> = new Map<string, Fate>([
  ['0398', 'began'],
  ['0396', 'awaited'],
  ['0397', 'awaited'],
  ['0300', 'captured'],
  ['0399', 'failed'],
  ['0392', 'left'],
  ['0400', 'refunding'],
  ['0499', 'refundFailed'],
  ['9999', 'absent'],
]);

/**
 * Messages that are known, and of which codes: the vendor's logs have `success`, `failure`,
 * `User Aborted` and `Aborted`, its kits the names of the others.
 */
const MESSAGES: ReadonlyMap<string, readonly string[]> = new Map([
  ['success', ['0300']],
  ['failure', ['0399']],
  ['user aborted', ['0392']],
  ['aborted', ['0392']],
  ['initiated', ['0398']],
  ['awaited', ['0396', '0397']],
  ['refund initiated', ['0400']],
  ['refund failed', ['0499']],
  ['not found', ['9999']],
]);

/**
 * Kits look at the code alone; here a message must not contradict it, and a success must be called
 * one. Null: nobody can say.
 */
export function readFate(code: string | null, message: string | null): Fate | null {
  if (code === null) return null;
  const said = (message ?? '').toLowerCase();
  const codes = MESSAGES.get(said);
  const isContrary = codes !== undefined && !codes.includes(code);
  const isBare = code === '0300' && codes === undefined;
  return isContrary || isBare ? null : (FATES.get(code) ?? null);
}

/** One client compares with the second spelling (§3.3). */
export const NOT_FOUND = /^transactionn? not found$/i;

/**
 * Sentences of failures, in lower case. The logs have the first two (§3.2); the others are those
 * that our own dialect says, in their manner.
 */
const SENTENCES: ReadonlyMap<string, DeclineReason> = new Map<string, DeclineReason>([
  ['decline - invalid account number', 'declined'],
  ['cancelled_by_user', 'cancelled_by_customer'],
  ...(Object.keys(DECLINE) as DeclineReason[]).map(
    (reason) => [DECLINE[reason].toLowerCase(), reason] as const,
  ),
]);

/** What a sentence that is not listed says of its reason (inferred: banks' English). */
const HINTS: readonly (readonly [RegExp, DeclineReason])[] = Object.freeze([
  [/insufficient|not sufficient/i, 'insufficient_funds'],
  [/authentication|\botp\b|3d ?secure|incorrect pin/i, 'authentication_failed'],
  [/cancell?ed by|aborted by|\buser abort/i, 'cancelled_by_customer'],
  [/timed? ?out|expired/i, 'timed_out'],
  [/technical|system (?:error|failure)|unable to process/i, 'processor_error'],
]);

/** Total: what nobody has told us of is a plain decline; who left has left, whatever is said. */
export function readDecline(fate: 'failed' | 'left', sentence: string | null): DeclineReason {
  if (fate === 'left') return 'cancelled_by_customer';
  const said = (sentence ?? '').toLowerCase();
  const listed = SENTENCES.get(said);
  const hint = HINTS.find(([pattern]) => pattern.test(said));
  return listed ?? hint?.[1] ?? 'declined';
}
