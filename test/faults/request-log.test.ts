// The request log is lost, broken, in the way or switched off: no order notices.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteRequests } from '../../src/store/request-sqlite.ts';
import { ask, BASIC, spawnServer, startServer } from '../support/server.ts';
import { typeCommand } from '../support/typed-command.ts';

const headers = { authorization: BASIC };

function folderFor(context: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-request-log-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const create = (url: string, receipt: string) =>
  ask(`${url}/v1/orders`, { headers, body: { amount: 500, currency: 'INR', receipt } });

test('kill -9 takes the last lines along, and no order', { timeout: 60_000 }, async (context) => {
  const DATA_DIR = folderFor(context);
  const made: string[] = [];
  const { summary, child } = await spawnServer({ DATA_DIR });
  const until = Date.now() + 1500;
  for (let at = 0; Date.now() < until; at += 1) {
    const { status } = await create(summary.url, `RK_${at}`);
    assert.equal(status, 200);
    made.push(`RK_${at}`);
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  const again = await spawnServer({ DATA_DIR });
  context.after(() => again.child.kill('SIGKILL'));
  const listed = await ask(`${again.summary.url}/account/requests?count=1`, { headers });
  assert.equal(listed.status, 200, listed.text);
  const last = made.at(-1) ?? assert.fail();
  const found = await ask(`${again.summary.url}/v1/orders?receipt=${last}`, { headers });
  assert.match(found.text, new RegExp(`"receipt":"${last}"`));
  again.child.kill('SIGTERM');
  await once(again.child, 'exit');
  const requests = openSqliteRequests(path.join(DATA_DIR, 'requests.db'), false);
  const creates = await requests.listRequests({ operation: 'createOrder' }, 1_000_000);
  await requests.close();
  assert.ok(creates.length > 0 && creates.length <= made.length, `${creates.length} lines`);
  const database = new DatabaseSync(path.join(DATA_DIR, 'dubash.db'), { readOnly: true });
  const [row] = database.prepare('SELECT COUNT(*) AS count FROM orders').all();
  database.close();
  assert.equal(row?.['count'], made.length);
});

test('a log that cannot be opened is said, and the server serves', async (context) => {
  const DATA_DIR = folderFor(context);
  const file = path.join(DATA_DIR, 'requests.db');
  writeFileSync(file, 'this is no database'.repeat(1000));
  const server = await startServer({ DATA_DIR });
  context.after(() => server.stop());
  assert.match(server.logged.join('\n'), /the request log cannot be opened/);
  assert.equal((await create(server.url, 'RB_1')).status, 200);
  const listed = await ask(`${server.url}/account/requests`, { headers });
  assert.deepEqual(listed.json, { requests: [] });
  assert.match(readFileSync(file, 'utf8'), /^this is no database/);
});

test('who holds the file holds no order up', { timeout: 60_000 }, async (context) => {
  const DATA_DIR = folderFor(context);
  const { summary, child, logged } = await spawnServer({ DATA_DIR, LOG_LEVEL: 'warn' });
  context.after(() => child.kill('SIGKILL'));
  assert.equal((await create(summary.url, 'RH_0')).status, 200);
  const other = new DatabaseSync(path.join(DATA_DIR, 'requests.db'));
  other.exec('BEGIN EXCLUSIVE');
  const beganAt = performance.now();
  for (let at = 1; at < 20; at += 1) {
    assert.equal((await create(summary.url, `RH_${at}`)).status, 200);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const tookMs = performance.now() - beganAt;
  other.exec('COMMIT');
  other.close();
  assert.ok(tookMs < 4000, `${tookMs} ms`);
  assert.equal((await create(summary.url, 'RH_last')).status, 200);
  child.kill('SIGTERM');
  assert.equal((await once(child, 'exit'))[0], 0);
  assert.match(logged.join('\n'), /the database cannot be reached|request log/);
});

test('switched off it keeps nothing, and says so', async (context) => {
  const DATA_DIR = folderFor(context);
  const server = await startServer({ DATA_DIR, REQUEST_LOG: 'off' });
  context.after(() => server.stop());
  assert.equal((await create(server.url, 'RO_1')).status, 200);
  const listed = await ask(`${server.url}/account/requests`, { headers });
  assert.deepEqual(listed.json, { requests: [] });
  const said = await typeCommand({ DATA_DIR }, ['requests', 'list']);
  assert.deepEqual([said.code, said.out], [1, '']);
  assert.match(said.wrong, /there is no request log/);
});
