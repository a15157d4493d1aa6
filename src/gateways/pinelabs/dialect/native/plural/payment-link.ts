// Payment links ("Pay by Link"): an order whose page anybody may open. Source: pinelabs.md §2.19.
import { asOf } from '../../../../../core/expiry.ts';
import type { CancelOrder, CreateOrder, FindOrder } from '../../../../../core/command.ts';
import type { Outcome } from '../../../../../core/decision.ts';
import { type Failure, type FailureCode, invalid } from '../../../../../core/failure.ts';
import type { Aggregate, OrderStatus } from '../../../../../core/order.ts';
import type { Call, Operation, Reply } from '../../../../dialect.ts';
import { isRecord, type Reading, readFields } from '../../../../kit/read.ts';
import { linkLocators, linkName, orderName } from '../../../ids.ts';
import { LINK_WORD } from '../../../plural-words.ts';
import { timedOperation } from './bearer.ts';
import {
  AMOUNT_MIN,
  readShown,
  METADATA,
  readAllowed,
  readCustomer,
  readReference,
  TEXT_MAX,
} from './parse.ts';
import { renderError } from './refusal.ts';
import { LINK_FIELDS } from './request-field.ts';
import { refuseMethod, refuseUnsupported } from './unserved-field.ts';
import { amount, describeCustomer, kept, time, updatedAt } from './view.ts';

const DAY_MS = 24 * 3_600_000;
/** "Must be set within a maximum of 180 days"; without one a link has as long (inferred). */
const DAYS_MAX = 180;

const KEPT = [
  'allowed_payment_methods',
  'callback_url',
  'failure_callback_url',
  'customer',
  'product_details',
  'cart_coupon_discount_amount',
] as const;

export function parseLink(call: Call): CreateOrder | Failure {
  const read = readFields(call.fields);
  const reference = readReference(read, 'merchant_payment_link_reference');
  const amountMinor = read.integer('amount.value', { required: true, min: AMOUNT_MIN });
  const currency = read.currency('amount.currency', { required: true });
  const description = read.text('description', { max: TEXT_MAX });
  const expiresAt = readEnd(read, call.now);
  const holds = readTruth(read, 'pre_auth');
  const success = read.url('callback_url');
  const failure = read.url('failure_callback_url') ?? success;
  const customer = readCustomer(read, 'customer');
  const notes = read.notes('merchant_metadata', METADATA);
  const wire = readSent(read);
  if (read.issues.length > 0 || amountMinor === null || currency === null) {
    return invalid(read.issues);
  }
  const refused = refuseUnsupported(call.fields, LINK_FIELDS);
  if (refused !== null) return refused;
  const allowed = readAllowed(read, currency);
  if (allowed.methods?.length === 0) return refuseMethod();
  return {
    kind: 'createOrder',
    dialect: 'pinelabs',
    reference,
    // "Duplicate requests … will return the existing payment link".
    repeat: 'return',
    sharesReferences: true,
    link: { reference },
    amountMinor,
    currency,
    amountText: null,
    capture: holds ? 'manual' : 'automatic',
    description,
    customer,
    notes,
    returns: { success, failure, cancel: failure, notify: null },
    wire,
    expiresAt,
    ...allowed,
  };
}

/** The text `true` in the SDKs. */
function readTruth(read: Reading, path: string): boolean {
  const value = read.raw(path) ?? false;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  read.refuse({ field: path, rule: 'type', message: `${path} must be true or false` });
  return false;
}

/** With seconds or without, as the samples are. */
const END = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

function readEnd(read: Reading, now: number): number {
  const text = read.text('expire_by', { max: 40 });
  const last = now + DAYS_MAX * DAY_MS;
  if (text === null) return last;
  const at = END.test(text) ? Date.parse(text) : Number.NaN;
  if (at > now && at <= last) return at;
  const message = `expire_by must be a time within ${DAYS_MAX} days, such as 2026-01-31T10:30:00Z`;
  read.refuse({ field: 'expire_by', rule: 'range', message });
  return last;
}

