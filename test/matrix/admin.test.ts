// The operator's API and commands: accounts added, listed, renamed, switched off; the admin token.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { DIALECTS } from '../support/fixture.ts';
import { type Answered, ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';
import { type Said, typeCommand } from '../support/typed-command.ts';
import { databases } from '../support/database.ts';

type Json = Record<string, unknown>;
type Texts = Readonly<Record<string, string>>;

let server: TestServer;
let place: Texts;
let admin: Texts;
before(async () => {
  place = await databases.settings();
  server = await startServer({ ...place, ADMIN_TOKEN: '' });
  const { adminToken } = server.app.summary;
  assert.match(adminToken ?? '', /^admin_[A-Za-z0-9_-]{43}$/);
  admin = { authorization: `Bearer ${adminToken}` };
});
after(() => server.stop());

function api(method: string, where: string, body?: Json, headers = admin): Promise<Answered> {
  const sent = body === undefined ? { method, headers } : { method, headers, body };
  return ask(`${server.url}/admin${where}`, sent);
}

function dubash(...words: readonly string[]): Promise<Said> {
  return typeCommand({ ...place, DATA_DIR: server.app.summary.dataDir }, words);
}

const basicOf = ({ key, secret }: Json): Texts => ({
  authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`,
});

async function add(mode: string, name = 'Chai Point'): Promise<Json> {
  const added = await api('POST', '/accounts', { name, mode });
  assert.equal(added.status, 200, added.text);
  return added.json as Json;
}

let receipts = 0;
function createOrder(headers: Texts): Promise<Answered> {
  receipts += 1;
  const body = { amount: 50000, currency: 'INR', receipt: `admin-${receipts}` };
  return ask(`${server.url}/v1/orders`, { headers, body });
}

test('an account is added, takes orders at once, is found, listed and renamed', async () => {
  const { secret, ...shown } = await add('sandbox');
  assert.match(String(shown['key']), /^test_[0-9a-f]{16}$/);
  assert.match(String(secret), /^[0-9a-f]{64}$/);
  assert.deepEqual(
    { ...shown, key: 0, client_id: 0, merchant_id: 0 },
    {
      key: 0,
      client_id: 0,
      merchant_id: 0,
      name: 'Chai Point',
      mode: 'sandbox',
      disabled: false,
      active: true,
    },
  );
  assert.equal((await createOrder(basicOf({ ...shown, secret }))).status, 200);
  const where = `/accounts/${shown['key']}`;
  assert.deepEqual((await api('GET', where)).json, shown);
  const renamed = await api('PATCH', where, { name: ' Tea\n Stall ' });
  assert.deepEqual(renamed.json, { ...shown, name: 'Tea Stall' });
  const { accounts } = (await api('GET', '/accounts')).json as { readonly accounts: Json[] };
  assert.ok(accounts.some(({ key, name }) => key === shown['key'] && name === 'Tea Stall'));
  assert.ok(accounts.some(({ key }) => key === KEY));
  assert.doesNotMatch(JSON.stringify(accounts), /secret/);
});

test('accounts are listed in pages', async () => {
  await add('sandbox');
  const all = ((await api('GET', '/accounts')).json as { readonly accounts: Json[] }).accounts;
  const keys: unknown[] = [];
  for (let after = ''; ; ) {
    const query = after === '' ? '' : `&after=${after}`;
    const page = await api('GET', `/accounts?count=1${query}`);
    const { accounts } = page.json as { readonly accounts: Json[] };
    if (accounts.length === 0) break;
    keys.push(accounts[0]?.['key']);
    after = String(accounts[0]?.['key']);
  }
  assert.deepEqual(
    keys,
    all.map(({ key }) => key),
  );
  assert.equal((await api('GET', '/accounts?after=nobody')).status, 404);
});

test('a secret is told once, and again only under the idempotency key of its request', async () => {
  const headers = { ...admin, 'x-idempotency-key': 'add-one-account' };
  const asked = { name: 'Once', mode: 'sandbox' };
  const first = await api('POST', '/accounts', asked, headers);
  const again = await api('POST', '/accounts', asked, headers);
  assert.deepEqual(again.json, first.json);
  assert.equal(again.headers.get('x-idempotency-replayed'), 'true');
  const { key, secret } = first.json as Json;
  const shown = await api('GET', `/accounts/${key}`);
  assert.ok(!shown.text.includes(String(secret)));
  const { dataDir } = server.app.summary;
  const kept =
    place['DATABASE_URL'] === undefined ? readFileSync(path.join(dataDir, 'dubash.db')) : '';
  assert.ok(!kept.includes(String(secret)), 'a secret lies in the database in clear');
});

test('a key of one’s own is taken once', async () => {
  const asked = { name: 'Own key', mode: 'live', key: 'shop.of_mine' };
  assert.equal((await api('POST', '/accounts', asked)).status, 200);
  const twice = await api('POST', '/accounts', asked);
  assert.deepEqual([twice.status, (twice.json as Json)['code']], [409, 'ALREADY_EXISTS']);
});

test('a key that many ask for at once is one’s', async () => {
  const asked = { name: 'At once', mode: 'sandbox', key: 'at_once' };
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => api('POST', '/accounts', asked)),
  );
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [200, ...Array(7).fill(409)]);
});

test('what is no account is refused by its field, and an unknown one is not found', async () => {
  for (const [field, body] of [
    ['name', { mode: 'live' }],
    ['name', { name: '\u202e', mode: 'live' }],
    ['mode', { name: 'A' }],
    ['mode', { name: 'A', mode: 'test' }],
    ['key', { name: 'A', mode: 'live', key: 'a b c' }],
    ['secret', { name: 'A', mode: 'live', secret: 'mine' }],
  ] as const) {
    const refused = await api('POST', '/accounts', body);
    assert.equal(refused.status, 400, refused.text);
    const { errors } = refused.json as { readonly errors: Json };
    assert.deepEqual(Object.keys(errors), [field]);
  }
  assert.equal((await api('PATCH', `/accounts/${KEY}`, { disabled: null })).status, 400);
  assert.equal((await api('PATCH', `/accounts/${KEY}`, { disabled: 'yes' })).status, 400);
  assert.equal((await api('PATCH', '/accounts/nobody', { disabled: true })).status, 404);
  assert.equal((await api('GET', '/accounts/nobody')).status, 404);
});

test('only the admin token opens the admin API, and it opens nothing else', async () => {
  const token = admin['authorization'] ?? '';
  for (const authorization of [
    `${token}x`,
    token.slice(0, -1),
    'Bearer',
    BASIC,
    'Bearer operator',
  ]) {
    const refused = await api('GET', '/accounts', undefined, { authorization });
    assert.equal(refused.status, 401, authorization);
  }
  assert.equal((await api('GET', '/accounts', undefined, {})).status, 401);
  const bare = token.slice('Bearer '.length);
  for (const key of ['operator', KEY]) {
    const headers = basicOf({ key, secret: bare });
    assert.equal((await createOrder(headers)).status, 401, key);
    assert.equal((await ask(`${server.url}/account/settings`, { headers })).status, 401, key);
  }
});

test('wrong admin tokens are told to wait after twenty', async () => {
  const limited = await startServer({
    ADMIN_TOKEN: '',
    RATE_LIMITS: 'create=100',
    ...(await databases.settings()),
  });
  try {
    const headers = { authorization: 'Bearer admin_wrong' };
    const statuses: number[] = [];
    for (let tries = 0; tries < 22; tries += 1) {
      statuses.push((await ask(`${limited.url}/admin/accounts`, { headers })).status);
    }
    assert.deepEqual(statuses, [...Array(20).fill(401), 429, 429]);
    const right = { authorization: `Bearer ${limited.app.summary.adminToken}` };
    assert.equal((await ask(`${limited.url}/admin/accounts`, { headers: right })).status, 200);
  } finally {
    await limited.stop();
  }
});

test('ADMIN_TOKEN is the token, and is told by no start', async () => {
  const own = 'a-token-of-the-operator';
  const set = await startServer({ ADMIN_TOKEN: own, ...(await databases.settings()) });
  try {
    assert.equal(set.app.summary.adminToken, null);
    const headers = { authorization: `Bearer ${own}` };
    assert.equal((await ask(`${set.url}/admin/accounts`, { headers })).status, 200);
  } finally {
    await set.stop();
  }
});

for (const { name, firstCall } of DIALECTS) {
  test(`${name}: an account that nobody carries is refused in its words`, async () => {
    const { key, secret } = await add('live');
    const shop = 'https://shop.example';
    const owner = { key: String(key), secret: String(secret) };
    const call = firstCall({ ...owner, reference: `live-${name}`, shop });
    const headers = call.headers ?? basicOf(owner);
    const idempotent = { ...headers, 'x-idempotency-key': `live-${name}` };
    const refused = await ask(server.url + call.path, { headers: idempotent, body: call.fields });
    assert.ok([400, 403].includes(refused.status), refused.text);
    assert.match(refused.text, /cannot take payments|not (active|enabled|allowed to accept)/);
    // A refusal that passes is no answer: the same key may come again.
    const again = await ask(server.url + call.path, { headers: idempotent, body: call.fields });
    assert.equal(again.headers.get('x-idempotency-replayed'), 'false');
  });
}

test('a disabled account proves nothing and sells nothing, and comes back as it was', async () => {
  const shop = await add('sandbox');
  const owner = basicOf(shop);
  const made = await createOrder(owner);
  const { id } = made.json as { readonly id: string };
  const asked = { headers: owner, body: { order: id } };
  const { page: url } = (await ask(`${server.url}/sandbox/page`, asked)).json as {
    readonly page: string;
  };
  const where = `/accounts/${shop['key']}`;
  const off = await api('PATCH', where, { disabled: true });
  assert.deepEqual([off.status, (off.json as Json)['active']], [200, false]);
  assert.equal((await createOrder(owner)).status, 401);
  assert.equal((await ask(`${server.url}/v1/orders/${id}`, { headers: owner })).status, 401);
  const page = await ask(url);
  assert.match(page.text, /No payment method is open for this order/);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = 'method=upi&vpa=success%40upi';
  await ask(url, { method: 'POST', headers: form, body });
  await api('PATCH', where, { disabled: false });
  const found = await ask(`${server.url}/v1/orders/${id}`, { headers: owner });
  const { status, attempts } = found.json as Json;
  assert.deepEqual([found.status, status, attempts], [200, 'created', 0]);
  assert.doesNotMatch((await ask(url)).text, /No payment method is open/);
  assert.equal((await createOrder(owner)).status, 200);
});

test('dubash accounts does the same beside a running server', async () => {
  const added = await dubash('accounts', 'add', '--live', 'Filter Coffee', '--json');
  const { secret, ...shown } = JSON.parse(added.out) as Json;
  assert.deepEqual(
    [shown['mode'], shown['active'], shown['name']],
    ['live', false, 'Filter Coffee'],
  );
  const key = String(shown['key']);
  assert.match(key, /^live_/);
  assert.equal(
    (await ask(`${server.url}/v1/orders`, { headers: basicOf({ key, secret }) })).status,
    200,
  );
  const off = await dubash('accounts', 'disable', key);
  assert.deepEqual(
    [off.code, off.out],
    [0, `${key} is switched off, everywhere within 2 seconds.\n`],
  );
  const list = await dubash('accounts', 'list');
  assert.match(list.out, /^key +mode +state +name\n/);
  assert.match(list.out, new RegExp(`^${key} +live +off +Filter Coffee$`, 'm'));
  assert.ok(!list.out.includes(String(secret)));
  assert.equal((await dubash('accounts', 'enable', key)).code, 0);
  const shownAgain = await api('GET', `/accounts/${key}`);
  assert.equal((shownAgain.json as Json)['disabled'], false);
  assert.equal((await dubash('accounts', 'disable')).code, 2);
  assert.equal((await dubash('accounts', 'disable', 'nobody')).code, 1);
  assert.match((await dubash('accounts', 'add', 'Tea')).out, /secret {7}[0-9a-f]{64}/);
});

test('dubash admin-token makes another token; the one before holds no longer', async () => {
  const said = await dubash('admin-token', '--json');
  const { admin_token: token } = JSON.parse(said.out) as { readonly admin_token: string };
  assert.equal((await api('GET', '/accounts')).status, 401);
  admin = { authorization: `Bearer ${token}` };
  assert.equal((await api('GET', '/accounts')).status, 200);
  const refused = await typeCommand(
    { ...place, DATA_DIR: server.app.summary.dataDir, ADMIN_TOKEN: 'x'.repeat(20) },
    ['admin-token'],
  );
  assert.deepEqual([refused.code, refused.out], [1, '']);
});
