// CPU of the road itself, stage by stage: the store answers at once, nothing reaches disk or wire.
import type { Account } from '../src/core/account.ts';
import type { RequestKind } from '../src/core/result.ts';
import type { Call, Fields, Pair, RawRequest } from '../src/gateways/dialect.ts';
import { listDialects } from '../src/gateways/gateway.ts';
import * as registry from '../src/gateways/registry.ts';
import { isFailure } from '../src/core/failure.ts';
import type { Aggregate } from '../src/core/order.ts';
import { createAccounts } from '../src/engine/identity/account.ts';
import { createAudit } from '../src/engine/identity/audit.ts';
import { createDispatch } from '../src/engine/orders/dispatch.ts';
import { createEngine } from '../src/engine/orders/engine.ts';
import { createIds } from '../src/engine/identity/ids.ts';
import { createRecords } from '../src/engine/records/records.ts';
import { insideOf } from '../src/engine/identity/embedder.ts';
import { createPageTokens } from '../src/engine/identity/page-token.ts';
import { createIdempotency } from '../src/engine/idempotency/idempotency.ts';
import { createVault } from '../src/engine/identity/vault.ts';
import { createFailedLogins } from '../src/http/failed-login.ts';
import { createLimiter } from '../src/http/limit.ts';
import { createStrictRoad } from '../src/http/strict.ts';
import { createMounts, type Match, select } from '../src/http/mount.ts';
import type { IncomingRequest } from '../src/http/request.ts';
import { type App, travel } from '../src/http/road.ts';
import { createExposition } from '../src/metrics/exposition.ts';
import { measureRoad } from '../src/metrics/road.ts';
import { watchStore } from '../src/metrics/store.ts';
import { openSqlite } from '../src/store/sqlite.ts';
import type { Store } from '../src/store/store.ts';
import type { Shot } from './load.ts';
import { KEY, SECRET, dialectDriversOf } from './dialect-driver.ts';

const ROUNDS = 5;
const TURNS = 20_000;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

const unasked = (): never => {
  throw new Error('nobody asks for it here');
};
/** Rooms of the engine that only the account API and the sandbox's controls enter. */
const NOBODY = {
  addEndpoint: unasked,
  listEvents: unasked,
  webhooks: {
    list: unasked,
    find: unasked,
    replay: unasked,
    replayAll: unasked,
    replayEach: unasked,
  },
  sandbox: { pay: unasked, play: unasked, settle: unasked },
  merchants: { list: unasked, find: unasked, add: unasked, change: unasked },
  connections: {
    ...{ find: unasked, list: unasked, look: unasked, add: unasked },
    ...{ replaceCredentials: unasked, check: unasked, retire: unasked },
  },
  reconciler: unasked,
  reviews: { list: unasked, find: unasked, decide: unasked, ask: unasked },
  transcriptList: { list: unasked, find: unasked },
  routes: { find: unasked, set: unasked, test: unasked },
  audit: { begin: unasked, note: unasked, list: unasked },
  runCommand: unasked,
};

export type Stages = {
  /** Microseconds of CPU for a whole request. */
  readonly create: readonly number[];
  readonly fetch: readonly number[];
  readonly parts: readonly (readonly [string, readonly number[]])[];
};

type Bench = {
  readonly app: App;
  readonly mount: (incoming: IncomingRequest) => Match | null;
  readonly kept: Map<number, Aggregate>;
};

/** Microseconds of CPU that one turn of `work` takes, once for each round. */
async function time(work: (turn: number) => unknown, turns = TURNS): Promise<readonly number[]> {
  for (let turn = 0; turn < turns / 4; turn += 1) await work(turn);
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    for (let turn = 0; turn < turns; turn += 1) {
      const result = work(turn);
      if (result instanceof Promise) await result;
    }
    const { user, system } = process.cpuUsage(before);
    found.push((user + system) / turns);
  }
  return found;
}

async function furnish(): Promise<Bench> {
  const real = openSqlite(':memory:');
  const kept = new Map<number, Aggregate>();
  // Reads and writes that cost next to nothing; accounts are the real store's.
  const unwatched: Store = {
    ...real,
    loadOrder: async (_account, key) => kept.get(key) ?? null,
    loadOrderByReference: async () => null,
    findIdempotencyRecord: async () => null,
    save: async ({ changes }) => {
      if (changes !== null && kept.size < 1000) {
        kept.set(changes.order.id.key, { order: changes.order, payments: [], refunds: [] });
      }
      return 'saved';
    },
  };
  const exposition = createExposition();
  const store = watchStore(unwatched, exposition);
  const now = (): number => Date.now();
  const vault = createVault(new Uint8Array(32).fill(1));
  const ids = createIds(new Uint8Array(16).fill(2));
  const accounts = createAccounts(store, vault, now);
  const place = { name: 'Bench', mode: 'sandbox', processor: 'sandbox' } as const;
  await accounts.add({ key: KEY, secret: SECRET, ...place });
  const engine = createEngine(store, ids, now, {
    announce: () => undefined,
    writeWebhooks: async () => [],
    wakeDelivery: () => undefined,
    perform: async () => null,
    readInstrument: () => [],
    orderOfPage: () => null,
    warn: () => undefined,
    awaits: () => false,
    choose: () => {
      throw new Error('nothing is paid here');
    },
  });
  const wakeDelivery = () => undefined;
  const records = createRecords({ store, ids, now, seal: vault.seal, wakeDelivery });
  const dialects = listDialects(registry);
  const pages = createPageTokens(vault);
  const mount = createMounts(dialects.flatMap(({ families }) => families));
  const app: App = {
    mount,
    findAccountBy: ({ key }) => accounts.find(key),
    engine,
    dispatch: createDispatch({ engine, records, accounts, ...NOBODY }),
    idempotency: createIdempotency(store, engine),
    hasFormerKeys: () => false,
    failedLogins: createFailedLogins(null),
    audit: createAudit(store, now),
    findAccount: accounts.findFresh,
    limit: createLimiter({ create: 9e8, fetch: 9e8, refund: 9e8 }),
    strict: createStrictRoad(),
    addresses: (account) => ({
      origin: 'http://127.0.0.1',
      pageToken: ({ order }) => pages.nameOf(account, order),
      page: ({ order }) => `http://127.0.0.1/pay/${pages.nameOf(account, order)}`,
      frame: ({ order }, to) => `/pay/${pages.nameOf(account, order)}/in/${insideOf(to)}`,
      orderOfPage: (name) => pages.read(name)?.orderToken ?? null,
    }),
    unseal: (_account, sealed) => sealed,
    measure: measureRoad(exposition, new Map()),
    log: SILENT,
  };
  return { app, mount, kept };
}

