// Gives instructions to processors after their commit and asks again while the outcome is open.
import type { Account } from '../../core/account.ts';
import type { PaymentReport } from '../../core/command.ts';
import type { Instruction, Outcome } from '../../core/decision.ts';
import type { Failure } from '../../core/failure.ts';
import { isUndecided, type Payment } from '../../core/payment.ts';
import { within } from '../../guard.ts';
import type { Report } from '../../gateways/simulator.ts';
import type { InstructionRow, Store } from '../../store/store.ts';
import type { Accounts } from '../identity/account.ts';
import type { Log } from '../log.ts';
import { logError } from '../log-error.ts';
import type { Engine } from '../orders/engine.ts';
import { settleAftermath } from './aftermath.ts';
import type { Carrier, Said } from './carrier.ts';
import { chargeRow, restore, settledReport } from './instruction.ts';
import { createHints, createHintTaker, type TakeHint } from './hint.ts';
import { LEASE_MS, renewWhile } from './lease.ts';
import { isMismatched, isSound, unknownReport } from './report.ts';
import { type Extras, AlreadyAnswered } from '../orders/decide-and-save.ts';

export type Instructions = {
  /** Submits a payment that has just been started, and tells what became of it. */
  readonly charge: (account: Account, payment: Payment) => Promise<Outcome | Failure>;
  /** Takes a report that did not come from asking: the customer's own step, or a test's wish. */
  readonly report: (
    account: Account,
    payment: Payment,
    report: PaymentReport,
    againMs: number | null,
  ) => Promise<Outcome | Failure>;
  /**
   * Asks now how a payment is doing that was begun at a processor. `pressed`: a customer wants to
   * leave it, which is counted apart from whoever only comes back.
   */
  readonly inquire: (
    account: Account,
    payment: Payment,
    hint: 'signed' | 'unsigned' | 'pressed',
  ) => Promise<Inquired>;
  /** The processor told that something happened: resolves once that is kept, and asks. */
  readonly hint: TakeHint;
  /** Performs an instruction now; joins in when that is already under way. */
  readonly perform: (row: InstructionRow, extras?: Extras) => Promise<Outcome | Failure | null>;
  /** Performs what waits for this account, refunds whether or not their moment has come. */
  readonly settle: (account: Account) => Promise<void>;
  /** Performs what is due at the real time; returns how many instructions that were. */
  readonly sweep: () => Promise<number>;
  /** Resolves when nothing is under way any more. */
  readonly finish: () => Promise<void>;
};

/**
 * `silent`: the processor said nothing of it. `limited`: somebody who proved nothing had it asked a
 * moment ago, and what is known by now has to do.
 */
export type Inquired = 'answered' | 'silent' | 'limited';

const SWEEP_MAX = 200;
const RETRY_FIRST_MS = 1000;
const RETRY_LAST_MS = 5 * 60 * 1000;
/** When to look again where a refund could not be told from ours. */
const UNSURE_MS = 60_000;
// Who has not answered by then is asked again later; one silent processor holds nobody else up.
const ANSWER_MAX_MS = 30_000;
// A refund is submitted and then asked about: two rounds, and one to see that nothing is left.
const SETTLE_ROUNDS = 3;

type Parts = {
  readonly store: Store;
  readonly engine: Engine;
  readonly accounts: Accounts;
  readonly carrierOf: (account: Account, payment: Payment) => Promise<Carrier>;
  readonly now: () => number;
  readonly log: Log;
};

