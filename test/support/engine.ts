// A whole engine without http: a store in memory, a clock that tests move, their own processor.
import type { Account } from '../../src/core/account.ts';
import type { CreateOrder } from '../../src/core/command.ts';
import type { Instruction, Outcome } from '../../src/core/decision.ts';
import { type Failure, isFailure } from '../../src/core/failure.ts';
import type { Payment } from '../../src/core/payment.ts';
import type { Carrier } from '../../src/engine/processing/carrier.ts';
import { type Accounts, createAccounts } from '../../src/engine/identity/account.ts';
import { createIds, type Ids } from '../../src/engine/identity/ids.ts';
import { createVault, type Vault } from '../../src/engine/identity/vault.ts';
import type { Hooks } from '../../src/engine/orders/decide-and-save.ts';
import { createEngine, type Engine } from '../../src/engine/orders/engine.ts';
import { createInstructions, type Instructions } from '../../src/engine/processing/instruct.ts';
import { createDeliverer, type Deliverer, type Send } from '../../src/engine/webhooks/deliver.ts';
import { createOutbox } from '../../src/engine/webhooks/outbox.ts';
import type { Dialect } from '../../src/gateways/dialect.ts';
import { createSandbox } from '../../src/gateways/sandbox/simulator/index.ts';
import type { Answer, Simulator } from '../../src/gateways/simulator.ts';
import type { InstructionRow, Store } from '../../src/store/store.ts';
import { ADDRESSES, CREDENTIALS, NOW, orderCommand } from './call.ts';
import { databases } from './database.ts';

export const MASTER_KEY = new Uint8Array(32).fill(7);

export type Rig = {
  readonly store: Store;
  readonly vault: Vault;
  readonly ids: Ids;
  readonly accounts: Accounts;
  readonly engine: Engine;
  readonly instructions: Instructions;
  readonly deliverer: Deliverer;
  readonly account: Account;
  /** The real time; tests write it. */
  readonly clock: { now: number };
  /** What was handed to `onInstruction`. */
  readonly announced: InstructionRow[];
  /** Every line that was logged, as text. */
  readonly logged: string[];
};

type Parts = {
  /** A file, to open the same database twice; in memory unless it is given. */
  readonly path?: string;
  /** Of an engine that was opened before; instead of one of its own. */
  readonly store?: Store;
  readonly processor?: Simulator;
  /** Who carries each account's payments; the simulator unless it is given. */
  readonly carrierOf?: (account: Account, payment: Payment) => Promise<Carrier>;
  /** What connections can do of what is created; all of it unless it is given. */
  readonly abilitiesOf?: Hooks['abilitiesOf'];
  /** Puts something between the engine and its store. */
  readonly wrap?: (store: Store) => Store;
  readonly account?: Partial<Account>;
  readonly now?: number;
  /** Which of several processes it is; drawn unless it is given. */
  readonly place?: number;
  /** Who makes webhooks of what happens; nobody unless it is given. */
  readonly dialects?: readonly Dialect[];
  /** What takes them; fails unless it is given. */
  readonly send?: Send;
};

export async function openRig(parts: Parts = {}): Promise<Rig> {
  const clock = { now: parts.now ?? NOW };
  const now = (): number => clock.now;
  const plain = parts.store ?? (await databases.open(parts.path ?? null));
  const store = parts.wrap?.(plain) ?? plain;
  const vault = createVault(MASTER_KEY);
  const ids = createIds(new Uint8Array(16).fill(9), parts.place);
  const accounts = createAccounts(store, vault, now);
  const processor = parts.processor ?? createSandbox([]);
  const announced: InstructionRow[] = [];
  const logged: string[] = [];
  const note = (fields: object, text: string): void => {
    logged.push(`${text} ${JSON.stringify(fields)}`);
  };
  const log = { info: note, warn: note, error: note };
  const dialects = new Map(parts.dialects?.map((dialect) => [dialect.name, dialect]));
  const addresses = () => ADDRESSES;
  const tell = createOutbox({ store, accounts, ids, vault, dialects, addresses, now, log });
  const refuse: Send = async () => ({ kind: 'failed', detail: 'nobody takes webhooks here' });
  const send = parts.send ?? refuse;
  const deliverer = createDeliverer({ store, accounts, vault, send, now, log });
  const engine = createEngine(store, ids, now, {
    announce: (row) => announced.push(row),
    writeWebhooks: tell,
    // Tests deliver when they want to.
    wakeDelivery: () => undefined,
    perform: (row, extras) => instructions.perform(row, extras),
    readInstrument: (_account, entry, at) => processor.readInstrument(entry, at),
    orderOfPage: (_account, name) => ADDRESSES.orderOfPage(name),
    warn: (account, evidence) =>
      note({ account: account.id, ...evidence }, 'evidence that contradicts what is settled'),
    awaits: (_account, payment) => processor.awaitsChoice(payment),
    choose: (_account, ...asked) => processor.choose(...asked),
    ...(parts.abilitiesOf === undefined ? {} : { abilitiesOf: parts.abilitiesOf }),
  });
  const instructions: Instructions = createInstructions({
    store,
    engine,
    accounts,
    carrierOf: parts.carrierOf ?? (async () => processor),
    now,
    log,
  });
  const known = await accounts.find(CREDENTIALS.key);
  const { account } =
    known ??
    (await accounts.add({
      id: 1,
      ...CREDENTIALS,
      name: 'Test shop',
      mode: 'sandbox',
      processor: processor.name,
      ...parts.account,
    }));
  const built = { store, vault, ids, accounts, engine, instructions, deliverer };
  return { ...built, account, clock, announced, logged };
}

/** A processor whose answers a test writes; it counts what it was told and asked. */
export function scriptSimulator(script: {
  readonly submit: (instruction: Instruction, now: number) => Promise<Answer>;
  readonly inquire: (instruction: Instruction, now: number) => Promise<Answer>;
}): Simulator & { readonly told: number[]; readonly asked: number[] } {
  const told: number[] = [];
  const asked: number[] = [];
  const keyOf = (instruction: Instruction): number =>
    instruction.kind === 'refund' ? instruction.refund.id.key : instruction.payment.id.key;
  return {
    ...createSandbox([]),
    name: 'scripted',
    told,
    asked,
    submit: (instruction, now) => {
      told.push(keyOf(instruction));
      return script.submit(instruction, now);
    },
    inquire: (instruction, now) => {
      asked.push(keyOf(instruction));
      return script.inquire(instruction, now);
    },
  };
}

export function expectOutcome(result: Outcome | Failure): Outcome {
  if (isFailure(result)) throw new Error(`refused: ${result.failure}`);
  return result;
}

/** An order with a payment that has just been started; nothing has been submitted. */
export async function startPayment(
  { engine, account }: Rig,
  vpa = 'success@upi',
  changes: Partial<CreateOrder> = {},
): Promise<{ readonly orderKey: number; readonly payment: Payment }> {
  const { aggregate } = expectOutcome(await engine.execute(account, orderCommand(changes)));
  const { id } = aggregate.order;
  const order = [{ by: 'token', token: id.token } as const];
  const instrument = { method: 'upi', vpa } as const;
  const command = { kind: 'startPayment', order, instrument } as const;
  const { payment } = expectOutcome(await engine.execute(account, command));
  if (payment === null) throw new Error('no payment was started');
  return { orderKey: id.key, payment };
}