/** The request as the framework would hand it on. */
function arrivalOf({ bytes }: Shot): IncomingRequest {
  const [head = '', body = ''] = bytes.toString().split('\r\n\r\n');
  const [line = '', ...rest] = head.split('\r\n');
  const [method = '', path = ''] = line.split(' ');
  const headers = Object.fromEntries(rest.map((each) => each.split(': ')));
  const address = '127.0.0.1';
  return { id: 'bench', method, path, query: {}, headers, address, bytes: Buffer.from(body) };
}

export async function measureStages(): Promise<Stages> {
  const { app, mount } = await furnish();
  const driver = dialectDriversOf('none')['razorpay'];
  if (driver === undefined) throw new Error('no such dialect');
  let count = 0;
  const arrive = (): IncomingRequest => {
    count += 1;
    return arrivalOf(driver.create(`s${count}`));
  };
  const arrivals = Array.from({ length: 1000 }, arrive);
  const arrivalAt = (turn: number): IncomingRequest =>
    arrivals[turn % arrivals.length] as IncomingRequest;
  const placeOf = (incoming: IncomingRequest): Match => {
    const place = mount(incoming);
    if (place === null || place.failure !== null) throw new Error('nobody serves it');
    return place;
  };
  const walk = async (incoming: IncomingRequest) => {
    const reply = await travel(app, placeOf(incoming), incoming);
    if (reply.status !== 200) throw new Error(reply.body);
    return reply;
  };
  const { body } = await walk(arrivalAt(0));
  const { id } = JSON.parse(body) as { id: string };
  const looking = arrivalOf(driver.fetch('s1', { id }));
  const create = await time((turn) => walk(arrivalAt(turn)));
  const fetch = await time(() => walk(looking));
  return { create, fetch, parts: await measureParts(app, mount, arrivalAt) };
}

async function measureParts(
  app: App,
  mount: Bench['mount'],
  arrivalAt: (turn: number) => IncomingRequest,
): Promise<Stages['parts']> {
  const known = await app.findAccountBy({ key: KEY, proof: null }, false);
  const first = mount(arrivalAt(0));
  if (known === null || first === null) throw new Error('nothing to measure');
  const { account, credentials } = known;
  const { family } = first;
  const fresh = (turn: number): RawRequest => (mount(arrivalAt(turn)) as Match).request;
  const claim = family.identify(first.request);
  if (isFailure(claim)) throw new Error(claim.failure);
  const fields = family.open(first.request, claim, account, credentials) as Fields;
  const chosen = select(first, fields);
  if (chosen === null || !('pair' in chosen.operation)) throw new Error('no row');
  const { operation, params } = chosen;
  const addresses = app.addresses(account);
  const now = Date.now();
  const call = { account, credentials, request: first.request, params, fields, now, addresses };
  const look = { account, call, app };
  const stages = await operation.pair((pair) => measurePair(pair, look));
  return [
    ['mount', await time((turn) => mount(arrivalAt(turn)))],
    ['identify', await time(() => family.identify(first.request))],
    [
      'read the body and open (with mount)',
      await time((turn) => family.open(fresh(turn), claim, account, credentials)),
    ],
    ['select', await time(() => select(first, fields))],
    ['limit', await time(() => app.limit(account, operation.rate, null))],
    ...stages,
  ];
}

/** The stages whose types depend on the row. */
async function measurePair<Kind extends RequestKind>(
  { parse, render }: Pair<Kind>,
  { account, call, app }: { readonly account: Account; readonly call: Call; readonly app: App },
): Promise<Stages['parts']> {
  const command = parse(call);
  if (isFailure(command)) throw new Error(command.failure);
  const outcome = await app.dispatch<Kind>(account, command, null);
  if (isFailure(outcome)) throw new Error(outcome.failure);
  const write = (): string => {
    const reply = render(outcome, call);
    return JSON.stringify('body' in reply ? reply.body : reply);
  };
  return [
    ['parse', await time(() => parse(call))],
    ['decide and hand to the store', await time(() => app.dispatch<Kind>(account, command, null))],
    ['render and write', await time(write)],
  ];
}