/** `now` is the real time in milliseconds. */
export function createInstructions(parts: Parts): Instructions {
  const { store, engine, now } = parts;
  const underWay = new Map<string, Promise<Done>>();
  const mayHint = createHints('hint', store.counts, now);
  const mayPress = createHints('press', store.counts, now);

  const runningOf = (row: InstructionRow) => underWay.get(nameOf(row));
  const run = (row: InstructionRow, extras: Extras = {}): Promise<Done> => {
    const name = nameOf(row);
    const running = runningOf(row);
    if (running !== undefined) return running;
    const started = carryOut(parts, row, extras).finally(() => underWay.delete(name));
    underWay.set(name, started);
    return started;
  };
  const perform: Instructions['perform'] = async (row, extras) => (await run(row, extras)).result;
  const performAll = async (rows: readonly InstructionRow[]): Promise<void> => {
    const results = await Promise.allSettled(rows.map((row) => perform(row)));
    for (const result of results) {
      if (result.status === 'rejected') {
        logError(parts.log, result.reason, 'an instruction could not be carried out');
      }
    }
  };

  return {
    perform,
    charge: async (account, payment) => {
      const performed = await perform(chargeRow(account, payment));
      return performed ?? { failure: 'payment_not_found' };
    },
    inquire: async (account, payment, hint) => {
      // Its start is under way, here or elsewhere: who does that hears how it goes.
      if (payment.handover === undefined) return 'silent';
      if (hint === 'unsigned' && !(await mayHint(account, payment))) return 'limited';
      if (hint === 'pressed' && !(await mayPress(account, payment))) return 'limited';
      const asked = { ...chargeRow(account, payment), sentAt: payment.createdAt };
      const { heard } = await run(asked);
      return heard === null || heard === 'unknown' ? 'silent' : 'answered';
    },
    hint: createHintTaker({ ...parts, perform, runningOf }, mayHint),
    report: async (account, payment, report, againMs) => {
      await store.markSent(chargeRow(account, payment), engine.nowOf(account));
      const againAt = againMs === null ? null : now() + againMs;
      const answered = { id: payment.id.key, kind: 'charge', againAt, isKeyed: true } as const;
      return engine.execute(account, report, { answered });
    },
    settle: async (account) => {
      for (let round = 0; round < SETTLE_ROUNDS; round += 1) {
        const at = now();
        const rows = await store.accountInstructions(account.id);
        const due = rows.filter(
          (row) => row.kind === 'refund' || row.dueAt <= at || underWay.has(nameOf(row)),
        );
        if (due.length === 0) return;
        await performAll(due);
      }
    },
    sweep: async () => {
      const rows = await store.leaseInstructions(now(), now() + LEASE_MS, SWEEP_MAX);
      await performAll(rows);
      return rows.length;
    },
    finish: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay.values());
    },
  };
}

function nameOf({ account, id, kind }: InstructionRow): string {
  return `${account} ${kind} ${id}`;
}

/** What came of an instruction, and what the processor said; null: it was not asked. */
type Done = {
  readonly result: Outcome | Failure | null;
  readonly heard: Report['state'] | null;
};

async function carryOut(parts: Parts, row: InstructionRow, extras: Extras): Promise<Done> {
  const { store, engine, accounts } = parts;
  const known = await accounts.findById(row.account);
  if (known === null) throw new Error('an instruction without its account');
  const at = engine.nowOf(known.account);
  try {
    return await carryOutAt(parts, known.account, row, extras, at);
  } catch (error) {
    // What fails waits as well; else it would stand before all others in every sweep.
    if (!(error instanceof AlreadyAnswered)) {
      const againAt = parts.now() + retryAfterMs(row);
      await putOff(store, row, againAt, at).catch(() => undefined);
    }
    throw error;
  }
}

async function carryOutAt(
  parts: Parts,
  account: Account,
  row: InstructionRow,
  extras: Extras,
  at: number,
): Promise<Done> {
  const { store, engine, carrierOf } = parts;
  const isKeyed = row.key !== null;
  // Nobody withdraws a refund without marking it first, so it may be told as it was a moment ago.
  const recent = row.kind === 'refund' ? engine.recall(row.account, row.orderKey) : null;
  const known = recent && restore(recent, row);
  const aggregate = known ? recent : await store.loadOrder(row.account, row.orderKey);
  if (aggregate === null) throw new Error('an instruction without its order');
  const instruction = known ?? restore(aggregate, row);
  if (instruction === null) {
    // Settled by another way meanwhile: whoever waits under the key hears how it stands.
    const answered = { id: row.id, kind: row.kind, againAt: null, isKeyed };
    const settled = isKeyed ? settledReport(aggregate, row) : null;
    const heard = null;
    if (settled !== null) {
      return { result: await engine.execute(account, settled, { ...extras, answered }), heard };
    }
    await putOff(store, row, null, at);
    return { result: null, heard };
  }
  const carrier = await carrierOf(account, instruction.payment);
  const isFirst = mayBegin(instruction, row) && (await store.markSent(row, at));
  const stopRenewing = renewWhile(parts, isFirst ? { ...row, tries: row.tries + 1 } : row);
  const asked = ask(parts, carrier, instruction, isFirst, row, at);
  const answer = await asked.finally(stopRenewing);
  const againAt = answer.againMs === null ? null : parts.now() + answer.againMs;
  // A key that waits for a refund is somebody who does.
  const isAwaited = extras.awaited === true || (row.kind === 'refund' && isKeyed);
  if (isFirst && isAwaited && answer.report.state === 'pending') {
    // Saved first, as the processor's own name for it may be needed to ask; the key still waits.
    await engine.execute(account, answer.report, {
      answered: { id: row.id, kind: row.kind, againAt, isKeyed: false },
    });
    return carryOutAt(parts, account, { ...row, sentAt: at, tries: row.tries + 1 }, extras, at);
  }
  // Kept until what follows is done: it comes again should this process die before.
  const follows = row.kind === 'charge' && instruction.payment.connection !== undefined;
  const keptAt = follows ? parts.now() + LEASE_MS : againAt;
  const answered = { id: row.id, kind: row.kind, againAt: keptAt, isKeyed };
  const result = await engine.execute(account, answer.report, { ...extras, answered });
  if (follows) {
    const isDone = await settleAftermath(parts, account, carrier, instruction, answer);
    await putOff(store, row, isDone ? againAt : soonest(againAt, parts.now() + UNSURE_MS), at);
  }
  return { result, heard: answer.report.state };
}

