// Settings at the dashboard: what the server runs with, and an account's, which are changed there.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { SETTINGS } from '../../src/config.ts';
import { addOperator } from '../../src/engine/identity/operator.ts';
import { type Seen, type Session, signIn } from '../support/dashboard.ts';
import { databases } from '../support/database.ts';
import { ask, BASIC, KEY, SECRET, startServer, type TestServer } from '../support/server.ts';

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
  assert.match(text, /the only one of this server; start \d+ on this database/);
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

const FORM = `/dashboard/accounts/${KEY}/settings`;

/** What the page that asks back would send. */
function confirmationIn({ status, text }: Seen): Readonly<Record<string, string>> {
  assert.equal(status, 200, text);
  assert.match(text, /Is this right\?/);
  const main = text.slice(text.indexOf('Is this right?'));
  const fields = [...main.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]));
}

async function settingsNow(): Promise<Readonly<Record<string, unknown>>> {
  const headers = { authorization: BASIC };
  const { json } = await ask(`${server.url}/account/settings`, { headers });
  return json as Readonly<Record<string, unknown>>;
}

test('an account’s settings are changed after asking back, and the audit has what', async () => {
  const before = await settingsNow();
  const given = { unique_references: 'on', order_notices: 'both', unsigned_create: 'on' };
  const asked = await session.post(FORM, { ...given, name: ' Chai <b>Point</b> ' });
  const confirmation = confirmationIn(asked);
  assert.match(asked.text, /Chai &lt;b&gt;Point&lt;\/b&gt;/, 'as text');
  assert.deepEqual(await settingsNow(), before, 'nothing is changed by asking');
  assert.ok(!('unsigned_create' in confirmation), 'what is so already is not sent');
  const done = await session.post(FORM, { ...confirmation, name: 'Chai Point' });
  assert.equal(done.headers['location'], `/dashboard/accounts/${KEY}?told=changed`);
  const changed = { unique_references: true, order_notices: 'both', name: 'Chai Point' };
  assert.deepEqual(await settingsNow(), { ...before, ...changed });

  // Pressed twice, it is done once.
  const again = await session.post(FORM, { ...confirmation, name: 'Chai Point' });
  assert.equal(again.headers['location'], `/dashboard/accounts/${KEY}?told=same`);
  const { text } = await session.get('/dashboard/audit');
  const entries = text.split('POST /dashboard/accounts/:account/settings').length - 1;
  assert.equal(entries, 2, 'asking back is no change');
  assert.match(text, /order_notices/);
  assert.match(text, /repeated/);
});

test('what somebody else has changed meanwhile is shown, and not written over', async () => {
  const confirmation = confirmationIn(await session.post(FORM, { unsigned_create: 'off' }));
  const headers = { authorization: BASIC };
  const body = { order_notices: 'form' };
  const { status } = await ask(`${server.url}/account/settings`, {
    method: 'PATCH',
    headers,
    body,
  });
  assert.equal(status, 200);
  const refused = await session.post(FORM, confirmation);
  assert.equal(refused.status, 409);
  assert.match(refused.text, /Somebody else has changed the settings meanwhile/);
  assert.equal((await settingsNow())['unsigned_create'], true);
});

test('a strict sandbox is set, changed in one part, and left again', async () => {
  const strict = { strict: 'on', strict_origins: 'https://shop.example', strict_lag_ms: '5' };
  const set = confirmationIn(await session.post(FORM, { ...strict, strict_budgets: 'off' }));
  await session.post(FORM, set);
  assert.deepEqual((await settingsNow())['strict'], {
    ...{ origins: ['https://shop.example'], pages: null, lag_ms: 5, budgets: false },
  });
  const off = confirmationIn(await session.post(FORM, { strict: 'off' }));
  await session.post(FORM, off);
  assert.equal((await settingsNow())['strict'], false);
});

test('what the account API would refuse is refused in its words, and nothing is lost', async () => {
  const before = await settingsNow();
  for (const [fields, says] of [
    [
      { unsigned_refund_addresses: '10.0.0.0/8\nnowhere' },
      /Unsigned refund addresses must be a list/,
    ],
    [{ name: '!!!' }, /Name must be 1 to/],
    [{ strict: 'on', strict_lag_ms: 'soon' }, /Strict must be false, or an object/],
    [{ order_notices: 'smoke' }, /Order notices /],
  ] as const) {
    const { status, text } = await session.post(FORM, fields);
    assert.equal(status, 422, text);
    assert.match(text, says);
    assert.match(text, /role="alert"/);
  }
  const kept = await session.post(FORM, { unsigned_refund_addresses: '10.0.0.0/8\nnowhere' });
  assert.match(kept.text, />10\.0\.0\.0\/8\nnowhere<\/textarea>/);
  assert.deepEqual(await settingsNow(), before);
});

test('a reader sees the settings and changes none; a stranger’s account is not there', async () => {
  const { store } = server.app.parts;
  const token = await addOperator(store, { name: 'ravi', role: 'read' }, Date.now());
  assert.ok(token !== null);
  const reader = await signIn(server.url, token);
  const { status, text } = await reader.get(FORM);
  assert.equal(status, 200);
  assert.match(text, /Unique references/);
  assert.doesNotMatch(text, /Look at the changes/);
  assert.equal((await reader.post(FORM, { unique_references: 'off' })).status, 403);
  assert.equal((await reader.get('/dashboard/settings')).status, 200);
  assert.equal((await session.get('/dashboard/accounts/nobody/settings')).status, 404);
});
