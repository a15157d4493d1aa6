// Replies of every kind: text and noise, endless, broken off, or never.
import assert from 'node:assert/strict';
import type net from 'node:net';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { assertFailed, closed, outgoing, serve } from '../../test/support/origin.ts';
import { readAllowList } from './address.ts';
import { createSender, type Sender } from './send.ts';

function openSender(t: TestContext): Sender {
  const sender = createSender({ allow: readAllowList('loopback') });
  t.after(() => sender.close());
  return sender;
}

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
