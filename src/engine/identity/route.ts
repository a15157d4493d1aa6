// The routes of accounts for the operator: shown, replaced as a whole, and tried out.
import { type Account, carrierOf } from '../../core/account.ts';
import { type KeptConnection, connectionOf } from '../../core/connection.ts';
import { type Failure, type Issue, invalid, isFailure } from '../../core/failure.ts';
import { METHODS, type RouteRule, type Routes } from '../../core/route.ts';
import type {
  AskedRule,
  FindRoutes,
  NamedConnection,
  SetRoutes,
  ShownRoutable,
  ShownRoutes,
  TestedRoute,
  TestRoutes,
} from '../../core/route-request.ts';
import type { Processor } from '../../gateways/processor.ts';
import type { Circuits } from '../processing/circuit.ts';
import { describeRule, nameOf, type Titles } from '../processing/route-reason.ts';
import { currenciesOf, type Router } from '../processing/router.ts';
import type { Accounts } from './account.ts';
import {
  type ConnectionRecords,
  createConnectionRecords,
  type RecordParts,
  routableOf,
} from './connection-record.ts';

export type AccountRoutes = {
  readonly find: (request: FindRoutes) => Promise<ShownRoutes | Failure>;
  readonly set: (request: SetRoutes) => Promise<ShownRoutes | Failure>;
  readonly test: (request: TestRoutes) => Promise<readonly TestedRoute[] | Failure>;
};

export type RoutesParts = RecordParts & {
  readonly accounts: Pick<Accounts, 'findFresh' | 'changeRoute'>;
  readonly processors: ReadonlyMap<string, Processor>;
  readonly circuits: Circuits;
  readonly router: Pick<Router, 'tryOut' | 'canHold'>;
  readonly titles: Titles;
};

const NOT_FOUND: Failure = Object.freeze({ failure: 'record_not_found' });

export function createAccountRoutes(parts: RoutesParts): AccountRoutes {
  const records = createConnectionRecords(parts);
  return {
    find: async ({ account: name }) => {
      const known = await parts.accounts.findFresh(name);
      return known === null ? NOT_FOUND : show(parts, records, known.account);
    },
    set: async (request) => {
      const known = await parts.accounts.findFresh(request.account);
      if (known === null) return NOT_FOUND;
      const { account } = known;
      if (account.mode === 'sandbox') {
        return { ...invalid([]), detail: 'A sandbox account has no connections to choose among' };
      }
      const all = (await records.list(account)).map(connectionOf);
      const routes = resolve(parts, request, all);
      if (isFailure(routes)) return routes;
      await parts.accounts.changeRoute(account, { routes, routable: routableOf(all, routes) });
      // One of them may have been retired, or another added, since it was looked at.
      await records.settleRoute(account);
      return show(parts, records, account);
    },
    test: async ({ account: name, method, ...order }) => {
      const known = await parts.accounts.findFresh(name);
      if (known === null) return NOT_FOUND;
      const account = await asSet(parts, known.account);
      const methods = method === null ? METHODS : [method];
      return Promise.all(methods.map((each) => test(parts, records, account, each, order)));
    },
  };
}

/** As it is in the database, whatever the server at hand lacks to serve it. */
async function asSet({ store }: RoutesParts, account: Account): Promise<Account> {
  const row = await store.findAccountById(account.id);
  return row === null ? account : { ...account, settings: row.settings };
}

type Tried = Omit<TestRoutes, 'account' | 'method' | 'kind'>;

async function test(
  parts: RoutesParts,
  records: ConnectionRecords,
  account: Account,
  method: TestedRoute['method'],
  { amountMinor, currency, capture }: Tried,
): Promise<TestedRoute> {
  const order = { amountMinor, currency, capture };
  const { routes, route } = account.settings;
  const found =
    routes === null
      ? await goStraight(parts, records, account, order)
      : await parts.router.tryOut(account, order, method);
  if (found !== null) return { method, ...found };
  const isBare = routes === null && route === null;
  const reason = isBare ? 'the account has no routes' : 'no connection can take it';
  return { method, connection: null, reason };
}

