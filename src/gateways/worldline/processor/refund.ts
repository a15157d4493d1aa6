// Gives back what was captured. Worldline keeps no name of ours for it and tells of the latest
// refund alone, by its own number. Source: docs/gateways/worldline.md §3.3, §P.3, §P.6.
import { formatDecimal } from '../../../core/money.ts';
import type {
  Exchange,
  Given,
  PaymentAsk,
  RefundAsk,
  Refunded,
  Refused,
  Side,
  Then,
  Unknown,
  WireReply,
  WireRequest,
} from '../../processor.ts';
import { spellDay } from '../time.ts';
import { listDays } from './day.ts';
import { askDay } from './inquire.ts';
import {
  amountAt,
  briefly,
  idAt,
  readReply,
  refused,
  unknown,
  unreadable,
  wordAt,
} from './reply.ts';
import { CURRENCY, writeAsked } from './request.ts';
import { readTransaction, refundState, type Transaction } from './transaction.ts';
import { NOT_FOUND, readFate } from './words.ts';

type Result = Refunded | Refused | Unknown;

/** First the transaction is looked up, as a refund has to name its day. */
export const refund: Exchange<RefundAsk, Result> = Object.freeze({
  request: (ask, side) =>
    ask.refund.currency === CURRENCY
      ? askNumber(ask, side)
      : refused('input', 'never', `not ${CURRENCY}`),
  read: (reply, ask, side, _step, earlier) => {
    const found = lookUp([...earlier, reply], ask, side);
    if (found.kind !== 'looked') return found;
    const { transaction, day, rest } = found;
    if (transaction.attempt?.state !== 'captured') return unknown(transaction.raw);
    const [made] = rest;
    if (made !== undefined) return readMade(made, ask);
    const amount = formatDecimal(ask.refund.amountMinor, CURRENCY);
    const about = { token: transaction.attempt.theirs, dateTime: day, amount };
    return { kind: 'then', request: writeAsked(side, { requestType: 'R', ...about }) };
  },
});

/** Once Worldline's number of it is known. */
export const inquireRefund: Exchange<RefundAsk, Result> = Object.freeze({
  request: askNumber,
  read: (reply, ask, side, _step, earlier) => {
    const found = lookUp([...earlier, reply], ask, side);
    if (found.kind !== 'looked') return found;
    const { fate, refund: latest, raw } = found.transaction;
    const { processorReference: theirs, amountMinor } = ask.refund;
    if (theirs === null) return unknown(raw);
    // Of one that another has come after nothing more is told.
    const state = latest === theirs ? refundState(fate) : 'pending';
    const about = { theirs, ours: null, attempt: ask.attempt, bankReference: null };
    // Its number is that of a refund of this amount: no reply to an inquiry repeats it.
    const money = { amountMinor, currency: CURRENCY };
    const said = latest === theirs ? raw : `${raw}, the latest is ${latest ?? 'none'}`;
    return { kind: 'refunded', refund: { ...about, ...money, state, raw: briefly(said) } };
  },
});

export const inquireGiven: Exchange<PaymentAsk, Given | Refused | Unknown> = Object.freeze({
  request: askNumber,
  read: (reply, ask, side, _step, earlier) => {
    const found = lookUp([...earlier, reply], ask, side);
    if (found.kind !== 'looked') return found;
    const { attempt, refund: theirs, fate, raw } = found.transaction;
    if (attempt?.state !== 'captured') return unknown(raw);
    // Whether it is done is asked by its number.
    const state = fate === 'refundFailed' ? 'failed' : 'pending';
    const about = { ours: null, attempt: attempt.theirs, bankReference: null };
    const latest = { ...about, theirs, state, raw, amountMinor: null, currency: null } as const;
    const refunds = theirs === null ? [] : [latest];
    return { kind: 'given', totalMinor: null, currency: CURRENCY, refunds, isLatestAlone: true };
  },
});

/** By Worldline's number; the day on which it was told as paid is for the most part its own. */
function askNumber(ask: PaymentAsk, side: Side): WireRequest | Refused {
  const { attempt: token } = ask;
  if (token === null) return refused('input', 'never', 'no transaction that paid is known');
  return writeAsked(side, { requestType: 'S', token, dateTime: dayOf(ask, side.now) });
}

function dayOf({ payment: { completedAt, createdAt } }: PaymentAsk, now: number): string {
  return spellDay(Math.min(completedAt ?? createdAt, now));
}

type Looked = {
  readonly kind: 'looked';
  readonly transaction: Transaction;
  readonly day: string;
  /** The replies to what was asked afterwards. */
  readonly rest: readonly WireReply[];
};

/** Where the number is not found on that day, by our name and the day of the start. */
function lookUp(
  [dual, offline, ...rest]: readonly WireReply[],
  ask: PaymentAsk,
  side: Side,
): Looked | Then | Refused | Unknown {
  const { name, attempt } = ask;
  const numbered = read(dual);
  if (numbered.kind === 'transaction') {
    const replies = offline === undefined ? [] : [offline, ...rest];
    return looked(numbered, dayOf(ask, side.now), replies);
  }
  if (numbered.kind !== 'missing') return numbered;
  const [first] = listDays(ask, side.now);
  if (offline === undefined) return { kind: 'then', request: askDay(name, first, side) };
  const named = read(offline);
  if (named.kind === 'transaction') return looked(named, first, rest);
  return named.kind === 'missing' ? unknown('no transaction of that number and day') : named;

  function read(reply: WireReply | undefined) {
    return reply === undefined ? unknown('no reply') : readTransaction(reply, ask, side.now);
  }

  function looked(
    transaction: Transaction,
    asked: string,
    replies: readonly WireReply[],
  ): Looked | Unknown {
    if (transaction.attempt?.theirs !== attempt) return unknown(transaction.raw);
    const day = transaction.at === null ? asked : spellDay(transaction.at);
    return { kind: 'looked', transaction, day, rest: replies };
  }
}

/** Sentences of a refusal that is none for good (inferred: no document has any). */
const NOT_NOW = /balance|insufficient|limit|tomorrow|try again|later/i;

/** What R itself says. The kits look at the code alone: 0400 is a refund, all else is none. */
function readMade(reply: WireReply, { attempt, refund: asked }: RefundAsk): Result {
  const told = readReply(reply);
  if (told.kind !== 'told') return told;
  const { transaction } = told;
  const fate = readFate(wordAt(transaction, 'statusCode'), wordAt(transaction, 'statusMessage'));
  const about = wordAt(transaction, 'identifier');
  const sentence = wordAt(transaction, 'errorMessage');
  const { raw } = unreadable(reply);
  if (about !== null && about !== attempt) return unknown(raw);
  const theirs = idAt(transaction, 'refundIdentifier');
  if (theirs !== null) {
    // Beside a number something was begun.
    if (fate !== 'refunding' && fate !== 'refundFailed') return unknown(raw);
    // Whose amount stands there is not documented: one that is not ours says nothing.
    const isAsked = amountAt(transaction, 'amount') === asked.amountMinor;
    const money = isAsked
      ? { amountMinor: asked.amountMinor, currency: CURRENCY }
      : { amountMinor: null, currency: null };
    const names = { theirs, ours: null, attempt, bankReference: null };
    return { kind: 'refunded', refund: { ...names, ...money, state: refundState(fate), raw } };
  }
  const isMissing = fate === 'absent' && NOT_FOUND.test(sentence ?? '');
  if (fate !== 'failed' && fate !== 'refundFailed' && !isMissing) return unknown(raw);
  return refused('input', NOT_NOW.test(sentence ?? '') ? 'later' : 'never', raw);
}
