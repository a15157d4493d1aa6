// When an order's money reaches the merchant's bank: a sandbox settles a day after the payment.
// Source: cashfree.md §1.9.
import type { FindMany, ListQuery } from '../../../../core/command.ts';
import type { Listing, Outcome } from '../../../../core/decision.ts';
import { type Failure, invalid } from '../../../../core/failure.ts';
import { numberLocator } from '../../../../core/id.ts';
import type { Aggregate } from '../../../../core/order.ts';
import { type Payment, paysOrder, refundableMinor } from '../../../../core/payment.ts';
import { type Call, type Operation, operation, type Reply, type Row } from '../../../dialect.ts';
import type { Reading } from '../../../kit/read.ts';
import { INDIA_AHEAD_MS } from '../../../kit/time.ts';
import { readRequest } from '../reading.ts';
import { orderName } from '../../ids.ts';
import { amountOf } from '../render.ts';
import { formatInstant, readInstant } from '../../time.ts';
import { type Spelling, type Traits, VERSION_HEADER } from '../../version.ts';
import { idOf } from './view.ts';

export const DAY_MS = 24 * 60 * 60 * 1000;
export const SETTLES_AFTER_MS = DAY_MS;

/** Null while nothing is settled; of a live account nobody told us whether it is. */
export function viewSettlement<I extends keyof Spelling>(
  { aggregate }: Pick<Outcome, 'aggregate'>,
  traits: Traits<I>,
  call: Call,
) {
  const paid = aggregate.payments.find(paysOrder);
  return paid === undefined ? null : viewSettled(aggregate, paid, traits, call);
}

function viewSettled<I extends keyof Spelling>(
  { order }: Aggregate,
  paid: Payment,
  traits: Traits<I>,
  call: Call,
) {
  const settledAt = settledAtOf(paid, call);
  if (settledAt === null) return null;
  return {
    cf_payment_id: idOf(paid.id, traits),
    cf_settlement_id: idOf(paid.id, traits),
    settlement_currency: paid.currency,
    order_id: orderName(order),
    entity: 'settlement',
    order_amount: amountOf(order.amountMinor, order.currency),
    payment_time: formatInstant(paid.createdAt),
    service_charge: 0,
    service_tax: 0,
    settlement_amount: amountOf(refundableMinor(paid), paid.currency),
    settlement_id: paid.id.number,
    transfer_id: paid.id.number,
    transfer_time: formatInstant(settledAt),
    // One by which it is found again.
    transfer_utr: String(paid.id.number),
  };
}

/** Null while it is not settled. */
export function settledAtOf(
  { status, completedAt }: Payment,
  { account, now }: Call,
): number | null {
  if (status !== 'captured' || completedAt === null || account.mode !== 'sandbox') return null;
  const at = completedAt + SETTLES_AFTER_MS;
  return at > now ? null : at;
}

const LIMIT = Object.freeze({ min: 1, max: 1000 });
const LIMIT_DEFAULT = 10;
const CURSOR = /^\d{1,9}$/;

/** `cursor` is how many were told before. */
export function readPage(read: Reading): { readonly skip: number; readonly limit: number } {
  read.object('pagination', { required: true });
  read.object('filters', { required: true });
  const limit = read.integer('pagination.limit', LIMIT) ?? LIMIT_DEFAULT;
  const cursor = read.text('pagination.cursor', { pattern: CURSOR, numbers: true });
  return { skip: Number(cursor ?? 0), limit };
}

const NAMES = ['cf_settlement_ids', 'settlement_utrs'] as const;

export function namesOf(read: Reading): readonly unknown[] | null {
  const given = NAMES.map((name) => read.raw(`filters.${name}`));
  const names = given.find((each) => Array.isArray(each) && each.length > 0);
  return Array.isArray(names) ? names : null;
}

/** Of each payment that was settled what is told of it that was settled when `isAsked` holds. */
export type SettledView = (
  aggregate: Aggregate,
  payment: Payment,
  traits: Traits,
  call: Call,
  isAsked: (settledAt: number) => boolean,
) => readonly object[];

