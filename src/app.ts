// Joins the parts into a running server: store, engine, dialects, processors, http. Reads no
// environment.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { type Config, findLiveRemedy } from './config.ts';
import { CARRIAGE, type Carriage } from './connections.ts';
import type { Aliases } from './core/account.ts';
import { listDialects, listSimulators } from './gateways/gateway.ts';
import type { Simulator } from './gateways/simulator.ts';
import * as gateways from './gateways/registry.ts';
import { ownFamilies } from './api/index.ts';
import { orderOf } from './api/sandbox/order.ts';
import { giveAliases } from './engine/identity/alias.ts';
import { createAccounts } from './engine/identity/account.ts';
import { createConnections } from './engine/identity/connection.ts';
import { findAccountBy } from './engine/identity/identification.ts';
import { warnOfLiveRoutes } from './engine/identity/live-warning.ts';
import { createMerchants } from './engine/identity/merchants.ts';
import { createDispatch, type Dispatch } from './engine/orders/dispatch.ts';
import { createDeliverer, type Deliverer } from './engine/webhooks/deliver.ts';
import { createEngine } from './engine/orders/engine.ts';
import { listEvents } from './engine/orders/list-events.ts';
import { createIds, type Ids } from './engine/identity/ids.ts';
import { createRecords } from './engine/records/records.ts';
import { addressesOf } from './engine/identity/page-address.ts';
import { createPageTokens } from './engine/identity/page-token.ts';
import { createIdempotency } from './engine/idempotency/idempotency.ts';
import type { Log } from './engine/log.ts';
import { createInstructions, type Instructions } from './engine/processing/instruct.ts';
import { simulatorOf } from './engine/processing/instruction.ts';
import { createSandboxPayments } from './engine/processing/sandbox-payment.ts';
import { createAddEndpoint } from './engine/webhooks/endpoint.ts';
import { createOutbox } from './engine/webhooks/outbox.ts';
import { createSentWebhooks } from './engine/webhooks/sent-webhook.ts';
import { onErrorOf } from './engine/log-error.ts';
import type { Vault } from './engine/identity/vault.ts';
import {
  findFormerKeysUntil,
  firstAccount,
  makeFolder,
  openVault,
  refreshVault,
} from './bootstrap.ts';
import { createAssets } from './http/asset.ts';
import { createCheckout } from './http/checkout.ts';
import { createClientAddress, readTrustedProxies } from './http/client-address.ts';
import { createFailedLogins } from './http/failed-login.ts';
import { createFirstPage, isLocal } from './http/first-page.ts';
import { createHealth } from './http/health.ts';
import { createMounts } from './http/mount.ts';
import type { IncomingRequest } from './http/request.ts';
import type { App } from './http/road.ts';
import { addressOf, answerByRoad, createServer, drainServer, type Mounted } from './http/server.ts';
import { createLimits } from './http/shared-limit.ts';
import type { PageSources } from './http/checkout-page.ts';
import { readAllowList } from './network/address.ts';
import { createSender, type Lookup, type Sender } from './network/send.ts';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/store.ts';
import { startSweeps } from './sweep.ts';

/** What a program needs to use a server that has just started. */
export type Summary = {
  readonly listening: string;
  readonly url: string;
  readonly key: string;
  /** Of the account that this start made; null at every later one: a secret is told once. */
  readonly secret: string | null;
  /** Its other names; null at every later start. */
  readonly aliases: Aliases | null;
  /** The admin token that this start made; null: it was made before, or is a setting. */
  readonly adminToken: string | null;
  readonly dataDir: string;
};

export type RunningApp = {
  readonly summary: Summary;
  /** Where a developer looks after the start; null: this server shows nobody such a page. */
  readonly firstPage: string | null;
  /** For tests that need to look inside. */
  readonly parts: Parts;
  readonly road: App;
  readonly close: () => Promise<void>;
};

