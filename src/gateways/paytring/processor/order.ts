// An order as Paytring's fetch tells it: one attempt at most, which goes by the order's own name.
// Source: docs/gateways/paytring.md §3.2, §4 and §P.3.
import type {
  Attempt,
  Found,
  PaymentAsk,
  Refused,
  Side,
  Unknown,
  WireReply,
} from '../../processor.ts';
import { isUndecided } from '../../../core/payment.ts';
import {
  amountOf,
  briefly,
  currencyOf,
  type Entity,
  idOf,
  partOf,
  readReply,
  unreadable,
  withoutNo,
  wordOf,
} from './reply.ts';
import { NO_HASH, writePost } from './request.ts';
import { type Fate, isTaken, readFate, readInstrument } from './words.ts';

const MINUTE_MS = 60_000;
/** From then on Paytring is told to ask the gateway behind it (§P.3). */
const HARD_PULL_MS = 2 * MINUTE_MS;
/**
 * How long somebody may still be at the page of an order whose latest attempt failed, or come back
 * to it. No document says whether it can be paid again (inferred).
 */
const LINGER_MS = 60 * MINUTE_MS;

/** By its own name for the order; by ours where it gave none. */
export function askOrder({ name, theirOrder, payment }: PaymentAsk, side: Side) {
  if (theirOrder === null) return writePost(side, '/order/fetch/receipt', { id: name, ...NO_HASH });
  const mayBeLate = isUndecided(payment) || payment.status === 'failed';
  const isOld = side.now - payment.createdAt > HARD_PULL_MS;
  const fetchType = mayBeLate && isOld ? 'advance' : 'normal';
  return writePost(side, '/order/fetch', { id: theirOrder, fetch_type: fetchType, ...NO_HASH });
}

const ABSENT = /^order not found\b/i;

export function readOrder(
  reply: WireReply,
  ask: PaymentAsk,
  { now }: Pick<Side, 'now'>,
): Found | Refused | Unknown {
  const entity = readReply(reply);
  if (entity.kind !== 'entity') {
    const isAbsent = entity.kind === 'refused' && ABSENT.test(entity.raw);
    return isAbsent ? found('absent', []) : withoutNo(entity);
  }
  const order = partOf(entity, 'order');
  if (order === null || !isOurs(order, ask)) return unreadable(reply);
  const fate = readFate(wordOf(order, 'order_status'));
  if (fate === null) return unreadable(reply);
  return found(stateOf(fate, ask, now), readAttempts(order, fate, ask));
}

function found(order: Found['order'], attempts: readonly Attempt[]): Found {
  return { kind: 'found', order, attempts, refunds: [] };
}

/**
 * Its own name is always there. Neither name may be another, and one that was known before has to
 * be told: an answer that says only how it names an order may be about any.
 */
function isOurs(order: Entity, { name, theirOrder }: PaymentAsk): boolean {
  const receipt = wordOf(order, 'receipt_id');
  const theirs = idOf(order, 'order_id');
  if (theirs === null || (receipt !== null && receipt !== name)) return false;
  return theirOrder === null ? receipt !== null : theirs === theirOrder;
}

function stateOf(fate: Fate, { payment }: PaymentAsk, now: number): Found['order'] {
  if (fate === 'waiting' || fate === 'pending') return 'open';
  return fate === 'failed' && now <= payment.createdAt + LINGER_MS ? 'open' : 'closed';
}

/**
 * The attempt is named as the order: `pg_transaction_id` may come later than the success, and one
 * success under two names would be given back as a second one.
 */
function readAttempts(order: Entity, fate: Fate, ask: PaymentAsk): readonly Attempt[] {
  const theirs = idOf(order, 'order_id');
  const unmapped = wordOf(order, 'unmapped_status') ?? '';
  const state = attemptState(fate, unmapped, ask);
  if (theirs === null || state === null) return [];
  const isMoney = state === 'captured' || state === 'authorized';
  return [
    {
      theirs,
      state,
      raw: briefly(`${wordOf(order, 'order_status')}/${unmapped}`),
      // What a surcharge of the gateway behind makes of it is documented nowhere.
      amountMinor: amountOf(order, 'amount'),
      currency: currencyOf(order),
      instrument: isMoney ? readInstrument(wordOf(order, 'method')) : null,
      bankReference: wordOf(order, 'pg_transaction_id'),
      // No word for a reason is documented.
      decline: state === 'failed' ? 'declined' : null,
    },
  ];
}

function attemptState(
  fate: Fate,
  unmapped: string,
  { order, payment, attempt }: PaymentAsk,
): Attempt['state'] | null {
  switch (fate) {
    case 'waiting':
      return null;
    case 'pending':
      return 'pending';
    case 'held':
      return 'authorized';
    case 'failed':
      return 'failed';
    case 'ended':
      // Only what was held can have been let go.
      return attempt === null ? null : 'voided';
    case 'taken': {
      if (order.capture === 'automatic') return 'captured';
      const wasAsked = payment.requested === 'capture' || payment.status === 'captured';
      const taken = isTaken(unmapped, { wasAsked });
      if (taken === null) return 'unknown';
      return taken ? 'captured' : 'authorized';
    }
  }
}
