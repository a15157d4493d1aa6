// Background work, each kind in its own rhythm and never beside itself.
import type { Accounts } from './engine/identity/account.ts';
import { deleteOldAnswers } from './engine/idempotency/idempotency.ts';
import { deleteOldMerchantLink } from './engine/identity/merchant-link.ts';
import type { Ids } from './engine/identity/ids.ts';
import { deleteOldCheckoutSessions } from './engine/orders/checkout-session.ts';
import type { Engine } from './engine/orders/engine.ts';
import { expireOverdue } from './engine/orders/expire.ts';
import type { Instructions } from './engine/processing/instruct.ts';
import { askAboutOpen } from './engine/reconciliation/open-work.ts';
import type { Transcripts } from './engine/processing/transcript.ts';
import { deleteOldTranscripts } from './engine/processing/transcript-retention.ts';
import type { Deliverer } from './engine/webhooks/deliver.ts';
import { deleteOldWebhooks } from './engine/webhooks/retention.ts';
import { guarded, type OnError } from './guard.ts';
import { periodOf } from './http/shared-limit.ts';
import type { Store } from './store/store.ts';

const SUBMIT_EVERY_MS = 250;
const DELIVER_EVERY_MS = 250;
const EXPIRE_EVERY_MS = 5000;
// What was said to processors: so much of it goes with a process that dies.
const WRITE_EVERY_MS = 500;
// A master key that another process has made is known within two seconds.
const KEYS_EVERY_MS = 1000;
const PURGE_EVERY_MS = 10 * 60 * 1000;
const ASK_EVERY_MS = 60 * 60 * 1000;

type Parts = {
  readonly store: Store;
  readonly ids: Ids;
  readonly engine: Engine;
  readonly accounts: Accounts;
  readonly instructions: Instructions;
  readonly deliverer: Deliverer;
  readonly transcripts: Transcripts;
  /** What the request log and the dashboard do, each with how often. */
  readonly moreWork: readonly (readonly [everyMs: number, work: () => Promise<unknown>])[];
  /** Looks again at the master keys, and at which of them seals. */
  readonly refreshVault: () => Promise<void>;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

/** Starts them all; what it returns stops them and resolves when none is under way. */
export function startSweeps(parts: Parts, onError: OnError): () => Promise<void> {
  const { store, ids, engine, accounts, instructions, deliverer, transcripts, now } = parts;
  const sweeps = [
    repeat(KEYS_EVERY_MS, parts.refreshVault, onError),
    repeat(SUBMIT_EVERY_MS, () => instructions.poll(), onError),
    repeat(DELIVER_EVERY_MS, async () => deliverer.wake(), onError),
    repeat(EXPIRE_EVERY_MS, () => expireOverdue(store, engine, accounts, now()), onError),
    repeat(ASK_EVERY_MS, () => askAboutOpen({ store, accounts, now }), onError),
    repeat(WRITE_EVERY_MS, () => transcripts.flush(store, ids), onError),
    repeat(PURGE_EVERY_MS, () => deleteOldTranscripts(store, ids, now()), onError),
    repeat(PURGE_EVERY_MS, () => deleteOldAnswers(store, now()), onError),
    repeat(PURGE_EVERY_MS, async () => store.counts?.purge(periodOf(now()) - 1), onError),
    repeat(PURGE_EVERY_MS, () => deleteOldMerchantLink(store, now()), onError),
    repeat(PURGE_EVERY_MS, () => deleteOldWebhooks(store, ids, now()), onError),
    ...parts.moreWork.map(([everyMs, work]) => repeat(everyMs, work, onError)),
    repeat(PURGE_EVERY_MS, () => deleteOldCheckoutSessions(store, ids, now()), onError),
  ];
  return async () => {
    await Promise.all(sweeps.map((stop) => stop()));
  };
}

function repeat(
  everyMs: number,
  work: () => Promise<unknown>,
  onError: OnError,
): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let timer = setTimeout(guarded(onError, turn), everyMs);
  function turn(): void {
    running = (async () => work())()
      .then(() => undefined)
      .catch(onError)
      .finally(() => {
        if (!stopped) timer = setTimeout(guarded(onError, turn), everyMs);
      });
  }
  return () => {
    stopped = true;
    clearTimeout(timer);
    return running;
  };
}
