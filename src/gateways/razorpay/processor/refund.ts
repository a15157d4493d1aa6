// Gives money back, and asks what became of that.
// Source: docs/gateways/razorpay.md §1.6, §1.7 and §P.5.
import type {
  Processor,
  RefundAsk,
  Refunded,
  Refused,
  Unknown,
  WireReply,
} from '../../processor.ts';
import { NAME_NOTE } from './note.ts';
import { listRefunds, readRefund, refundsPath, tellsAll } from './refund-finding.ts';
import { REFUND_SPENT, REFUND_STATE } from './refusal-words.ts';
import { readReply, refused, unknown, unreadable } from './reply.ts';
import { isIdOf, writeGet, writePost } from './request.ts';

const NO_PAYMENT = refused('input', 'never', 'no payment of Razorpay is known to be refunded');

/**
 * Our name stands twice: in the header, and as the receipt, by which it is found and which keeps a
 * second one away where the header is not obeyed, as may be in test mode (§1.7).
 */
export const refund: Processor['refund'] = Object.freeze<Processor['refund']>({
  request: ({ attempt, refundName, refund: asked }, side) =>
    isIdOf('payment', attempt)
      ? writePost(
          side,
          `/payments/${attempt}/refund`,
          {
            amount: asked.amountMinor,
            receipt: refundName,
            notes: { [NAME_NOTE]: refundName },
          },
          { 'x-refund-idempotency': refundName },
        )
      : NO_PAYMENT,
  read: (reply, ask, side, _step, earlier) => {
    const [before] = earlier;
    if (before !== undefined) return readListed(reply, ask, before);
    const entity = readReply(reply);
    if (entity.kind === 'refused' && REFUND_STATE.test(entity.raw)) {
      return { kind: 'then', request: writeGet(side, refundsPath(ask.attempt ?? '')) };
    }
    if (entity.kind !== 'entity') return entity;
    const finding = readRefund(entity, ask.attempt ?? '');
    const isOurs = finding?.ours === ask.refundName;
    return isOurs ? { kind: 'refunded', refund: finding } : unreadable(reply);
  },
});

export const inquireRefund: Processor['inquireRefund'] = Object.freeze<Processor['inquireRefund']>({
  request: ({ attempt }, side) =>
    isIdOf('payment', attempt) ? writeGet(side, refundsPath(attempt)) : NO_PAYMENT,
  read: readList,
});

function readList(reply: WireReply, ask: RefundAsk): Refunded | Refused | Unknown {
  const entity = readReply(reply);
  // That it knows no such id is no word about money.
  if (entity.kind === 'refused' && entity.why === 'input') return unknown(entity.raw);
  if (entity.kind !== 'entity') return entity;
  const refunds = listRefunds(entity, ask.attempt ?? '');
  if (refunds === null) return unreadable(reply);
  const own = refunds.find(({ ours }) => ours === ask.refundName);
  if (own !== undefined) return { kind: 'refunded', refund: own };
  if (!tellsAll(entity)) return unreadable(reply);
  return { kind: 'absent', raw: `none of ${refunds.length} refunds has this receipt` };
}

/**
 * It was refused because of refunds that are there already. Ours may be among them; where it is
 * not and all has gone back to others, nothing was begun; a double that is not to be seen is
 * nothing that can be relied on.
 */
function readListed(
  reply: WireReply,
  ask: RefundAsk,
  before: WireReply,
): Refunded | Refused | Unknown {
  const listed = readList(reply, ask);
  if (listed.kind === 'refunded') return listed;
  const refusal = readReply(before);
  if (refusal.kind !== 'refused') return unreadable(before);
  const isSpent = listed.kind === 'absent' && REFUND_SPENT.test(refusal.raw);
  return isSpent ? refusal : unknown(refusal.raw);
}
