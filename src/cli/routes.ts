// `dubash routes`: which of an account's connections carries which payments, and why.
import { readRoutes, viewRoutes, viewTested } from '../api/admin/route.ts';
import { type Carriage, TITLES } from '../connections.ts';
import { type Failure, isFailure } from '../core/failure.ts';
import { currencyExponent, parseDecimal } from '../core/money.ts';
import { METHODS, type Routes } from '../core/route.ts';
import type { ShownRoutable, ShownRoutes } from '../core/route-request.ts';
import { type AccountRoutes, createAccountRoutes } from '../engine/identity/route.ts';
import { createCircuits } from '../engine/processing/circuit.ts';
import { createRouter } from '../engine/processing/router.ts';
import { columnsOf } from './columns.ts';
import { byAction, type CliCommand, type Given, type Terminal } from './command.ts';
import { openConnections } from './connections.ts';
import { CommandError, mistyped, type Opened, withDatabase } from './database.ts';

type Stage = {
  readonly routes: AccountRoutes;
  readonly given: Given;
  readonly terminal: Terminal;
  /** The key or an alias, as it was typed. */
  readonly account: string;
};
type Said = { readonly json: unknown; readonly lines: readonly string[]; readonly code?: number };

const ACTIONS: ReadonlyMap<string, (stage: Stage) => Promise<Said>> = new Map([
  ['list', list],
  ['set', set],
  ['test', test],
]);

export function routesBy(processors: Carriage['processors']): CliCommand {
  return {
    name: 'routes',
    summary: "list, set and test the rules that choose among an account's connections",
    operands: ['list | set | test', 'account', 'file?'],
    options: [
      { name: 'amount', value: 'decimal', meaning: 'test: such as 500 or 500.50' },
      { name: 'currency', value: 'code', meaning: 'test: INR unless it is given' },
      { name: 'method', value: 'word', meaning: `test: ${METHODS.join(', ')}; else each of them` },
      { name: 'manual', value: null, meaning: 'test: the order is captured by its merchant' },
      { name: 'json', value: null, meaning: 'answer with one line of JSON' },
    ],
    roleOf: byAction({ list: 'read', test: 'read' }, 'admin'),
    notes: () => NOTES,
    examples: [
      'routes list live_1',
      'routes set live_1 routes.json',
      'routes test live_1 --amount 500 --method upi',
    ],
    run: async (given, terminal) => {
      const [name = '', account = '', file] = given.operands;
      const action = ACTIONS.get(name);
      const says =
        action === undefined
          ? 'routes needs list, set or test'
          : (name === 'set') === (file === undefined)
            ? `routes ${name} needs an account${name === 'set' ? ' and a file' : ' and no file'}`
            : null;
      if (action === undefined || says !== null) {
        terminal.complain(`dubash: ${says}\n`);
        return 2;
      }
      return withDatabase(terminal, async (opened) => {
        const routes = await openRoutes(opened, processors, terminal);
        const { json, lines, code = 0 } = await action({ routes, given, terminal, account });
        terminal.write(`${given.options.has('json') ? JSON.stringify(json) : lines.join('\n')}\n`);
        return code;
      });
    },
  };
}

const NOTES = `Actions:
  list    the rules, the default, and how each connection is doing
  set     puts the rules of a JSON file in place of all others; "-" is standard input
  test    where an order would go, by method, and why; nothing is begun

A file of routes:
  {
    "rules": [
      {"name": "Small UPI", "methods": ["upi"], "currency": "INR", "max": "2000", "to": "conn_…"},
      {"methods": ["card"], "to": ["conn_…", "conn_…"]}
    ],
    "default": ["conn_…"]
  }
The first rule that fits and has a connection that can take the payment wins; then the default,
then the account's route. {"rules": []} takes all routes away. A running server follows within two
seconds.`;

async function openRoutes(
  opened: Opened,
  processors: Carriage['processors'],
  terminal: Terminal,
): Promise<AccountRoutes> {
  const { store, vault, accounts } = opened;
  const { now } = terminal;
  const call: Carriage['call'] = async () => ({ kind: 'unknown', raw: 'nobody is asked' });
  const carriage = { processors, call, close: async () => undefined };
  const { connections, ids } = await openConnections(opened, carriage, terminal);
  const circuits = createCircuits(store, now);
  const router = createRouter({ processors, connections, circuits, titles: TITLES, now });
  const parts = { store, vault, accounts, ids, now, processors };
  return createAccountRoutes({ ...parts, circuits, router, titles: TITLES });
}

