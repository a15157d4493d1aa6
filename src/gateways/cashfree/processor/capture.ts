// Takes held money or lets it go, and asks what is held when it is told that this cannot be.
// Source: docs/gateways/cashfree.md §1.7, "authorization".
import type {
  Attempted,
  Exchange,
  PaymentAsk,
  Processor,
  Refused,
  Side,
  Then,
  Unknown,
  WireReply,
} from '../../processor.ts';
import { readAttempt } from './attempt.ts';
import { failureOf, isPart, readReply, unknownReply } from './reply.ts';
import { ordersPath, writeAmount, writeGet, writePost } from './request.ts';

export const capture: Exchange<
  Parameters<NonNullable<Processor['capture']>['read']>[1],
  Attempted | Refused | Unknown
> = Object.freeze({
  request: ({ name, amountMinor, payment }, side) =>
    writePost(
      side,
      [name, ordersPath(name, 'authorization')],
      { action: 'CAPTURE', amount: writeAmount(amountMinor, payment.currency) },
      'capture',
    ),
  read: readOutcome,
});

export const release: Exchange<PaymentAsk, Attempted | Refused | Unknown> = Object.freeze({
  request: ({ name }, side) =>
    writePost(side, [name, ordersPath(name, 'authorization')], { action: 'VOID' }, 'release'),
  read: readOutcome,
});

/**
 * It is asked of an order: which of its payments was meant, the answer alone tells. A no may be
 * about what was done before, so the payment is looked at.
 */
function readOutcome(
  reply: WireReply,
  ask: PaymentAsk,
  side: Side,
  step: number,
  earlier: readonly WireReply[],
): Attempted | Refused | Unknown | Then {
  const read = readReply(reply);
  const first = earlier[0];
  if (isPart(read)) {
    const attempt = readAttempt(read, ask.name)?.attempt;
    const isAsked = attempt !== undefined && (ask.attempt ?? attempt.theirs) === attempt.theirs;
    if (!isAsked) return unknownReply(reply);
    const isHeld = first !== undefined && attempt.state === 'authorized';
    return isHeld ? refusalIn(first) : { kind: 'attempted', attempt };
  }
  const failure = failureOf(read);
  const isNo = failure.kind === 'refused' && failure.why === 'input';
  if (step > 0) return isNo ? unknownReply(reply) : failure;
  if (!isNo || ask.attempt === null) return failure;
  const path = ordersPath(ask.name, 'payments', ask.attempt);
  return { kind: 'then', request: writeGet(side, [ask.name, path]) };
}

/** The money is still held: the no was meant. */
function refusalIn(first: WireReply): Refused | Unknown {
  const read = readReply(first);
  return isPart(read) ? unknownReply(first) : failureOf(read);
}
