// The developer's page: what it shows and makes, and every way in which nobody gets to see it.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { orderOf } from '../../src/api/sandbox/order.ts';
import { createFirstPage } from '../../src/http/first-page.ts';
import { isLocal } from '../../src/http/nearby.ts';
import { UNLIMITED } from '../../src/http/limit.ts';
import { ask, BASIC, KEY, SECRET, startServer, type TestServer } from '../support/server.ts';

type Headers = Readonly<Record<string, string>>;
type Answer = { readonly status: number; readonly location: string; readonly text: string };

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

/** With whatever Host and Origin the headers say, which fetch would not send. */
async function send(
  method: string,
  headers: Headers = {},
  body = '',
  url = server.url,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const form = method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
  const agent = { connection: 'keep-alive', ...form, ...headers };
  const sent = request(url, { method, headers: agent, agent: false }, async (answer) => {
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    const { location = '' } = answer.headers;
    resolve({ status: answer.statusCode ?? 0, location, text });
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}

const own = (): Headers => ({ origin: server.url, 'sec-fetch-site': 'same-origin' });
const press = (headers: Headers, body = 'make=order') => send('POST', headers, body);
const pagesOf = (text: string) =>
  [...text.matchAll(/<a href="(\/pay\/[^"]+)"/g)].map(([, to]) => to);

test('it shows the key, the end of a long secret, and how to get another', async () => {
  const { status, text } = await send('GET');
  assert.equal(status, 200);
  assert.ok(text.includes(KEY));
  assert.ok(!text.includes(SECRET));
  assert.match(text, /••••••••</);
  assert.match(text, /npm run --silent dubash -- keys create/);
  const { accounts } = server.app.parts;
  const known = (await accounts.find(KEY)) ?? assert.fail();
  const secret = `${'ab'.repeat(30)}4cde`;
  const added = await accounts.addSecret(known.account, secret, null);
  const masked = (await send('GET')).text;
  assert.match(masked, /••••••••4cde</);
  assert.ok(!masked.includes('b4cde'));
  assert.ok(typeof added !== 'string');
  assert.ok(await accounts.revokeSecret(known.account, added.id));
});

test('the button makes an order and leads to its page; the latest stand first', async () => {
  const before = pagesOf((await send('GET')).text);
  const { status, location } = await press(own());
  assert.equal(status, 303);
  assert.match(location, /^\/pay\/[\w.-]+$/);
  const page = await ask(server.url + location);
  assert.equal(page.status, 200);
  assert.match(page.text, /₹500\.00/);
  const { text } = await send('GET');
  assert.deepEqual(pagesOf(text), [location, ...before]);
  assert.match(text, /Not paid yet/);
  const headers = { authorization: BASIC };
  const [, token] = /^\/pay\/(.{14})/.exec(location) ?? [];
  const body = { order: `order_${token}`, method: 'upi' };
  const paid = await ask(`${server.url}/sandbox/pay`, { headers, body });
  assert.equal(paid.status, 200, paid.text);
  assert.match((await send('GET')).text, />Paid</);
});

test('a page of anybody else makes nothing, nor does one that only comes back', async () => {
  const before = pagesOf((await send('GET')).text);
  const { port } = new URL(server.url);
  for (const headers of [
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { origin: `http://localhost:${port}`, 'sec-fetch-site': 'cross-site' },
    { origin: `https://127.0.0.1:${port}` },
    { ...own(), 'sec-fetch-site': 'cross-site' },
    { ...own(), 'sec-fetch-site': 'same-site' },
    { ...own(), 'sec-fetch-site': 'none' },
  ]) {
    assert.equal((await press(headers)).status, 403, JSON.stringify(headers));
  }
  for (const body of ['', 'txnid=1&status=success', '{']) {
    const { status, location } = await press(own(), body);
    assert.deepEqual([status, location], [303, '/'], body);
  }
  assert.equal((await press({})).status, 404);
  assert.deepEqual(pagesOf((await send('GET')).text), before);
});

test('whoever comes by a proxy or by another name finds no page', async () => {
  const nowhere = await ask(`${server.url}/nowhere`);
  const strangers: readonly Headers[] = [
    ...['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded', 'forwarded'],
    ...['via', 'x-real-ip', 'x-client-ip', 'x-original-url', 'cf-connecting-ip', 'cdn-loop'],
    ...['true-client-ip', 'fly-client-ip', 'x-envoy-external-address', 'x-amzn-trace-id'],
  ].map((name) => ({ [name]: '127.0.0.1' }));
  for (const headers of [
    ...strangers,
    { 'x-forwarded-for': '' },
    { connection: 'close' },
    ...['evil.example', '192.168.1.5', 'x.localhost', '127.0.0.1.evil.example'].map((host) => {
      return { host };
    }),
  ]) {
    for (const answer of [await send('GET', headers), await press({ ...own(), ...headers })]) {
      assert.deepEqual([answer.status, answer.text], [404, nowhere.text], JSON.stringify(headers));
    }
  }
  for (const host of ['localhost', 'localhost:1', '[::1]:80', '127.0.0.2']) {
    assert.equal((await send('GET', { host })).status, 200, host);
  }
  assert.equal((await send('PUT')).status, 404);
  assert.equal((await send('HEAD')).status, 200);
});

test('another machine is answered as if there were no page', async () => {
  const { parts } = server.app;
  const asked = { dialect: 'test', amountMinor: 1, currency: 'INR', reference: null };
  const mounted = createFirstPage({
    ...parts,
    limit: () => UNLIMITED,
    testOrder: () => orderOf({ ...asked, description: null }),
    origin: () => server.url,
    travel: () => assert.fail('the road was asked'),
  });
  const headers = { host: '127.0.0.1:8080' };
  const incoming = {
    id: '',
    method: 'GET',
    path: '/',
    query: {},
    headers,
    bytes: new Uint8Array(),
  };
  for (const address of ['203.0.113.7', '', '10.0.0.1', '2001:db8::1', '::ffff:10.0.0.1']) {
    assert.equal(mounted({ ...incoming, address }), null, address);
  }
  assert.equal(mounted({ ...incoming, address: '127.0.0.1', headers: {} }), null);
  for (const address of ['127.0.0.1', '::1']) {
    assert.equal((await mounted({ ...incoming, address }))?.status, 200, address);
  }
});

test('a server that others may reach has no such page', async () => {
  const rows = [
    ['127.0.0.1', null, true],
    ['localhost', 'http://localhost:3000/shop', true],
    ['::1', null, true],
    ['0.0.0.0', null, false],
    ['::', null, false],
    ['192.168.1.5', null, false],
    ['pay.example', null, false],
    ['127.0.0.1', 'https://pay.example', false],
    ['0.0.0.0', 'http://127.0.0.1:8080', false],
  ] as const;
  for (const [host, publicUrl, is] of rows) assert.equal(isLocal({ host, publicUrl }), is, host);
  for (const settings of [{ HOST: '0.0.0.0' }, { PUBLIC_URL: 'https://pay.example' }]) {
    const open = await startServer(settings);
    try {
      assert.equal(open.app.firstPage, null);
      assert.equal((await send('GET', {}, '', open.url)).status, 404, JSON.stringify(settings));
    } finally {
      await open.stop();
    }
  }
});

test('too many orders in a minute are refused, and nothing is shown once money moves', async () => {
  const busy = await startServer({ RATE_LIMITS: 'create=1' });
  try {
    const headers = { origin: busy.url };
    const at = (method: string) =>
      send(method, headers, method === 'POST' ? 'make=order' : '', busy.url);
    assert.equal((await at('POST')).status, 303);
    const { status, text } = await at('POST');
    assert.equal(status, 429);
    assert.match(text, /Too many orders/);
    const live = { key: 'live_1', secret: 'live_secret_1', name: 'Live', mode: 'live' } as const;
    await busy.app.parts.accounts.add({ ...live, processor: 'sandbox' });
    for (const method of ['GET', 'POST']) assert.equal((await at(method)).status, 404, method);
  } finally {
    await busy.stop();
  }
});
