// Where connections go: refused hosts in every spelling, names that change their mind, TLS.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import {
  assertFailed,
  closed,
  outgoing,
  reply,
  SHOP_CERTIFICATE,
  SHOP_KEY,
  serve,
  awaitFreeConnection,
} from '../../test/support/origin.ts';
import { readAllowList } from './address.ts';
import { rethrow } from '../guard.ts';
import { createConnector, type Lookup, systemLookup } from './connect.ts';
import { createSender, type Outgoing, type Sent } from './send.ts';

async function send(
  t: TestContext,
  url: string,
  { allow = '', lookup = systemLookup }: { allow?: string; lookup?: Lookup } = {},
  change: Partial<Outgoing> = {},
): Promise<Sent> {
  const sender = createSender({ allow: readAllowList(allow), lookup });
  t.after(() => sender.close());
  return sender.send(outgoing(url, change));
}

const never: Lookup = (name) => assert.fail(`${name} was looked up`);

const SPELLINGS = [
  '127.0.0.1',
  '127.0.0.1.',
  '127.1',
  '127.0.1.',
  '2130706433',
  '017700000001',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.01',
  '１２７.０.０.１',
  '127。0。0。1',
  '%31%32%37.0.0.1',
  '0',
  '0.0.0.0',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::127.0.0.1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '169.254.169.254',
  '0xa9fea9fe',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '10.0.0.1',
  '100.100.100.200',
  '192.168.1.1',
  '255.255.255.255',
  '224.0.0.1',
];

test('a refused address is refused however a URL spells it', async (t) => {
  const origin = await serve(t, (socket) => socket.write(reply('')), { host: '127.0.0.1' });
  for (const host of SPELLINGS) {
    for (const scheme of ['http', 'https']) {
      const sent = await send(t, `${scheme}://${host}:${origin.port}/`, { lookup: never });
      assertFailed(sent, 'refused_address');
    }
  }
  assert.equal(origin.sockets.length, 0);
});

test('the same spellings arrive when loopback is opened', async (t) => {
  const origin = await serve(t, (socket) => socket.write(reply('ok')), { host: '127.0.0.1' });
  for (const host of SPELLINGS.slice(0, 12)) {
    const url = `http://${host}:${origin.port}/`;
    const sent = await send(t, url, { allow: 'loopback', lookup: never });
    assert.equal(sent.kind, 'answered', `${host} ${JSON.stringify(sent)}`);
  }
});

test('what is no URL for us is refused before anything else', async (t) => {
  const urls = [
    '',
    'example.com',
    '/hook',
    'http://',
    'http://a b/',
    'http://[::1%25eth0]/',
    'http://[fe80::1%eth0]/',
    'http://1.2.3.4.5/',
    'http://256.1.1.1/',
    'http://127.0.0.1:99999/',
    'http://user@127.0.0.1/',
    'http://:password@127.0.0.1/',
    'https://user:password@example.com/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'gopher://127.0.0.1:25/',
    'unix:/run/docker.sock',
    'data:text/plain,a',
  ];
  for (const url of urls) {
    assertFailed(await send(t, url, { allow: 'loopback', lookup: never }), 'bad_url');
  }
});

test('a name that leads nowhere public is refused, and the answer tells no address', async (t) => {
  const origin = await serve(t, (socket) => socket.write(reply('')));
  const answers = [['127.0.0.1'], ['10.1.2.3', 'fd00::1'], ['::ffff:127.0.0.1'], ['nonsense']];
  for (const found of answers) {
    const url = `http://shop.example:${origin.port}/`;
    assertFailed(await send(t, url, { lookup: async () => found }), 'refused_address');
  }
  assertFailed(await send(t, `http://localhost:${origin.port}/`), 'refused_address');
  assert.equal(origin.sockets.length, 0);
});

test('a name that does not exist is unknown', async (t) => {
  const lookups: Lookup[] = [
    async () => [],
    () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
    () => Promise.reject(Object.assign(new Error('later'), { code: 'EAI_AGAIN' })),
  ];
  for (const lookup of lookups) {
    assertFailed(await send(t, 'http://shop.example/', { lookup }), 'name_unknown');
  }
  assertFailed(await send(t, `http://${'a'.repeat(300)}.invalid/`), 'name_unknown');
});

// The tests may not leave this machine, so 127.0.0.1 stands for a public address here, and the
// rest of 127.0.0.0/8 for a private one.
const PUBLIC_ONE = '127.0.0.1';
const PRIVATE_ONE = '127.0.0.2';

test('of several addresses only allowed ones are connected to', async (t) => {
  const origin = await serve(t, (socket) => socket.write(reply('ok')), { host: '0.0.0.0' });
  for (const found of [
    [PRIVATE_ONE, PUBLIC_ONE],
    [PUBLIC_ONE, PRIVATE_ONE, '10.0.0.1'],
  ]) {
    const url = `http://shop.example:${origin.port}/`;
    const sent = await send(t, url, { allow: PUBLIC_ONE, lookup: async () => found });
    assert.equal(sent.kind, 'answered', JSON.stringify(sent));
  }
  assert.deepEqual(
    origin.sockets.map(({ localAddress }) => localAddress),
    [PUBLIC_ONE, PUBLIC_ONE],
  );
});

