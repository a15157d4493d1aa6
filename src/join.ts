// Joins the parts that do the work: engine, carriers, webhooks, dialects and their road.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { CommandRunner } from './command-engine.ts';
import type { Config } from './config.ts';
import { type Carriage, TITLES } from './connections.ts';
import { listDialects } from './gateways/gateway.ts';
import type { Dialect, Family } from './gateways/dialect.ts';
import type { Simulator } from './gateways/simulator.ts';
import * as gateways from './gateways/registry.ts';
import { ownFamilies } from './api/index.ts';
import { createAccounts } from './engine/identity/account.ts';
import { type Connections, createConnections } from './engine/identity/connection.ts';
import { type Audit, createAudit } from './engine/identity/audit.ts';
import { createHookTokens } from './engine/identity/hook-token.ts';
import { findAccountBy } from './engine/identity/identification.ts';
import { createMerchants } from './engine/identity/merchants.ts';
import { type AccountRoutes, createAccountRoutes } from './engine/identity/route.ts';
import { createDispatch, type Dispatch } from './engine/orders/dispatch.ts';
import { createDeliverer, type Deliverer } from './engine/webhooks/deliver.ts';
import { createEngine } from './engine/orders/engine.ts';
import { listEvents } from './engine/orders/list-events.ts';
import { createIds, type Ids } from './engine/identity/ids.ts';
import { createRecords, type Records } from './engine/records/records.ts';
import { addressesOf } from './engine/identity/page-address.ts';
import { createPageTokens } from './engine/identity/page-token.ts';
import { createIdempotency } from './engine/idempotency/idempotency.ts';
import type { Log } from './engine/log.ts';
import { measureRoad } from './metrics/road.ts';
import { traceDispatch, traceFamily, traceMeasure } from './metrics/traced.ts';
import type { Tracing } from './metrics/tracing.ts';
import type { Exposition } from './metrics/exposition.ts';
import { createWatch } from './engine/processing/breaker.ts';
import { createBudget } from './engine/processing/budget.ts';
import { createCarriers } from './engine/processing/carriers.ts';
import { createCircuits } from './engine/processing/circuit.ts';
import { createInstructions } from './engine/processing/instruct.ts';
import { simulatorOf } from './engine/processing/instruction.ts';
import { createReconciler, type Reconciler } from './engine/reconciliation/reconcile.ts';
import type { Restored } from './engine/processing/restored.ts';
import { createReviews } from './engine/processing/review.ts';
import { createRouter, currenciesOf } from './engine/processing/router.ts';
import { createSandboxPayments } from './engine/processing/sandbox-payment.ts';
import type { Transcripts } from './engine/processing/transcript.ts';
import { createTranscriptList } from './engine/processing/transcript-list.ts';
import { createAddEndpoint } from './engine/webhooks/endpoint.ts';
import { createOutbox } from './engine/webhooks/outbox.ts';
import { createSentWebhooks } from './engine/webhooks/sent-webhook.ts';
import { onErrorOf } from './engine/log-error.ts';
import { createRequestList, type RequestList } from './engine/requests/request-list.ts';
import { createRequestRoom } from './engine/requests/request-list.ts';
import { createRequestLog, type RequestLog } from './engine/requests/request-log.ts';
import { createRequestMarks } from './engine/requests/request-mark.ts';
import { hiddenNamesOfAll } from './engine/requests/request-scrub.ts';
import {
  createMerchantLinkAccess,
  type MerchantLinkAccess,
} from './engine/identity/merchant-link.ts';
import type { Vault } from './engine/identity/vault.ts';
import { createFailedLogins } from './http/failed-login.ts';
import { createMounts } from './http/mount.ts';
import type { App } from './http/road.ts';
import { createStrictRoad } from './http/strict.ts';
import { createLimits } from './http/shared-limit.ts';
import type { PageSources } from './http/checkout-page.ts';
import type { Sender } from './network/send.ts';
import { NO_REQUESTS, type RequestStore } from './store/request-store.ts';
import type { Store } from './store/store.ts';
import type { Handovers } from './http/handover.ts';
import { createIsThere } from './http/handover-host.ts';
import type { HookParts } from './http/hook.ts';