function soonest(one: number | null, other: number): number {
  return one === null ? other : Math.min(one, other);
}

/** Whether it may be told for the first time; a payment that is over meanwhile is not begun. */
function mayBegin({ kind, payment }: Instruction, { sentAt }: InstructionRow): boolean {
  return sentAt === null && (kind !== 'charge' || isUndecided(payment));
}

/** Tells the processor the first time, then only asks. Silence is the report `unknown`. */
async function ask(
  { log }: Parts,
  carrier: Carrier,
  instruction: Instruction,
  isFirst: boolean,
  row: InstructionRow,
  at: number,
): Promise<Said> {
  const retryMs = retryAfterMs(row);
  try {
    const asked = isFirst ? carrier.submit(instruction, at) : carrier.inquire(instruction, at, row);
    const said = await within(ANSWER_MAX_MS, asked, () => new Error('no answer'));
    const { report, againMs } = said;
    if (isSound(report, instruction)) {
      const wrong = isMismatched(report, instruction);
      if (wrong) log.error({ processor: carrier.name }, 'another amount than was asked');
      const isWatch = instruction.kind === 'charge' && instruction.payment.connection !== undefined;
      const again = isWatch
        ? watchAgainMs(instruction.payment, said, retryMs)
        : askAgainMs(report, againMs, retryMs);
      return { ...said, againMs: wrong ? Math.max(retryMs, again ?? 0) : again };
    }
    log.error({ processor: carrier.name }, 'a report that is not about what was asked');
  } catch (error) {
    log.warn({ processor: carrier.name, error: String(error) }, 'the processor did not answer');
  }
  return { report: unknownReport(instruction), againMs: retryMs };
}

function retryAfterMs({ tries }: InstructionRow): number {
  return Math.min(RETRY_FIRST_MS * 2 ** Math.min(tries, 20), RETRY_LAST_MS);
}

/** An outcome that is still open is always asked about again; no other is. */
function askAgainMs({ state }: Report, againMs: number | null, retryMs: number): number | null {
  if (state === 'unknown') return retryMs;
  if (state !== 'pending') return null;
  return againMs !== null && Number.isSafeInteger(againMs) && againMs >= 0 ? againMs : retryMs;
}

/** What is watched has no state in which it is over: its carrier says when to look again. */
function watchAgainMs(payment: Payment, { report, againMs }: Said, retryMs: number): number | null {
  if (againMs !== null && Number.isSafeInteger(againMs) && againMs >= 0) return againMs;
  const isOpen = report.state === 'unknown' || report.state === 'pending';
  return isUndecided(payment) && isOpen ? retryMs : null;
}

/** Lets an instruction wait until `againAt`; forgets it when that is null. */
async function putOff(
  store: Store,
  row: InstructionRow,
  againAt: number | null,
  now: number,
): Promise<void> {
  const answered = { id: row.id, kind: row.kind, againAt };
  const nothing = { changes: null, events: [], instruction: null, record: null, reply: null };
  const at = { now, clockOffsetMs: 0 };
  await store.save({ ...nothing, account: row.account, answered, webhooks: [], ...at });
}