/** What was asked for, or an end with all that was wrong, a line each. */
function take<Result>(result: Result | Failure, { account }: Stage): Result {
  if (!isFailure(result)) return result;
  if (result.failure === 'record_not_found') {
    throw new CommandError(`there is no account ${account}`);
  }
  const issues = (result.issues ?? []).map(({ message }) => message);
  throw new CommandError(result.detail ?? issues.join('\n        '));
}

async function list(stage: Stage): Promise<Said> {
  const shown = take(
    await stage.routes.find({ kind: 'findRoutes', account: stage.account }),
    stage,
  );
  return { json: viewRoutes(shown), lines: linesOf(shown) };
}

function linesOf(shown: ShownRoutes): readonly string[] {
  const { account, routes, words, connections } = shown;
  const names = new Map(connections.map((each) => [each.connection, `conn_${each.token}`]));
  const head = ['connection', 'processor', 'mode', 'state', 'label'];
  const rows = connections.map((each) => [
    ...[names.get(each.connection) ?? '', each.processor, each.mode],
    ...[stateOf(each), each.label ?? ''],
  ]);
  const about = ['', ...columnsOf([head, ...rows])];
  if (routes === null) {
    return [`${account} has no routes: all new payments go by its route.`, ...about];
  }
  return [...rulesOf(routes, words, names), ...about];
}

function rulesOf(
  { rules, otherwise }: Routes,
  words: readonly string[],
  names: ReadonlyMap<number, string>,
): readonly string[] {
  const name = (keys: readonly number[]) => keys.map((key) => names.get(key) ?? '?').join(', ');
  const rows = rules.map(({ to }, place) => [`rule ${place + 1}`, words[place] ?? '', name(to)]);
  const last = otherwise.length > 0 ? name(otherwise) : "the account's route";
  return columnsOf([['', 'what', 'goes by'], ...rows, ['default', 'everything else', last]]);
}

function stateOf({ isRetired, isRoute, openCircuit }: ShownRoutable): string {
  if (isRetired) return 'retired';
  if (openCircuit !== null) {
    return `no answer since ${new Date(openCircuit.since).toISOString().slice(0, 16)}Z`;
  }
  return isRoute ? 'route' : 'in use';
}

async function set(stage: Stage): Promise<Said> {
  const { account, given, terminal } = stage;
  const file = given.operands[2] ?? '';
  const text = await readFile(terminal, file);
  const routes = take(readRoutes(parse(text, file === '-' ? 'standard input' : file)), stage);
  const shown = take(await stage.routes.set({ kind: 'setRoutes', account, ...routes }), stage);
  const says =
    'These are the routes, everywhere within 2 seconds. What has begun stays where it is.';
  return { json: viewRoutes(shown), lines: [...linesOf(shown), '', says] };
}

async function readFile(terminal: Terminal, file: string): Promise<string> {
  try {
    return await terminal.readFile(file);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new CommandError(`${file} cannot be read (${code}): a file of JSON is needed`);
  }
}

function parse(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${source} is no JSON: ${(error as Error).message}`);
  }
}

async function test(stage: Stage): Promise<Said> {
  const { account, given, routes } = stage;
  const text = (option: string): string | null => {
    const value = given.options.get(option);
    return typeof value === 'string' ? value : null;
  };
  const currency = text('currency') ?? 'INR';
  if (currencyExponent(currency) === undefined) {
    throw mistyped('--currency must be an ISO 4217 code such as INR');
  }
  const amountMinor = parseDecimal(text('amount') ?? '', currency) ?? 0;
  if (amountMinor < 1) throw mistyped('--amount must be an amount such as 500.00');
  const typed = text('method');
  const method = METHODS.find((each) => each === typed) ?? null;
  if (typed !== null && method === null) {
    throw mistyped(`--method must be one of ${METHODS.join(', ')}`);
  }
  const capture = given.options.has('manual') ? 'manual' : 'automatic';
  const order = { amountMinor, currency, capture } as const;
  const tested = take(await routes.test({ kind: 'testRoutes', account, ...order, method }), stage);
  return {
    json: { routes: tested.map(viewTested) },
    lines: columnsOf(tested.map((each) => [each.method, each.reason])),
    code: tested.some(({ connection }) => connection === null) ? 1 : 0,
  };
}