/** What everything else stands on. */
export type Ground = {
  readonly store: Store;
  readonly vault: Vault;
  readonly sender: Sender;
  readonly log: Log;
  readonly simulators: ReadonlyMap<string, Simulator>;
  readonly carriage: Carriage;
  readonly transcripts: Transcripts;
  /** What this server lacks to carry live payments; null: nothing. */
  readonly liveRemedy: string | null;
  readonly formerKeysUntil: number;
  readonly restored: Restored;
  readonly exposition: Exposition;
  /** Where requests are kept. */
  readonly requests: RequestStore;
  /** Null: nothing is traced. */
  readonly tracing: Tracing | null;
  /** Does what commands do, for operators who ask by HTTP; null: nobody does. */
  readonly runCommand: CommandRunner | null;
};

/** The parts that do the work. */
export type Parts = PageSources &
  Handovers &
  Omit<HookParts, 'log' | 'onError'> & {
    readonly store: Store;
    readonly ids: Ids;
    readonly deliverer: Deliverer;
    readonly requestList: RequestList;
    readonly links: MerchantLinkAccess;
  };

export type Joined = {
  readonly parts: Parts;
  readonly road: App;
  /** Which start of a process on this database it is, counted from 1. */
  readonly place: number;
  readonly stopLimiter: () => Promise<void>;
  /** Null: nothing is kept. */
  readonly requestLog: RequestLog | null;
};

/** Joins the parts; nothing serves yet. `origin` is asked when an address is made. */
export async function join(config: Config, ground: Ground, origin: () => string): Promise<Joined> {
  const { store, vault, log, liveRemedy, carriage, simulators } = ground;
  const now = (): number => Date.now();
  const secret = await store.keepSetting('identity', randomBytes(16).toString('hex'));
  const place = await store.countUp('starts');
  const ids = createIds(Buffer.from(secret, 'hex'), place);
  const accounts = createAccounts(store, vault, now, liveRemedy === null);
  const served = listDialects(gateways);
  const dialects = new Map(served.map((dialect) => [dialect.name, dialect]));
  const owners = ownersOf(served, ground.tracing);
  const pages = createPageTokens(vault);
  const hooks = createHookTokens(vault);
  const addresses = addressesOf(pages, origin);
  const base = { store, ids, accounts, pages, hooks, dialects, addresses, simulators, now };
  const audit = createAudit(store, now);
  const { records, ...doers } = openEngine(ground, base, origin);
  const marks = createRequestMarks(secret);
  const { requests } = ground;
  const requestLog =
    config.requestLog === null || requests === NO_REQUESTS
      ? null
      : createRequestLog({
          ...{ requests, ids, marks, now, log, readsOneIn: config.requestLog.reads },
          hiddenNames: hiddenNamesOfAll(served, carriage.processors),
        });
  const orderOfPage = pages.orderOf;
  const requestList = createRequestList({
    ...{ ...base, ...doers, requests, marks, orderOfPage },
    ...(requestLog === null ? {} : { catchUp: requestLog.catchUp }),
  });
  const { processors } = carriage;
  const handoverOrigin = config.handoverUrl ?? '';
  const isThere = createIsThere(handoverOrigin, origin);
  const { transcribe } = ground.transcripts;
  const apart = { processors, titles: TITLES, handoverOrigin, isThere, transcribe };
  const links = createMerchantLinkAccess({ ...base, vault });
  const parts = { ...base, ...doers, ...apart, requestList, links };
  const { limit, stop: stopLimiter } = createLimits(config.rateLimits, store.counts, now, log);
  const road: App = {
    mount: createMounts([...owners.keys()]),
    findAccountBy: (identification, isFresh) => findAccountBy(parts, identification, isFresh),
    engine: doers.engine,
    dispatch: dispatchOf({ ...parts, records, audit }, { ...ground, config }),
    idempotency: createIdempotency(store, doers.engine),
    hasFormerKeys: () => now() < ground.formerKeysUntil,
    limit,
    strict: createStrictRoad(),
    audit,
    findAccount: accounts.findFresh,
    failedLogins: createFailedLogins(config.rateLimits === null ? null : now),
    addresses,
    unseal: (account, sealed) => vault.open(sealed, account),
    measure: measureRoad(ground.exposition, owners),
    owners,
    ...(requestLog === null ? {} : { requestLog }),
    log,
  };
  const { tracing } = ground;
  const traced = tracing === null ? road : traceRoad(road, owners, tracing);
  return { parts, road: traced, place, stopLimiter, requestLog };
}

/** The same road with spans. */
function traceRoad(road: App, owners: ReadonlyMap<Family, string>, tracing: Tracing): App {
  const { mount, dispatch, measure = () => undefined } = road;
  return {
    ...road,
    trace: tracing.request,
    mount: (incoming) => tracing.stage('mount', () => mount(incoming)),
    dispatch: traceDispatch(dispatch, tracing),
    measure: traceMeasure(measure, owners, tracing),
  };
}

