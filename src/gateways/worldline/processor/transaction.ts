// One transaction as the replies to O and S tell it. Source: docs/gateways/worldline.md §3.3, §P.7.
import type {
  Attempt,
  Found,
  PaymentAsk,
  RefundFinding,
  Refused,
  Unknown,
  WireReply,
} from '../../processor.ts';
import { readTime } from '../time.ts';
import { readInstrument } from './instrument.ts';
import {
  amountAt,
  briefly,
  idAt,
  partAt,
  readReply,
  type Told,
  unreadable,
  wordAt,
} from './reply.ts';
import { CURRENCY } from './request.ts';
import { type Fate, NOT_FOUND, readDecline, readFate } from './words.ts';

export type Transaction = {
  readonly kind: 'transaction';
  readonly fate: Exclude<Fate, 'absent'>;
  /** Null: nobody has tried yet. */
  readonly attempt: Attempt | null;
  readonly order: 'open' | 'closed';
  /** When the customer began; null: it did not say. */
  readonly at: number | null;
  /** Worldline's number of the latest refund. */
  readonly refund: string | null;
  readonly raw: string;
};

/** It has no transaction of that name and day, or of that number. */
export type Missing = { readonly kind: 'missing' };

/**
 * How long somebody may still be at a bank's page, or try again on Worldline's. No document says
 * so; its script waits five minutes for UPI. Inferred (§P.8).
 */
const LINGER_MS = 3_600_000;

/** `payment` is left out by who asks about none. */
type About = Pick<PaymentAsk, 'name'> & {
  readonly payment?: Pick<PaymentAsk['payment'], 'amountMinor'>;
};

/** What a reply says of the transaction that goes by our name. */
export function readTransaction(
  reply: WireReply,
  { name, payment }: About,
  now: number,
): Transaction | Missing | Refused | Unknown {
  const told = readReply(reply);
  if (told.kind !== 'told') return told;
  const { transaction } = told;
  const fate = readFate(wordAt(transaction, 'statusCode'), wordAt(transaction, 'statusMessage'));
  if (fate === 'absent') return isMissing(told) ? { kind: 'missing' } : unreadable(reply);
  const isOurs = wordAt(told.whole, 'merchantTransactionIdentifier') === name;
  if (fate === null || !isOurs) return unreadable(reply);
  const at = readTime(wordAt(transaction, 'dateTime') ?? '');
  const isRecent = at === null || now <= at + LINGER_MS;
  const asked = payment?.amountMinor ?? null;
  const attempt = fate === 'began' && !isRecent ? null : readAttempt(told, fate, asked);
  if (attempt === undefined) return unreadable(reply);
  const isOver = isTaken(fate) || (isFailed(fate) && !isRecent);
  return {
    kind: 'transaction',
    ...{ fate, attempt, at },
    order: isOver ? 'closed' : 'open',
    refund: idAt(transaction, 'refundIdentifier'),
    raw: describe(told),
  };
}

/** A request that could not be read is 9999 as well, with another sentence (§3.3). */
function isMissing({ transaction }: Told): boolean {
  const isBlank = wordAt(transaction, 'identifier') === null;
  return isBlank && NOT_FOUND.test(wordAt(transaction, 'errorMessage') ?? '');
}

function isTaken(fate: Fate): fate is 'captured' | 'refunding' | 'refundFailed' {
  return fate === 'captured' || fate === 'refunding' || fate === 'refundFailed';
}

function isFailed(fate: Fate): fate is 'failed' | 'left' {
  return fate === 'failed' || fate === 'left';
}

/** `E18339327` is the number of one that went to no bank (the vendor's logs). */
const ABORTED = /^E\d{1,29}$/;

/** Undefined: it leaves out what money cannot be believed without. */
function readAttempt(told: Told, fate: Fate, asked: number | null): Attempt | null | undefined {
  const { whole, transaction } = told;
  const number = idAt(transaction, 'identifier');
  const word = wordAt(transaction, 'identifier');
  const theirs = number ?? (isFailed(fate) && ABORTED.test(word ?? '') ? word : null);
  // Left before a way to pay was chosen.
  if (theirs === null) return isFailed(fate) && word === null ? null : undefined;
  const amountMinor = amountAt(transaction, 'amount');
  if (isTaken(fate) && amountMinor === null) return undefined;
  // Beside a refund's code nobody knows whose amount it is; where it is the payment's, it is.
  const isOther = isTaken(fate) && amountMinor !== asked;
  const method = partAt(whole, 'paymentMethod');
  const about = (name: string): string | null => (method === null ? null : wordAt(method, name));
  return {
    theirs,
    state: isOther && fate !== 'captured' ? 'unknown' : STATES[fate],
    raw: describe(told),
    amountMinor,
    currency: CURRENCY,
    instrument: readInstrument(about('instrumentAliasName'), about('bankSelectionCode')),
    bankReference: wordAt(transaction, 'bankReferenceIdentifier'),
    decline: isFailed(fate) ? readDecline(fate, wordAt(transaction, 'errorMessage')) : null,
  };
}

const STATES: Readonly<Record<Fate, Attempt['state']>> = Object.freeze({
  began: 'pending',
  awaited: 'pending',
  captured: 'captured',
  failed: 'failed',
  left: 'failed',
  refunding: 'captured',
  refundFailed: 'captured',
  absent: 'unknown',
});

function describe({ transaction }: Told): string {
  const words = ['statusCode', 'statusMessage', 'errorMessage'].map((name) =>
    wordAt(transaction, name),
  );
  return briefly(words.filter((each) => each !== null).join(' '));
}

/** All that several days tell of one name; of the same transaction the last word counts. */
export function combine(told: readonly (Transaction | Missing)[]): Found {
  const known = told.filter((each) => each.kind === 'transaction');
  const attempts = new Map<string, Attempt>();
  const refunds = new Map<string, RefundFinding>();
  for (const each of known) {
    const { attempt } = each;
    if (attempt === null) continue;
    attempts.set(attempt.theirs, attempt);
    const finding = findingOf(each, attempt.theirs);
    if (finding !== null) refunds.set(attempt.theirs, finding);
  }
  const isPaid = known.some(({ fate }) => isTaken(fate));
  const isOpen = known.some(({ order }) => order === 'open');
  const order = known.length === 0 ? 'absent' : isPaid || !isOpen ? 'closed' : 'open';
  const lists = { attempts: [...attempts.values()], refunds: [...refunds.values()] };
  return { kind: 'found', order, ...lists };
}

/** It tells of the latest refund alone, by its number, and never how much that was. */
function findingOf({ refund, fate, raw }: Transaction, attempt: string): RefundFinding | null {
  if (refund === null) return null;
  const state = refundState(fate);
  const money = { amountMinor: null, currency: null, bankReference: null };
  return { theirs: refund, ours: null, attempt, state, raw, ...money };
}

/** 0300 beside a refund's number: it is no longer under way (inferred, §5.4). */
export function refundState(fate: Fate): RefundFinding['state'] {
  if (fate === 'refunding') return 'pending';
  if (fate === 'refundFailed') return 'failed';
  return fate === 'captured' ? 'processed' : 'unknown';
}
