// Takes an authorized payment. There is no call to let one go: it lapses (capture-setting.ts).
// Source: docs/gateways/razorpay.md §1.5.
import type { CaptureAsk, Processor, Refused, WireReply } from '../../processor.ts';
import { readAttempt } from './attempt.ts';
import { readReply, refused, textOf, unknown, unreadable } from './reply.ts';
import { CAPTURE_STATE } from './refusal-words.ts';
import { isIdOf, writeGet, writePost } from './request.ts';

type Capture = NonNullable<Processor['capture']>;

export const capture: Capture = Object.freeze<Capture>({
  request: ({ attempt, amountMinor, payment }, side) =>
    isIdOf('payment', attempt)
      ? writePost(side, `/payments/${attempt}/capture`, {
          amount: amountMinor,
          currency: payment.currency,
        })
      : refused('input', 'never', 'no payment of Razorpay is known to be captured'),
  read: (reply, ask, side, _step, earlier) => {
    const [before] = earlier;
    if (before !== undefined) return readState(reply, ask, before);
    const entity = readReply(reply);
    if (entity.kind === 'refused' && CAPTURE_STATE.test(entity.raw)) {
      return { kind: 'then', request: writeGet(side, `/payments/${ask.attempt}`) };
    }
    return entity.kind === 'entity' ? readPayment(reply, ask) : entity;
  },
});

function readPayment(reply: WireReply, ask: CaptureAsk) {
  const entity = readReply(reply);
  if (entity.kind !== 'entity') return entity;
  const nothing = unreadable(reply);
  if (textOf(entity, 'id') !== ask.attempt) return nothing;
  const attempt = readAttempt(entity, ask.theirOrder, ask);
  return attempt === null ? nothing : ({ kind: 'attempted', attempt } as const);
}

/** It refused because of the state: what that is, the payment itself has told now. */
function readState(reply: WireReply, ask: CaptureAsk, before: WireReply) {
  const answer = readPayment(reply, ask);
  if (answer.kind === 'refused') return unknown(answer.raw);
  if (answer.kind !== 'attempted' || answer.attempt.state !== 'authorized') return answer;
  // Its order was paid by another payment: this one is refunded by itself.
  const refusal = readReply(before);
  return refusal.kind === 'refused' ? (refusal satisfies Refused) : answer;
}
