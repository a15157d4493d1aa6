// Two gateways behind one live account with routes, on a clock that tests move: a test says how
// each is doing, presses the button of the payment page and reads what the customer reads.
import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import type { CreateOrder } from '../../src/core/command.ts';
import type { Aggregate } from '../../src/core/order.ts';
import type { NamedConnection } from '../../src/core/route-request.ts';
import type { SetRoutes, ShownRoutes } from '../../src/core/route-request.ts';
import { createConnections } from '../../src/engine/identity/connection.ts';
import { createHookTokens } from '../../src/engine/identity/hook-token.ts';
import { addressesOf } from '../../src/engine/identity/page-address.ts';
import { createPageTokens } from '../../src/engine/identity/page-token.ts';
import { createAccountRoutes } from '../../src/engine/identity/route.ts';
import { createWatch } from '../../src/engine/processing/breaker.ts';
import { createCall, type ProcessorSend } from '../../src/engine/processing/call.ts';
import type { Carrier } from '../../src/engine/processing/carrier.ts';
import { createCarriers } from '../../src/engine/processing/carriers.ts';
import { createCircuits } from '../../src/engine/processing/circuit.ts';
import { createRouter } from '../../src/engine/processing/router.ts';
import type { Found, Processor, WireReply } from '../../src/gateways/processor.ts';
import { createCheckout } from '../../src/http/checkout.ts';
import { asked, good } from './connection.ts';
import { orderCommand } from './call.ts';
import { expectOutcome, openRig, type Rig } from './engine.ts';
import { CREDENTIALS_OF_BANK, TEST_PROCESSOR } from './processor.ts';

/** `refused`: nobody listens. `silent`: it takes the request and says nothing for 20 seconds. */
export type Weather = 'up' | 'refused' | 'broken' | 'silent';

type Book = Map<string, { order: Found['order']; paidMinor: number | null; methods: unknown }>;

export type Gateway = {
  readonly name: string;
  weather: Weather;
  /** What was begun there, by our names. */
  readonly book: Book;
  /** Every request as it arrived, or would have. */
  readonly heard: string[];
};

const TITLES = new Map([
  ['north', 'North Pay'],
  ['south', 'South Pay'],
]);

function processorOf(changes: Partial<Processor>): Processor {
  const ask = (method: 'GET' | 'POST', path: string, base: string | null, body: object | null) => {
    const text = body === null ? null : JSON.stringify(body);
    return { method, url: `${base ?? ''}/${path}`, headers: {}, body: text };
  };
  const unread = ({ status, body }: WireReply) =>
    ({ kind: 'unknown', raw: `${status} ${body}`.trim() }) as const;
  return {
    ...TEST_PROCESSOR,
    abilities: {
      currencies: ['INR', 'USD'],
      methods: ['card', 'upi', 'netbanking', 'wallet'],
      manualCapture: true,
      partialCapture: false,
    },
    watchMs: 86_400_000,
    start: {
      request: ({ name, order }, { connection }) =>
        ask('POST', 'orders', connection.baseUrl, { name, methods: order.methods ?? null }),
      read: (reply, { name }) => {
        if (reply.status !== 200) return unread(reply);
        const step = { kind: 'redirect', url: `https://gateway.example/${name}` } as const;
        return { kind: 'started', theirOrder: `order-${name}`, step };
      },
    },
    inquire: {
      request: ({ name }, { connection }) => ask('GET', `orders/${name}`, connection.baseUrl, null),
      read: (reply) => (reply.status === 200 ? (JSON.parse(reply.body) as Found) : unread(reply)),
    },
    withdraw: {
      request: ({ name }, { connection }) =>
        ask('POST', `withdraw/${name}`, connection.baseUrl, null),
      read: (reply) =>
        reply.status === 200 ? { kind: 'withdrawn', raw: 'withdrawn' } : unread(reply),
    },
    ...changes,
  };
}

