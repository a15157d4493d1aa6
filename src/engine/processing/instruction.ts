// Instructions between the database and a processor: as rows, and as they stand today.
import { type Account, NO_PROCESSOR } from '../../core/account.ts';
import type { PaymentReport } from '../../core/command.ts';
import type { Instruction, Outcome } from '../../core/decision.ts';
import type { Failure } from '../../core/failure.ts';
import type { Aggregate } from '../../core/order.ts';
import { isUndecided, type Payment } from '../../core/payment.ts';
import { ELSEWHERE, type Simulator } from '../../gateways/simulator.ts';
import type { InstructionRow } from '../../store/store.ts';

/** What stands for the account's processor on our own pages; throws when it is not there. */
export function simulatorOf(
  simulators: ReadonlyMap<string, Simulator>,
  account: Account,
): Simulator {
  const simulator = findSimulator(simulators, account);
  if (simulator === null) throw new Error(`no processor "${account.processor}"`);
  return simulator;
}

export function findSimulator(
  simulators: ReadonlyMap<string, Simulator>,
  { processor }: Account,
): Simulator | null {
  return processor === NO_PROCESSOR ? ELSEWHERE : (simulators.get(processor) ?? null);
}

/**
 * `isUnproved`: who asks for it proved nothing, so it takes no place of who waits. `isSwept`: its
 * time has come, and nobody waits for what comes of it. `withinMs`: a customer waits so long.
 * `isToldOnly`: who was told already is not asked.
 */
export type DueRow = InstructionRow & {
  readonly isUnproved?: boolean;
  readonly isSwept?: boolean;
  readonly withinMs?: number;
  readonly isToldOnly?: boolean;
};

export type Charge = (
  account: Account,
  payment: Payment,
  asked?: Pick<DueRow, 'withinMs'>,
) => Promise<Outcome | Failure>;

export function chargeRow(account: Account, payment: Payment): InstructionRow {
  const { id, orderKey, createdAt: dueAt } = payment;
  const fresh = { kind: 'charge', dueAt, sentAt: null, tries: 0, key: null } as const;
  return { account: account.id, id: id.key, orderKey, ...fresh };
}

// Whoever starts a payment also submits it; should that process die, the sweep does, this much
// later. The same for everything whose answer somebody waits for.
const WAITED_FOR_MS = 5000;

/**
 * `now` is the real time in milliseconds; `key` the idempotency key whose answer waits for it.
 * `isAwaited`: a refund that its sender waits for; whatever else a processor is told is waited for.
 */
export function instructionRow(
  account: Account,
  instruction: Instruction,
  now: number,
  { key = null, isAwaited = false }: { key?: string | null; isAwaited?: boolean } = {},
): InstructionRow {
  const { kind } = instruction;
  const subject = kind === 'refund' ? instruction.refund : instruction.payment;
  return {
    account: account.id,
    id: subject.id.key,
    orderKey: subject.orderKey,
    kind,
    dueAt: kind === 'refund' && !isAwaited ? now : now + WAITED_FOR_MS,
    sentAt: null,
    tries: 0,
    key,
  };
}

/** A report that says nothing new of a payment that is settled already; null: there is none. */
export function settledReport(aggregate: Aggregate, { id }: InstructionRow): PaymentReport | null {
  const payment = aggregate.payments.find((each) => each.id.key === id);
  if (payment === undefined) return null;
  const { orderKey, amountMinor, currency } = payment;
  const names = { raw: '', reference: null, bankReference: null, decline: null };
  const about = { orderKey, paymentKey: id, amountMinor, currency };
  return { kind: 'reportPayment', state: 'unknown', ...about, ...names };
}

/** The instruction as it stands today; null when its payment or refund is settled already. */
export function restore(aggregate: Aggregate, { id, kind }: InstructionRow): Instruction | null {
  if (kind === 'refund') {
    const refund = aggregate.refunds.find((each) => each.id.key === id);
    if (refund === undefined || refund.status !== 'pending') return null;
    const payment = aggregate.payments.find((each) => each.id.key === refund.paymentKey);
    return payment === undefined ? null : { kind, refund, payment, order: aggregate.order };
  }
  const payment = aggregate.payments.find((each) => each.id.key === id);
  if (payment === undefined) return null;
  // What a processor carries is watched when it is settled, too: it may say something else later.
  const isWatched = isUndecided(payment) || payment.connection !== undefined;
  const open = kind === 'charge' ? isWatched : payment.requested === kind;
  return open ? { kind, payment, order: aggregate.order } : null;
}
