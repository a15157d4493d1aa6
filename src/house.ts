// Joins the parts into a running server: store, engine, dialects, processors, http. Reads no
// environment.
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Config } from './config.ts';
import type { Account } from './core/account.ts';
import { numberLocator } from './core/id.ts';
import type { Dialect, Links } from './dialects/dialect.ts';
import * as dialectRegistry from './dialects/registry.ts';
import { createAccounts } from './engine/account.ts';
import { createAsk } from './engine/ask.ts';
import { createEngine } from './engine/execute.ts';
import { expireOverdue } from './engine/expire.ts';
import { createIdentity, type Identity } from './engine/identity.ts';
import { createKeeper } from './engine/keep.ts';
import { createPages, type Pages } from './engine/link.ts';
import { createOnce } from './engine/once.ts';
import { createSubmitter, type Log, type Submitter } from './engine/submit.ts';
import { createVault, type Vault } from './engine/vault.ts';
import { checkMasterKey, firstAccount, makeFolder, readMasterKey } from './founding.ts';
import { createAssets } from './http/asset.ts';
import { type Counter, createCheckout } from './http/checkout.ts';
import { createControl } from './http/control.ts';
import { createHealth } from './http/health.ts';
import { createLimiter } from './http/limit.ts';
import { createMounts } from './http/mount.ts';
import type { House } from './http/road.ts';
import { createServer } from './http/server.ts';
import { createSharedLimiter, periodOf } from './http/shared-limit.ts';
import type { Processor } from './processors/processor.ts';
import { createSandbox } from './processors/registry.ts';
import { openPostgres } from './store/postgres.ts';
import { openSqlite } from './store/sqlite.ts';
import type { Store } from './store/store.ts';

const SUBMIT_EVERY_MS = 250;
const EXPIRE_EVERY_MS = 5000;
const PURGE_EVERY_MS = 10 * 60 * 1000;

/** What a program needs to use a server that has just started. */
export type Summary = {
  readonly listening: string;
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  readonly dataDir: string;
};

export type RunningHouse = {
  readonly summary: Summary;
  readonly greeting: string;
  /** The parts, for tests that need to look inside. */
  readonly counter: Counter;
  readonly close: () => Promise<void>;
};

/** Starts everything; rejects with one clear sentence when that cannot be done. */
export async function openHouse(config: Config, log: Log): Promise<RunningHouse> {
  const dataDir = path.resolve(config.dataDir);
  makeFolder(dataDir);
  const vault = createVault(config.masterKey ?? readMasterKey(dataDir));
  const store =
    config.databaseUrl === null
      ? openSqlite(path.join(dataDir, 'dubash.db'))
      : await openPostgres(config.databaseUrl);
  try {
    await checkMasterKey(store, vault);
    return await serve(config, dataDir, store, vault, log);
  } catch (error) {
    await store.close();
    throw error;
  }
}

type Furnished = {
  readonly counter: Counter;
  readonly house: House;
  readonly place: number;
  readonly stopLimiter: () => Promise<void>;
};

/**
 * The parts that do the work, joined; nothing serves yet. `origin` is asked when a link is made.
 */
async function furnish(
  config: Config,
  store: Store,
  vault: Vault,
  log: Log,
  origin: () => string,
): Promise<Furnished> {
  const now = (): number => Date.now();
  const secret = await store.keepSetting('identity', randomBytes(16).toString('hex'));
  const place = await store.countUp('starts');
  const identity = createIdentity(Buffer.from(secret, 'hex'), place);
  const accounts = createAccounts(store, vault, now);
  const served: readonly Dialect[] = Object.values(dialectRegistry);
  const dialects = new Map(served.map((dialect) => [dialect.name, dialect]));
  const sandbox = createSandbox(served.flatMap(({ instruments }) => instruments));
  const processors = new Map<string, Processor>([[sandbox.name, sandbox]]);
  const pages = createPages(vault);

  let submitter: Submitter | undefined;
  const engine = createEngine(store, identity, now, {
    announce: (row) => {
      submitter?.perform(row).catch((error) => report(log, error));
    },
    perform: async (row, extras) => submitter?.perform(row, extras) ?? null,
    readInstrument: (account, entry, at) =>
      processorOf(processors, account).readInstrument(entry, at),
    awaits: (account, payment) => processorOf(processors, account).awaitsChoice(payment),
    choose: (account, ...asked) => processorOf(processors, account).choose(...asked),
  });
  submitter = createSubmitter({ store, engine, accounts, processors, now, log });
  const links = linksOf(pages, origin);
  const known = { store, accounts, engine, submitter, pages, dialects, processors, links, now };
  const { limit, stop: stopLimiter } = limiterOf(config, store, now, log);
  const house: House = {
    mount: createMounts(served),
    knownBy: async (claim) => {
      if (claim.by === undefined) {
        const found = await accounts.find(claim.key);
        return found ?? (claim.alias === undefined ? null : accounts.find(claim.alias));
      }
      const id =
        claim.by === 'page'
          ? (pages.read(claim.key)?.accountId ?? null)
          : await sandboxOf(store, identity, claim.key);
      return id === null ? null : accounts.findById(id);
    },
    engine,
    ask: createAsk(engine, createKeeper({ store, identity, now, seal: vault.seal })),
    once: createOnce(store, engine),
    limit,
    links,
    log,
  };
  return { counter: known, house, place, stopLimiter };
}