/** `POST /settlements`: those that are named, or those of a time. */
export function settlementOperations(traits: Traits): readonly Operation[] {
  return settledOperations('/settlements', traits, (aggregate, payment, own, call, isAsked) => {
    const at = settledAtOf(payment, call);
    const settlement = viewSettled(aggregate, payment, own, call);
    return settlement === null || at === null || !isAsked(at) ? [] : [settlement];
  });
}

export function settledOperations(
  path: string,
  traits: Traits,
  view: SettledView,
  beforeMs = 0,
): readonly Operation[] {
  const row: Row = { method: 'POST', path, rate: 'fetch' };
  const isNamed: Row['when'] = (_request, fields) => namesOf(readRequest(fields)) !== null;
  const render = (listing: Listing, call: Call) => renderSettled(listing, call, traits, view);
  return [
    operation({ ...row, when: isNamed }, parseNamed, render),
    operation(row, (call: Call) => parseSpan(call, beforeMs), render),
  ];
}

const isScalar = (name: unknown): boolean => typeof name === 'string' || typeof name === 'number';

function parseNamed({ fields }: Call): FindMany | Failure {
  const read = readRequest(fields);
  const { skip, limit } = readPage(read);
  if (read.issues.length > 0) return invalid(read.issues);
  const payments = (namesOf(read) ?? [])
    .slice(skip, skip + limit)
    .map((name) => (isScalar(name) ? numberLocator(String(name)) : undefined))
    .map((locator) => (locator === undefined ? [] : [locator]));
  return { kind: 'findMany', orders: [], payments };
}

/** No payment takes longer from its beginning to its capture. */
export const CAPTURED_WITHIN_MS = 30 * DAY_MS;

/** `beforeMs`: how long before its settlement a payment may have been settled itself. */
function parseSpan({ fields }: Call, beforeMs: number): ListQuery | Failure {
  const read = readRequest(fields);
  const { skip, limit: count } = readPage(read);
  const { start, end } = readSpan(read);
  if (read.issues.length > 0) return invalid(read.issues);
  const begun = SETTLES_AFTER_MS + CAPTURED_WITHIN_MS + beforeMs;
  return {
    kind: 'list',
    of: 'payment',
    from: start === null ? null : Math.max(0, start - begun),
    to: end === null ? null : Math.max(0, end - SETTLES_AFTER_MS),
    skip,
    count,
    reference: null,
    states: ['captured'],
  };
}

export function readSpan(read: Reading) {
  const start = readDay(read, 'filters.start_date', 0);
  return { start, end: readDay(read, 'filters.end_date', DAY_MS - 1) };
}

/** A time, or a day by Indian time. */
function readDay(read: Reading, field: string, restMs: number): number | null {
  const text = read.text(field, { max: 40 });
  if (text === null) return null;
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? readInstant(`${text}T00:00:00Z`) : undefined;
  const at = day === undefined ? readInstant(text) : day - INDIA_AHEAD_MS + restMs;
  if (at !== undefined) return at;
  return read.refuse({ field, rule: 'format', message: 'is not a time', received: text });
}

function renderSettled(listing: Listing, call: Call, traits: Traits, view: SettledView): Reply {
  const read = readRequest(call.fields);
  const { start, end } = readSpan(read);
  const states = read.raw('filters.settlement_status');
  const asked = !Array.isArray(states) || states.length === 0 || states.includes('SUCCESS');
  const names = namesOf(read);
  const isAsked = (at: number): boolean =>
    names !== null || (at >= (start ?? at) && at <= (end ?? at));
  const data = listing.items.flatMap(({ aggregate, payment }) => {
    const isSettled = payment !== null && settledAtOf(payment, call) !== null;
    return isSettled && asked ? view(aggregate, payment, traits, call, isAsked) : [];
  });
  return renderPage(listing, data, call, traits);
}

/** A page with the cursor of the next one, where there may be one. */
export function renderPage(
  { items }: Listing,
  data: readonly object[],
  { fields }: Call,
  { version }: Traits,
): Reply {
  const read = readRequest(fields);
  const { skip, limit } = readPage(read);
  const names = namesOf(read);
  const isLast = names === null ? items.length < limit : names.length <= skip + limit;
  const body = { cursor: isLast ? null : String(skip + limit), limit, data };
  return { kind: 'json', status: 200, body, headers: { [VERSION_HEADER]: version } };
}
