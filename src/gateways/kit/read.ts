// Reads typed values out of fields and notes every wrong one, so that a refusal can name them all.
import { parseDecimal } from '../../core/money.ts';
import type { Issue } from '../../core/failure.ts';
import type { Fields } from '../dialect.ts';
import { printable } from './body.ts';
import { readChoices } from './choice.ts';
import { isRecord, labelOf, valueAt } from './field-path.ts';

export { isRecord, labelOf } from './field-path.ts';

type Presence = { readonly required?: boolean };
type TextRule = Presence & {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  /** The sentence for a text that breaks `pattern`. */
  readonly says?: string;
  /** Whether a whole number is taken for its digits, as phone numbers are often sent. */
  readonly numbers?: boolean;
  /** A secret: no issue repeats what came. */
  readonly hidden?: boolean;
};
type IntegerRule = Presence & { readonly min?: number; readonly max?: number };
type NotesRule = { readonly pairs: number; readonly keyMax: number; readonly valueMax: number };

export type Reading = {
  readonly issues: Issue[];
  /** Whether the field came with a value; null and "" count as absent. */
  readonly has: (path: string) => boolean;
  /** Whether the field was named at all, with null or "" too. */
  readonly names: (path: string) => boolean;
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
  /** One of these values; null when it is absent, null or none of them. */
  readonly choice: <T>(path: string, choices: readonly T[]) => T | null;
  /** ISO 8601 with a zone, or milliseconds since 1970, which is what it returns. */
  readonly moment: (path: string) => number | null;
  /** A whole number in digits, as queries have it. */
  readonly count: (path: string, least: number, most: number) => number | null;
  readonly refuse: (issue: Issue) => null;
  /** The same for `says` after the field's label, "must be a list"; what came is not repeated. */
  readonly wrong: (path: string, rule: Issue['rule'], says: string) => null;
  /** Refuses every field at the top that is not one of these. */
  readonly refuseStrangers: (known: readonly string[]) => void;
};
type DecimalRule = Presence & { readonly minMinor?: number };
type DecimalAmount = { readonly minor: number; readonly text: string };

