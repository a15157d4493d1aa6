// Two gateways behind one live account with routes, on a clock that tests move: a test says how
// each is doing, presses the button of the payment page and reads what the customer reads.
import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import type { CreateOrder } from '../../src/core/command.ts';
import type { Aggregate } from '../../src/core/order.ts';
import type { NamedConnection, SetRoutes, ShownRoutes } from '../../src/core/route-request.ts';
import { createConnections } from '../../src/engine/identity/connection.ts';
import { createHookTokens } from '../../src/engine/identity/hook-token.ts';
import { addressesOf } from '../../src/engine/identity/page-address.ts';
import { createPageTokens } from '../../src/engine/identity/page-token.ts';
import { createAccountRoutes } from '../../src/engine/identity/route.ts';
import { createWatch } from '../../src/engine/processing/breaker.ts';
import { createCall, type ProcessorSend } from '../../src/engine/processing/call.ts';
import { createCarriers } from '../../src/engine/processing/carriers.ts';
import { createCircuits } from '../../src/engine/processing/circuit.ts';
import { createRouter } from '../../src/engine/processing/router.ts';
import type { Store } from '../../src/store/store.ts';
import { createCheckout } from '../../src/http/checkout.ts';
import { asked, good } from './connection.ts';
import { orderCommand } from './call.ts';
import { expectOutcome, openRig, type Rig } from './engine.ts';
import { CREDENTIALS_OF_BANK } from './processor.ts';
import { type Changes, answerOf, type Gateway, processorOf } from './wire-gateway.ts';

const TITLES = new Map([
  ['north', 'North Pay'],
  ['south', 'South Pay'],
]);

