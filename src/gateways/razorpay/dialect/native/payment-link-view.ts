// Payment links as the native paths and webhooks show them.
// Source: razorpay.md §2.4 (documents; the keys of the newest answers and webhooks, observed).
import type { Aggregate, Order } from '../../../../core/order.ts';
import { type Payment, paysOrder } from '../../../../core/payment.ts';
import type { Addresses } from '../../../dialect.ts';
import { nameOf } from '../../ids.ts';
import { seconds } from '../../time.ts';
import { LINK_STATUS } from '../../words.ts';
import { notesOf } from './view.ts';

export function viewLink(aggregate: Aggregate, addresses: Addresses) {
  const { order, payments } = aggregate;
  const paid = payments.filter(paysOrder);
  return {
    ...viewLinkItself(aggregate, addresses),
    payments: paid.length === 0 ? null : paid.map((each) => viewLinkPayment(each, order)),
  };
}

/** As webhooks have it: without its payments, which stand beside it. */
export function viewLinkItself(aggregate: Aggregate, addresses: Addresses) {
  const { order } = aggregate;
  const { returns, link, createdAt, expiresAt } = order;
  // What another dialect kept with its link is not ours to read.
  const wire: Order['wire'] = order.dialect === 'razorpay' ? order.wire : {};
  const updatedAt = updatedAtOf(aggregate);
  return {
    accept_partial: false,
    amount: order.amountMinor,
    amount_paid: order.amountPaidMinor,
    ...(returns.success === null
      ? {}
      : { callback_method: 'get' as const, callback_url: returns.success }),
    cancelled_at: order.status === 'cancelled' ? seconds(updatedAt) : 0,
    created_at: seconds(createdAt),
    currency: order.currency,
    customer: viewCustomer(order),
    description: order.description ?? '',
    expire_by: wire['ends'] === false || expiresAt === null ? 0 : seconds(expiresAt),
    expired_at: order.status === 'expired' ? seconds(expiresAt ?? updatedAt) : 0,
    first_min_partial_amount: 0,
    id: nameOf('link', order),
    notes: Object.keys(order.notes).length === 0 ? null : notesOf(order.notes),
    notify: wire['notify'] ?? { email: false, sms: false, whatsapp: false },
    // Told once somebody tried to pay (observed: once the link was opened).
    ...(order.attempts === 0 ? {} : { order_id: nameOf('order', order) }),
    reference_id: link?.reference ?? '',
    reminder_enable: wire['reminder_enable'] === true,
    // Nobody is reminded from here.
    reminders: [],
    short_url: addresses.page(aggregate),
    status: LINK_STATUS[order.status],
    updated_at: seconds(updatedAt),
    upi_link: wire['upi_link'] === true,
    user_id: '',
    whatsapp_link: false,
  };
}

/** That it ran out does not change it (the samples of payment_link.expired). */
function updatedAtOf({ order, payments }: Aggregate): number {
  const paidAt = payments.map(({ status, completedAt }) => {
    return status === 'captured' ? (completedAt ?? 0) : 0;
  });
  return Math.max(order.createdAt, order.link?.changedAt ?? 0, ...paidAt);
}

/** Of its details those that were given. */
function viewCustomer({ customer: { name, email, phone } }: Order) {
  return {
    ...(phone === null ? {} : { contact: phone }),
    ...(email === null ? {} : { email }),
    ...(name === null ? {} : { name }),
  };
}

function viewLinkPayment(payment: Payment, order: Order) {
  return {
    amount: payment.amountMinor,
    created_at: seconds(payment.createdAt),
    method: payment.instrument?.method ?? null,
    payment_id: nameOf('payment', payment),
    plink_id: nameOf('link', order),
    status: 'captured' as const,
    updated_at: seconds(payment.completedAt ?? payment.createdAt),
  };
}
