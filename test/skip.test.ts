// A test is left out only where the machine lacks something, for a reason that stands here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTest, sourcesBelow } from './support/source.ts';

/** What is missing, and how the line or the constant that says so is spelt. */
const REASONS: readonly (readonly [reason: string, spelt: RegExp])[] = [
  ['Chromium is not there', /\bSKIP_REASON\b/],
  ['the programs of PostgreSQL are not there', /\bwithout(?:Postgres|Binaries)\b/],
  ['PgBouncer is not there', /\bwithoutPgbouncer\b/],
  ['a device of Linux is not there', /'this machine has no \/dev\/full'/],
  ['curl is not there', /'no curl'/],
  ['the language, or the program that checks, is not there', /\bwithoutProgram\b/],
  ['systemd is not there', /'no systemd on this machine'/],
  ['promtool is not there', /'no promtool on this machine'/],
  ['the test stops timers that a connection needs', /\bisRemote\b/],
];

/** Not the `skip` of a list's page, nor `{ skip }` below the constant that is looked at. */
const SKIPS =
  /\bskip(?:: (?!-?\d|number\b|skip\b)|\()|\bconst skip = |\.(?:only|todo)\(|\b(?:only|todo): true/;

test('every skip has a reason of the list, and every reason is some skip’s', () => {
  const used = new Set<string>();
  const wrong: string[] = [];
  for (const { name, lines } of sourcesBelow('src', 'test').filter(isTest)) {
    if (name.endsWith('skip.test.ts')) continue;
    lines.forEach((line, index) => {
      if (!SKIPS.test(line)) return;
      const reasons = REASONS.filter(([, spelt]) => spelt.test(line));
      if (reasons.length === 0) wrong.push(`${name}:${index + 1}: ${line.trim()}`);
      for (const [reason] of reasons) used.add(reason);
    });
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(
    REASONS.map(([reason]) => reason).filter((reason) => !used.has(reason)),
    [],
  );
});
