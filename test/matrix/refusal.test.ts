// What is wrong with a request, told in each dialect's own shape, with nothing written and nothing
// leaked.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import {
  CASHFREE_CREATE,
  CASHFREE_HEADERS,
  hashOf,
  PAYU_CREATE,
  PINE_CREATE,
  RZP_CREATE,
  WORLDLINE_CREATE,
} from '../support/documented-example.ts';
import {
  type Answered,
  ask,
  BASIC,
  KEY,
  SECRET,
  startServer,
  type TestServer,
} from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Target = {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** Where the same order is looked up; must stay unknown. */
  readonly reference: string;
};

const OWN = { authorization: BASIC };
const NATIVE = { ...CASHFREE_HEADERS, 'x-api-version': '2023-08-01' };
const TARGETS: readonly Target[] = [
  target('rzp', '/api/v2/order/via/rzp/create', OWN, RZP_CREATE, 'receipt'),
  target('payu', '/api/v2/order/via/payu/create', OWN, PAYU_CREATE, 'txnid'),
  target('pinelabs', '/api/v2/order/via/pinelabs/create', OWN, PINE_CREATE, 'merchant_txn_id'),
  target('worldline', '/api/v2/order/via/worldline/create', OWN, WORLDLINE_CREATE, 'order_id'),
  target(
    'cashfree',
    '/api/v2/pg/via/cashfree/orders',
    CASHFREE_HEADERS,
    CASHFREE_CREATE,
    'order_id',
  ),
  target('cashfree native', '/pg/orders', NATIVE, CASHFREE_CREATE, 'order_id'),
];

function target(
  name: string,
  url: string,
  headers: Target['headers'],
  body: Target['body'],
  field: string,
): Target {
  const reference = `no-${name.replace(' ', '-')}`;
  return { name, url, headers, body: { ...body, [field]: reference }, reference };
}

/** The dialect's error shape, with the expected status, and nothing of ours in it. */
function assertRefused(answer: Answered, { name }: Target, status: number): void {
  assert.equal(answer.status, status, `${name}: ${answer.text}`);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
  const body = answer.json as Record<string, unknown>;
  if (name === 'cashfree native') {
    assert.deepEqual(
      Object.keys(body)
        .filter((key) => key !== 'help')
        .sort(),
      ['code', 'message', 'type'],
    );
  } else {
    assert.equal(body['status'], 'ERROR');
    assert.equal(typeof body['code'], 'string');
  }
  assert.equal(typeof body['message'], 'string');
  assert.doesNotMatch(
    answer.text,
    new RegExp(`${SECRET}|at .*\\.ts|node:internal|SQLITE|<html`, 'i'),
  );
}

async function assertNothingWritten({ name, reference }: Target): Promise<void> {
  const account = (await server.app.parts.accounts.find(KEY))?.account;
  assert.ok(account);
  const found = await server.app.parts.store.loadOrderByReference(account.id, reference);
  assert.equal(found, null, `${name} wrote an order`);
}

type Sending = (target: Target) => { headers?: object; body?: unknown; method?: string };
const deep = `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`;
const REFUSALS: readonly (readonly [string, number, Sending])[] = [
  ['malformed JSON', 400, () => ({ body: '{"amount":' })],
  ['an array', 400, () => ({ body: '[]' })],
  ['a bare string', 400, () => ({ body: '"x"' })],
  ['an empty body', 400, () => ({ body: '' })],
  ['deep nesting', 400, () => ({ body: deep })],
  [
    'a duplicated key',
    400,
    ({ body }) => ({
      body: JSON.stringify(body).replace('{', '{"currency":"USD","currency":"INR",'),
    }),
  ],
  [
    '__proto__',
    400,
    ({ body }) => ({ body: JSON.stringify(body).replace('{', '{"__proto__":{"a":1},') }),
  ],
  ['invalid UTF-8', 400, () => ({ body: Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]) })],
  [
    'a lone surrogate',
    400,
    ({ body }) => ({ body: JSON.stringify(body).replace('{', '{"x":"\\ud800",') }),
  ],
  ['a huge body', 413, () => ({ body: `{"a":"${'x'.repeat(1_100_000)}"}` })],
  ['XML', 415, () => ({ body: '<a/>', headers: { 'content-type': 'application/xml' } })],
  [
    'UTF-16',
    415,
    () => ({ body: '{}', headers: { 'content-type': 'application/json; charset=utf-16' } }),
  ],
  ['every field an object', 400, ({ body }) => ({ body: every(body, {}) })],
  ['every field an array', 400, ({ body }) => ({ body: every(body, [1]) })],
  ['every field true', 400, ({ body }) => ({ body: every(body, true) })],
  ['every field null', 400, ({ body }) => ({ body: every(body, null) })],
  ['every field a huge text', 400, ({ body }) => ({ body: every(body, 'x'.repeat(10_000)) })],
  ['no fields', 400, () => ({ body: {} })],
];

