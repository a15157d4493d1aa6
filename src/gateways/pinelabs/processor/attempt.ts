// One payment of an order of the gateway's, read as an attempt: its state, its money, its
// instrument. Source: pinelabs.md §2.8 and §P.4.
import type { Attempt } from '../../processor.ts';
import { instrumentOf } from './instrument.ts';
import {
  briefly,
  flagOf,
  idOf,
  instantOf,
  itemsOf,
  type Money,
  moneyOf,
  type Part,
  partOf,
  textOf,
} from './reply.ts';
import { attemptStateOf, declineOf } from './words.ts';

/** An attempt with the moment that it was begun, where that can be read. */
export type DatedAttempt = { readonly attempt: Attempt; readonly at: number | null };

/** Null where it has no name that it could be held by. */
export function readAttempt(payment: Part, order: Part): DatedAttempt | null {
  const theirs = idOf(payment, 'id');
  if (theirs === null) return null;
  const status = textOf(payment, 'status');
  const isHeldFirst = flagOf(order, 'pre_auth');
  const state = attemptStateOf({ status, isHeldFirst, order: textOf(order, 'status') });
  const error = partOf(payment, 'error_detail');
  const code = error === null ? null : textOf(error, 'code');
  return {
    at: instantOf(payment, 'created_at'),
    attempt: {
      theirs,
      state,
      raw: rawOf(payment, order, error),
      ...takenOf(payment, order, state === 'captured' && isHeldFirst === true),
      instrument: instrumentOf(payment),
      bankReference: bankReferenceOf(payment),
      decline: state === 'failed' ? declineOf(status, code) : null,
    },
  };
}

/** Its words for the state, and why it failed; of the customer nothing. */
function rawOf(payment: Part, order: Part, error: Part | null): string {
  const why = error === null ? [] : [textOf(error, 'code'), textOf(error, 'message')];
  const words = [textOf(payment, 'status'), `pre_auth ${flagOf(order, 'pre_auth')}`, ...why];
  return briefly(words.filter((each) => each !== null).join(', '));
}

/**
 * `payment_amount` is what was paid; with a fee it is more than the order's, whose part is the
 * order's amount then. What a capture took of money that was held stands in `capture_data` alone.
 */
function takenOf(
  payment: Part,
  order: Part,
  isCapture: boolean,
): Money & Pick<Attempt, 'chargedMinor'> {
  const paid = moneyOf(payment, 'payment_amount');
  if (isCapture) return capturedOf(payment, paid.currency);
  const ordered = moneyOf(order, 'order_amount');
  if (paid.amountMinor === null || paid.currency === null) return NO_MONEY;
  if (ordered.amountMinor === null || ordered.currency === null) return NO_MONEY;
  const hasFee = ordered.currency === paid.currency && paid.amountMinor > ordered.amountMinor;
  return hasFee ? { ...ordered, chargedMinor: paid.amountMinor } : paid;
}

const NO_MONEY: Money = Object.freeze({ amountMinor: null, currency: null });

/** All that was captured of it, each of which must be said. */
function capturedOf(payment: Part, currency: string | null): Money {
  const captures = itemsOf(payment, 'capture_data') ?? [];
  const taken = captures.map((each) => moneyOf(each, 'capture_amount'));
  const isSaid = taken.every((each) => each.amountMinor !== null && each.currency === currency);
  if (taken.length === 0 || !isSaid || currency === null) return NO_MONEY;
  const amountMinor = taken.reduce((sum, each) => sum + (each.amountMinor ?? 0), 0);
  return { amountMinor, currency };
}

/** The bank's own number; the acquirer's where the bank has told none. */
function bankReferenceOf(payment: Part): string | null {
  const acquirer = partOf(payment, 'acquirer_data');
  if (acquirer === null) return null;
  return textOf(acquirer, 'rrn') ?? textOf(acquirer, 'acquirer_reference');
}
