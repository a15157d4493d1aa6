// Settings at the dashboard: what the server runs with, and an account's, which are changed there.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { SETTINGS } from '../../src/config.ts';
import { type Session, signIn } from '../support/dashboard.ts';
import { databases } from '../support/database.ts';
import { KEY, SECRET, startServer, type TestServer } from '../support/server.ts';

const MASTER = 'ab'.repeat(32);
let server: TestServer;
let session: Session;
before(async () => {
  server = await startServer({ LOG_LEVEL: 'warn', MASTER_KEY: MASTER, REQUEST_LOG: 'days=3' });
  session = await signIn(server.url);
});
after(() => server.stop());

/** The cells of the row that begins with this. */
function rowOf(text: string, name: string): readonly string[] {
  const rows = [...text.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) => row);
  const cells = rows.map((row) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) =>
      cell.replace(/<[^>]+>/g, ''),
    ),
  );
  return cells.find(([first]) => first === name) ?? assert.fail(name);
}

test('every setting is shown with its value, its source and its default', async () => {
  const { status, text } = await session.get('/dashboard/settings');
  assert.equal(status, 200);
  for (const { name } of SETTINGS) assert.equal(rowOf(text, name).length, 5, name);
  assert.deepEqual(rowOf(text, 'LOG_LEVEL').slice(1, 4), ['warn', 'environment', 'info']);
  assert.deepEqual(rowOf(text, 'HOST').slice(1, 3), ['127.0.0.1', 'default']);
  assert.deepEqual(rowOf(text, 'OUTGOING_ALLOW').slice(1, 3), ['loopback', 'default']);
  const [, kept] = rowOf(text, 'REQUEST_LOG');
  assert.equal(kept, 'days=3,megabytes=200,reads=500', 'with what it leaves to the default');
  assert.deepEqual(rowOf(text, 'RATE_LIMITS').slice(1, 3), ['off', 'environment']);
  assert.deepEqual(rowOf(text, 'SANDBOX_KEY').slice(1, 3), [KEY, 'environment']);
});

test('of a secret it shows whether there is one, and nothing of it', async () => {
  const { text } = await session.get('/dashboard/settings');
  for (const name of ['SANDBOX_SECRET', 'ADMIN_TOKEN', 'MASTER_KEY']) {
    assert.deepEqual(rowOf(text, name).slice(1, 3), ['set', 'environment'], name);
  }
  const database = databases.isRemote ? ['set', 'environment'] : ['not set', 'default'];
  assert.deepEqual(rowOf(text, 'DATABASE_URL').slice(1, 3), database);
  for (const secret of [SECRET, TEST_ADMIN_TOKEN, MASTER]) assert.ok(!text.includes(secret));
  assert.match(text, databases.isRemote ? /PostgreSQL, [\w.:]+\/\w+/ : /SQLite, \S+\.db/);
  assert.doesNotMatch(text, /postgres:\/\/postgres@/);
});

test('it tells the build, the process, the master key and how long things are kept', async () => {
  const { text } = await session.get('/dashboard/settings');
  const { version } = (await (await fetch(`${server.url}/version`)).json()) as { version: string };
  assert.ok(text.includes(version));
  assert.match(text, /the only one of this server, start \d+ on this database/);
  const fingerprint = await server.app.parts.store.findSetting('master_key');
  assert.ok(fingerprint !== null && text.includes(fingerprint));
  assert.match(text, /set PUBLIC_URL to an https address without a port/);
  assert.match(text, /writes, refusals and one in 500 reads that went well; for 3 days/);
  assert.equal(rowOf(text, 'Links for merchants')[1], '30 days after they ended or were revoked');
  assert.equal(rowOf(text, 'Answers that an idempotency key repeats')[1], '24 hours');
  assert.doesNotMatch(text, /This start warned/);
});

test('what the start warned of is shown', async (context) => {
  const place = await databases.settings();
  const first = await startServer(place);
  const { dataDir } = first.app.summary;
  context.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const { accounts } = first.app.parts;
  const account = { key: 'live_9', secret: 'secret-of-live', name: '', processor: 'none' };
  const { account: made } = await accounts.add({ ...account, mode: 'live' });
  const route = { connection: 7, processor: 'testbank', mode: 'live' } as const;
  await accounts.changeRoute(made, { route });
  await first.app.close();
  const again = await startServer({ ...place, DATA_DIR: dataDir });
  context.after(() => again.stop());
  const { text } = await (await signIn(again.url)).get('/dashboard/settings');
  assert.match(text, /This start warned/);
  assert.match(text, /a live connection that carries no payments here: .*\(account: live_9\)/);
  assert.match(text, /start 2 on this database/);
});
