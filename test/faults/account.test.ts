// What the account API refuses: hostile fields, strangers, too much of anything.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addAccount, accountApiOf, type Json } from '../support/account-api.ts';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const accountApi = accountApiOf(() => server);
const HOOK = 'https://shop.example/hook';
const GOOD = { url: HOOK, dialect: 'razorpay' };
const ALL = ['url', 'dialect', 'version', 'events', 'format', 'secret', 'active'].concat([
  'retry_seconds',
  'description',
]);

const WRONG: readonly (readonly [string, unknown])[] = [
  ['url', 'ftp://shop.example'],
  ['url', 'https://user:word@shop.example/'],
  ['url', 'javascript:alert(1)'],
  ['url', `https://shop.example/${'a'.repeat(2048)}`],
  ['url', 'https://shop.example/{order_id}'],
  ['url', 'https://shop.example/ a'],
  ['url', '//shop.example'],
  ['dialect', 'stripe'],
  ['dialect', 'constructor'],
  ['version', 'v9'],
  ['version', 1],
  ['events', 'order.paid'],
  ['events', []],
  ['events', ['order.paid', 'no.such']],
  ['events', [['order.paid']]],
  ['events', Array(101).fill('order.paid')],
  ['events', { 'order.paid': true }],
  ['format', 'xml'],
  ['secret', 'short'],
  ['secret', 's'.repeat(256)],
  ['secret', 'nul\u0000nul\u0000'],
  ['secret', 'whsec_not base64'],
  ['secret', 'whsec_c2hvcnQ='],
  ['secret', 12345678],
  ['secret', ''],
  ['active', 'true'],
  ['active', null],
  ['active', 1],
  ['retry_seconds', 60],
  ['retry_seconds', [0]],
  ['retry_seconds', [86401]],
  ['retry_seconds', [1.5]],
  ['retry_seconds', ['60']],
  ['retry_seconds', [null]],
  ['retry_seconds', Array(21).fill(60)],
  ['description', 'x'.repeat(256)],
  ['description', { a: 1 }],
  ['id', 'ep_ABC123def456GH'],
  ['paused_at', 1],
  ['constructor', 1],
  ['toString', 1],
  ['x'.repeat(5000), 1],
];
for (const [field, value] of WRONG) {
  const told = `${field.slice(0, 20)} ${JSON.stringify(value).slice(0, 40)}`;
  test(`refused, made and changed: ${told}`, async () => {
    const made = (await accountApi('POST', '/endpoints', GOOD)).json;
    const path = `/endpoints/${made['id']}`;
    for (const refused of [
      await accountApi('POST', '/endpoints', { ...GOOD, [field]: value }),
      await accountApi('PATCH', path, { [field]: value }),
    ]) {
      assert.equal(refused.status, 400, JSON.stringify(refused.json));
      assert.equal(refused.json['code'], 'VALIDATION_ERROR');
      const errors = Object.keys(refused.json['errors'] as Json);
      assert.deepEqual(errors, [ALL.includes(field) ? field : errors[0]]);
      assert.ok(JSON.stringify(refused.json).length < 2000);
    }
    const { secret: _, ...shown } = made;
    assert.deepEqual((await accountApi('GET', path)).json, shown);
    await accountApi('DELETE', path);
  });
}

test('what is missing is named all at once', async () => {
  const refused = await accountApi('POST', '/endpoints', {});
  assert.deepEqual(Object.keys(refused.json['errors'] as Json).sort(), ['dialect', 'url']);
  for (const body of ['[]', '"x"', '{', '{"url":"a","url":"b"}', '{"__proto__":{"url":"x"}}']) {
    assert.equal((await accountApi('POST', '/endpoints', body)).status, 400, body);
  }
});

test('a live account is told over https, or on its own machine', async () => {
  const live = await addAccount(server, 'live_hooks', 'live');
  const make = (url: string) => accountApi('POST', '/endpoints', { ...GOOD, url }, live);
  for (const url of [
    'http://shop.example/',
    'http://127.0.0.1.shop.example/',
    'http://10.0.0.1/',
  ]) {
    assert.equal((await make(url)).status, 400, url);
  }
  for (const url of [HOOK, 'http://127.0.0.1:8080/', 'http://localhost/', 'http://[::1]:1/']) {
    const made = await make(url);
    assert.equal(made.status, 200, url);
    const worse = { url: 'http://shop.example/' };
    assert.equal(
      (await accountApi('PATCH', `/endpoints/${made.json['id']}`, worse, live)).status,
      400,
    );
  }
});

test('the hundred and first endpoint is refused', async () => {
  const own = await addAccount(server, 'many_hooks', 'sandbox');
  const made = await Promise.all(
    Array.from({ length: 100 }, () => accountApi('POST', '/endpoints', GOOD, own)),
  );
  assert.ok(made.every(({ status }) => status === 200));
  const more = await accountApi('POST', '/endpoints', GOOD, own);
  assert.deepEqual(
    [more.status, more.json['message']],
    [400, 'An account has at most 100 endpoints'],
  );
  const path = `/endpoints/${made[0]?.json['id']}`;
  await accountApi('DELETE', path, undefined, own);
  assert.equal((await accountApi('POST', '/endpoints', GOOD, own)).status, 200);
  const page = await accountApi('GET', '/endpoints?count=30&skip=90', undefined, own);
  assert.equal((page.json['endpoints'] as Json[]).length, 10);
});

