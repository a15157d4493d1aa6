// Servers on loopback that do to a caller whatever a test wants, and a certificate of their own.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import type { TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import tls from 'node:tls';
import type { Outgoing, Sent } from '../../src/network/send.ts';

export type Origin = {
  readonly port: number;
  readonly url: string;
  /** Every connection that was made, in order. */
  readonly sockets: readonly net.Socket[];
  /** What came on all of them, as text. */
  readonly received: () => string;
};

type Options = { readonly host?: string; readonly secure?: tls.TlsOptions };

/**
 * Starts a server that calls `onRequest` for each request whose head and body came in one piece,
 * as small ones do. It ends with the test.
 */
export async function serve(
  t: TestContext,
  onRequest: (socket: net.Socket, request: string, count: number) => void,
  { host = '127.0.0.1', secure }: Options = {},
): Promise<Origin> {
  const sockets: net.Socket[] = [];
  let received = '';
  let count = 0;
  const onSocket = (socket: net.Socket): void => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received += chunk.toString();
      count += 1;
      onRequest(socket, chunk.toString(), count);
    });
  };
  const server =
    secure === undefined ? net.createServer(onSocket) : tls.createServer(secure, onSocket);
  server.listen(0, host);
  await once(server, 'listening');
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as net.AddressInfo;
  const scheme = secure === undefined ? 'http' : 'https';
  return { port, url: `${scheme}://${host}:${port}/`, sockets, received: () => received };
}

/** A whole reply with its length. */
export function reply(body: string, status = 200, headers = ''): string {
  const length = Buffer.byteLength(body);
  return `HTTP/1.1 ${status} x\r\n${headers}content-length: ${length}\r\n\r\n${body}`;
}

/** Waits until a connection is closed, however it ends. */
export async function closed(socket: net.Socket | undefined): Promise<void> {
  assert.ok(socket, 'no connection came');
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

/** Lets a connection come free: undici waits one turn of the event loop before it uses it again. */
export async function awaitFreeConnection(): Promise<void> {
  for (let count = 0; count < 3; count += 1) await setImmediate();
}

/** A request to `url` with what a test does not care about. */
export function outgoing(url: string, change: Partial<Outgoing> = {}): Outgoing {
  const headers = { 'content-type': 'application/json', 'X-Signature': 'abc' };
  const standard = { method: 'POST', headers, timeoutMs: 5000, replyBytesMax: 1024 } as const;
  return { ...standard, url, body: '{"a":1}', ...change };
}

/** Failed for this reason, with a sentence that names no address. */
export function assertFailed(sent: Sent, reason: string, detail = /./): void {
  assert.ok(sent.kind === 'failed', JSON.stringify(sent));
  assert.equal(sent.reason, reason, sent.detail);
  assert.match(sent.detail, detail);
  assert.match(sent.detail, /^[A-Z][^\n]{5,80}\.$/);
  assert.doesNotMatch(sent.detail, /\d+\.\d+|::/);
}

/** Signed by itself for shop.example, from 2020 to 2120; of no use to anybody. */
export const SHOP_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggpAAzHDXgsOuUzEh
4AAZ7rQBR3iL6vmL6M3LJxu5Y26hRANCAAR6qnk2ddKjTenCAF2OLG1hd8c2P8jq
H0qm+kTYIaGI4wvAJsEIb1lVXlwWX6WDAu1HqNbMDx5R109E9e3mhKhC
-----END PRIVATE KEY-----
`;

export const SHOP_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBajCCARCgAwIBAgIBATAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxzaG9wLmV4
YW1wbGUwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBcxFTATBgNV
BAMMDHNob3AuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHqqeTZ1
0qNN6cIAXY4sbWF3xzY/yOofSqb6RNghoYjjC8AmwQhvWVVeXBZfpYMC7Ueo1swP
HlHXT0T17eaEqEKjSzBJMA8GA1UdEwEB/wQFMAMBAf8wFwYDVR0RBBAwDoIMc2hv
cC5leGFtcGxlMB0GA1UdDgQWBBRJ8BWuTbaaQjrfHg/XnMjJYXyEcTAKBggqhkjO
PQQDAgNIADBFAiEArrJiZny9/pJJclv1nz6IrTmSesYFZUP9bJ4XRNay0PUCIE6F
y8MJwFNXXDyuDkG88qGmxFzInZon6Kku5UNFxOIj
-----END CERTIFICATE-----
`;
