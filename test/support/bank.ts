// A processor in memory that really keeps money, behind a whole engine: its books are the oracle,
// and a test says what its customers do and which of its answers get lost.
import { DEFAULT_SETTINGS, NO_PROCESSOR } from '../../src/core/account.ts';
import type { CreateOrder } from '../../src/core/command.ts';
import type { Aggregate } from '../../src/core/order.ts';
import type { Payment } from '../../src/core/payment.ts';
import type { Budget } from '../../src/engine/processing/budget.ts';
import { createCall } from '../../src/engine/processing/call.ts';
import { createCarrier } from '../../src/engine/processing/carrier.ts';
import type { Restored } from '../../src/engine/processing/restored.ts';
import type { Dialect } from '../../src/gateways/dialect.ts';
import type {
  Attempt,
  Connection,
  Found,
  Given,
  PaymentAsk,
  Processor,
  RefundAsk,
  RefundFinding,
  Unknown,
} from '../../src/gateways/processor.ts';
import type { Store } from '../../src/store/store.ts';
import { type Bank, DAY_MS, newBank, changeState } from './bank-book.ts';
import { orderCommand } from './call.ts';
import { expectOutcome, openRig, type Rig } from './engine.ts';
import { BANK, TEST_PROCESSOR } from './processor.ts';

export type BankRules = Partial<Pick<Processor, 'lateSuccess' | 'watchMs'>> & {
  readonly cannotRelease?: true;
  /** It keeps no name of ours for a refund, and tells of each, of their sum, or of the latest. */
  readonly unnamed?: 'list' | 'sum' | 'latest';
  /** A file, or the store of another, to open the same engine twice. */
  readonly path?: string;
  readonly store?: Store;
  /** Of an earlier engine, which is gone. */
  readonly bank?: Bank;
  readonly now?: number;
  /** Of several processes; drawn unless it is given. */
  readonly place?: number;
  /** After so many writes to the database the process is gone; it lives on unless it is given. */
  readonly diesAfter?: number;
  /** What stands before its database. */
  readonly wrap?: (store: Store) => Store;
  /** What it may be asked; everything unless it is given. */
  readonly budget?: (now: () => number) => Budget;
  /** Who makes webhooks of what happens; nobody unless it is given. */
  readonly dialects?: readonly Dialect[];
  /** What its database says of a restore; nothing unless it is given. */
  readonly restored?: (store: Store) => Promise<Restored>;
};

export type BankRig = Rig & {
  readonly bank: Bank;
  readonly order: (changes?: Partial<CreateOrder>) => Promise<number>;
  /** The customer presses the button. */
  readonly begin: (orderKey: number) => Promise<Payment>;
  readonly read: (orderKey: number) => Promise<Aggregate>;
  /** Whatever is due in this time is done, in steps as small as the engine asks. */
  readonly pass: (ms: number, stepMs?: number) => Promise<void>;
  /** A hint arrives. */
  readonly hint: (payment: Payment) => Promise<void>;
};

const CONNECTION: Connection = {
  id: 7,
  account: 1,
  processor: BANK,
  mode: 'test',
  credentials: [{}],
  baseUrl: null,
};
const SILENT: Unknown = Object.freeze({ kind: 'unknown', raw: 'no answer' });

/** The attempt becomes what was asked for, where that can be. */
function settle(
  bank: Bank,
  { name, attempt: asked }: PaymentAsk,
  state: 'captured' | 'voided',
  amountMinor?: number,
): { readonly kind: 'attempted'; readonly attempt: Attempt } | Unknown {
  const find = () => bank.accounts.get(name)?.attempts.find(({ theirs }) => theirs === asked);
  const own = find();
  if (own?.state === 'authorized') {
    changeState(bank, own.theirs, { state, ...(amountMinor === undefined ? {} : { amountMinor }) });
  }
  const attempt = find();
  return attempt === undefined ? SILENT : { kind: 'attempted', attempt };
}

