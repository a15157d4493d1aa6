// Which ways to pay an order allows: its list of methods, and the filters of newer versions.
// Source: cashfree.md §1.4: `payment_methods` in short words, `payment_methods_filters` in long.
import type { CreateOrder } from '../../../core/command.ts';
import type { CardKind, CardNetwork, Method, Traits } from '../../../core/payment.ts';
import { isRecord, type Reading } from '../../kit/read.ts';
import { CARD_NETWORK, KIND_WORD, METHOD_WORD } from '../words.ts';
import { PAYMENT_METHODS } from './schema.ts';

type Allowed = Pick<CreateOrder, 'methods' | 'instruments'>;

/** Each word with what pays so here; nobody can pay by the words that are in neither list. */
const OTHER_METHOD: ReadonlyMap<string, Method> = new Map([
  ...wordsFor(METHOD_WORD),
  ['netbanking', 'netbanking'],
  ['wallet', 'wallet'],
]);
// Prepaid and corporate cards are not told from the others here: they are of none of these kinds.
const KIND: ReadonlyMap<string, CardKind> = new Map([
  ...wordsFor(KIND_WORD),
  ['credit_card', 'credit'],
  ['debit_card', 'debit'],
]);

function wordsFor<T extends string>(table: Readonly<Record<T, string>>): [string, T][] {
  return (Object.keys(table) as T[]).map((each) => [table[each], each]);
}

const KINDS: readonly CardKind[] = ['credit', 'debit'];
const NETWORKS = Object.keys(CARD_NETWORK) as CardNetwork[];
const ORDER_METHODS: readonly Method[] = ['card', 'upi', 'netbanking', 'wallet'];

const ofKind = (kind: CardKind): Traits => ({ method: 'card', kind });
const ofNetwork = (network: CardNetwork): Traits => ({ method: 'card', network });

/** What is no card is no matter of these. */
function without(never: readonly Traits[]): Pick<Allowed, 'instruments'> {
  return never.length === 0 ? {} : { instruments: { never } };
}

/** What every list of words allows; null allows all. */
function allowedBy(lists: readonly (readonly string[] | null)[]): Allowed {
  const given = lists.filter((words) => words !== null);
  if (given.length === 0) return {};
  const inAll = <T>(table: ReadonlyMap<string, T>): readonly T[] => {
    const sets = given.map((words) => new Set(words.map((word) => table.get(word))));
    return [...new Set(table.values())].filter((each) => sets.every((set) => set.has(each)));
  };
  const kinds = inAll(KIND);
  const other = inAll(OTHER_METHOD);
  const methods = ORDER_METHODS.filter((each) =>
    each === 'card' ? kinds.length > 0 : other.includes(each),
  );
  // Without either kind no card is taken at all.
  const never = kinds.length === 0 ? [] : KINDS.filter((each) => !kinds.includes(each)).map(ofKind);
  return { methods, ...without(never) };
}

/** UPI, net banking and wallets are Indian money only (§1.16: inferred). */
function inCurrency(currency: string, { methods = ORDER_METHODS, ...cards }: Allowed): Allowed {
  return currency === 'INR'
    ? { ...(methods === ORDER_METHODS ? {} : { methods }), ...cards }
    : { methods: methods.filter((each) => each === 'card'), ...cards };
}

const FILTERS = 'order_meta.payment_methods_filters';

/** What may pay an order, and the texts that say so, for the order to show again. */
export function readAllowed(read: Reading, currency: string) {
  const text = readMethods(read, 'order_meta.payment_methods');
  const filters = readFilters(read);
  const long = readValues(read, `${FILTERS}.methods`);
  const schemes = readValues(read, `${FILTERS}.filters.card_schemes`);
  const allowed = allowedBy([wordsOf(text), long]);
  const others = NETWORKS.filter(
    (each) => schemes !== null && !schemes.includes(CARD_NETWORK[each].toLowerCase()),
  );
  const never = [...(allowed.instruments?.never ?? []), ...others.map(ofNetwork)];
  return {
    allowed: inCurrency(currency, { ...allowed, ...without(never) }),
    kept: { payment_methods: text, payment_methods_filters: filters },
  };
}

/** What may pay a link's order. */
export function readLinkAllowed(read: Reading, currency: string) {
  const text = readMethods(read, 'link_meta.payment_methods');
  return { allowed: inCurrency(currency, allowedBy([wordsOf(text)])), payment_methods: text };
}

/** Longer ones are no filters; every reading of the order would carry them. */
const FILTERS_MAX = 5000;

function readFilters(read: Reading) {
  const filters = read.object(FILTERS);
  if (filters === null || Object.keys(filters).length === 0) return null;
  if (JSON.stringify(filters).length <= FILTERS_MAX) return filters;
  const message = `should have at most ${FILTERS_MAX} characters`;
  return read.refuse({ field: FILTERS, rule: 'length', message });
}

function wordsOf(text: string | null): readonly string[] | null {
  return text === null ? null : text.split(',').map((each) => each.trim());
}

function readMethods(read: Reading, field: string): string | null {
  const methods = read.text(field, { max: 255 });
  const isUnknown = wordsOf(methods)?.some((each) => !PAYMENT_METHODS.has(each)) ?? false;
  if (!isUnknown || methods === null) return methods;
  const message = 'unknown payment method';
  return read.refuse({ field, rule: 'unknown', message, received: methods });
}

/** `{action: "ALLOW", values}` up to 2025-01-01, card schemes a bare list since 2026-01-01. */
function readValues(read: Reading, field: string): readonly string[] | null {
  const given = read.raw(field) ?? null;
  if (given === null) return null;
  const refuse = (message: string): null => read.refuse({ field, rule: 'format', message });
  const values = isRecord(given) ? (given['values'] ?? null) : given;
  if (isRecord(given) && (given['action'] ?? 'ALLOW') !== 'ALLOW') return refuse('action is ALLOW');
  if (values === null) return null;
  const isList = Array.isArray(values) && values.every((each) => typeof each === 'string');
  if (!isList) return refuse('should be a list of texts');
  return values.length === 0 ? null : values.map((each) => each.trim().toLowerCase());
}
