// The routes of an account as the operator reads, replaces and tries them out.
import type { Issue } from '../../core/failure.ts';
import { type Failure, invalid } from '../../core/failure.ts';
import { currencyExponent, formatDecimal, parseDecimal } from '../../core/money.ts';
import type { Method } from '../../core/payment.ts';
import { METHODS, type Routable, type RouteRule } from '../../core/route.ts';
import type {
  AskedRule,
  NamedConnection,
  SetRoutes,
  ShownRoutes,
  TestedRoute,
  TestRoutes,
} from '../../core/route-request.ts';
import { type Call, type Operation, operation, type RowShape } from '../../gateways/dialect.ts';
import { isRecord, readFields } from '../../gateways/kit/read.ts';
import { isoOf, reply } from '../family.ts';
import { readName } from '../locator.ts';
import { flag, listOf, moment, namesOf, objectOf } from '../shape.ts';
import { open, orNull, text, textTo, wordOf } from '../shape.ts';
import { readWord } from '../word.ts';

const RULES_MAX = 50;
const TO_MAX = 10;
const NAME_MAX = 60;
const ALL = { path: '/accounts/:key/routes' } as const;
const TEST = { path: '/accounts/:key/routes/test' } as const;
const CAPTURES = ['automatic', 'manual'] as const;

const ROUTABLE = { id: text, processor: text, mode: text, label: orNull(text) };
const RULE = {
  name: orNull({ ...textTo(NAME_MAX), minLength: 1 }),
  methods: orNull(listOf(wordOf(METHODS))),
  ...{ currency: orNull(text), min: orNull(text), max: orNull(text) },
};
/** One, or a list in which each is tried after the one before. */
const TO = { anyOf: [text, { ...listOf(text), maxItems: TO_MAX }] };
const SHOWN = objectOf({
  account: text,
  routes: orNull(
    objectOf({
      rules: listOf(objectOf({ to: listOf(orNull(text)) }, RULE)),
      default: listOf(orNull(text)),
    }),
  ),
  connections: listOf(
    objectOf({
      ...{ ...ROUTABLE, retired: flag, route: flag },
      circuit: orNull(objectOf({ since: moment, until: moment, why: open })),
    }),
  ),
});
const FIND: RowShape = { does: 'Tells the routes of an account.', answer: SHOWN };
const SET: RowShape = {
  does: 'Replaces the routes of an account.',
  body: {
    rules: {
      schema: { ...listOf(objectOf({ to: TO }, RULE)), maxItems: RULES_MAX },
      says: 'The first that fits an order carries it.',
    },
    default: { schema: orNull(TO), says: 'What no rule fits.' },
  },
  answer: SHOWN,
};
const TRY: RowShape = {
  does: 'Tells which connection would carry a payment, and why.',
  body: {
    amount: { schema: text, required: true, says: 'Such as "500.00".' },
    currency: { schema: text, says: 'INR unless given.' },
    method: { schema: wordOf(METHODS), says: 'Every one unless given.' },
    capture: { schema: wordOf(CAPTURES) },
  },
  answer: objectOf({
    routes: listOf(
      objectOf({ method: text, connection: orNull(objectOf(ROUTABLE)), reason: text }),
    ),
  }),
};

export const routeOperations: readonly Operation[] = Object.freeze([
  operation(
    { ...ALL, method: 'GET', rate: 'fetch', role: 'read', shape: FIND },
    ({ params }) => ({ kind: 'findRoutes', account: params['key'] ?? '' }),
    (routes) => reply(viewRoutes(routes)),
  ),
  operation(
    { ...ALL, method: 'PUT', rate: 'create', role: 'admin', shape: SET },
    parseSet,
    (routes) => reply(viewRoutes(routes)),
  ),
  operation(
    { ...TEST, method: 'POST', rate: 'fetch', role: 'read', shape: TRY },
    parseTest,
    (tested) => reply({ routes: tested.map(viewTested) }),
  ),
]);

