// One payment of the gateway's, read as an attempt: its state, its money, its instrument.
// Source: docs/gateways/cashfree.md §1.6 and §P.4.
import type { Attempt } from '../../processor.ts';
import { readInstant } from '../time.ts';
import { instrumentOf } from './instrument.ts';
import {
  amountOf,
  briefly,
  currencyOf,
  idOf,
  type Part,
  partOf,
  textOf,
  valueIn,
} from './reply.ts';
import { attemptStateOf, declineOf, type PaymentWords } from './words.ts';

/** An attempt with the moment that it was begun, where that can be read. */
export type DatedAttempt = { readonly attempt: Attempt; readonly at: number | null };

/** Null where it is of another order, or has no name that it could be held by. */
export function readAttempt(payment: Part, name: string): DatedAttempt | null {
  const theirs = idOf(payment, 'cf_payment_id');
  if (theirs === null || textOf(payment, 'order_id') !== name) return null;
  const words = wordsOf(payment);
  const state = attemptStateOf(words);
  const { amountMinor, currency, chargedMinor } = moneyOf(payment, state);
  const until = state === 'authorized' ? endOf(payment) : null;
  return {
    at: instantOf(payment, 'payment_time'),
    attempt: {
      theirs,
      state,
      raw: rawOf(words, payment),
      amountMinor,
      currency,
      ...(chargedMinor === null || chargedMinor === amountMinor ? {} : { chargedMinor }),
      instrument: instrumentOf(payment),
      bankReference: textOf(payment, 'bank_reference'),
      decline: state === 'failed' ? declineIn(payment) : null,
      ...(until === null ? {} : { until }),
    },
  };
}

function wordsOf(payment: Part): PaymentWords {
  const captured = valueIn(payment, 'is_captured') ?? null;
  const isWord = captured === null || typeof captured === 'boolean';
  return {
    status: textOf(payment, 'payment_status'),
    isCaptured: isWord ? captured : null,
    hold: isWord ? holdOf(payment) : null,
  };
}

/** Left out is not "none": a reply without it does not say whether the money is only held. */
function holdOf(payment: Part): string | null {
  if (valueIn(payment, 'authorization') === null) return 'none';
  const hold = partOf(payment, 'authorization');
  if (hold === null) return null;
  const action = valueIn(hold, 'action') ?? null;
  const status = valueIn(hold, 'status') ?? null;
  if (action === null) return status === null || status === 'PENDING' ? 'held' : null;
  return typeof action === 'string' && typeof status === 'string' ? `${action} ${status}` : null;
}

function rawOf({ status, isCaptured, hold }: PaymentWords, payment: Part): string {
  const details = partOf(payment, 'error_details');
  const why = details === null ? [] : DETAILS.map((name) => textOf(details, name));
  const state = [status, `is_captured ${isCaptured}`, `authorization ${hold}`];
  return briefly([...state, ...why].filter((each) => each !== null).join(', '));
}

const DETAILS = ['error_code', 'error_reason', 'error_code_raw', 'error_description_raw'] as const;

type Money = {
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly chargedMinor: number | null;
};

const NO_MONEY: Money = { amountMinor: null, currency: null, chargedMinor: null };

/**
 * `order_amount` is the order's part, `payment_amount` what was paid, with a fee or after an offer.
 * Where less was paid and no offer says why, no more than that came for the order. Of what a
 * capture took there is `captured_amount`; without it nobody knows how much that was.
 */
function moneyOf(payment: Part, state: Attempt['state']): Money {
  const currency = currencyOf(payment, 'order_currency');
  const ordered = amountOf(payment, 'order_amount', currency);
  const paidIn = currencyOf(payment, 'payment_currency');
  const paid = amountOf(payment, 'payment_amount', paidIn);
  if (currency === null || ordered === null || paid === null) return { ...NO_MONEY, currency };
  const isForeign = paidIn !== currency;
  const isShort = !isForeign && paid < ordered && !hasOffer(payment);
  const hold = state === 'captured' ? partOf(payment, 'authorization') : null;
  const whole = isShort ? paid : ordered;
  return {
    amountMinor: hold === null ? whole : capturedIn(hold, currency),
    currency,
    chargedMinor: isForeign || hold !== null ? null : paid,
  };
}

function capturedIn(hold: Part, currency: string): number | null {
  return amountOf(hold, 'captured_amount', currency);
}

function hasOffer(payment: Part): boolean {
  const offers = valueIn(payment, 'payment_offers');
  return Array.isArray(offers) && offers.length > 0;
}

/** When it lets the money go, where it says so. */
function endOf(payment: Part): number | null {
  const hold = partOf(payment, 'authorization');
  return hold === null ? null : instantOf(hold, 'end_time');
}

/** Real answers have a T between day and time, the files' examples a blank (§1.5, §1.6). */
function instantOf(part: Part, name: string): number | null {
  const text = textOf(part, name);
  return text === null ? null : (readInstant(text.replace(' ', 'T')) ?? null);
}

function declineIn(payment: Part): Attempt['decline'] {
  const details = partOf(payment, 'error_details');
  const word = (name: string): string | null => (details === null ? null : textOf(details, name));
  return declineOf({
    status: textOf(payment, 'payment_status'),
    code: word('error_code'),
    reason: word('error_reason'),
    bankCode: word('error_code_raw'),
    bankText: word('error_description_raw'),
  });
}
