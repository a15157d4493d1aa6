// Sends money back under our name for it, and asks how that is doing. A refund is an order of its
// own, found by our name like one. Source: pinelabs.md §2.8 and §P.5.
import type {
  Processor,
  RefundAsk,
  Refunded,
  RefundFinding,
  Refused,
  Unknown,
  WireReply,
} from '../../processor.ts';
import { isAbsent, isThere } from './refusal-words.ts';
import {
  briefly,
  dataOf,
  failureOf,
  idOf,
  isPart,
  itemsOf,
  moneyOf,
  type Part,
  partOf,
  readReply,
  refused,
  textOf,
  unknown,
  unknownReply,
  withoutNo,
} from './reply.ts';
import { refundPath, write, writeFind } from './request.ts';
import { refundStateOf } from './words.ts';

export const refund: Processor['refund'] = Object.freeze<Processor['refund']>({
  request: ({ theirOrder, refundName, refund: { amountMinor: value, currency } }, side) => {
    if (theirOrder === null) return refused('input', 'never', 'no order of its own is known');
    return write(side, 'POST', refundPath(theirOrder), `refund ${refundName}`, {
      merchant_order_reference: refundName,
      order_amount: { value, currency },
    });
  },
  read: (reply, ask, side, step) => {
    const read = readReply(reply);
    if (step === 0) {
      if (isPart(read)) return readFound(reply, ask);
      const isKnown = read.kind === 'refusal' && isThere(read);
      return isKnown ? { kind: 'then', request: writeFind(side, ask.refundName) } : failureOf(read);
    }
    if (step > 1) return readParent(reply, ask);
    const found = readFound(reply, ask);
    if (found.kind === 'refunded') return found;
    // "Duplicate", and none of this name: perhaps because nothing is left to give back.
    return found.kind === 'absent'
      ? { kind: 'then', request: writeFind(side, ask.name) }
      : unknown(found.raw);
  },
});

function readParent(reply: WireReply, { name }: RefundAsk): Refused | Unknown {
  const read = readReply(reply);
  const order = isPart(read) ? dataOf(read) : null;
  const isOurs = order !== null && textOf(order, 'merchant_order_reference') === name;
  const word = isOurs ? textOf(order, 'status') : null;
  return word === 'FULLY_REFUNDED'
    ? refused('input', 'never', `nothing is left of it: ${word}`)
    : unknown(`a duplicate of a refund that is not there, of an order ${word}`);
}

export const inquireRefund: Processor['inquireRefund'] = Object.freeze<Processor['inquireRefund']>({
  request: ({ refundName }, side) => writeFind(side, refundName),
  read: readFound,
});

function readFound(reply: WireReply, ask: RefundAsk): Refunded | Refused | Unknown {
  const read = readReply(reply);
  if (!isPart(read)) {
    const failure = failureOf(read);
    const isNone = read.kind === 'refusal' && isAbsent(read);
    return isNone ? { kind: 'absent', raw: failure.raw } : withoutNo(failure);
  }
  const data = dataOf(read);
  const finding = data === null ? null : findingOf(data, ask);
  return finding === null ? unknownReply(reply) : { kind: 'refunded', refund: finding };
}

/** Null where it is of another order, or not the one of our name. */
function findingOf(data: Part, { theirOrder, refundName }: RefundAsk): RefundFinding | null {
  const theirs = idOf(data, 'order_id');
  const parent = idOf(data, 'parent_order_id');
  const ours = textOf(data, 'merchant_order_reference');
  const isOurs = textOf(data, 'type') === 'REFUND' && ours === refundName && theirs !== null;
  if (!isOurs || parent === null || parent !== (theirOrder ?? parent)) return null;
  const status = textOf(data, 'status');
  return {
    theirs,
    ours,
    // It names the order that it gives back, and none of its payments.
    attempt: null,
    state: refundStateOf(status),
    raw: briefly(status ?? ''),
    ...moneyOf(data, 'order_amount'),
    bankReference: bankReferenceOf(data),
  };
}

function bankReferenceOf(data: Part): string | null {
  const [payment] = itemsOf(data, 'payments') ?? [];
  const acquirer = payment === undefined ? null : partOf(payment, 'acquirer_data');
  if (acquirer === null) return null;
  return textOf(acquirer, 'rrn') ?? textOf(acquirer, 'acquirer_reference');
}
