// Holds the deviation lists to their word: every line names a test that the suite has.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { listDialects } from '../src/gateways/gateway.ts';
import * as registry from '../src/gateways/registry.ts';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'docs/deviations');
const FIXED_MIN = 8;

/**
 * Titles as the test files and their suites spell them; what is filled in when they run matches
 * anything.
 */
function readTitles(): readonly RegExp[] {
  const files = ['src', 'test'].flatMap((place) =>
    readdirSync(path.join(root, place), { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?:\.test|-suite)\.ts$/.test(name))
      .map((name) => path.join(root, place, name)),
  );
  const literal = /'((?:[^'\\\n]|\\.)+)'|"((?:[^"\\\n]|\\.)+)"|`((?:[^`\\]|\\.)+)`/g;
  return files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(literal)].flatMap((match) => {
      const text = (match[1] ?? match[2] ?? match[3] ?? '').replace(/\\(.)/g, '$1');
      const parts = match[3] === undefined ? [text] : text.split(/\$\{[^}]*\}/);
      if (parts.join('').trim().length < FIXED_MIN) return [];
      return [new RegExp(`^${parts.map((part) => RegExp.escape(part)).join('.*')}$`)];
    }),
  );
}

declare global {
  interface RegExpConstructor {
    /** The text as a pattern that matches it (V8; not yet in TypeScript's library). */
    escape(text: string): string;
  }
}

const titles = readTitles();
const lists = readdirSync(folder).filter((name) => name.endsWith('.md'));

/** The tests named in the last column of a list's tables. */
function readNames(list: string): readonly string[] {
  return readFileSync(path.join(folder, list), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\s-]+$/.test(line))
    .map(
      (line) =>
        line
          .trim()
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .at(-1) ?? '',
    )
    .filter((cell) => !/^\s*test( name)?\s*$/.test(cell))
    .map((name) => name.trim().replaceAll('`', '').replaceAll('\\|', '|'));
}

/** Whether a cell names a test, or several, each of which is there. */
function isHeld(cell: string): boolean {
  if (titles.some((title) => title.test(cell))) return true;
  return [' · ', '; '].some((between) => {
    const parts = cell.split(between);
    return parts.length > 1 && parts.every(isHeld);
  });
}

test('every dialect has a list of deviations', () => {
  const dialects = listDialects(registry).map(({ name }) => `${name}.md`);
  const missing = dialects.filter((name) => !lists.includes(name));
  assert.deepEqual(missing, [], 'files that docs/deviations lacks');
  const idle = lists.filter((name) => !dialects.includes(name));
  assert.deepEqual(idle, [], 'files of docs/deviations for no dialect of the registry');
});

for (const list of lists) {
  test(`${list} names only tests that are there`, () => {
    const names = readNames(list);
    assert.ok(names.length > 0);
    const missing = names.filter((name) => !isHeld(name));
    assert.deepEqual(missing, []);
  });
}
