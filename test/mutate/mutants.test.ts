// The list of mutants of small texts, that applying them changes just that, and the two tables.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { isAllowed, readAllowed } from './allowed.ts';
import type { Kind } from './changes.ts';
import { applyMutant, listMutants } from './mutants.ts';
import { dutyOf, FILES, listSources, MUST_DIE, planOf } from './plan.ts';
import { parseTree } from './syntax.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

function changesOf(source: string, ...kinds: readonly Kind[]): readonly string[] {
  return listMutants('a.ts', source)
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    .map(({ kind, change }) => `${kind}: ${change}`);
}

const CASES: readonly (readonly [source: string, kinds: readonly Kind[], changes: string[]])[] = [
  ['a < b; c >= d;', ['boundary'], ['a < b → a <= b', 'c >= d → c > d']],
  ['a === b; c !== d;', ['equality'], ['a === b → a !== b', 'c !== d → c === d']],
  ['a && b;', ['logical'], ['a && b → a || b']],
  ['a || b && c;', ['logical'], ['a || b && c → a && b && c', 'b && c → (b || c)']],
  ['(a as X) && b;', ['logical'], ['(a as X) && b → (a as X) || b']],
  ['a + b; a - b; -c;', ['arithmetic'], ['a + b → a - b', 'a - b → a + b', '-c → c']],
  ["'x' + a; `c` + b;", ['arithmetic'], []],
  ['n += a; n++;', ['arithmetic'], ['n += a → n -= a', 'n++ → n--']],
  ['!a; b ? c : d;', ['condition'], ['!a → a', 'b → !b']],
  ['if (a()) b(); a > b ? c : d;', ['condition'], ['a() → !a()']],
  ['a ?? b;', ['fallback'], ['a ?? b → a', 'a ?? b → b']],
  ['x(true, 5, 0);', ['boolean'], ['true → false']],
  ['x(5, 0);', ['number'], ['5 → 6', '5 → 4', '0 → 1', '0 → (-1)']],
  ["const a: 'no' = 'yes' as 'yes';", ['text'], ["'yes' → 'yes~'"]],
  ["import 'a'; export * from 'b'; throw new TypeError('c');", ['text'], []],
  ["x({ 'key': '' });", ['text'], ["'' → '~'"]],
  ["x('Amount is required');", ['sentence'], ["'Amount is required' → 'Amount is required~'"]],
  ["x('INR USD EUR');", ['text'], ['EUR → (nothing)']],
  [`x(\`\${a}|\${b}\`);`, ['text'], ['| → |~']],
  [`x(\`\${a}|\${b}\`);`, ['swap'], [`a}|\${b → b}|\${a`]],
  [
    "x(['key', 'txnid', 'key']);",
    ['swap'],
    ["'key', 'txnid' → 'txnid', 'key'", "'txnid', 'key' → 'key', 'txnid'"],
  ],
  ["x({ a: 'b', c: 'd', e: 1 });", ['swap'], ["'b', c: 'd' → 'd', c: 'b'"]],
  ["new Set(['a', 'b']);", ['swap'], []],
  [
    'x(/^a{2,5}$/i);',
    ['pattern'],
    [
      '/a{2,5}$/i',
      '/^a{2,5}/i',
      '/^a{3,5}$/i',
      '/^a{1,5}$/i',
      '/^a{2,6}$/i',
      '/^a{2,4}$/i',
      '/^a{2,5}$/',
    ].map((each) => `/^a{2,5}$/i → ${each}`),
  ],
  ['a.some(b); a[some](b);', ['call'], ['some → every']],
  ['a.trim(); a.filter(b).length;', ['call'], ['a.trim() → a', 'a.filter(b) → a']],
  ['function f() { if (a) return b; c; }', ['guard'], ['if (a) return b; → ;']],
  ['for (;;) { if (a) { b; continue; } }', ['guard'], ['if (a) { b; continue; } → ;']],
  ['if (a) throw b; else c; if (a) d;', ['guard'], []],
  ['a(); a = b; a;', ['statement'], ['a(); → ;', 'a = b; → ;']],
  ['function f(): X { a; }', ['early'], ['{ → { return undefined as never;']],
  ['function f(): boolean { a; }', ['early'], ['{ → { return true;', '{ → { return false;']],
  ['const f = (a): a is B => b;', ['early'], ['b → true', 'b → false']],
  ['const f = (a) => b; function g() {}', ['early'], []],
];

