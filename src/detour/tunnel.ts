// Leads what is not meant for a gateway to where it is meant for, untouched.
import http from 'node:http';
import net, { type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { guarded, type OnError, within } from '../guard.ts';

export type HostPort = { readonly host: string; readonly port: number };

const CONNECT_MS = 30_000;

/** `host:port` as CONNECT names it; null when it is none. */
export function readHostPort(authority: string): HostPort | null {
  const match = /^(?:([A-Za-z0-9._-]{1,253})|\[([0-9A-Fa-f:.]{2,45})\]):(\d{1,5})$/.exec(authority);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined || !(port >= 1 && port <= 65_535)) return null;
  return { host: plainHost(host), port };
}

/** As hosts are compared: a name may be spelt in capitals, and end with the dot of the root. */
export function plainHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

/** `proxy`: the one that the machine's own way out is by; null: there is none. */
export function openWay(place: HostPort, proxy: URL | null): Promise<Socket> {
  const way = proxy === null ? openDirect(place) : openByProxy(place, proxy);
  return within(CONNECT_MS, way, () => new Error('no connection in time'));
}

function openDirect({ host, port }: HostPort): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = net.connect({ host, port });
  socket.once('error', guarded(reject, reject));
  socket.once(
    'connect',
    guarded(reject, () => resolve(socket)),
  );
  return promise;
}

function openByProxy({ host, port }: HostPort, proxy: URL): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const headers =
    proxy.username === ''
      ? {}
      : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
  const asked = http.request({
    host: proxy.hostname,
    port: proxy.port || 80,
    method: 'CONNECT',
    path: authority,
    headers,
    agent: false,
  });
  asked.once('error', guarded(reject, reject));
  asked.once(
    'connect',
    guarded(reject, ({ statusCode }: http.IncomingMessage, socket: Socket, head: Buffer) => {
      if (statusCode !== 200) throw new Error(`the proxy of the environment said ${statusCode}`);
      socket.unshift(head);
      resolve(socket);
    }),
  );
  asked.once(
    'response',
    guarded(reject, ({ statusCode }: http.IncomingMessage) => {
      asked.destroy();
      throw new Error(`the proxy of the environment said ${statusCode}`);
    }),
  );
  asked.end();
  return promise;
}

/** Both ways; what one side has said before its end still reaches the other. */
export function join(one: Duplex, other: Duplex, onError: OnError): void {
  const pairs = [
    [one, other],
    [other, one],
  ] as const;
  for (const [from, to] of pairs) {
    from.on(
      'error',
      guarded(onError, () => to.destroy()),
    );
    from.on(
      'close',
      guarded(onError, () => to.end()),
    );
    from.pipe(to);
  }
}
