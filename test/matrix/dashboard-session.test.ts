// The dashboard's door: signing in and out, sessions that end, foreign pages, foreign hosts.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { replaceAdminToken } from '../../src/engine/identity/operator.ts';
import { sha256Hex } from '../../src/gateways/kit/proof.ts';
import { IDLE_MS, LONGEST_MS } from '../../src/dashboard/session.ts';
import { browserOf, send, signIn } from '../support/dashboard.ts';
import { startServer, type TestServer } from '../support/server.ts';

const SIGN_IN = '/dashboard/sign-in';
let server: TestServer;

describe('at the door of the dashboard', () => {
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  test('nobody sees a page without signing in, and then the one that was asked for', async () => {
    const { url } = server;
    const asked = await send(`${url}/dashboard/orders?status=paid`, 'GET', {});
    assert.equal(asked.status, 303);
    const to = String(asked.headers['location']);
    assert.equal(to, `${SIGN_IN}?next=%2Fdashboard%2Forders%3Fstatus%3Dpaid`);
    const form = await send(`${url}${to}`, 'GET', {});
    assert.equal(form.status, 200);
    assert.match(form.text, /name="next" value="\/dashboard\/orders\?status=paid"/);
    const fields = { token: TEST_ADMIN_TOKEN, next: '/dashboard/orders?status=paid' };
    const signedIn = await send(`${url}${SIGN_IN}`, 'POST', browserOf(url), fields);
    assert.equal(signedIn.headers['location'], '/dashboard/orders?status=paid');
    for (const next of [
      'https://elsewhere.example/',
      '//elsewhere.example',
      '/dashboard\\x',
      '/pay',
    ]) {
      const led = await send(`${url}${SIGN_IN}`, 'POST', browserOf(url), { ...fields, next });
      assert.equal(led.headers['location'], '/dashboard', next);
    }
  });

  test('no page is kept, framed, or runs what others wrote', async () => {
    const session = await signIn(server.url);
    for (const path of ['/dashboard/orders', '/dashboard/no-such-page', SIGN_IN]) {
      const { headers } = await (path === SIGN_IN
        ? send(`${server.url}${path}`, 'GET', {})
        : session.get(path));
      assert.equal(headers['cache-control'], 'no-store, no-transform', path);
      const policy = String(headers['content-security-policy']);
      assert.match(policy, /^default-src 'none'; /);
      assert.match(policy, /frame-ancestors 'none'$/);
      assert.doesNotMatch(policy, /unsafe|\*|https?:/);
      assert.equal(headers['x-frame-options'], 'DENY');
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
    }
  });

  test('the cookie is nobody else’s, and the database has its digest alone', async () => {
    const { url, app } = server;
    const fields = { token: TEST_ADMIN_TOKEN };
    const signedIn = await send(`${url}${SIGN_IN}`, 'POST', browserOf(url), fields);
    const { port } = new URL(url);
    const cookie = String(signedIn.headers['set-cookie']);
    const [, value = ''] = /^dubash-\d+=([\w-]{43});/.exec(cookie) ?? [];
    assert.equal(cookie, `dubash-${port}=${value}; Path=/; HttpOnly; SameSite=Strict`);
    const { store } = app.parts;
    assert.equal(await store.findDashboardSession(value), null);
    assert.equal((await store.findDashboardSession(sha256Hex(value)))?.operator, 'admin');
    const twice = `dubash-${port}=${value}; dubash-${port}=x`;
    const page = await send(`${url}/dashboard/orders`, 'GET', { cookie: twice });
    assert.equal(page.status, 303, 'a cookie that was planted beside it');
  });

  test('signing out ends the session, not only its cookie', async () => {
    const session = await signIn(server.url);
    assert.equal((await session.get('/dashboard/orders')).status, 200);
    const out = await session.post('/dashboard/sign-out', {});
    assert.match(String(out.headers['set-cookie']), /=; .*Max-Age=0/);
    assert.equal((await session.get('/dashboard/orders')).status, 303);
  });

  test('whoever signs in again leaves no former session behind', async () => {
    const { url } = server;
    const former = await signIn(url);
    const token = { token: TEST_ADMIN_TOKEN, next: '' };
    const again = (cookie: string) =>
      send(`${url}${SIGN_IN}`, 'POST', { ...browserOf(url), cookie }, token);
    assert.equal((await again(former.cookie)).status, 303);
    assert.equal((await former.get('/dashboard/orders')).status, 303);
    const other = await signIn(url);
    const wrong = { token: 'guess', next: '' };
    const headers = { ...browserOf(url), cookie: other.cookie };
    assert.equal((await send(`${url}${SIGN_IN}`, 'POST', headers, wrong)).status, 422);
    assert.equal((await other.get('/dashboard/orders')).status, 200, 'a guess ends none');
    assert.equal((await again(former.cookie)).status, 303, 'one that is over stops nobody');
  });

  test('a session ends when it is idle, or old, and with the token it began with', async () => {
    const { url, app } = server;
    const { store } = app.parts;
    const digestOf = (cookie: string): string => sha256Hex(cookie.split('=')[1] ?? '');
    for (const [aged, ages] of [
      ['idle', { usedAt: Date.now() - IDLE_MS - 1 }],
      ['old', { createdAt: Date.now() - LONGEST_MS - 1 }],
      [
        'neither',
        { createdAt: Date.now() - LONGEST_MS + 60_000, usedAt: Date.now() - IDLE_MS + 60_000 },
      ],
    ] as const) {
      const { cookie, get } = await signIn(url);
      const session = await store.findDashboardSession(digestOf(cookie));
      assert.ok(session);
      await store.removeDashboardSession(session.digest);
      await store.addDashboardSession({ ...session, ...ages });
      assert.equal((await get('/dashboard/orders')).status, aged === 'neither' ? 200 : 303, aged);
      const left = await store.findDashboardSession(session.digest);
      if (aged !== 'neither') assert.equal(left, null, aged);
      else assert.ok(left && left.usedAt > Date.now() - 60_000, 'that it was used is written');
    }
    const session = await signIn(url);
    const kept = (await store.findSetting('admin_token')) ?? '';
    await replaceAdminToken(store);
    assert.equal((await session.get('/dashboard/orders')).status, 303);
    await store.putSetting('admin_token', kept);
    assert.equal((await session.get('/dashboard/orders')).status, 303, 'it does not come back');
  });

  test('a part of a page that is asked for after the end goes to the door as a whole', async () => {
    const part = await send(`${server.url}/dashboard/orders`, 'GET', { 'hx-request': 'true' });
    assert.equal(part.status, 200);
    assert.equal(part.headers['hx-redirect'], `${SIGN_IN}?next=%2Fdashboard%2Forders`);
    assert.equal(part.text, '');
  });

  test('what does not come from a page of this session does nothing', async () => {
    const { url } = server;
    const session = await signIn(url);
    const other = await signIn(url);
    const out = '/dashboard/sign-out';
    for (const [why, fields, headers] of [
      ['a foreign origin', {}, { origin: 'https://evil.example' }],
      ['no origin', {}, { origin: undefined }],
      ['an opaque origin', {}, { origin: 'null' }],
      ['another port of this machine', {}, { origin: 'http://127.0.0.1:1' }],
      ['a foreign page, as the browser says', {}, { 'sec-fetch-site': 'cross-site' }],
      ['another port, as the browser says', {}, { 'sec-fetch-site': 'same-site' }],
      ['no token', { csrf: '' }, {}],
      ['the token of another session', { csrf: other.csrf }, {}],
      ['a body that is no form', {}, { 'content-type': 'text/plain' }],
    ] as const) {
      const refused = await session.post(out, fields, headers);
      assert.equal(refused.status, 403, why);
      assert.equal((await session.get('/dashboard/orders')).status, 200, why);
    }
    const proof = { token: TEST_ADMIN_TOKEN };
    const foreign = await send(
      `${url}${SIGN_IN}`,
      'POST',
      { origin: 'https://evil.example' },
      proof,
    );
    assert.equal(foreign.status, 403);
    assert.equal(foreign.headers['set-cookie'], undefined);
    assert.equal((await session.get(out)).status, 404, 'a GET signs nobody out');
    assert.equal((await send(`${url}/dashboard/orders`, 'PUT', {})).status, 405);
  });

  test('it is served at names of this machine alone where there is no PUBLIC_URL', async () => {
    const { url } = server;
    const { port } = new URL(url);
    const statusAt = async (host: string): Promise<number> =>
      (await send(`${url}${SIGN_IN}`, 'GET', { host })).status;
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      assert.equal(await statusAt(host), 200, host);
    }
    for (const host of ['rebound.example', `localhost.example:${port}`, `x.localhost:${port}`]) {
      assert.equal(await statusAt(host), 404, host);
    }
  });
});

