// Asks what became of an order under our name: its state, every payment, and what went back.
// Source: docs/gateways/cashfree.md §1.5, §1.6, §1.8 and §P.4.
import type { Found, PaymentAsk, Processor, Refused, Unknown, WireReply } from '../../processor.ts';
import { type DatedAttempt, readAttempt } from './attempt.ts';
import { readRefundFinding } from './refund-finding.ts';
import { isOrderAbsent } from './refusal-words.ts';
import {
  failureOf,
  isPart,
  itemsOf,
  type Part,
  readReply,
  textOf,
  unknown,
  unknownReply,
  withoutNo,
} from './reply.ts';
import { ordersPath, writeGet } from './request.ts';
import { orderStateOf } from './words.ts';

/**
 * The order first: read after its payments, an order that expired in between would look over while
 * a payment that began in between is under way.
 */
export const inquire: Processor['inquire'] = Object.freeze<Processor['inquire']>({
  request: ({ name }, side) => writeGet(side, [name, ordersPath(name)]),
  read: (reply, ask, side, step, earlier) => {
    const replies = [...earlier, reply];
    const order = readOrder(replies[0] ?? reply, ask);
    if ('kind' in order) return order;
    const list = (...path: readonly string[]) => {
      const request = writeGet(side, [ask.name, ordersPath(ask.name, ...path)]);
      return { kind: 'then', request } as const;
    };
    const second = replies[1];
    if (second === undefined) return list('payments');
    const found = readPayments(second, order, ask);
    if (found.kind !== 'found') return found;
    const third = replies[2];
    if (third !== undefined) return { ...found, ...readRefunds(third, ask) };
    // Only what was captured can go back.
    const isPaid = found.attempts.some(({ state }) => state === 'captured');
    return isPaid && step < 2 ? list('refunds') : found;
  },
});

type OrderRead = { readonly word: string; readonly state: 'open' | 'closed' };

function readOrder(reply: WireReply, { name }: PaymentAsk): OrderRead | Found | Refused | Unknown {
  const read = readReply(reply);
  if (!isPart(read)) {
    if (read.kind === 'refusal' && isOrderAbsent(read)) {
      return { kind: 'found', order: 'absent', attempts: [], refunds: [] };
    }
    return withoutNo(failureOf(read));
  }
  const word = textOf(read, 'order_status');
  const state = orderStateOf(word);
  const isOurs = textOf(read, 'order_id') === name;
  return isOurs && word !== null && state !== null ? { word, state } : unknownReply(reply);
}

function readPayments(
  reply: WireReply,
  { word, state }: OrderRead,
  { name }: PaymentAsk,
): Found | Refused | Unknown {
  const read = readReply(reply);
  if (!isPart(read)) return withoutNo(failureOf(read));
  const attempts = readAttempts(read, name);
  if (attempts === null) return unknownReply(reply);
  // An order that is paid by nothing that we see: the list lags behind.
  const isBehind = word === 'PAID' && !attempts.some((each) => PAYING.has(each.state));
  if (isBehind) return unknown('the order is PAID, none of its payments is');
  return { kind: 'found', order: state, attempts, refunds: [] };
}

const PAYING: ReadonlySet<string> = new Set(['captured', 'authorized', 'voided', 'unknown']);

/** One that cannot be read may be the one that paid: then nothing is known. */
function readAttempts(list: Part, name: string): Found['attempts'] | null {
  const items = itemsOf(list);
  if (items === null) return null;
  const read: DatedAttempt[] = [];
  for (const item of items) {
    const attempt = readAttempt(item, name);
    if (attempt === null) return null;
    read.push(attempt);
  }
  const isDated = read.every(({ at }) => at !== null);
  const sorted = isDated ? read.toSorted((one, other) => (one.at ?? 0) - (other.at ?? 0)) : read;
  return sorted.map(({ attempt }) => attempt);
}

/**
 * Where these cannot be read, the money is there all the same: none is told of, and the next
 * inquiry asks again. Of one that cannot be read nothing is told.
 */
function readRefunds(
  reply: WireReply,
  { name }: PaymentAsk,
): Pick<Found, 'refunds' | 'areRefundsUnread'> {
  const read = readReply(reply);
  const items = isPart(read) ? itemsOf(read) : null;
  if (items === null) return { refunds: [], areRefundsUnread: true };
  return { refunds: items.flatMap((item) => readRefundFinding(item, name) ?? []) };
}
