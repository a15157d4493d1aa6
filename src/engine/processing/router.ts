// Chooses the connection of a payment by the account's routes, and says why: for the page before
// it is begun, for the press of its button, and for an operator who asks.
import { type Account, type Carrier, carrierOf, NO_PROCESSOR } from '../../core/account.ts';
import type { Aggregate, Customer } from '../../core/order.ts';
import type { Method } from '../../core/payment.ts';
import {
  type Able,
  boundTo,
  type Chosen,
  heldTo,
  isUnbegun,
  isUnheld,
  type Payable,
  type Plan,
  planRoute,
  type Routable,
  type Routing,
  type Sight,
  stayWith,
} from '../../core/route.ts';
import type { Processor } from '../../gateways/processor.ts';
import type { Circuit, Circuits } from './circuit.ts';
import { findUnholding, type HoldingParts } from './holding.ts';
import { reasonOf, type Titles } from './route-reason.ts';

/** `reason` null: the account has no routes. */
export type Choice = {
  readonly carrier: Carrier;
  /** What its page is held to; null: to what the order says. */
  readonly methods: readonly Method[] | null;
  readonly reason: string | null;
  /** Whether another connection can take it should this one not. */
  readonly goesOn: boolean;
};

/** `asks`: the methods among which the customer chooses first; empty: it makes no difference. */
export type PagePlan = { readonly asks: readonly Method[]; readonly carrier: Carrier | null };

type Asked = {
  readonly aggregate: Aggregate;
  /** As the customer's session sees it. */
  readonly order: Payable;
  /** What the customer chose; null: nothing yet. */
  readonly method: Method | null;
};

/** What a press of the button knows besides. */
export type Pressed = Asked & {
  readonly customer: Partial<Customer>;
  /** The connections that did not take it a moment ago. */
  readonly tried: ReadonlySet<number>;
};

export type Router = {
  readonly plan: (account: Account, asked: Asked) => Promise<PagePlan>;
  readonly choose: (account: Account, pressed: Pressed) => Promise<Choice | null>;
  /** Where an order without payments would go; null: nowhere. */
  readonly tryOut: (
    account: Account,
    order: Payable,
    method: Method,
  ) => Promise<{ readonly connection: Routable; readonly reason: string } | null>;
  /** Whether a connection can hold the money of such an order that takes it otherwise. */
  readonly canHold: (account: Account, order: Payable) => Promise<boolean>;
};