function every(body: Readonly<Record<string, unknown>>, value: unknown): object {
  return Object.fromEntries(Object.keys(body).map((name) => [name, value]));
}

for (const place of TARGETS) {
  test(`${place.name}: refused clearly, nothing written`, async () => {
    for (const [what, status, sending] of REFUSALS) {
      const { headers = {}, body } = sending(place);
      const answer = await ask(server.url + place.url, {
        method: 'POST',
        headers: { ...place.headers, ...headers },
        ...(body === '' ? {} : { body }),
      });
      assert.ok(answer.text.length < 20_000, what);
      assertRefused(answer, place, status);
    }
    await assertNothingWritten(place);
  });

  test(`${place.name}: credentials, paths and methods`, async () => {
    const url = server.url + place.url;
    const { body, headers } = place;
    const version = 'x-api-version' in headers ? { 'x-api-version': '2023-08-01' } : {};
    const strangers: readonly Record<string, string>[] = [
      {},
      { authorization: `Basic ${Buffer.from(`${KEY}:wrong`).toString('base64')}` },
      { authorization: `Basic ${Buffer.from('nobody:secret').toString('base64')}` },
      { authorization: 'Bearer x' },
      { authorization: 'Basic !!!' },
      { 'x-client-id': KEY },
      { 'x-client-id': KEY, 'x-client-secret': `${SECRET}x` },
      { 'x-client-id': 'nobody', 'x-client-secret': SECRET },
    ];
    for (const stranger of strangers) {
      assertRefused(await ask(url, { headers: { ...version, ...stranger }, body }), place, 401);
    }
    const gone = await ask(`${url}/nothing/here/at/all`, { headers, body });
    // The native API answers 400 "bad URL" to an unknown path (razorpay.md §1.1, documented).
    assertRefused(gone, place, place.name === 'cashfree native' ? 400 : 404);
    const method = await ask(url, { headers, method: 'DELETE' });
    assertRefused(method, place, 405);
    assert.match(method.headers.get('allow') ?? '', /POST/);
    await assertNothingWritten(place);
    const slash = await ask(`${url}/`, { headers, body });
    assert.equal(slash.status, 200, 'a trailing slash is the same path');
  });
}

test('an unknown or missing API version is refused as the document says', async () => {
  const { 'x-api-version': _, ...unversioned } = NATIVE;
  const missing = await ask(`${server.url}/pg/orders`, {
    headers: unversioned,
    body: CASHFREE_CREATE,
  });
  assert.equal(missing.status, 400);
  assert.deepEqual(missing.json, {
    message: 'version is missing in header',
    code: 'request_failed',
    type: 'invalid_request_error',
  });
  for (const path of ['/pg/orders', '/api/v2/pg/via/cashfree/orders']) {
    const headers = { ...NATIVE, 'x-api-version': '2019-01-01' };
    const unknown = await ask(server.url + path, { headers, body: CASHFREE_CREATE });
    assert.equal(unknown.status, 400);
    assert.equal((unknown.json as { type: string }).type, 'invalid_request_error');
  }
});

test('V1: a flipped byte, a missing hash and another key are refused', async () => {
  const url = `${server.url}/api/v1/order/via/rzp/create`;
  const keyed = { ...RZP_CREATE, receipt: 'no-v1', key: KEY };
  const hash = hashOf(keyed);
  const flipped = (hash.startsWith('0') ? '1' : '0') + hash.slice(1);
  const bodies = [
    keyed,
    { ...keyed, hash: flipped },
    { ...keyed, hash: '' },
    { ...keyed, hash: 7 },
  ].concat([
    { ...keyed, amount: 60000, hash },
    { ...keyed, key: 'nobody', hash },
  ] as never[]);
  for (const body of bodies) {
    const answer = await ask(url, { body });
    assert.equal(answer.status, 401, JSON.stringify(body));
    assert.equal((answer.json as { code: string }).code, 'AUTHENTICATION_FAILED');
  }
  const upper = await ask(url, { body: { ...keyed, hash: hash.toUpperCase() } });
  assert.equal(upper.status, 200);
});

test('paths that nobody serves, and requests that are not HTTP', async () => {
  for (const path of ['/nowhere', '/%zz', '/api/v2', '/pay/', '/sandbox', '/sandbox/nothing']) {
    const answer = await ask(server.url + path, { headers: OWN });
    assert.equal(answer.status, 404, path);
  }
  const { port } = new URL(server.url);
  const reply = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write('NOT HTTP\r\n\r\n'));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
  assert.match(reply, /^HTTP\/1\.1 400 /);
  assert.doesNotMatch(reply, /<html|\.ts:|at /);
});

test('no secret and no card number was logged', () => {
  const log = server.logged.join('\n');
  assert.ok(log.length > 0);
  assert.doesNotMatch(log, new RegExp(SECRET));
});
