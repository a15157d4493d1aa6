// `dubash run`: exit codes, signals, what it leaves and what it refuses; hosts lead to their paths.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { createAuthority, pemOf } from '../src/detour/authority.ts';
import { type Detour, openDetour } from '../src/detour/detour.ts';
import { HOSTS } from '../src/connections.ts';
import { typeRun } from './support/run.ts';
import { typeCommand } from './support/typed-command.ts';
import { ask, BASIC, KEY, SECRET, startServer, type TestServer } from './support/server.ts';

const LIVE = { key: 'live_1234', secret: 'live-secret-1234' };
const OWN = { DUBASH_KEY: KEY, DUBASH_SECRET: SECRET };
const authority = createAuthority(HOSTS, Date.now());
const ca = pemOf(authority.certificate);
let server: TestServer;
let detour: Detour;

before(async () => {
  server = await startServer();
  const shop = { name: 'Live shop', processor: 'none', settings: {} };
  await server.app.parts.accounts.add({ ...LIVE, ...shop, mode: 'live' });
  const wish = { server: new URL(server.url), hosts: HOSTS, authority, offline: true, proxy: null };
  detour = await openDetour({
    ...wish,
    onError: (error) => {
      throw error;
    },
  });
});
after(async () => {
  await detour.close();
  await server.stop();
});

/** Asks a gateway's host as a program in a run does, through the proxy. */
async function askHost(host: string, path: string, headers = {}, body = '') {
  const connecting = http.request({
    ...{ host: '127.0.0.1', port: detour.proxyPort, method: 'CONNECT', path: `${host}:443` },
  });
  connecting.end();
  const [, socket] = await once(connecting, 'connect');
  const secure = tls.connect({ socket, servername: host, ca });
  const sent = { ...headers, host, connection: 'close' };
  const asked = https.request({
    ...{ createConnection: () => secure, method: 'POST', path, headers: sent },
  });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const piece of answer) text += piece;
  return { status: answer.statusCode ?? 0, text };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const VERSION = { ...JSON_TYPE, 'x-api-version': '2025-01-01', 'x-client-id': 'nobody' };

/** Paths as the gateways' own hosts have them, and the same under our short names. */
const PLACES: readonly (readonly [string, string, string, Readonly<Record<string, string>>])[] = [
  ['api.razorpay.com', '/v1/orders', '/razorpay', JSON_TYPE],
  ['api.razorpay.com', '/v1/checkout/embedded', '/razorpay', FORM],
  ['sandbox.cashfree.com', '/pg/orders', '/cashfree', VERSION],
  ['api.cashfree.com', '/pg/orders', '/cashfree', VERSION],
  ['test.payu.in', '/_payment', '/payu', FORM],
  ['secure.payu.in', '/_payment', '/payu', FORM],
  ['test.payu.in', '/merchant/postservice.php?form=2', '/payu', FORM],
  ['apitest.payu.in', '/merchant/postservice.php?form=2', '/payu', FORM],
  ['info.payu.in', '/merchant/postservice.php?form=2', '/payu', FORM],
  ['uat.pinepg.in', '/PinePGRedirect/index', '/pinelabs', FORM],
  ['pinepg.in', '/api/PG/V2', '/pinelabs', FORM],
  ['pluraluat.v2.pinepg.in', '/api/auth/v1/token', '/pinelabs', JSON_TYPE],
  ['api.pluralpay.in', '/api/checkout/v1/orders', '/pinelabs', JSON_TYPE],
  ['www.paynimo.com', '/api/paynimoV2.req', '/worldline', JSON_TYPE],
  ['api.paytring.com', '/api/v1/order/create', '/paytring', JSON_TYPE],
  ['api.paytring.com', '/api/v2/order/create', '/paytring', JSON_TYPE],
];

test('every host leads to its own gateway’s paths', async () => {
  for (const [host, path, short, headers] of PLACES) {
    const led = await askHost(host, path, headers, '{}');
    const own = await ask(`${server.url}${short}${path}`, { method: 'POST', headers, body: '{}' });
    assert.equal(led.status, own.status, `${host}${path}: ${led.text}`);
    assert.notEqual(led.status, 404, `${host}${path}`);
    const plain = (text: string): string => text.replace(/[0-9a-f]{12,}|\d{6,}/gi, '…');
    assert.equal(plain(led.text), plain(own.text), `${host}${path}`);
  }
  assert.deepEqual([...new Set(PLACES.map(([host]) => host))].sort(), [...HOSTS].sort());
});

test('a live account is nobody to what comes by a run, in whatever it proves itself', async () => {
  const basic = `Basic ${Buffer.from(`${LIVE.key}:${LIVE.secret}`).toString('base64')}`;
  const headers = { authorization: basic, ...JSON_TYPE };
  const order = { amount: 50000, currency: 'INR' };
  const direct = await ask(`${server.url}/v1/orders`, { headers, body: order });
  assert.equal(direct.status, 400, 'by itself it is one, without a way to pay');
  const led = await askHost('api.razorpay.com', '/v1/orders', headers, JSON.stringify(order));
  assert.equal(led.status, 401, led.text);
  const cashfree = { ...VERSION, 'x-client-id': LIVE.key, 'x-client-secret': LIVE.secret };
  assert.equal((await askHost('api.cashfree.com', '/pg/orders', cashfree, '{}')).status, 401);
  const own = { ...headers, authorization: BASIC };
  const mine = await askHost('api.razorpay.com', '/v1/orders', own, JSON.stringify(order));
  assert.equal(mine.status, 200, mine.text);
});

