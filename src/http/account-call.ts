// What the merchant's own desk gives to each of its rows, and how they read what was sent.
import type { Account } from '../core/account.ts';
import type { Failure, Issue } from '../core/failure.ts';
import { type Locator, numberLocator, TOKEN_PATTERN } from '../core/id.ts';
import type { Fields, RateClass } from '../gateways/dialect.ts';
import { printable } from '../gateways/kit/body.ts';
import { labelOf } from '../gateways/kit/read.ts';
import type { Ids } from '../engine/identity/ids.ts';
import type { Vault } from '../engine/identity/vault.ts';
import type { IdempotencyRecord } from '../store/store.ts';
import type { App } from './road.ts';
import type { Counter } from './checkout-page.ts';

/** Where the desk stands. */
export type Office = {
  readonly app: App;
  readonly counter: Counter;
  readonly ids: Ids;
  readonly vault: Vault;
};

/** One request of an account that has proved itself. */
export type Errand = {
  readonly account: Account;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly fields: Fields;
  /** Makes the saved answer of a request with an idempotency key; null where it has none. */
  readonly remember: ((answer: object | Failure) => IdempotencyRecord) | null;
};

export type Row = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly rate: RateClass;
  /** The answer's body, or why there is none. */
  readonly act: (office: Office, errand: Errand) => Promise<object | Failure>;
  /** Makes an answer that was saved with something sealed in it whole again. */
  readonly unseal?: (office: Office, account: Account, body: string) => string;
};

/** Our own names with any prefix, or our numbers; empty for what can be neither. */
export function readName(name: string): readonly Locator[] {
  const token = name.replace(/^[a-z]{1,16}_/, '');
  if (TOKEN_PATTERN.test(token)) return [{ by: 'token', token }];
  const number = numberLocator(name);
  return number === undefined ? [] : [number];
}

type Values = Readonly<Record<string, unknown>>;
const STRANGERS_MAX = 20;

/** Reads the values of a body or of a query, and notes what is wrong with them. */
export type Sheet = {
  readonly issues: Issue[];
  /** Whether the field was named at all, with null too. */
  readonly names: (field: string) => boolean;
  readonly value: (field: string) => unknown;
  readonly wrong: (field: string, rule: Issue['rule'], says: string) => null;
  /** Null when it is absent, null, or wrong. */
  readonly choice: <T>(field: string, choices: readonly T[]) => T | null;
  /** A moment as ISO 8601 with a zone or as milliseconds since 1970. */
  readonly moment: (field: string) => number | null;
  /** A whole number in digits, as queries have it. */
  readonly count: (field: string, least: number, most: number) => number | null;
};

/** Fields that are not in `known` are refused. */
export function readSheet(values: Values, known: readonly string[]): Sheet {
  const issues: Issue[] = [];
  const value = (field: string): unknown =>
    Object.hasOwn(values, field) ? (values[field] ?? null) : null;
  const wrong: Sheet['wrong'] = (field, rule, says) => {
    issues.push({ field, rule, message: `${labelOf(field)} ${says}` });
    return null;
  };
  const strangers = Object.keys(values).filter((name) => !known.includes(name));
  for (const name of strangers.slice(0, STRANGERS_MAX)) {
    const message = `There is no such field; there are ${known.join(', ') || 'none'}`;
    issues.push({ field: printable(name), rule: 'unknown', message });
  }
  return {
    issues,
    names: (field) => Object.hasOwn(values, field),
    value,
    wrong,
    choice: (field, choices) => {
      const given = value(field);
      if (given === null) return null;
      const found = choices.find((choice) => choice === given);
      return found ?? wrong(field, 'format', `must be ${spellChoices(choices)}`);
    },
    moment: (field) => {
      const given = value(field);
      if (given === null) return null;
      const says = 'must be a time such as 2025-01-31T09:00:00Z or milliseconds since 1970';
      return momentOf(given) ?? wrong(field, 'format', says);
    },
    count: (field, least, most) => {
      const given = value(field);
      if (given === null) return null;
      const isDigits = typeof given === 'string' && /^\d{1,9}$/.test(given);
      const number = isDigits ? Number(given) : -1;
      const fits = number >= least && number <= most;
      return fits ? number : wrong(field, 'range', `must be from ${least} to ${most}`);
    },
  };
}

function spellChoices(choices: readonly unknown[]): string {
  return choices.length === 0 ? 'left out' : `one of ${choices.join(', ')}`;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+ -]\d\d:?\d\d)$/;
const MOMENT_MAX = Date.UTC(9999, 0);

function momentOf(given: unknown): number | null {
  if (typeof given !== 'string' && typeof given !== 'number') return null;
  // A query that was not escaped turns the plus of a zone into a space.
  const text = String(given).replace(' ', '+');
  const at = /^\d{1,15}$/.test(text) ? Number(text) : ISO.test(text) ? Date.parse(text) : NaN;
  return at >= 0 && at <= MOMENT_MAX ? at : null;
}
