// Paytring's words for orders and refunds, as tuples: a combination that no table has is unknown.
// Source: docs/gateways/paytring.md §4 and §P.3.
import type { Instrument } from '../../../core/payment.ts';
import type { RefundFinding } from '../../processor.ts';
import { METHOD, type OrderWord } from '../words.ts';

/**
 * `waiting`: nobody is known to be paying. `taken`: the money was taken, or is held only, which the
 * word alone does not say of an order that is captured by a call.
 */
export type Fate = 'waiting' | 'pending' | 'held' | 'taken' | 'failed' | 'ended';

/**
 * `initiated` is said of a page that was opened, and of a payment that was begun: the first is no
 * attempt yet. What held money and a cancelled order are called is unknown: these two are ours.
 */
const FATES: Readonly<Record<OrderWord | 'canceled', Fate>> = Object.freeze({
  created: 'waiting',
  initiated: 'waiting',
  pending: 'pending',
  success: 'taken',
  refunded: 'taken',
  failed: 'failed',
  authorized: 'held',
  cancelled: 'ended',
  canceled: 'ended',
});

export function readFate(word: string | null): Fate | null {
  return lookUp(FATES, word);
}

function lookUp<T>(table: Readonly<Record<string, T>>, word: string | null): T | null {
  return word !== null && Object.hasOwn(table, word) ? (table[word] ?? null) : null;
}

/** What gateways behind Paytring say of money that is held, and of money that was taken (§4). */
const HELD_WORD = 'authorized';
const TAKEN_WORDS: ReadonlySet<string> = new Set(['captured', 'txn_success']);

/**
 * Whether an order that is captured by a call has its money: `success` alone may mean that it is
 * held. Null: it does not say.
 */
export function isTaken(
  unmapped: string,
  { wasAsked }: { readonly wasAsked: boolean },
): boolean | null {
  const word = unmapped.toLowerCase();
  if (word === HELD_WORD) return false;
  return wasAsked || TAKEN_WORDS.has(word) ? true : null;
}

/** `initiated` and `success` are in samples, the next two in prose; `cancelled` is ours. */
const REFUNDS: Readonly<Record<string, RefundFinding['state']>> = Object.freeze({
  initiated: 'pending',
  success: 'processed',
  processed: 'processed',
  failed: 'failed',
  cancelled: 'cancelled',
});

export function readRefundState(word: string): RefundFinding['state'] {
  return lookUp(REFUNDS, word) ?? 'unknown';
}

/**
 * No address of a UPI payer is told. Of cards neither the kind is told, nor of banks and wallets
 * which one it was.
 */
export function readInstrument(method: string | null): Instrument | null {
  return method?.toUpperCase() === METHOD.upi ? { method: 'upi', vpa: null } : null;
}
