// Sends money back under our name for it, and asks how that is doing.
// Source: docs/gateways/cashfree.md §1.8 and §P.4.
import type {
  Processor,
  RefundAsk,
  Refunded,
  Refused,
  Side,
  Unknown,
  WireReply,
  WireRequest,
} from '../../processor.ts';
import { readRefundFinding } from './refund-finding.ts';
import { isRefundAbsent, isRefundThere } from './refusal-words.ts';
import { failureOf, isPart, readReply, unknown, unknownReply, withoutNo } from './reply.ts';
import { ordersPath, writeAmount, writeGet, writePost } from './request.ts';

const NOTE_MIN = 3;
const NOTE_MAX = 100;

export const refund: Processor['refund'] = Object.freeze<Processor['refund']>({
  request: ({ name, refundName, refund: { amountMinor, currency, note } }, side) => {
    const text = note?.trim().slice(0, NOTE_MAX) ?? '';
    return writePost(side, [refundName, ordersPath(name, 'refunds')], {
      refund_amount: writeAmount(amountMinor, currency),
      refund_id: refundName,
      ...(text.length < NOTE_MIN ? {} : { refund_note: text }),
    });
  },
  read: (reply, ask, side, step) => {
    const read = readReply(reply);
    if (step > 0) {
      const found = readFound(reply, ask);
      // It said that there is one of this name.
      return found.kind === 'absent' ? unknown(found.raw) : found;
    }
    if (!isPart(read) && read.kind === 'refusal' && isRefundThere(read)) {
      return { kind: 'then', request: writeFind(ask, side) };
    }
    return isPart(read) ? readFound(reply, ask) : failureOf(read);
  },
});

export const inquireRefund: Processor['inquireRefund'] = Object.freeze<Processor['inquireRefund']>({
  request: writeFind,
  read: readFound,
});

function writeFind({ name, refundName }: RefundAsk, side: Side): WireRequest {
  return writeGet(side, [refundName, ordersPath(name, 'refunds', refundName)]);
}

function readFound(
  reply: WireReply,
  { name, refundName }: RefundAsk,
): Refunded | Refused | Unknown {
  const read = readReply(reply);
  if (!isPart(read)) {
    const isAbsent = read.kind === 'refusal' && isRefundAbsent(read);
    const failure = failureOf(read);
    return isAbsent ? { kind: 'absent', raw: failure.raw } : withoutNo(failure);
  }
  const finding = readRefundFinding(read, name);
  if (finding === null || finding.ours !== refundName) return unknownReply(reply);
  return { kind: 'refunded', refund: finding };
}
