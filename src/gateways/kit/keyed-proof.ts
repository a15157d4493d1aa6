// V1's proof: `key` and `hash` in the body. Opens exactly the fields that the hash is over.
// Source: paytring.md §1.3, "What follows for a verifier".
import { takesHashes } from '../../core/account.ts';
import { type Failure, type Issue, invalid, isFailure } from '../../core/failure.ts';
import type { Family, Fields } from '../dialect.ts';
import { printable } from './body.ts';
import { isRecord, labelOf } from './field-path.ts';
import { matchHash, type SignedTexts } from './hash.ts';
import type { FieldList, KeyedOperation } from './field-list.ts';

const WRONG: Failure = Object.freeze({ failure: 'credentials_wrong' });
// Told to those alone who hold the secret.
const SWITCHED_OFF: Failure = Object.freeze({
  failure: 'credentials_wrong',
  detail: 'Hashes of V1 are switched off for this account',
});
const ISSUES_MAX = 20;

/** The proof of a family whose operations these are. */
export function openKeyed(operations: readonly KeyedOperation[]): Family['open'] {
  const rows = new Map(operations.map((each) => [`${each.method} ${each.path}`, each.fields]));
  return ({ method, path, fields: read }, { proof }, account, { secret }) => {
    const fields = read();
    if (isFailure(fields)) return fields;
    const texts = matchHash(fields, proof ?? '', secret);
    if (texts === null) return WRONG;
    if (!takesHashes(account)) return SWITCHED_OFF;
    const list = rows.get(`${method} ${path}`);
    return list === undefined ? { failure: 'path_unknown' } : pickSigned(fields, texts, list);
  };
}

/** A field as it may be handed on: the text that was signed, decoration as it came, or nothing. */
type Picked = { readonly value: unknown } | null | Issue;

/**
 * The texts that were hashed, each under its name, and the decoration. A number is its digits from
 * here on, as in a form: what is read is letter by letter what was signed.
 */
function pickSigned(fields: Fields, texts: SignedTexts, list: FieldList): Fields | Failure {
  const values: Record<string, unknown> = {};
  const issues: Issue[] = [];
  for (const [name, value] of Object.entries(fields.values)) {
    if (name === 'hash') continue;
    const picked = pickField(name, value, texts.get(name), list);
    if (picked !== null && 'message' in picked) issues.push(picked);
    else if (picked !== null) values[name] = picked.value;
  }
  const [first, second] = list.oneOf.filter((name) => Object.hasOwn(fields.values, name));
  if (first !== undefined && second !== undefined) {
    const message = `${labelOf(second)} must be left out where there is ${first}`;
    issues.push({ field: second, rule: 'unknown', message });
  }
  if (issues.length > 0) return invalid(issues.slice(0, ISSUES_MAX));
  return { values, lexemes: lexemesBelow(fields.lexemes, list.unsigned) };
}

function pickField(
  name: string,
  value: unknown,
  text: string | undefined,
  { signed, unsigned }: FieldList,
): Picked {
  const wrong = (rule: Issue['rule'], says: string): Issue => ({
    field: printable(name),
    rule,
    message: `${labelOf(printable(name))} ${says}`,
  });
  if (unsigned.includes(name)) {
    if (value === null || value === '') return null;
    const isEmpty = Array.isArray(value) && value.length === 0;
    return isRecord(value) || isEmpty ? { value } : wrong('type', 'must be an object');
  }
  if (!signed.includes(name)) return wrong('unknown', 'is not taken where a hash is the proof');
  if (text === undefined || (typeof value === 'object' && value !== null)) {
    return wrong('type', 'must be a string, as no hash covers anything else');
  }
  // PHP prints nothing for it, so it could be made of a field that says nothing.
  if (value === false && text === '') return wrong('type', 'must be a string such as "false"');
  if (text.includes('|')) return wrong('format', 'must not contain "|", which a hash joins by');
  return { value: text };
}

/** How numbers inside decoration were written; those at the top are texts by now. */
function lexemesBelow(
  lexemes: Fields['lexemes'],
  names: readonly string[],
): ReadonlyMap<string, string> {
  return new Map(
    [...lexemes].filter(([path]) => names.some((name) => path.startsWith(`${name}.`))),
  );
}
