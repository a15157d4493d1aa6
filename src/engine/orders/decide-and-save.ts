// Runs one command: load, decide, save; decided again when somebody else was faster.
import { type Account, carrierOf } from '../../core/account.ts';
import type { Choice, Command, CreateOrder, PaymentReport } from '../../core/command.ts';
import { decide } from '../../core/decide.ts';
import type { Decision, Outcome } from '../../core/decision.ts';
import { decidePaid } from '../../core/create.ts';
import type { Evidence } from '../../core/evidence.ts';
import { type Failure, type Issue, isFailure, transient } from '../../core/failure.ts';
import type { Order } from '../../core/order.ts';
import type { InstrumentInput, Instrument, Payment } from '../../core/payment.ts';
import type { Context } from '../../core/state.ts';
import {
  type Answered,
  type Commit,
  DECIDED,
  type InstructionRow,
  type WebhookRow,
  type IdempotencyRecord,
  type Store,
} from '../../store/store.ts';
import { writeDecided } from '../idempotency/decided.ts';
import type { Finder } from './find.ts';
import { type Ids, nextUnused } from '../identity/ids.ts';
import { instructionRow } from '../processing/instruction.ts';
import type { KeyedLock } from './keyed-lock.ts';
import { linkRecordOf } from './link-record.ts';
import { loadState, NOTHING } from './load-state.ts';
import { findNamesake } from './namesake.ts';
import { openedReviews } from './opened-review.ts';
import { orderKeyOf, type OrderKeys } from './order-key.ts';
import { BEGINS_WITH_RECENT, type RecentOrders } from './recent-order.ts';

/** Thrown when the idempotency key got its answer meanwhile: whoever asked reads that answer. */
export class AlreadyAnswered extends Error {}

export type Extras = {
  /**
   * Makes the saved answer of an idempotent request from what it came to; null: it waits for a
   * processor.
   */
  readonly remember?: (result: Outcome | Failure | null) => IdempotencyRecord;
  /** Somebody waits for the refund's end: the processor is asked for it as soon as it was told. */
  readonly awaited?: true;
  /** The key, when its instruction was saved before: its answer is waited for, nothing is done. */
  readonly resumes?: string;
  /** The instruction that this command answers, and whether a key may wait for it. */
  readonly answered?: Answered & { readonly isKeyed: boolean };
};

/** How a command is carried out: what its caller waits for, and what pays for a new order. */
type Way = { readonly waits: boolean; readonly pays?: Instrument };

export type Abilities = Pick<Context, 'currencies' | 'canHold'>;

/** What the engine needs of those who deal with processors. */
export type Hooks = {
  /** Hears of work that can be done in the background, after its commit. */
  readonly announce: (row: InstructionRow) => void;
  /** Does work whose answer the caller waits for; null when it was done already. */
  readonly perform: (row: InstructionRow, extras: Extras) => Promise<Outcome | Failure | null>;
  readonly readInstrument: (
    account: Account,
    entry: InstrumentInput,
    now: number,
  ) => Instrument | readonly Issue[];
  /** The webhooks of what a decision announces, to be written in its commit. */
  readonly writeWebhooks: (account: Account, decision: Decision) => Promise<readonly WebhookRow[]>;
  /** Hears that webhooks wait to be delivered, after their commit. */
  readonly wakeDelivery: () => void;
  /** The token of the account's order whose page has this name; null when it is none. */
  readonly orderOfPage: (account: Account, name: string) => string | null;
  /** Hears of evidence that contradicts what is settled, after its commit. */
  readonly warn: (account: Account, evidence: Evidence) => void;
  /** What the account's connections can do of what is created; absent: all of it. */
  readonly abilitiesOf?: (account: Account, command: CreateOrder) => Promise<Abilities>;
  /** Whether the payment only waits for its customer at a step that this server shows itself. */
  readonly awaits: (account: Account, payment: Payment) => boolean;
  /** The report that the processor would give, had the customer chosen so. */
  readonly choose: (
    account: Account,
    payment: Payment,
    choice: Choice,
    capture: Order['capture'],
  ) => PaymentReport;
};

/** What the engine works with; made once, by createEngine. */
export type EngineParts = {
  readonly store: Store;
  readonly ids: Ids;
  readonly now: () => number;
  readonly nowOf: (account: Account) => number;
  readonly hooks: Hooks;
  readonly finder: Finder;
  readonly orderKeys: OrderKeys;
  readonly recent: RecentOrders;
  readonly lock: KeyedLock;
};