for (const [source, kinds, changes] of CASES) {
  test(`${kinds.join()} of ${source}`, () => {
    assert.deepEqual(
      changesOf(source, ...kinds),
      changes.map((change) => `${kinds[0]}: ${change}`),
    );
  });
}

test('a mutant knows its place, and which of its like on the line it is', () => {
  const source = 'const a = 1;\n  const b: number = 1 + 1; // ü\n';
  const list = listMutants('a.ts', source).filter(({ change }) => change === '1 → 2');
  assert.deepEqual(
    list.map(({ line, column, nth, code }) => [line, column, nth, code]),
    [
      [1, 11, 1, 'const a = 1;'],
      [2, 21, 1, 'const b: number = 1 + 1; // ü'],
      [2, 25, 2, 'const b: number = 1 + 1; // ü'],
    ],
  );
  const [, , last] = list;
  assert.ok(last);
  assert.equal(applyMutant(source, last), source.replace('+ 1', '+ 2'));
});

test('types are no part of the list, and text that is not erasable is refused', () => {
  assert.deepEqual(changesOf("type A = 'a' | 1; const b = c as Record<'x', true>;"), []);
  assert.throws(() => listMutants('a.ts', 'enum A { B }'));
});

test('every mutant of the project is a program, and each differs from the source', () => {
  const files = listSources(root, ['src/core/*.ts', 'src/gateways/kit/*.ts']);
  assert.ok(files.length > 10);
  for (const file of files) {
    const source = readFileSync(path.join(root, file), 'utf8');
    const mutated = listMutants(file, source).map((mutant) => applyMutant(source, mutant));
    assert.equal(new Set([source, ...mutated]).size, mutated.length + 1, file);
    for (const text of mutated) parseTree(text);
  }
});

test('each pattern of the table finds files, and each of them has tests', () => {
  const globs = [...FILES, ...MUST_DIE.flatMap(({ files }) => files)];
  for (const glob of globs) assert.notEqual(listSources(root, [glob]).length, 0, glob);
  for (const file of listSources(root, globs)) {
    const { groups, suites } = planOf(root, file);
    assert.ok(groups.length > 0 && suites.length > 0, file);
    assert.ok([...groups, ...suites].flat().every((each) => each.endsWith('.test.ts')));
  }
});

test('each mutant that may survive is still one', () => {
  const allowed = readAllowed(path.join(import.meta.dirname, 'allowed.json'));
  const files = new Set(allowed.map(({ file }) => file));
  assert.ok(files.size > 10);
  for (const file of files) {
    const mutants = listMutants(file, readFileSync(path.join(root, file), 'utf8'));
    for (const entry of allowed.filter((each) => each.file === file)) {
      const fits = mutants.some((mutant) => isAllowed(mutant, [entry]));
      assert.ok(fits, `fits no mutant any more: ${JSON.stringify(entry)}`);
    }
  }
});

test('where a mutant must die is by the file’s name', () => {
  assert.equal(dutyOf('src/core/capture.ts'), 'money and state');
  assert.equal(dutyOf('src/gateways/seventh/hash.ts'), 'signature');
  assert.equal(dutyOf('src/gateways/seventh/dialect/native/proof.ts'), 'signature');
  assert.equal(dutyOf('src/gateways/seventh/words.ts'), 'state');
  assert.equal(dutyOf('src/dashboard/session.ts'), 'access');
  assert.equal(dutyOf('src/gateways/seventh/dialect/render.ts'), null);
});

test('the tests of a gateway’s file are its own', () => {
  const { groups, suites } = planOf(root, 'src/gateways/payu/dialect/render.ts');
  assert.ok(groups.flat().every((file) => file.startsWith('src/gateways/payu/')));
  const clients = suites.flat().filter((file) => file.startsWith('test/clients/'));
  assert.ok(clients.length > 1 && clients.every((file) => file.includes('/payu-')));
  assert.deepEqual(planOf(root, 'README.md'), { groups: [], suites: [] });
});
