// CPU of the road itself, stage by stage: the store answers at once, nothing reaches disk or wire.
import type { Fields, RawRequest } from '../src/gateways/dialect.ts';
import { listDialects } from '../src/gateways/gateway.ts';
import * as registry from '../src/gateways/registry.ts';
import { isFailure } from '../src/core/failure.ts';
import type { Aggregate } from '../src/core/order.ts';
import { createAccounts } from '../src/engine/identity/account.ts';
import { createAsk } from '../src/engine/orders/dispatch.ts';
import { createEngine } from '../src/engine/orders/engine.ts';
import { createIdentity } from '../src/engine/identity/ids.ts';
import { createKeeper } from '../src/engine/records/records.ts';
import { createPages, insideOf } from '../src/engine/identity/page-token.ts';
import { createOnce } from '../src/engine/idempotency/idempotency.ts';
import { createVault } from '../src/engine/identity/vault.ts';
import { createLimiter } from '../src/http/limit.ts';
import { createMounts, type Place, select } from '../src/http/mount.ts';
import type { Arrival } from '../src/http/request.ts';
import { type House, travel } from '../src/http/road.ts';
import { openSqlite } from '../src/store/sqlite.ts';
import type { Store } from '../src/store/store.ts';
import type { Shot } from './load.ts';
import { KEY, SECRET, tonguesOf } from './dialect-driver.ts';

const ROUNDS = 5;
const TURNS = 20_000;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

export type Stages = {
  /** Microseconds of CPU for a whole request. */
  readonly create: readonly number[];
  readonly fetch: readonly number[];
  readonly parts: readonly (readonly [string, readonly number[]])[];
};

type Bench = {
  readonly house: House;
  readonly mount: (arrival: Arrival) => Place | null;
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
  const store: Store = {
    ...real,
    loadOrder: async (_account, key) => kept.get(key) ?? null,
    loadOrderByReference: async () => null,
    findReply: async () => null,
    save: async ({ changes }) => {
      if (changes !== null && kept.size < 1000) {
        kept.set(changes.order.id.key, { order: changes.order, payments: [], refunds: [] });
      }
      return 'saved';
    },
  };
  const now = (): number => Date.now();
  const vault = createVault(new Uint8Array(32).fill(1));
  const identity = createIdentity(new Uint8Array(16).fill(2));
  const accounts = createAccounts(store, vault, now);
  const place = { name: 'Bench', mode: 'sandbox', processor: 'sandbox' } as const;
  await accounts.add({ key: KEY, secret: SECRET, ...place });
  const engine = createEngine(store, identity, now, {
    announce: () => undefined,
    tell: async () => [],
    told: () => undefined,
    perform: async () => null,
    readInstrument: () => [],
    awaits: () => false,
    choose: () => {
      throw new Error('nothing is paid here');
    },
  });
  const dialects = listDialects(registry);
  const pages = createPages(vault);
  const mount = createMounts(dialects);
  const house: House = {
    mount,
    knownBy: ({ key }) => accounts.find(key),
    engine,
    ask: createAsk(engine, createKeeper({ store, identity, now, seal: vault.seal })),
    once: createOnce(store, engine),
    limit: createLimiter({ create: 9e8, fetch: 9e8, refund: 9e8 }),
    links: (account) => ({
      origin: 'http://127.0.0.1',
      pageToken: ({ order }) => pages.nameOf(account, order),
      page: ({ order }) => `http://127.0.0.1/pay/${pages.nameOf(account, order)}`,
      frame: ({ order }, to) => `/pay/${pages.nameOf(account, order)}/in/${insideOf(to)}`,
      orderOfPage: (name) => pages.read(name)?.orderToken ?? null,
    }),
    log: SILENT,
  };
  return { house, mount, kept };
}

/** The request as the framework would hand it on. */
function arrivalOf({ bytes }: Shot): Arrival {
  const [head = '', body = ''] = bytes.toString().split('\r\n\r\n');
  const [line = '', ...rest] = head.split('\r\n');
  const [method = '', path = ''] = line.split(' ');
  const headers = Object.fromEntries(rest.map((each) => each.split(': ')));
  return { id: 'bench', method, path, query: {}, headers, bytes: Buffer.from(body) };
}

export async function measureStages(): Promise<Stages> {
  const { house, mount } = await furnish();
  const tongue = tonguesOf('none')['razorpay'];
  if (tongue === undefined) throw new Error('no such dialect');
  let count = 0;
  const arrive = (): Arrival => {
    count += 1;
    return arrivalOf(tongue.create(`s${count}`));
  };
  const arrivals = Array.from({ length: 1000 }, arrive);
  const arrivalAt = (turn: number): Arrival => arrivals[turn % arrivals.length] as Arrival;
  const placeOf = (arrival: Arrival): Place => {
    const place = mount(arrival);
    if (place === null || place.failure !== null) throw new Error('nobody serves it');
    return place;
  };
  const walk = async (arrival: Arrival) => {
    const reply = await travel(house, placeOf(arrival), arrival);
    if (reply.status !== 200) throw new Error(reply.body);
    return reply;
  };
  const { body } = await walk(arrivalAt(0));
  const { id } = JSON.parse(body) as { id: string };
  const looking = arrivalOf(tongue.fetch('s1', { id }));
  const create = await time((turn) => walk(arrivalAt(turn)));
  const fetch = await time(() => walk(looking));
  return { create, fetch, parts: await measureParts(house, mount, arrivalAt) };
}

async function measureParts(
  house: House,
  mount: Bench['mount'],
  arrivalAt: (turn: number) => Arrival,
): Promise<Stages['parts']> {
  const known = await house.knownBy({ key: KEY, proof: null });
  const first = mount(arrivalAt(0));
  if (known === null || first === null) throw new Error('nothing to measure');
  const { account, credentials } = known;
  const { family } = first;
  const fresh = (turn: number): RawRequest => (mount(arrivalAt(turn)) as Place).request;
  const claim = family.identify(first.request);
  if (isFailure(claim)) throw new Error(claim.failure);
  const fields = family.open(first.request, claim, account, credentials) as Fields;
  const chosen = select(first, fields);
  if (chosen === null || !('parse' in chosen.operation)) throw new Error('no row');
  const { operation, params } = chosen;
  const links = house.links(account);
  const now = Date.now();
  const call = { account, credentials, request: first.request, params, fields, now, links };
  const command = operation.parse(call);
  if (isFailure(command)) throw new Error(command.failure);
  const outcome = await house.ask(account, command as Parameters<House['ask']>[1], null);
  const render = operation.render as (result: unknown, asked: typeof call) => { body?: unknown };
  return [
    ['mount', await time((turn) => mount(arrivalAt(turn)))],
    ['identify', await time(() => family.identify(first.request))],
    [
      'read the body and open (with mount)',
      await time((turn) => family.open(fresh(turn), claim, account, credentials)),
    ],
    ['select', await time(() => select(first, fields))],
    ['limit', await time(() => house.limit(account, operation.rate))],
    ['parse', await time(() => operation.parse(call))],
    [
      'decide and hand to the store',
      await time(() => house.ask(account, command as Parameters<House['ask']>[1], null)),
    ],
    ['render and write', await time(() => JSON.stringify(render(outcome, call).body))],
  ];
}
