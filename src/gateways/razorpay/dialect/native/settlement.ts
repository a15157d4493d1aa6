// Settlements and their reconciliation: a sandbox settles each payment by itself, a day after its
// capture, without a fee, and takes a later refund off it a day after that.
// Source: api/settlements/{entity,fetch-all,fetch-with-id,fetch-recon}.
import type { FindPayment, ListQuery } from '../../../../core/command.ts';
import type { Listing, Outcome } from '../../../../core/decision.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Payment } from '../../../../core/payment.ts';
import type { Refund } from '../../../../core/refund.ts';
import { type Call, type Operation, operation, type Reply } from '../../../dialect.ts';
import { isOrderless, nameOf, readId } from '../../ids.ts';
import { seconds } from '../../time.ts';
import { CARD_NETWORK } from '../../words.ts';
import { EXPAND, RANGE, type Range, readRange, refuseFilters } from './range.ts';
import { refuse, renderRefusal } from './refusal.ts';
import { collectionOf, jsonOf, notesOf } from './view.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** India has one time, half an hour off the others. */
const INDIA_MS = 5.5 * 60 * 60 * 1000;
/** No payment takes longer from its beginning to its capture. */
const CAPTURED_WITHIN_MS = 30 * DAY_MS;
/** A payment is refunded within six months (payments/refunds). */
const REFUNDED_WITHIN_MS = 183 * DAY_MS;
/** So many payments are looked at for one page; no more can be skipped. */
const LOOKED_AT_MAX = 2000;
const RECON_MAX = 1000;

/** When the merchant's bank had it; null while it has not, and in live, where nobody told us. */
function settledAtOf({ status, completedAt, surplus }: Payment, { account, now }: Call) {
  const isPaid = status === 'captured' && completedAt !== null && surplus !== true;
  if (!isPaid || account.mode !== 'sandbox') return null;
  const at = completedAt + DAY_MS;
  return at > now ? null : at;
}

/** What went back before it was settled is taken off it. */
function deductedFrom({ aggregate: { refunds } }: Outcome, payment: Payment, settledAt: number) {
  return refunds.filter(
    ({ paymentKey, status, processedAt }) =>
      paymentKey === payment.id.key && status === 'processed' && (processedAt ?? 0) <= settledAt,
  );
}

/**
 * "All transactions such as payments, refunds … settled on a particular day" (fetch-recon), whose
 * sample has a refund without its payment: what goes back once its payment is settled is taken off
 * later. Of the day it is told, with the settlement of its payment.
 */
function takenOffLater({ aggregate: { refunds } }: Outcome, payment: Payment, settledAt: number) {
  return refunds.filter(
    ({ paymentKey, status, processedAt }) =>
      paymentKey === payment.id.key && status === 'processed' && (processedAt ?? 0) > settledAt,
  );
}

function view(outcome: Outcome, payment: Payment, settledAt: number) {
  const back = deductedFrom(outcome, payment, settledAt);
  return {
    id: nameOf('settlement', payment),
    entity: 'settlement' as const,
    amount: back.reduce((left, { amountMinor }) => left - amountMinor, payment.capturedMinor),
    status: 'processed',
    fees: 0,
    tax: 0,
    utr: utrOf(payment),
    created_at: seconds(settledAt),
  };
}

function utrOf({ id }: Payment): string {
  return `SBX${id.number}`;
}

/** One transaction of a settlement: the payment, or a refund that was taken off it. */
function viewTransaction(outcome: Outcome, payment: Payment, refund: Refund | null, at: number) {
  const { order } = outcome.aggregate;
  const { instrument } = payment;
  const card = instrument?.method === 'card' ? instrument : null;
  const amount = refund === null ? payment.capturedMinor : refund.amountMinor;
  return {
    entity_id: refund === null ? nameOf('payment', payment) : nameOf('refund', refund),
    type: refund === null ? 'payment' : 'refund',
    debit: refund === null ? 0 : amount,
    credit: refund === null ? amount : 0,
    amount,
    currency: payment.currency,
    fee: 0,
    tax: 0,
    on_hold: false,
    settled: true,
    created_at: seconds((refund ?? payment).createdAt),
    settled_at: seconds(at),
    settlement_id: nameOf('settlement', payment),
    posted_at: null,
    credit_type: 'default',
    description: refund === null ? (payment.description ?? order.description) : null,
    notes: notesOf((refund ?? payment).notes),
    payment_id: refund === null ? null : nameOf('payment', payment),
    settlement_utr: utrOf(payment),
    order_id: isOrderless(order) ? null : nameOf('order', order),
    order_receipt: order.reference,
    method: instrument?.method ?? null,
    card_network: card === null ? null : CARD_NETWORK[card.network],
    card_issuer: null,
    card_type: card?.kind ?? null,
    dispute_id: null,
  };
}

/** The payments that may have been settled in this time, newest first. */
function queryOf(from: number | null, to: number | null, beforeMs = 0): ListQuery {
  const begun = DAY_MS + CAPTURED_WITHIN_MS + beforeMs;
  const early = from === null ? null : Math.max(0, from - begun);
  const late = to === null ? null : Math.max(0, to - DAY_MS);
  const all = { skip: 0, count: LOOKED_AT_MAX, reference: null, states: ['captured'] };
  return { kind: 'list', of: 'payment', from: early, to: late, ...all };
}

