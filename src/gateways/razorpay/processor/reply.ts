// What a reply of Razorpay's is: an entity, a refusal in its own words, or nothing that it said.
// Source: docs/gateways/razorpay.md §1.1, §1.3 and §P.7.
import { isRecord } from '../../kit/read.ts';
import { parseJson } from '../../kit/json.ts';
import { refused, unreadable as unread } from '../../kit/reply.ts';
import type { Refused, Unknown, WireReply } from '../../processor.ts';
import { REFUSALS } from './refusal-words.ts';

export { briefly, refused, unknown } from '../../kit/reply.ts';

/** A JSON object within a reply, and how its numbers were written. */
export type Entity = {
  readonly kind: 'entity';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly lexemes: ReadonlyMap<string, string>;
};

/** A reply that does not say what was asked, with its error's words. */
export function unreadable(reply: WireReply): Unknown {
  const entity = parseEntity(reply.body);
  const error = entity === null ? null : partOf(entity, 'error');
  const words = ['code', 'reason', 'description'];
  return unread(reply, error && words.map((name) => textOf(error, name) ?? '-'));
}

/**
 * A content type is not asked for: what is not JSON is nothing that it said, a firewall's page too.
 * Only 429 speaks by its status alone, as its body is documented nowhere (§8).
 */
export function readReply(reply: WireReply): Entity | Refused | Unknown {
  if (reply.status === 429) return refused('limit', 'later', unreadable(reply).raw);
  const entity = parseEntity(reply.body);
  if (entity === null) return unreadable(reply);
  const isGood = reply.status >= 200 && reply.status <= 299;
  if (isGood && !Object.hasOwn(entity.fields, 'error')) return entity;
  return readRefusal(reply, entity);
}

export function parseEntity(text: string): Entity | null {
  const document = parseJson(text);
  if ('refusal' in document || !isRecord(document.value)) return null;
  return { kind: 'entity', fields: document.value, path: '', lexemes: document.lexemes };
}

/** No server's failure is a refusal, nor is a conflict: the same request may be at work (§1.7). */
function readRefusal(reply: WireReply, entity: Entity): Refused | Unknown {
  const { status } = reply;
  const nothing = unreadable(reply);
  if (status < 400 || status > 499 || status === 408 || status === 409) return nothing;
  // `{"error":"Unauthorized"}`, a text and no object, was observed as well (§1.1).
  const said = textOf(entity, 'error');
  if (status === 401 && said !== null) return refused('credentials', 'later', said);
  const error = partOf(entity, 'error');
  const description = error === null ? null : textOf(error, 'description');
  if (error === null || description === null) return nothing;
  const reason = textOf(error, 'reason') ?? '';
  const raw = /^(?:NA)?$/.test(reason) ? description : `${description} (${reason})`;
  if (status === 401) return refused('credentials', 'later', raw);
  if (textOf(error, 'code') !== 'BAD_REQUEST_ERROR' || reason === 'server_error') return nothing;
  const row = REFUSALS.find(([pattern]) => pattern.test(raw));
  return row === undefined ? refused('input', 'never', raw) : refused(row[1], row[2], raw);
}

export function textOf({ fields }: Entity, name: string): string | null {
  const value = Object.hasOwn(fields, name) ? fields[name] : null;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Whether it is there and says that there is nothing. */
export function isNull({ fields }: Entity, name: string): boolean {
  return Object.hasOwn(fields, name) && fields[name] === null;
}

export function flagOf({ fields }: Entity, name: string): boolean | null {
  const value = Object.hasOwn(fields, name) ? fields[name] : null;
  return typeof value === 'boolean' ? value : null;
}

/** A whole number that is written as one; null for 1e2, 100.0, "100", and beyond 2^53. */
export function wholeOf({ fields, path, lexemes }: Entity, name: string): number | null {
  const value = Object.hasOwn(fields, name) ? fields[name] : null;
  const isPlain = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  return isPlain && !lexemes.has(below(path, name)) ? value : null;
}

export function currencyOf(entity: Entity): string | null {
  const currency = textOf(entity, 'currency');
  return currency !== null && /^[A-Z]{3}$/.test(currency) ? currency : null;
}

export function partOf(entity: Entity, name: string): Entity | null {
  const value = Object.hasOwn(entity.fields, name) ? entity.fields[name] : null;
  return isRecord(value) ? { ...entity, fields: value, path: below(entity.path, name) } : null;
}

/** The entities of a collection; null when it is none, or not all of them are. */
export function itemsOf(entity: Entity): readonly Entity[] | null {
  const items = Object.hasOwn(entity.fields, 'items') ? entity.fields['items'] : null;
  if (!Array.isArray(items) || !items.every(isRecord)) return null;
  const path = below(entity.path, 'items');
  return items.map((fields, index) => ({ ...entity, fields, path: below(path, String(index)) }));
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