type Parts = HoldingParts & {
  readonly circuits: Circuits;
  readonly titles: Titles;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

/** A connection that did not take the order is not the first to be asked again for so long. */
const NOT_TAKEN_MS = 10 * 60_000;

export function createRouter(parts: Parts): Router {
  const { processors, circuits, titles } = parts;
  return {
    plan: async (account, asked) => {
      const routing = routingOf(account);
      if (routing === null) return { asks: [], carrier: withoutRoutes(parts, account, asked) };
      const known = await circuits.read(account.id);
      const sight = await sightOf(parts, account, asked.order, known, asked.aggregate);
      const { asks, chosen } = planIn(routing, asked, sight);
      return { asks, carrier: chosen && carrierIn(chosen) };
    },
    choose: async (account, pressed) => {
      const routing = routingOf(account);
      if (routing === null) {
        const carrier = withoutRoutes(parts, account, pressed);
        const able = carrier && ableIn(parts, carrier.processor);
        const methods = able === null ? null : narrowed(heldTo(able, pressed.order, null), pressed);
        return carrier && { carrier, methods, reason: null, goesOn: false };
      }
      const known = await circuits.read(account.id);
      const { customer, tried } = pressed;
      const seen = await sightOf(parts, account, pressed.order, known, pressed.aggregate);
      const sight: Sight = {
        ...seen,
        unableOf: (connection) =>
          tried.has(connection.connection)
            ? 'did not take it a moment ago'
            : (seen.unableOf(connection) ??
              lackWords(processors.get(connection.processor), customer)),
      };
      const planned = planIn(routing, pressed, sight).chosen;
      if (planned === null) return null;
      const probe = await probeFor(parts, account, known, pressed, routing, sight, planned);
      const chosen = probe ?? planned;
      const rest = { ...pressed, tried: new Set([...tried, chosen.connection.connection]) };
      const unableOf: Sight['unableOf'] = (each) =>
        rest.tried.has(each.connection) ? 'is asked already' : sight.unableOf(each);
      const more = planIn(routing, rest, { ...sight, unableOf });
      const why = reasonOf(routing.routes, chosen, titles);
      return {
        carrier: carrierIn(chosen),
        methods: narrowed(chosen.methods, pressed),
        reason: probe === null ? why : `${why}; it is tried again after it had not answered`,
        goesOn: more.chosen !== null,
      };
    },
    tryOut: async (account, order, method) => {
      const routing = routingOf(account);
      if (routing === null) return null;
      const known = await circuits.read(account.id);
      const sight = await sightOf(parts, account, order, known, { payments: [] });
      const { chosen } = planRoute(routing, order, method, sight);
      if (chosen === null) return null;
      return {
        connection: chosen.connection,
        reason: reasonOf(routing.routes, chosen, titles),
      };
    },
    canHold: (account, order) => canHold(parts, account, order),
  };
}

function ableIn({ processors }: Parts, processor: string): Able | null {
  return processors.get(processor)?.abilities ?? null;
}

async function sightOf(
  parts: Parts,
  account: Account,
  order: Payable,
  known: ReadonlyMap<number, Circuit>,
  { payments }: Pick<Aggregate, 'payments'>,
): Promise<Sight> {
  const unholding = await findUnholding(parts, account, order);
  return {
    ableOf: (processor) => ableIn(parts, processor),
    unableOf: ({ connection }) => (unholding.has(connection) ? CANNOT_HOLD : null),
    downOf: ({ connection }) =>
      circuitWords(known.get(connection)) ?? refusalWords(payments, connection, parts.now()),
  };
}

async function canHold(parts: Parts, account: Account, order: Payable): Promise<boolean> {
  const unholding = await findUnholding(parts, account, order);
  const routing = routingOf(account);
  const { route } = account.settings;
  if (unholding.size === 0 || route === null) return true;
  if (routing === null) return !unholding.has(route.connection);
  const sight = await sightOf(parts, account, order, NO_CIRCUITS, { payments: [] });
  if (!isNowhere(planRoute(routing, order, null, sight))) return true;
  // What is taken by none however it is captured is not refused for that.
  const automatic = { ...order, capture: 'automatic' } as const;
  return isNowhere(planRoute(routing, automatic, null, { ...sight, unableOf: () => null }));
}

const CANNOT_HOLD = 'cannot hold money first';
const NO_CIRCUITS: ReadonlyMap<number, Circuit> = new Map();

function isNowhere({ asks, chosen }: Plan): boolean {
  return asks.length === 0 && chosen === null;
}

/** What some connection takes that a new payment may go by; null: nothing carries them. */
export function currenciesOf(
  processors: ReadonlyMap<string, Processor>,
  account: Account,
): readonly string[] | null {
  const { route } = account.settings;
  if (account.processor !== NO_PROCESSOR || route === null) return null;
  const { routable } = routingOf(account) ?? { routable: [] };
  const able = [route, ...routable].flatMap(({ processor }) => {
    return processors.get(processor)?.abilities ?? [];
  });
  return able.length === 0 ? null : able.flatMap(({ currencies }) => currencies);
}

/** Null: the account has no routes, or nothing new is taken by it. */
function routingOf(account: Account): Routing | null {
  const { routes, routable, route } = account.settings;
  if (routes === null || carrierOf(account) === null) return null;
  return { routes, routable: routable ?? [], route };
}

function carrierIn({ connection }: Chosen): Carrier {
  return { processor: connection.processor, connection: connection.connection };
}

/** A processor that cannot be held to what the order names is not led to. */
function withoutRoutes({ processors }: Parts, account: Account, { order }: Asked): Carrier | null {
  const carrier = carrierOf(account);
  if (carrier === null || carrier.connection === null) return carrier;
  const processor = processors.get(carrier.processor);
  return processor === undefined || !isUnheld(processor.abilities, order, null) ? carrier : null;
}

/** Whether it stands somewhere already goes before all rules. */
function planIn(routing: Routing, { aggregate, order, method }: Asked, sight: Sight): Plan {
  const bound = boundTo(aggregate);
  if (bound === null) return planRoute(routing, order, method, sight);
  return { asks: [], chosen: stayWith(bound, routing, order, null, sight) };
}

/** What the page is held to beyond what the order itself says. */
function narrowed(
  methods: readonly Method[] | null,
  { aggregate }: Asked,
): readonly Method[] | null {
  const said = aggregate.order.methods;
  if (methods === null) return null;
  const isSame = said?.length === methods.length && said.every((each) => methods.includes(each));
  return isSame ? null : methods;
}

/** Whose time is over is tried by one payment, where that has what it needs. */
async function probeFor(
  { circuits, now }: Parts,
  account: Account,
  known: ReadonlyMap<number, Circuit>,
  pressed: Pressed,
  routing: Routing,
  sight: Sight,
  planned: Chosen,
): Promise<Chosen | null> {
  for (const { connection } of planned.leftOut) {
    const circuit = connection === null ? undefined : known.get(connection.connection);
    if (connection === null || circuit === undefined || circuit.until > now()) continue;
    const { chosen } = planIn(routing, pressed, {
      ...sight,
      downOf: (each) => (each.connection === connection.connection ? null : sight.downOf(each)),
    });
    if (chosen?.connection.connection !== connection.connection) continue;
    if (await circuits.claim(account.id, connection.connection)) return chosen;
  }
  return null;
}

function circuitWords(circuit: Circuit | undefined): string | null {
  if (circuit === undefined) return null;
  const since = new Date(circuit.openedAt).toISOString().slice(11, 16);
  return `circuit open since ${since} UTC (${circuit.why})`;
}

function refusalWords(
  payments: Aggregate['payments'],
  connection: number,
  now: number,
): string | null {
  const last = payments.findLast((each) => each.connection === connection);
  if (last === undefined || !isUnbegun(last)) return null;
  const isFresh = last.completedAt !== null && last.completedAt > now - NOT_TAKEN_MS;
  return isFresh ? 'did not take this order before' : null;
}

/** What the customer would have to be asked for; null: nothing. */
function lackWords(processor: Processor | undefined, customer: Partial<Customer>): string | null {
  const lacks = (processor?.needs ?? []).filter((name) => (customer[name] ?? '').trim() === '');
  return lacks.length > 0 ? `needs the customer’s ${lacks.join(' and ')}` : null;
}
