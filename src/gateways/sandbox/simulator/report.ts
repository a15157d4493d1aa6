// What the sandbox reports of a payment or a refund.
import type { PaymentReport, RefundReport } from '../../../core/command.ts';
import type { Instruction } from '../../../core/decision.ts';
import { type DeclineReason, type Payment, takenMinor } from '../../../core/payment.ts';
import type { TestFailure } from '../../dialect.ts';

export function failed(payment: Payment, { decline, word }: TestFailure): PaymentReport {
  return { ...paymentReport(payment, 'failed', decline), raw: word };
}

export function paymentReport(
  payment: Payment,
  state: PaymentReport['state'],
  decline: DeclineReason | null,
): PaymentReport {
  return {
    kind: 'reportPayment',
    orderKey: payment.orderKey,
    paymentKey: payment.id.key,
    state,
    raw: decline ?? state,
    amountMinor: takenMinor(payment),
    currency: payment.currency,
    reference: `SBX${payment.id.number}`,
    bankReference: bankReference(payment.id.number),
    decline,
  };
}

export function refundReport(
  instruction: Extract<Instruction, { kind: 'refund' }>,
  state: RefundReport['state'],
): RefundReport {
  const { refund } = instruction;
  return {
    kind: 'reportRefund',
    orderKey: refund.orderKey,
    refundKey: refund.id.key,
    state,
    raw: state,
    amountMinor: refund.amountMinor,
    currency: refund.currency,
    reference: `SBX${refund.id.number}`,
    bankReference: state === 'processed' ? bankReference(refund.id.number) : null,
  };
}

// Bank references (RRN) have twelve digits.
function bankReference(number: number): string {
  return String(number).padStart(12, '0').slice(-12);
}
