// Orders, payments and refunds as the native paths show them: every documented key, null where it
// does not apply, `notes` an empty list when there are none.
// Source: razorpay.md §1.4 to §1.6 (documented).
import { type Aggregate, customerOf, type Order } from '../../../../core/order.ts';
import { type Instrument, isReturned, type Payment } from '../../../../core/payment.ts';
import type { Refund } from '../../../../core/refund.ts';
import type { Reply } from '../../../dialect.ts';
import { readWire } from '../../../kit/wire.ts';
import { isCustomerId, isOrderless, nameOf } from '../../ids.ts';
import { seconds } from '../../time.ts';
import { NOTHING_EXPANDED } from './range.ts';
import { CARD_NETWORK, errorOf, ORDER_STATUS, PAYMENT_STATUS, REFUND_STATUS } from '../../words.ts';

type Expand = ReadonlySet<string>;
type Notes = Readonly<Record<string, string>>;

export function jsonOf(body: unknown): Reply {
  return { kind: 'json', status: 200, body };
}

export function collectionOf<T>(items: readonly T[]) {
  return { entity: 'collection' as const, count: items.length, items };
}

/** PHP's map is a list when it is empty, or its names are 0, 1, 2 … (the latter inferred). */
export function notesOf(notes: Notes): Notes | readonly string[] {
  const isList = Object.keys(notes).every((name, index) => name === String(index));
  return isList ? Object.values(notes) : notes;
}

export function viewOrder(aggregate: Aggregate, expand: Expand = NOTHING_EXPANDED) {
  const { order } = aggregate;
  return {
    id: nameOf('order', order),
    entity: 'order' as const,
    amount: order.amountMinor,
    amount_paid: order.amountPaidMinor,
    amount_due: order.amountMinor - order.amountPaidMinor,
    currency: order.currency,
    receipt: order.reference,
    offer_id: offerOf(order),
    status: ORDER_STATUS[order.status],
    attempts: order.attempts,
    notes: notesOf(order.notes),
    created_at: seconds(order.createdAt),
    ...viewOrderParts(aggregate, expand),
  };
}

function offerOf({ dialect, wire }: Order): string | null {
  const offer = dialect === 'razorpay' ? wire['offer_id'] : null;
  return typeof offer === 'string' ? offer : null;
}

function viewOrderParts(aggregate: Aggregate, expand: Expand) {
  const withCard = expand.has('payments.card');
  const inner: Expand = withCard ? new Set(['card']) : NOTHING_EXPANDED;
  const payments = aggregate.payments.map((each) => viewPayment(each, aggregate, inner));
  return {
    ...(withCard || expand.has('payments') ? { payments: collectionOf(payments) } : {}),
    ...(expand.has('transfers') ? { transfers: collectionOf([]) } : {}),
    ...(expand.has('virtual_account') ? { virtual_account: null } : {}),
  };
}

export function viewPayment(
  payment: Payment,
  aggregate: Aggregate,
  expand: Expand = NOTHING_EXPANDED,
) {
  const { order } = aggregate;
  const customer = customerOf(order, payment);
  const { instrument } = payment;
  const voided = payment.status === 'voided';
  const refunded = voided ? payment.amountMinor : payment.refundedMinor;
  // Another gateway's dialect may have captured a part.
  const isWhole = refunded > 0 && (voided || refunded === payment.capturedMinor);
  return {
    id: nameOf('payment', payment),
    entity: 'payment' as const,
    amount: payment.amountMinor,
    currency: payment.currency,
    status: isWhole ? ('refunded' as const) : PAYMENT_STATUS[payment.status],
    order_id: isOrderless(order) ? null : nameOf('order', order),
    invoice_id: null,
    international: false,
    method: instrument === null ? null : instrument.method,
    amount_refunded: refunded,
    refund_status: refunded === 0 ? null : isWhole ? ('full' as const) : ('partial' as const),
    // What went back by itself was never captured (razorpay.md §P.4).
    captured: payment.status === 'captured' && !isReturned(payment),
    description: describe(payment, order),
    card_id: instrument?.method === 'card' ? nameOf('card', payment) : null,
    bank: instrument?.method === 'netbanking' ? instrument.bank : null,
    wallet: instrument?.method === 'wallet' ? instrument.wallet : null,
    vpa: instrument?.method === 'upi' ? instrument.vpa : null,
    email: customer.email,
    contact: customer.phone,
    notes: notesOf(payment.notes),
    ...viewFee(payment),
    ...viewError(payment),
    acquirer_data: instrument === null ? {} : viewAcquirer(instrument, payment),
    created_at: seconds(payment.createdAt),
    ...(instrument?.method === 'upi' && instrument.vpa !== null
      ? { upi: { vpa: instrument.vpa } }
      : {}),
    ...(isCustomerId(customer.id) ? { customer_id: customer.id } : {}),
    ...viewPaymentParts(payment, aggregate, expand),
  };
}

