// What a processor said, as it is kept beside the event that came of it, and when it contradicts
// what is settled.
import type { PaymentReport, RefundReport } from './command.ts';
import { findByKey } from './id.ts';
import type { Aggregate } from './order.ts';
import { isUndecided } from './payment.ts';

export type Evidence = {
  /** The token of the payment. */
  readonly payment: string;
  /** The token of the refund; null when it is about the payment. */
  readonly refund: string | null;
  readonly state: PaymentReport['state'] | RefundReport['state'];
  /** The processor's own word. */
  readonly raw: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reference: string | null;
  readonly bankReference: string | null;
};

/** More of one order tells nobody anything; a processor may say something else each time. */
export const CONTRADICTIONS_MAX = 50;

export function evidenceOf(existing: Aggregate, report: PaymentReport | RefundReport): Evidence {
  const { state, raw, amountMinor, currency, reference, bankReference } = report;
  const refund =
    report.kind === 'reportRefund' ? findByKey(existing.refunds, report.refundKey) : undefined;
  const key = report.kind === 'reportPayment' ? report.paymentKey : refund?.paymentKey;
  const payment = findByKey(existing.payments, key);
  if (payment === undefined) throw new Error('evidence of nothing');
  const about = { payment: payment.id.token, refund: refund?.id.token ?? null };
  return { ...about, state, raw, amountMinor, currency, reference, bankReference };
}

/** Whether a report and what the payment or the refund came to cannot both be true. */
export function contradicts(existing: Aggregate, report: PaymentReport | RefundReport): boolean {
  return report.kind === 'reportPayment'
    ? contradictsPayment(existing, report)
    : contradictsRefund(existing, report);
}

/** Steps that come late, such as `authorized` of what is captured, say nothing new. */
function contradictsPayment(existing: Aggregate, report: PaymentReport): boolean {
  const payment = findByKey(existing.payments, report.paymentKey);
  if (payment === undefined || isUndecided(payment) || report.byCustomer !== undefined) {
    return false;
  }
  const { status } = payment;
  const other = isOther(payment, report);
  const otherTaken = isOther({ ...payment, amountMinor: payment.capturedMinor }, report);
  switch (report.state) {
    case 'captured':
      return status === 'failed' || status === 'voided' || (status === 'captured' && otherTaken);
    case 'authorized':
      return status === 'failed' || (status === 'captured' && other);
    case 'failed':
    case 'voided':
      return status === 'captured';
    case 'pending':
    case 'unknown':
      return false;
  }
}

function contradictsRefund(existing: Aggregate, report: RefundReport): boolean {
  const refund = findByKey(existing.refunds, report.refundKey);
  if (refund === undefined) return false;
  const { status } = refund;
  const other = isOther(refund, report);
  if (report.state === 'processed') return status === 'failed' || status === 'cancelled' || other;
  return status === 'processed' && (report.state === 'failed' || report.state === 'cancelled');
}

function isOther(
  { amountMinor, currency }: { readonly amountMinor: number; readonly currency: string },
  report: PaymentReport | RefundReport,
): boolean {
  return report.amountMinor !== amountMinor || report.currency !== currency;
}

/**
 * Whether it calls a refund as another one of the same connection is called: money went back once
 * under that name, and which of the two it was nobody can say.
 */
export function namesAnother({ payments, refunds }: Aggregate, report: RefundReport): boolean {
  const { reference, refundKey } = report;
  if (reference === null) return false;
  const named = refunds.filter(({ processorReference }) => processorReference === reference);
  const connectionOf = ({ paymentKey }: { readonly paymentKey: number }) =>
    findByKey(payments, paymentKey)?.connection;
  const own = refunds.find(({ id }) => id.key === refundKey);
  const connection = own === undefined ? undefined : connectionOf(own);
  if (connection === undefined) return false;
  return named.some((each) => each !== own && connectionOf(each) === connection);
}
