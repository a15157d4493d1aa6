// What people are told of a dialect's rows: what each does, and what becomes of its fields.
import type { Family } from '../dialect.ts';
import type { FieldTable } from './request-field.ts';

export type DescribedRow = {
  readonly families: RegExp;
  /** `POST /orders`, or a pattern of such texts, which counts where no text does. */
  readonly row: string | RegExp;
  /** Which of several rows of one method and path: the command, the type of request. */
  readonly name: string | null;
  readonly does: string;
  /** The table that the row's own parse reads; null: it has none. */
  readonly fields: FieldTable | null;
};

export type Manual = {
  /** By family, how a program proves itself. */
  readonly proofs: readonly (readonly [families: RegExp, says: string])[];
  readonly rows: readonly DescribedRow[];
};

type Told = string | readonly [does: string, fields: FieldTable];

/** By method and path, and after a second blank the row's name. */
export function describeRows(
  families: RegExp,
  told: Readonly<Record<string, Told>>,
): readonly DescribedRow[] {
  return Object.entries(told).map(([key, each]) => {
    const [method, path, name = null] = key.split(' ');
    const [does, fields] = typeof each === 'string' ? [each, null] : each;
    return { families, row: `${method} ${path}`, name, does, fields };
  });
}

/** Rows that are alike: those of a product that no account here has. */
export function describeAlike(families: RegExp, row: RegExp, does: string): DescribedRow {
  return { families, row, name: null, does, fields: null };
}

/** What is said of a row: everything that names it, else the first pattern that fits it. */
export function findDescribed(
  { rows }: Manual,
  family: Family,
  row: string,
): readonly DescribedRow[] {
  const here = rows.filter(({ families }) => families.test(family.name));
  const named = here.filter((each) => each.row === row);
  if (named.length > 0) return named;
  const alike = here.find((each) => each.row instanceof RegExp && each.row.test(row));
  return alike === undefined ? [] : [alike];
}

export const BASIC_PROOF = 'Basic: key and secret.';
export const HASH_PROOF =
  'Fields `key` and `hash`: SHA-512 over the values of the sorted fields and the secret.';