test('its exit code is the program’s, as a shell says it, and nothing is left', async () => {
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [['sh', '-c', 'exit 7'], 7, /^$/],
    [['sh', '-c', 'kill -9 $$'], 137, /^$/],
    [['no-such-program-here'], 127, /^dubash: there is no program "no-such-program-here"\n$/],
    [['/dev/null'], 126, /^dubash: \/dev\/null: .*EACCES\n$/],
  ];
  for (const [typed, code, wrong] of cases) {
    const ran = await typeRun(['--server', server.url, '--', ...typed], { env: OWN });
    assert.equal(ran.code, code, typed.join(' '));
    assert.match(ran.wrong, wrong);
    assert.deepEqual(ran.left, []);
  }
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} goes to the program, which ends as it likes`, async () => {
    const script = `trap 'echo heard; exit 5' ${signal.slice(3)}; echo ready
      while :; do sleep 0.1; done`;
    const ran = await typeRun(['--server', server.url, '--', 'sh', '-c', script], {
      env: OWN,
      hear: (text, child) => void (text.includes('ready') && child.kill(signal)),
    });
    assert.deepEqual(ran, { code: 5, out: 'ready\nheard\n', wrong: '', left: [] });
  });
}

test('no file and no variable of a run holds a private key, and the data go with it', async () => {
  const look = `
    ls -d "$TMPDIR"/dubash-run-* | wc -l
    test -s "$DUBASH_RUN_CA" && grep -c 'BEGIN CERTIFICATE' "$DUBASH_RUN_CA"
    grep -rlE 'PRIVATE KEY|PRIVATE-KEY' "$TMPDIR" | wc -l
    env | grep -c 'PRIVATE KEY'
    find "$TMPDIR" -path '*dubash-run-*' -type f -perm /077 | wc -l
    find "$TMPDIR"/dubash-run-* -maxdepth 0 -perm /077 | wc -l`;
  const ran = await typeRun(['--', 'sh', '-c', look]);
  assert.deepEqual(ran.out.split(/\s+/), ['2', '1', '0', '0', '0', '0', '']);
  assert.deepEqual(ran.left, []);
});

test('a run that dies leaves no authority that anybody could sign with', async () => {
  const script = 'cat "$DUBASH_RUN_CA"; kill -9 $PPID';
  const ran = await typeRun(['--', 'sh', '-c', script]);
  assert.equal(ran.code, null);
  assert.match(ran.out, /BEGIN CERTIFICATE/);
});

test('the program finds its account and the server in its environment', async () => {
  const said =
    'echo "$DUBASH_URL $DUBASH_KEY $DUBASH_SECRET $DUBASH_CLIENT_ID $DUBASH_MERCHANT_ID"';
  const own = await typeRun(['--', 'sh', '-c', said]);
  assert.match(own.out, /^http:\/\/127\.0\.0\.1:\d+ \S+ [0-9a-f]{64} \S+ \S+\n$/, own.wrong);
  const env = {
    SANDBOX_KEY: 'my_key',
    SANDBOX_SECRET: 'my-own-secret',
    PORT: '1',
    HOST: '0.0.0.0',
  };
  const set = await typeRun(['--', 'sh', '-c', said], { env });
  assert.match(set.out, /^http:\/\/127\.0\.0\.1:\d+ my_key my-own-secret /, set.wrong);
  const typed = ['--server', `${server.url}/`, '--', 'sh', '-c', said];
  const running = await typeRun(typed, { env: OWN });
  assert.equal(running.out, `${server.url} ${KEY} ${SECRET}  \n`, running.wrong);
});

test('what cannot be run is refused in one line, before the program starts', async () => {
  const live = { DUBASH_KEY: LIVE.key, DUBASH_SECRET: LIVE.secret };
  const echo = ['--', 'echo', 'started'];
  const cases: readonly (readonly [readonly string[], Record<string, string>, number, RegExp])[] = [
    [['--server', server.url, ...echo], live, 1, /no sandbox account there has DUBASH_KEY/],
    [['--server', server.url, ...echo], { ...OWN, DUBASH_SECRET: 'no' }, 1, /no sandbox account/],
    [['--server', server.url, ...echo], {}, 1, /set DUBASH_KEY and DUBASH_SECRET/],
    [['--server', 'http://127.0.0.1:1', ...echo], OWN, 1, /no answer from http:\/\/127\.0\.0\.1:1/],
    [['--server', 'here', ...echo], OWN, 2, /--server must be like/],
    [[], {}, 2, /run needs <command>/],
    [echo, { SANDBOX_SECRET: 'short' }, 1, /SANDBOX_SECRET must be/],
    [echo, { HTTPS_PROXY: 'socks5://proxy.example' }, 1, /HTTPS_PROXY must be/],
  ];
  for (const [typed, settings, code, says] of cases) {
    const ran = await typeCommand(settings, ['run', ...typed]);
    assert.match(ran.wrong, says);
    assert.match(ran.wrong, /^dubash: [^\n]+\n$/);
    assert.deepEqual([ran.code, ran.out], [code, '']);
    assert.doesNotMatch(ran.wrong, /live-secret-1234/);
  }
});
