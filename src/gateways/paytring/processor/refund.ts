// Gives money back. Paytring keeps no name of ours for a refund: it names one in its answer, and an
// answer that is lost is told by the list. Source: docs/gateways/paytring.md §3.4 and §P.5.
import type {
  Exchange,
  Given,
  PaymentAsk,
  Processor,
  RefundAsk,
  Refused,
  Unknown,
} from '../../processor.ts';
import {
  briefly,
  idOf,
  partOf,
  readReply,
  refused,
  unreadable,
  withoutNo,
  wordOf,
} from './reply.ts';
import { askRefunds, CURRENCY, readRefund, readRefunds, sumUp } from './refund-list.ts';
import { NO_HASH, NULL_HASH, writePost } from './request.ts';

const NO_ORDER = 'no order of theirs is known';

export const refund: Processor['refund'] = Object.freeze<Processor['refund']>({
  request: (ask, side) => {
    const { theirOrder: id, refund: asked } = ask;
    if (id === null) return refused('input', 'never', NO_ORDER);
    if (asked.currency !== CURRENCY) return refused('input', 'never', `not ${CURRENCY}`);
    if (isWhole(ask)) return writePost(side, '/order/refund', { id, ...NULL_HASH });
    const amount = String(asked.amountMinor);
    return writePost(side, '/order/refund/partial', { id, amount, ...NO_HASH });
  },
  read: (reply) => {
    const entity = readReply(reply);
    if (entity.kind !== 'entity') return entity;
    const theirs = idOf(entity, 'id');
    // Older READMEs show an answer without it: then the list tells.
    if (theirs === null) return unreadable(reply);
    return {
      kind: 'refunded',
      refund: {
        theirs,
        ours: null,
        attempt: null,
        state: 'pending',
        raw: briefly(wordOf(entity, 'message') ?? 'taken'),
        amountMinor: null,
        currency: null,
        bankReference: null,
      },
    };
  },
});

/** The call without an amount gives back what is left: only where that is what is asked. */
function isWhole({ payment, refund: { amountMinor, sending } }: RefundAsk): boolean {
  return amountMinor === payment.capturedMinor && sending?.beforeMinor === 0;
}

/** By Paytring's name for it. */
export const inquireRefund: Processor['inquireRefund'] = Object.freeze<Processor['inquireRefund']>({
  request: ({ refund: { processorReference: id } }, side) => {
    if (id === null) return refused('input', 'never', 'no refund of theirs is known');
    return writePost(side, '/order/refund/fetch', { id, ...NULL_HASH });
  },
  read: (reply, { refund: { processorReference } }) => {
    const entity = readReply(reply);
    if (entity.kind !== 'entity') return withoutNo(entity);
    const data = partOf(entity, 'data');
    const finding = data === null ? null : readRefund(data);
    if (finding === null || finding.theirs !== processorReference) return unreadable(reply);
    return { kind: 'refunded', refund: finding };
  },
});

export const inquireGiven: Exchange<PaymentAsk, Given | Refused | Unknown> = Object.freeze({
  request: ({ theirOrder }, side) =>
    theirOrder === null ? refused('input', 'never', NO_ORDER) : askRefunds(theirOrder, side),
  read: (reply) => {
    const listed = readRefunds(reply);
    return listed.kind === 'listed' ? sumUp(listed) : listed;
  },
});
