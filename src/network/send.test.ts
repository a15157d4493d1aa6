// The sender: what it sends, how it shares connections, and what it refuses to send.
import assert from 'node:assert/strict';
import type net from 'node:net';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import {
  assertFailed,
  closed,
  outgoing,
  reply,
  serve,
  awaitFreeConnection,
} from '../../test/support/origin.ts';
import { readAllowList } from './address.ts';
import { createSender, type Sender } from './send.ts';

function openSender(t: TestContext): Sender {
  const sender = createSender({ allow: readAllowList('loopback') });
  t.after(() => sender.close());
  return sender;
}

test('a request arrives as it was given, and its reply comes back', async (t) => {
  const origin = await serve(t, (socket) => socket.write(reply('{"ok":true}', 201)));
  const sent = await openSender(t).send(outgoing(`${origin.url}hook?a=1&b=%20#part`));
  assert.deepEqual(sent, { kind: 'answered', status: 201, body: '{"ok":true}', isCut: false });
  const [head = '', body] = origin.received().split('\r\n\r\n');
  assert.equal(body, '{"a":1}');
  assert.deepEqual(head.split('\r\n'), [
    'POST /hook?a=1&b=%20 HTTP/1.1',
    `host: 127.0.0.1:${origin.port}`,
    'connection: keep-alive',
    'content-type: application/json',
    'X-Signature: abc',
    'content-length: 7',
  ]);
});

test('a GET has no body, an empty POST says so', async (t) => {
  const origin = await serve(t, (socket) => socket.write(reply('')));
  const sender = openSender(t);
  await sender.send(outgoing(origin.url, { method: 'GET', body: '' }));
  assert.doesNotMatch(origin.received(), /content-length/);
  await sender.send(outgoing(origin.url, { body: '' }));
  assert.match(origin.received(), /POST[\s\S]+content-length: 0\r\n\r\n$/);
});

test('any status is an answer, and a redirect is not followed', async (t) => {
  const trap = await serve(t, (socket) => socket.write(reply('')));
  for (const status of [204, 301, 302, 307, 308, 400, 410, 500, 599]) {
    for (const to of ['http://169.254.169.254/latest/meta-data/', trap.url]) {
      const text = reply('', status, `location: ${to}\r\n`);
      const origin = await serve(t, (socket) => socket.write(text));
      const sent = await openSender(t).send(outgoing(origin.url));
      assert.deepEqual(sent, { kind: 'answered', status, body: '', isCut: false });
    }
  }
  assert.equal(trap.sockets.length, 0);
});

test('hints before the answer are passed over', async (t) => {
  const hints = 'HTTP/1.1 103 x\r\nlink: </a>\r\n\r\n'.repeat(5);
  const origin = await serve(t, (socket) => socket.write(hints + reply('late')));
  const sent = await openSender(t).send(outgoing(origin.url));
  assert.deepEqual(sent, { kind: 'answered', status: 200, body: 'late', isCut: false });
});

test('connections are used again', async (t) => {
  const origin = await serve(t, (socket) => socket.write(reply('ok')));
  const sender = openSender(t);
  for (let count = 0; count < 5; count += 1) {
    await sender.send(outgoing(origin.url));
    await awaitFreeConnection();
  }
  assert.equal(origin.sockets.length, 1);
});

