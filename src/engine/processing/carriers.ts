// Finds who carries a payment: its own connection for ever, whatever was routed since.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../../core/account.ts';
import type { Aggregate } from '../../core/order.ts';
import type { Payment } from '../../core/payment.ts';
import type { Addresses } from '../../gateways/dialect.ts';
import type { Processor } from '../../gateways/processor.ts';
import type { Simulator } from '../../gateways/simulator.ts';
import type { Connections } from '../identity/connection.ts';
import type { HookTokens } from '../identity/hook-token.ts';
import type { Log } from '../log.ts';
import type { Watch } from './breaker.ts';
import type { Budget } from './budget.ts';
import type { Call } from './call.ts';
import type { CarrierParts } from './carried.ts';
import { type Carrier, createCarrier } from './carrier.ts';
import { simulatorOf } from './instruction.ts';
import { createCombine } from './combine.ts';
import type { Restored } from './restored.ts';
import { shareOut } from './share.ts';

export type Carriers = {
  /** Rejects when the connection or its processor is not there. */
  readonly carrierOf: (account: Account, payment: Payment) => Promise<Carrier>;
};

type Parts = {
  readonly simulators: ReadonlyMap<string, Simulator>;
  readonly processors: ReadonlyMap<string, Processor>;
  readonly connections: Pick<Connections, 'find'>;
  readonly budget: Budget;
  readonly call: Call;
  readonly keep: CarrierParts['keep'];
  /** Counts who answers, where routes may lead elsewhere. */
  readonly watch: Watch;
  readonly hooks: HookTokens;
  readonly addresses: (account: Account) => Addresses;
  /** Of this server, as processors reach it. */
  readonly origin: () => string;
  /** The real time in milliseconds. */
  readonly now: () => number;
  readonly log: Log;
  readonly restored: Restored;
};

/** Those that a sweep finds due have read their orders by then. */
const TOGETHER_MS = 50;

export function createCarriers(parts: Parts): Carriers {
  const { processors, connections, budget, keep, watch, hooks, addresses, origin, now, log } =
    parts;
  const { restored } = parts;
  const combine = shareOut(createCombine({ budget, wait: () => sleep(TOGETHER_MS) }));
  return {
    carrierOf: async (account, payment) => {
      const { connection: id } = payment;
      if (id === undefined) return simulatorOf(parts.simulators, account);
      const connection = await connections.find(account.id, id);
      const processor = processors.get(payment.processor);
      if (connection === null || processor === undefined) {
        throw new Error(`account ${account.key} has no connection to "${payment.processor}"`);
      }
      const hook = hooks.urlOf(origin(), connection);
      const back = (aggregate: Aggregate): string =>
        `${addresses(account).page(aggregate, payment.opening?.session ?? undefined)}/back`;
      const own = { back, hook };
      const call = watch(account, processor, parts.call);
      return createCarrier(
        { budget, call, combine, keep, addresses: own, now, log, restored },
        account,
        connection,
        processor,
      );
    },
  };
}
