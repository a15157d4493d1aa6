// What we answer fits the SDK's own types: the compiler checks it, the test only gives it a name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Orders } from 'razorpay/dist/types/orders.js';
import type { Payments } from 'razorpay/dist/types/payments.js';
import type { Refunds } from 'razorpay/dist/types/refunds.js';
import {
  viewCard,
  viewOrder,
  viewPayment,
  viewRefund,
} from '../../src/gateways/razorpay/dialect/native/view.ts';
import { buildOrder, buildPayment, buildRefund } from '../support/call.ts';

/**
 * These keys as the SDK types them, and null, which the gateway answers where one does not apply.
 * The types leave that out; they also know neither the empty list for `notes` nor null in
 * acquirer_data.
 */
type Shown<T, K extends keyof T> = { readonly [Key in K]: T[Key] | null };

type ShownOrder = Shown<
  Orders.RazorpayOrder,
  | 'id'
  | 'entity'
  | 'amount'
  | 'amount_paid'
  | 'amount_due'
  | 'currency'
  | 'receipt'
  | 'offer_id'
  | 'status'
  | 'attempts'
  | 'created_at'
>;
type ShownPayment = Shown<
  Payments.RazorpayPayment,
  | 'id'
  | 'entity'
  | 'amount'
  | 'currency'
  | 'status'
  | 'order_id'
  | 'invoice_id'
  | 'international'
  | 'method'
  | 'amount_refunded'
  | 'refund_status'
  | 'captured'
  | 'description'
  | 'card_id'
  | 'bank'
  | 'wallet'
  | 'vpa'
  | 'email'
  | 'contact'
  | 'fee'
  | 'tax'
  | 'error_code'
  | 'error_description'
  | 'error_source'
  | 'error_step'
  | 'error_reason'
  | 'created_at'
>;
type ShownCard = Shown<
  Payments.RazorpayCard,
  'id' | 'entity' | 'name' | 'last4' | 'network' | 'type' | 'issuer' | 'international' | 'emi'
>;
type ShownRefund = Shown<
  Refunds.RazorpayRefund,
  | 'id'
  | 'entity'
  | 'amount'
  | 'currency'
  | 'payment_id'
  | 'receipt'
  | 'created_at'
  | 'batch_id'
  | 'status'
  | 'speed_processed'
  | 'speed_requested'
>;

test('orders, payments, cards and refunds are of the types that the SDK declares', () => {
  const payment = buildPayment();
  const aggregate = { order: buildOrder(), payments: [payment], refunds: [buildRefund()] };
  const order: ShownOrder = viewOrder(aggregate);
  const shown: ShownPayment = viewPayment(payment, aggregate);
  const card: ShownCard | null = viewCard(payment);
  const refund: ShownRefund = viewRefund(buildRefund(), payment);
  assert.equal(shown.order_id, order.id);
  assert.equal(refund.payment_id, shown.id);
  assert.equal(card?.id, shown.card_id);
});