test('a hundred at most, also when more are made at once, by whichever way', async () => {
  const own = await addAccount(server, 'hooks_at_once', 'sandbox');
  const hook = { url: HOOK, secret: 'a secret', events: { 'order.paid': true } };
  const all = await Promise.all(
    Array.from({ length: 130 }, (_, index) =>
      index % 2 === 0
        ? accountApi('POST', '/endpoints', GOOD, own)
        : ask(`${server.url}/v1/webhooks`, {
            headers: own,
            body: { ...hook, url: `${HOOK}/${index}` },
          }),
    ),
  );
  const codes = all.map(({ status }) => status).filter((status) => status === 200);
  assert.equal(codes.length, 100);
  assert.equal(all.filter(({ status }) => status === 400).length, 30);
  const over = await accountApi('GET', '/endpoints?count=1&skip=100', undefined, own);
  assert.deepEqual(over.json['endpoints'], []);
});

test('nobody without credentials, and no path that is not there', async () => {
  const wrong = `Basic ${Buffer.from('test_123:wrong').toString('base64')}`;
  const nobody = `Basic ${Buffer.from('nobody:secret_123').toString('base64')}`;
  for (const headers of [{}, { authorization: wrong }, { authorization: nobody }]) {
    for (const path of ['/endpoints', '/webhooks', '/settings', '/webhooks/msg_ABC123def456GH']) {
      const refused = await accountApi('GET', path, undefined, headers);
      assert.deepEqual([refused.status, refused.json['code']], [401, 'AUTHENTICATION_FAILED']);
    }
  }
  for (const path of [
    '',
    '/',
    '/nothing',
    '/endpoints/a/b',
    '/endpoints/%E0%A4%A',
    '/webhooks//nothing',
  ]) {
    assert.equal((await accountApi('GET', path)).status, 404, path);
  }
  assert.equal((await ask(`${server.url}/accounts`)).status, 404);
  const put = await accountApi('PUT', '/endpoints', {});
  assert.deepEqual([put.status, put.headers.get('allow')], [405, 'POST, GET']);
  for (const id of ['ep_', 'x', '1', "ep_'; DROP", 'ep_ABC123def456G$', '9'.repeat(400)]) {
    const missing = await accountApi('GET', `/endpoints/${encodeURIComponent(id)}`);
    assert.equal(missing.status, 404, id);
  }
});

test('queries are held to their names and ranges', async () => {
  const queries = ['skip=-1', 'count=0', 'count=101', 'count=1e2', 'skip=x', 'since=1', 'a=b'];
  for (const query of queries) {
    assert.equal((await accountApi('GET', `/endpoints?${query}`)).status, 400, query);
  }
});

test('the account API is counted as everything else is', async () => {
  const counted = await startServer({ RATE_LIMITS: 'create=2,fetch=3,refund=2' });
  try {
    const limited = accountApiOf(() => counted);
    const seen: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      seen.push((await limited('GET', '/settings')).status);
    }
    assert.deepEqual(seen, [200, 200, 200, 429, 429]);
    const refused = await limited('GET', '/endpoints');
    assert.equal(refused.json['code'], 'RATE_LIMIT_EXCEEDED');
    assert.equal(refused.headers.get('x-ratelimit-limit'), '3');
    const headers = { authorization: BASIC };
    const created = await limited('POST', '/endpoints', GOOD, headers);
    assert.equal(created.headers.get('x-ratelimit-remaining'), '1');
  } finally {
    await counted.stop();
  }
});

test('a body that cannot be read is counted, and remembered under no key', async () => {
  const counted = await startServer({ RATE_LIMITS: 'create=9,fetch=9,refund=9' });
  try {
    const limited = accountApiOf(() => counted);
    const keyed = { authorization: BASIC, 'x-idempotency-key': 'unreadable' };
    for (const [body, left] of [
      ['{', '8'],
      ['{"url":1,"url":2}', '7'],
    ] as const) {
      const refused = await limited('POST', '/endpoints', body, keyed);
      assert.equal(refused.status, 400);
      assert.equal(refused.headers.get('x-ratelimit-remaining'), left);
      assert.equal(refused.headers.get('x-idempotency-key'), null);
    }
    const made = await limited('POST', '/endpoints', GOOD, keyed);
    assert.equal(made.status, 200, 'the key is still free');
    assert.equal(made.headers.get('x-idempotency-replayed'), 'false');
    const again = await limited('POST', '/endpoints', GOOD, keyed);
    assert.deepEqual(again.json, made.json, 'its secret too');
    assert.equal(again.headers.get('x-idempotency-replayed'), 'true');
    assert.equal((await limited('POST', '/endpoints', {}, keyed)).status, 422);
  } finally {
    await counted.stop();
  }
});

test('what the server cannot read is refused in its own words', async () => {
  const huge = `{"url":"${'x'.repeat(1024 * 1024)}"}`;
  for (const path of ['/account/endpoints', '/sandbox/pay']) {
    const headers = { authorization: BASIC };
    const refused = await ask(`${server.url}${path}`, { headers, body: huge });
    const { code, message } = refused.json as Json;
    const words = [413, 'BAD_REQUEST', 'The request could not be read'];
    assert.deepEqual([refused.status, code, message], words);
  }
});
