// The refunds of an order as Paytring lists them, whoever asked for them: none has a name of ours.
// Source: docs/gateways/paytring.md §3.4.
import type { Given, RefundFinding, Refused, Side, Unknown, WireReply } from '../../processor.ts';
import {
  amountOf,
  briefly,
  type Entity,
  idOf,
  itemsOf,
  readReply,
  unreadable,
  withoutNo,
  wordOf,
} from './reply.ts';
import { NULL_HASH, writePost } from './request.ts';
import { readRefundState } from './words.ts';

/** No reply names a currency: orders of ours are in this one alone. */
export const CURRENCY = 'INR';

/** Here the order goes by `order_id`, and by `id` everywhere else. */
export function askRefunds(theirOrder: string, side: Side) {
  return writePost(side, '/order/refund/attempts', { order_id: theirOrder, ...NULL_HASH });
}

/** Not documented; an order that nothing went back of may be answered so (inferred). */
const NONE = /^no refunds?( attempts?)?\b.*found|^refunds?( attempts?| data)? not found\b/i;

type Listed = { readonly kind: 'listed'; readonly refunds: readonly RefundFinding[] };

/** Unknown unless each of them can be read: one that is overlooked would be made twice. */
export function readRefunds(reply: WireReply): Listed | Refused | Unknown {
  const entity = readReply(reply);
  if (entity.kind !== 'entity') {
    const isNone = entity.kind === 'refused' && NONE.test(entity.raw);
    return isNone ? { kind: 'listed', refunds: [] } : withoutNo(entity);
  }
  const refunds = itemsOf(entity, 'data')?.map(readRefund);
  if (refunds === undefined || !refunds.every((each) => each !== null)) return unreadable(reply);
  const isOnce = new Set(refunds.map(({ theirs }) => theirs)).size === refunds.length;
  return isOnce ? { kind: 'listed', refunds } : unreadable(reply);
}

/** Null when it has no name or no amount. */
export function readRefund(entity: Entity): RefundFinding | null {
  const theirs = idOf(entity, 'refund_id');
  const amountMinor = amountOf(entity, 'amount');
  if (theirs === null || !amountMinor) return null;
  const status = wordOf(entity, 'status') ?? '';
  return {
    theirs,
    ours: null,
    attempt: null,
    state: readRefundState(status),
    raw: briefly(`refund ${status}`),
    amountMinor,
    currency: CURRENCY,
    bankReference: wordOf(entity, 'rrn'),
  };
}

/** One whose word is unknown may have been made: only what failed has not gone back. */
export function sumUp({ refunds }: Listed): Given {
  const counted = refunds.filter(({ state }) => state !== 'failed' && state !== 'cancelled');
  const totalMinor = counted.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
  return { kind: 'given', totalMinor, currency: CURRENCY, refunds };
}
