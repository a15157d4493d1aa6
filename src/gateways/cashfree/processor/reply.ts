// What a reply of Cashfree's is: entities, a refusal in its own words, or nothing that it said.
// Source: docs/gateways/cashfree.md §1.2 and §1.11.
import { parseDecimal } from '../../../core/money.ts';
import { isRecord } from '../../kit/read.ts';
import { parseJson } from '../../kit/json.ts';
import { refused, unknown, unreadable } from '../../kit/reply.ts';
import type { Refused, Unknown, WireReply } from '../../processor.ts';
import { refusalOf } from './refusal-words.ts';

export { briefly, refused, unknown } from '../../kit/reply.ts';

/** A JSON value within a reply, and how the numbers of the reply were written. */
export type Part = {
  readonly value: unknown;
  readonly path: string;
  readonly lexemes: ReadonlyMap<string, string>;
};

/** A reply that does not say what was asked, with its refusal's words. */
export function unknownReply(reply: WireReply): Unknown {
  const part = parsePart(reply.body);
  const message = part === null ? null : textOf(part, 'message');
  if (part === null || message === null) return unreadable(reply, null);
  return unreadable(reply, [textOf(part, 'code') ?? '-', withoutValue(message)]);
}

/** Its refusal, with the words that say of what. */
export type Refusal = {
  readonly kind: 'refusal';
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly refused: Refused | Unknown;
};

/**
 * A content type is not asked for: what is not JSON is nothing that it said, a firewall's 403 or
 * 429 too. A 200 whose body is a refusal is none of its replies.
 */
export function readReply(reply: WireReply): Part | Refusal | Unknown {
  const part = parsePart(reply.body);
  if (part === null) return unknownReply(reply);
  if (reply.status === 200) return part;
  const message = textOf(part, 'message');
  const type = textOf(part, 'type');
  if (message === null || type === null) return unknownReply(reply);
  const code = textOf(part, 'code') ?? '';
  const { status } = reply;
  const said = withoutValue(message);
  const row = refusalOf({ status, code, message: said, type });
  const raw = `${code}: ${said}`;
  const told = row === null ? unknown(`${status} ${raw}`) : refused(...row, raw);
  return { kind: 'refusal', status, code, message: said, refused: told };
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

/** It repeats what was wrong, which may be a customer's phone number. */
function withoutValue(message: string): string {
  return message.replace(/\.?\s*Value received:.*$/is, '');
}

export function parsePart(text: string): Part | null {
  const document = parseJson(text);
  if ('refusal' in document) return null;
  const { value, lexemes } = document;
  return isRecord(value) || Array.isArray(value) ? { value, path: '', lexemes } : null;
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** Undefined where it is left out, null where it says that there is nothing. */
export function valueIn({ value }: Part, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function textOf(part: Part, name: string): string | null {
  const value = valueIn(part, name);
  return typeof value === 'string' && value !== '' ? value : null;
}

export function partOf(part: Part, name: string): Part | null {
  const value = valueIn(part, name);
  return isRecord(value) ? { ...part, value, path: below(part.path, name) } : null;
}

/** Its entities, for its lists are bare arrays; null when not all of them are some. */
export function itemsOf(part: Part): readonly Part[] | null {
  const { value } = part;
  if (!Array.isArray(value) || !value.every(isRecord)) return null;
  return value.map((each, at) => ({ ...part, value: each, path: `${part.path}.${at}` }));
}

/** Digits or a plain text, whatever the version writes; ids of numbers exceed 2^53 nowhere here. */
export function idOf(part: Part, name: string): string | null {
  const value = valueIn(part, name);
  const text = typeof value === 'number' ? writtenOf(part, name, value) : value;
  return typeof text === 'string' && /^[\w-]{1,100}$/.test(text) ? text : null;
}

/** By its digits, as they were written; null for anything but a plain amount of that currency. */
export function amountOf(part: Part, name: string, currency: string | null): number | null {
  const value = valueIn(part, name);
  if (currency === null) return null;
  const text = typeof value === 'number' ? writtenOf(part, name, value) : value;
  return typeof text === 'string' ? (parseDecimal(text, currency) ?? null) : null;
}

function writtenOf({ path, lexemes }: Part, name: string, value: number): string {
  return lexemes.get(below(path, name)) ?? String(value);
}

export function currencyOf(part: Part, name: string): string | null {
  const currency = textOf(part, name);
  return currency !== null && /^[A-Z]{3}$/.test(currency) ? currency : null;
}
