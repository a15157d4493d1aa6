// The account API: endpoints of every dialect and settings, and what it refuses.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listDialects } from '../../src/gateways/gateway.ts';
import * as registry from '../../src/gateways/registry.ts';
import { addAccount, accountApiOf, type Json } from '../support/account-api.ts';
import { keyWithin } from '../../src/http/idempotency-key.ts';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const accountApi = accountApiOf(() => server);
const HOOK = 'https://shop.example/hook';
const served = listDialects(registry);

async function make(body: Json = {}): Promise<Json> {
  const made = await accountApi('POST', '/endpoints', { url: HOOK, dialect: 'razorpay', ...body });
  assert.equal(made.status, 200, JSON.stringify(made.json));
  return made.json;
}
const pathOf = (endpoint: Json) => `/endpoints/${endpoint['id']}`;

for (const { name, webhooks } of served) {
  test(`${name}: an endpoint is made, shown, listed, changed and removed`, async () => {
    const { secret, ...made } = await make({ dialect: name });
    assert.match(String(secret), /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.match(String(made['id']), /^ep_[0-9A-Za-z]{14}$/);
    const { id, created_at: _, ...rest } = made;
    assert.deepEqual(rest, {
      url: HOOK,
      dialect: name,
      version: null,
      events: null,
      secret_exists: true,
      active: true,
      state: 'active',
      paused: null,
      retry_seconds: null,
      description: null,
    });
    assert.deepEqual((await accountApi('GET', `/endpoints/${id}`)).json, made);
    const { endpoints } = (await accountApi('GET', '/endpoints')).json;
    assert.deepEqual((endpoints as Json[])[0], made);
    const events = webhooks.events.slice(0, 1);
    const more = {
      ...(events.length === 0 ? {} : { events }),
      ...(webhooks.versions[0] === undefined ? {} : { version: webhooks.versions.at(-1) }),
      retry_seconds: [1, 86400],
      description: 'Books ₹',
      url: `${HOOK}?a=b`,
    };
    const changed = await accountApi('PATCH', `/endpoints/${id}`, more);
    assert.deepEqual(changed.json, { ...made, ...more });
    const nothing = { events: null, retry_seconds: null, description: null, version: null };
    const back = await accountApi('PATCH', `/endpoints/${id}`, { ...nothing, url: HOOK });
    assert.deepEqual(back.json, made);
    assert.deepEqual((await accountApi('DELETE', `/endpoints/${id}`)).json, { id, removed: true });
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const gone = await accountApi(
        method,
        `/endpoints/${id}`,
        method === 'PATCH' ? {} : undefined,
      );
      assert.deepEqual([gone.status, gone.json['code']], [404, 'NOT_FOUND'], method);
    }
  });
}

test('a secret of the merchant’s own is kept sealed and told to nobody', async () => {
  const secret = 'a-secret-of-my-own-₹';
  const made = await make({ secret });
  assert.equal(made['secret'], undefined);
  const changed = await accountApi('PATCH', pathOf(made), { secret: `${secret}-2` });
  assert.equal(changed.status, 200);
  const shown = await accountApi('GET', pathOf(made));
  assert.doesNotMatch(JSON.stringify([made, changed.json, shown.json]), /of-my-own/);
  const account = await server.app.parts.accounts.find('test_123');
  const records = await server.app.parts.store.listRecords(
    account?.account.id ?? 0,
    'endpoint',
    0,
    100,
  );
  assert.doesNotMatch(JSON.stringify(records), /of-my-own/);
  assert.doesNotMatch(server.logged.join(), /of-my-own/);
});

test('a repeated POST with a key makes one endpoint and tells the same secret', async () => {
  const headers = { authorization: BASIC, 'idempotency-key': 'endpoint-1' };
  const body = { url: HOOK, dialect: 'razorpay', description: 'once' };
  const [first, second] = [
    await accountApi('POST', '/endpoints', body, headers),
    await accountApi('POST', '/endpoints', body, headers),
  ];
  assert.equal(first.status, 200);
  assert.match(String(first.json['secret']), /^whsec_/);
  assert.deepEqual(second.json, first.json);
  assert.equal(second.headers.get('x-idempotency-replayed'), 'true');
  const other = await accountApi('POST', '/endpoints', { ...body, description: 'twice' }, headers);
  assert.equal(other.status, 422);
  const { endpoints } = (await accountApi('GET', '/endpoints')).json;
  const same = (endpoints as Json[]).filter(({ description }) => description === 'once');
  assert.equal(same.length, 1);
  const account = await server.app.parts.accounts.find('test_123');
  const { store, engine } = server.app.parts;
  assert.ok(account);
  const now = engine.nowOf(account.account);
  const key = keyWithin('POST /account/endpoints', 'endpoint-1');
  const saved = await store.findIdempotencyRecord(account.account.id, key, now);
  assert.ok(saved);
  assert.doesNotMatch(saved.body, /whsec_/, 'the saved answer holds it sealed');
});

test('a refusal is saved under its key as well', async () => {
  const headers = { authorization: BASIC, 'x-idempotency-key': 'refused-1' };
  const ask = () => accountApi('POST', '/endpoints', { dialect: 'razorpay' }, headers);
  const [first, second] = [await ask(), await ask()];
  assert.equal(first.status, 400);
  assert.deepEqual(second.json, first.json);
  assert.equal(second.headers.get('x-idempotency-replayed'), 'true');
});

