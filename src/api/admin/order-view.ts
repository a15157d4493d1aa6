// An order, its payments and its refunds as the operator's programs read them.
import { findByKey } from '../../core/id.ts';
import type { Order } from '../../core/order.ts';
import type { Payment } from '../../core/payment.ts';
import type { Refund } from '../../core/refund.ts';
import { isoOf } from '../family.ts';

type Json = Readonly<Record<string, unknown>>;

/** Without whoever pays, and without what a dialect or a processor keeps for itself. */
export function viewOrder(order: Order): Json {
  const { id, dialect, reference, amountMinor, currency, status, createdAt, expiresAt } = order;
  return {
    id: `order_${id.token}`,
    number: id.number,
    ...{ dialect, reference, status, amount: amountMinor, currency, capture: order.capture },
    amount_paid: order.amountPaidMinor,
    attempts: order.attempts,
    is_link: order.link !== undefined,
    created_at: isoOf(createdAt),
    expires_at: expiresAt === null ? null : isoOf(expiresAt),
  };
}

export function viewPayment(payment: Payment): Json {
  const { id, amountMinor, currency, status, instrument, processor, createdAt } = payment;
  return {
    id: `pay_${id.token}`,
    number: id.number,
    ...{ status, amount: amountMinor, currency, captured: payment.capturedMinor },
    refunded: payment.refundedMinor,
    method: instrument?.method ?? null,
    processor,
    processor_reference: payment.processorReference,
    processor_status: payment.processorStatus,
    bank_reference: payment.bankReference,
    decline: payment.decline,
    surplus: payment.surplus === true,
    created_at: isoOf(createdAt),
    completed_at: payment.completedAt === null ? null : isoOf(payment.completedAt),
  };
}

export function viewRefund(refund: Refund, payments: readonly Payment[]): Json {
  const { id, reference, amountMinor, currency, status, note, createdAt, processedAt } = refund;
  const payment = findByKey(payments, refund.paymentKey);
  return {
    id: `rfnd_${id.token}`,
    number: id.number,
    payment: payment === undefined ? null : `pay_${payment.id.token}`,
    ...{ dialect: refund.dialect, reference, status, amount: amountMinor, currency, note },
    processor_reference: refund.processorReference,
    processor_status: refund.processorStatus,
    bank_reference: refund.bankReference,
    created_at: isoOf(createdAt),
    processed_at: processedAt === null ? null : isoOf(processedAt),
  };
}
