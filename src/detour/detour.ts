// The proxy of one run: what is meant for a gateway's host reaches our server, the rest goes on.
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import tls, { type SecureContext, type TLSSocket } from 'node:tls';
import { guarded, type OnError } from '../guard.ts';
import type { Authority } from './authority.ts';
import { type Carry, createCarry, refuse } from './carry.ts';
import { join, openWay, type HostPort, plainHost, readHostPort } from './tunnel.ts';

export type Wish = {
  readonly server: URL;
  readonly hosts: readonly string[];
  readonly authority: Authority;
  /** Nothing but the gateways' hosts is reached, and those are here. */
  readonly offline: boolean;
  /** The proxy that this machine needs to get out. */
  readonly proxy: URL | null;
  readonly onError: OnError;
};

export type Detour = {
  /** Takes CONNECT. */
  readonly proxyPort: number;
  /** Takes TLS at once, for programs that ask no proxy. */
  readonly directPort: number;
  readonly close: () => Promise<void>;
};

/** No program of ours sends so long a head, and no other one may. */
const HEAD_MAX_BYTES = 16_384;
const HEAD_MS = 10_000;
const CONNECTIONS_MAX = 1000;
const HTTPS = 443;

/** Listens on loopback alone. */
export async function openDetour(wish: Wish): Promise<Detour> {
  const carry = createCarry(wish.server, wish.onError);
  const inside = createInside(wish, carry);
  const outside = createOutside(wish, carry, inside);
  const sockets = new Set<Socket>();
  for (const server of [inside, outside]) {
    server.maxConnections = CONNECTIONS_MAX;
    server.on('connection', guarded(wish.onError, remember(sockets, wish.onError)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  return {
    proxyPort: portOf(outside),
    directPort: portOf(inside),
    close: async () => {
      carry.close();
      await Promise.all(
        [inside, outside].map((server) => {
          const closed = once(server, 'close');
          server.close();
          for (const socket of sockets) socket.destroy();
          return closed;
        }),
      );
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function remember(sockets: Set<Socket>, onError: OnError): (socket: Socket) => void {
  return (socket) => {
    sockets.add(socket);
    socket.once(
      'close',
      guarded(onError, () => sockets.delete(socket)),
    );
  };
}

/** Speaks as whichever gateway's host is asked for by name, and as nobody else. */
function createInside({ hosts, authority, onError }: Wish, { carry }: Carry): https.Server {
  const contexts = new Map(hosts.map((host) => [host, contextOf(authority, host)]));
  return https.createServer(
    {
      ALPNProtocols: ['http/1.1'],
      maxHeaderSize: HEAD_MAX_BYTES,
      headersTimeout: HEAD_MS,
      SNICallback: (name, done) => {
        const context = contexts.get(plainHost(name));
        if (context === undefined) done(new Error('no host of a gateway'));
        else done(null, context);
      },
    },
    guarded(onError, (request: IncomingMessage, response: ServerResponse) => {
      const { servername } = request.socket as TLSSocket;
      const asked = plainHost((request.headers.host ?? '').replace(/:443$/, ''));
      // What names another host than it was opened for would reach it by another's certificate.
      if (typeof servername !== 'string' || asked !== plainHost(servername)) {
        return refuse(response, 421, 'the Host header is not the host of this connection');
      }
      return carry(pathOf(request.url ?? '/'), request, response);
    }),
  );
}

function contextOf(authority: Authority, host: string): SecureContext {
  const identity = authority.identityOf(host);
  if (identity === null) throw new Error(`the authority has nothing for ${host}`);
  return tls.createSecureContext(identity);
}

/** Some clients send the whole address to a proxy and to whatever answers in its place. */
function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
}

function createOutside(wish: Wish, carry: Carry, inside: https.Server): http.Server {
  const { hosts, onError } = wish;
  const server = http.createServer(
    { maxHeaderSize: HEAD_MAX_BYTES, headersTimeout: HEAD_MS },
    guarded(onError, (request: IncomingMessage, response: ServerResponse) =>
      answerPlain(wish, carry, request, response),
    ),
  );
  server.on(
    'connect',
    guarded(onError, (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on(
        'error',
        guarded(onError, () => socket.destroy()),
      );
      const place = readHostPort(request.url ?? '');
      if (place === null) return deny(socket, '400 Bad Request', 'no host and port');
      if (!hosts.includes(place.host)) return tunnel(wish, place, socket, head);
      if (place.port !== HTTPS) {
        return deny(socket, '403 Forbidden', `${place.host} is here at port ${HTTPS} alone`);
      }
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.unshift(head);
      inside.emit('connection', socket);
      return undefined;
    }),
  );
  return server;
}

async function tunnel(
  { offline, proxy, onError }: Wish,
  place: HostPort,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const { host } = place;
  if (offline) return deny(socket, '403 Forbidden', `${host} is not reached with --offline`);
  try {
    const way = await openWay(place, proxy);
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    socket.unshift(head);
    join(socket, way, onError);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    deny(socket, '502 Bad Gateway', `${host}: ${reason}`);
  }
}

function deny(socket: Duplex, status: string, reason: string): void {
  const body = `dubash run: ${reason}\n`;
  const head = `HTTP/1.1 ${status}\r\ncontent-type: text/plain\r\nconnection: close\r\n`;
  socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/**
 * Without CONNECT: older clients send the whole https address to the proxy in clear, and leave TLS
 * to it. On loopback that is as good.
 */
function answerPlain(
  { hosts, offline }: Wish,
  { carry, pass }: Carry,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = URL.parse(/^https:\/\//i.test(request.url ?? '') ? (request.url ?? '') : '');
  const host = plainHost(url?.hostname ?? '');
  if (url === null) {
    refuse(response, 403, 'this is the proxy of a run, and carries https alone');
  } else if (hosts.includes(host) && url.port === '') {
    carry(`${url.pathname}${url.search}`, request, response);
  } else if (hosts.includes(host)) {
    refuse(response, 403, `${host} is here at port ${HTTPS} alone`);
  } else if (offline) {
    refuse(response, 403, `${host} is not reached with --offline`);
  } else {
    pass(url, request, response);
  }
}
