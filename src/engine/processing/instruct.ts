// Gives instructions to processors after their commit and asks again while the outcome is open.
import type { Account } from '../../core/account.ts';
import type { PaymentReport } from '../../core/command.ts';
import type { Instruction, Outcome } from '../../core/decision.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import { isUndecided, type Payment } from '../../core/payment.ts';
import { within } from '../../guard.ts';
import type { Report } from '../../gateways/simulator.ts';
import type { Answered, InstructionRow, Store } from '../../store/store.ts';
import type { Accounts } from '../identity/account.ts';
import type { Log } from '../log.ts';
import type { Engine } from '../orders/engine.ts';
import { settleAftermath } from './aftermath.ts';
import type { Carrier, Said } from './carrier.ts';
import { type Charge, chargeRow, type DueRow, restore, settledReport } from './instruction.ts';
import { createHints, createHintTaker, findRow, type TakeHint } from './hint.ts';
import { LEASE_MS, renewWhile } from './lease.ts';
import { createNamedHints, type TakeNamedHint } from './named-hint.ts';
import { createPoller, performEach } from './poller.ts';
import { isMismatched, isSound, unknownReport } from './report.ts';
import { askAgainMs, goOnAsking, retryAfterMs, soonest, watchAgainMs } from './retry.ts';
import { type Extras, AlreadyAnswered } from '../orders/decide-and-save.ts';

export type Instructions = {
  /** Submits a payment that has just been started, and tells what became of it. */
  readonly charge: Charge;
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
  /** The same by our name for the payment, which nobody may have yet. */
  readonly hintByName: TakeNamedHint;
  /** Performs an instruction now; joins in when that is already under way. */
  readonly perform: (row: DueRow, extras?: Extras) => Promise<Outcome | Failure | null>;
  /** Performs what waits for this account, refunds whether or not their moment has come. */
  readonly settle: (account: Account) => Promise<void>;
  /** Begins what is due at the real time: nothing waits for a processor that does not answer. */
  readonly poll: () => Promise<void>;
  /** The same, and waits for what it began; returns how many instructions that were. */
  readonly sweep: () => Promise<number>;
  /** Resolves when nothing is under way any more. */
  readonly finish: () => Promise<void>;
};

/**
 * `silent`: the processor said nothing of it. `limited`: somebody who proved nothing had it asked a
 * moment ago, and what is known by now has to do.
 */
export type Inquired = 'answered' | 'silent' | 'limited';

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
  const run = (row: DueRow, extras: Extras = {}): Promise<Done> => {
    const name = nameOf(row);
    const running = runningOf(row);
    if (running !== undefined) return running;
    const started = carryOut(parts, row, extras).finally(() => underWay.delete(name));
    underWay.set(name, started);
    return started;
  };
  const perform: Instructions['perform'] = async (row, extras) => (await run(row, extras)).result;
  const hint = createHintTaker({ ...parts, perform, runningOf }, mayHint);
  const namedHints = createNamedHints({ engine, hint, now });
  const poller = createPoller({ ...parts, perform });

  return {
    perform,
    charge: async (account, payment, asked) => {
      const performed = await perform({ ...chargeRow(account, payment), ...asked });
      return performed ?? { failure: 'payment_not_found' };
    },
    inquire: async (account, payment, by) => {
      // Its start is under way, here or elsewhere: who does that hears how it goes.
      if (payment.handover === undefined) return 'silent';
      if (by === 'unsigned' && !(await mayHint(account, payment))) return 'limited';
      if (by === 'pressed' && !(await mayPress(account, payment))) return 'limited';
      const wanted = { ...chargeRow(account, payment), sentAt: payment.createdAt };
      const row = await findRow(store, wanted);
      const { heard } = await run(by === 'unsigned' ? { ...row, isUnproved: true } : row);
      return heard === null || heard === 'unknown' ? 'silent' : 'answered';
    },
    hint,
    hintByName: namedHints.take,
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
        await performEach(parts.log, perform, due);
      }
    },
    poll: async () => {
      await namedHints.lookAgain();
      await poller.poll();
    },
    sweep: async () => {
      await namedHints.lookAgain();
      return poller.sweep();
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

async function carryOut(parts: Parts, row: DueRow, extras: Extras): Promise<Done> {
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
      await putOff(store, row, { againAt }, at).catch(() => undefined);
    }
    throw error;
  }
}

async function carryOutAt(
  parts: Parts,
  account: Account,
  row: DueRow,
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
    await putOff(store, row, { againAt: null }, at);
    return { result: null, heard };
  }
  const carrier = await carrierOf(account, instruction.payment);
  const isFirst = mayBegin(instruction, row) && (await store.markSent(row, at));
  if (!isFirst && row.isToldOnly === true) return { result: null, heard: null };
  const held = isFirst ? { ...row, tries: row.tries + 1 } : row;
  const stopRenewing = renewWhile(parts, held);
  const asked = ask(parts, carrier, instruction, isFirst, row, at);
  const answer = goOnAsking(aggregate, await asked.finally(stopRenewing), row);
  // Its row comes when it would have come.
  const isLeft = answer.isCrowded || (answer.isPutOff && row.isUnproved);
  if (isLeft) return { result: null, heard: null };
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
  const { id, kind } = row;
  const { tries } = held;
  const answered = follows
    ? ({ id, kind, againAt: parts.now() + LEASE_MS, isKeyed, tries, isHeld: true } as const)
    : { id, kind, againAt, isKeyed };
  const result = await engine.execute(account, answer.report, { ...extras, answered });
  if (follows) {
    const isDone = await settleAftermath(parts, account, carrier, instruction, answer);
    // What was told meanwhile is looked at again whatever became of this.
    const isWhole = isDone && !isHandedOver(result, instruction);
    const next = isWhole ? againAt : soonest(againAt, parts.now() + UNSURE_MS);
    await putOff(store, row, { againAt: next, tries }, at);
  }
  return { result, heard: answer.report.state };
}

/** Whether somebody may pay it by now who could not when it was asked about. */
function isHandedOver(result: Outcome | Failure, { payment: before }: Instruction): boolean {
  if (isFailure(result) || before.handover !== undefined) return false;
  return result.payment?.handover !== undefined;
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
  row: DueRow,
  at: number,
): Promise<Said> {
  const retryMs = retryAfterMs(row);
  try {
    const asked = isFirst
      ? carrier.submit(instruction, at, row)
      : carrier.inquire(instruction, at, row);
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

/** Lets an instruction wait until `againAt`; forgets it when that is null. */
async function putOff(
  store: Store,
  { account, id, kind }: InstructionRow,
  next: Pick<Answered, 'againAt' | 'tries'>,
  now: number,
): Promise<void> {
  const answered = { id, kind, ...next };
  const nothing = { changes: null, events: [], instruction: null, record: null, reply: null };
  const at = { now, clockOffsetMs: 0 };
  await store.save({ ...nothing, account, answered, webhooks: [], ...at });
}