/** Starts everything; rejects with one clear sentence when that cannot be done. */
export async function openApp(
  config: Config,
  log: Log,
  /** Who tells the addresses of a name that webhooks go to; the system's resolver unless given. */
  lookup?: Lookup,
  /** What answers where no money moves; those of the registry unless they are given. */
  simulators: ReadonlyMap<string, Simulator> = listSimulators(gateways),
  /** Who really moves the money. */
  carriage: Carriage = CARRIAGE,
): Promise<RunningApp> {
  const dataDir = path.resolve(config.dataDir);
  const allow = readAllowList(config.outgoingAllow);
  const onError = onErrorOf(log);
  const sender = createSender({ allow, onError, ...(lookup === undefined ? {} : { lookup }) });
  makeFolder(dataDir);
  const store = await openStore({ ...config, dataDir }, Date.now(), onError);
  try {
    // Before anything is kept in a database that is made now.
    const formerKeysUntil = await findFormerKeysUntil(store, Date.now());
    const vault = await openVault(config, dataDir, store);
    await giveAliases(store);
    const liveRemedy = findLiveRemedy(config);
    await warnOfLiveRoutes(store, log, liveRemedy);
    const part = { simulators, carriage, liveRemedy, formerKeysUntil };
    const ground = { store, vault, sender, log, ...part };
    return await serve(config, dataDir, ground);
  } catch (error) {
    await sender.close();
    await store.close();
    throw error;
  }
}

/** What everything else stands on. */
type Ground = {
  readonly store: Store;
  readonly vault: Vault;
  readonly sender: Sender;
  readonly log: Log;
  readonly simulators: ReadonlyMap<string, Simulator>;
  readonly carriage: Carriage;
  /** What this server lacks to carry live payments; null: nothing. */
  readonly liveRemedy: string | null;
  readonly formerKeysUntil: number;
};

