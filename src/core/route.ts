// Which of an account's connections carries a payment: ordered rules, and what each processor can
// be held to. Pure: the same rules, order and sight choose the same.
import type { Route } from './account.ts';
import type { Aggregate, Order } from './order.ts';
import type { Method, Payment } from './payment.ts';

export const METHODS: readonly Method[] = Object.freeze(['upi', 'card', 'netbanking', 'wallet']);

/** A connection that takes new payments, with what an operator knows it by. */
export type Routable = Route & { readonly token: string; readonly label: string | null };

/** What is null, or the empty list, matters not. Amounts are inclusive, and of `currency`. */
export type RouteRule = {
  readonly name: string | null;
  readonly methods: readonly Method[];
  readonly currency: string | null;
  readonly minMinor: number | null;
  readonly maxMinor: number | null;
  /** The keys of connections: the first that can take the payment does. */
  readonly to: readonly number[];
};

export type Routes = {
  readonly rules: readonly RouteRule[];
  /** What no rule sends anywhere; after these stands the account's own route. */
  readonly otherwise: readonly number[];
};

/** What a processor can do, as far as a route depends on it. */
export type Able = {
  readonly currencies: readonly string[];
  readonly methods: readonly Method[] | null;
  readonly manualCapture: boolean;
};

/** An order as its customer's session sees it. */
export type Payable = Pick<
  Order,
  'amountMinor' | 'currency' | 'capture' | 'methods' | 'instruments' | 'payerAccount'
>;

/** What is known of connections at this moment. */
export type Sight = {
  /** Null: this server has no such processor. */
  readonly ableOf: (processor: string) => Able | null;
  /** Why it cannot take this payment; null: nothing is known. */
  readonly unableOf: (connection: Routable) => string | null;
  /** Why another is taken where there is one; null: nothing is known against it. */
  readonly downOf: (connection: Routable) => string | null;
};

/** `connection` is null where the account has it no more. */
export type LeftOut = { readonly connection: Routable | null; readonly why: string };

export type Chosen = {
  readonly connection: Routable;
  /** The place of the rule, from 0 on; null: none led there. */
  readonly rule: number | null;
  /** Null: a rule or the default led there. */
  readonly because: 'route' | 'handed over' | 'every method' | null;
  /** Those before it, in the order of the rules. */
  readonly leftOut: readonly LeftOut[];
  /** Nothing else can take it, so it is tried in spite of this. */
  readonly inSpiteOf: string | null;
  /** What its page is held to; null: to nothing. */
  readonly methods: readonly Method[] | null;
};

/** The account's, as its settings have them. */
export type Routing = {
  readonly routes: Routes;
  readonly routable: readonly Routable[];
  readonly route: Route | null;
};

type Candidate = Pick<Chosen, 'rule' | 'because'> & { readonly key: number };

/**
 * The first connection, in the order of the rules, that can take it and has nothing against it;
 * else the first that can take it; null: none can.
 */
export function chooseRoute(
  routing: Routing,
  order: Payable,
  method: Method,
  sight: Sight,
): Chosen | null {
  return firstOf(candidatesOf(routing, order, method), routing, order, method, sight);
}

/** A payment of the order stands at this connection, where it may still be paid. */
export function stayWith(
  key: number,
  routing: Routing,
  order: Payable,
  method: Method | null,
  sight: Sight,
): Chosen | null {
  const candidate = { key, rule: null, because: 'handed over' } as const;
  return firstOf([candidate], routing, order, method, sight);
}

function firstOf(
  candidates: readonly Candidate[],
  { routable }: Routing,
  order: Payable,
  method: Method | null,
  sight: Sight,
): Chosen | null {
  const leftOut: LeftOut[] = [];
  let last: Chosen | null = null;
  for (const { key, rule, because } of candidates) {
    const connection = routable.find((each) => each.connection === key) ?? null;
    if (connection === null) {
      leftOut.push({ connection, why: 'is retired' });
      continue;
    }
    const why = unfitOf(connection, order, method, sight);
    if (why !== null) {
      leftOut.push({ connection, why });
      continue;
    }
    const methods = heldTo(sight.ableOf(connection.processor), order, method);
    const chosen = { connection, rule, because, leftOut: [...leftOut], methods };
    const against = sight.downOf(connection);
    if (against === null) return { ...chosen, inSpiteOf: null };
    last ??= { ...chosen, inSpiteOf: against };
    leftOut.push({ connection, why: against });
  }
  return last;
}