export type Stage = Rig & {
  readonly north: Gateway;
  readonly south: Gateway;
  /** The names of its connections, in the order in which they were given. */
  readonly names: readonly string[];
  readonly connections: ReturnType<typeof createConnections>;
  /** As it is now. */
  readonly live: () => Promise<Account>;
  readonly setRoutes: (
    rules: readonly (Partial<SetRoutes['rules'][number]> & { readonly go: readonly string[] })[],
    rest: readonly string[],
  ) => Promise<ShownRoutes>;
  readonly routes: ReturnType<typeof createAccountRoutes>;
  readonly circuits: ReturnType<typeof createCircuits>;
  readonly router: ReturnType<typeof createRouter>;
  readonly order: (changes?: Partial<CreateOrder>) => Promise<number>;
  readonly read: (orderKey: number) => Promise<Aggregate>;
  /** The button is pressed; what the customer reads then, or where the browser is led. */
  readonly press: (orderKey: number, body?: string, session?: string) => Promise<string>;
  /** The customer gives up. */
  readonly leave: (orderKey: number) => Promise<string>;
  /** The page is looked at. */
  readonly look: (orderKey: number, session?: string) => Promise<string>;
  /** Why payments went where they did, oldest first. */
  readonly reasons: (orderKey: number) => Promise<readonly string[]>;
  readonly pass: (ms: number, stepMs?: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

export type Plan = {
  /** The processors of the connections to add. */
  readonly connections?: readonly ('north' | 'south')[];
  readonly changes?: Readonly<Record<string, Changes>>;
  readonly now?: number;
  /** Puts something between the engine and its store. */
  readonly wrap?: (store: Store) => Store;
  /** A file, to open the same engine twice; the gateways of an earlier one, and its connections. */
  readonly path?: string;
  readonly earlier?: Pick<Stage, 'north' | 'south' | 'names'>;
};

const quiet = () => undefined;
const SILENT_LOG = { info: quiet, warn: quiet, error: quiet };
const ORIGIN = 'https://pay.example';

/** The network between us and them: whoever asks a silent gateway waits as long as he will. */
function sendTo(gateways: readonly Gateway[], clock: Rig['clock']): ProcessorSend {
  return async ({ method, url, body, timeoutMs }) => {
    const { host, pathname } = new URL(url);
    const gateway = gateways.find(({ name }) => host.startsWith(name)) ?? assert.fail(host);
    gateway.heard.push(`${method} ${pathname}`);
    switch (gateway.weather) {
      case 'refused':
        return { kind: 'failed', reason: 'connect', detail: 'connection refused' };
      case 'silent':
        clock.now += timeoutMs;
        return { kind: 'failed', reason: 'timeout', detail: `no answer in ${timeoutMs} ms` };
      case 'broken':
        return { kind: 'answered', status: 500, body: 'Internal Server Error', isCut: false };
      case 'up': {
        const reply = answerOf(gateway, method, pathname.slice(1), body);
        return { kind: 'answered', isCut: false, ...reply };
      }
    }
  };
}

export async function openTwoGateways(plan: Plan = {}): Promise<Stage> {
  const fresh = (name: string): Gateway => ({ name, weather: 'up', book: new Map(), heard: [] });
  const { north, south } = plan.earlier ?? { north: fresh('north'), south: fresh('south') };
  const late: Partial<Pick<Joined, 'carrierOf' | 'router'>> = {};
  const rig = await openRig({
    account: { mode: 'live', processor: 'none' },
    ...(plan.now === undefined ? {} : { now: plan.now }),
    ...(plan.wrap === undefined ? {} : { wrap: plan.wrap }),
    ...(plan.path === undefined ? {} : { path: plan.path }),
    carrierOf: (account, payment) => late.carrierOf?.(account, payment) ?? assert.fail('too early'),
    abilitiesOf: async (account, command) => ({
      canHold: (await late.router?.canHold(account, command)) ?? assert.fail('too early'),
    }),
  });
  const parts = joinParts(rig, plan, [north, south]);
  late.carrierOf = parts.carrierOf;
  late.router = parts.router;
  const names = plan.earlier?.names ?? (await connectAll(rig, plan, parts.connections));
  const { store, engine, instructions, clock, account } = rig;
  const read = async (orderKey: number) =>
    (await store.loadOrder(account.id, orderKey)) ?? assert.fail('no order');
  const live = async () =>
    (await rig.accounts.findFresh(account.key))?.account ?? assert.fail('no account');
  const visit = visitBy(parts, account, read);
  const { connections, routes, circuits, router } = parts;
  return {
    ...{ ...rig, north, south, names, connections, live, routes, circuits, router, read },
    setRoutes: async (rules, rest) => {
      const nothing = { name: null, methods: [], currency: null, minMinor: null, maxMinor: null };
      const whole = rules.map(({ go, ...rule }) => ({ ...nothing, ...rule, to: go.map(named) }));
      const request = { account: account.key, rules: whole, otherwise: rest.map(named) };
      const shown = good(await routes.set({ kind: 'setRoutes', ...request }));
      clock.now += 2000;
      return shown;
    },
    order: async (changes = {}) => {
      const made = expectOutcome(await engine.execute(await live(), orderCommand(changes)));
      return made.aggregate.order.id.key;
    },
    press: (orderKey, body, session) => visit('POST', orderKey, '/go', body, session),
    look: (orderKey, session) => visit('GET', orderKey, '', '', session),
    leave: (orderKey) => visit('POST', orderKey, '/cancel'),
    reasons: async (orderKey) => {
      const events = await store.listEvents(account.id, { orderKey }, 100);
      return events.flatMap(({ routing: told }) => told?.reason ?? []).reverse();
    },
    pass: async (ms, stepMs = 1000) => {
      const end = clock.now + ms;
      while (clock.now < end) {
        clock.now = Math.min(end, clock.now + stepMs);
        await instructions.sweep();
      }
    },
    close: async () => {
      await instructions.finish();
      await store.close();
    },
  };
}

function joinParts(rig: Rig, plan: Plan, gateways: readonly Gateway[]) {
  const { clock, store, vault, accounts, engine, instructions } = rig;
  const now = (): number => clock.now;
  const processors = new Map(
    gateways.map(({ name }) => [name, processorOf(plan.changes?.[name] ?? {})]),
  );
  const call = createCall({ send: sendTo(gateways, clock), processors, now, log: SILENT_LOG });
  const circuits = createCircuits(store, now);
  const connections = createConnections({
    ...{ ...rig, processors, now, call, liveRemedy: null, log: SILENT_LOG },
    webhookUrl: () => null,
  });
  const routing = { ...rig, processors, connections, circuits, titles: TITLES, now };
  const router = createRouter(routing);
  const pages = createPageTokens(vault);
  const addresses = addressesOf(pages, () => ORIGIN);
  const { carrierOf } = createCarriers({
    ...{ processors, connections, call, addresses, now, log: SILENT_LOG },
    keep: engine.execute,
    restored: { isOlder: () => false, decidedOf: async () => null },
    hooks: createHookTokens(vault),
    simulators: new Map(),
    budget: async () => null,
    watch: createWatch({ circuits, log: SILENT_LOG }),
    origin: () => ORIGIN,
  });
  const checkout = createCheckout(
    {
      ...{ pages, accounts, engine, store, addresses, instructions, router, processors },
      ...{ dialects: new Map(), simulators: new Map(), titles: TITLES },
      ...{ handoverOrigin: '', isThere: () => false, connections, now },
      transcribe: () => undefined,
    },
    () => false,
  );
  const routes = createAccountRoutes({ ...routing, router });
  return { circuits, router, connections, carrierOf, routes, checkout, addresses };
}

type Joined = ReturnType<typeof joinParts>;

async function connectAll(
  { clock, account }: Rig,
  { connections: wanted = ['north', 'south'] }: Plan,
  connections: Joined['connections'],
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const [place, processor] of wanted.entries()) {
    clock.now += 1000;
    const baseUrl = `https://${processor}${place}.example`;
    const facts = { processor, mode: 'test', label: null, baseUrl } as const;
    const given = { ...asked(account), ...facts, credentials: CREDENTIALS_OF_BANK };
    names.push(`conn_${good(await connections.add(given)).id.token}`);
  }
  return names;
}

/** A browser: what can be read on the page that it gets, or where it is led. */
function visitBy(
  { checkout, addresses }: Joined,
  account: Account,
  read: (orderKey: number) => Promise<Aggregate>,
) {
  return async (
    method: string,
    orderKey: number,
    path: string,
    body = '',
    session?: string,
  ): Promise<string> => {
    const page = new URL(addresses(account).page(await read(orderKey), session)).pathname;
    const answered = await checkout({
      ...{ id: 'visit', method, path: `${page}${path}`, query: {}, address: '127.0.0.1' },
      headers: { 'content-type': 'application/x-www-form-urlencoded', host: 'pay.example' },
      bytes: Buffer.from(body),
    });
    if (answered === null) return assert.fail('no such page');
    const to = answered.headers['location'];
    return typeof to === 'string' ? to.replace(page, '') : textOf(String(answered.body));
  };
}

export function named(name: string): NamedConnection {
  return { name, locators: [{ by: 'token', token: name.replace(/^conn_/, '') }] };
}

/** What of a page can be read. */
function textOf(page: string): string {
  return page
    .replace(/<(style|script)[^>]*>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