/** Without rules all that is new goes by the account's route. */
async function goStraight(
  { processors, router, titles }: RoutesParts,
  records: ConnectionRecords,
  account: Account,
  order: Tried,
): Promise<Omit<TestedRoute, 'method'> | null> {
  const carrier = carrierOf(account);
  const all = (await records.list(account)).map(connectionOf);
  const known = all.find(({ id }) => id.key === carrier?.connection);
  const currencies = currenciesOf(processors, account);
  if (known === undefined || currencies?.includes(order.currency) === false) return null;
  if (order.capture === 'manual' && !(await router.canHold(account, order))) return null;
  const { id, processor, mode, label } = known;
  const connection = { connection: id.key, processor, mode, token: id.token, label };
  const reason = `the account’s route → ${nameOf(connection, titles)}; there are no rules`;
  return { connection, reason };
}

async function show(
  parts: RoutesParts,
  records: ConnectionRecords,
  account: Account,
): Promise<ShownRoutes> {
  const { circuits } = parts;
  const { id, key } = account;
  const all = (await records.list(account)).map(connectionOf);
  const { routes, route } = (await asSet(parts, account)).settings;
  const open = await circuits.read(id);
  const named = new Set([
    ...(routes?.rules ?? []).flatMap(({ to }) => to),
    ...(routes?.otherwise ?? []),
  ]);
  const connections = all
    .filter((each) => each.retiredAt === null || named.has(each.id.key))
    .map((each): ShownRoutable => {
      const circuit = open.get(each.id.key);
      const { id: name, processor, mode, label } = each;
      return {
        ...{ connection: name.key, processor, mode, token: name.token, label },
        isRetired: each.retiredAt !== null,
        isRoute: route?.connection === each.id.key,
        openCircuit:
          circuit === undefined
            ? null
            : { since: circuit.openedAt, until: circuit.until, why: circuit.why },
      };
    });
  const words = (routes?.rules ?? []).map(describeRule);
  return { account: key, routes, words, connections };
}

/** Whole or not at all; null: nothing is left of routes. */
function resolve(
  { ids, processors, titles }: RoutesParts,
  { rules, otherwise }: SetRoutes,
  all: readonly KeptConnection[],
): Routes | null | Failure {
  const issues: Issue[] = [];
  const refuse = (field: string, message: string): void => {
    issues.push({ field, rule: 'unknown', message });
  };
  const keyOf = ({ name, locators }: NamedConnection, field: string, at: string) => {
    const found = all.find(({ id }) => locators.some((each) => ids.keyOf(each) === id.key));
    const shown = name.slice(0, 100);
    if (found === undefined) return refuse(field, `${at}: the account has no connection ${shown}`);
    if (found.retiredAt !== null) return refuse(field, `${at}: ${shown} is retired`);
    return found;
  };
  const resolved = rules.map((rule, place): RouteRule => {
    const at = `rule ${place + 1}`;
    const to = rule.to.flatMap((named) => {
      const field = `rules[${place}].to`;
      const found = keyOf(named, field, at);
      if (found === undefined) return [];
      const unable = unableWords(processors.get(found.processor), rule);
      const title = titles.get(found.processor) ?? found.processor;
      if (unable !== null) refuse(field, `${at}: ${title} ${unable}`);
      return [found.id.key];
    });
    return { ...rule, to };
  });
  const rest = otherwise.flatMap((named) => {
    const found = keyOf(named, 'default', 'default');
    return found === undefined ? [] : [found.id.key];
  });
  if (issues.length > 0) return invalid(issues);
  return rules.length === 0 && rest.length === 0 ? null : { rules: resolved, otherwise: rest };
}

/** What no order of this rule could be; null: there may be some. */
function unableWords(processor: Processor | undefined, { currency }: AskedRule): string | null {
  if (processor === undefined) return 'is a processor that this server does not have';
  if (currency === null || processor.abilities.currencies.includes(currency)) return null;
  return `takes no ${currency}`;
}
