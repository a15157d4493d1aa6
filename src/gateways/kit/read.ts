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
  const reader: Reader = { fields, issues: [] };
  return {
    issues: reader.issues,
    has: (path) => isPresent(lookUp(fields.values, path)),
    raw: (path) => lookUp(fields.values, path),
    refuse: (issue) => {
      reader.issues.push(issue);
      return null;
    },
    text: (path, rule) => readText(reader, path, rule),
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

type Reader = { readonly fields: Fields; readonly issues: Issue[] };

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function wrong(reader: Reader, path: string, rule: Issue['rule'], message: string): null {
  reader.issues.push({ field: path, rule, message, received: received(reader.fields, path) });
  return null;
}

/** The value, or undefined after noting its absence where it is required. */
function present({ fields, issues }: Reader, path: string, presence: Presence = {}): unknown {
  const value = lookUp(fields.values, path);
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
  const text = rule.numbers && Number.isSafeInteger(value) ? String(value) : value;
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
  const value = lookUp(reader.fields.values, path);
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
