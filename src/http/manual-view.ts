// Reads the manual of a dialect out of its families and tables, as its page shows it.
import type { Dialect, Family } from '../gateways/dialect.ts';
import { type DescribedRow, findDescribed, type Manual } from '../gateways/kit/manual.ts';
import type { ManualRow, ManualView } from '../pages/index.ts';
import { listRefusals } from './manual-refusal.ts';

type Asked = Pick<Dialect, 'title' | 'families' | 'manual'>;

export function readManual({ title, families: all, manual }: Asked): ManualView {
  const families = all.filter(({ operations }) => operations.length > 0);
  return {
    title,
    families: families.map((family) => ({
      name: family.name,
      bases: family.bases,
      proof: manual.proofs.find(([of]) => of.test(family.name))?.[1] ?? '',
    })),
    rows: listRows(families, manual),
    errors: listErrors(families),
  };
}

type Found = Omit<ManualRow, 'families'> & { readonly names: string[]; readonly at: number };

/** What is said of a row that several families have is said once. */
function listRows(families: readonly Family[], manual: Manual): readonly ManualRow[] {
  const found = new Map<string, Found>();
  const order = new Map(manual.rows.map((row, at) => [row, at]));
  for (const family of families) {
    for (const { method, path, rate } of family.operations) {
      for (const described of findDescribed(manual, family, `${method} ${path}`)) {
        const at = order.get(described) ?? 0;
        const id = `${at} ${method} ${path}`;
        const row = found.get(id) ?? { ...rowOf(described, method, path, rate), names: [], at };
        if (!row.names.includes(family.name)) row.names.push(family.name);
        found.set(id, row);
      }
    }
  }
  const rows = [...found.values()].sort((a, b) => a.at - b.at);
  return rows.map(({ names, at: _, ...row }) => ({ ...row, families: joinNames(names) }));
}

function rowOf({ name, does, fields }: DescribedRow, method: string, path: string, rate: string) {
  const told = fields === null ? null : Object.entries(fields.rows);
  return {
    ...{ method, path, name, does },
    rate: rate === 'none' ? '' : rate,
    fields: told?.map(([field, row]) => ({ name: field, ...row })) ?? null,
  };
}

const LISTED_MAX = 3;

function joinNames(names: readonly string[]): string {
  if (names.length <= LISTED_MAX) return names.join(', ');
  return `${names[0]} … ${names.at(-1)} (${names.length})`;
}

/** Families that refuse alike are told of together. */
function listErrors(families: readonly Family[]): ManualView['errors'] {
  const told = Map.groupBy(families, (family) => JSON.stringify(listRefusals(family)));
  return [...told.values()].map((alike) => ({
    families: joinNames(alike.map(({ name }) => name)),
    rows: alike[0] === undefined ? [] : listRefusals(alike[0]),
  }));
}
