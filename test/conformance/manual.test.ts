// What people are told of a dialect's rows is of rows that are there, and of all of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Dialect, Family } from '../../src/gateways/dialect.ts';
import { findDescribed } from '../../src/gateways/kit/manual.ts';
import { DIALECTS, fixtureOf } from '../support/fixture.ts';

const rowsOf = ({ operations }: Family): readonly string[] => [
  ...new Set(operations.map(({ method, path }) => `${method} ${path}`)),
];

for (const dialect of DIALECTS) {
  const { name, manual } = dialect;
  const served = dialect.families.filter(({ operations }) => operations.length > 0);
  const pairs = served.flatMap((family) => rowsOf(family).map((row) => ({ family, row })));

  test(`${name}: every row is described, and how each family is proved`, () => {
    const silent = pairs
      .filter(({ family, row }) => findDescribed(manual, family, row).length === 0)
      .map(({ family, row }) => `${family.name} ${row}`);
    const unproved = served.filter((each) => !manual.proofs.some(([of]) => of.test(each.name)));
    assert.ok(pairs.length > 4);
    assert.deepEqual([...silent, ...unproved.map((each) => each.name)], []);
  });

  test(`${name}: what is described is there`, () => {
    const used = new Set(pairs.flatMap(({ family, row }) => findDescribed(manual, family, row)));
    const idle = manual.rows.filter((each) => !used.has(each));
    const told = manual.rows.map(({ does }) => does).filter((does) => !/^\S.{8,}[.!]$/.test(does));
    assert.deepEqual([...idle.map(({ families, row }) => `${families} ${row}`), ...told], []);
  });

  test(`${name}: the tables of fields are those that the rows read`, () => {
    assert.deepEqual(missingTables(dialect), []);
  });
}

/** The walk in request-field.test.ts holds each sample's table to the parse of its row. */
function missingTables({ name, families, manual }: Dialect): readonly string[] {
  const samples = fixtureOf(name).requestFields ?? [];
  assert.ok(samples.length > 0);
  return samples.flatMap(({ families: of, row, table }) =>
    families
      .filter((family) => of.test(family.name) && rowsOf(family).includes(row))
      .filter((family) => {
        const tables = findDescribed(manual, family, row).map(({ fields }) => fields);
        return !tables.includes(table) && Object.keys(table.rows).length > 0;
      })
      .map((family) => `${family.name} ${row} ${Object.keys(table.rows).join(' ')}`),
  );
}