test('at PUBLIC_URL the cookie is held to https; HANDOVER_URL has no dashboard', async () => {
  const PUBLIC_URL = 'https://pay.example.com';
  const there = { PUBLIC_URL, HANDOVER_URL: 'https://go.example.com' };
  const other = await startServer(there);
  try {
    const at = { ...browserOf(PUBLIC_URL), host: 'pay.example.com' };
    const fields = { token: TEST_ADMIN_TOKEN };
    const signedIn = await send(`${other.url}${SIGN_IN}`, 'POST', at, fields);
    const cookie = String(signedIn.headers['set-cookie']);
    assert.match(cookie, /^__Host-dubash=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
    const [pair] = cookie.split(';');
    const page = { host: 'pay.example.com', cookie: pair };
    assert.equal((await send(`${other.url}/dashboard/orders`, 'GET', page)).status, 200);
    for (const host of ['go.example.com', 'example.com', 'pay.example.com.evil.example']) {
      const { status } = await send(`${other.url}/dashboard/orders`, 'GET', { ...page, host });
      assert.equal(status, 404, host);
    }
  } finally {
    await other.stop();
  }
});

test('over http that others could listen to nobody signs in', async () => {
  const open = await startServer({ PUBLIC_URL: 'http://pay.example.com' });
  try {
    const at = { ...browserOf('http://pay.example.com'), host: 'pay.example.com' };
    const form = await send(`${open.url}${SIGN_IN}`, 'GET', at);
    assert.equal(form.status, 403);
    assert.match(form.text, /needs https/);
    const tried = await send(`${open.url}${SIGN_IN}`, 'POST', at, { token: TEST_ADMIN_TOKEN });
    assert.equal(tried.headers['set-cookie'], undefined);
  } finally {
    await open.stop();
  }
});

test('wrong tokens are counted as failed logins are; the right one is let in', async () => {
  const limited = await startServer({ RATE_LIMITS: 'create=100,fetch=300,refund=50' });
  try {
    const { url } = limited;
    const tryWith = (token: string) => send(`${url}${SIGN_IN}`, 'POST', browserOf(url), { token });
    const statuses: number[] = [];
    for (let tries = 0; tries < 25; tries += 1) statuses.push((await tryWith('wrong')).status);
    assert.deepEqual(statuses, [...Array(20).fill(422), ...Array(5).fill(429)]);
    const told = await tryWith('x'.repeat(5000));
    assert.ok(Number(told.headers['retry-after']) > 0);
    assert.match(told.text, /try again in \d+ seconds/);
    assert.equal((await tryWith(TEST_ADMIN_TOKEN)).status, 303);
  } finally {
    await limited.stop();
  }
});
