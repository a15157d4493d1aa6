// What Razorpay settled on a day: payments, refunds, transfers and adjustments, a page at a time.
// Source: document: api/settlements/fetch-recon; docs/gateways/razorpay.md §P.13.
import { dayAt } from '../../../core/indian-day.ts';
import type { SettledLine, SettledPage, Settlements, WireReply } from '../../processor.ts';
import { milliseconds } from '../time.ts';
import { nameIn } from './note.ts';
import {
  briefly,
  currencyOf,
  type Entity,
  flagOf,
  itemsOf,
  readReply,
  textOf,
  unknown,
  unreadable,
  wholeOf,
} from './reply.ts';
import { isIdOf, writeGet } from './request.ts';

/** It takes up to 1000; with long notes these are as many as a reply may be long. */
const COUNT = 200;
const SKIP = /^\d{1,7}$/;

export const settlements: Settlements = Object.freeze<Settlements>({
  // Two working days for domestic payments, seven for others, with a weekend and a holiday between
  // (document: api/settlements: the settlement cycle).
  withinDays: 11,
  // No figure is documented; this is ours, as for inquiries.
  pagesPerMinute: 60,
  request: ({ day, cursor }, side) => {
    const [year, month, date] = day.split('-');
    const range = `count=${COUNT}&skip=${skipOf(cursor)}`;
    const path = `/settlements/recon/combined?year=${year}&month=${month}&day=${date}&${range}`;
    return writeGet(side, path);
  },
  read: (reply, { cursor }) => {
    const entity = readReply(reply);
    // That it does not take the question says nothing about money.
    if (entity.kind === 'refused' && entity.why === 'input') return unknown(entity.raw);
    return entity.kind === 'entity' ? readPage(entity, reply, cursor) : entity;
  },
});

function skipOf(cursor: string | null): number {
  return SKIP.test(cursor ?? '') ? Number(cursor) : 0;
}

function readPage(entity: Entity, reply: WireReply, cursor: string | null) {
  const lines = itemsOf(entity)?.map(readLine);
  const isCounted = lines !== undefined && wholeOf(entity, 'count') === lines.length;
  if (!isCounted || !lines.every((each) => each !== null)) return unreadable(reply);
  const next = lines.length < COUNT ? null : String(skipOf(cursor) + lines.length);
  return { kind: 'page', lines, next } satisfies SettledPage;
}

const KINDS: ReadonlyMap<string, SettledLine['kind']> = new Map([
  ['payment', 'payment'],
  ['refund', 'refund'],
  ['transfer', 'other'],
  ['adjustment', 'other'],
]);

/** Null where it cannot be told which payment or refund it is. */
function readLine(line: Entity): SettledLine | null {
  const type = textOf(line, 'type');
  const theirs = textOf(line, 'entity_id');
  if (type === null || theirs === null) return null;
  // A type of later than the document is money all the same.
  const kind = KINDS.get(type) ?? 'other';
  if (kind !== 'other' && !isIdOf(kind, theirs)) return null;
  const attempt = textOf(line, 'payment_id');
  const note = nameIn(line);
  const at = wholeOf(line, 'settled_at');
  const amountMinor = wholeOf(line, 'amount');
  return {
    kind,
    raw: briefly(type),
    theirs: briefly(theirs),
    attempt: isIdOf('payment', attempt) ? attempt : null,
    name: plainOf(textOf(line, 'order_receipt') ?? (kind === 'payment' ? note : null)),
    refundName: kind === 'refund' ? plainOf(note) : null,
    amountMinor,
    ...moneyOf(line, amountMinor),
    currency: currencyOf(line),
    settlement: plainOf(textOf(line, 'settlement_id')),
    utr: plainOf(textOf(line, 'settlement_utr')),
    settledOn: at === null ? null : dayOf(at),
    isSettled: flagOf(line, 'settled') !== false,
  };
}

/**
 * `fee` has its tax in it, and is what lies between `amount` and what was credited or debited (the
 * document's own sample of a payment and of a transfer). Where the customer bore the fee (§P.11)
 * the order's part is what remains without it.
 */
function moneyOf(line: Entity, amount: number | null) {
  const fee = wholeOf(line, 'fee');
  const tax = wholeOf(line, 'tax');
  const [debit, credit] = [wholeOf(line, 'debit'), wholeOf(line, 'credit')];
  const isLess = amount !== null && fee !== null && fee > 0 && fee < amount;
  return {
    ...(isLess ? { withoutFeeMinor: amount - fee } : {}),
    feeMinor: fee === null || tax === null || tax > fee ? fee : fee - tax,
    taxMinor: tax,
    netMinor: debit === null || credit === null ? null : credit - debit,
  };
}

/** Its own ids, and references of ours: nothing that a customer typed. */
function plainOf(text: string | null): string | null {
  return text !== null && /^[\w-]{1,64}$/.test(text) ? text : null;
}

/** Seconds beyond what a date can be are none. */
function dayOf(seconds: number): string | null {
  return seconds < 4_102_444_800 ? dayAt(milliseconds(seconds)) : null;
}
