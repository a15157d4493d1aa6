// The operator's API for connections: added, listed, checked, changed and retired, and
// no secret of them seen anywhere.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  ADMIN,
  CANARY,
  connectionApiOf,
  type Json,
  type Texts,
} from '../support/connection-api.ts';
import { databases } from '../support/database.ts';
import { BANK, CREDENTIALS_OF_BANK } from '../support/processor.ts';
import { type Answered, ask, KEY, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let place: Texts;
before(async () => {
  place = await databases.settings();
  server = await startServer(place);
});
after(() => server.stop());

const { api, addAccount, connect, createOrder } = connectionApiOf(() => server);

const asked = { processor: BANK, mode: 'test', credentials: { ...CREDENTIALS_OF_BANK } };

function errorsOf(refused: Answered): readonly string[] {
  return Object.keys(((refused.json as Json)['errors'] ?? {}) as Json);
}

test('a live account takes orders while it has a connection that is not retired', async () => {
  const { key, owner } = await addAccount();
  assert.notEqual((await createOrder(owner)).status, 200);
  const added = await connect(key, { label: 'Main' });
  const { id, created_at: createdAt, webhook_url: hook, ...shown } = added;
  assert.match(String(hook), /^http:\/\/127\.0\.0\.1:\d+\/hooks\/[\w-]{20,60}$/);
  assert.match(String(id), /^conn_[0-9A-Za-z]{14}$/);
  assert.ok(Math.abs(Date.parse(String(createdAt)) - Date.now()) < 60_000);
  assert.deepEqual(shown, {
    account: key,
    processor: BANK,
    mode: 'test',
    label: 'Main',
    base_url: null,
    credentials: { merchantId: 'M-1' },
    secrets: { apiSecret: true, hookSecret: true },
    former_credentials: 0,
    route: true,
    remedy: null,
    checked_at: null,
    retired_at: null,
  });
  assert.equal((await createOrder(owner)).status, 200);
  assert.equal(((await api('GET', `/${key}`)).json as Json)['active'], true);
  const where = `/${key}/connections/${id}`;
  assert.deepEqual((await api('GET', where)).json, added);
  assert.deepEqual((await api('GET', `/${key}/connections`)).json, { connections: [added] });
  const retired = (await api('DELETE', where)).json as Json;
  assert.deepEqual({ ...retired, retired_at: null, route: true }, added);
  assert.deepEqual([typeof retired['retired_at'], retired['route']], ['string', false]);
  assert.notEqual((await createOrder(owner)).status, 200);
  assert.equal(((await api('GET', `/${key}`)).json as Json)['active'], false);
  assert.deepEqual((await api('DELETE', where)).json, retired, 'twice is once');
});

test('a check says what the processor said, without the secrets that it repeats', async () => {
  const { key } = await addAccount();
  const { id } = await connect(key);
  const checked = await api('POST', `/${key}/connections/${id}/check`);
  const { connection, ...said } = checked.json as { readonly connection: Json };
  assert.deepEqual(said, { result: 'accepted', why: null, said: 'hello …' });
  assert.equal(typeof connection['checked_at'], 'string');
});

test('credentials are changed by the fields that are named', async () => {
  const { key } = await addAccount();
  const { id } = await connect(key);
  const where = `/${key}/connections/${id}`;
  const changed = await api('PATCH', where, { credentials: { hookSecret: null } });
  const { secrets, former_credentials: former } = changed.json as Json;
  assert.deepEqual([secrets, former], [{ apiSecret: true, hookSecret: false }, 1]);
  const leaked = { credentials: { apiSecret: 'canary-two' }, keep_former: false };
  assert.equal(((await api('PATCH', where, leaked)).json as Json)['former_credentials'], 0);
  await api('PATCH', where, { credentials: { apiSecret: 'canary-three' } });
  const checked = (await api('POST', `${where}/check`)).json as { readonly connection: Json };
  const alone = (await api('PATCH', where, { keep_former: false })).json as Json;
  assert.deepEqual(alone, { ...checked.connection, former_credentials: 0 });
  for (const [field, body] of [
    ['credentials', {}],
    ['credentials', { keep_former: true }],
    ['credentials', { credentials: null, keep_former: false }],
    ['keep_former', { credentials: {}, keep_former: null }],
    ['credentials', { credentials: 'canary' }],
    ['credentials.apiSecret', { credentials: { apiSecret: 1 } }],
    ['credentials.apiSecret', { credentials: { apiSecret: null } }],
    ['keep_former', { credentials: {}, keep_former: 'canary' }],
    ['mode', { credentials: {}, mode: 'live' }],
  ] as const) {
    const refused = await api('PATCH', where, body);
    assert.deepEqual([refused.status, errorsOf(refused)], [400, [field]], refused.text);
  }
});

test('what is no connection is refused by its field, in no words of the secret', async () => {
  const { key } = await addAccount();
  const rows: readonly (readonly [string, Json])[] = [
    ['processor', { processor: 'nobank' }],
    ['processor', { processor: null }],
    ['mode', { mode: 'sandbox' }],
    ['credentials', { credentials: null }],
    ['credentials', { credentials: ['canary'] }],
    ['credentials.apiSecret', { credentials: { merchantId: 'M-1', apiSecret: { a: 'canary' } } }],
    ['credentials.apiSecret', { credentials: { merchantId: 'M-1', apiSecret: 'canary\u0001' } }],
    ['credentials.token', { credentials: { ...CREDENTIALS_OF_BANK, token: 'canary' } }],
    ['base_url', { base_url: 'ftp://bank.example' }],
    ['base_url', { mode: 'live', base_url: 'https://bank.example' }],
    ['retired', { retired: true }],
  ];
  for (const [field, more] of rows) {
    const refused = await api('POST', `/${key}/connections`, { ...asked, ...more });
    assert.deepEqual([refused.status, errorsOf(refused)], [400, [field]], refused.text);
    assert.doesNotMatch(refused.text, CANARY);
  }
  const inSandbox = await api('POST', `/${KEY}/connections`, asked);
  assert.deepEqual(
    [inSandbox.status, (inSandbox.json as Json)['message']],
    [400, 'A sandbox account takes no connection'],
  );
  const { id } = await connect(key);
  const mixed = await api('POST', `/${key}/connections`, { ...asked, mode: 'live' });
  assert.equal(mixed.status, 409);
  assert.match(mixed.text, /The other connections of this account are in test mode/);
  const other = await addAccount();
  for (const where of [
    '/nobody/connections',
    `/${key}/connections/conn_00000000000000`,
    `/${other.key}/connections/${id}`,
    `/${key}/connections/x`,
  ]) {
    assert.equal((await api('GET', where)).status, 404, where);
  }
  assert.equal((await api('GET', `/${key}/connections`, undefined, other.owner)).status, 401);
});

test('a live connection waits for its addresses, and the start tells which', async () => {
  const { key, owner } = await addAccount();
  const { remedy, route } = await connect(key, { mode: 'live' });
  assert.deepEqual([route, remedy], [true, 'set PUBLIC_URL to an https address without a port']);
  assert.notEqual((await createOrder(owner)).status, 200);
  assert.equal(((await api('GET', `/${key}`)).json as Json)['active'], false);
  const { accounts } = (await api('GET', '')).json as { readonly accounts: Json[] };
  assert.equal(accounts.find((each) => each['key'] === key)?.['active'], false);
  assert.ok(server.logged.some((line) => line.includes(key) && /set PUBLIC_URL/.test(line)));
});

test('a start warns of live connections until both addresses are set', async () => {
  const settings = { ...(await databases.settings()) };
  const first = await startServer(settings);
  const { dataDir } = first.app.summary;
  const sent = { method: 'POST', headers: ADMIN };
  const made = await ask(`${first.url}/admin/accounts`, {
    ...sent,
    body: { name: 'Live', mode: 'live' },
  });
  const { key, secret } = made.json as Json;
  const where = `/admin/accounts/${key}/connections`;
  await ask(first.url + where, { ...sent, body: { ...asked, mode: 'live' } });
  await first.app.close();
  const basic = Buffer.from(`${key}:${secret}`).toString('base64');
  const sell = async (server: TestServer) => {
    const headers = { authorization: `Basic ${basic}` };
    const body = { amount: 50000, currency: 'INR', receipt: `at-${Date.now()}` };
    return (await ask(`${server.url}/v1/orders`, { headers, body })).status === 200;
  };
  const own = { PUBLIC_URL: 'https://pay.example.com' };
  for (const [more, warning] of [
    [{}, 'set PUBLIC_URL'],
    [own, 'set HANDOVER_URL'],
    [{ ...own, HANDOVER_URL: 'https://go.example.com' }, null],
  ] as const) {
    const again = await startServer({ ...settings, ...more, DATA_DIR: dataDir });
    const told = again.logged.filter((line) => line.includes('live connection'));
    assert.deepEqual([told.length, await sell(again)], warning === null ? [0, true] : [1, false]);
    assert.ok(warning === null || told[0]?.includes(warning), told[0]);
    await again.stop();
  }
  rmSync(dataDir, { recursive: true, force: true });
});

test('no secret lies in the database or the log in clear', () => {
  assert.doesNotMatch(server.logged.join('\n'), CANARY);
  const { dataDir } = server.app.summary;
  if (place['DATABASE_URL'] !== undefined) return;
  for (const name of ['dubash.db', 'dubash.db-wal']) {
    const kept = readFileSync(path.join(dataDir, name), 'latin1');
    assert.ok(kept.length > 0 && !kept.includes('canary'), name);
  }
});
