// Reads typed values out of fields and notes every wrong one, so that a refusal can name them all.
import { parseDecimal } from '../../core/money.ts';
import type { Issue } from '../../core/failure.ts';
import type { Fields } from '../dialect.ts';
import { printable } from './body.ts';

type Presence = { readonly required?: boolean };
type TextRule = Presence & {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  /** The sentence for a text that breaks `pattern`. */
  readonly says?: string;
  /** Whether a whole number is taken for its digits, as phone numbers are often sent. */
  readonly numbers?: boolean;
};
type IntegerRule = Presence & { readonly min?: number; readonly max?: number };
type NotesRule = { readonly pairs: number; readonly keyMax: number; readonly valueMax: number };

export type Reading = {
  readonly issues: Issue[];
  /** Whether the field came with a value; null and "" count as absent. */
  readonly has: (path: string) => boolean;
  readonly raw: (path: string) => unknown;
  readonly text: (path: string, rule?: TextRule) => string | null;
  readonly integer: (path: string, rule?: IntegerRule) => number | null;
  /** A decimal amount, as text or JSON number, in minor units; at least `minMinor`. */
  readonly decimal: (path: string, currency: string, rule?: DecimalRule) => DecimalAmount | null;
  readonly currency: (path: string, rule?: Presence) => string | null;
  readonly email: (path: string, rule?: Presence) => string | null;
  readonly url: (path: string, rule?: Presence & { readonly max?: number }) => string | null;
  readonly object: (path: string, rule?: Presence) => Readonly<Record<string, unknown>> | null;
  readonly notes: (path: string, rule: NotesRule) => Readonly<Record<string, string>>;
  readonly refuse: (issue: Issue) => null;
};
type DecimalRule = Presence & { readonly minMinor?: number };
type DecimalAmount = { readonly minor: number; readonly text: string };

