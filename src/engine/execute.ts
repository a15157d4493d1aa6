// Carries a command out: load, decide, save; decided again when somebody else was faster.
import type { Account } from '../core/account.ts';
import type { Command, Query } from '../core/command.ts';
import { asOf, decide, type State } from '../core/decide.ts';
import type { Decision, Outcome } from '../core/decision.ts';
import { type Failure, isFailure } from '../core/failure.ts';
import type { Locator } from '../core/id.ts';
import type { Aggregate } from '../core/order.ts';
import type { Refund } from '../core/refund.ts';
import type { InstructionRow, ReplyRow, Store } from '../store/store.ts';
import type { Identity } from './identity.ts';

/** Thrown when the idempotency key got its answer meanwhile: whoever asked reads that answer. */
export class Repeated extends Error {}

export type Extras = {
  /** Makes the saved answer of an idempotent request from what it came to. */
  readonly remember?: (result: Outcome | Failure) => ReplyRow;
  /** The instruction that this command answers. */
  readonly answered?: { readonly id: number; readonly againAt: number | null };
};

export type Engine = {
  readonly find: (account: Account, query: Query) => Promise<Outcome | Failure>;
  readonly execute: (
    account: Account,
    command: Command,
    extras?: Extras,
  ) => Promise<Outcome | Failure>;
  /** Saves an answer that changed nothing else. */
  readonly remember: (account: Account, reply: ReplyRow) => Promise<void>;
  readonly nowOf: (account: Account) => number;
};

const ATTEMPTS_MAX = 100;
const NOTHING: State = Object.freeze({ aggregate: null, claimed: null });

/**
 * `now` is the real time in milliseconds; `onInstruction` hears of work for a processor after its commit.
 * `execute` throws when the database fails; then nothing was written.
 */
export function createEngine(
  store: Store,
  identity: Identity,
  now: () => number,
  onInstruction: (row: InstructionRow) => void,
): Engine {
  const nowOf = (account: Account): number => now() + account.clockOffsetMs;
  const turns = createTurns();

  const findOrder = async (
    account: Account,
    locators: readonly Locator[],
  ): Promise<Aggregate | null> => {
    for (const locator of locators) {
      const found = await locateOrder(store, identity, account.id, locator);
      if (found !== null) return found;
    }
    return null;
  };

  const loadState = async (account: Account, command: Command): Promise<State> => {
    switch (command.kind) {
      case 'createOrder': {
        const { reference } = command;
        const aggregate =
          reference === null ? null : await store.loadOrderByReference(account.id, reference);
        return { aggregate: aggregate && asOf(aggregate, nowOf(account)), claimed: null };
      }
      case 'createRefund': {
        const { reference } = command;
        const claimed =
          reference === null ? null : await store.findRefundByReference(account.id, reference);
        return { aggregate: await findOrder(account, command.order), claimed };
      }
      case 'expireOrder':
      case 'reportPayment':
      case 'reportRefund':
        return { aggregate: await store.loadOrder(account.id, command.orderKey), claimed: null };
      default:
        return { aggregate: await findOrder(account, command.order), claimed: null };
    }
  };

  const saveDecision = async (
    account: Account,
    decision: Decision | Failure,
    extras: Extras,
  ): Promise<'saved' | 'conflict'> => {
    const failed = isFailure(decision);
    const result = failed ? decision : decision.outcome;
    const reply = extras.remember?.(result) ?? null;
    const answered = extras.answered ?? null;
    const changes = failed ? null : decision.changes;
    const instruction = failed ? null : instructionRow(account, decision, nowOf(account));
    if (changes === null && reply === null && answered === null) return 'saved';
    const events = failed ? [] : decision.events;
    const commit = { account: account.id, changes, events, instruction, answered, reply };
    const saved = await store.save({ ...commit, now: nowOf(account) });
    if (saved === 'repeated') throw new Repeated();
    if (saved === 'saved' && instruction !== null) onInstruction(instruction);
    return saved;
  };

  const attempt = async (
    account: Account,
    command: Command,
    extras: Extras,
  ): Promise<Outcome | Failure> => {
    for (let tries = 0; tries < ATTEMPTS_MAX; tries += 1) {
      // A new order is first tried without looking: its reference is nearly always free.
      const blind = tries === 0 && command.kind === 'createOrder';
      const state = blind ? NOTHING : await loadState(account, command);
      const at = nowOf(account);
      const decision = decide(state, command, {
        now: at,
        newId: () => identity.next(now()),
        processor: account.processor,
        uniqueReferences: account.settings.uniqueReferences,
      });
      const saved = await saveDecision(account, decision, extras);
      if (saved === 'saved') return isFailure(decision) ? decision : decision.outcome;
    }
    throw new Error(`gave up after ${ATTEMPTS_MAX} conflicts`);
  };

  return {
    nowOf,
    find: async (account, query) => {
      const found = await findOrder(account, query.order);
      if (found === null) return { failure: 'order_not_found' };
      const aggregate = asOf(found, nowOf(account));
      if (query.kind === 'findOrder') return { aggregate, payment: null, refund: null };
      const refund = pickRefund(aggregate, query.refund);
      if (refund === null) return { failure: 'refund_not_found', existing: aggregate };
      return { aggregate, payment: null, refund };
    },
    execute: (account, command, extras = {}) =>
      turns(turnOf(account, command), () => attempt(account, command, extras)),
    remember: async (account, reply) => {
      const commit = { changes: null, events: [], instruction: null, answered: null };
      await store.save({ ...commit, account: account.id, reply, now: nowOf(account) });
    },
  };
}

