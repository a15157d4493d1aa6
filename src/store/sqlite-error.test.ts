// A file that is full, locked or no database is away; a wrong statement is an error like any other.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openSqlite } from './sqlite.ts';
import { sqliteError } from './sqlite-error.ts';
import { Unreachable } from './store.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'dubash-error-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return sqliteError(error);
  }
  return assert.fail('it worked');
}

test('a disk that is full, and a file that another has locked', () => {
  const file = path.join(folder, 'a.db');
  const database = new DatabaseSync(file, { timeout: 0 });
  database.exec('CREATE TABLE words (word TEXT); PRAGMA max_page_count = 3');
  const fill = () => {
    database.prepare('INSERT INTO words VALUES (?)').run('x'.repeat(50_000));
  };
  const full = errorOf(fill);
  assert.ok(full instanceof Unreachable, String(full));
  assert.match(full.message, /^the database file cannot be used: .*full/);
  const other = new DatabaseSync(file);
  other.exec('BEGIN EXCLUSIVE');
  assert.ok(errorOf(() => database.prepare('SELECT * FROM words').get()) instanceof Unreachable);
  other.close();
  const wrong = errorOf(() => database.prepare('SELECT * FROM nothing'));
  assert.ok(!(wrong instanceof Unreachable));
  database.close();
});

test('a file that is no database', () => {
  const broken = path.join(folder, 'broken.db');
  writeFileSync(broken, 'no database'.repeat(1000));
  assert.ok(errorOf(() => openSqlite(broken)) instanceof Unreachable);
});
