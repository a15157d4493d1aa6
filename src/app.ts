// Starts a running server: store, parts, http. Reads no environment.
import path from 'node:path';
import type { CommandRunner } from './command-engine.ts';
import { type Config, findLiveRemedy } from './config.ts';
import { type Carriage, openCarriage, PROCESSORS } from './connections.ts';
import type { Aliases } from './core/account.ts';
import { listSimulators } from './gateways/gateway.ts';
import type { Simulator } from './gateways/simulator.ts';
import * as gateways from './gateways/registry.ts';
import { OPERATOR_PROOF } from './api/admin/index.ts';
import { describeApis } from './api/openapi.ts';
import { orderOf } from './api/sandbox/order.ts';
import { giveAliases } from './engine/identity/alias.ts';
import { warnOfLiveRoutes } from './engine/identity/live-warning.ts';
import type { Log } from './engine/log.ts';
import { logError, onErrorOf } from './engine/log-error.ts';
import { readRestored } from './engine/processing/restored.ts';
import { createTranscripts } from './engine/processing/transcript.ts';
import {
  findFormerKeysUntil,
  firstAccount,
  makeFolder,
  openVault,
  refreshVault,
  toldOf,
} from './bootstrap.ts';
import { createAssets } from './http/asset.ts';
import { createBadWire } from './http/bad-wire.ts';
import { createCheckout } from './http/checkout.ts';
import { createClientAddress, readTrustedProxies } from './http/client-address.ts';
import { mountDashboard, openDashboard } from './http/dashboard.ts';
import { createDocs } from './http/docs.ts';
import { createFirstPage } from './http/first-page.ts';
import { createHandoverHost } from './http/handover-host.ts';
import { createHealth } from './http/health.ts';
import { createHooks } from './http/hook.ts';
import { createMetrics } from './http/metrics.ts';
import { isLocal } from './http/nearby.ts';
import type { IncomingRequest } from './http/request.ts';
import type { App } from './http/road.ts';
import { addressOf, answerByRoad, createServer, drainServer, type Mounted } from './http/server.ts';
import { createVersion } from './http/version.ts';
import { watchBacklog } from './metrics/backlog.ts';
import { readBuild } from './metrics/build.ts';
import { watchProcess } from './metrics/process.ts';
import { watchCall } from './metrics/processor.ts';
import { traceCall, traceStore } from './metrics/traced.ts';
import { findTracing, type Tracing } from './metrics/tracing.ts';
import { createExposition, type Exposition } from './metrics/exposition.ts';
import { logStages } from './metrics/stage-log.ts';
import { watchStore } from './metrics/store.ts';
import { readAllowList } from './network/address.ts';
import { createSender, type Lookup, type Sender } from './network/send.ts';
import { openRequestStore, openStore } from './store/open-store.ts';
import { NO_REQUESTS, type RequestStore } from './store/request-store.ts';
import { openRequestWork, type RequestWork } from './request-work.ts';
import { startSweeps } from './sweep.ts';
import { type Ground, join, type Parts } from './join.ts';
import { factsOf, hearWarnings, type OneOf, type Start } from './server-facts.ts';

export type { Parts } from './join.ts';

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
  /** What this start did to the form of the database. */
  readonly migrations: readonly string[];
  readonly close: () => Promise<void>;
};

/** What a program that starts a server may bring itself. */
export type Given = {
  /** Who tells the addresses of a name that webhooks go to; the system's resolver unless given. */
  readonly lookup?: Lookup;
  /** What answers where no money moves; those of the registry unless they are given. */
  readonly simulators?: ReadonlyMap<string, Simulator>;
  /** Who really moves the money; the registry's processors unless it is given. */
  readonly carriage?: Carriage;
  /** Where spans go; to the SDK that is registered in this process unless it is given. */
  readonly tracing?: Tracing | null;
  /** What is counted, and how it is written down. */
  readonly exposition?: Exposition;
  /** Does what commands do, for operators who ask by HTTP; nobody does unless it is given. */
  readonly runCommand?: CommandRunner;
  /** The settings that the environment names; absent: the program has them from elsewhere. */
  readonly settingsGiven?: readonly string[];
  /** One of several processes that share a port. */
  readonly oneOf?: OneOf;
};