/** The parts that do the work. */
export type Parts = PageSources & {
  readonly store: Store;
  readonly ids: Ids;
  readonly instructions: Instructions;
  readonly deliverer: Deliverer;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

type Joined = {
  readonly parts: Parts;
  readonly road: App;
  /** Which start of a process on this database it is, counted from 1. */
  readonly place: number;
  readonly stopLimiter: () => Promise<void>;
};

/** Joins the parts; nothing serves yet. `origin` is asked when an address is made. */
async function join(config: Config, ground: Ground, origin: () => string): Promise<Joined> {
  const { store, vault, sender, log, simulators, liveRemedy, formerKeysUntil } = ground;
  const now = (): number => Date.now();
  const secret = await store.keepSetting('identity', randomBytes(16).toString('hex'));
  const place = await store.countUp('starts');
  const ids = createIds(Buffer.from(secret, 'hex'), place);
  const accounts = createAccounts(store, vault, now, liveRemedy === null);
  const served = listDialects(gateways);
  const dialects = new Map(served.map((dialect) => [dialect.name, dialect]));
  const pages = createPageTokens(vault);
  const addresses = addressesOf(pages, origin);
  const writeWebhooks = createOutbox({
    store,
    accounts,
    ids,
    vault,
    dialects,
    addresses,
    now,
    log,
  });
  const deliverer = createDeliverer({ store, accounts, vault, send: sender.send, now, log });
  // The engine and the instructions need each other: neither is asked before both are there.
  const engine = createEngine(store, ids, now, {
    announce: (row) => {
      instructions.perform(row).catch(onErrorOf(log));
    },
    writeWebhooks,
    wakeDelivery: deliverer.wake,
    perform: (row, extras) => instructions.perform(row, extras),
    readInstrument: (account, entry, at) =>
      simulatorOf(simulators, account).readInstrument(entry, at),
    orderOfPage: pages.orderOf,
    warn: (account, evidence) =>
      log.warn({ account: account.id, ...evidence }, 'evidence that contradicts what is settled'),
    awaits: (account, payment) => simulatorOf(simulators, account).awaitsChoice(payment),
    choose: (account, ...asked) => simulatorOf(simulators, account).choose(...asked),
  });
  const instructions: Instructions = createInstructions({
    store,
    engine,
    accounts,
    simulators,
    now,
    log,
  });
  const doers = { store, ids, accounts, engine, instructions, deliverer };
  const parts = { ...doers, pages, dialects, simulators, addresses, now };
  const { limit, stop: stopLimiter } = createLimits(config.rateLimits, store.counts, now, log);
  const road: App = {
    mount: createMounts([...served.flatMap(({ families }) => families), ...ownFamilies(served)]),
    findAccountBy: (identification, isFresh) => findAccountBy(parts, identification, isFresh),
    engine,
    dispatch: dispatchOf(parts, ground),
    idempotency: createIdempotency(store, engine),
    hasFormerKeys: () => now() < formerKeysUntil,
    limit,
    failedLogins: createFailedLogins(config.rateLimits === null ? null : now),
    addresses,
    unseal: (account, sealed) => vault.open(sealed, account),
    log,
  };
  return { parts, road, place, stopLimiter };
}

/** The rooms of the engine, each with what it needs of the others. */
function dispatchOf(parts: Parts, ground: Ground): Dispatch {
  const { vault, carriage, liveRemedy, log } = ground;
  const { engine, accounts, deliverer } = parts;
  const wakeDelivery = (): void => deliverer.wake();
  const records = createRecords({ ...parts, seal: vault.seal, wakeDelivery });
  return createDispatch({
    engine,
    records,
    accounts,
    listEvents: (account, request) => listEvents(parts, account, request),
    addEndpoint: createAddEndpoint({ records, vault }),
    webhooks: createSentWebhooks({ ...parts, wakeDelivery }),
    sandbox: createSandboxPayments(parts),
    merchants: createMerchants({ ...parts, vault, remember: engine.remember }),
    connections: createConnections({ ...parts, ...carriage, vault, liveRemedy, log }),
  });
}

function firstPageOf(parts: Parts, road: App, origin: () => string): Mounted {
  const asked = { amountMinor: 50_000, currency: 'INR', reference: null };
  const [dialect = ''] = parts.dialects.keys();
  const testOrder = () => {
    // Whoever paid it comes back, and sees it among the others.
    const back = `${origin()}/`;
    const returns = { success: back, failure: back, cancel: back, notify: null };
    return { ...orderOf({ ...asked, description: 'Test order', dialect }), returns };
  };
  const travel = (incoming: IncomingRequest) => answerByRoad(road, incoming);
  return createFirstPage({ ...parts, limit: road.limit, testOrder, origin, travel });
}

async function serve(config: Config, dataDir: string, ground: Ground): Promise<RunningApp> {
  const { store, vault, sender, log } = ground;
  const clientAddress = createClientAddress(readTrustedProxies(config.trustedProxies));
  let origin = config.publicUrl ?? '';
  const { parts, road, place, stopLimiter } = await join(config, ground, () => origin);
  const { accounts, dialects, instructions, deliverer, now } = parts;
  const assets = createAssets([...dialects.values()], () => origin);
  const checkout = createCheckout(parts, (incoming) => road.mount(incoming)?.failure === null);
  let reason: string | null = 'the server is starting';
  // Each process writes a row of its own, so that none waits for another.
  const check = () => store.ping(`ready_${place % 64}`, now());
  const health = createHealth({ check, reason: () => reason }, now);
  const first = isLocal(config) ? [firstPageOf(parts, road, () => origin)] : [];
  const server = createServer(road, [health, assets, checkout, ...first], log, clientAddress);
  await server.listen({ host: config.host, port: config.port });
  // Not before it serves: a secret that is made is told by this start or by none.
  const founded = await firstAccount(config, store, accounts, now()).catch(async (error) => {
    await server.close();
    throw error;
  });
  const listening = addressOf(config.host, server.server.address());
  if (config.publicUrl === null) origin = listening;
  const stopSweeps = startSweeps(
    { ...parts, refreshVault: () => refreshVault(config, dataDir, store, vault) },
    onErrorOf(log),
  );

  const { key, secret } = founded.credentials;
  const aliases = founded.isNew ? founded.account.aliases : null;
  const { isMade, adminToken } = founded;
  const told = { key, secret: isMade ? secret : null, aliases, adminToken };
  const summary: Summary = { listening, url: origin, ...told, dataDir };
  reason = null;
  return {
    summary,
    firstPage: isLocal(config) ? `${listening}/` : null,
    parts,
    road,
    close: async () => {
      reason = 'the server is about to end';
      await Promise.all([stopSweeps(), drainServer(server, onErrorOf(log))]);
      await instructions.finish();
      await deliverer.close();
      await sender.close();
      await stopLimiter();
      await store.close();
    },
  };
}
