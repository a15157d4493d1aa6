// The fixtures of all that is served: each dialect's own, found by its folder, and our own APIs'.
import { existsSync } from 'node:fs';
import { fixture as ours } from '../../src/api/fixtures/index.ts';
import { ownFamilies } from '../../src/api/index.ts';
import type { Dialect, Family, Operation } from '../../src/gateways/dialect.ts';
import type { DialectDriver, DialectFixture, Fixture } from '../../src/gateways/fixture.ts';
import { listDialects } from '../../src/gateways/gateway.ts';
import * as registry from '../../src/gateways/registry.ts';

export const DIALECTS: readonly Dialect[] = listDialects(registry);

/** Where a dialect's fixtures stand. */
export function fixturePath(name: string): string {
  return `src/gateways/${name}/dialect/fixtures/index.ts`;
}

/** The parts that a dialect brings: all of them where nothing is missing. */
export type FoundFixture = Partial<DialectFixture>;

async function load({ name }: Dialect): Promise<readonly [string, FoundFixture]> {
  const file = new URL(`../../${fixturePath(name)}`, import.meta.url);
  if (!existsSync(file)) return [name, {}];
  const { fixture } = (await import(file.href)) as { readonly fixture?: FoundFixture };
  return [name, fixture ?? {}];
}

const FOUND: ReadonlyMap<string, FoundFixture> = new Map(await Promise.all(DIALECTS.map(load)));

/** What a dialect brings; nothing for one that has no fixtures. */
export function fixtureOf(name: string): FoundFixture {
  return FOUND.get(name) ?? {};
}

/** Throws a sentence that says what is missing and where it belongs. */
export function driverOf(name: string): DialectDriver {
  const { driver } = fixtureOf(name);
  if (driver !== undefined) return driver;
  throw new Error(`${name} brings no driver: export one in the fixture of ${fixturePath(name)}`);
}

/** Families of one owner, a dialect or our own APIs, with their fixture. */
export type Served = {
  readonly owner: string;
  readonly families: readonly Family[];
  readonly fixture: Fixture;
  /** Of the orders that samples are about. */
  readonly dialect: string;
};

export const SERVED: readonly Served[] = [
  ...DIALECTS.map(({ name, families }) => {
    const { samples = [], provers = [], ...rest } = fixtureOf(name);
    return { owner: name, families, dialect: name, fixture: { ...rest, samples, provers } };
  }),
  {
    owner: 'our own',
    families: ownFamilies(DIALECTS),
    dialect: DIALECTS[0]?.name ?? '',
    fixture: ours,
  },
];

/** A row as it is named in a family: rows of the same method and path are counted. */
export function rowName({ operations }: Family, row: Operation): string {
  const name = `${row.method} ${row.path}`;
  const same = operations.filter(({ method, path }) => `${method} ${path}` === name);
  return same.length === 1 ? name : `${name} (${same.indexOf(row) + 1} of ${same.length})`;
}
