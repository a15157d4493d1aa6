// Orders, payments and refunds as the documented paths answer them: exactly the specification's
// keys.
import type { Outcome } from '../../../core/decision.ts';
import type { Aggregate } from '../../../core/order.ts';
import { type Instrument, type Payment, paysOrder } from '../../../core/payment.ts';
import type { Refund } from '../../../core/refund.ts';
import { formatDecimal } from '../../../core/money.ts';
import type { Call, Reply } from '../../dialect.ts';
import { rawNumber } from '../../kit/json.ts';
import { orderName, orderToken, PAYMENT_PREFIX, refundName, refundToken } from '../ids.ts';
import { documentedOpening } from './documented.ts';
import { formatInstant, formatInstantOrNull } from '../time.ts';
import {
  CARD_NETWORK,
  CARD_TYPE,
  documentedOrderStatus,
  paymentStatus,
  REFUND_STATUS,
} from '../words.ts';

/** A JSON number with the currency's decimals: a published plugin needs them (cashfree.md §6). */
export function amountOf(minor: number, currency: string): number {
  return rawNumber(formatDecimal(minor, currency));
}

/**
 * The attempt that succeeded, else the newest, comes first: clients read element 0 (cashfree.md
 * §1.6).
 */
export function arrange(payments: readonly Payment[]): readonly Payment[] {
  const newestFirst = payments.toReversed();
  return [...newestFirst.filter(paysOrder), ...newestFirst.filter((each) => !paysOrder(each))];
}

export function refundOf(outcome: Outcome): Refund {
  if (outcome.refund === null) throw new Error('the outcome of a refund request without a refund');
  return outcome.refund;
}

export function paymentOf(outcome: Outcome): Payment {
  if (outcome.payment === null) throw new Error('the outcome of a payment request without one');
  return outcome.payment;
}

function answer(body: unknown): Reply {
  return { kind: 'json', status: 200, body };
}

export function renderCreated({ aggregate }: Outcome, call: Call): Reply {
  const { order } = aggregate;
  const { order_token, payment_session_id, payments, refunds } = documentedOpening(aggregate, call);
  return answer({
    cf_order_id: orderToken(order),
    order_id: orderName(order),
    order_status: documentedOrderStatus(aggregate),
    order_token,
    order_amount: amountOf(order.amountMinor, order.currency),
    order_currency: order.currency,
    payment_session_id,
    payments,
    refunds,
  });
}

export function renderFetched({ aggregate }: Outcome): Reply {
  const { order } = aggregate;
  const { customer } = order;
  return answer({
    cf_order_id: orderToken(order),
    order_id: orderName(order),
    order_status: documentedOrderStatus(aggregate),
    order_amount: amountOf(order.amountMinor, order.currency),
    order_currency: order.currency,
    customer_details: {
      customer_id: customer.id,
      customer_name: customer.name,
      customer_email: customer.email,
      customer_phone: customer.phone,
    },
    created_at: formatInstant(order.createdAt),
  });
}

export function renderPayments({ aggregate }: Outcome): Reply {
  const { order, payments } = aggregate;
  return answer(
    arrange(payments).map((payment) => ({
      cf_payment_id: `${PAYMENT_PREFIX}_${payment.id.token}`,
      order_id: orderName(order),
      payment_status: paymentStatus(payment),
      payment_amount: amountOf(payment.amountMinor, payment.currency),
      payment_currency: payment.currency,
      payment_method: payment.instrument === null ? null : documentedMethod(payment.instrument),
      payment_time: formatInstant(payment.completedAt ?? payment.createdAt),
      bank_reference: payment.bankReference,
    })),
  );
}

// The specification shows a card only; the other methods follow it (inferred).
function documentedMethod(instrument: Instrument): Readonly<Record<string, unknown>> {
  switch (instrument.method) {
    case 'card':
      return {
        card: {
          card_network: CARD_NETWORK[instrument.network],
          card_type: CARD_TYPE[instrument.kind],
          card_last4: instrument.last4,
        },
      };
    case 'upi':
      return { upi: { upi_id: instrument.vpa } };
    case 'netbanking':
      return {
        netbanking: {
          netbanking_bank_code: instrument.bank,
          netbanking_bank_name: instrument.bankName,
        },
      };
    case 'wallet':
      return { app: { provider: instrument.wallet } };
  }
}

function documentedRefund(refund: Refund, { order }: Aggregate) {
  return {
    cf_refund_id: refundToken(refund),
    refund_id: refundName(refund),
    order_id: orderName(order),
    refund_status: REFUND_STATUS[refund.status],
    refund_amount: amountOf(refund.amountMinor, refund.currency),
    refund_currency: refund.currency,
  };
}

export function renderRefunded(outcome: Outcome): Reply {
  const refund = refundOf(outcome);
  return answer({
    ...documentedRefund(refund, outcome.aggregate),
    created_at: formatInstant(refund.createdAt),
  });
}

export function renderRefunds({ aggregate }: Outcome): Reply {
  return answer(
    aggregate.refunds.map((refund) => ({
      cf_refund_id: refundToken(refund),
      refund_id: refundName(refund),
      refund_status: REFUND_STATUS[refund.status],
      refund_amount: amountOf(refund.amountMinor, refund.currency),
      created_at: formatInstant(refund.createdAt),
    })),
  );
}

export function renderRefund(outcome: Outcome): Reply {
  const refund = refundOf(outcome);
  return answer({
    ...documentedRefund(refund, outcome.aggregate),
    refund_note: refund.note,
    created_at: formatInstant(refund.createdAt),
    processed_at: formatInstantOrNull(refund.processedAt),
  });
}