/** All families, and whose each is; our own APIs go by their own names. */
function ownersOf(
  served: readonly Dialect[],
  tracing: Tracing | null,
): ReadonlyMap<Family, string> {
  const owners = [
    ...served.flatMap(({ name, families }) => families.map((family) => [family, name] as const)),
    ...ownFamilies(served).map((family) => [family, family.name] as const),
  ];
  if (tracing === null) return new Map(owners);
  return new Map(owners.map(([family, name]) => [traceFamily(family, tracing), name]));
}

type Base = Pick<Parts, 'store' | 'ids' | 'accounts' | 'pages' | 'hooks' | 'now'> &
  Pick<Parts, 'dialects' | 'addresses' | 'simulators'>;

type Doers = Pick<Parts, 'engine' | 'instructions' | 'deliverer' | 'router'> & {
  readonly records: Records;
  readonly connections: Connections;
  readonly reconciler: Reconciler;
  readonly routes: AccountRoutes;
};

/** What decides, and what acts on it: each needs others, and asks none before all are there. */
function openEngine(ground: Ground, base: Base, origin: () => string): Doers {
  const { vault, sender, log, carriage, liveRemedy } = ground;
  const { store, accounts, pages, simulators, now } = base;
  const writeWebhooks = createOutbox({ ...base, vault, log });
  const deliverer = createDeliverer({ store, accounts, vault, send: sender.send, now, log });
  const engine = createEngine(store, base.ids, now, {
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
    abilitiesOf: async (account, command) => ({
      currencies: currenciesOf(carriage.processors, account),
      canHold: await router.canHold(account, command),
    }),
    awaits: (account, payment) => simulatorOf(simulators, account).awaitsChoice(payment),
    choose: (account, ...asked) => simulatorOf(simulators, account).choose(...asked),
  });
  const wakeDelivery = (): void => deliverer.wake();
  const records = createRecords({ ...base, seal: vault.seal, wakeDelivery });
  const connections = createConnections({
    ...{ ...base, ...carriage, vault, liveRemedy, log },
    webhookUrl: (connection) => base.hooks.urlOf(origin(), connection),
  });
  const budget = createBudget(store.counts, now);
  const circuits = createCircuits(store, now);
  const routing = { ...base, ...carriage, connections, circuits, titles: TITLES };
  const router = createRouter(routing);
  const routes = createAccountRoutes({ ...routing, vault, router });
  const watch = createWatch({ circuits, log });
  const keep = engine.execute;
  const bearers = { ...base, ...carriage, keep, budget, watch, connections, origin, log };
  const { carrierOf } = createCarriers({ ...bearers, restored: ground.restored });
  const instructions = createInstructions({ store, engine, accounts, carrierOf, now, log });
  const reconciler = createReconciler({
    ...{ ...base, ...carriage, connections, engine },
    budget: createBudget(store.counts, now, 'settlements'),
    // Whoever asks by HTTP waits for no further minute.
    patienceMs: 0,
    wait: async () => undefined,
    tell: () => undefined,
    adoptedWithinMs: 0,
  });
  return { engine, instructions, deliverer, router, records, connections, routes, reconciler };
}

/** The rooms of the engine, each with what it needs of the others. */
function dispatchOf(
  parts: Parts &
    Pick<Doers, 'records' | 'connections' | 'routes' | 'reconciler'> & { readonly audit: Audit },
  { vault, config, runCommand }: Ground & { readonly config: Config },
): Dispatch {
  const { engine, deliverer } = parts;
  const wakeDelivery = (): void => deliverer.wake();
  const webhooks = createSentWebhooks({ ...parts, wakeDelivery });
  const dataDir = path.resolve(config.dataDir);
  const given = { config, dataDir, vault, ...parts };
  return createDispatch({
    ...parts,
    listEvents: (account, request) => listEvents(parts, account, request),
    addEndpoint: createAddEndpoint({ ...parts, vault }),
    webhooks,
    sandbox: createSandboxPayments({ ...parts, webhooks }),
    merchants: createMerchants({ ...parts, vault, remember: engine.remember }),
    runCommand: async (request) =>
      runCommand === null ? { failure: 'path_unknown' } : runCommand(given, request),
    reviews: createReviews({ ...parts, orderOfPage: parts.pages.orderOf }),
    requests: createRequestRoom(parts.requestList, parts.accounts),
    transcriptList: createTranscriptList({ ...parts, orderOfPage: parts.pages.orderOf }),
  });
}
