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

test('no two dialects serve the same path', () => {
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
    assert.equal(owner.get(row) ?? name, name, row);
    owner.set(row, name);
  }
});

for (const dialect of Object.values(dialects)) {
  testDialect(dialect);
}
