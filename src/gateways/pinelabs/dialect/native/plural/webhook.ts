// What the token generation tells a merchant's server: an event's name and the order as it is.
// Source: pinelabs.md §2.6; the other events and the samples from the page "Available Events".
import type { EventKind } from '../../../../../core/decision.ts';
import type { WebhookEvent } from '../../../../dialect.ts';
import type { Order } from '../../../../../core/order.ts';
import { linkName, orderName } from '../../../ids.ts';
import { LINK_WORD } from '../../../plural-words.ts';
import { amount, viewOrder, viewRefund } from './view.ts';

// The payment that pays an order tells so. An order fails when its time is over: after a failed
// attempt it may still be paid, and is `ATTEMPTED` in the sample of PAYMENT_FAILED too. A refund
// that was withdrawn is FAILED for those who ask for it.
const EVENT: Readonly<Record<EventKind, string | null>> = Object.freeze({
  'order.created': null,
  'order.paid': null,
  'order.expired': 'ORDER_FAILED',
  'order.cancelled': 'ORDER_CANCELLED',
  'payment.pending': null,
  'payment.authorized': 'ORDER_AUTHORIZED',
  'payment.captured': 'ORDER_PROCESSED',
  'payment.failed': 'PAYMENT_FAILED',
  'payment.voided': 'ORDER_CANCELLED',
  'payment.mismatched': null,
  'payment.surplus': null,
  'payment.routed': null,
  'evidence.contradicted': null,
  'review.decided': null,
  'refund.created': null,
  'refund.processed': 'REFUND_PROCESSED',
  'refund.failed': 'REFUND_FAILED',
  'refund.cancelled': 'REFUND_FAILED',
});

/** Beside the payment's own word. */
const LINK_PAID = 'payment_link.processed';

export const ORDER_EVENTS: readonly string[] = [
  'ORDER_AUTHORIZED',
  'ORDER_PROCESSED',
  'ORDER_CANCELLED',
  'ORDER_FAILED',
  'PAYMENT_FAILED',
  'REFUND_PROCESSED',
  'REFUND_FAILED',
  LINK_PAID,
];

/** Null where this generation has no word for the news. */
export function orderWebhook(
  { kind, aggregate, refund }: WebhookEvent,
  merchantId: string,
): { readonly event: string; readonly body: unknown } | null {
  const { order } = aggregate;
  if (kind === 'order.paid' && order.link !== undefined) {
    // Its shape is that of no other event (observed: a shop's code that quotes the page).
    return { event: LINK_PAID, body: { event: LINK_PAID, data: tellLink(order) } };
  }
  const event = EVENT[kind];
  if (event === null) return null;
  // A refund is an order of its own.
  const data =
    kind.startsWith('refund.') && refund !== null
      ? viewRefund(refund, aggregate, merchantId)
      : viewOrder(aggregate, merchantId);
  return { event, body: { event_type: event, data } };
}

function tellLink(order: Order) {
  return {
    payment_link_id: linkName(order),
    merchant_payment_link_reference: order.link?.reference ?? linkName(order),
    status: LINK_WORD[order.status],
    amount: amount(order.amountMinor, order.currency),
    order_id: orderName(order),
  };
}
