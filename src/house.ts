// Joins the parts into a running server: store, engine, dialects, processors, http. Reads no
// environment.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Config, generateCredentials } from './config.ts';
import type { Account } from './core/account.ts';
import type { Dialect, Links } from './dialects/dialect.ts';
import * as dialectRegistry from './dialects/registry.ts';
import { type Accounts, createAccounts, type Known } from './engine/account.ts';
import { createAsk } from './engine/ask.ts';
import { createEngine } from './engine/execute.ts';
import { expireOverdue } from './engine/expire.ts';
import { createIdentity } from './engine/identity.ts';
import { createKeeper } from './engine/keep.ts';
import { createPages } from './engine/link.ts';
import { createOnce } from './engine/once.ts';
import { createSubmitter, type Log, type Submitter } from './engine/submit.ts';
import { createVault, type Vault } from './engine/vault.ts';
import { createAssets } from './http/asset.ts';
import { type Counter, createCheckout } from './http/checkout.ts';
import { createControl } from './http/control.ts';
import { health } from './http/health.ts';
import { createLimiter } from './http/limit.ts';
import { createMounts } from './http/mount.ts';
import type { House } from './http/road.ts';
import { createServer } from './http/server.ts';
import type { Processor } from './processors/processor.ts';
import { createSandbox } from './processors/registry.ts';
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
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const vault = createVault(config.masterKey ?? readMasterKey(dataDir));
  const store = openSqlite(path.join(dataDir, 'dubash.db'));
  try {
    await checkMasterKey(store, vault);
    return await furnish(config, dataDir, store, vault, log);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function furnish(
  config: Config,
  dataDir: string,
  store: Store,
  vault: Vault,
  log: Log,
): Promise<RunningHouse> {
  const now = (): number => Date.now();
  const secret = await store.keepSetting('identity', randomBytes(16).toString('hex'));
  const identity = createIdentity(Buffer.from(secret, 'hex'));
  const accounts = createAccounts(store, vault, now);
  const first = await firstAccount(config, store, accounts);
  const dialects: readonly Dialect[] = Object.values(dialectRegistry);
  const sandbox = createSandbox(dialects.flatMap(({ instruments }) => instruments));
  const processors = new Map<string, Processor>([[sandbox.name, sandbox]]);

  let submitter: Submitter | undefined;
  const engine = createEngine(store, identity, now, {
    announce: (row) => {
      submitter?.perform(row).catch((error) => report(log, error));
    },
    perform: async (row, extras) => submitter?.perform(row, extras) ?? null,
    readInstrument: (account, entry, at) =>
      processorOf(processors, account).readInstrument(entry, at),
    choose: (account, ...asked) => processorOf(processors, account).choose(...asked),
  });
  submitter = createSubmitter({ store, engine, accounts, processors, now, log });
  const pages = createPages(vault);

  let origin = config.publicUrl ?? '';
  const links = (account: Account): Links => ({
    origin,
    pageToken: ({ order }) => pages.nameOf(account, order),
    page: ({ order }) => `${origin}/pay/${pages.nameOf(account, order)}`,
    orderOfPage: (name) => pages.read(name)?.orderToken ?? null,
  });
  const dialectsByName = new Map(dialects.map((dialect) => [dialect.name, dialect]));
  const counter: Counter = {
    store,
    accounts,
    engine,
    submitter,
    pages,
    dialects: dialectsByName,
    processors,
    links,
    now,
  };
  const house: House = {
    mount: createMounts(dialects),
    knownBy: async (claim) => {
      if (claim.by !== 'page') return accounts.find(claim.key);
      const page = pages.read(claim.key);
      return page === null ? null : accounts.findById(page.accountId);
    },
    engine,
    ask: createAsk(engine, createKeeper({ store, identity, now })),
    once: createOnce(store, engine),
    limit: createLimiter(config.rateLimits),
    links,
    log,
  };
  const desks = [
    health,
    createAssets(dialects, () => origin),
    createCheckout(counter),
    createControl(counter),
  ];
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
      await stopSweeps();
      await server.close();
      await store.close();
    },
  };
}

function processorOf(processors: ReadonlyMap<string, Processor>, account: Account): Processor {
  const processor = processors.get(account.processor);
  if (processor === undefined) throw new Error(`no processor "${account.processor}"`);
  return processor;
}

function readMasterKey(dataDir: string): Uint8Array {
  const file = path.join(dataDir, 'master.key');
  if (!existsSync(file)) {
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  }
  chmodSync(file, 0o600);
  const text = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Error(`${file} does not hold 64 hex digits`);
  return Buffer.from(text, 'hex');
}

async function checkMasterKey(store: Store, vault: Vault): Promise<void> {
  const kept = await store.keepSetting('master_key', vault.fingerprint);
  if (kept !== vault.fingerprint) {
    throw new Error('the master key is not the one that this database was made with');
  }
}

/**
 * The account of SANDBOX_KEY, else the one made at the first start; its secret follows
 * SANDBOX_SECRET.
 */
async function firstAccount(config: Config, store: Store, accounts: Accounts): Promise<Known> {
  const generated = generateCredentials();
  const key = config.sandboxKey ?? (await store.keepSetting('first_account', generated.key));
  const known = await accounts.find(key);
  const wanted = config.sandboxSecret;
  if (known === null) {
    const name = 'Sandbox shop';
    const secret = wanted ?? generated.secret;
    return accounts.add({ key, secret, name, mode: 'sandbox', processor: 'sandbox' });
  }
  if (wanted === null || wanted === known.credentials.secret) return known;
  return accounts.changeSecret(known.account, wanted);
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