function limiterOf({ rateLimits }: Config, { counts }: Store, now: () => number, log: Log) {
  if (counts !== null && rateLimits !== null) {
    return createSharedLimiter(rateLimits, counts, now, log);
  }
  return { limit: createLimiter(rateLimits), stop: async () => undefined };
}

function linksOf(pages: Pages, origin: () => string): (account: Account) => Links {
  return (account) => ({
    origin: origin(),
    pageToken: ({ order }) => pages.nameOf(account, order),
    page: ({ order }) => `${origin()}/pay/${pages.nameOf(account, order)}`,
    orderOfPage: (name) => pages.read(name)?.orderToken ?? null,
  });
}

async function serve(
  config: Config,
  dataDir: string,
  store: Store,
  vault: Vault,
  log: Log,
): Promise<RunningHouse> {
  let origin = config.publicUrl ?? '';
  const furnished = await furnish(config, store, vault, log, () => origin);
  const { counter, house, place } = furnished;
  const first = await firstAccount(config, store, counter.accounts);
  const assets = createAssets([...counter.dialects.values()], () => origin);
  let draining = false;
  // Each process writes a row of its own, so that none waits for another.
  const check = () => store.ping(`ready_${place % 64}`, counter.now());
  const health = createHealth({ check, isDraining: () => draining }, counter.now);
  const desks = [health, assets, createCheckout(counter), createControl(counter)];
  const server = createServer(house, desks, log);
  await server.listen({ host: config.host, port: config.port });
  const listening = addressOf(config.host, server.server.address());
  if (config.publicUrl === null) origin = listening;
  const stopSweeps = startSweeps(counter, log);

  const summary = { listening, url: origin, ...first.credentials, dataDir };
  return {
    summary,
    greeting: greet(summary),
    counter,
    close: async () => {
      draining = true;
      await Promise.all([stopSweeps(), server.close()]);
      await counter.submitter.finish();
      await furnished.stopLimiter();
      await store.close();
    },
  };
}

/** The sandbox account that has the payment of this number. */
async function sandboxOf(store: Store, identity: Identity, digits: string): Promise<number | null> {
  const locator = numberLocator(digits);
  const key = locator === undefined ? null : identity.keyOf(locator);
  return key === null ? null : store.findPaymentSandbox(key);
}

function processorOf(processors: ReadonlyMap<string, Processor>, account: Account): Processor {
  const processor = processors.get(account.processor);
  if (processor === undefined) throw new Error(`no processor "${account.processor}"`);
  return processor;
}

function addressOf(host: string, address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  const everywhere = host === '0.0.0.0' || host === '::';
  const reachable = everywhere ? '127.0.0.1' : address.address;
  const name = reachable.includes(':') ? `[${reachable}]` : reachable;
  return `http://${name}:${address.port}`;
}

/** Background work, each kind in its own rhythm and never beside itself. */
function startSweeps(counter: Counter, log: Log): () => Promise<void> {
  const { store, engine, accounts, submitter, now } = counter;
  const sweeps = [
    repeat(SUBMIT_EVERY_MS, () => submitter.sweep(), log),
    repeat(EXPIRE_EVERY_MS, () => expireOverdue(store, engine, accounts, now()), log),
    repeat(PURGE_EVERY_MS, () => store.purgeReplies(now()), log),
    repeat(PURGE_EVERY_MS, async () => store.counts?.purge(periodOf(now()) - 1), log),
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

function report(log: Log, error: unknown): void {
  log.error(
    { error: error instanceof Error ? error.stack : String(error) },
    'background work failed',
  );
}

function greet({ listening, url, key, secret, dataDir }: Summary): string {
  const body = `{"amount":50000,"currency":"INR","receipt":"r-1"}`;
  return `Dubash is listening on ${listening}${url === listening ? '' : ` (public: ${url})`}

  key     ${key}
  secret  ${secret}
  data    ${dataDir}

Try it:
  curl -u ${key}:${secret} -H 'content-type: application/json' \\
    -d '${body}' ${listening}/api/v2/order/via/rzp/create

`;
}