/** Each connection once, where it comes first. */
function candidatesOf(
  { routes, route }: Routing,
  order: Payable,
  method: Method,
): readonly Candidate[] {
  const all: Candidate[] = [];
  const add = (key: number, candidate: Omit<Candidate, 'key'>): void => {
    if (!all.some((each) => each.key === key)) all.push({ key, ...candidate });
  };
  routes.rules.forEach((rule, place) => {
    if (!matches(rule, order, method)) return;
    for (const key of rule.to) add(key, { rule: place, because: null });
  });
  for (const key of routes.otherwise) add(key, { rule: null, because: null });
  if (route !== null) add(route.connection, { rule: null, because: 'route' });
  return all;
}

export function matches(rule: RouteRule, order: Payable, method: Method): boolean {
  const { methods, currency, minMinor, maxMinor } = rule;
  if (methods.length > 0 && !methods.includes(method)) return false;
  if (currency !== null && currency !== order.currency) return false;
  if (minMinor !== null && order.amountMinor < minMinor) return false;
  return maxMinor === null || order.amountMinor <= maxMinor;
}

/** Why it cannot take this payment, as what is said after its name; null: it can. */
function unfitOf(
  connection: Routable,
  order: Payable,
  method: Method | null,
  sight: Sight,
): string | null {
  const able = sight.ableOf(connection.processor);
  if (able === null) return 'is to a processor that this server does not have';
  if (!able.currencies.includes(order.currency)) return `takes no ${order.currency}`;
  if (order.capture === 'manual' && !able.manualCapture) return 'cannot hold money first';
  if (order.payerAccount !== undefined) return 'cannot be held to one account of the customer';
  if (order.instruments !== undefined) return 'cannot be held to single instruments';
  if (isUnheld(able, order, method)) {
    return `cannot be held to ${(order.methods ?? []).join(', ') || 'no method'}`;
  }
  return sight.unableOf(connection);
}

/** Whether the order names methods, and the page is held to none of those that are meant. */
export function isUnheld(
  able: Pick<Able, 'methods'> | null,
  order: Pick<Order, 'methods'>,
  method: Method | null,
): boolean {
  return order.methods !== undefined && heldTo(able, order, method) === null;
}

/** What the page can be held to of what is meant; null: to none of it, or nothing is named. */
export function heldTo(
  able: Pick<Able, 'methods'> | null,
  order: Pick<Order, 'methods'>,
  method: Method | null,
): readonly Method[] | null {
  const named = order.methods ?? (method === null ? [] : [method]);
  const meant = named.filter((each) => method === null || each === method);
  const held = meant.filter((each) => able?.methods?.includes(each) === true);
  return held.length > 0 ? held : null;
}

/** `asks`: the methods among which the customer chooses first; empty: it makes no difference. */
export type Plan = { readonly asks: readonly Method[]; readonly chosen: Chosen | null };

/** `method` is what the customer chose; null: nothing yet. */
export function planRoute(
  routing: Routing,
  order: Payable,
  method: Method | null,
  sight: Sight,
): Plan {
  const open = (order.methods ?? METHODS).flatMap((each) => {
    const chosen = chooseRoute(routing, order, each, sight);
    return chosen === null ? [] : [{ method: each, chosen }];
  });
  const [first, ...rest] = open;
  if (first === undefined) return { asks: [], chosen: null };
  const { connection } = first.chosen;
  if (rest.some(({ chosen }) => chosen.connection.connection !== connection.connection)) {
    const asked = open.find((each) => each.method === method);
    return { asks: open.map((each) => each.method), chosen: asked?.chosen ?? null };
  }
  const isOneRule = rest.every(
    ({ chosen }) => chosen.rule === first.chosen.rule && chosen.because === first.chosen.because,
  );
  const because = isOneRule ? first.chosen.because : 'every method';
  const methods = order.methods === undefined ? null : open.map((each) => each.method);
  return { asks: [], chosen: { ...first.chosen, because, methods } };
}

/**
 * The connection where a payment of the order was handed over and may still be paid; null: there is
 * none, and the next one may go anywhere.
 */
export function boundTo({ payments }: Aggregate): number | null {
  const there = payments.findLast(
    ({ status, handover, surplus }) =>
      handover !== undefined &&
      handover.isClosed !== true &&
      status !== 'voided' &&
      surplus !== true,
  );
  return there?.connection ?? null;
}

/** Whether its processor never took it, so that no customer can have seen it. */
export function isUnbegun({ status, handover, decline }: Payment): boolean {
  return status === 'failed' && handover === undefined && decline === 'processor_error';
}
