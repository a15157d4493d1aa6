// The sandbox's bad days: what an amount, or a test that plays one, makes of its answers.
import type { BadDay } from '../../../core/account-request.ts';
import type { PaymentReport } from '../../../core/command.ts';
import type { Instruction } from '../../../core/decision.ts';
import { captureOf } from '../../../core/order.ts';
import { type Payment, takenMinor } from '../../../core/payment.ts';
import type { Answer, Played } from '../../simulator.ts';
import { paymentReport, refundReport } from './report.ts';

type Charge = Extract<Instruction, { readonly kind: 'charge' }>;

/** Orders of these amounts (in minor units) have a bad day whatever instrument pays. */
export const BAD_DAYS: Readonly<Record<number, 'wrong_amount' | 'pending_for_days'>> =
  Object.freeze({
    66605: 'wrong_amount',
    66606: 'pending_for_days',
  });

/** So do refunds of these. */
export const BAD_REFUND_DAYS: Readonly<Record<number, 'no_balance'>> = Object.freeze({
  3579: 'no_balance',
});

const DAY_MS = 24 * 60 * 60 * 1000;
/** By then the bank has decided what it let wait: the payment succeeds. */
export const PENDING_FOR_MS = 3 * DAY_MS;
/** By then there is a balance again, and the refund goes. */
export const NO_BALANCE_MS = DAY_MS;
/** How long a report of a wrong amount is repeated before the payment is given up. */
const WRONG_FOR_MS = 15 * 60 * 1000;
/** The sum by which a wrong amount is too high, unless the test names one. */
const WRONG_BY_MINOR = 100;

/** What is said of a payment that has a bad day; null: it has none. */
export function sayBadDay(instruction: Charge, now: number): Answer | null {
  const { payment } = instruction;
  const { amountMinor, processorStatus, createdAt } = payment;
  const day = BAD_DAYS[amountMinor] ?? processorStatus;
  if (day === 'wrong_amount') {
    // The same each time it is asked; see `inquire` for the end.
    return now < createdAt + WRONG_FOR_MS ? playWrongAmount(payment, null) : null;
  }
  if (day !== 'pending_for_days') return null;
  const leftMs = createdAt + PENDING_FOR_MS - now;
  return leftMs > 0
    ? playPending(payment, leftMs)
    : { report: success(instruction, now), ...NEVER };
}

type RefundInstruction = Extract<Instruction, { readonly kind: 'refund' }>;

/** What is said of a refund that waits for a balance; null: it does not. */
export function sayNoBalance(instruction: RefundInstruction, now: number): Answer | null {
  const { amountMinor, processorStatus } = instruction.refund;
  const day = BAD_REFUND_DAYS[amountMinor] ?? processorStatus;
  return day === 'no_balance' ? playNoBalance(instruction, now) : null;
}

/** Under another name, so that what is pending already is told anew; null: the time is over. */
function playNoBalance(instruction: RefundInstruction, now: number): Answer | null {
  const leftMs = instruction.refund.createdAt + NO_BALANCE_MS - now;
  const report = refundReport(instruction, 'pending');
  const reference = rename(report.reference, 'W');
  return leftMs > 0
    ? { report: { ...report, raw: 'no_balance', reference }, againMs: leftMs }
    : null;
}

const NEVER = { againMs: null } as const;

/** What is told on a day that a test plays, about the payment or the refund that has it. */
export function playBadDay(
  day: BadDay,
  instruction: Instruction,
  { now, amountMinor }: Played,
): Answer {
  if (instruction.kind === 'refund') {
    if (day !== 'no_balance') {
      return { report: { ...refundReport(instruction, 'failed'), raw: day }, ...NEVER };
    }
    const answer = playNoBalance(instruction, now);
    return answer ?? { report: refundReport(instruction, 'processed'), ...NEVER };
  }
  const { payment, order } = instruction;
  switch (day) {
    case 'wrong_amount':
      return playWrongAmount(payment, amountMinor);
    case 'pending_for_days':
      return playPending(payment, payment.createdAt + PENDING_FOR_MS - now);
    case 'second_success':
      return { report: secondSuccess(instruction, now, amountMinor), ...NEVER };
    default: {
      const late = day === 'success_after_close' ? 'refund' : 'pay';
      return { report: { ...success({ payment, order }, now), late }, ...NEVER };
    }
  }
}

function success({ payment, order }: Pick<Charge, 'payment' | 'order'>, now: number) {
  const capture = captureOf(order, payment, now);
  return paymentReport(payment, capture === 'manual' ? 'authorized' : 'captured', null);
}

function secondSuccess(
  { payment, order }: Pick<Charge, 'payment' | 'order'>,
  now: number,
  amountMinor: number | null,
): PaymentReport {
  const count = order.attempts + 1;
  const report = success({ payment, order }, now);
  return {
    ...report,
    amountMinor: amountMinor ?? payment.amountMinor,
    reference: rename(report.reference, String(count)),
    // Twelve digits again.
    bankReference: `${report.bankReference}0${count}`.slice(-12),
    ...(payment.instrument === null ? {} : { instrument: payment.instrument }),
  };
}

function playWrongAmount(payment: Payment, amountMinor: number | null): Answer {
  const report = paymentReport(payment, 'captured', null);
  const wrong = amountMinor ?? takenMinor(payment) + WRONG_BY_MINOR;
  return { report: { ...report, raw: 'wrong_amount', amountMinor: wrong }, againMs: WRONG_FOR_MS };
}

/** Under another name, so that what is already pending is told anew. */
function playPending(payment: Payment, againMs: number): Answer {
  const report = paymentReport(payment, 'pending', null);
  const reference = rename(report.reference, 'D');
  return { report: { ...report, raw: 'pending_for_days', reference }, againMs };
}

function rename(reference: string | null, mark: string): string {
  return `${reference}-${mark}`;
}
