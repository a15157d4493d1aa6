// A database of another version than the program: newer ones are refused by everything that opens
// them, older ones by commands, which may run beside a server of that older version.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import postgres from 'postgres';
import { makeDatabase, withoutPostgres } from '../support/postgres.ts';
import { spawnServer } from '../support/server.ts';

const main = path.resolve(import.meta.dirname, '../../src/cli/main.ts');
const MASTER_KEY = '5e'.repeat(32);
const NEWER = "INSERT INTO migrations (number, name) VALUES (99, '0099-later.sql')";
const OLDER = 'DELETE FROM migrations WHERE number > 8';
const COMMANDS = [['keys', 'list'], ['keys', 'rotate'], ['rotate-master-key']] as const;

type Place = {
  readonly settings: Readonly<Record<string, string>>;
  /** Carries out a statement; returns the migrations after it. */
  readonly change: (statement: string) => Promise<string>;
};

function openFile(): Place {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-version-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const change = async (statement: string): Promise<string> => {
    const database = new DatabaseSync(path.join(folder, 'dubash.db'));
    try {
      database.exec(statement);
      return JSON.stringify(database.prepare('SELECT * FROM migrations ORDER BY number').all());
    } finally {
      database.close();
    }
  };
  return { settings: { DATA_DIR: folder, MASTER_KEY }, change };
}

async function openServer(): Promise<Place> {
  const { url, remove } = await makeDatabase();
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-version-'));
  after(async () => {
    await remove();
    rmSync(folder, { recursive: true, force: true });
  });
  const change = async (statement: string): Promise<string> => {
    const sql = postgres(url, { max: 1, onnotice: () => undefined });
    try {
      await sql.unsafe(statement);
      return JSON.stringify(await sql`SELECT * FROM migrations ORDER BY number`);
    } finally {
      await sql.end();
    }
  };
  return { settings: { DATABASE_URL: url, DATA_DIR: folder, MASTER_KEY }, change };
}

/** Types a command; resolves with what it said when it has ended. */
function type(words: readonly string[], settings: Place['settings']) {
  const env = { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'error', ...settings };
  const flags = ['--disable-warning=ExperimentalWarning', main, ...words];
  return new Promise<{ code: unknown; out: string; wrong: string }>((resolve) => {
    execFile(process.execPath, flags, { env, timeout: 20_000 }, (error, out, wrong) => {
      resolve({ code: error?.code ?? 0, out, wrong });
    });
  });
}

for (const engine of ['sqlite', 'postgres'] as const) {
  const skip = engine === 'postgres' ? (withoutPostgres ?? false) : false;
  test(`${engine}: a database of another version`, { skip }, async () => {
    const { settings, change } = engine === 'sqlite' ? openFile() : await openServer();
    const { child } = await spawnServer(settings);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
    const now = await change('SELECT 1');
    const newer = await change(NEWER);
    for (const words of [['start'], ...COMMANDS]) {
      const { code, out, wrong } = await type(words, settings);
      assert.deepEqual([code, out], [1, ''], words.join(' '));
      assert.match(wrong, /^dubash: [^\n]*it does not know migration 0099-later\.sql\n$/);
    }
    assert.equal(await change('SELECT 1'), newer);
    assert.equal(await change('DELETE FROM migrations WHERE number = 99'), now);
    const older = await change(OLDER);
    for (const words of COMMANDS) {
      const { code, out, wrong } = await type(words, settings);
      assert.deepEqual([code, out], [1, ''], words.join(' '));
      assert.match(wrong, /^dubash: the database is of an older version: [^\n]*\n$/);
    }
    assert.equal(await change('SELECT 1'), older);
  });
}
