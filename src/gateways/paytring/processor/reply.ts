// What a reply of Paytring's is: an answer, a refusal in its own words, or nothing that it said.
// Source: docs/gateways/paytring.md §3.1.
import { isRecord } from '../../kit/read.ts';
import { parseJson } from '../../kit/json.ts';
import { refused, unknown, unreadable as unread } from '../../kit/reply.ts';
import type { Refused, Unknown, WireReply } from '../../processor.ts';

export { briefly, refused, unknown } from '../../kit/reply.ts';

/** A JSON object within a reply, and how its numbers were written. */
export type Entity = {
  readonly kind: 'entity';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly lexemes: ReadonlyMap<string, string>;
};

/** A reply that does not say what was asked, with its own words of what is wrong. */
export function unreadable(reply: WireReply): Unknown {
  const entity = parseEntity(reply.body);
  const said = entity === null ? null : sentenceOf(entity);
  return unread(reply, said === null ? null : [said]);
}

/**
 * The content type is not asked for: what is not JSON is nothing that it said, a firewall's page
 * too. `status` true is an answer; false with an error is a refusal, also where it came with 200.
 */
export function readReply(reply: WireReply): Entity | Refused | Unknown {
  const { status } = reply;
  const entity = parseEntity(reply.body);
  if (entity === null || status >= 500) return unreadable(reply);
  const isGood = status >= 200 && status <= 299;
  const said = sentenceOf(entity);
  if (isGood && entity.fields['status'] === true && said === null) return entity;
  if (entity.fields['status'] !== false || said === null) return unreadable(reply);
  return isGood || status >= 400 ? judge(reply, entity, said) : unreadable(reply);
}

type Row = readonly [RegExp, Refused['why'], Refused['again']];

/**
 * "Hash not verified." and "Insufficient balance" are in documents and READMEs (§1.5, §3.1), the
 * other sentences are those of our own server (inferred).
 */
const ROWS: readonly Row[] = Object.freeze([
  [/^hash not verified\b|^invalid api (key|credentials)\b/i, 'credentials', 'later'],
  [/\binsufficient (balance|funds)\b/i, 'limit', 'later'],
  [/^too many requests\b/i, 'limit', 'later'],
  [/\bmerchant is not active\b|\bnot (enabled|activated)\b/i, 'account', 'later'],
  // It does not know of the money yet that it told us of: a lag, not a no.
  [/\bis not paid\b/i, 'input', 'later'],
] as const);

const HASH_WRONG = '158';

/** A conflict and a request that took too long may be at work; no sentence refuses those. */
function judge({ status }: WireReply, entity: Entity, said: string): Refused | Unknown {
  if (status === 408 || status === 409) return unknown(`${status} ${said}`);
  const error = partOf(entity, 'error');
  const code = error === null ? null : wordOf(error, 'code');
  if (status === 401 || code === HASH_WRONG) return refused('credentials', 'later', said);
  if (status === 429) return refused('limit', 'later', said);
  const row = ROWS.find(([pattern]) => pattern.test(said));
  if (row !== undefined) return refused(row[1], row[2], said);
  return status === 403 ? refused('account', 'later', said) : refused('input', 'never', said);
}

/** Null where there is no error. A message may be a JSON text of fields with sentences (§3.1). */
function sentenceOf(entity: Entity): string | null {
  const error = partOf(entity, 'error');
  const message = error === null ? null : wordOf(error, 'message');
  if (message === null || !message.startsWith('{')) return message;
  const fields = parseEntity(message)?.fields ?? {};
  const [first] = Object.values(fields).flat();
  return typeof first === 'string' ? first : 'a field is refused';
}

/** That it does not take a question says nothing about money. */
export function withoutNo(failure: Refused | Unknown): Refused | Unknown {
  return failure.kind === 'refused' && failure.why === 'input' ? unknown(failure.raw) : failure;
}

export function parseEntity(text: string): Entity | null {
  const document = parseJson(text);
  if ('refusal' in document || !isRecord(document.value)) return null;
  return { kind: 'entity', fields: document.value, path: '', lexemes: document.lexemes };
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function valueIn({ fields }: Entity, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

export function partOf(entity: Entity, name: string): Entity | null {
  const value = valueIn(entity, name);
  return isRecord(value) ? { ...entity, fields: value, path: below(entity.path, name) } : null;
}

/** The objects of a list; null when it is none, or not all of them are. */
export function itemsOf(entity: Entity, name: string): readonly Entity[] | null {
  const value = valueIn(entity, name);
  if (!Array.isArray(value) || !value.every(isRecord)) return null;
  const path = below(entity.path, name);
  return value.map((fields, at) => ({ ...entity, fields, path: below(path, String(at)) }));
}

/** A text, or a number as it was written; null for anything else, and for a blank one. */
export function wordOf(entity: Entity, name: string): string | null {
  const value = valueIn(entity, name);
  const isNumber = typeof value === 'number';
  const text = isNumber ? (entity.lexemes.get(below(entity.path, name)) ?? String(value)) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : null;
}

/** Orders are 18 digits there, beyond what JavaScript counts exactly: names stay texts. */
export function idOf(entity: Entity, name: string): string | null {
  const text = wordOf(entity, name);
  return text !== null && /^[\w-]{1,64}$/.test(text) ? text : null;
}

/** Paise, as a number or as the text of one (§3.1); null for none, and for anything else. */
export function amountOf(entity: Entity, name: string): number | null {
  const text = wordOf(entity, name);
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}

export function currencyOf(entity: Entity): string | null {
  const currency = wordOf(entity, 'currency');
  return currency !== null && /^[A-Z]{3}$/.test(currency) ? currency : null;
}