const ATTEMPTS_MAX = 100;

export async function decideAndSave(
  parts: EngineParts,
  account: Account,
  command: Command,
  extras: Extras,
  way: Way = { waits: isWaitedFor(command) },
): Promise<Outcome | Failure> {
  const turn = command.kind === 'createOrder' ? null : await orderLock(parts, account, command);
  const { decided, row } = await parts.lock(referenceLock(account, command), () =>
    parts.lock(turn, () => attempt(parts, account, command, extras, way)),
  );
  if (isFailure(decided)) return decided;
  if (row === null) return decided.outcome;
  if (!way.waits) {
    // A refund, or the release that it became: nobody waits for it, so it begins at once.
    if (row.kind === 'refund' || row.kind === 'void') parts.hooks.announce(row);
    return decided.outcome;
  }
  const { remember } = extras;
  const performed = await parts.hooks.perform(row, {
    ...(remember === undefined ? {} : { remember }),
    ...(row.kind === 'refund' ? { awaited: true } : {}),
  });
  return judge(performed ?? decided.outcome);
}

function isWaitedFor(command: Command): boolean {
  if (command.kind === 'createRefund') return command.awaited === true;
  return command.kind === 'capturePayment' || command.kind === 'voidPayment';
}

/** What the caller is told, and told again: a processor that has not answered is no success. */
function judge(result: Outcome | Failure): Outcome | Failure {
  if (isFailure(result) || (result.payment?.requested ?? null) === null) return result;
  return { failure: 'processor_unavailable', existing: result.aggregate };
}

/** What was saved, and the instruction that was saved with it. */
type Decided = {
  readonly decided: Decision | Failure;
  readonly row: InstructionRow | null;
};

async function attempt(
  parts: EngineParts,
  account: Account,
  command: Command,
  extras: Extras,
  { waits, pays }: Way,
): Promise<Decided> {
  const { ids, now, nowOf } = parts;
  const namesake = await findNamesake(parts, account, command);
  let withdrawn = false;
  for (let tries = 0; tries < ATTEMPTS_MAX; tries += 1) {
    // A new order is first tried without looking: its reference is nearly always free.
    const blind = tries === 0 && command.kind === 'createOrder' && namesake === null;
    const swift = tries === 0 && BEGINS_WITH_RECENT.has(command.kind);
    const sources = swift ? { ...parts, ...parts.recent.sources } : parts;
    const found = blind ? NOTHING : await loadState(sources, account, command);
    const state = namesake === null ? found : { ...found, namesake };
    const context = {
      now: nowOf(account),
      newId: () => nextUnused(state.aggregate, () => ids.next(now())),
      carrier: carrierOf(account),
      uniqueReferences: account.settings.uniqueReferences,
      ...(command.kind === 'createOrder' ? await parts.hooks.abilitiesOf?.(account, command) : {}),
    };
    let decision = decide(state, command, context);
    if (pays !== undefined) decision = decidePaid(decision, pays, context);
    // Another process may have changed what is remembered: the order itself is asked.
    if (swift && (isFailure(decision) || decision.changes === null)) continue;
    if (command.kind === 'cancelRefund' && !isFailure(decision)) {
      const existing = state.aggregate ?? decision.outcome.aggregate;
      withdrawn ||= await withdraw(parts, account, decision);
      if (!withdrawn) decision = { failure: 'refund_not_pending', existing };
    }
    const asks = isFailure(decision) ? null : decision.instruction;
    // An order that was there already: its payment is a step of its own, and has the answer.
    const kept = pays !== undefined && asks === null && !isFailure(decision) ? {} : extras;
    const reply = replyOf(decision, kept, waits && asks !== null);
    const key = waits ? (reply?.key ?? null) : null;
    const row = asks && instructionRow(account, asks, now(), { key, isAwaited: waits });
    if ((await write(parts, account, decision, kept, { row, reply })) === 'saved') {
      // Nothing is done with a new order before a payment of it is begun.
      if (!isFailure(decision) && decision.outcome.aggregate.payments.length > 0) {
        parts.orderKeys.remember(account.id, decision.outcome.aggregate);
        if (decision.changes !== null) {
          parts.recent.remember(account.id, decision.outcome.aggregate);
        }
      }
      return { decided: decision, row };
    }
    if (found.aggregate !== null) parts.recent.forget(account.id, found.aggregate);
  }
  throw new Error(`gave up after ${ATTEMPTS_MAX} conflicts`);
}

