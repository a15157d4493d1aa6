// docs/cases.md names the test that plays each case: its file has a test of that title.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from './support/source.ts';

const DOCUMENT = 'docs/cases.md';
const lines = readFileSync(path.join(root, DOCUMENT), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  // The titles of the columns, and what divides them from the rows.
  .slice(2);
const rows = lines.flatMap((line) => {
  const [, name, file, title] = /^\| (.+?) \| `(.+?)` \| (.+?) \|$/.exec(line) ?? [];
  return name === undefined ? [] : [{ name, file: file ?? '', title: title ?? '' }];
});
const UNPLAYED = /^\| .+? \| – \| no test: .+ \|$/;

/** As a source has it: after the bracket of a test, in any of its quotes. */
function hasTest(text: string, title: string): boolean {
  return ["'", '`', '"'].some((quote) => text.includes(`test(${quote}${title}${quote}`));
}

test('every case has its test, by name', () => {
  assert.ok(rows.length > 70, `${rows.length} cases`);
  const wrong = rows.flatMap(({ name, file, title }) => {
    const place = path.join(root, file);
    if (!existsSync(place)) return [`${name}: there is no ${file}`];
    const isThere = hasTest(readFileSync(place, 'utf8'), title);
    return isThere ? [] : [`${name}: ${file} has no test "${title}"`];
  });
  assert.deepEqual(wrong, []);
});

test('a case without a test says so, and why', () => {
  const unplayed = lines.filter((line) => UNPLAYED.test(line));
  assert.equal(unplayed.length + rows.length, lines.length, 'a row that is neither');
  assert.ok(unplayed.length < rows.length / 10, `${unplayed.length} are played by nothing`);
});

test('a title that no file has is missed', () => {
  assert.equal(hasTest("test('a title', () => {})", 'a title'), true);
  assert.equal(hasTest("test('a title of another', () => {})", 'a title'), false);
});