function answerOf({ book }: Gateway, method: string, path: string, body: string | null): WireReply {
  const [what = '', token = ''] = path.split('/');
  if (what === 'orders' && method === 'POST') {
    const { name, methods } = JSON.parse(body ?? '{}') as { name: string; methods: unknown };
    book.set(name, { order: 'open', paidMinor: null, methods });
    return { status: 200, body: '{}' };
  }
  const kept = book.get(token);
  if (what === 'withdraw' && kept !== undefined) kept.order = 'closed';
  const paid = kept?.paidMinor ?? null;
  const attempt = {
    ...{ theirs: `pay-${token}`, state: 'captured', raw: 'captured', amountMinor: paid },
    ...{ currency: 'INR', instrument: null, bankReference: null, decline: null },
  };
  const found = {
    ...{ kind: 'found', order: kept?.order ?? 'absent', refunds: [] },
    attempts: paid === null ? [] : [attempt],
  };
  return { status: 200, body: JSON.stringify(found) };
}

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
  readonly order: (changes?: Partial<CreateOrder>) => Promise<number>;
  readonly read: (orderKey: number) => Promise<Aggregate>;
  /** The button is pressed; what the customer reads then, or where the browser is led. */
  readonly press: (orderKey: number, body?: string) => Promise<string>;
  /** The page is looked at. */
  readonly look: (orderKey: number) => Promise<string>;
  /** Why payments went where they did, oldest first. */
  readonly reasons: (orderKey: number) => Promise<readonly string[]>;
  readonly pass: (ms: number, stepMs?: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

export type Plan = {
  /** The processors of the connections to add. */
  readonly connections?: readonly ('north' | 'south')[];
  readonly changes?: Partial<Record<'north' | 'south', Partial<Processor>>>;
  readonly now?: number;
};

export async function openTwoGateways(plan: Plan = {}): Promise<Stage> {
  const fresh = (name: string): Gateway => ({ name, weather: 'up', book: new Map(), heard: [] });
  const [north, south] = [fresh('north'), fresh('south')];
  const late: { carrierOf?: (account: Account, payment: never) => Promise<Carrier> } = {};
  const rig = await openRig({
    account: { mode: 'live', processor: 'none' },
    ...(plan.now === undefined ? {} : { now: plan.now }),
    carrierOf: (account, payment) =>
      late.carrierOf?.(account, payment as never) ?? assert.fail('too early'),
  });
  const { clock, store, vault, accounts, engine, instructions } = rig;
  const now = (): number => clock.now;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const processors = new Map([
    ['north', processorOf(plan.changes?.north ?? {})],
    ['south', processorOf(plan.changes?.south ?? {})],
  ]);
  const send: ProcessorSend = async ({ method, url, body }) => {
    const { host, pathname } = new URL(url);
    const gateway = host.startsWith('north') ? north : south;
    gateway.heard.push(`${method} ${pathname}`);
    switch (gateway.weather) {
      case 'refused':
        return { kind: 'failed', reason: 'connect', detail: 'connection refused' };
      case 'silent':
        clock.now += 20_000;
        return { kind: 'failed', reason: 'timeout', detail: 'no answer in 20 s' };
      case 'broken':
        return { kind: 'answered', status: 500, body: 'Internal Server Error', isCut: false };
      case 'up':
        return {
          kind: 'answered',
          isCut: false,
          ...answerOf(gateway, method, pathname.slice(1), body),
        };
    }
  };
  const call = createCall({ send, now, log });
  const hooks = createHookTokens(vault);
  const circuits = createCircuits(store, now);
  const routing = { ...rig, processors, circuits, titles: TITLES, now };
  const router = createRouter(routing);
  const routes = createAccountRoutes({ ...routing, router });
  const connections = createConnections({
    ...{ ...routing, call, liveRemedy: null, log },
    webhookUrl: () => null,
  });
  const pages = createPageTokens(vault);
  const addresses = addressesOf(pages, () => 'https://pay.example');
  const carriers = createCarriers({
    ...{ processors, connections, call, hooks, addresses, now, log },
    simulators: new Map(),
    budget: async () => null,
    watch: createWatch({ circuits, log }),
    origin: () => 'https://pay.example',
  });
  late.carrierOf = carriers.carrierOf;
  const names: string[] = [];
  for (const [place, processor] of (plan.connections ?? ['north', 'south']).entries()) {
    clock.now += 1000;
    const baseUrl = `https://${processor}${place}.example`;
    const facts = { processor, mode: 'test', label: null, baseUrl } as const;
    const added = good(
      await connections.add({
        ...asked(rig.account),
        ...facts,
        credentials: CREDENTIALS_OF_BANK,
      }),
    );
    names.push(`conn_${added.id.token}`);
  }
  const checkout = createCheckout(
    {
      ...{ pages, accounts, engine, store, addresses, instructions, router, processors },
      ...{ dialects: new Map(), simulators: new Map(), titles: TITLES },
      ...{ handoverOrigin: '', isThere: () => false },
    },
    () => false,
  );
  const live = async () =>
    (await accounts.findFresh(rig.account.key))?.account ?? assert.fail('no account');
  const read = async (orderKey: number) =>
    (await store.loadOrder(rig.account.id, orderKey)) ?? assert.fail('no order');
  const visit = async (method: string, orderKey: number, path: string, body = '') => {
    const page = new URL(addresses(rig.account).page(await read(orderKey))).pathname;
    const answered = await checkout({
      ...{ id: 'visit', method, path: `${page}${path}`, query: {}, address: '127.0.0.1' },
      headers: { 'content-type': 'application/x-www-form-urlencoded', host: 'pay.example' },
      bytes: Buffer.from(body),
    });
    if (answered === null) return assert.fail('no such page');
    const to = answered.headers['location'];
    return typeof to === 'string' ? to.replace(page, '') : textOf(String(answered.body));
  };
  return {
    ...{ ...rig, north, south, names, connections, live, routes, circuits, read },
    setRoutes: async (rules, rest) => {
      const nothing = { name: null, methods: [], currency: null, minMinor: null, maxMinor: null };
      const whole = rules.map(({ go, ...rule }) => ({ ...nothing, ...rule, to: go.map(named) }));
      const request = { account: rig.account.key, rules: whole, otherwise: rest.map(named) };
      const shown = good(await routes.set({ kind: 'setRoutes', ...request }));
      clock.now += 2000;
      return shown;
    },
    order: async (changes = {}) => {
      const made = expectOutcome(await engine.execute(await live(), orderCommand(changes)));
      return made.aggregate.order.id.key;
    },
    press: (orderKey, body) => visit('POST', orderKey, '/go', body),
    look: (orderKey) => visit('GET', orderKey, ''),
    reasons: async (orderKey) => {
      const events = await store.listEvents(rig.account.id, { orderKey }, 100);
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
