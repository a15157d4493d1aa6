// The fields of a native request under PayU's own names, in whichever case a client wrote them.
import type { Fields } from '../../../dialect.ts';
import { listSignedNames } from '../../hash.ts';
import { SERVER_FIELDS } from '../request-field.ts';

/**
 * The origin of the page that our drop-in script was called in. It is no field of PayU's, and no
 * hash covers it, as none covers `surl`: whoever holds a signed form decides where it leads.
 */
export const EMBEDDER = 'bolt_origin';

// payu.md §1.2: a template of PayU's own OpenCart plugin writes Furl, Lastname, Zipcode and Hash.
export const PAYMENT_NAMES: readonly string[] = Object.freeze([
  ...new Set([...listSignedNames(), ...SERVER_FIELDS.tops]),
]);

/** Keeps the fields of these names; a name in another case counts where the right one is absent. */
export function spellNames({ values, lexemes }: Fields, names: readonly string[]): Fields {
  const known = new Map(names.map((name) => [name.toLowerCase(), name]));
  const spelled: Record<string, unknown> = {};
  const numbers = new Map<string, string>();
  for (const [given, value] of Object.entries(values)) {
    const name = known.get(given.toLowerCase());
    if (name === undefined) continue;
    const taken = Object.hasOwn(spelled, name) || Object.hasOwn(values, name);
    if (taken && name !== given) continue;
    spelled[name] = value;
    const lexeme = lexemes.get(given);
    if (lexeme !== undefined) numbers.set(name, lexeme);
  }
  return { values: spelled, lexemes: numbers };
}

/** The text of a field, or the digits of a number; "" when it is absent or neither. */
export function textOf({ values, lexemes }: Fields, name: string): string {
  const value = Object.hasOwn(values, name) ? values[name] : '';
  if (typeof value === 'number') return lexemes.get(name) ?? String(value);
  return typeof value === 'string' ? value : '';
}
