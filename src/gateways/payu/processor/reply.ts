// What a reply of PayU's server API is: a JSON object whose texts are read as they were written, a
// refusal that all commands share, or nothing that it said. Source: payu.md §1.5, §P.10.
import { parseDecimal } from '../../../core/money.ts';
import { isRecord } from '../../kit/read.ts';
import { parseJson } from '../../kit/json.ts';
import { refused, unreadable as unread } from '../../kit/reply.ts';
import type { Refused, Unknown, WireReply } from '../../processor.ts';

export { briefly, refused, unknown } from '../../kit/reply.ts';

/** PayU India names no currency anywhere (payu.md §P.2). */
export const CURRENCY = 'INR';

/** A JSON object within a reply, and how its numbers were written. */
export type Entity = {
  readonly kind: 'entity';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly lexemes: ReadonlyMap<string, string>;
};

/** What an operator may read of any reply: PayU’s own words, and of one entry its state. */
const SAID = ['status', 'msg', 'message', 'error_code'];
const STATES = ['status', 'unmappedstatus', 'error_code'];

/** A reply that does not say what was asked, with PayU’s sentence and its words. */
export function unreadable(reply: WireReply, details: Entity | null = null): Unknown {
  const entity = parseEntity(reply.body);
  if (entity === null) return unread(reply, null);
  const said = SAID.map((name) => wordAt(entity, name));
  const states = details === null ? [] : STATES.map((name) => wordAt(details, name));
  return unread(
    reply,
    [...said, ...states].filter((each) => each !== null),
  );
}

/**
 * The content type is not asked for: what is not JSON is nothing that it said, a firewall's page
 * and PHP's own notation too. The sister API refuses a wrong hash with 403 (payu.md §1.5).
 */
export function readReply(reply: WireReply): Entity | Refused | Unknown {
  const { status, body } = reply;
  const entity = parseEntity(body);
  const isServerFault = status < 200 || status > 499 || (status > 299 && status < 400);
  if (entity === null || isServerFault) return unreadable(reply);
  const said = messageOf(entity);
  for (const [pattern, why, again] of REFUSALS) {
    if (!isPositive(entity) && pattern.test(said)) return refused(why, again, said);
  }
  return status > 299 ? unreadable(reply) : entity;
}

/**
 * What refuses any command before it was looked at. "Invalid Hash." is printed for the balance of a
 * card; E1647 of the error codes is "Invalid Merchant Key"; that of an inactive account is our own.
 */
const REFUSALS: readonly (readonly [RegExp, Refused['why'], Refused['again']])[] = Object.freeze([
  [/^invalid (hash|(merchant )?key)\b/i, 'credentials', 'later'],
  [/^merchant is not active\b/i, 'account', 'later'],
  [/^(requests limit reached|too many requests)\b/i, 'limit', 'later'],
  [/^parameter missing\b/i, 'input', 'never'],
]);

export function parseEntity(text: string): Entity | null {
  const document = parseJson(text.replace(/^\uFEFF/, ''));
  if ('refusal' in document || !isRecord(document.value)) return null;
  return { kind: 'entity', fields: document.value, path: '', lexemes: document.lexemes };
}

/** Null when there is no object of that name. */
export function entityAt(entity: Entity, name: string): Entity | null {
  const fields = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
  return isRecord(fields) ? { ...entity, fields, path: pathOf(entity, name) } : null;
}

function pathOf({ path }: Entity, name: string): string {
  const step = name.replaceAll('.', '\\.');
  return path === '' ? step : `${path}.${step}`;
}

/** A text, or a number as it was written; null for anything else, and for what is not there. */
export function textAt(entity: Entity, name: string): string | null {
  const value = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return null;
  return entity.lexemes.get(pathOf(entity, name)) ?? String(value);
}

/** As `textAt`; nothing for a blank one either. */
export function wordAt(entity: Entity, name: string): string | null {
  const text = textAt(entity, name)?.trim() ?? '';
  return text === '' ? null : text;
}

/** In paise; null for what is no amount. */
export function amountAt(entity: Entity, name: string): number | null {
  const text = wordAt(entity, name);
  return text === null ? null : (parseDecimal(text, CURRENCY) ?? null);
}

const ID = /^[1-9]\d{0,29}$/;

/** PayU's numbers exceed what JavaScript counts exactly, so they stay texts. */
export function idAt(entity: Entity, name: string): string | null {
  const text = wordAt(entity, name);
  return text !== null && ID.test(text) ? text : null;
}

/** The top `status`: 1 as a number or a text, for "web service call succeeded". */
export function isPositive(entity: Entity): boolean {
  return wordAt(entity, 'status') === '1';
}

export function messageOf(entity: Entity): string {
  return wordAt(entity, 'msg') ?? wordAt(entity, 'message') ?? '';
}
