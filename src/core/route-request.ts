// What an operator asks for about an account's routes.
import type { Locator } from './id.ts';
import type { Order } from './order.ts';
import type { Method } from './payment.ts';
import type { Routable, RouteRule, Routes } from './route.ts';

/** A connection as it was named, and what that may mean. */
export type NamedConnection = { readonly name: string; readonly locators: readonly Locator[] };

export type AskedRule = Omit<RouteRule, 'to'> & { readonly to: readonly NamedConnection[] };

/** `account` is the account's key or an alias. */
type OfAccount = { readonly account: string };

export type FindRoutes = OfAccount & { readonly kind: 'findRoutes' };
/** In place of all rules of before. No rules and no default: the account has no routes. */
export type SetRoutes = OfAccount & {
  readonly kind: 'setRoutes';
  readonly rules: readonly AskedRule[];
  readonly otherwise: readonly NamedConnection[];
};
/** Where an order would go that nobody has tried to pay yet. Nothing is changed. */
export type TestRoutes = OfAccount &
  Pick<Order, 'amountMinor' | 'currency' | 'capture'> & {
    readonly kind: 'testRoutes';
    /** Null: each of them. */
    readonly method: Method | null;
  };

export type RouteRequest = FindRoutes | SetRoutes | TestRoutes;

/** A connection that rules name or new payments may go by. */
export type ShownRoutable = Routable & {
  readonly isRetired: boolean;
  readonly isRoute: boolean;
  /** Why it is not used as long as another can be; null: it is used. */
  readonly openCircuit: {
    readonly since: number;
    readonly until: number;
    readonly why: string;
  } | null;
};

export type ShownRoutes = {
  /** The key of its account. */
  readonly account: string;
  /** Null: it has none, and all new payments go by its route. */
  readonly routes: Routes | null;
  /** What each rule says, in words. */
  readonly words: readonly string[];
  readonly connections: readonly ShownRoutable[];
};

export type TestedRoute = {
  readonly method: Method;
  /** Null: nothing can take it. */
  readonly connection: Routable | null;
  readonly reason: string;
};
