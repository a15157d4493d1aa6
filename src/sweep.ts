// Background work, each kind in its own rhythm and never beside itself.
import type { Accounts } from './engine/identity/account.ts';
import type { Ids } from './engine/identity/ids.ts';
import { deleteOldCheckoutSessions } from './engine/orders/checkout-session.ts';
import type { Engine } from './engine/orders/engine.ts';
import { expireOverdue } from './engine/orders/expire.ts';
import type { Log } from './engine/log.ts';
import type { Instructions } from './engine/processing/instruct.ts';
import type { Deliverer } from './engine/webhooks/deliver.ts';
import { deleteOldWebhooks } from './engine/webhooks/retention.ts';
import { periodOf } from './http/shared-limit.ts';
import type { Store } from './store/store.ts';

const SUBMIT_EVERY_MS = 250;
const DELIVER_EVERY_MS = 250;
const EXPIRE_EVERY_MS = 5000;
const PURGE_EVERY_MS = 10 * 60 * 1000;

type Parts = {
  readonly store: Store;
  readonly ids: Ids;
  readonly engine: Engine;
  readonly accounts: Accounts;
  readonly instructions: Instructions;
  readonly deliverer: Deliverer;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

/** Starts them all; what it returns stops them and resolves when none is under way. */
export function startSweeps(parts: Parts, log: Log): () => Promise<void> {
  const { store, ids, engine, accounts, instructions, deliverer, now } = parts;
  const sweeps = [
    repeat(SUBMIT_EVERY_MS, () => instructions.sweep(), log),
    repeat(DELIVER_EVERY_MS, async () => deliverer.wake(), log),
    repeat(EXPIRE_EVERY_MS, () => expireOverdue(store, engine, accounts, now()), log),
    repeat(PURGE_EVERY_MS, () => store.purgeIdempotencyRecords(now()), log),
    repeat(PURGE_EVERY_MS, async () => store.counts?.purge(periodOf(now()) - 1), log),
    repeat(PURGE_EVERY_MS, () => deleteOldWebhooks(store, ids, now()), log),
    repeat(PURGE_EVERY_MS, () => deleteOldCheckoutSessions(store, ids, now()), log),
  ];
  return async () => {
    await Promise.all(sweeps.map((stop) => stop()));
  };
}

function repeat(everyMs: number, work: () => Promise<unknown>, log: Log): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let timer = setTimeout(turn, everyMs);
  function turn(): void {
    running = work()
      .then(() => undefined)
      .catch((error) => report(log, error))
      .finally(() => {
        if (!stopped) timer = setTimeout(turn, everyMs);
      });
  }
  return () => {
    stopped = true;
    clearTimeout(timer);
    return running;
  };
}

/** Nobody waits for work in the background: what fails there is told to the log alone. */
export function report(log: Log, error: unknown): void {
  log.error(
    { error: error instanceof Error ? error.stack : String(error) },
    'background work failed',
  );
}