function readSent(read: Reading): Readonly<Record<string, unknown>> {
  read.object('customer');
  read.object('cart_coupon_discount_amount');
  const products = read.raw('product_details') ?? [];
  if (!Array.isArray(products) || !products.every(isRecord)) {
    const message = 'product_details must be a list of products';
    read.refuse({ field: 'product_details', rule: 'type', message });
  }
  return readShown(read, KEPT);
}

function parseFind({ params }: Call): FindOrder {
  return { kind: 'findOrder', order: linkLocators(params['id'] ?? ''), link: true };
}

function parseFindReference({ params }: Call): FindOrder {
  const order = [{ by: 'reference', reference: params['reference'] ?? '' } as const];
  return { kind: 'findOrder', order, link: true };
}

function parseCancel({ params }: Call): CancelOrder {
  return { kind: 'cancelOrder', order: linkLocators(params['id'] ?? ''), link: true };
}

function viewLink(aggregate: Aggregate, { addresses }: Call) {
  const { order } = aggregate;
  const { amountMinor, currency, expiresAt, link } = order;
  const sent = order.dialect === 'pinelabs' ? order : { ...order, wire: {} };
  return {
    payment_link: addresses.page(aggregate),
    payment_link_id: linkName(order),
    status: LINK_WORD[order.status],
    amount: amount(amountMinor, currency),
    amount_due: amount(amountMinor - order.amountPaidMinor, currency),
    order_id: orderName(order),
    merchant_payment_link_reference: link?.reference ?? linkName(order),
    ...(order.description === null ? {} : { description: order.description }),
    ...(expiresAt === null ? {} : { expire_by: time(expiresAt) }),
    ...kept(sent, 'allowed_payment_methods'),
    pre_auth: order.capture === 'manual',
    ...kept(sent, 'callback_url'),
    ...kept(sent, 'failure_callback_url'),
    is_mcc_transaction: false,
    customer: sent.wire['customer'] ?? describeCustomer(order),
    ...kept(sent, 'product_details'),
    ...kept(sent, 'cart_coupon_discount_amount'),
    merchant_metadata: order.notes,
    created_at: time(order.createdAt),
    updated_at: time(Math.max(updatedAt(aggregate), link?.changedAt ?? 0)),
  };
}

function renderAs(status: number) {
  return ({ aggregate }: Outcome, call: Call): Reply => {
    return { kind: 'json', status, body: viewLink(asOf(aggregate, call.now), call) };
  };
}

const OVER: Readonly<Record<OrderStatus, FailureCode | null>> = Object.freeze({
  created: null,
  attempted: null,
  paid: 'order_paid',
  expired: 'order_expired',
  cancelled: 'order_cancelled',
});

/** Nobody is sent a message from here: it is answered as if somebody had been. */
function renderNotified(outcome: Outcome, call: Call): Reply {
  const failure = OVER[asOf(outcome.aggregate, call.now).order.status];
  return failure === null ? renderAs(200)(outcome, call) : renderError({ failure });
}

const LINK = '/paymentlink/:id';
const FETCH = { method: 'GET', rate: 'fetch' } as const;

export const linkOperations: readonly Operation[] = [
  timedOperation(
    { method: 'POST', rate: 'create', path: '/paymentlink' },
    parseLink,
    renderAs(201),
  ),
  timedOperation({ ...FETCH, path: LINK }, parseFind, renderAs(200)),
  timedOperation(
    { ...FETCH, path: '/paymentlink/ref/:reference' },
    parseFindReference,
    renderAs(200),
  ),
  timedOperation(
    { method: 'PUT', rate: 'create', path: `${LINK}/cancel` },
    parseCancel,
    renderAs(200),
  ),
  timedOperation(
    { method: 'PATCH', rate: 'create', path: `${LINK}/notify` },
    parseFind,
    renderNotified,
  ),
];
