// An event of a reconciliation, flat as older versions have it or in groups as newer ones do.
// Source: cashfree.md §1.9: ReconEntity, SettlementReconEntity of each published file.
import { formatDecimal } from '../../../../core/money.ts';
import type { Order } from '../../../../core/order.ts';
import { type Payment, refundableMinor } from '../../../../core/payment.ts';
import type { Refund } from '../../../../core/refund.ts';
import { rawNumber } from '../../../kit/json.ts';
import { orderName, refundName } from '../../ids.ts';
import { formatInstantOrNull } from '../../time.ts';
import type { Traits } from '../../version.ts';
import { REFUND_STATUS } from '../../words.ts';
import { amountOf } from '../render.ts';
import { groupOf, idOf } from './view.ts';

export type ReconEvent = {
  readonly type: 'PAYMENT' | 'REFUND' | 'SETTLEMENT';
  readonly at: number;
  readonly order: Order;
  readonly payment: Payment;
  readonly refund: Refund | null;
  /** When the payment reached the merchant's bank; null: not yet. */
  readonly settledAt: number | null;
};

/** The examples have a blank between day and time (ReconEntity, SettlementReconEntity). */
function timeOf(ms: number | null): string | null {
  return formatInstantOrNull(ms)?.replace('T', ' ') ?? null;
}

/** Amounts are told without a sign: the type of sale says which way they go. */
function viewEvent({ type, at, payment, refund }: ReconEvent) {
  const paidOut = type === 'SETTLEMENT' ? refundableMinor(payment) : payment.capturedMinor;
  const amount = amountOf(refund?.amountMinor ?? paidOut, payment.currency);
  return {
    event_id: String((refund ?? payment).id.number),
    event_type: type,
    event_settlement_amount: amount,
    event_amount: amount,
    sale_type: refund === null ? 'CREDIT' : 'DEBIT',
    event_status: type === 'SETTLEMENT' ? 'PAID' : refund === null ? 'SUCCESS' : statusOf(refund),
    entity: 'recon',
    event_time: timeOf(at),
    event_currency: payment.currency,
  };
}

const statusOf = ({ status }: Refund): string => REFUND_STATUS[status];

function viewRefundDetails({ refund }: ReconEvent) {
  return {
    refund_processed_at: timeOf(refund?.processedAt ?? null),
    refund_arn: refund?.bankReference ?? null,
    refund_note: refund?.note ?? null,
    refund_id: refund === null ? null : refundName(refund),
  };
}

/** Nothing is charged here, and nobody disputes. */
const NO_SPLIT = { split_service_charge: 0, split_service_tax: 0, vendor_commission: 0 } as const;
const NO_DISPUTE = {
  closed_in_favor_of: null,
  dispute_resolved_on: null,
  dispute_category: null,
  dispute_note: null,
} as const;

function viewSettledPart({ payment, settledAt }: ReconEvent) {
  return {
    service_tax: 0,
    service_charge: 0,
    payment_from: timeOf(payment.createdAt),
    payment_till: timeOf(payment.completedAt),
    reason: null,
    settlement_initiated_on: timeOf(settledAt),
    settlement_type: 'NORMAL_SETTLEMENT',
    settlement_charge: 0,
    settlement_tax: 0,
    remarks: null,
  };
}

export function viewFlat(event: ReconEvent, traits: Traits) {
  const { order, payment, settledAt, type } = event;
  const settled = settledAt !== null;
  return {
    ...viewEvent(event),
    order_id: orderName(order),
    order_amount: amountOf(order.amountMinor, order.currency),
    customer_phone: order.customer.phone,
    customer_email: order.customer.email,
    customer_name: order.customer.name,
    payment_amount: amountOf(payment.amountMinor, payment.currency),
    payment_utr: payment.bankReference,
    payment_time: timeOf(payment.createdAt),
    payment_service_charge: 0,
    payment_service_tax: 0,
    cf_payment_id: idOf(payment.id, traits),
    cf_settlement_id: settled ? idOf(payment.id, traits) : null,
    settlement_date: timeOf(settledAt),
    settlement_utr: settled ? String(payment.id.number) : null,
    ...NO_SPLIT,
    ...NO_DISPUTE,
    ...viewRefundDetails(event),
    adjustment_remarks: null,
    ...(type === 'SETTLEMENT' ? viewSettledOut(event) : {}),
  };
}

function viewSettledOut(event: ReconEvent) {
  const { capturedMinor, currency } = event.payment;
  const settledMinor = refundableMinor(event.payment);
  const less = formatDecimal(capturedMinor - settledMinor, currency);
  return {
    adjustment: capturedMinor === settledMinor ? 0 : rawNumber(`-${less}`),
    amount_settled: amountOf(settledMinor, currency),
    ...viewSettledPart(event),
  };
}

/** `mode` is the name under which the way of payment is told. */
export function viewNested(
  event: ReconEvent,
  traits: Traits,
  mode: 'payment_mode' | 'payment_group',
) {
  const { order, payment, settledAt } = event;
  const settled = settledAt !== null;
  const { instrument } = payment;
  return {
    event_details: {
      ...viewEvent(event),
      event_service_charge: 0,
      event_service_tax: 0,
      event_remarks: null,
    },
    order_details: {
      order_id: orderName(order),
      order_amount: amountOf(order.amountMinor, order.currency),
      order_currency: order.currency,
      order_tags: Object.keys(order.notes).length === 0 ? null : order.notes,
    },
    customer_details: {
      customer_phone: order.customer.phone,
      customer_email: order.customer.email,
      customer_name: order.customer.name,
      customer_id: order.customer.id,
    },
    payment_details: {
      payment_amount: amountOf(payment.amountMinor, payment.currency),
      payment_currency: payment.currency,
      bank_reference: payment.bankReference,
      payment_time: timeOf(payment.createdAt),
      [mode]: instrument === null ? null : groupOf(instrument).toUpperCase(),
      payment_service_charge: 0,
      payment_service_tax: 0,
      cf_payment_id: idOf(payment.id, traits),
      status: 'SUCCESS',
      forex_conversion_handling_charge: null,
      forex_conversion_handling_tax: null,
      charges_currency: payment.currency,
    },
    settlement_details: {
      cf_settlement_id: settled ? idOf(payment.id, traits) : null,
      settlement_date: timeOf(settledAt),
      utr: settled ? String(payment.id.number) : null,
      ...NO_SPLIT,
      ...viewSettledPart(event),
    },
    dispute_details: NO_DISPUTE,
    refund_details: viewRefundDetails(event),
  };
}