async function locateOrder(
  store: Store,
  identity: Identity,
  account: number,
  locator: Locator,
): Promise<Aggregate | null> {
  if (locator.by === 'reference') return store.loadOrderByReference(account, locator.reference);
  const key = identity.keyOf(locator);
  const found = key === null ? null : await store.loadOrder(account, key);
  if (found === null) return null;
  const { id } = found.order;
  return locator.by === 'token' && locator.token !== id.token ? null : found;
}

function pickRefund(aggregate: Aggregate, locators: readonly Locator[]): Refund | null {
  for (const locator of locators) {
    const found = aggregate.refunds.find((refund) => {
      if (locator.by === 'reference') return refund.reference === locator.reference;
      if (locator.by === 'number') return refund.id.number === locator.number;
      return refund.id.token === locator.token;
    });
    if (found !== undefined) return found;
  }
  return null;
}

// Whoever starts a payment also submits it; should that process die, the sweep does, this much later.
const CHARGE_LEFT_MS = 5000;

function instructionRow(account: Account, decision: Decision, at: number): InstructionRow | null {
  const { instruction } = decision;
  if (instruction === null) return null;
  const isCharge = instruction.kind === 'charge';
  const subject = isCharge ? instruction.payment : instruction.refund;
  return {
    account: account.id,
    id: subject.id.key,
    orderKey: subject.orderKey,
    kind: instruction.kind,
    dueAt: isCharge ? at + CHARGE_LEFT_MS : at,
    sentAt: null,
    tries: 0,
  };
}

// Commands about one order take turns within this process, so that they rarely meet as conflicts.
function turnOf(account: Account, command: Command): string | null {
  if (command.kind === 'createOrder') {
    return command.reference === null ? null : `${account.id} ${command.reference}`;
  }
  if ('orderKey' in command) return `${account.id} #${command.orderKey}`;
  const first = command.order[0];
  return first === undefined ? null : `${account.id} ${JSON.stringify(first)}`;
}

function createTurns(): <T>(name: string | null, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    if (name === null) return work();
    const before = last.get(name);
    const mine = before === undefined ? work() : before.then(work, work);
    last.set(name, mine);
    const leave = (): void => {
      if (last.get(name) === mine) last.delete(name);
    };
    mine.then(leave, leave);
    return mine;
  };
}