test('a used connection that closes without a word is tried once more on a new one', async (t) => {
  const cases: readonly (readonly [(socket: net.Socket) => unknown, boolean])[] = [
    [(socket) => socket.resetAndDestroy(), true],
    [(socket) => socket.end(), true],
    [(socket) => socket.end('H'), false],
    [(socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n'), false],
  ];
  for (const [act, isRetried] of cases) {
    const origin = await serve(t, (socket, _request, count) =>
      count === 2 ? act(socket) : socket.write(reply('ok')),
    );
    const sender = openSender(t);
    await sender.send(outgoing(origin.url));
    await awaitFreeConnection();
    const sent = await sender.send(outgoing(origin.url));
    if (isRetried) assert.equal(sent.kind, 'answered', JSON.stringify(sent));
    else assertFailed(sent, 'broken_reply');
    assert.equal(origin.sockets.length, isRetried ? 2 : 1);
  }
});

test('a connection is tried again once only', async (t) => {
  const origin = await serve(t, (socket, _request, count) =>
    count === 1 ? socket.write(reply('ok')) : socket.end(),
  );
  const sender = openSender(t);
  await sender.send(outgoing(origin.url));
  await awaitFreeConnection();
  assertFailed(await sender.send(outgoing(origin.url)), 'broken_reply');
  assert.equal(origin.sockets.length, 2);
});

test('one origin gets eight connections; who waits too long is never sent', async (t) => {
  const held: net.Socket[] = [];
  const full = Promise.withResolvers<void>();
  const origin = await serve(t, (socket) => {
    if (held.push(socket) === 8) full.resolve();
    else if (held.length > 8) socket.write(reply('ok'));
  });
  const sender = openSender(t);
  const first = Array.from({ length: 8 }, () => sender.send(outgoing(origin.url)));
  await full.promise;
  const late = outgoing(origin.url, { body: 'too late', timeoutMs: 50 });
  assertFailed(await sender.send(late), 'timed_out');
  const waiting = Array.from({ length: 20 }, () => sender.send(outgoing(origin.url)));
  for (const socket of held.slice(0, 8)) socket.write(reply('ok'));
  for (const sent of await Promise.all([...first, ...waiting])) {
    assert.equal(sent.kind, 'answered', JSON.stringify(sent));
  }
  assert.doesNotMatch(origin.received(), /too late/);
  // The one that came too late cost the connection that it was given.
  assert.ok(origin.sockets.length <= 9, `${origin.sockets.length} connections`);
});

test('headers that HTTP cannot carry, or that are not the caller’s, are an answer', async (t) => {
  const origin = await serve(t, (socket) => socket.write(reply('ok')));
  const sender = openSender(t);
  const wrong: Record<string, string>[] = [
    { a: 'b\r\nc: d' },
    { a: 'b\n' },
    { a: '\0' },
    { a: 'हिन्दी' },
    { a: '\ud800' },
    { 'a\r\nb': 'c' },
    { 'a b': 'c' },
    { '': 'c' },
    { ü: 'c' },
    { Host: 'internal' },
    { 'Content-Length': '1' },
    { 'transfer-encoding': 'chunked' },
    { connection: 'close' },
    { expect: '100-continue' },
    { upgrade: 'h2c' },
  ];
  for (const headers of wrong) {
    assertFailed(await sender.send(outgoing(origin.url, { headers })), 'bad_header', /header/);
  }
  assert.equal(origin.received(), '');
  const fine = await sender.send(
    outgoing(origin.url, { headers: { a: 'naïve', b: '', c: ' x ' } }),
  );
  assert.equal(fine.kind, 'answered');
});

test('whatever is asked for: an answer, and a sender that still works', async (t) => {
  const origin = await serve(t, (socket) => socket.write(reply('ok')));
  const sender = openSender(t);
  const text = fc.string({ unit: 'binary', maxLength: 20 });
  const path = fc.oneof(
    text,
    text.map((each) => `${origin.url}${each}`),
  );
  await fc.assert(
    fc.asyncProperty(path, fc.dictionary(text, text), text, async (url, headers, body) => {
      const asked = URL.parse(url)?.origin === new URL(origin.url).origin;
      const sent = await sender.send(outgoing(url, { headers, body }));
      if (sent.kind === 'answered') assert.ok(asked);
      else assert.match(sent.reason, asked ? /^bad_header$/ : /^bad_(url|header)$/);
    }),
    { numRuns: 300 },
  );
  assert.equal((await sender.send(outgoing(origin.url))).kind, 'answered');
});

test('closing ends what is under way and takes nothing more', async (t) => {
  const came = Promise.withResolvers<void>();
  const origin = await serve(t, () => came.resolve());
  const sender = openSender(t);
  const sent = sender.send(outgoing(origin.url));
  await came.promise;
  await sender.close();
  assertFailed(await sent, 'no_connection', /sender has closed/);
  await closed(origin.sockets[0]);
  assertFailed(await sender.send(outgoing(origin.url)), 'no_connection');
  await sender.close();
});

test('closing ends idle connections', async (t) => {
  const origin = await serve(t, (socket) => socket.write(reply('ok')));
  const sender = openSender(t);
  await sender.send(outgoing(origin.url));
  await sender.close();
  await closed(origin.sockets[0]);
});

test('variables that name a proxy change nothing', async (t) => {
  const proxy = await serve(t, (socket) => socket.write(reply('proxy')));
  const origin = await serve(t, (socket) => socket.write(reply('origin')));
  const names = ['http_proxy', 'HTTP_PROXY', 'ALL_PROXY'];
  t.after(() => {
    for (const name of names) delete process.env[name];
  });
  for (const name of names) process.env[name] = proxy.url;
  const sent = await openSender(t).send(outgoing(origin.url));
  assert.equal(sent.kind === 'answered' && sent.body, 'origin');
  assert.equal(proxy.sockets.length, 0);
});
