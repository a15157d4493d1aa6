// The sender against servers that answer well, badly, endlessly or not at all.
import assert from 'node:assert/strict';
import type net from 'node:net';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { assertFailed, closed, outgoing, reply, serve, turns } from '../../test/support/origin.ts';
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

test('bytes that are no text, NUL and half characters leave text behind', async (t) => {
  const bodies: readonly (readonly [Buffer, string, boolean])[] = [
    [Buffer.from([0x61, 0xff, 0xfe, 0x62]), 'a\ufffd\ufffdb', false],
    [Buffer.from('a\0b'), 'a\ufffdb', false],
    [Buffer.from('\ufeffab'), '\ufeffab', false],
    [Buffer.from('abcde€€'), 'abcde€', true],
    [Buffer.from('₹₹₹'), '₹₹₹', false],
    [Buffer.from('123456789'), '123456789', false],
    [Buffer.from('1234567890'), '123456789', true],
    [gzipSync('a'.repeat(1_000_000)).subarray(0, 2), '\u001f\ufffd', false],
  ];
  for (const [bytes, body, isCut] of bodies) {
    const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bytes.length}`;
    const origin = await serve(t, (socket) => {
      socket.write(`${head}\r\n\r\n`);
      socket.write(bytes);
    });
    const sent = await openSender(t).send(outgoing(origin.url, { replyBytesMax: 9 }));
    assert.deepEqual(sent, { kind: 'answered', status: 200, body, isCut });
  }
});

test('a body of 1 GB costs nothing', async (t) => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const pour = (socket: net.Socket): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  const origin = await serve(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\n');
    socket.on('drain', () => pour(socket));
    pour(socket);
  });
  const sent = await openSender(t).send(outgoing(origin.url, { replyBytesMax: 4096 }));
  assert.deepEqual(sent, { kind: 'answered', status: 200, body: 'x'.repeat(4096), isCut: true });
  await closed(origin.sockets[0]);
  const written = origin.sockets[0]?.bytesWritten ?? 0;
  assert.ok(written > 0 && written < 16 * 1024 * 1024, `${written} bytes`);
});

const SLOW: Readonly<Record<string, (socket: net.Socket) => void>> = {
  'says nothing': () => undefined,
  'stops in the status line': (socket) => socket.write('HTTP/1.'),
  'stops in the headers': (socket) => socket.write('HTTP/1.1 200 OK\r\na: b\r\n'),
  'stops in the body': (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\na'),
  'drips its body': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    const timer = setInterval(() => socket.write('1\r\nx\r\n'), 10);
    socket.on('close', () => clearInterval(timer));
  },
  'hints for ever': (socket) => {
    const timer = setInterval(() => socket.write('HTTP/1.1 103 x\r\na: b\r\n\r\n'), 10);
    socket.on('close', () => clearInterval(timer));
  },
};

for (const [what, act] of Object.entries(SLOW)) {
  test(`a server that ${what} is left when the time is over`, async (t) => {
    const origin = await serve(t, act);
    const started = performance.now();
    const sent = await openSender(t).send(outgoing(origin.url, { timeoutMs: 250 }));
    const tookMs = performance.now() - started;
    assertFailed(sent, 'timed_out', /in time/);
    assert.ok(tookMs >= 240 && tookMs < 2000, `${tookMs} ms`);
    await closed(origin.sockets[0]);
  });
}

const BROKEN: Readonly<Record<string, readonly [(socket: net.Socket) => unknown, RegExp]>> = {
  'resets the connection': [(socket) => socket.resetAndDestroy(), /closed before a reply/],
  'closes the connection': [(socket) => socket.end(), /closed before a reply/],
  'answers with noise': [(socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n'), /proper HTTP/],
  'closes in the status line': [(socket) => socket.end('HTTP/1.'), /broke off/],
  'closes in the body': [
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'),
    /broke off/,
  ],
  'sends two lengths': [
    (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'),
    /proper HTTP/,
  ],
  'sends endless headers': [
    (socket) => socket.write(`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(200_000)}`),
    /headers of the reply are too long/,
  ],
  'changes the protocol': [
    (socket) => socket.write('HTTP/1.1 101 x\r\nupgrade: a\r\nconnection: upgrade\r\n\r\n'),
    /broke off/,
  ],
};

for (const [what, [act, detail]] of Object.entries(BROKEN)) {
  test(`a server that ${what} has sent a broken reply, and is not asked again`, async (t) => {
    const origin = await serve(t, act);
    assertFailed(await openSender(t).send(outgoing(origin.url)), 'broken_reply', detail);
    assert.equal(origin.sockets.length, 1);
  });
}

test('connections are used again', async (t) => {
  const origin = await serve(t, (socket) => socket.write(reply('ok')));
  const sender = openSender(t);
  for (let count = 0; count < 5; count += 1) {
    await sender.send(outgoing(origin.url));
    await turns();
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
    await turns();
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
  await turns();
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