/** Starts everything; rejects with one clear sentence when that cannot be done. */
export async function openApp(config: Config, log: Log, given: Given = {}): Promise<RunningApp> {
  const dataDir = path.resolve(config.dataDir);
  const allow = readAllowList(config.outgoingAllow);
  const onError = onErrorOf(log);
  const { lookup, simulators = listSimulators(gateways), runCommand = null } = given;
  const { exposition = createExposition() } = given;
  const spans = given.tracing === undefined ? await findTracing(process.cwd()) : given.tracing;
  const tracing = logStages(log, spans);
  const { close, send } = createSender({ allow, onError, ...(lookup && { lookup }) });
  const sender = { close, send: tracing === null ? send : quieten(send, tracing) };
  const { processors } = given.carriage ?? { processors: PROCESSORS };
  const transcripts = createTranscripts({ processors, log });
  const carried =
    given.carriage ?? openCarriage(log, onError, () => Date.now(), transcripts.transcribe);
  const called = tracing === null ? carried.call : traceCall(carried.call, processors, tracing);
  const carriage = { ...carried, call: watchCall(called, processors, exposition) };
  makeFolder(dataDir);
  const migrations: string[] = [];
  const tell = (name: string) => void migrations.push(name);
  const opened = await openStore({ ...config, dataDir }, Date.now(), onError, tell);
  const store = watchStore(tracing === null ? opened : traceStore(opened, tracing), exposition);
  const warnings: string[] = [];
  const heard = hearWarnings(log, warnings);
  const requests = await openRequests(config, dataDir, heard);
  try {
    // Before anything is kept in a database that is made now.
    const formerKeysUntil = await findFormerKeysUntil(store, Date.now());
    const vault = await openVault(config, dataDir, store);
    await giveAliases(store);
    const liveRemedy = findLiveRemedy(config);
    await warnOfLiveRoutes(store, heard, liveRemedy);
    const restored = await readRestored(store);
    const part = { simulators, carriage, liveRemedy, formerKeysUntil, transcripts, restored };
    const ground = { store, requests, vault, sender, log, exposition, tracing, runCommand };
    const { settingsGiven = null, oneOf = null } = given;
    const start = { given: settingsGiven, oneOf, warnings, startedAt: Date.now() };
    return { ...(await serve(config, dataDir, { ...ground, ...part }, start)), migrations };
  } catch (error) {
    await Promise.all([sender.close(), carriage.close(), requests.close()]);
    await store.close();
    throw error;
  }
}

/** Without a request log a server serves as well: what it cannot keep, it does without. */
async function openRequests(config: Config, dataDir: string, log: Log): Promise<RequestStore> {
  if (config.requestLog === null) return NO_REQUESTS;
  try {
    return await openRequestStore({ ...config, dataDir }, onErrorOf(log));
  } catch (error) {
    logError(log, error, 'the request log cannot be opened: no requests are kept');
    return NO_REQUESTS;
  }
}