/** `routes` is what may be set again as it is. */
export function viewRoutes(shown: ShownRoutes): Readonly<Record<string, unknown>> {
  const { account, routes, connections } = shown;
  const names = new Map(connections.map((each) => [each.connection, `conn_${each.token}`]));
  const name = (keys: readonly number[]) => keys.map((key) => names.get(key) ?? null);
  return {
    account,
    routes: routes && {
      rules: routes.rules.map((rule) => ({ ...viewRule(rule), to: name(rule.to) })),
      default: name(routes.otherwise),
    },
    connections: connections.map(({ openCircuit: open, ...each }) => ({
      ...viewRoutable(each),
      retired: each.isRetired,
      route: each.isRoute,
      circuit: open && { since: isoOf(open.since), until: isoOf(open.until), why: open.why },
    })),
  };
}

function viewRule({ name, methods, currency, minMinor, maxMinor }: RouteRule) {
  const amount = (minor: number | null) =>
    minor === null || currency === null ? null : formatDecimal(minor, currency);
  const [min, max] = [amount(minMinor), amount(maxMinor)];
  return {
    ...(name === null ? {} : { name }),
    ...(methods.length === 0 ? {} : { methods }),
    ...(currency === null ? {} : { currency }),
    ...(min === null ? {} : { min }),
    ...(max === null ? {} : { max }),
  };
}

function viewRoutable({ token, processor, mode, label }: Routable) {
  return { id: `conn_${token}`, processor, mode, label };
}

export function viewTested({ method, connection, reason }: TestedRoute): object {
  return { method, connection: connection && viewRoutable(connection), reason };
}

function parseSet({ fields, params }: Call): SetRoutes | Failure {
  const routes = readRoutes(fields.values);
  return 'failure' in routes
    ? routes
    : { kind: 'setRoutes', account: params['key'] ?? '', ...routes };
}

type Notes = { readonly issues: Issue[]; readonly at: string; readonly field: string };

/** The whole of a file or a body, or every fault of it: nothing of it is taken then. */
export function readRoutes(value: unknown): Pick<SetRoutes, 'rules' | 'otherwise'> | Failure {
  const issues: Issue[] = [];
  const top: Notes = { issues, at: 'the routes', field: '' };
  if (!isRecord(value)) {
    return invalid([{ field: 'rules', rule: 'type', message: 'the routes must be a JSON object' }]);
  }
  refuseStrangers(top, value, namesOf(SET));
  const { rules: given = [], default: rest = [] } = value;
  if (!Array.isArray(given) || given.length > RULES_MAX) {
    wrong({ ...top, field: 'rules' }, `rules must be a list of at most ${RULES_MAX} rules`);
  }
  const rules = Array.isArray(given) ? given.slice(0, RULES_MAX) : [];
  const read = rules.map((rule: unknown, place) =>
    readRule({ issues, at: `rule ${place + 1}`, field: `rules[${place}]` }, rule),
  );
  const otherwise = readConnections({ issues, at: 'default', field: 'default' }, rest, 0);
  if (issues.length > 0) return invalid(issues);
  return { rules: read, otherwise };
}

function wrong({ issues, at, field }: Notes, says: string): void {
  issues.push({ field, rule: 'format', message: at === 'the routes' ? says : `${at}: ${says}` });
}

function refuseStrangers(notes: Notes, value: object, known: readonly string[]): void {
  for (const name of Object.keys(value).filter((each) => !known.includes(each))) {
    const shown = name.slice(0, 60);
    const field = notes.field === '' ? shown : `${notes.field}.${shown}`;
    wrong({ ...notes, field }, `${JSON.stringify(shown)} is not among ${known.join(', ')}`);
  }
}

const FIELDS = [...Object.keys(RULE), 'to'];

