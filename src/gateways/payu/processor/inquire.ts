// How a payment is doing: `verify_payment` by our name and, of one that succeeded, what was done
// with it since. Source: payu.md §P.4, §P.11.
import type {
  Attempt,
  Exchange,
  Found,
  PaymentAsk,
  Processor,
  Refused,
  Side,
  Unknown,
  WireReply,
  WireRequest,
} from '../../processor.ts';
import { type Actions, askActions, readActions } from './action.ts';
import { writeCommand } from './command.ts';
import { readVerified } from './transaction.ts';

export const inquire: Exchange<PaymentAsk, Found | Refused | Unknown> = Object.freeze({
  request: ({ name }, side) => askVerified(side, name),
  read: (reply, { name }, side, step, earlier) => {
    if (step === 0 || earlier[0] === undefined) {
      const found = readVerified(reply, name, side.now);
      const theirs = found.kind === 'found' ? moneyOf(found) : null;
      return theirs === null ? found : { kind: 'then', request: askActions(side, theirs) };
    }
    return readBoth(earlier[0], reply, name, side);
  },
});

/** PayU names no bound of its list; its pages show two names, and this is ours (payu.md §1.5). */
const MANY_MAX = 20;

/** Under each name stands in the reply what it would say of that one alone. */
export const inquireMany: NonNullable<Processor['inquireMany']> = Object.freeze({
  max: MANY_MAX,
  request: (asks: readonly PaymentAsk[], side: Side) =>
    askVerified(side, asks.map(({ name }) => name).join('|')),
});

export function askVerified(side: Side, name: string): WireRequest {
  return writeCommand(side, 'verify_payment', { var1: name });
}

/** Whose money was taken or is held, so that more may have happened to it. */
function moneyOf({ attempts }: Found): string | null {
  const money = attempts.find(({ state }) => state === 'captured' || state === 'authorized');
  return money?.theirs ?? null;
}

/**
 * Where the second reply says nothing, a captured payment is told without its refunds: they are
 * asked for again, the customer waits now. A held one might have been released: it is unknown.
 */
export function readBoth(
  verified: WireReply,
  acted: WireReply,
  name: string,
  { now }: Side,
): Found | Refused | Unknown {
  const found = readVerified(verified, name, now);
  const theirs = found.kind === 'found' ? moneyOf(found) : null;
  if (found.kind !== 'found' || theirs === null) return found;
  const actions = readActions(acted, theirs);
  const attempts = found.attempts.map((each) => {
    return each.theirs === theirs ? joinActions(each, actions) : each;
  });
  const known = attempts.every(({ state }) => state !== 'unknown');
  if (!known) return { kind: 'unknown', raw: attempts.map(({ raw }) => raw).join(', ') };
  if (actions.kind !== 'actions') {
    return { ...found, attempts, refunds: [], areRefundsUnread: true };
  }
  return { ...found, attempts, refunds: actions.refunds };
}

/** Words are tuples: what `verify_payment` says of an authorization, and what was asked since. */
function joinActions(attempt: Attempt, actions: Actions | Refused | Unknown): Attempt {
  if (attempt.state !== 'authorized') return attempt;
  if (actions.kind !== 'actions') return { ...attempt, state: 'unknown' };
  const { capture, cancel } = actions;
  const state = HELD[`${idle(capture)} ${idle(cancel)}`] ?? 'unknown';
  const raw = `${attempt.raw}, capture ${capture}, cancel ${cancel}`;
  return { ...attempt, state, raw: capture === cancel ? attempt.raw : raw };
}

/** What has failed has changed nothing. */
function idle(state: Actions['capture']): Actions['capture'] {
  return state === 'failed' ? 'none' : state;
}

/** By "capture cancel" of what is still told as held. */
const HELD: Readonly<Record<string, Attempt['state']>> = Object.freeze({
  'none none': 'authorized',
  'pending none': 'pending',
  // `verify_payment` was asked a moment before: it will say so itself.
  'processed none': 'pending',
  'none pending': 'pending',
  'none processed': 'voided',
});