/** Under our name for it once, where that is kept, and never more than there is. */
function giveBack(bank: Bank, { name, attempt, refundName, refund }: RefundAsk, isNamed: boolean) {
  const attempts = bank.accounts.get(name)?.attempts ?? [];
  const paid = attempts.find(({ theirs }) => theirs === attempt);
  if (paid === undefined) return { kind: 'absent', raw: 'no such payment' } as const;
  const there = bank.refunds.find(({ ours }) => ours === refundName);
  if (isNamed && there !== undefined) return { kind: 'refunded', refund: there } as const;
  if (bank.refusal !== null) return bank.refusal;
  const last = bank.refunds.at(-1);
  if (bank.isRepeating && last !== undefined) return { kind: 'refunded', refund: last } as const;
  const { amountMinor, currency } = refund;
  const before = bank.refunds.filter((each) => each.attempt === attempt && each.state !== 'failed');
  const givenMinor = before.reduce((sum, each) => sum + (each.amountMinor ?? 0), 0);
  if (paid.state !== 'captured' || amountMinor > (paid.amountMinor ?? 0) - givenMinor) {
    return { kind: 'refused', why: 'input', again: 'never', raw: 'more than there is' } as const;
  }
  const made = {
    ...{
      name,
      theirs: `refund-${bank.refunds.length + 1}`,
      ours: isNamed ? refundName : null,
      attempt,
    },
    ...{ state: bank.refundState, raw: bank.refundState, amountMinor, currency },
    bankReference: null,
  };
  bank.refunds.push(made);
  return { kind: 'refunded', refund: made } as const;
}

function processorOf(bank: Bank, rules: BankRules, isAlive: () => boolean): Processor {
  const unread = { read: () => SILENT };
  const question = <Ask extends PaymentAsk, Result>(
    name: string,
    answer: (ask: Ask) => Result,
  ) => ({
    ...unread,
    request: (ask: Ask): Result | Unknown => {
      if (!isAlive()) return SILENT;
      bank.asked.push(`${name} ${ask.name}`);
      const fault = bank.fault(name);
      if (fault === 'unheard') return SILENT;
      const answered = answer(ask);
      return fault === 'unanswered' ? SILENT : answered;
    },
  });
  const { unnamed } = rules;
  const named: Processor = {
    ...TEST_PROCESSOR,
    lateSuccess: rules.lateSuccess ?? 'refund',
    watchMs: rules.watchMs ?? DAY_MS,
    start: {
      ...unread,
      request: (ask) => {
        if (!isAlive()) return SILENT;
        bank.asked.push(`start ${ask.name}`);
        const fault = bank.fault('start');
        if (fault === 'unheard') return SILENT;
        bank.accounts.set(ask.name, { name: ask.name, order: 'open', attempts: [] });
        if (fault === 'unanswered') return SILENT;
        const step = { kind: 'redirect', url: `https://bank.example/${ask.name}` } as const;
        return { kind: 'started', theirOrder: `order-${ask.name}`, step };
      },
    },
    inquire: question('inquire', (ask): Found => {
      const account = bank.accounts.get(ask.name);
      if (account === undefined)
        return { kind: 'found', order: 'absent', attempts: [], refunds: [] };
      const isTold = unnamed === undefined || unnamed === 'list';
      const refunds = bank.refunds.filter(({ name }) => isTold && name === ask.name);
      return { kind: 'found', order: account.order, attempts: [...account.attempts], refunds };
    }),
    capture: question('capture', (ask) => settle(bank, ask, 'captured', ask.amountMinor)),
    ...(rules.cannotRelease
      ? {}
      : { release: question('release', (ask) => settle(bank, ask, 'voided')) }),
    withdraw: question('withdraw', (ask) => {
      const account = bank.accounts.get(ask.name);
      if (account !== undefined) account.order = 'closed';
      return { kind: 'withdrawn', raw: 'withdrawn' } as const;
    }),
    refund: question('refund', (ask) => giveBack(bank, ask, unnamed === undefined)),
    inquireRefund: question('inquireRefund', ({ refundName, refund }) => {
      const number = refund.processorReference;
      const there = bank.refunds.find(
        ({ ours, theirs }) => ours === refundName || (number !== null && theirs === number),
      );
      if (there === undefined) return { kind: 'absent', raw: 'never seen' } as const;
      return { kind: 'refunded', refund: there } as const;
    }),
  };
  if (unnamed === undefined) return named;
  const inquireGiven = question('inquireGiven', (ask) => givenOf(bank, ask.attempt, unnamed));
  return { ...named, identifies: 'difference', inquireGiven };
}

