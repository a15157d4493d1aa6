// The fields that an operation reads of a body: what a hash over values alone can prove, the
// decoration that it cannot, and what needs another proof.
import type { Fields, Operation } from '../dialect.ts';

/**
 * The names are not in the text of a V1 hash: only an operation that refuses every other name knows
 * what the values in it are.
 */
export type FieldList = {
  /** Texts, numbers and flags, which the hash is over. */
  readonly signed: readonly string[];
  /** Objects, which no hash is over: they hold nothing about money or about who may pay. */
  readonly unsigned: readonly string[];
  /** What is taken only where the proof is over the whole body. */
  readonly elsewhere: readonly string[];
  /** Names of one and the same thing, of which at most one may come beside a hash. */
  readonly oneOf: readonly string[];
  /** What the hash is over, and no parser gets: it decides nothing. */
  readonly idle: readonly string[];
};

/** An operation that may be asked for with a hash as the only proof. */
export type KeyedOperation = Operation & { readonly fields: FieldList };

/** Every request names the account by `key`. */
export function listFields(
  signed: readonly string[],
  { unsigned = [], elsewhere = [], oneOf = [], idle = [] }: Partial<Omit<FieldList, 'signed'>> = {},
): FieldList {
  return { signed: ['key', ...signed, ...oneOf, ...idle], unsigned, elsewhere, oneOf, idle };
}

export function keyed(fields: FieldList, operation: Operation): KeyedOperation {
  return { ...operation, fields };
}

/** Null for an operation that no hash proves. */
export function fieldListOf(operation: Operation & Partial<KeyedOperation>): FieldList | null {
  return operation.fields ?? null;
}

/** What is listed and nothing else, so that no parser reads what is not. */
export function pickFields({ values, lexemes }: Fields, list: FieldList): Fields {
  const picked: Record<string, unknown> = {};
  for (const name of [...list.signed, ...list.unsigned, ...list.elsewhere]) {
    if (Object.hasOwn(values, name) && !list.idle.includes(name)) picked[name] = values[name];
  }
  return { values: picked, lexemes };
}