const EMAIL = /^[^\s@<>"(),;:\\[\]]{1,64}@[^\s@<>"(),;:\\[\]]+\.[^\s@<>"(),;:\\[\]]{2,}$/;

export function readFields(fields: Fields): Reading {
  const reader: Reader = { fields, issues: [] };
  const refuse: Reading['refuse'] = (issue) => {
    reader.issues.push(issue);
    return null;
  };
  return {
    ...readChoices(fields, refuse),
    issues: reader.issues,
    has: (path) => isPresent(valueAt(fields.values, path)),
    raw: (path) => valueAt(fields.values, path),
    refuse,
    text: (path, rule) => readText({ ...reader, isHidden: rule?.hidden === true }, path, rule),
    integer: (path, rule) => readInteger(reader, path, rule),
    decimal: (path, currency, rule) => readDecimal(reader, path, currency, rule),
    currency: (path, rule) => {
      const code = readText(reader, path, { ...rule, max: 3, min: 3 });
      if (code === null || parseDecimal('0', code) !== undefined) return code;
      return wrong(reader, path, 'format', `${labelOf(path)} must be an ISO 4217 code such as INR`);
    },
    email: (path, rule) => {
      const shape = { max: 254, pattern: EMAIL, says: 'Invalid email format' };
      return readText(reader, path, { ...rule, ...shape });
    },
    url: (path, rule) => {
      const address = readText(reader, path, { max: 2048, ...rule });
      if (address === null || isWebAddress(address)) return address;
      return wrong(reader, path, 'format', `${labelOf(path)} must be an http or https URL`);
    },
    object: (path, rule) => {
      const value = present(reader, path, rule);
      if (value === undefined || isRecord(value)) return value ?? null;
      return wrong(reader, path, 'type', `${labelOf(path)} must be an object`);
    },
    notes: (path, rule) => readNotes(reader, path, rule),
  };
}

type Reader = {
  readonly fields: Fields;
  readonly issues: Issue[];
  /** Whether no issue may repeat what came. */
  readonly isHidden?: boolean;
};

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function wrong(
  { fields, issues, isHidden }: Reader,
  path: string,
  rule: Issue['rule'],
  message: string,
): null {
  const seen = isHidden === true ? {} : { received: received(fields, path) };
  issues.push({ field: path, rule, message, ...seen });
  return null;
}

/** The value, or undefined after noting its absence where it is required. */
function present({ fields, issues }: Reader, path: string, presence: Presence = {}): unknown {
  const value = valueAt(fields.values, path);
  if (isPresent(value)) return value;
  if (presence.required === true) {
    issues.push({ field: path, rule: 'required', message: `${labelOf(path)} is required` });
  }
  return undefined;
}

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

function readText(reader: Reader, path: string, rule: TextRule = {}): string | null {
  const value = present(reader, path, rule);
  if (value === undefined) return null;
  const label = labelOf(path);
  const text = rule.numbers ? digitsOf(reader.fields, path, value) : value;
  if (typeof text !== 'string') return wrong(reader, path, 'type', `${label} must be a string`);
  if (CONTROL.test(text)) {
    return wrong(reader, path, 'format', `${label} must not contain control characters`);
  }
  const { min = 1, max = 2048, pattern } = rule;
  if (text.length < min) {
    return wrong(reader, path, 'length', `${label} must have at least ${min} characters`);
  }
  if (text.length > max) {
    return wrong(reader, path, 'length', `${label} must have at most ${max} characters`);
  }
  if (pattern !== undefined && !pattern.test(text)) {
    return wrong(reader, path, 'format', rule.says ?? `Invalid ${label.toLowerCase()} format`);
  }
  return text;
}

/** What was written decides: 4583639708833388.3 is a whole number only once JavaScript read it. */
function digitsOf(fields: Fields, path: string, value: unknown): unknown {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return value;
  const digits = numberText(fields, path, value);
  return /^-?\d+$/.test(digits) ? digits : value;
}

function readInteger(reader: Reader, path: string, rule: IntegerRule = {}): number | null {
  const value = present(reader, path, rule);
  if (value === undefined) return null;
  const label = labelOf(path);
  const digits = typeof value === 'number' ? numberText(reader.fields, path, value) : value;
  if (typeof digits !== 'string' || !/^-?\d{1,16}$/.test(digits)) {
    return wrong(reader, path, 'type', `${label} must be an integer`);
  }
  const number = Number(digits);
  if (!Number.isSafeInteger(number)) return wrong(reader, path, 'range', `${label} is too large`);
  if (rule.min !== undefined && number < rule.min) {
    return wrong(reader, path, 'range', `${label} must be at least ${rule.min}`);
  }
  if (rule.max !== undefined && number > rule.max) {
    return wrong(reader, path, 'range', `${label} must be at most ${rule.max}`);
  }
  return number;
}

function readDecimal(
  reader: Reader,
  path: string,
  currency: string,
  rule: DecimalRule = {},
): DecimalAmount | null {
  const value = present(reader, path, rule);
  if (value === undefined) return null;
  const label = labelOf(path);
  const text = typeof value === 'number' ? numberText(reader.fields, path, value) : value;
  if (typeof text !== 'string') {
    return wrong(reader, path, 'type', `${label} must be a decimal amount`);
  }
  const minor = parseDecimal(text, currency);
  if (minor === undefined) {
    return wrong(reader, path, 'format', `${label} must be an amount such as 500.00`);
  }
  if (minor < (rule.minMinor ?? 1)) {
    return wrong(reader, path, 'range', `${label} is below the minimum`);
  }
  return { minor, text };
}

function readNotes(
  reader: Reader,
  path: string,
  rule: NotesRule,
): Readonly<Record<string, string>> {
  const value = valueAt(reader.fields.values, path);
  const label = labelOf(path);
  if (!isPresent(value) || (Array.isArray(value) && value.length === 0)) return {};
  if (!isRecord(value)) {
    wrong(reader, path, 'type', `${label} must be an object`);
    return {};
  }
  const notes: Record<string, string> = {};
  const pairs = Object.entries(value);
  if (pairs.length > rule.pairs) {
    wrong(reader, path, 'length', `${label} must have at most ${rule.pairs} pairs`);
    return {};
  }
  for (const [key, each] of pairs) {
    const text = typeof each === 'number' || typeof each === 'boolean' ? String(each) : each;
    if (typeof text !== 'string' || key.length > rule.keyMax || text.length > rule.valueMax) {
      const { keyMax, valueMax } = rule;
      const says = `must map keys of at most ${keyMax} characters to texts of at most ${valueMax}`;
      wrong(reader, path, 'format', `${label} ${says}`);
      return {};
    }
    notes[key] = text;
  }
  return notes;
}

/** The digits of a JSON number as they were sent, else as JavaScript prints them. */
function numberText(fields: Fields, path: string, value: number): string {
  return fields.lexemes.get(path) ?? String(value);
}

function received(fields: Fields, path: string): string {
  const value = valueAt(fields.values, path);
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
