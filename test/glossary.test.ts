// Files and exports are called by the words of docs/glossary.md, not by those that it replaced.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { OLD_NAMES, OLD_WORDS, wordsOf } from './support/old-names.ts';
import { exportsOf, root, sourcesBelow } from './support/source.ts';

/** The trade's own word where it stands. */
const SERVER = 'src/http/server.ts';

function fileNameOf(name: string): string {
  return path.basename(name).replace(/\.(test\.)?(ts|mjs)$/, '');
}

test('no file and no export has a word that the glossary replaced', () => {
  const wrong: string[] = [];
  let read = 0;
  for (const source of sourcesBelow('src', 'test', 'scripts', 'conformance', 'bench')) {
    for (const name of [fileNameOf(source.name), ...exportsOf(source)]) {
      read += 1;
      const word = wordsOf(name).find((each) => OLD_WORDS.has(each));
      if (word !== undefined) wrong.push(`${source.name}: "${word}" in ${name}`);
    }
  }
  assert.ok(read > 1000, `${read} names were read`);
  assert.deepEqual(wrong, []);
});

test('a word that the trade has for something else is no whole name in the product', () => {
  const wrong = sourcesBelow('src').flatMap((source) => {
    const names = [
      ...(source.name === SERVER ? [] : [fileNameOf(source.name)]),
      ...exportsOf(source),
    ];
    return names.filter((name) => OLD_NAMES.has(name)).map((name) => `${source.name}: ${name}`);
  });
  assert.deepEqual(wrong, []);
});

test('the glossary names files that are there, and what stands in them', () => {
  const text = readFileSync(path.join(root, 'docs/glossary.md'), 'utf8');
  const files = [...text.matchAll(/`((?:src|test)\/[^`]+)`/g)].map(([, name = '']) => name);
  assert.ok(files.length > 50, `${files.length} files are named`);
  assert.deepEqual(
    files.filter((name) => !existsSync(path.join(root, name))),
    [],
  );
  const named = [...text.matchAll(/`(\w+)` in `(src\/[^`]+)`/g)];
  assert.ok(named.length > 20, `${named.length} names are told`);
  const wrong = named.filter(([, name = '', file = '']) => {
    const source = readFileSync(path.join(root, file), 'utf8');
    return !new RegExp(`\\b${name}\\b`).test(source);
  });
  assert.deepEqual(
    wrong.map(([whole]) => whole),
    [],
  );
});

test('the glossary has each word once', () => {
  const text = readFileSync(path.join(root, 'docs/glossary.md'), 'utf8');
  const rows = [...text.matchAll(/^\| ([^|]+) \|[^|]+\|[^|]+\|$/gm)].map(([, word = '']) => word);
  const words = rows.filter((word) => word !== 'word' && !word.startsWith('-')).sort();
  assert.ok(words.length > 60, `${words.length} words`);
  assert.deepEqual([...new Set(words)], words);
});

test('names are taken apart as people read them', () => {
  assert.deepEqual(wordsOf('orderOfPage'), ['order', 'of', 'page']);
  assert.deepEqual(wordsOf('ORDER_PAGE'), ['order', 'page']);
  assert.deepEqual(wordsOf('group-commit-sqlite'), ['group', 'commit', 'sqlite']);
  assert.deepEqual(wordsOf('VPAReader'), ['vpa', 'reader']);
  const lines = [
    'export function one() {}',
    'export const TWO = 2;',
    "export { a, b as c } from 'x';",
  ];
  assert.deepEqual(exportsOf({ name: 'x.ts', lines }), ['one', 'TWO', 'a', 'c']);
});
