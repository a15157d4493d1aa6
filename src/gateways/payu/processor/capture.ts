// Takes what is held, or lets it go. PayU queues both and answers what became of it elsewhere.
// Source: payu.md §1.11, §P.10; docs.payu.in/reference/cancel-a-pre-authorized-transaction.
import { formatDecimal } from '../../../core/money.ts';
import type {
  Attempt,
  Attempted,
  CaptureAsk,
  Exchange,
  PaymentAsk,
  Refused,
  Side,
  Then,
  Unknown,
  WireReply,
  WireRequest,
} from '../../processor.ts';
import { askActions } from './action.ts';
import { writeCommand } from './command.ts';
import { askVerified, readBoth } from './inquire.ts';
import {
  CURRENCY,
  isPositive,
  messageOf,
  readReply,
  refused,
  unknown,
  unreadable,
  wordAt,
} from './reply.ts';
import { readVerified } from './transaction.ts';

type Result = Attempted | Refused | Unknown;

export const capture: Exchange<CaptureAsk, Result> = Object.freeze({
  request: ({ name, attempt, amountMinor, payment }, side) => {
    if (payment.currency !== CURRENCY) return refused('input', 'never', `not ${CURRENCY}`);
    const amount = formatDecimal(amountMinor, CURRENCY);
    // Its own token: what a capture of UPI makes goes by this name as a transaction of its own.
    return ask(side, 'capture_transaction', attempt, { var2: `${name}C`, var3: amount });
  },
  read: (reply, given, side, step, earlier) => read(reply, given, side, step, earlier),
});

/**
 * `cancel_transaction` and not the command that refunds as well: that one would give back what was
 * captured a moment before.
 */
export const release: Exchange<PaymentAsk, Result> = Object.freeze({
  request: ({ name, attempt }, side) => {
    return ask(side, 'cancel_transaction', attempt, { var2: `${name}V` });
  },
  read: (reply, given, side, step, earlier) => read(reply, given, side, step, earlier),
});

function ask(
  side: Side,
  command: string,
  attempt: string | null,
  rest: Readonly<Record<`var${number}`, string>>,
): WireRequest | Refused {
  if (attempt === null) return refused('input', 'never', 'no transaction that is held is known');
  return writeCommand(side, command, { var1: attempt, ...rest });
}

/**
 * What PayU says at once, of both commands: it has the request now (`taken`), something has the
 * better of it (`other`), or it will not. Source: error-codes-pre-authorize-payment.
 */
type Verdict = 'taken' | 'other' | Refused | Unknown;

const TAKEN: ReadonlySet<string> = new Set(['100', '101', '102']);
/** Token exists; failed or already logged; wrong status; captured already; "Cancelled failed". */
const OTHER: ReadonlySet<string> = new Set(['105', '106', '108', '109', '111', '301']);
const REFUSALS: Readonly<Record<string, readonly [Refused['why'], Refused['again']]>> =
  Object.freeze({
    116: ['input', 'never'],
    117: ['input', 'never'],
    120: ['limit', 'later'],
    303: ['input', 'never'],
    304: ['input', 'never'],
    305: ['input', 'never'],
    306: ['account', 'never'],
  });

function judge(reply: WireReply): Verdict {
  const entity = readReply(reply);
  if (entity.kind !== 'entity') return entity;
  const code = wordAt(entity, 'error_code');
  const said = messageOf(entity);
  if (isPositive(entity)) {
    const isQueued = /^(capture|cancel(led)?) request queued\b/i.test(said);
    return isQueued && (code === null || TAKEN.has(code)) ? 'taken' : unreadable(reply);
  }
  // Only a clear no is one: 500 is "Some problem occurred".
  if (wordAt(entity, 'status') !== '0') return unreadable(reply);
  if (code !== null && OTHER.has(code)) return 'other';
  const known = code !== null && Object.hasOwn(REFUSALS, code) ? REFUSALS[code] : undefined;
  if (known !== undefined) return refused(known[0], known[1], `${code} ${said}`);
  if (/^(transaction not exists|amount is a mandatory)/i.test(said)) {
    return refused('input', 'never', said);
  }
  return unreadable(reply);
}

/** Then it is asked what became of the payment: by our name, and what was done with it. */
function read(
  reply: WireReply,
  { name, attempt }: PaymentAsk,
  side: Side,
  step: number,
  earlier: readonly WireReply[],
): Result | Then {
  const first = earlier[0] ?? reply;
  const verdict = judge(first);
  if (verdict !== 'taken' && verdict !== 'other') return verdict;
  if (step === 0) return { kind: 'then', request: askVerified(side, name) };
  const verified = earlier[1] ?? reply;
  if (step === 1) {
    const found = readVerified(verified, name, side.now);
    if (found.kind !== 'found') return toUnknown(found);
    const [held] = found.attempts;
    if (held?.theirs !== attempt) return unreadable(verified);
    if (held.state !== 'authorized') return { kind: 'attempted', attempt: held };
    return { kind: 'then', request: askActions(side, held.theirs) };
  }
  const found = readBoth(verified, reply, name, side);
  if (found.kind !== 'found') return toUnknown(found);
  const held = found.attempts.find(({ theirs }) => theirs === attempt);
  if (held === undefined) return unreadable(reply);
  return held.state === 'authorized' ? readHeld(held, verdict, first) : attempted(held);
}

/** It was asked for and is not on the list yet; without a word of the request, nobody knows. */
function readHeld(held: Attempt, verdict: 'taken' | 'other', first: WireReply): Result {
  const said = readReply(first);
  const words = said.kind === 'entity' ? messageOf(said) : '';
  if (verdict === 'taken') {
    return attempted({ ...held, state: 'pending', raw: `${held.raw}, ${words}` });
  }
  return unknown(`${held.raw}, ${words}`);
}

function attempted(attempt: Attempt): Attempted {
  return { kind: 'attempted', attempt };
}

/** The request may have been taken: that a later question is refused refuses no capture. */
function toUnknown({ raw }: Refused | Unknown): Unknown {
  return unknown(raw);
}
