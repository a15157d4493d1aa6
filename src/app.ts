// Joins the parts into a running server: store, engine, dialects, processors, http. Reads no
// environment.
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Config } from './config.ts';
import type { Account } from './core/account.ts';
import { numberLocator } from './core/id.ts';
import type { Identification, Addresses } from './gateways/dialect.ts';
import { listDialects, listProcessors } from './gateways/gateway.ts';
import * as gateways from './gateways/registry.ts';
import { createAccounts } from './engine/identity/account.ts';
import { createDispatch } from './engine/orders/dispatch.ts';
import { createDeliverer } from './engine/webhooks/deliver.ts';
import { createEngine } from './engine/orders/engine.ts';
import { expireOverdue } from './engine/orders/expire.ts';
import { createIds, type Ids } from './engine/identity/ids.ts';
import { createRecords } from './engine/records/records.ts';
import { createPageTokens, insideOf, type PageTokens } from './engine/identity/page-token.ts';
import { createIdempotency } from './engine/idempotency/idempotency.ts';
import { purgeOldWebhooks } from './engine/webhooks/retention.ts';
import { createInstructions, type Log, type Instructions } from './engine/processing/instruct.ts';
import { createOutbox } from './engine/webhooks/outbox.ts';
import { createVault, type Vault } from './engine/identity/vault.ts';
import { checkMasterKey, firstAccount, makeFolder, readMasterKey } from './bootstrap.ts';
import { createAccountApi } from './http/account-api.ts';
import { createAssets } from './http/asset.ts';
import { createCheckout } from './http/checkout.ts';
import { createControl } from './http/control.ts';
import type { Office } from './http/account-call.ts';
import { createHealth } from './http/health.ts';
import { createMounts } from './http/mount.ts';
import type { App } from './http/road.ts';
import { createServer, drainServer } from './http/server.ts';
import { createLimits, periodOf } from './http/shared-limit.ts';
import type { Counter } from './http/checkout-page.ts';
import { readAllowList } from './network/address.ts';
import { createSender, type Lookup, type Sender } from './network/send.ts';
import type { Processor } from './gateways/processor.ts';
import { openPostgres } from './store/postgres.ts';
import { openSqlite } from './store/sqlite.ts';
import type { Store } from './store/store.ts';

const SUBMIT_EVERY_MS = 250;
const DELIVER_EVERY_MS = 250;
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

export type RunningApp = {
  readonly summary: Summary;
  readonly greeting: string;
  /** The parts, for tests that need to look inside. */
  readonly counter: Counter;
  readonly close: () => Promise<void>;
};

/** Starts everything; rejects with one clear sentence when that cannot be done. */
export async function openApp(
  config: Config,
  log: Log,
  /** Who tells the addresses of a name that webhooks go to; the system's resolver unless given. */
  lookup?: Lookup,
): Promise<RunningApp> {
  const dataDir = path.resolve(config.dataDir);
  const allow = readAllowList(config.outgoingAllow);
  const sender = createSender(lookup === undefined ? { allow } : { allow, lookup });
  makeFolder(dataDir);
  const vault = createVault(config.masterKey ?? readMasterKey(dataDir));
  const store =
    config.databaseUrl === null
      ? openSqlite(path.join(dataDir, 'dubash.db'))
      : await openPostgres(config.databaseUrl);
  try {
    await checkMasterKey(store, vault);
    return await serve(config, dataDir, { store, vault, sender, log });
  } catch (error) {
    await sender.close();
    await store.close();
    throw error;
  }
}

type Furnished = {
  readonly office: Office;
  readonly place: number;
  readonly stopLimiter: () => Promise<void>;
};

/** What everything else stands on. */
type Ground = {
  readonly store: Store;
  readonly vault: Vault;
  readonly sender: Sender;
  readonly log: Log;
};

/**
 * The parts that do the work, joined; nothing serves yet. `origin` is asked when a link is made.
 */