/** A link's payments name it (document: the samples of payment_link.paid). */
function describe({ description }: Payment, order: Order): string | null {
  return order.link === undefined ? (description ?? order.description) : `#${order.id.token}`;
}

function viewPaymentParts(payment: Payment, { refunds }: Aggregate, expand: Expand) {
  const card = expand.has('card') ? viewCard(payment) : null;
  const own = refunds.filter(({ paymentKey }) => paymentKey === payment.id.key);
  const refundViews = own.map((each) => viewRefund(each, payment));
  return {
    ...(card === null ? {} : { card }),
    ...(expand.has('emi') ? { emi: null } : {}),
    ...(expand.has('offers') ? { offers: collectionOf([]) } : {}),
    ...(expand.has('refunds') ? { refunds: collectionOf(refundViews) } : {}),
    ...(expand.has('transaction') || expand.has('transaction.settlement')
      ? { transaction: null }
      : {}),
    ...(expand.has('token') ? { token: null } : {}),
  };
}

/** Ours: two parts in a hundred, and eighteen in a hundred of that as tax, which the fee holds. */
function viewFee(payment: Payment) {
  const { status, capturedMinor } = payment;
  if (status !== 'captured' || isReturned(payment)) return { fee: null, tax: null };
  const charge = fiftieths(capturedMinor, 1);
  const tax = fiftieths(charge, 9);
  return { fee: charge + tax, tax };
}

/** So many fiftieths of an amount, to the nearest unit; no product leaves the safe integers. */
function fiftieths(amount: number, parts: number): number {
  return Math.floor(amount / 50) * parts + Math.floor(((amount % 50) * parts + 25) / 50);
}

function viewError(payment: Payment) {
  const error = payment.status === 'failed' ? errorOf(payment) : null;
  return {
    error_code: error?.code ?? null,
    error_description: error?.description ?? null,
    error_source: error?.source ?? null,
    error_step: error?.step ?? null,
    error_reason: error?.reason ?? null,
  };
}

function viewAcquirer({ method }: Instrument, { bankReference }: Payment) {
  switch (method) {
    case 'card':
      return { auth_code: null, rrn: bankReference };
    case 'upi':
      return { rrn: bankReference };
    case 'netbanking':
      return { bank_transaction_id: bankReference };
    case 'wallet':
      return { transaction_id: bankReference };
  }
}

/** Null when no card paid. */
export function viewCard({ id, instrument }: Payment) {
  if (instrument?.method !== 'card') return null;
  return {
    id: nameOf('card', { id }),
    entity: 'card' as const,
    name: instrument.holder ?? '',
    last4: instrument.last4,
    network: CARD_NETWORK[instrument.network],
    type: instrument.kind,
    issuer: null,
    international: false,
    emi: false,
    sub_type: 'consumer' as const,
    token_iin: null,
  };
}

export function viewRefund(refund: Refund, payment: Payment) {
  const optimum = readWire(refund, 'razorpay')['speed'] === 'optimum';
  return {
    id: nameOf('refund', refund),
    entity: 'refund' as const,
    amount: refund.amountMinor,
    currency: refund.currency,
    payment_id: nameOf('payment', payment),
    notes: notesOf(refund.notes),
    receipt: refund.reference,
    acquirer_data: viewRefundReference(refund, payment),
    created_at: seconds(refund.createdAt),
    batch_id: null,
    status: REFUND_STATUS[refund.status],
    // No processor here pays back instantly: every refund is done at the normal speed.
    speed_processed: 'normal' as const,
    speed_requested: optimum ? ('optimum' as const) : ('normal' as const),
  };
}

function viewRefundReference({ bankReference }: Refund, { instrument }: Payment) {
  return instrument?.method === 'card' ? { arn: bankReference } : { rrn: bankReference };
}
