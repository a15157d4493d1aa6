// The audit: what operators change stands there with who, before it is done, and never a secret.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import type { Role } from '../../src/core/operator.ts';
import { type AuditedChange, createAudit } from '../../src/engine/identity/audit.ts';
import { CANARY, connectionApiOf, type Texts } from '../support/connection-api.ts';
import { databases } from '../support/database.ts';
import { ask, KEY, startServer, type TestServer } from '../support/server.ts';
import { type Said, typeCommand } from '../support/typed-command.ts';

type Audited = Texts & { readonly target: Texts };

let server: TestServer;
let place: Texts;
before(async () => {
  place = await databases.settings();
  server = await startServer(place);
});
after(() => server.stop());

const { addAccount, connect } = connectionApiOf(() => server);
const type = (words: readonly string[], input = ''): Promise<Said> =>
  typeCommand({ ...place, DATA_DIR: server.app.summary.dataDir }, words, { input });

async function add(name: string, role: Role): Promise<string> {
  const { out } = await type(['operators', 'add', name, '--role', role, '--json']);
  return (JSON.parse(out) as { readonly token: string }).token;
}

const askAs = (token: string, method: string, path: string, body?: unknown, id = 'req-1') =>
  ask(`${server.url}/admin${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'x-request-id': id },
    ...(body === undefined ? {} : { body }),
  });

async function audited(filter: string): Promise<readonly Audited[]> {
  const { status, json, text } = await askAs(TEST_ADMIN_TOKEN, 'GET', `/audit?${filter}`);
  assert.equal(status, 200, text);
  return (json as { readonly audit: readonly Audited[] }).audit;
}

test('a change by HTTP: who, what, about whom, in which request, and how it ended', async () => {
  const token = await add('asha', 'admin');
  const { json } = await askAs(token, 'POST', '/accounts', { name: 'Chai', mode: 'live' }, 'r-7');
  const { key } = json as Texts;
  await askAs(token, 'PATCH', `/accounts/${key}`, { disabled: true }, 'r-8');
  await askAs(token, 'GET', `/accounts/${key}`);
  const [second, first, ...others] = await audited('operator=asha');
  assert.deepEqual(others, [], 'looking is not audited');
  const { id, at, ...told } = first ?? assert.fail();
  assert.match(String(id), /^aud_\d+$/);
  assert.ok(Math.abs(Date.parse(String(at)) - Date.now()) < 60_000);
  assert.deepEqual(told, {
    ...{ operator: 'asha', role: 'admin', from: 'api', operation: 'POST /accounts' },
    ...{ account: key, target: { name: 'Chai', mode: 'live', key }, request_id: 'r-7' },
    outcome: 'done',
  });
  assert.equal(second?.['operation'], 'PATCH /accounts/:key');
  assert.deepEqual(second?.target, { key, disabled: 'true' });
  assert.deepEqual(await audited(`account=${key}`), [second, first]);
});

test('what is refused stands there too, by a word that says why', async () => {
  const token = await add('mira', 'read');
  assert.equal((await askAs(token, 'PATCH', `/accounts/${KEY}`, { name: 'X' })).status, 403);
  const [lower] = await audited('operator=mira');
  assert.equal(lower?.['outcome'], 'role_too_low');
  assert.equal(lower?.['account'], KEY);
  const command = { words: ['forget', '9123456789'] };
  assert.equal((await askAs(token, 'POST', '/commands', command)).status, 403);
  const [forget] = await audited('operator=mira');
  assert.deepEqual([forget?.['operation'], forget?.['outcome']], ['forget', 'role_too_low']);
  assert.deepEqual(forget?.target, {}, 'nobody looked at what was typed');
  await askAs(TEST_ADMIN_TOKEN, 'PATCH', `/accounts/${KEY}`, { name: 7 });
  const [wrong] = await audited('operator=admin');
  assert.equal(wrong?.['outcome'], 'request_invalid');
});

test('a command that is refused to an operator stands there too', async () => {
  const token = await add('tara', 'read');
  const words = ['operators', 'add', 'tara2', '--role', 'admin'];
  assert.equal((await askAs(token, 'POST', '/commands', { words }, 'r-9')).status, 403);
  const wrong = { words: ['keys', 'no\0action'.repeat(1000)] };
  assert.equal((await askAs(token, 'POST', '/commands', wrong)).status, 403);
  const [mistyped, refused, ...others] = await audited('operator=tara');
  assert.deepEqual(others, []);
  assert.deepEqual([mistyped?.['operation'], mistyped?.['target']], ['keys', {}]);
  const { id: _id, at: _at, ...told } = refused ?? assert.fail();
  assert.deepEqual(told, {
    ...{ operator: 'tara', role: 'read', from: 'api', operation: 'operators add', account: null },
    ...{ target: {}, request_id: 'r-9', outcome: 'role_too_low' },
  });
});

test('whoever is forgotten is named in no audit', async () => {
  const words = ['forget', '9123456780'];
  assert.equal((await type(words)).code, 0);
  assert.equal((await askAs(TEST_ADMIN_TOKEN, 'POST', '/commands', { words })).status, 200);
  const all = (await audited('')).filter(
    // Somebody's role may not have let them, in another test.
    ({ operation, outcome }) => operation === 'forget' && outcome !== 'role_too_low',
  );
  assert.deepEqual(all.map(({ operator }) => operator).sort(), ['admin', 'terminal']);
  for (const { target, outcome } of all) assert.deepEqual([target, outcome], [{}, 'done']);
});

test('no credentials and no secrets stand there', async () => {
  const { key } = await addAccount();
  const { id } = await connect(key);
  const [connected] = await audited(`account=${key}&count=1`);
  assert.deepEqual(connected?.target, { key, processor: 'testbank', mode: 'test', id });
  const rotated = JSON.parse((await type(['keys', 'rotate', '--account', key, '--json'])).out);
  const { secret } = rotated as Texts;
  const { text } = await askAs(TEST_ADMIN_TOKEN, 'GET', '/audit?count=100');
  assert.ok(!CANARY.test(text) && !text.includes(String(secret)));
  assert.ok(!text.includes(TEST_ADMIN_TOKEN));
});

test('a command on the database is of the terminal, with the name of who typed', async () => {
  const { code } = await type(['accounts', 'disable', KEY]);
  await type(['accounts', 'enable', KEY]);
  await type(['accounts', 'list']);
  assert.equal(code, 0);
  const [enabled, disabled] = await audited(`operator=terminal&account=${KEY}`);
  assert.equal(enabled?.['operation'], 'accounts enable');
  const { id: _id, at: _at, ...told } = disabled ?? assert.fail();
  assert.deepEqual(told, {
    ...{ operator: 'terminal', role: 'admin', from: 'tester', operation: 'accounts disable' },
    ...{ account: KEY, target: { 'name or key': KEY }, request_id: null, outcome: 'done' },
  });
  await type(['accounts', 'disable', 'nobody']);
  const [refused] = await audited('operator=terminal');
  assert.deepEqual(
    [refused?.['outcome'], refused?.target],
    ['refused', { 'name or key': 'nobody' }],
  );
});

test('dubash audit list tells the same, as a table and as JSON', async () => {
  const json = await type(['audit', 'list', '--operator', 'asha', '--since', '1h', '--json']);
  const { audit } = JSON.parse(json.out) as { readonly audit: readonly Audited[] };
  assert.deepEqual(audit, await audited('operator=asha'));
  const table = await type(['audit', 'list', '--operator', 'asha']);
  assert.match(table.out, /^at +operator +role +from +operation +account +about +outcome\n/);
  assert.match(table.out, /asha +admin +api +POST \/accounts /);
  const nobody = await type(['audit', 'list', '--operator', 'nobody']);
  assert.deepEqual([nobody.code, nobody.out], [0, 'Nothing was changed.\n']);
  for (const words of [
    ['audit', 'show'],
    ['audit', 'list', '--since', 'x'],
  ]) {
    assert.equal((await type(words)).code, 2);
  }
});

test('pages follow each other, and what is no id is refused', async () => {
  const all = await audited('count=100');
  const [first] = all;
  assert.deepEqual(await audited(`count=2&before=${first?.['id']}`), all.slice(1, 3));
  const { status } = await askAs(TEST_ADMIN_TOKEN, 'GET', '/audit?before=aud_x');
  assert.equal(status, 400);
});

test('it stands there before it is done, and stays as begun where nobody says how', async () => {
  const { store } = server.app.parts;
  const { begin } = createAudit(store, () => Date.now());
  const change: AuditedChange = {
    ...{ operator: 'ravi', role: 'admin' as const, from: 'api', operation: 'PUT /x' },
    ...{ account: null, target: { long: 'x\0'.repeat(500) }, requestId: null },
  };
  await Promise.all([begin(change), begin(change), begin(change)]);
  const begun = await audited('operator=ravi');
  assert.deepEqual(
    begun.map(({ outcome }) => outcome),
    ['begun', 'begun', 'begun'],
  );
  assert.equal(begun[0]?.target['long'], 'x'.repeat(200));
  const end = await begin(change);
  await end({ outcome: 'done', target: { id: 'i' } });
  const [last] = await audited('operator=ravi');
  assert.deepEqual([last?.['outcome'], last?.target['id']], ['done', 'i']);
});

test('what was typed or sent in the wrong place is not kept', async () => {
  await type(['accounts', 'list', '--json']);
  await askAs(TEST_ADMIN_TOKEN, 'PATCH', `/accounts/${KEY}`, { disabled: 'canary' });
  const { key } = await addAccount();
  const where = ['connections', 'add', key, '--processor', 'razorpay'];
  await type([...where, '--mode', 'canary']);
  await type([...where, '--mode', 'test', '--credentials', '{"keySecret":"canary"}']);
  const all = await audited('count=4');
  const outcomes = all.map(({ outcome }) => outcome);
  assert.deepEqual(outcomes, ['refused', 'refused', 'done', 'request_invalid']);
  assert.ok(!CANARY.test(JSON.stringify(all)));
});

test('what cannot be written down is not done', async () => {
  const { audit } = server.app.road;
  const nameOf = async () =>
    ((await askAs(TEST_ADMIN_TOKEN, 'GET', `/accounts/${KEY}`)).json as Texts)['name'];
  const before = await nameOf();
  const broken = { ...audit, begin: () => Promise.reject(new Error('the disk is full')) };
  Object.assign(server.app.road, { audit: broken });
  try {
    const changed = await askAs(TEST_ADMIN_TOKEN, 'PATCH', `/accounts/${KEY}`, { name: 'Unseen' });
    assert.equal(changed.status, 500);
  } finally {
    Object.assign(server.app.road, { audit });
  }
  assert.equal(await nameOf(), before);
});