function givenOf(
  bank: Bank,
  attempt: string | null,
  told: NonNullable<BankRules['unnamed']>,
): Given {
  const refunds = bank.refunds.filter((each) => each.attempt === attempt);
  const counted = refunds.filter(({ state }) => state !== 'failed');
  const totalMinor = counted.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
  const listed = told === 'list' ? refunds : null;
  if (told === 'latest') return latestOf(refunds);
  return { kind: 'given', totalMinor, currency: 'INR', refunds: listed };
}

/** Its name, and neither its amount nor whether it is done. */
function latestOf(refunds: readonly RefundFinding[]): Given {
  const mute = { amountMinor: null, currency: null };
  const latest = refunds.slice(-1).map((each): RefundFinding => {
    return { ...each, ...mute, state: each.state === 'failed' ? 'failed' : 'pending' };
  });
  const only = { refunds: latest, isLatestAlone: true } as const;
  return { kind: 'given', totalMinor: null, currency: 'INR', ...only };
}

const WRITES: ReadonlySet<string | symbol> = new Set([
  'save',
  'bringForward',
  'markSent',
  'addAccount',
]);

/** Nothing is read or written any more once so many writes were done. */
function mortal(store: Store, life: { left: number }): Store {
  return new Proxy(store, {
    get: (target, name) => {
      const work = Reflect.get(target, name) as unknown;
      if (typeof work !== 'function' || name === 'close') return work;
      return async (...given: readonly unknown[]) => {
        if (life.left <= 0) throw new Error('killed');
        const result: unknown = await Reflect.apply(work, target, given);
        if (WRITES.has(name)) life.left -= 1;
        // Whoever waited for the last write hears no more of it.
        if (life.left <= 0) throw new Error('killed');
        return result;
      };
    },
  });
}

export async function openBank(rules: BankRules = {}): Promise<BankRig> {
  const bank = rules.bank ?? newBank();
  const life = { left: rules.diesAfter ?? Number.POSITIVE_INFINITY };
  const processor = processorOf(bank, rules, () => life.left > 0);
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const addresses = { back: () => 'https://shop.example/back', hook: 'https://shop.example/hook' };
  const send = () => Promise.reject(new Error('the bank is in memory'));
  const budget = rules.budget?.(() => rig.clock.now) ?? (async () => null);
  const rig: Rig = await openRig({
    ...rules,
    wrap: (store) => mortal(rules.wrap?.(store) ?? store, life),
    account: { mode: 'live', processor: NO_PROCESSOR },
    carrierOf: async (account) => {
      const now = () => rig.clock.now;
      const call = createCall({ send, processors: new Map(), now, log });
      const restored = await rules.restored?.(rig.store);
      const parts = { budget, call, keep: rig.engine.execute, addresses, now, log };
      const all = restored === undefined ? parts : { ...parts, restored };
      return createCarrier(all, account, CONNECTION, processor);
    },
  });
  const route = { connection: CONNECTION.id, processor: BANK, mode: 'test' } as const;
  const account = { ...rig.account, settings: { ...DEFAULT_SETTINGS, route } };
  const { engine, instructions, store, clock } = rig;
  const read = async (orderKey: number): Promise<Aggregate> => {
    const aggregate = await store.loadOrder(account.id, orderKey);
    if (aggregate === null) throw new Error('no such order');
    return aggregate;
  };
  const tokenOf = async (orderKey: number) => {
    const { order } = await read(orderKey);
    return [{ by: 'token', token: order.id.token } as const];
  };
  return {
    ...rig,
    account,
    bank,
    read,
    order: async (changes = {}) => {
      const made = expectOutcome(await engine.execute(account, orderCommand(changes)));
      return made.aggregate.order.id.key;
    },
    begin: async (orderKey) => {
      const order = await tokenOf(orderKey);
      const command = { kind: 'startPayment', order, instrument: null } as const;
      const { payment } = expectOutcome(await engine.execute(account, command));
      if (payment === null) throw new Error('no payment was started');
      await instructions.charge(account, payment);
      const { payments } = await read(orderKey);
      return payments.find(({ id }) => id.key === payment.id.key) ?? payment;
    },
    pass: async (ms, stepMs = 1000) => {
      const end = clock.now + ms;
      while (clock.now < end) {
        clock.now = Math.min(end, clock.now + stepMs);
        await instructions.sweep();
      }
    },
    hint: async (payment) => {
      const { payments } = await read(payment.orderKey);
      const now = payments.find(({ id }) => id.key === payment.id.key) ?? payment;
      await instructions.inquire(account, now, 'signed');
    },
  };
}
