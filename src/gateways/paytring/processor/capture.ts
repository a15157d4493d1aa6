// Takes held money or lets it go, then asks how the order stands: the answer names no amount.
// Source: docs/gateways/paytring.md §3.5.
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
import { askOrder, readOrder } from './order.ts';
import { readReply, refused, unknown } from './reply.ts';
import { writePost } from './request.ts';

type Result = Attempted | Refused | Unknown;

export const capture: Exchange<CaptureAsk, Result> = Object.freeze({
  request: (ask, side) => {
    // An amount is in the documents' prose only: all of it is taken.
    if (ask.amountMinor !== ask.payment.amountMinor) {
      return refused('input', 'never', 'a part cannot be captured');
    }
    return write('/order/capture', ask, side);
  },
  read: (reply, ask, side, step, earlier) => read(reply, ask, side, step, earlier),
});

export const release: Exchange<PaymentAsk, Result> = Object.freeze({
  request: (ask, side) => write('/order/cancel', ask, side),
  read: (reply, ask, side, step, earlier) => read(reply, ask, side, step, earlier),
});

function write(path: string, { theirOrder: id }: PaymentAsk, side: Side) {
  if (id === null) return refused('input', 'never', 'no order of theirs is known');
  return writePost(side, path, { id });
}

/** A no may be about what was done before, so the order is looked at whatever it was. */
function read(
  reply: WireReply,
  ask: PaymentAsk,
  side: Side,
  step: number,
  earlier: readonly WireReply[],
): Result | Then {
  const said = readReply(earlier[0] ?? reply);
  if (said.kind === 'unknown' || (said.kind === 'refused' && said.why !== 'input')) return said;
  if (step === 0) return { kind: 'then', request: askOrder(ask, side) };
  const found = readOrder(reply, ask, side);
  // The request may have been taken: that a later question is refused refuses nothing.
  if (found.kind !== 'found') return unknown(found.raw);
  const [held] = found.attempts;
  if (held === undefined) return unknown(`the order is ${found.order}, without an attempt`);
  if (held.state !== 'authorized') return { kind: 'attempted', attempt: held };
  if (said.kind === 'refused') return said;
  return { kind: 'attempted', attempt: { ...held, state: 'pending' } };
}
