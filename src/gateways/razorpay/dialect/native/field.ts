// Reads the fields of a native body, each refused in the gateway's own sentence.
// Source: razorpay.md §1.4 to §1.6; sentences without a source there are inferred.
import { type Failure, isFailure } from '../../../../core/failure.ts';
import { currencyExponent, formatDecimal } from '../../../../core/money.ts';
import type { Fields } from '../../../dialect.ts';
import { printable } from '../../../kit/body.ts';
import { isRecord } from '../../../kit/read.ts';
import { refuse } from './refusal.ts';

type Values = Fields['values'];

/** Null and undefined are absent; "" is a value. */
export function has(values: Values, name: string): boolean {
  return Object.hasOwn(values, name) && values[name] !== null && values[name] !== undefined;
}

/** A whole number of minor units, as JSON number or digits; undefined when it is neither. */
export function readWhole({ values, lexemes }: Fields, name: string): number | undefined {
  const value = values[name];
  const text = typeof value === 'number' ? (lexemes.get(name) ?? String(value)) : value;
  if (typeof text !== 'string' || !/^-?\d{1,16}(?:\.0{1,8})?$/.test(text)) return undefined;
  if (typeof value === 'string' && text.includes('.')) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Documented for rupees only: 100 paise. Elsewhere one whole unit too (inferred). */
export function minimumOf(currency: string): number {
  return 10 ** (currencyExponent(currency) ?? 2);
}

export function refuseSmall(amount: number, currency: string): Failure | null {
  const least = minimumOf(currency);
  if (amount >= least) return null;
  const says = `The amount must be at least ${currency} ${formatDecimal(least, currency)}`;
  return refuse('amount', 'range', says);
}

export function readCurrency(values: Values, name: string): string | Failure {
  const value = values[name];
  if (!has(values, name) || value === '') {
    return refuse(name, 'required', `The ${name} field is required.`);
  }
  if (typeof value !== 'string') {
    const shown = printable(JSON.stringify(value) ?? '');
    return refuse(name, 'type', `expected string but provided ${shown}`);
  }
  if (currencyExponent(value) !== undefined) return value;
  return refuse(name, 'format', 'The currency is not supported.');
}

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** A text; numbers are taken for their digits. Absent and "" are null. */
export function readText(
  { values, lexemes }: Fields,
  name: string,
  max: number,
  tooLong = `The ${name} may not be greater than ${max} characters.`,
): string | Failure | null {
  const value = values[name];
  if (!has(values, name) || value === '') return null;
  const text = typeof value === 'number' ? (lexemes.get(name) ?? String(value)) : value;
  if (typeof text !== 'string' || CONTROL.test(text)) {
    return refuse(name, 'type', `The ${name} must be a string.`);
  }
  return text.length > max ? refuse(name, 'length', tooLong) : text;
}

/** `true`, `1`, "1" and "true"; null when absent or none of a boolean's spellings. */
export function readFlag(value: unknown): boolean | null {
  if (value === true || value === 1 || value === '1' || value === 'true') return true;
  if (value === false || value === 0 || value === '0' || value === 'false') return false;
  return null;
}

type Notes = Readonly<Record<string, string>>;
const NOTE_PAIRS = 15;
const NOTE_KEY_MAX = 255;
const NOTE_VALUE_MAX = 512;

/** Null when they did not come. The looser of the two documented limits holds (razorpay.md §8). */
export function readNotes(values: Values): Notes | Failure | null {
  const value = values['notes'];
  if (!has(values, 'notes')) return null;
  if (value === '') return {};
  if (!isRecord(value) && !Array.isArray(value)) {
    return refuse('notes', 'type', 'The notes must be an array.');
  }
  const pairs = Object.entries(value);
  if (pairs.length > NOTE_PAIRS) {
    const says = `Number of fields in notes should be less than or equal to ${NOTE_PAIRS}.`;
    return refuse('notes', 'length', says);
  }
  const notes: Record<string, string> = {};
  for (const [key, each] of pairs) {
    const text = noteText(key, each);
    if (isFailure(text)) return text;
    notes[key] = text;
  }
  return notes;
}

function noteText(key: string, value: unknown): string | Failure {
  if (typeof value === 'object' && value !== null) {
    return refuse('notes', 'type', 'Notes values themselves should not be an array.');
  }
  if (key.length > NOTE_KEY_MAX) {
    const says = `Notes key cannot be greater than ${NOTE_KEY_MAX} characters.`;
    return refuse('notes', 'length', says);
  }
  const text = value === null ? '' : String(value);
  if (text.length <= NOTE_VALUE_MAX) return text;
  const says = `Notes value cannot be greater than ${NOTE_VALUE_MAX} characters.`;
  return refuse('notes', 'length', says);
}