async function furnish(
  config: Config,
  { store, vault, sender, log }: Ground,
  origin: () => string,
): Promise<Furnished> {
  const now = (): number => Date.now();
  const secret = await store.keepSetting('identity', randomBytes(16).toString('hex'));
  const place = await store.countUp('starts');
  const ids = createIds(Buffer.from(secret, 'hex'), place);
  const accounts = createAccounts(store, vault, now);
  const served = listDialects(gateways);
  const dialects = new Map(served.map((dialect) => [dialect.name, dialect]));
  const processors = listProcessors(gateways);
  const pages = createPageTokens(vault);

  let instructions: Instructions | undefined;
  const addresses = addressesOf(pages, origin);
  const tell = createOutbox({ store, accounts, ids, vault, dialects, addresses, now, log });
  const { send } = sender;
  const deliverer = createDeliverer({ store, accounts, vault, send, now, log });
  const engine = createEngine(store, ids, now, {
    announce: (row) => {
      instructions?.perform(row).catch((error) => report(log, error));
    },
    writeWebhooks: tell,
    wakeDelivery: deliverer.wake,
    perform: async (row, extras) => instructions?.perform(row, extras) ?? null,
    readInstrument: (account, entry, at) =>
      processorOf(processors, account).readInstrument(entry, at),
    awaits: (account, payment) => processorOf(processors, account).awaitsChoice(payment),
    choose: (account, ...asked) => processorOf(processors, account).choose(...asked),
  });
  instructions = createInstructions({ store, engine, accounts, processors, now, log });
  const doors = { pages, dialects, processors, addresses };
  const known = { store, accounts, engine, instructions, deliverer, ...doors, now };
  const { limit, stop: stopLimiter } = createLimits(config.rateLimits, store.counts, now, log);
  const app: App = {
    mount: createMounts(served),
    findAccountBy: async (identification) => {
      if (identification.by === undefined) {
        const found = await accounts.find(identification.key);
        return (
          found ?? (identification.alias === undefined ? null : accounts.find(identification.alias))
        );
      }
      const id = await accountOf(identification.by, identification.key, { store, ids, pages });
      return id === null ? null : accounts.findById(id);
    },
    engine,
    dispatch: createDispatch(engine, createRecords({ store, ids, now, seal: vault.seal })),
    idempotency: createIdempotency(store, engine),
    limit,
    addresses,
    log,
  };
  const office = { counter: known, app, ids, vault };
  return { office, place, stopLimiter };
}

function addressesOf(pages: PageTokens, origin: () => string): (account: Account) => Addresses {
  return (account) => ({
    origin: origin(),
    pageToken: ({ order }) => pages.nameOf(account, order),
    page: ({ order }) => `${origin()}/pay/${pages.nameOf(account, order)}`,
    frame: ({ order }, embedder) =>
      `${origin()}/pay/${pages.nameOf(account, order)}/in/${insideOf(embedder)}`,
    orderOfPage: (name) => pages.read(name)?.orderToken ?? null,
  });
}

async function serve(config: Config, dataDir: string, ground: Ground): Promise<RunningApp> {
  const { store, sender, log } = ground;
  let origin = config.publicUrl ?? '';
  const furnished = await furnish(config, ground, () => origin);
  const { office, place } = furnished;
  const { counter, app } = office;
  const first = await firstAccount(config, store, counter.accounts);
  const assets = createAssets([...counter.dialects.values()], () => origin);
  const checkout = createCheckout(counter, (incoming) => app.mount(incoming)?.failure === null);
  let draining = false;
  // Each process writes a row of its own, so that none waits for another.
  const check = () => store.ping(`ready_${place % 64}`, counter.now());
  const health = createHealth({ check, isDraining: () => draining }, counter.now);
  const desks = [health, assets, checkout, createControl(counter), createAccountApi(office)];
  const server = createServer(app, desks, log);
  await server.listen({ host: config.host, port: config.port });
  const listening = addressOf(config.host, server.server.address());
  if (config.publicUrl === null) origin = listening;
  const stopSweeps = startSweeps(office, log);

  const summary = { listening, url: origin, ...first.credentials, dataDir };
  return {
    summary,
    greeting: greet(summary),
    counter,
    close: async () => {
      draining = true;
      await Promise.all([stopSweeps(), drainServer(server)]);
      await counter.instructions.finish();
      await counter.deliverer.close();
      await sender.close();
      await furnished.stopLimiter();
      await store.close();
    },
  };
}

/** The account of a page's name, or that has the payment or the order of this number. */
async function accountOf(
  by: NonNullable<Identification['by']>,
  name: string,
  { store, ids, pages }: { store: Store; ids: Ids; pages: PageTokens },
): Promise<number | null> {
  if (by === 'page') return pages.read(name)?.accountId ?? null;
  const locator = numberLocator(name);
  const key = locator === undefined ? null : ids.keyOf(locator);
  if (key === null) return null;
  return by === 'order' ? store.findOrderAccount(key) : store.findPaymentSandbox(key);
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
function startSweeps({ counter, ids }: Office, log: Log): () => Promise<void> {
  const { store, engine, accounts, instructions, deliverer, now } = counter;
  const sweeps = [
    repeat(SUBMIT_EVERY_MS, () => instructions.sweep(), log),
    repeat(DELIVER_EVERY_MS, async () => deliverer.wake(), log),
    repeat(EXPIRE_EVERY_MS, () => expireOverdue(store, engine, accounts, now()), log),
    repeat(PURGE_EVERY_MS, () => store.purgeIdempotencyRecords(now()), log),
    repeat(PURGE_EVERY_MS, async () => store.counts?.purge(periodOf(now()) - 1), log),
    repeat(PURGE_EVERY_MS, () => purgeOldWebhooks(store, ids, now()), log),
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