const EMAIL = /^[^\s@<>"(),;:\\[\]]{1,64}@[^\s@<>"(),;:\\[\]]+\.[^\s@<>"(),;:\\[\]]{2,}$/;

/** "customer_details.customer_email" → "Customer email". */
export function labelOf(path: string): string {
  const words = (path.split('.').at(-1) ?? path).replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function readFields(fields: Fields): Reading {
  const issues: Issue[] = [];
  const raw = (path: string): unknown => lookUp(fields.values, path);
  const has = (path: string): boolean => {
    const value = raw(path);
    return value !== undefined && value !== null && value !== '';
  };
  const refuse = (issue: Issue): null => {
    issues.push(issue);
    return null;
  };
  const wrong = (path: string, rule: Issue['rule'], message: string): null =>
    refuse({ field: path, rule, message, received: received(fields, path) });
  /** The value, or undefined after noting its absence where it is required. */
  const present = (path: string, presence: Presence | undefined): unknown => {
    if (has(path)) return raw(path);
    if (presence?.required === true) {
      refuse({ field: path, rule: 'required', message: `${labelOf(path)} is required` });
    }
    return undefined;
  };

  const text = (path: string, rule: TextRule = {}): string | null => {
    const value = present(path, rule);
    if (value === undefined) return null;
    const spelled = rule.numbers && Number.isSafeInteger(value) ? String(value) : value;
    if (typeof spelled !== 'string')
      return wrong(path, 'type', `${labelOf(path)} must be a string`);
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(spelled)) {
      return wrong(path, 'format', `${labelOf(path)} must not contain control characters`);
    }
    const { min = 1, max = 2048, pattern } = rule;
    if (spelled.length < min) {
      return wrong(path, 'length', `${labelOf(path)} must have at least ${min} characters`);
    }
    if (spelled.length > max) {
      return wrong(path, 'length', `${labelOf(path)} must have at most ${max} characters`);
    }
    if (pattern !== undefined && !pattern.test(spelled)) {
      return wrong(path, 'format', rule.says ?? `Invalid ${labelOf(path).toLowerCase()} format`);
    }
    return spelled;
  };

  const integer = (path: string, rule: IntegerRule = {}): number | null => {
    const value = present(path, rule);
    if (value === undefined) return null;
    const lexeme = fields.lexemes.get(path);
    const digits = typeof value === 'number' ? (lexeme ?? String(value)) : value;
    if (typeof digits !== 'string' || !/^-?\d{1,16}$/.test(digits)) {
      return wrong(path, 'type', `${labelOf(path)} must be an integer`);
    }
    const number = Number(digits);
    if (!Number.isSafeInteger(number)) {
      return wrong(path, 'range', `${labelOf(path)} is too large`);
    }
    if (rule.min !== undefined && number < rule.min) {
      return wrong(path, 'range', `${labelOf(path)} must be at least ${rule.min}`);
    }
    if (rule.max !== undefined && number > rule.max) {
      return wrong(path, 'range', `${labelOf(path)} must be at most ${rule.max}`);
    }
    return number;
  };

  const decimal = (
    path: string,
    currency: string,
    rule: DecimalRule = {},
  ): DecimalAmount | null => {
    const value = present(path, rule);
    if (value === undefined) return null;
    const spelled = typeof value === 'number' ? numberText(fields, path, value) : value;
    if (typeof spelled !== 'string') {
      return wrong(path, 'type', `${labelOf(path)} must be a decimal amount`);
    }
    const minor = parseDecimal(spelled, currency);
    if (minor === undefined) {
      return wrong(path, 'format', `${labelOf(path)} must be an amount such as 500.00`);
    }
    if (minor < (rule.minMinor ?? 1)) {
      return wrong(path, 'range', `${labelOf(path)} is below the minimum`);
    }
    return { minor, text: spelled };
  };

  return {
    issues,
    has,
    raw,
    refuse,
    text,
    integer,
    decimal,
    currency: (path, rule) => {
      const code = text(path, { ...rule, max: 3, min: 3 });
      if (code === null) return null;
      if (parseDecimal('0', code) !== undefined) return code;
      return wrong(path, 'format', `${labelOf(path)} must be an ISO 4217 code such as INR`);
    },
    email: (path, rule) =>
      text(path, { ...rule, max: 254, pattern: EMAIL, says: 'Invalid email format' }),
    url: (path, rule) => {
      const address = text(path, { max: 2048, ...rule });
      if (address === null || isWebAddress(address)) return address;
      return wrong(path, 'format', `${labelOf(path)} must be an http or https URL`);
    },
    object: (path, rule) => {
      const value = present(path, rule);
      if (value === undefined) return null;
      if (isRecord(value)) return value;
      return wrong(path, 'type', `${labelOf(path)} must be an object`);
    },
    notes: (path, rule) => readNotes(raw(path), path, rule, wrong),
  };
}

function readNotes(
  value: unknown,
  path: string,
  rule: NotesRule,
  wrong: (path: string, rule: Issue['rule'], message: string) => null,
): Readonly<Record<string, string>> {
  if (value === undefined || value === null || value === '') return {};
  if (Array.isArray(value) && value.length === 0) return {};
  if (!isRecord(value)) {
    wrong(path, 'type', `${labelOf(path)} must be an object`);
    return {};
  }
  const notes: Record<string, string> = {};
  const pairs = Object.entries(value);
  if (pairs.length > rule.pairs) {
    wrong(path, 'length', `${labelOf(path)} must have at most ${rule.pairs} pairs`);
    return {};
  }
  for (const [key, each] of pairs) {
    const text = typeof each === 'number' || typeof each === 'boolean' ? String(each) : each;
    if (typeof text !== 'string' || key.length > rule.keyMax || text.length > rule.valueMax) {
      wrong(
        path,
        'format',
        `${labelOf(path)} must map keys of at most ${rule.keyMax} characters ` +
          `to texts of at most ${rule.valueMax}`,
      );
      return {};
    }
    notes[key] = text;
  }
  return notes;
}

function lookUp(values: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = values;
  for (const name of path.split('.')) {
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The digits of a JSON number as they were sent, else as JavaScript prints them. */
function numberText(fields: Fields, path: string, value: number): string {
  return fields.lexemes.get(path) ?? String(value);
}

function received(fields: Fields, path: string): string {
  const value = lookUp(fields.values, path);
  if (typeof value === 'number') return printable(numberText(fields, path, value));
  return printable(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
}

function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false;
  return url.username === '' && url.password === '' && !/[\s<>"\\^`{|}]/.test(stripHoles(text));
}

// A return address may hold placeholders such as {order_id}.
function stripHoles(text: string): string {
  return text.replace(/\{\w{1,40}\}/g, '');
}
