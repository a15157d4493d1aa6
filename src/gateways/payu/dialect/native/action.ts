// What happened to a payment after it was made: captured, cancelled, refunded.
// Sources: payu.md §1.5; docs.payu.in/reference/check_action_status_api_with_payu_id and
// …/get_all_refunds_from_transaction_ids_api, sample responses.
import { formatDecimal } from '../../../../core/money.ts';
import type { Aggregate } from '../../../../core/order.ts';
import type { Payment } from '../../../../core/payment.ts';
import type { Refund, RefundStatus } from '../../../../core/refund.ts';
import { formatIndianTime } from '../../time.ts';
import { describeInstrument } from '../../words.ts';

const STATUS: Readonly<Record<RefundStatus, string>> = Object.freeze({
  pending: 'queued',
  processed: 'success',
  failed: 'failure',
  cancelled: 'failure',
});

type Told = {
  readonly id: string;
  readonly action: 'capture' | 'cancel' | 'refund';
  readonly amount: string;
  readonly token: string;
  readonly status: string;
  readonly bankReference: string | null;
};

function describeAction(payment: Payment, told: Told) {
  const { instrument } = payment;
  return {
    mihpayid: String(payment.id.number),
    bank_ref_num: told.bankReference,
    request_id: told.id,
    amt: told.amount,
    mode: instrument === null ? null : describeInstrument(instrument).mode,
    action: told.action,
    token: told.token,
    status: told.status,
    bank_arn: null,
    settlement_id: null,
    amount_settled: null,
    UTR_no: null,
    value_date: null,
    refund_mode: told.action === 'refund' ? 'Back to Source' : '-',
  };
}
export type Action = ReturnType<typeof describeAction>;

export function describeRefund(refund: Refund, payment: Payment): Action {
  return describeAction(payment, {
    id: String(refund.id.number),
    action: 'refund',
    amount: formatDecimal(refund.amountMinor, refund.currency),
    token: refund.reference ?? '',
    status: STATUS[refund.status],
    bankReference: refund.bankReference,
  });
}

/**
 * The capture or cancellation of a payment, which has the payment's own number: there is never more
 * than one. Null while there is none.
 */
export function describeOutcome(payment: Payment): Action | null {
  const { id, status, requested, amountMinor, currency, bankReference } = payment;
  const cancels = status === 'voided' || requested === 'void';
  if (!cancels && status !== 'captured' && requested === null) return null;
  return describeAction(payment, {
    id: String(id.number),
    action: cancels ? 'cancel' : 'capture',
    amount: formatDecimal(amountMinor, currency),
    token: '',
    status: requested === null ? 'SUCCESS' : 'queued',
    bankReference,
  });
}

/** Everything that happened to these payments, by request id. */
export function listActions(
  { refunds }: Aggregate,
  payments: readonly Payment[],
): Readonly<Record<string, Action>> {
  const actions = payments.flatMap((payment) => [
    ...[describeOutcome(payment)].filter((each) => each !== null),
    ...refunds
      .filter(({ paymentKey }) => paymentKey === payment.id.key)
      .map((refund) => describeRefund(refund, payment)),
  ]);
  return Object.fromEntries(actions.map((action) => [action.request_id, action]));
}

/** A line of `getAllRefundsFromTxnIds`. */
export function listRefund(refund: Refund, payment: Payment) {
  const { instrument } = payment;
  return {
    PayuID: String(payment.id.number),
    RequestID: String(refund.id.number),
    RefundToken: refund.reference ?? '',
    PaymentGateway: instrument === null ? null : describeInstrument(instrument).PG_TYPE,
    Amount: formatDecimal(refund.amountMinor, refund.currency),
    Status: STATUS[refund.status],
    RefundCreationDate: formatIndianTime(refund.createdAt),
    bank_ref_no: refund.bankReference,
    bank_arn: null,
    success_at:
      refund.status === 'processed' && refund.processedAt !== null
        ? formatIndianTime(refund.processedAt)
        : null,
  };
}
