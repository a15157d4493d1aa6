// Asks what became of an order under our name: every payment of it, and what went back of those.
// Source: docs/gateways/razorpay.md §1.4, §1.5, §1.6 and §P.4.
import type {
  Attempt,
  Found,
  PaymentAsk,
  Processor,
  RefundFinding,
  Refused,
  Side,
  Unknown,
  WireReply,
  WireRequest,
} from '../../processor.ts';
import { instrumentOf, readAttempt } from './attempt.ts';
import { listRefunds, refundsPath } from './refund-finding.ts';
import {
  type Entity,
  itemsOf,
  partOf,
  readReply,
  textOf,
  unknown,
  unreadable,
  wholeOf,
} from './reply.ts';
import { isIdOf, writeGet } from './request.ts';

/** The contract's: `then` at most twice. */
const MORE_MAX = 2;

/** Its orders never expire: one can be paid until it is. */
export const inquire: Processor['inquire'] = Object.freeze<Processor['inquire']>({
  request: ({ name, theirOrder }, side) =>
    isIdOf('order', theirOrder)
      ? writeGet(side, `/orders/${theirOrder}/payments`)
      : // Documented for this list alone, so that one answer has both.
        writeGet(side, `/orders?receipt=${name}&count=100&expand[]=payments.card`),
  read: (reply, ask, side, _step, earlier) => {
    const [first = reply, ...rest] = [...earlier, reply];
    const told = readFirst(first, ask);
    if ('kind' in told) return told;
    const more = listMore(told.reads, ask, side);
    const next = more[rest.length];
    if (next !== undefined) return { kind: 'then', request: next.request };
    return more.reduce((sum, each, index) => addReply(sum, rest[index], each), told.found);
  },
});

function readFirst(reply: WireReply, ask: PaymentAsk): Told | Refused | Unknown {
  const entity = readReply(reply);
  // Its word that it knows no such id is about these credentials, not about money.
  if (entity.kind === 'refused' && entity.why === 'input') return unknown(entity.raw);
  if (entity.kind !== 'entity') return entity;
  const told = isIdOf('order', ask.theirOrder)
    ? readPayments(entity, ask.theirOrder, ask)
    : readOrders(entity, ask);
  return told ?? unreadable(reply);
}

/** One attempt that cannot be read may be the one that paid: then nothing is known. */
function readAttempts(
  collection: Entity | null,
  theirOrder: string,
  ask: PaymentAsk,
): readonly Dated[] | null {
  const items = collection === null ? null : itemsOf(collection);
  const read = items?.map((item) => ({
    at: wholeOf(item, 'created_at'),
    isCard: /^(?:card|emi)$/.test(textOf(item, 'method') ?? ''),
    refunded: wholeOf(item, 'amount_refunded') ?? 0,
    attempt: readAttempt(item, theirOrder, ask),
  }));
  return read?.every(isNamed) === true ? read : null;
}

type Read = {
  readonly at: number | null;
  readonly isCard: boolean;
  readonly refunded: number;
  readonly attempt: Attempt | null;
};
type Dated = Read & { readonly attempt: Attempt };
type Told = { readonly found: Found; readonly reads: readonly Dated[] };

function isNamed(read: Read): read is Dated {
  return read.attempt !== null;
}

function readPayments(entity: Entity, theirOrder: string, ask: PaymentAsk): Told | null {
  const reads = readAttempts(entity, theirOrder, ask);
  return reads === null ? null : tell(reads, reads.some(isCaptured) ? 'closed' : 'open');
}

/** Two orders may have our name when a creation was answered by nobody. */
function readOrders(entity: Entity, ask: PaymentAsk): Told | null {
  const orders = itemsOf(entity);
  if (orders === null) return null;
  if (orders.length === 0) return wholeOf(entity, 'count') === 0 ? tell([], 'absent') : null;
  // Where the filter was not obeyed, that ours is missing says nothing.
  if (!orders.every((each) => textOf(each, 'receipt') === ask.name)) return null;
  const reads: Dated[] = [];
  for (const order of orders) {
    const theirOrder = textOf(order, 'id');
    if (!isIdOf('order', theirOrder)) return null;
    const own = readAttempts(partOf(order, 'payments'), theirOrder, ask);
    if (own === null) return null;
    reads.push(...own);
  }
  const isPaid = orders.every((each) => textOf(each, 'status') === 'paid');
  return tell(reads, isPaid ? 'closed' : 'open');
}

function isCaptured({ attempt }: Dated): boolean {
  return attempt.state === 'captured';
}

function tell(reads: readonly Dated[], order: Found['order']): Told {
  const isDated = reads.every(({ at }) => at !== null);
  const sorted = isDated ? reads.toSorted((one, other) => (one.at ?? 0) - (other.at ?? 0)) : reads;
  const attempts = sorted.map(({ attempt }) => attempt);
  return { found: { kind: 'found', order, attempts, refunds: [] }, reads: sorted };
}

type More = {
  readonly request: WireRequest;
  readonly add: (found: Found, entity: Entity) => Found;
  /** What is known without it. */
  readonly miss: (found: Found) => Found;
};

/** First what went back, of the payment that we know to have paid before others; then its card. */
function listMore(reads: readonly Dated[], ask: PaymentAsk, side: Side): readonly More[] {
  const isPaying = ({ attempt }: Dated): boolean => attempt.theirs === ask.attempt;
  const captured = reads.filter(isCaptured);
  const given = captured.filter(({ refunded }) => refunded > 0);
  const first = [...given.filter(isPaying), ...given.filter((each) => !isPaying(each))];
  const good = reads.filter(({ attempt: { state } }) => /^(?:captured|authorized)$/.test(state));
  const paying = good.find(isPaying) ?? good[0];
  const hasCard = paying?.isCard === true && paying.attempt.instrument === null;
  return [
    ...first.map(({ attempt }) => askRefunds(attempt.theirs, side)),
    ...(hasCard && ask.payment.instrument === null ? [askCard(paying.attempt.theirs, side)] : []),
  ].slice(0, MORE_MAX);
}

function askRefunds(payment: string, side: Side): More {
  const add = (found: Found, entity: Entity): Found => {
    const refunds: readonly RefundFinding[] | null = listRefunds(entity, payment);
    if (refunds === null) return miss(found);
    return { ...found, refunds: [...found.refunds, ...refunds] };
  };
  const miss = (found: Found): Found => ({ ...found, areRefundsUnread: true });
  return { request: writeGet(side, refundsPath(payment)), add, miss };
}

function askCard(payment: string, side: Side): More {
  const add = (found: Found, entity: Entity): Found => {
    if (textOf(entity, 'id') !== payment) return found;
    const instrument = instrumentOf(entity);
    const attempts = found.attempts.map((each) =>
      each.theirs === payment ? { ...each, instrument } : each,
    );
    return { ...found, attempts };
  };
  return {
    request: writeGet(side, `/payments/${payment}/?expand[]=card`),
    add,
    miss: (found) => found,
  };
}

/** What the first reply said stands, whatever became of a later one. */
function addReply(found: Found, reply: WireReply | undefined, { add, miss }: More): Found {
  const entity = reply === undefined ? null : readReply(reply);
  return entity?.kind === 'entity' ? add(found, entity) : miss(found);
}
