// Who proves nothing may have a payment asked about so often and no more: a browser that comes back
// says nothing that is believed, and anybody can open its address. What a processor tells is kept
// before it is taken: it does not tell it again.
import type { Account } from '../../core/account.ts';
import { isUndecided, type Payment } from '../../core/payment.ts';
import type { Counts, InstructionRow, Store } from '../../store/store.ts';
import type { Log } from '../log.ts';
import { logError } from '../log-error.ts';
import { chargeRow, type DueRow } from './instruction.ts';
import { LEASE_MS } from './lease.ts';

/** One inquiry in this time, whichever of several processes is told. */
export const HINT_EVERY_MS = 10_000;
const MINUTE_MS = 60_000;

/** Whether a payment may be asked about, by whoever proves nothing. */
export type MayHint = (account: Account, payment: Payment) => Promise<boolean>;

/**
 * `counts` are shared by several processes, each ten seconds of the clock by themselves; null:
 * there is one, which counts from the last. Each `kind` is counted apart; `now` is the real time in
 * milliseconds.
 */
export function createHints(kind: string, counts: Counts | null, now: () => number): MayHint {
  // In the order of their times, which are all of the last ten seconds.
  const asked = new Map<string, number>();
  const isFirst = async (account: number, id: number, at: number): Promise<boolean> => {
    if (counts === null) return true;
    const name = `${kind} ${id} ${Math.floor(at / HINT_EVERY_MS)}`;
    const count = { account, name, period: Math.floor(at / MINUTE_MS), total: 1 };
    return (await counts.add([count]))[0]?.total === 1;
  };
  return async ({ id: account }, { id }) => {
    const at = now();
    for (const [name, last] of asked) {
      if (Math.abs(at - last) < HINT_EVERY_MS) break;
      asked.delete(name);
    }
    const name = `${account} ${id.key}`;
    if (asked.has(name)) return false;
    asked.set(name, at);
    return isFirst(account, id.key, at);
  };
}

/**
 * Resolves once the hint is kept, so that it is asked about whatever becomes of this process, and
 * asks in the background. What is not signed is asked about a little later where it comes often.
 */
export type TakeHint = (
  account: Account,
  payment: Payment,
  hint: 'signed' | 'unsigned',
) => Promise<void>;

type Parts = {
  readonly store: Store;
  readonly perform: (row: DueRow) => Promise<unknown>;
  /** What is under way of it already. */
  readonly runningOf: (row: InstructionRow) => Promise<unknown> | undefined;
  readonly now: () => number;
  readonly log: Log;
};

export function createHintTaker(
  { store, perform, runningOf, now, log }: Parts,
  mayHint: MayHint,
): TakeHint {
  return async (account, payment, hint) => {
    // Its start is under way: who does that hears how it goes.
    if (payment.handover === undefined) return;
    const isUnproved = hint === 'unsigned';
    const isLimited = isUnproved && !(await mayHint(account, payment));
    // It is polled for anyway: what proves nothing changes nothing of that.
    const isPolled = isUnproved && isUndecided(payment);
    if (isPolled && isLimited) return;
    const dueAt = now() + (isLimited ? HINT_EVERY_MS : LEASE_MS);
    const wanted = { ...chargeRow(account, payment), sentAt: payment.createdAt, dueAt };
    const running = runningOf(wanted);
    const row = isPolled
      ? await findRow(store, wanted)
      : await store.bringForward(wanted, isLimited);
    const follow = async (): Promise<void> => {
      // It may have asked before that happened which is told now.
      await running?.catch(() => undefined);
      if (!isLimited) await perform(isUnproved ? { ...row, isUnproved } : row);
    };
    follow().catch((error) => logError(log, error, 'a hint of a processor could not be followed'));
  };
}

/** Of a row that is not there nobody removes or postpones one that comes meanwhile. */
const NOT_THERE = -1;

/** The row as it is kept, by now told; where there is none, what stands for it. */
export async function findRow(store: Store, wanted: InstructionRow): Promise<InstructionRow> {
  const row = (await store.findInstruction(wanted)) ?? { ...wanted, tries: NOT_THERE };
  return { ...row, sentAt: row.sentAt ?? wanted.sentAt };
}
