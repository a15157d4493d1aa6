// Takes held money or lets it go, and asks what is held when it is told that this cannot be.
// Source: pinelabs.md §2.8 and §P.5.
import type {
  Attempted,
  CaptureAsk,
  Exchange,
  PaymentAsk,
  Refused,
  Side,
  Then,
  Unknown,
  WireReply,
} from '../../processor.ts';
import { readOrder } from './order.ts';
import { isThere } from './refusal-words.ts';
import { failureOf, isPart, readReply, refused, unknown, unknownReply } from './reply.ts';
import { orderPath, write, writeFind } from './request.ts';

type Result = Attempted | Refused | Unknown;

export const capture: Exchange<CaptureAsk, Result> = Object.freeze({
  request: ({ name, theirOrder, amountMinor, payment: { currency } }, side) => {
    if (theirOrder === null) return refused('input', 'never', 'no order of its own is known');
    return write(side, 'PUT', orderPath(theirOrder, 'capture'), `capture ${name}`, {
      // A name of its own, the same each time.
      merchant_capture_reference: `${name}C`,
      capture_amount: { value: amountMinor, currency },
    });
  },
  read: readOutcome,
});

export const release: Exchange<PaymentAsk, Result> = Object.freeze({
  request: ({ name, theirOrder }, side) => {
    if (theirOrder === null) return refused('input', 'never', 'no order of its own is known');
    return write(side, 'PUT', orderPath(theirOrder, 'cancel'), `release ${name}`);
  },
  read: readOutcome,
});

/**
 * Either answers the order. A no, or that it was asked for already, may be about what was done
 * before, so the order is looked at.
 */
function readOutcome(
  reply: WireReply,
  ask: PaymentAsk,
  side: Side,
  step: number,
  earlier: readonly WireReply[],
): Result | Then {
  const read = readReply(reply);
  const first = earlier[0];
  if (isPart(read)) {
    const attempt = readOrder(reply, ask)?.attempts.find(({ theirs }) => theirs === ask.attempt);
    if (attempt === undefined) return unknownReply(reply);
    const isHeld = first !== undefined && attempt.state === 'authorized';
    return isHeld ? refusalIn(first) : { kind: 'attempted', attempt };
  }
  const failure = failureOf(read);
  if (step > 0) return unknown(failure.raw);
  const isNo = failure.kind === 'refused' && failure.why === 'input';
  const isAsked = read.kind === 'refusal' && isThere(read);
  if ((!isNo && !isAsked) || ask.attempt === null) return failure;
  return { kind: 'then', request: writeFind(side, ask.name) };
}

/** The money is still held: a no was meant; that it was asked for before says nothing. */
function refusalIn(first: WireReply): Refused | Unknown {
  const read = readReply(first);
  return isPart(read) ? unknownReply(first) : failureOf(read);
}