test('a name that answers privately the second time gets nothing', async (t) => {
  const origin = await serve(t, (socket) => socket.end(reply('ok', 200, 'connection: close\r\n')), {
    host: '0.0.0.0',
  });
  let lookups = 0;
  const lookup: Lookup = async () => {
    lookups += 1;
    return [lookups === 1 ? PUBLIC_ONE : PRIVATE_ONE];
  };
  const sender = createSender({ allow: readAllowList(PUBLIC_ONE), lookup });
  t.after(() => sender.close());
  const request = outgoing(`http://shop.example:${origin.port}/`);
  assert.equal((await sender.send(request)).kind, 'answered');
  assert.equal(lookups, 1, 'the address that was judged is the one connected to');
  assertFailed(await sender.send(request), 'refused_address');
  assert.equal(lookups, 2);
  assert.equal(origin.sockets.length, 1);
});

test('the address that was reached is judged before a byte is sent', async (t) => {
  const origin = await serve(t, () => undefined, { host: '0.0.0.0' });
  // Linux takes a connection to 0.0.0.0 to 127.0.0.1; elsewhere it may not come about at all.
  for (const scheme of ['http', 'https']) {
    const sent = await send(t, `${scheme}://0.0.0.0:${origin.port}/`, { allow: '0.0.0.0' });
    assert.ok(sent.kind === 'failed');
    if (process.platform === 'linux') assertFailed(sent, 'refused_address');
  }
  for (const socket of origin.sockets) await closed(socket);
  if (process.platform === 'linux') assert.equal(origin.sockets.length, 2);
  assert.equal(origin.received(), '');
});

test('a port where nobody listens takes no connection', async (t) => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  const found = [['127.0.0.1'], ['127.0.0.1', '::1']];
  for (const each of found) {
    const url = `http://shop.example:${port}/`;
    const sent = await send(t, url, { allow: 'loopback', lookup: async () => each });
    assertFailed(sent, 'no_connection');
  }
});

test('a look-up that never ends is left behind in time, and when the sender closes', async (t) => {
  const lookup: Lookup = () => new Promise(() => undefined);
  const url = 'http://shop.example/';
  assertFailed(await send(t, url, { lookup }, { timeoutMs: 50 }), 'timed_out');

  const closing = new AbortController();
  const rules = { allow: [], lookup, closing: closing.signal, onError: rethrow };
  const target = { hostname: 'shop.example', protocol: 'http:', port: '' };
  const reasonOf = (connectMs: number): Promise<unknown> =>
    new Promise((resolve) => {
      createConnector({ ...rules, connectMs })(target, (...[error]) => {
        resolve(error !== null && 'reason' in error ? error.reason : error);
      });
    });
  assert.equal(await reasonOf(20), 'timed_out');
  const waiting = reasonOf(60_000);
  closing.abort();
  assert.equal(await waiting, 'no_connection');
  assert.equal(await reasonOf(60_000), 'no_connection');
});

const SECURE = { key: SHOP_KEY, cert: SHOP_CERTIFICATE };
const toLoopback = { allow: 'loopback', lookup: async () => ['127.0.0.1'] };

test('a certificate that nobody vouches for is refused, whatever the environment', async (t) => {
  const origin = await serve(t, () => undefined, { secure: SECURE });
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  t.after(() => delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']);
  const sent = await send(t, `https://shop.example:${origin.port}/`, toLoopback);
  assertFailed(sent, 'tls');
  assert.match(JSON.stringify(sent), /DEPTH_ZERO_SELF_SIGNED_CERT/);
  assert.equal(origin.received(), '');
});

test('a vouched certificate is taken for its own name only', async (t) => {
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, SHOP_CERTIFICATE]);
  t.after(() => tls.setDefaultCACertificates(before));
  const names: unknown[] = [];
  const origin = await serve(
    t,
    (socket) => {
      names.push((socket as tls.TLSSocket).servername);
      socket.write(reply('ok'));
    },
    { secure: SECURE },
  );
  for (const host of ['shop.example', 'SHOP.example.']) {
    const sent = await send(t, `https://${host}:${origin.port}/`, toLoopback);
    assert.equal(sent.kind, 'answered', JSON.stringify(sent));
  }
  assert.deepEqual(names, ['shop.example', 'shop.example']);
  for (const host of ['other.example', '127.0.0.1']) {
    const sent = await send(t, `https://${host}:${origin.port}/`, toLoopback);
    assertFailed(sent, 'tls');
    assert.match(JSON.stringify(sent), /ERR_TLS_CERT_ALTNAME_INVALID/);
  }
});

test('a used secure connection that closes without a word is tried once more', async (t) => {
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, SHOP_CERTIFICATE]);
  t.after(() => tls.setDefaultCACertificates(before));
  const origin = await serve(
    t,
    (socket, _request, count) => (count === 2 ? socket.end() : socket.write(reply('ok'))),
    { secure: SECURE },
  );
  const sender = createSender({ ...toLoopback, allow: readAllowList('loopback') });
  t.after(() => sender.close());
  for (let count = 0; count < 2; count += 1) {
    const sent = await sender.send(outgoing(`https://shop.example:${origin.port}/`));
    assert.equal(sent.kind, 'answered', JSON.stringify(sent));
    await awaitFreeConnection();
  }
  assert.equal(origin.sockets.length, 2);
});

test('a server that does not speak TLS, or never ends its handshake', async (t) => {
  const acts: readonly (readonly [(socket: net.Socket) => unknown, string])[] = [
    [(socket) => socket.write(reply('plain')), 'tls'],
    [(socket) => socket.end(), 'tls'],
    [(socket) => socket.resetAndDestroy(), 'tls'],
    [() => undefined, 'timed_out'],
  ];
  for (const [act, reason] of acts) {
    const origin = await serve(t, act);
    const url = `https://shop.example:${origin.port}/`;
    assertFailed(await send(t, url, toLoopback, { timeoutMs: 500 }), reason);
  }
});