/** What merchants are sent tells them nothing of our traces. */
function quieten(send: Sender['send'], { quietly }: Tracing): Sender['send'] {
  return (request) => quietly(() => send(request));
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

/** What the operator looks at from outside: `/version` and `/metrics`. */
function watch(config: Config, { exposition, store }: Ground, road: App, now: () => number) {
  const build = readBuild();
  watchBacklog(exposition, store, now);
  const database = config.databaseUrl === null ? 'sqlite' : 'postgresql';
  const stop = watchProcess(exposition, build, database);
  const { write } = exposition;
  const metrics = createMetrics({
    operator: OPERATOR_PROOF,
    isLocal: isLocal(config),
    write,
    road,
  });
  return { stop, mounted: [createVersion(build), metrics] };
}

/** The manual of all that is served, for whoever runs this server. */
function docsOf(config: Config, { dialects }: Parts, road: App, origin: () => string): Mounted {
  const served = [...dialects.values()];
  return createDocs({
    dialects: served,
    describeApis: () => describeApis(served, origin()),
    operator: OPERATOR_PROOF,
    isLocal: isLocal(config),
    road,
  });
}

async function followKeys(config: Config, dataDir: string, ground: Ground): Promise<void> {
  const { store, vault, log } = ground;
  const before = vault.fingerprint();
  await refreshVault(config, dataDir, store, vault);
  if (vault.fingerprint() !== before) log.info({}, 'another master key seals from now on');
}

async function serve(
  config: Config,
  dataDir: string,
  ground: Ground,
  start: Start,
): Promise<Omit<RunningApp, 'migrations'>> {
  const { store, log } = ground;
  const clientAddress = createClientAddress(readTrustedProxies(config.trustedProxies));
  let origin = config.publicUrl ?? '';
  const joined = await join(config, ground, () => origin);
  const { parts, road, place, stopLimiter } = joined;
  const { accounts, dialects, instructions, deliverer, now } = parts;
  const assets = createAssets([...dialects.values()], () => origin);
  const checkout = createCheckout(parts, (incoming) => road.mount(incoming)?.failure === null);
  let reason: string | null = 'the server is starting';
  // Each process writes a row of its own, so that none waits for another.
  const check = () => store.ping(`ready_${place % 64}`, now());
  const health = createHealth({ check, reason: () => reason }, now);
  const first = isLocal(config) ? [firstPageOf(parts, road, () => origin)] : [];
  const hooks = createHooks({ ...parts, log, onError: onErrorOf(log) });
  const apart = config.handoverUrl === null ? [] : [createHandoverHost(parts.isThere)];
  const travel = (incoming: IncomingRequest) => answerByRoad(road, incoming);
  const badWire = createBadWire({ ...road, travel });
  const docs = docsOf(config, parts, road, () => origin);
  const watched = watch(config, ground, road, now);
  const shown = { ...parts, server: factsOf({ config, dataDir, place, ...start }, ground) };
  const failed = (error: unknown, requestId: string) =>
    logError(log, error, 'a request failed by a bug', { requestId });
  const dashboard = openDashboard(config, shown, road, () => origin, failed);
  const before = [...apart, health, docs, mountDashboard(dashboard), ...watched.mounted];
  const mounted = [...before, badWire, assets, checkout, hooks, ...first];
  const http = createServer(road, mounted, log, clientAddress);
  await http.listen({ host: config.host, port: config.port });
  // Not before it serves: a secret that is made is told by this start or by none.
  const founded = await firstAccount(config, store, accounts, now()).catch(async (error) => {
    await http.close();
    throw error;
  });
  const listening = addressOf(config.host, http.server.address());
  if (config.publicUrl === null) origin = listening;
  const requests = openRequestWork(config, ground, joined);
  const stopSweeps = startSweeps(
    {
      ...parts,
      ...ground,
      refreshVault: () => followKeys(config, dataDir, ground),
      moreWork: [...requests.work, ...dashboard.work],
    },
    onErrorOf(log),
  );

  const summary: Summary = { listening, url: origin, ...toldOf(founded), dataDir };
  reason = null;
  return {
    summary,
    firstPage: isLocal(config) && !(await store.hasLiveAccount()) ? `${listening}/` : null,
    parts,
    road,
    close: async () => {
      reason = 'the server is about to end';
      log.info({}, 'stopping');
      watched.stop();
      await Promise.all([stopSweeps(), drainServer(http, onErrorOf(log))]);
      await instructions.finish();
      await deliverer.close();
      await stopLimiter();
      await closeGround(ground, parts, requests);
    },
  };
}

/** What everything else stands on, once nobody else uses it. */
async function closeGround(ground: Ground, { ids }: Parts, { finish }: RequestWork): Promise<void> {
  const { store, log, sender, carriage, transcripts } = ground;
  await Promise.all([sender.close(), carriage.close()]);
  await transcripts.flush(store, ids).catch(onErrorOf(log));
  await finish().catch(onErrorOf(log));
  await ground.requests.close();
  await store.close();
  log.info({}, 'stopped');
}