function readRule(notes: Notes, rule: unknown): AskedRule {
  const nothing = { name: null, methods: [], currency: null, minMinor: null, maxMinor: null };
  if (!isRecord(rule)) {
    wrong(notes, `must be an object with ${FIELDS.join(', ')}`);
    return { ...nothing, to: [] };
  }
  refuseStrangers(notes, rule, FIELDS);
  const currency = readCurrency(notes, rule['currency']);
  const minMinor = readAmount(notes, 'min', rule['min'], currency);
  const maxMinor = readAmount(notes, 'max', rule['max'], currency);
  if (minMinor !== null && maxMinor !== null && minMinor > maxMinor) {
    wrong(notes, 'min must not be more than max');
  }
  return {
    name: readLabel(notes, rule['name']),
    methods: readMethods(notes, rule['methods']),
    ...{ currency, minMinor, maxMinor },
    to: readConnections(notes, rule['to'], 1),
  };
}

function readLabel(notes: Notes, name: unknown): string | null {
  if (name === undefined || name === null) return null;
  const fits = typeof name === 'string' && name.trim() !== '' && name.length <= NAME_MAX;
  if (fits && !/[\p{C}\p{Zl}\p{Zp}]/u.test(name)) return name.trim();
  wrong(notes, `name must be a text of 1 to ${NAME_MAX} characters in one line`);
  return null;
}

function readMethods(notes: Notes, methods: unknown): readonly Method[] {
  if (methods === undefined || methods === null) return [];
  const all: readonly unknown[] = Array.isArray(methods) ? methods : [];
  const known = METHODS.filter((each) => all.includes(each));
  if (known.length > 0 && known.length === all.length) return known;
  wrong(notes, `methods must be a list of some of ${METHODS.join(', ')}, each once`);
  return [];
}

function readCurrency(notes: Notes, currency: unknown): string | null {
  if (currency === undefined || currency === null) return null;
  if (typeof currency === 'string' && currencyExponent(currency) !== undefined) return currency;
  wrong(notes, 'currency must be an ISO 4217 code such as INR');
  return null;
}

function readAmount(
  notes: Notes,
  field: 'min' | 'max',
  amount: unknown,
  currency: string | null,
): number | null {
  if (amount === undefined || amount === null) return null;
  if (currency === null) {
    wrong(notes, `${field} needs a currency beside it`);
    return null;
  }
  const minor = typeof amount === 'string' ? parseDecimal(amount, currency) : undefined;
  if (minor === undefined) wrong(notes, `${field} must be a text such as "2000.00"`);
  return minor ?? null;
}

function readConnections(notes: Notes, given: unknown, least: number): readonly NamedConnection[] {
  const all: readonly unknown[] = typeof given === 'string' ? [given] : toList(given);
  const names = all.filter((each) => typeof each === 'string');
  const what = notes.at === 'default' ? 'must be' : 'to must be';
  const isList =
    names.length === all.length && (typeof given === 'string' || toList(given) === given);
  const fits = names.length >= least && names.length <= TO_MAX;
  if (!(isList || (least === 0 && given === null)) || !fits) {
    wrong(notes, `${what} a connection such as "conn_…", or a list of ${least} to ${TO_MAX}`);
    return [];
  }
  if (new Set(names).size !== names.length) wrong(notes, `${what} a list with each once`);
  return names.map((name) => ({ name, locators: readName(name) }));
}

function toList(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? given : [];
}

function parseTest({ fields, params }: Call): TestRoutes | Failure {
  const read = readFields(fields);
  read.refuseStrangers(namesOf(TRY));
  const currency = read.currency('currency') ?? 'INR';
  const amount = read.decimal('amount', currency, { required: true });
  const method = readWord(read, 'method', METHODS, false);
  const capture = readWord(read, 'capture', CAPTURES, false) ?? 'automatic';
  if (read.issues.length > 0 || amount === null) return invalid(read.issues);
  const order = { amountMinor: amount.minor, currency, capture };
  return { kind: 'testRoutes', account: params['key'] ?? '', ...order, method };
}
