// Pays a sandbox account's orders without a browser, and does at once what waits for its time.
import type { Account } from '../../core/account.ts';
import type { PayOrder, PlayBadDay, Settle } from '../../core/account-request.ts';
import type { Choice } from '../../core/command.ts';
import type { Outcome } from '../../core/decision.ts';
import { type Failure, invalid, isFailure } from '../../core/failure.ts';
import { type Aggregate, captureOf } from '../../core/order.ts';
import type { Payment } from '../../core/payment.ts';
import type { Simulator } from '../../gateways/simulator.ts';
import type { Store } from '../../store/store.ts';
import type { Accounts } from '../identity/account.ts';
import type { Engine } from '../orders/engine.ts';
import { expireOverdue } from '../orders/expire.ts';
import type { Deliverer } from '../webhooks/deliver.ts';
import type { SentWebhooks } from '../webhooks/sent-webhook.ts';
import { simulatorOf } from './instruction.ts';
import type { Instructions } from './instruct.ts';
import { inputOf } from './sandbox-instrument.ts';
import { playBadDay } from './sandbox-play.ts';

export type SandboxPayments = {
  /** The outcome is about the payment, which is never null. */
  readonly pay: (account: Account, request: PayOrder) => Promise<Outcome | Failure>;
  readonly play: (account: Account, request: PlayBadDay) => Promise<Outcome | Failure>;
  /** Resolves when nothing waits any more. */
  readonly settle: (account: Account, request: Settle) => Promise<{ readonly settled: true }>;
};

type Places = {
  readonly store: Store;
  readonly engine: Engine;
  readonly accounts: Accounts;
  readonly instructions: Instructions;
  readonly deliverer: Deliverer;
  readonly webhooks: Pick<SentWebhooks, 'replayAll'>;
  readonly simulators: ReadonlyMap<string, Simulator>;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

/** How long a payment stays pending that was wished so. */
const PENDING_MS = 15 * 60 * 1000;

export function createSandboxPayments(places: Places): SandboxPayments {
  const { store, engine, accounts, instructions, deliverer, now } = places;
  return {
    pay: (account, request) => payOrder(places, account, request),
    play: (account, request) =>
      playBadDay(places, account, simulatorOf(places.simulators, account), request),
    settle: async (account) => {
      await instructions.settle(account);
      await expireOverdue(store, engine, accounts, now());
      // What was never captured is given up by then.
      await instructions.settle(account);
      await deliverer.settle();
      return { settled: true };
    },
  };
}

async function payOrder(
  places: Places,
  account: Account,
  { order, method, instrument: named, outcome }: PayOrder,
): Promise<Outcome | Failure> {
  const { engine, simulators } = places;
  const processor = simulatorOf(simulators, account);
  const entry = inputOf(processor, method, named);
  const instrument = processor.readInstrument(entry, engine.nowOf(account));
  if (!('method' in instrument)) {
    return invalid(instrument.map((issue) => ({ ...issue, field: 'instrument' })));
  }
  const found = await engine.find(account, { kind: 'findOrder', order });
  const waiting = isFailure(found)
    ? undefined
    : found.aggregate.payments.find(({ status }) => status === 'pending');
  // A pending payment of this method is what is meant: it is decided, not started again.
  if (!isFailure(found) && waiting?.instrument?.method === method && named === null) {
    return decide(places, account, processor, waiting, found.aggregate, outcome ?? 'success');
  }
  const started = await engine.execute(account, { kind: 'startPayment', order, instrument });
  if (isFailure(started)) return started;
  const { payment, aggregate } = started;
  if (payment === null) throw new Error('a payment that was started');
  return decide(places, account, processor, payment, aggregate, outcome);
}

/**
 * Lets the instrument decide; a wished outcome wins over it, and a bank's step is passed at once.
 */
async function decide(
  { engine, instructions }: Places,
  account: Account,
  processor: Simulator,
  payment: Payment,
  { order }: Aggregate,
  outcome: Choice | null,
): Promise<Outcome | Failure> {
  const choose = async (choice: Choice) => {
    const capture = captureOf(order, payment, engine.nowOf(account));
    const report = processor.choose(payment, choice, capture);
    const againMs = choice === 'pending' ? PENDING_MS : null;
    return about(payment, await instructions.report(account, payment, report, againMs));
  };
  if (outcome !== null) return choose(outcome);
  const charged = await instructions.charge(account, payment);
  if (isFailure(charged) || charged.payment === null) return about(payment, charged);
  return processor.awaitsChoice(charged.payment) ? choose('success') : charged;
}

/** What a report came to, about the payment as it was where the report changed nothing of it. */
function about(payment: Payment, result: Outcome | Failure): Outcome | Failure {
  return isFailure(result) ? result : { ...result, payment: result.payment ?? payment };
}
