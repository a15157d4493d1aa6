// The data folder: one server at a time, nobody else may read it, no second master key, and the
// database file itself holds what was committed once it is quiet.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { makeDatabase, withoutPostgres } from '../support/postgres.ts';
import { RZP_CREATE } from '../support/documented-example.ts';
import { ask, BASIC, KEY, SECRET, spawnServer } from '../support/server.ts';

const folder = fs.mkdtempSync(path.join(tmpdir(), 'dubash-folder-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };
const settings = { PORT: '0', SANDBOX_KEY: KEY, SANDBOX_SECRET: SECRET, RATE_LIMITS: 'off' };

/** Starts in this process. */
const open = (name: string, more: Readonly<Record<string, string>> = {}) =>
  openApp(readConfig({ ...settings, DATA_DIR: path.join(folder, name), ...more }), QUIET);

const modeOf = (...names: string[]): string =>
  (fs.statSync(path.join(folder, ...names)).mode & 0o777).toString(8);

/** Starts as an operator does; a test that fails leaves nothing running. */
async function start(context: TestContext, name: string) {
  const server = await spawnServer({ DATA_DIR: path.join(folder, name), LOG_LEVEL: 'silent' });
  context.after(() => server.child.kill('SIGKILL'));
  return server;
}

async function create(url: string, receipt: string): Promise<void> {
  const body = { ...RZP_CREATE, receipt };
  const answer = await ask(`${url}/v1/orders`, { headers: { authorization: BASIC }, body });
  assert.equal(answer.status, 200, answer.text);
}

/** The receipts that a copy of one file has. */
function receiptsOf(file: string): string[] {
  const copy = path.join(folder, `copy-${path.basename(path.dirname(file))}.db`);
  fs.copyFileSync(file, copy);
  const database = new DatabaseSync(copy);
  try {
    const rows = database.prepare('SELECT unique_ref FROM orders').all();
    return rows.map((row) => String(row['unique_ref'])).sort();
  } finally {
    database.close();
  }
}

test('a second server on one folder says who is there; kill -9 leaves no lock', async (context) => {
  const dataDir = path.join(folder, 'locked');
  for (let round = 0; round < 3; round += 1) {
    const { summary, child } = await start(context, 'locked');
    const who = `a server (process ${child.pid} on ${hostname()}, since 20`;
    await assert.rejects(open('locked'), (error: Error) => {
      assert.ok(error.message.startsWith(`${dataDir} is in use by ${who}`), error.message);
      assert.match(error.message, /; stop it first$/);
      return true;
    });
    assert.equal((await ask(`${summary.url}/healthz`)).status, 200, 'the first one goes on');
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const app = await open('locked');
  await assert.rejects(open('locked'), /is in use by a server/, 'also in the same process');
  await app.close();
  await (await open('locked')).close();
});

test('many that start at once: one serves', async (context) => {
  const tries = await Promise.allSettled([0, 1, 2].map(() => start(context, 'race')));
  const served = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  for (const { child } of served) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  assert.equal(served.length, 1);
});

test('nobody else may read the folder and its files, also those of an older version', async () => {
  const app = await open('private');
  await create(app.summary.listening, 'private-1');
  const names = fs.readdirSync(path.join(folder, 'private')).sort();
  for (const name of ['dubash.db', 'dubash.db-shm', 'dubash.db-wal', 'master.key', 'server.lock']) {
    assert.ok(names.includes(name), name);
  }
  assert.equal(modeOf('private'), '700');
  for (const name of names) assert.equal(modeOf('private', name), '600', name);
  await app.close();
  fs.chmodSync(path.join(folder, 'private', 'dubash.db'), 0o644);
  const again = await open('private');
  await create(again.summary.listening, 'private-2');
  for (const name of fs.readdirSync(path.join(folder, 'private'))) {
    assert.equal(modeOf('private', name), '600', name);
  }
  await again.close();
});

async function refusesWithoutKey(name: string, more: Readonly<Record<string, string>>) {
  const keyFile = path.join(folder, name, 'master.key');
  await (await open(name, more)).close();
  const key = fs.readFileSync(keyFile, 'utf8').trim();
  fs.rmSync(keyFile);
  await assert.rejects(open(name, more), (error: Error) => {
    assert.match(
      error.message,
      /master key of this database is missing: put it back at .*MASTER_KEY/,
    );
    return true;
  });
  assert.equal(fs.existsSync(keyFile), false, 'no other key was made');
  const wrong = 'ab'.repeat(32);
  await assert.rejects(
    open(name, { ...more, MASTER_KEY: wrong }),
    /key is not the one .* put that/,
  );
  await (await open(name, { ...more, MASTER_KEY: key })).close();
}

test('a database whose master key is gone gets no other one', () =>
  refusesWithoutKey('keyless', {}));

test('nor does one on PostgreSQL', { skip: withoutPostgres ?? false }, async () => {
  const database = await makeDatabase();
  try {
    await refusesWithoutKey('keyless-postgres', { DATABASE_URL: database.url });
  } finally {
    await database.remove();
  }
});

test('once it is quiet the database file alone holds everything', async (context) => {
  const file = path.join(folder, 'quiet', 'dubash.db');
  const { summary, child } = await start(context, 'quiet');
  const receipts = ['quiet-1', 'quiet-2', 'quiet-3'];
  for (const receipt of receipts) await create(summary.url, receipt);
  // Less than half a second without a change, and a quarter until somebody looks.
  await wait(2000);
  assert.deepEqual(receiptsOf(file), receipts);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.deepEqual(receiptsOf(file), receipts);
});
