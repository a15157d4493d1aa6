// What no request can be made of is answered in our own shape or the path's, never the parser's;
// guessing secrets is slowed, and locks nobody out.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ RATE_LIMITS: 'create=1000,fetch=1000' });
});
after(() => server.stop());

type Json = Readonly<Record<string, unknown>>;

/** Bytes as they are; what comes back until the other end closes. */
function sendRaw(bytes: string): Promise<{ status: number; headers: string; body: string }> {
  const { hostname, port } = new URL(server.url);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(Number(port), hostname, () => socket.end(bytes));
  let text = '';
  socket.on('data', (chunk) => {
    text += String(chunk);
  });
  socket.on('close', () => resolve(text));
  socket.on('error', reject);
  return promise.then((answer) => {
    const [headers = '', ...body] = answer.split('\r\n\r\n');
    const status = Number(/^HTTP\/1\.1 (\d+) /.exec(headers)?.[1]);
    return { status, headers, body: body.join('\r\n\r\n') };
  });
}

const LONG = 'x'.repeat(20_000);
const ROWS: readonly (readonly [string, string, number])[] = [
  ['no HTTP at all', 'hello\r\n\r\n', 400],
  ['a header that is none', 'GET /v1/orders HTTP/1.1\r\nhost: a\r\nbroken\r\n\r\n', 400],
  ['the same, two slashes', 'GET //v1/orders HTTP/1.1\r\nhost: a\r\nbroken\r\n\r\n', 400],
  ['headers without end', `GET /v1/orders HTTP/1.1\r\nhost: a\r\nx: ${LONG}\r\n\r\n`, 431],
  ['a path without end', `GET /v1/${LONG} HTTP/1.1\r\nhost: a\r\n\r\n`, 431],
  [
    'two lengths',
    'POST /v1/orders HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
    400,
  ],
];

for (const [name, bytes, status] of ROWS) {
  test(`${name}: ${status}`, async () => {
    const answer = await sendRaw(bytes);
    assert.equal(answer.status, status);
    assert.match(answer.headers, /content-type: application\/json/i);
    assert.match(answer.headers, /connection: close/i);
    const json = JSON.parse(answer.body) as Json;
    assert.equal(json['statusCode'], undefined, 'the framework’s own body');
    if (bytes.includes('/v1/orders HTTP')) {
      assert.equal(typeof (json['error'] as Json)['description'], 'string', answer.body);
    } else if (!bytes.includes('/v1/')) {
      assert.deepEqual([json['status'], json['code']], ['ERROR', 'BAD_REQUEST']);
    }
  });
}

test('a request without a host is answered like any other', async () => {
  const answer = await sendRaw(`GET /v1/orders HTTP/1.1\r\nauthorization: ${BASIC}\r\n\r\n`);
  assert.equal(answer.status, 200);
});

test('guessing is told to wait in the dialect’s words; the right secret gets in', async () => {
  const wrong = `Basic ${Buffer.from(`${KEY}:guess`).toString('base64')}`;
  const guess = (tail: string) =>
    ask(`${server.url}${tail}`, { headers: { authorization: wrong } });
  for (let sent = 0; sent < 20; sent += 1) assert.equal((await guess('/v1/orders')).status, 401);
  const native = await guess('/v1/orders');
  assert.equal(native.status, 429);
  assert.match(native.headers.get('retry-after') ?? '', /^[1-6]?\d$/);
  assert.equal(typeof ((native.json as Json)['error'] as Json)['description'], 'string');
  const own = await guess('/account/settings');
  assert.deepEqual([own.status, (own.json as Json)['status']], [429, 'ERROR']);
  const right = await ask(`${server.url}/v1/orders`, { headers: { authorization: BASIC } });
  assert.equal(right.status, 200);
});