/** Takes a refund's instruction away before a processor gets it; false when one was told. */
async function withdraw(
  parts: EngineParts,
  account: Account,
  decision: Decision,
): Promise<boolean> {
  const { refund, payment, aggregate } = decision.outcome;
  if (refund === null || payment === null) throw new Error('a refund that is cancelled');
  const { order } = aggregate;
  const row = instructionRow(account, { kind: 'refund', refund, payment, order }, parts.now());
  return parts.store.markSent(row, parts.nowOf(account));
}

/** The refusal of a request before any order was looked at, with the answer it is remembered by. */
export async function saveRefusal(
  parts: EngineParts,
  account: Account,
  refusal: Failure,
  extras: Extras,
): Promise<void> {
  await write(parts, account, refusal, extras, { row: null, reply: replyOf(refusal, extras) });
}

/** What a key remembers from now on; null: nothing, and it may be used again. */
function replyOf(
  decision: Decision | Failure,
  { remember, answered }: Extras,
  waits = false,
): IdempotencyRecord | null {
  if (remember === undefined || answered !== undefined) return null;
  if (isFailure(decision)) return transient(decision) ? null : remember(decision);
  return remember(waits ? null : decision.outcome);
}

/** The answer of the key that waits for an instruction; null as long as it has none. */
function settlementOf(decision: Decision | Failure, { answered, remember }: Extras) {
  if (answered?.isKeyed !== true) return null;
  const result = judge(isFailure(decision) ? decision : decision.outcome);
  if (isFailure(result) && transient(result)) return null;
  return remember?.(result) ?? { status: DECIDED, headers: {}, body: writeDecided(result) };
}

/** Everything that a decision changed, in one commit with the answer it is remembered by. */
async function write(
  { store, ids, now, nowOf, hooks }: EngineParts,
  account: Account,
  decision: Decision | Failure,
  extras: Extras,
  { row: instruction, reply }: { readonly row: InstructionRow | null } & Pick<Commit, 'reply'>,
): Promise<'saved' | 'conflict'> {
  const failed = isFailure(decision);
  const answered = extras.answered ?? null;
  const changes = failed ? null : decision.changes;
  const reviews = openedReviews(decision, () => ids.next(now()), nowOf(account));
  const isNothing = changes === null && reviews.length === 0;
  if (isNothing && reply === null && answered === null) return 'saved';
  const events = failed ? [] : decision.events;
  const webhooks = failed ? [] : await hooks.writeWebhooks(account, decision);
  const { clockOffsetMs } = account;
  const saved = await store.save({
    account: account.id,
    changes,
    events,
    instruction,
    answered,
    settles: settlementOf(decision, extras),
    record: linkRecordOf(changes),
    webhooks,
    reviews,
    ...(failed || decision.decided === undefined ? {} : { decided: decision.decided }),
    reply,
    now: nowOf(account),
    clockOffsetMs,
  });
  if (saved === 'repeated') throw new AlreadyAnswered();
  if (saved === 'saved' && webhooks.length > 0) hooks.wakeDelivery();
  for (const { kind, evidence } of saved === 'saved' ? events : []) {
    if (kind === 'evidence.contradicted' && evidence !== undefined) hooks.warn(account, evidence);
  }
  return saved;
}

// Who creates an order and who creates a refund look at each other's references before they write
// their own: of one reference they take turns, so that the later one sees the earlier.
function referenceLock(account: Account, command: Command): string | null {
  if (command.kind !== 'createOrder' && command.kind !== 'createRefund') return null;
  return command.reference === null ? null : `${account.id} =${command.reference}`;
}

// Commands about one order take turns within this process, so that they rarely meet as conflicts:
// on PostgreSQL a conflict breaks up the whole group of commits that it is written with.
async function orderLock(
  parts: EngineParts,
  account: Account,
  command: Exclude<Command, { readonly kind: 'createOrder' }>,
): Promise<string> {
  const key = await orderKeyOf(parts, account, command);
  if (key !== null) return `${account.id} #${key}`;
  const names = 'target' in command ? command.target : command;
  return `${account.id} ${JSON.stringify(Object.values(names).find(Array.isArray))}`;
}
