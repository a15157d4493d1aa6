// Every dialect of the registry is held to the same contract.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import type { Dialect } from '../../src/gateways/dialect.ts';
import { listDialects } from '../../src/gateways/gateway.ts';
import * as registry from '../../src/gateways/registry.ts';
import { testDialect } from './dialect.ts';

const dialects: Readonly<Record<string, Dialect>> = Object.fromEntries(
  listDialects(registry).map((dialect) => [dialect.name, dialect]),
);

test('every dialect is listed by its own name, which is its folder', () => {
  for (const [exported, { name, title }] of Object.entries(dialects)) {
    assert.equal(exported, name);
    const folder = new URL(`../../src/gateways/${name}/dialect/index.ts`, import.meta.url);
    assert.ok(existsSync(folder), name);
    assert.match(title, /\S/);
  }
  const titles = Object.values(dialects).map(({ title }) => title);
  assert.equal(new Set(titles).size, titles.length);
});

/** Two gateways' own path; the header of a signature tells which of them is meant. */
const SHARED = ['POST /api/v2/order/create'];

test('no two dialects serve the same path', () => {
  const told = Object.values(dialects).flatMap(({ families }) =>
    families
      .filter(({ when }) => when !== undefined)
      .flatMap(({ bases, operations }) =>
        bases.flatMap((base) => operations.map(({ method, path }) => `${method} ${base}${path}`)),
      ),
  );
  const served = Object.values(dialects).flatMap(({ name, families }) =>
    [
      ...new Set(
        families.flatMap(({ bases, operations }) =>
          bases.flatMap((base) => operations.map(({ method, path }) => `${method} ${base}${path}`)),
        ),
      ),
    ].map((row) => ({ name, row })),
  );
  const owner = new Map<string, string>();
  for (const { name, row } of served) {
    const other = owner.get(row) ?? name;
    if (other !== name && SHARED.includes(row)) continue;
    assert.equal(other, name, row);
    owner.set(row, name);
  }
  for (const row of SHARED) assert.ok(told.includes(row), `${row} is told by nothing`);
});

for (const dialect of Object.values(dialects)) {
  testDialect(dialect);
}
