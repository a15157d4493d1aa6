// The engine: finds, lists and carries commands out, each account on its own clock.
import type { Account } from '../../core/account.ts';
import type { CheckoutSession } from '../../core/checkout-session.ts';
import type { Command, FindMany, ListQuery, Query } from '../../core/command.ts';
import type { Listing, Outcome } from '../../core/decision.ts';
import type { Failure } from '../../core/failure.ts';
import type { Aggregate } from '../../core/order.ts';
import type { IdempotencyRecord, Store } from '../../store/store.ts';
import { awaitResult } from '../idempotency/await-result.ts';
import { payByApi, createAndPay } from './api-payment.ts';
import { findCheckoutSession, openCheckout } from './checkout-session.ts';
import { createFinder } from './find.ts';
import type { Ids } from '../identity/ids.ts';
import {
  type Extras,
  type Hooks,
  type EngineParts,
  AlreadyAnswered,
  decideAndSave,
  saveRefusal,
} from './decide-and-save.ts';
import { createKeyedLock } from './keyed-lock.ts';
import { createOrderKeys } from './order-key.ts';
import { hasPayer } from './payer-record.ts';
import { createRecentOrders } from './recent-order.ts';
import { simulatePayment } from './simulate-payment.ts';

export type Engine = {
  readonly find: (account: Account, query: Query) => Promise<Outcome | Failure>;
  readonly list: (account: Account, query: ListQuery | FindMany) => Promise<Listing>;
  readonly execute: (
    account: Account,
    command: Command,
    extras?: Extras,
  ) => Promise<Outcome | Failure>;
  /** What the browser brought to this session of the order; null when there is none. */
  readonly findCheckoutSession: (
    account: Account,
    orderKey: number,
    token: string,
  ) => Promise<CheckoutSession | null>;
  /** Saves an answer that changed nothing else; throws AlreadyAnswered when there is one. */
  readonly remember: (account: Account, reply: IdempotencyRecord) => Promise<void>;
  readonly nowOf: (account: Account) => number;
  /** The order as this process knew it a moment ago; another one may have changed it since. */
  readonly recall: (account: number, orderKey: number) => Aggregate | null;
};

/**
 * `now` is the real time in milliseconds. `execute` throws when the database fails; then nothing
 * was written.
 */
export function createEngine(store: Store, ids: Ids, now: () => number, hooks: Hooks): Engine {
  const nowOf = (account: Account): number => now() + account.clockOffsetMs;
  const orderKeys = createOrderKeys(store);
  const places = { store, ids, nowOf, orderKeys };
  const finder = createFinder(places);
  const recent = createRecentOrders(places, now);
  const lock = createKeyedLock();
  const parts: EngineParts = { store, ids, now, nowOf, hooks, finder, orderKeys, recent, lock };
  return {
    nowOf,
    recall: recent.recall,
    find: finder.find,
    list: finder.list,
    findCheckoutSession: (account, orderKey, token) =>
      findCheckoutSession(parts, account, orderKey, token),
    execute: async (account, command, extras = {}) => {
      const { resumes } = extras;
      if (resumes !== undefined) return awaitResult(store, account.id, resumes, nowOf(account));
      const payer = 'payerRecord' in command ? command.payerRecord : undefined;
      if (payer !== undefined && !(await hasPayer(parts, account, payer))) {
        const unknown: Failure = { failure: 'record_not_found' };
        await saveRefusal(parts, account, unknown, extras);
        return unknown;
      }
      if (command.kind === 'openCheckout') return openCheckout(parts, account, command, extras);
      if (command.kind === 'payByApi') return payByApi(parts, account, command, extras);
      if (command.kind === 'createOrder' && command.pays !== undefined) {
        return createAndPay(parts, account, command, command.pays, extras);
      }
      if (command.kind === 'simulatePayment')
        return simulatePayment(parts, account, command, extras);
      return decideAndSave(parts, account, command, extras);
    },
    remember: async (account, reply) => {
      const nothing = {
        changes: null,
        events: [],
        instruction: null,
        answered: null,
        webhooks: [],
      };
      const commit = { ...nothing, account: account.id, record: null, reply };
      const { clockOffsetMs } = account;
      const saved = await store.save({ ...commit, now: nowOf(account), clockOffsetMs });
      if (saved === 'repeated') throw new AlreadyAnswered();
    },
  };
}