test('an endpoint of a gateway’s own API appears here, and the other way round', async () => {
  const native = (method: string, path: string, body?: unknown) =>
    ask(`${server.url}/v1/webhooks${path}`, { method, headers: { authorization: BASIC }, body });
  const events = { 'payment.captured': true, 'order.paid': false };
  const theirs = await native('POST', '', { url: HOOK, active: true, events });
  assert.equal(theirs.status, 200, theirs.text);
  const { id } = theirs.json as Json;
  const seen = await accountApi('GET', `/endpoints/${id}`);
  assert.equal(seen.status, 200);
  assert.deepEqual(seen.json['events'], ['payment.captured']);
  assert.equal(seen.json['secret_exists'], false);
  const ours = await make({ events: ['order.paid', 'refund.processed'], secret: 'long enough' });
  const token = String(ours['id']).slice(3);
  const listed = (await native('GET', '')).json as { readonly items: readonly Json[] };
  const item = listed.items.find((each) => each['id'] === token);
  assert.deepEqual(item?.['events'], { 'order.paid': true, 'refund.processed': true });
  assert.equal(item?.['secret_exists'], true);
  const changed = await native('PUT', `/${token}`, { url: `${HOOK}2` });
  assert.equal(changed.status, 200, changed.text);
  assert.equal((await accountApi('GET', pathOf(ours))).json['url'], `${HOOK}2`);
});

test('switched off and on again, with what we had paused it for forgotten', async () => {
  const made = await make();
  const off = await accountApi('PATCH', pathOf(made), { active: false });
  assert.deepEqual([off.json['state'], off.json['active']], ['off', false]);
  const { accounts, store } = server.app.parts;
  const { account } = (await accounts.find('test_123')) ?? assert.fail();
  const records = await store.listRecords(account.id, 'endpoint', 0, 100);
  const row = records.find(({ id }) => `ep_${id.token}` === made['id']);
  assert.ok(row);
  const nothing = { changes: null, events: [], instruction: null, answered: null, reply: null };
  const at = Date.now();
  const body = { ...row.body, active: false, paused_at: at, paused_because: 'answered 500' };
  const record = { row: { ...row, body }, isNew: false };
  const commit = { ...nothing, account: account.id, webhooks: [], record };
  await store.save({ ...commit, now: at, clockOffsetMs: 0 });
  const paused = (await accountApi('GET', pathOf(made))).json;
  assert.equal(paused['state'], 'paused');
  const since = new Date(at).toISOString();
  assert.deepEqual(paused['paused'], { since, because: 'answered 500' });
  const named = await accountApi('PATCH', pathOf(made), { description: 'still paused' });
  assert.equal(named.json['state'], 'paused');
  const on = await accountApi('PATCH', pathOf(made), { active: true });
  assert.deepEqual([on.json['state'], on.json['paused']], ['active', null]);
  const offAgain = await accountApi('PATCH', pathOf(made), { active: false });
  assert.equal(offAgain.json['state'], 'off', 'the merchant’s own word, not our pause');
});

const wrongRanges = [null, '203.0.113.7', ['nowhere'], ['10.0.0.1/8'], [7], Array(51).fill('::1')];
const RANGES = wrongRanges.map((unsigned_refund_addresses) => ({ unsigned_refund_addresses }));

test('settings are read whole and changed one by one', async () => {
  const before = (await accountApi('GET', '/settings')).json;
  assert.deepEqual([before['unsigned_create'], before['unique_references']], [true, false]);
  assert.equal(before['v1_hashes'], true, 'nobody has set it, and this is a sandbox account');
  const changed = await accountApi('PATCH', '/settings', { unique_references: true });
  assert.deepEqual(changed.json, { ...before, unique_references: true });
  const list = [' 203.0.113.0/24', '2001:db8::7'];
  const named = await accountApi('PATCH', '/settings', { unsigned_refund_addresses: list });
  assert.deepEqual(named.json['unsigned_refund_addresses'], ['203.0.113.0/24', '2001:db8::7']);
  const { unsigned_refund_addresses } = before;
  await accountApi('PATCH', '/settings', { unsigned_refund_addresses });
  assert.deepEqual((await accountApi('GET', '/settings')).json, changed.json);
  const create = (receipt: string) =>
    ask(`${server.url}/v1/orders`, {
      headers: { authorization: BASIC },
      body: { amount: 100, currency: 'INR', receipt },
    });
  assert.equal((await create('unique')).status, 200);
  assert.equal((await create('unique')).status, 400, 'it holds at once');
  await accountApi('PATCH', '/settings', { unique_references: false });
  assert.equal((await create('unique')).status, 200);
  for (const body of [
    { unique_references: 'yes' },
    { unsigned_create: null },
    { v1_hashes: null },
    { mode: 'live' },
    ...RANGES,
  ]) {
    const refused = await accountApi('PATCH', '/settings', body);
    assert.deepEqual([refused.status, refused.json['code']], [400, 'VALIDATION_ERROR']);
    assert.ok(Object.hasOwn(refused.json['errors'] as Json, Object.keys(body)[0] ?? ''));
  }
  assert.deepEqual((await accountApi('GET', '/settings')).json, before);
});

test('another account sees nothing of it', async () => {
  const made = await make();
  for (const mode of ['sandbox', 'live'] as const) {
    const other = await addAccount(server, `other_${mode}`, mode);
    assert.deepEqual((await accountApi('GET', '/endpoints', undefined, other)).json, {
      endpoints: [],
    });
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { active: false } : undefined;
      assert.equal((await accountApi(method, pathOf(made), body, other)).status, 404, method);
    }
  }
  assert.equal((await accountApi('GET', pathOf(made))).json['state'], 'active');
});
