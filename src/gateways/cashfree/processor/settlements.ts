// What Cashfree settled on a day, event by event, a page at a time.
// Source: docs/gateways/cashfree.md §1.9 and §P.6 (OpenAPI 2025-01-01: SettlementReconEntity).
import { dayAt } from '../../../core/indian-day.ts';
import type { SettledAsk, SettledLine, SettledPage, Settlements } from '../../processor.ts';
import { readInstant } from '../time.ts';
import {
  amountOf,
  briefly,
  currencyOf,
  failureOf,
  idOf,
  isPart,
  itemsOf,
  type Part,
  partOf,
  readReply,
  textOf,
  unknownReply,
  valueIn,
  withoutNo,
} from './reply.ts';
import { writeSearch } from './request.ts';

/** It takes up to 1000, of about two thousand characters each. */
const LIMIT = 200;
const CURSOR_MAX = 2000;

export const settlements: Settlements = Object.freeze<Settlements>({
  // An account's cycle is agreed, two working days for most; this is ours.
  withinDays: 7,
  // "Settlements": 30 in production, 20 in its sandbox (document: Rate limits).
  pagesPerMinute: 20,
  request: ({ day, cursor }: SettledAsk, side) =>
    writeSearch(side, [`recon-${day}`, '/settlement/recon'], {
      pagination: { limit: LIMIT, cursor },
      filters: { start_date: `${day}T00:00:00+05:30`, end_date: `${day}T23:59:59+05:30` },
    }),
  read: (reply) => {
    const read = readReply(reply);
    if (!isPart(read)) return withoutNo(failureOf(read));
    const data = { ...read, value: valueIn(read, 'data'), path: 'data' };
    const lines = itemsOf(data)?.filter(isOfSettlement).map(readLine);
    const cursor = valueIn(read, 'cursor') ?? '';
    const isCursor = typeof cursor === 'string' && cursor.length <= CURSOR_MAX;
    if (!isCursor || lines?.every((each) => each !== null) !== true) return unknownReply(reply);
    return { kind: 'page', lines, next: cursor === '' ? null : cursor } satisfies SettledPage;
  },
});

/** The settlement itself is no line of it: its sum would be there twice. */
function isOfSettlement(item: Part): boolean {
  const event = partOf(item, 'event_details');
  return event === null || textOf(event, 'event_type') !== 'SETTLEMENT';
}

/** Reversals and disputes move money, and are told as what they are (§1.9). */
const KINDS: ReadonlyMap<string, SettledLine['kind']> = new Map([
  ['PAYMENT', 'payment'],
  ['REFUND', 'refund'],
]);

/** Null where it cannot be told which payment or refund it is. */
function readLine(item: Part): SettledLine | null {
  const event = partOf(item, 'event_details');
  const type = event === null ? null : textOf(event, 'event_type');
  if (event === null || type === null) return null;
  const kind = KINDS.get(type) ?? 'other';
  const payment = partOf(item, 'payment_details');
  const back = partOf(item, 'refund_details');
  const settled = partOf(item, 'settlement_details');
  const attempt = payment === null ? null : idOf(payment, 'cf_payment_id');
  const refundName = kind === 'refund' && back !== null ? idOf(back, 'refund_id') : null;
  // Of a refund the event's own id is the one of the refund (inferred: it is "of the event").
  const theirs = kind === 'payment' ? attempt : idOf(event, 'event_id');
  if (kind !== 'other' && theirs === null && refundName === null) return null;
  const settlement = settled === null ? null : idOf(settled, 'cf_settlement_id');
  return {
    kind,
    raw: briefly([type, textOf(event, 'event_status') ?? '-'].join(' ')),
    theirs,
    attempt: kind === 'refund' ? attempt : null,
    name: nameOf(item),
    refundName,
    ...moneyOf(event),
    settlement,
    utr: settled === null ? null : idOf(settled, 'utr'),
    settledOn: settled === null ? null : dayOf(settled, 'settlement_date'),
    isSettled: settlement !== null,
  };
}

function nameOf(item: Part): string | null {
  const order = partOf(item, 'order_details');
  return order === null ? null : idOf(order, 'order_id');
}

/** Charge and tax stand apart, and what is settled is without both; nothing has a sign (§1.9). */
function moneyOf(event: Part) {
  const currency = currencyOf(event, 'event_currency');
  const net = amountOf(event, 'event_settlement_amount', currency);
  const way = textOf(event, 'sale_type');
  const sign = way === 'CREDIT' ? 1 : way === 'DEBIT' ? -1 : null;
  return {
    amountMinor: amountOf(event, 'event_amount', currency),
    currency,
    feeMinor: amountOf(event, 'event_service_charge', currency),
    taxMinor: amountOf(event, 'event_service_tax', currency),
    // Never -0, which no text has.
    netMinor: net === null || sign === null ? null : net === 0 ? 0 : net * sign,
  };
}

/** Its samples have a blank between day and time as well, and then no zone: Indian time (§1.9). */
function dayOf(settled: Part, name: string): string | null {
  const text = textOf(settled, name) ?? '';
  const at = readInstant(text.replace(' ', 'T'));
  if (at !== undefined) return dayAt(at);
  return /^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? text.slice(0, 10) : null;
}
