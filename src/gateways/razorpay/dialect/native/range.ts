// Reads what a list is asked for: count, skip, from and to, and the entities to expand.
// Source: razorpay.md §1.4, the list validation messages (documented).
import { type Failure, isFailure } from '../../../../core/failure.ts';
import { printable } from '../../../kit/body.ts';
import { refuse } from './refusal.ts';

type Asked = Readonly<Record<string, string>>;

/** Times in milliseconds, both inclusive. */
export type Range = {
  readonly count: number;
  readonly skip: number;
  readonly from: number | null;
  readonly to: number | null;
};

const COUNT_DEFAULT = 10;
const COUNT_MAX = 100;
// None is documented; so many are walked past in a moment. The sentence is that of `count`.
const SKIP_MAX = 100_000;
const TIME_MIN = 946684800;
const TIME_MAX = 4765046400;

/** `most`: the greatest count, where a list has another than all others. */
export function readRange(query: Asked, most = COUNT_MAX): Range | Failure {
  const count = readWhole(query, 'count', 'The count must be an integer.');
  if (isFailure(count)) return count;
  if (count !== null && count < 1) return refuse('count', 'range', 'The count must be at least 1.');
  if (count !== null && count > most) {
    return refuse('count', 'range', `The count may not be greater than ${most}.`);
  }
  const skip = readWhole(query, 'skip', 'The skip must be an integer.');
  if (isFailure(skip)) return skip;
  if (skip !== null && skip < 0) return refuse('skip', 'range', 'The skip must be at least 0.');
  if (skip !== null && skip > SKIP_MAX) {
    return refuse('skip', 'range', `The skip may not be greater than ${SKIP_MAX}.`);
  }
  const from = readTime(query, 'from');
  if (isFailure(from)) return from;
  const to = readTime(query, 'to');
  if (isFailure(to)) return to;
  return {
    count: count ?? COUNT_DEFAULT,
    skip: skip ?? 0,
    from: from === null ? null : from * 1000,
    // The whole of the last second.
    to: to === null ? null : to * 1000 + 999,
  };
}

/** What a page of every list may be asked by. */
export const RANGE = Object.freeze(['count', 'skip', 'from', 'to']);
/** Stands for every spelling of it. */
export const EXPAND = 'expand';

/** No filter is left out of account without a word; an empty one asks for nothing. */
export function refuseFilters(query: Asked, known: readonly string[]): Failure | null {
  const other = Object.keys(query).find((name) => {
    return query[name] !== '' && !known.includes(name.replace(/^expand\[.*$/, EXPAND));
  });
  if (other === undefined) return null;
  const name = printable(other) || '""';
  return refuse(name, 'unknown', `${name} is/are not required and should not be sent`);
}

function readWhole(query: Asked, name: string, says: string): number | Failure | null {
  const text = query[name]?.trim() ?? '';
  if (text === '') return null;
  const number = Number(text);
  const isWhole = /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(number);
  return isWhole ? number : refuse(name, 'type', says);
}

function readTime(query: Asked, name: string): number | Failure | null {
  const time = readWhole(query, name, `${name} must be an integer.`);
  if (time === null || isFailure(time) || (time >= TIME_MIN && time <= TIME_MAX)) return time;
  return refuse(name, 'range', `${name} must be between ${TIME_MIN} and ${TIME_MAX}`);
}

/** The part of a list in memory that is asked for; entities newest first. */
export function takeRange<T extends { readonly createdAt: number }>(
  entities: readonly T[],
  { count, skip, from, to }: Range,
): readonly T[] {
  const fits = ({ createdAt }: T): boolean =>
    (from === null || createdAt >= from) && (to === null || createdAt <= to);
  return entities.filter(fits).slice(skip, skip + count);
}

/**
 * In whichever spelling it came: `expand`, `expand[]`, `expand[0]`, `expand[expand]`,
 * `expand[expand[]]` (razorpay.md §1.4, measured with the SDKs).
 */
export function readExpand(
  query: Asked,
  allowed: readonly string[],
): ReadonlySet<string> | Failure {
  const named = Object.entries(query)
    .filter(([name]) => name === 'expand' || name.startsWith('expand['))
    .flatMap(([, value]) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
  const wrong = named.findIndex((value) => !allowed.includes(value));
  if (wrong < 0) return new Set(named);
  const message = `Value of each expand must be one of following types: ${allowed.join(', ')}`;
  return refuse(`expand.${wrong}`, 'format', message);
}

export const ORDER_EXPAND = Object.freeze([
  'payments',
  'payments.card',
  'transfers',
  'virtual_account',
]);
export const PAYMENT_EXPAND = Object.freeze([
  'card',
  'emi',
  'transaction',
  'transaction.settlement',
  'refunds',
  'offers',
  'token',
]);
export const NOTHING_EXPANDED: ReadonlySet<string> = new Set();

/** For rendering, once `readExpand` has found nothing wrong. */
export function expandOf(query: Asked, allowed: readonly string[]): ReadonlySet<string> {
  const expand = readExpand(query, allowed);
  return isFailure(expand) ? NOTHING_EXPANDED : expand;
}
