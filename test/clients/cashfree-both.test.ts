// The documented paths with the specification's own optional header: one body for either reader.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CASHFREE_CREATE, CASHFREE_HEADERS } from '../support/documented-example.ts';
import { type Answered, ask, startServer, type TestServer } from '../support/server.ts';
import { VERSIONS } from '../../src/gateways/cashfree/version.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Json = Record<string, unknown>;
const DOCUMENTED = ['/api/v2/pg/via/cashfree', '/api/v1/pg/via/cashfree'];
const NATIVE = ['/pg', '/cashfree', '/api/v2/pg/via/cashfree/pg'];
const OLD_RETURN = 'https://m.in/r?o={order_id}&t={order_token}';

let count = 0;

function send(base: string, path: string, version: string, body?: unknown): Promise<Answered> {
  const headers = { ...CASHFREE_HEADERS, ...(version === '' ? {} : { 'x-api-version': version }) };
  return ask(`${server.url}${base}${path}`, { headers, body });
}

function create(base: string, version: string, more: object = {}): Promise<Answered> {
  count += 1;
  const order_meta = { return_url: OLD_RETURN };
  const body = { ...CASHFREE_CREATE, order_id: `both-${count}`, order_meta, ...more };
  return send(base, '/orders', version, body);
}

test('an order: the version’s own fields, and the specification’s that it lacks', async () => {
  for (const version of VERSIONS) {
    const native = (await create('/pg', version)).json as Json;
    for (const base of DOCUMENTED) {
      const order = (await create(base, version)).json as Json;
      const plain = (await create(base, '')).json as Json;
      for (const name of Object.keys(plain)) assert.ok(name in order, `${version} ${name}`);
      for (const name of Object.keys(native)) {
        assert.equal(typeof order[name], typeof native[name], `${version} ${name}`);
      }
      assert.match(String(order['order_token']), /^token_[\w-]{30,}$/);
      assert.equal(
        Object.keys(order).length,
        new Set([...Object.keys(native), ...Object.keys(plain)]).size,
      );
      for (const name of ['payments', 'refunds']) {
        const { url } = order[name] as { url: string };
        const { status } = await ask(url, { headers: CASHFREE_HEADERS });
        assert.equal(status, 200, url);
      }
    }
    for (const base of NATIVE) {
      const order = (await create(base, version)).json as Json;
      assert.deepEqual(Object.keys(order), Object.keys(native), `${base} ${version}`);
    }
  }
});

test('a refusal: the version’s words, and the specification’s status and errors', async () => {
  for (const version of [...VERSIONS, '2019-01-01']) {
    const isKnown = version !== '2019-01-01';
    for (const base of DOCUMENTED) {
      const wrong = { order_amount: 'ten', customer_details: {} };
      const native = await create('/pg', version, wrong);
      const both = await create(base, version, wrong);
      assert.equal(both.status, native.status);
      const { status, errors, ...rest } = both.json as Json;
      assert.deepEqual(rest, native.json);
      assert.equal(status, 'ERROR');
      const named = Object.keys((errors ?? {}) as object);
      assert.equal(named.includes('customer_details.customer_id'), isKnown, version);
      const path = '/orders/nobody';
      const missing = (await send(base, path, version)).json as Json;
      const other = (await send('/pg', path, version)).json as Json;
      assert.deepEqual(missing, { ...other, status: 'ERROR' });
      const stranger = await ask(`${server.url}${base}${path}`, {
        headers: { 'x-api-version': version },
      });
      assert.equal((stranger.json as Json)['status'], 'ERROR');
    }
    const plain = (await create('/pg', version, { order_amount: 'ten' })).json as Json;
    assert.ok(!('status' in plain) && !('errors' in plain));
  }
});

test('what a row finds missing by itself is told to both as well', async () => {
  const { json } = await create('/pg', '2025-01-01');
  const path = `/orders/${(json as Json)['order_id']}/settlements`;
  const both = (await send('/api/v2/pg/via/cashfree', path, '2025-01-01')).json as Json;
  const native = (await send('/pg', path, '2025-01-01')).json as Json;
  assert.deepEqual(both, { ...native, status: 'ERROR' });
});
