// What a reply of Pine Labs is: entities, a refusal in its own words, or nothing that it said.
// Source: pinelabs.md §2.8 and §2.9.
import { isRecord } from '../../kit/read.ts';
import { parseJson } from '../../kit/json.ts';
import { refused, unknown, unreadable } from '../../kit/reply.ts';
import type { Refused, Unknown, WireReply } from '../../processor.ts';
import { refusalOf } from './refusal-words.ts';

export { briefly, refused, unknown } from '../../kit/reply.ts';

/** A JSON object within a reply, and which of its numbers were written otherwise than they read. */
export type Part = {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly lexemes: ReadonlyMap<string, string>;
};

/** Its refusal, with the words that say of what. */
export type Refusal = {
  readonly kind: 'refusal';
  readonly status: number;
  readonly code: string;
  readonly refused: Refused | Unknown;
};

/** A reply that does not say what was asked, with its own words where it has some. */
export function unknownReply(reply: WireReply): Unknown {
  const part = parsePart(reply.body);
  const said = part === null ? [] : SAID.map((name) => textOf(part, name));
  const words = said.filter((each) => each !== null);
  return unreadable(reply, words.length === 0 ? null : words);
}

const SAID = ['code', 'message', 'response_code', 'response_message'] as const;

/**
 * A content type is not asked for: what is not JSON is nothing that it said, a firewall's 403 or
 * 401 too. An order is made with 200 or 201 (§2.19).
 */
export function readReply(reply: WireReply): Part | Refusal | Unknown {
  const part = parsePart(reply.body);
  if (part === null) return unknownReply(reply);
  const { status } = reply;
  if (status === 200 || status === 201) return part;
  const message = textOf(part, 'message');
  // The sample of a wrong token has a sentence alone.
  const code = textOf(part, 'code') ?? (isUnauthorized(message) ? 'UNAUTHORIZED' : '');
  if (message === null || code === '') return unknownReply(reply);
  const row = refusalOf({ status, code, message });
  const raw = `${code}: ${message}`;
  const told = row === null ? unknown(`${status} ${raw}`) : refused(...row, raw);
  return { kind: 'refusal', status, code, refused: told };
}

function isUnauthorized(message: string | null): boolean {
  return /^unauthori[sz]ed\b/i.test(message ?? '');
}

/** A 401 of its own, and no firewall's. */
export function isTokenRefused(reply: WireReply): boolean {
  if (reply.status !== 401) return false;
  const read = readReply(reply);
  return 'kind' in read && read.kind === 'refusal' && read.code === 'UNAUTHORIZED';
}

export function isPart(read: Part | Refusal | Unknown): read is Part {
  return !('kind' in read);
}

/** What of it is neither entity nor looked at more closely. */
export function failureOf(read: Refusal | Unknown): Refused | Unknown {
  return read.kind === 'refusal' ? read.refused : read;
}

/** That it does not take a question says nothing about money. */
export function withoutNo(failure: Refused | Unknown): Refused | Unknown {
  return failure.kind === 'refused' && failure.why === 'input' ? unknown(failure.raw) : failure;
}

/** What orders and refunds stand in (§2.8). */
export function dataOf(part: Part): Part | null {
  return partOf(part, 'data');
}

export function parsePart(text: string): Part | null {
  const document = parseJson(text);
  if ('refusal' in document || !isRecord(document.value)) return null;
  return { fields: document.value, path: '', lexemes: document.lexemes };
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** Undefined where it is left out. */
export function valueIn({ fields }: Part, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

export function textOf(part: Part, name: string): string | null {
  const value = valueIn(part, name);
  return typeof value === 'string' && value !== '' ? value : null;
}

export function flagOf(part: Part, name: string): boolean | null {
  const value = valueIn(part, name);
  return typeof value === 'boolean' ? value : null;
}

/** A whole number that is written as one; null for 1e2, 100.0, "100", and beyond 2^53. */
export function wholeOf(part: Part, name: string): number | null {
  const value = valueIn(part, name);
  const isPlain = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  return isPlain && !part.lexemes.has(below(part.path, name)) ? value : null;
}

export function partOf(part: Part, name: string): Part | null {
  const value = valueIn(part, name);
  return isRecord(value) ? { ...part, fields: value, path: below(part.path, name) } : null;
}

/** The objects of a list; null when it is none, or not all of them are. */
export function itemsOf(part: Part, name: string): readonly Part[] | null {
  const value = valueIn(part, name);
  if (!Array.isArray(value) || !value.every(isRecord)) return null;
  const path = below(part.path, name);
  return value.map((fields, at) => ({ ...part, fields, path: below(path, String(at)) }));
}

/** As its samples spell them: `v1-4405071524-aa-qlAtAf` and the same with more behind it. */
export function idOf(part: Part, name: string): string | null {
  const text = textOf(part, name);
  return text !== null && /^[\w-]{1,100}$/.test(text) ? text : null;
}

export type Money = { readonly amountMinor: number | null; readonly currency: string | null };

/** `{value, currency}`, in the currency's smallest unit. */
export function moneyOf(part: Part, name: string): Money {
  const money = partOf(part, name);
  if (money === null) return { amountMinor: null, currency: null };
  const currency = textOf(money, 'currency');
  return {
    amountMinor: wholeOf(money, 'value'),
    currency: currency !== null && /^[A-Z]{3}$/.test(currency) ? currency : null,
  };
}

/** In real milliseconds; its fractions have up to nine digits. */
export function instantOf(part: Part, name: string): number | null {
  const text = textOf(part, name);
  if (text === null || !INSTANT.test(text)) return null;
  const at = Date.parse(text.replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(at) ? null : at;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