/** Nothing is left out without a word: what lies further back is asked for by its time. */
function refuseFar({ skip, count }: Range): Failure | null {
  const most = LOOKED_AT_MAX - count;
  return skip > most ? refuse('skip', 'range', `The skip may not be greater than ${most}.`) : null;
}

function parseList({ request: { query } }: Call): ListQuery | Failure {
  const range = readRange(query);
  if (isFailure(range)) return range;
  const other = refuseFilters(query, [...RANGE, EXPAND]) ?? refuseFar(range);
  return other ?? queryOf(range.from, range.to);
}

type Settled = { readonly outcome: Outcome; readonly payment: Payment; readonly at: number };

function settledIn({ items }: Listing, call: Call, from: number | null, to: number | null) {
  return items.flatMap((outcome): Settled[] => {
    const { payment } = outcome;
    const at = payment === null ? null : settledAtOf(payment, call);
    const isIn = at !== null && at >= (from ?? at) && at <= (to ?? at);
    return isIn && payment !== null ? [{ outcome, payment, at }] : [];
  });
}

function renderList(listing: Listing, call: Call): Reply {
  const range = readRange(call.request.query);
  if (isFailure(range)) throw new Error('a list of a wrong range');
  const { from, to, skip, count } = range;
  const settled = settledIn(listing, call, from, to).slice(skip, skip + count);
  return jsonOf(
    collectionOf(settled.map(({ outcome, payment, at }) => view(outcome, payment, at))),
  );
}

function parseFind({ params }: Call): FindPayment | Failure {
  const payment = readId(params['id'] ?? '', 'settlement');
  return isFailure(payment) ? payment : { kind: 'findPayment', order: null, payment };
}

function renderFound(outcome: Outcome, call: Call): Reply {
  const { payment } = outcome;
  const at = payment === null ? null : settledAtOf(payment, call);
  if (payment === null || at === null) {
    return renderRefusal({ failure: 'record_not_found' }, call.request);
  }
  return jsonOf(view(outcome, payment, at));
}

/** The day or the month that is asked for, as India has it. */
function readPeriod(query: Readonly<Record<string, string>>) {
  const { year = '', month = '', day = '' } = query;
  if (year === '') return refuse('year', 'required', 'The year field is required.');
  if (!/^\d{4}$/.test(year)) return refuse('year', 'format', 'The year must be 4 digits.');
  if (month === '') return refuse('month', 'required', 'The month field is required.');
  if (!/^(?:0?[1-9]|1[0-2])$/.test(month)) {
    return refuse('month', 'format', 'The month is not a valid month.');
  }
  if (day !== '' && !/^\d{1,2}$/.test(day)) {
    return refuse('day', 'format', 'The day must be between 1 and 2 digits.');
  }
  const first = Date.UTC(Number(year), Number(month) - 1, day === '' ? 1 : Number(day)) - INDIA_MS;
  const next = Date.UTC(Number(year), Number(month), 1) - INDIA_MS;
  return { from: first, to: (day === '' ? next : first + DAY_MS) - 1 };
}

function parseRecon({ request: { query } }: Call): ListQuery | Failure {
  const period = readPeriod(query);
  if (isFailure(period)) return period;
  const range = readRange(query, RECON_MAX);
  if (isFailure(range)) return range;
  const other = refuseFilters(query, ['count', 'skip', 'year', 'month', 'day']) ?? refuseFar(range);
  return other ?? queryOf(period.from, period.to, REFUNDED_WITHIN_MS);
}

/** What was settled of a payment in this time: itself, what was taken off it, then and later. */
function transactionsOf({ outcome, payment, at }: Settled, call: Call, from: number, to: number) {
  const isIn = (time: number): boolean => time >= from && time <= to;
  const own = (refund: Refund | null) => viewTransaction(outcome, payment, refund, at);
  const later = takenOffLater(outcome, payment, at).flatMap((refund) => {
    const time = (refund.processedAt ?? 0) + DAY_MS;
    const isTold = time <= call.now && isIn(time);
    return isTold ? [viewTransaction(outcome, payment, refund, time)] : [];
  });
  return isIn(at) ? [own(null), ...deductedFrom(outcome, payment, at).map(own), ...later] : later;
}

function renderRecon(listing: Listing, call: Call): Reply {
  const { query } = call.request;
  const period = readPeriod(query);
  const range = readRange(query, RECON_MAX);
  if (isFailure(period) || isFailure(range)) throw new Error('a reconciliation of a wrong period');
  const all = settledIn(listing, call, null, null).flatMap((settled) =>
    transactionsOf(settled, call, period.from, period.to),
  );
  return jsonOf(collectionOf(all.slice(range.skip, range.skip + range.count)));
}

const FETCH = { method: 'GET', rate: 'fetch' } as const;

export const settlements: readonly Operation[] = [
  operation({ ...FETCH, path: '/settlements' }, parseList, renderList),
  operation({ ...FETCH, path: '/settlements/recon/combined' }, parseRecon, renderRecon),
  operation({ ...FETCH, path: '/settlements/:id' }, parseFind, renderFound),
];
