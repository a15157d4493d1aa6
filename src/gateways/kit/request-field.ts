// What becomes of a request field: it is enforced, refused as an account without that product is
// refused, or decoration, which is taken and decides nothing. Each dialect has tables of its own.
import type { Fields } from '../dialect.ts';
import { isRecord, valueAt } from './field-path.ts';

export type Treatment = 'enforced' | 'refused' | 'decoration';

type Row = { readonly treatment: Treatment; readonly source: string };
type Rows = Readonly<Record<string, Row>>;
type Values = Fields['values'];

/** By dotted name; `a.*` stands for whatever else is below `a`. */
export type FieldTable = {
  readonly rows: Rows;
  /** What a body may have at its top. */
  readonly tops: ReadonlySet<string>;
  readonly refused: readonly string[];
};

/** Rows of one treatment and one source; `names` with blanks between them. */
export function rows(treatment: Treatment, source: string, names: string): Rows {
  const row = Object.freeze({ treatment, source });
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, row]));
}

export function tableOf(all: Rows): FieldTable {
  const names = Object.keys(all);
  return Object.freeze({
    rows: Object.freeze(all),
    tops: Object.freeze(new Set(names.map((name) => name.split('.', 1)[0] ?? name))),
    refused: Object.freeze(names.filter((name) => all[name]?.treatment === 'refused')),
  });
}

/** What is said of a refused field behind its name. */
export const NOT_AVAILABLE = 'is not available for this account';

/** Null, false, zero and what is empty ask for nothing. */
function asks(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === 0) return false;
  if (typeof value === 'string') return !['', '0', 'false'].includes(value.trim());
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** The name of the first field that asks for a product which no account here has. */
export function findRefused(values: Values, table: FieldTable): string | undefined {
  for (const name of table.refused) {
    const asked = name.endsWith('.*')
      ? findOther(values, table, name.slice(0, -2))
      : asks(valueAt(values, name))
        ? name
        : undefined;
    if (asked !== undefined) return asked;
  }
  return undefined;
}

/** What is below `parent` beside the names that have rows of their own. */
function findOther(values: Values, { rows: all }: FieldTable, parent: string): string | undefined {
  const inner = valueAt(values, parent);
  if (!isRecord(inner)) return undefined;
  const names = Object.keys(all);
  return Object.keys(inner)
    .map((each) => `${parent}.${each}`)
    .find((each) => !names.some((name) => name === each || name.startsWith(`${each}.`)));
}

/** The first field at the top that no row is about. */
export function findExtra(values: Values, { tops }: FieldTable): string | undefined {
  return Object.keys(values).find((name) => !tops.has(name));
}
