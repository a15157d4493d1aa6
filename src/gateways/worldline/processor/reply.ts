// What a reply of Worldline's server API is: its one shape, whose texts are read as they were
// written, a refusal, or nothing that it said. Source: docs/gateways/worldline.md §3.3, §P.6.
import { parseDecimal } from '../../../core/money.ts';
import { parseJson } from '../../kit/json.ts';
import { isRecord } from '../../kit/read.ts';
import { refused, unreadable as unread } from '../../kit/reply.ts';
import type { Refused, Unknown, WireReply } from '../../processor.ts';
import { CURRENCY } from './request.ts';

export { briefly, refused, unknown } from '../../kit/reply.ts';

type Part = {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly lexemes: ReadonlyMap<string, string>;
};

/** The whole, and the transaction within it: no reply is without one. */
export type Told = { readonly kind: 'told'; readonly whole: Part; readonly transaction: Part };

/** What an operator may read of any reply: the gateway's own words. */
const SAID = ['statusCode', 'statusMessage', 'errorMessage'];

export function unreadable(reply: WireReply): Unknown {
  const told = parseReply(reply.body);
  const said = told === null ? null : SAID.map((name) => wordAt(told.transaction, name) ?? '-');
  return unread(reply, said);
}

/**
 * The content type is not asked for: what is not of that shape is nothing that it said, a
 * firewall's page too. No document has a status of a refusal: 200 is all that the kits know, and
 * that one who is not let in is told by the status is inferred (§P.6).
 */
export function readReply(reply: WireReply): Told | Refused | Unknown {
  const told = parseReply(reply.body);
  if (told === null) return unreadable(reply);
  const { status } = reply;
  const said = unreadable(reply).raw;
  if (status === 401 || status === 403) return refused('credentials', 'later', said);
  if (status === 429) return refused('limit', 'later', said);
  return status === 200 ? told : unreadable(reply);
}

function parseReply(text: string): Told | null {
  const document = parseJson(text.replace(/^\uFEFF/, ''));
  if ('refusal' in document || !isRecord(document.value)) return null;
  const whole: Part = { fields: document.value, path: '', lexemes: document.lexemes };
  const method = partAt(whole, 'paymentMethod');
  const transaction = method === null ? null : partAt(method, 'paymentTransaction');
  return transaction === null ? null : { kind: 'told', whole, transaction };
}

export function partAt(part: Part, name: string): Part | null {
  const fields = Object.hasOwn(part.fields, name) ? part.fields[name] : undefined;
  return isRecord(fields) ? { ...part, fields, path: pathOf(part, name) } : null;
}

function pathOf({ path }: Part, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** What stands for nothing in a field: the kits' logs have the second and the third. */
const NOTHING: ReadonlySet<string> = new Set(['', 'NA', '0']);

/** A text without blanks around it, or a number as it was written; null for anything else. */
export function wordAt(part: Part, name: string): string | null {
  const value = Object.hasOwn(part.fields, name) ? part.fields[name] : undefined;
  const isNumber = typeof value === 'number';
  if (!isNumber && typeof value !== 'string') return null;
  const text = isNumber ? (part.lexemes.get(pathOf(part, name)) ?? String(value)) : value.trim();
  return NOTHING.has(text) ? null : text;
}

/** In paise; null for what is no amount, and for none. */
export function amountAt(part: Part, name: string): number | null {
  const text = wordAt(part, name);
  return (text === null ? null : parseDecimal(text, CURRENCY)) || null;
}

const ID = /^[1-9]\d{0,29}$/;

/** Of a transaction that went to a bank, and of a refund. */
export function idAt(part: Part, name: string): string | null {
  const text = wordAt(part, name);
  return text !== null && ID.test(text) ? text : null;
}
