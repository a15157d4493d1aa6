// Orders and refunds as the token generation shows them. Source: the published order, payment and
// refund objects; what we do not know is left out, as they leave out what is empty.
import { ownReference } from '../../../../../core/name.ts';
import type { Aggregate, Order } from '../../../../../core/order.ts';
import { type Instrument, isReturned, type Payment } from '../../../../../core/payment.ts';
import type { Refund } from '../../../../../core/refund.ts';
import { isRecord } from '../../../../kit/read.ts';
import { merchantTxnId } from '../../render.ts';
import { orderName, paymentName, refundName } from '../../../ids.ts';
import {
  DECLINE_DETAIL,
  METHOD_WORD,
  orderWord,
  PAYMENT_WORD,
  REFUND_WORD,
} from '../../../plural-words.ts';

export const time = (ms: number): string => new Date(ms).toISOString();
export const amount = (value: number, currency: string) => ({ value, currency });

/** `challengeUrl`: where the customer goes on; null when there is nothing to do there. */
export function viewOrder(
  aggregate: Aggregate,
  merchantId: string,
  challengeUrl: string | null = null,
) {
  const { order, payments } = aggregate;
  return {
    order_id: orderName(order),
    merchant_order_reference: merchantTxnId(order),
    type: 'CHARGE',
    status: orderWord(aggregate),
    ...(challengeUrl === null ? {} : { challenge_url: challengeUrl }),
    merchant_id: merchantId,
    order_amount: amount(order.amountMinor, order.currency),
    pre_auth: order.capture === 'manual',
    ...kept(order, 'allowed_payment_methods'),
    ...(order.description === null ? {} : { notes: order.description }),
    ...kept(order, 'callback_url'),
    ...kept(order, 'failure_callback_url'),
    purchase_details: purchaseOf(order),
    ...(payments.length === 0
      ? {}
      : { payments: payments.map((each) => viewPayment(order, each)) }),
    created_at: time(order.createdAt),
    updated_at: time(updatedAt(aggregate)),
    ...kept(order, 'integration_mode'),
  };
}

/** What the merchant sent along, as far as this generation created the order. */
export function kept({ wire }: Order, name: string): Readonly<Record<string, unknown>> {
  return wire[name] === undefined ? {} : { [name]: wire[name] };
}

function purchaseOf(order: Order): unknown {
  const sent = order.wire['purchase_details'];
  if (isRecord(sent)) return sent;
  return { customer: describeCustomer(order), merchant_metadata: order.notes };
}

export function describeCustomer({ customer: { id, name, email, phone } }: Order) {
  return {
    ...(email === null ? {} : { email_id: email }),
    ...(name === null ? {} : { first_name: name }),
    ...(id === null ? {} : { customer_id: id }),
    ...(phone === null ? {} : { mobile_number: phone }),
  };
}

export function updatedAt({ order, payments, refunds }: Aggregate): number {
  return Math.max(
    order.createdAt,
    ...payments.map((each) => each.completedAt ?? each.createdAt),
    ...refunds.map((each) => each.processedAt ?? each.createdAt),
  );
}

function viewPayment(order: Order, payment: Payment) {
  const { instrument, decline } = payment;
  return {
    id: paymentName(order, payment),
    status: isReturned(payment) ? 'CANCELLED' : PAYMENT_WORD[payment.status],
    payment_amount: amount(payment.amountMinor, payment.currency),
    ...(instrument === null
      ? {}
      : {
          payment_method: METHOD_WORD[instrument.method],
          payment_option: viewInstrument(instrument),
        }),
    acquirer_data: {
      approval_code: '',
      acquirer_reference: payment.processorReference ?? '',
      rrn: payment.bankReference ?? '',
      is_aggregator: true,
      acquirer_name: payment.processor.toUpperCase(),
    },
    ...viewCapture(order, payment),
    ...(decline === null ? {} : { error_detail: DECLINE_DETAIL[decline] }),
    created_at: time(payment.createdAt),
    updated_at: time(payment.completedAt ?? payment.createdAt),
  };
}

/**
 * What was taken of held money: of less than all of it the rest went back. "Present only for
 * pre-authorized orders"; the capture's own reference is not kept.
 */
function viewCapture({ capture }: Order, { status, capturedMinor, currency }: Payment) {
  if (status !== 'captured' || capture !== 'manual') return {};
  return { capture_data: [{ capture_amount: amount(capturedMinor, currency) }] };
}

function viewInstrument(instrument: Instrument) {
  switch (instrument.method) {
    case 'card': {
      const card_type = instrument.kind.toUpperCase();
      const network_name = instrument.network.toUpperCase();
      return { card_data: { card_type, network_name, last4_digit: instrument.last4 } };
    }
    case 'upi':
      // Without an address nobody said how it was paid, either.
      return instrument.vpa === null
        ? { upi_details: {} }
        : { upi_details: { txn_mode: 'COLLECT', payer: { vpa: instrument.vpa } } };
    case 'netbanking':
      return { netbanking_data: { pay_code: instrument.bank, txn_mode: 'REDIRECT' } };
    case 'wallet':
      return { wallet_data: { wallet_code: instrument.wallet } };
  }
}

/** A refund is an order of its own, whose parent is the one that was paid. */
export function viewRefund(refund: Refund, { order, payments }: Aggregate, merchantId: string) {
  const payment = payments.find(({ id }) => id.key === refund.paymentKey);
  const method = payment?.instrument?.method;
  const status = REFUND_WORD[refund.status];
  const times = {
    created_at: time(refund.createdAt),
    updated_at: time(refund.processedAt ?? refund.createdAt),
  };
  return {
    order_id: refundName(refund),
    parent_order_id: orderName(order),
    merchant_order_reference: ownReference(refund) ?? refundName(refund),
    type: 'REFUND',
    status,
    merchant_id: merchantId,
    order_amount: amount(refund.amountMinor, refund.currency),
    purchase_details: { ...asRecord(purchaseOf(order)), merchant_metadata: refund.notes },
    payments: [
      {
        id: `${refundName(refund)}-pm`,
        status,
        payment_amount: amount(refund.amountMinor, refund.currency),
        ...(method === undefined ? {} : { payment_method: METHOD_WORD[method] }),
        acquirer_data: {
          approval_code: '',
          acquirer_reference: refund.processorReference ?? '',
          rrn: refund.bankReference ?? '',
          is_aggregator: true,
        },
        ...times,
      },
    ],
    ...times,
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
