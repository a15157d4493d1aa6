// Reports of processors before anybody believes them: whether they are about what was asked.
import type { PaymentReport, RefundReport } from '../../core/command.ts';
import type { Instruction } from '../../core/decision.ts';
import { takenMinor } from '../../core/payment.ts';
import type { Report } from '../../gateways/simulator.ts';

const PAYMENT_STATES: Readonly<Record<PaymentReport['state'], true>> = Object.freeze({
  pending: true,
  authorized: true,
  captured: true,
  failed: true,
  voided: true,
  unknown: true,
});
const REFUND_STATES: Readonly<Record<RefundReport['state'], true>> = Object.freeze({
  pending: true,
  processed: true,
  failed: true,
  cancelled: true,
  unknown: true,
});

/** Whether a report is about what was asked, in words that we know, with a possible amount. */
export function isSound(report: Report, instruction: Instruction): boolean {
  if (!Number.isSafeInteger(report.amountMinor) || report.amountMinor < 0) return false;
  const states = report.kind === 'reportPayment' ? PAYMENT_STATES : REFUND_STATES;
  if (!Object.hasOwn(states, report.state)) return false;
  if (instruction.kind === 'refund') {
    const { refund } = instruction;
    return (
      report.kind === 'reportRefund' &&
      report.orderKey === refund.orderKey &&
      report.refundKey === refund.id.key
    );
  }
  const { payment } = instruction;
  return (
    report.kind === 'reportPayment' &&
    report.orderKey === payment.orderKey &&
    report.paymentKey === payment.id.key
  );
}

/** Whether a report names another amount or currency than was asked; a failure may name any. */
export function isMismatched(report: Report, instruction: Instruction): boolean {
  const { state } = report;
  if (state === 'failed' || state === 'cancelled' || state === 'unknown') return false;
  const asked = instruction.kind === 'refund' ? instruction.refund : instruction.payment;
  // A capture may take a part of what is held.
  const isTaken = instruction.kind !== 'refund' && state === 'captured';
  const amountMinor = isTaken ? takenMinor(instruction.payment) : asked.amountMinor;
  return report.amountMinor !== amountMinor || report.currency !== asked.currency;
}

/** What is reported for a processor that said nothing, or nothing that can be used. */
export function unknownReport(instruction: Instruction): Report {
  const nothing = { state: 'unknown', raw: '', reference: null, bankReference: null } as const;
  if (instruction.kind === 'refund') {
    const { orderKey, id, amountMinor, currency } = instruction.refund;
    const about = { orderKey, refundKey: id.key, amountMinor, currency };
    return { ...nothing, ...about, kind: 'reportRefund' };
  }
  const { orderKey, id, amountMinor, currency } = instruction.payment;
  const about = { orderKey, paymentKey: id.key, amountMinor, currency };
  return { ...nothing, ...about, kind: 'reportPayment', decline: null };
}
