// A proxy that answers for any host with the server under test, for SDKs whose address is fixed.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import path from 'node:path';
import { run } from './command.ts';

const HOSTS = ['api.razorpay.com', 'sandbox.cashfree.com', 'api.cashfree.com'];
const PASSWORD = 'only-for-this-run';

export type Detour = {
  /** System properties that send a Java program's https through here and make it trust us. */
  readonly settings: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
};

/** Makes a certificate for the gateways' hosts in `folder`; the JDK's own keytool does it. */
export async function startProxy(target: string, folder: string): Promise<Detour> {
  const store = path.join(folder, 'proxy.p12');
  const made = await run({
    program: 'keytool',
    args: [
      ...['-genkeypair', '-alias', 'proxy', '-keyalg', 'RSA', '-validity', '2'],
      ...['-storetype', 'PKCS12', '-keystore', store, '-storepass', PASSWORD],
      ...['-dname', `CN=${HOSTS[0]}`, '-ext', `san=${HOSTS.map((host) => `dns:${host}`).join()}`],
    ],
    folder,
    env: {},
    limitMs: 60_000,
  });
  if (made.trouble !== null) throw new Error(made.trouble);
  const pfx = readFileSync(store);
  const inside = createSecureServer({ pfx, passphrase: PASSWORD }, (asked, answer) => {
    const url = new URL(asked.url ?? '/', target);
    const onward = request(url, { method: asked.method, headers: asked.headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  const sockets = new Set<Socket>();
  const outside = createServer((_, answer) => answer.writeHead(405).end());
  outside.on('connect', (_request, socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    inside.emit('connection', socket);
  });
  outside.listen(0, '127.0.0.1');
  await once(outside, 'listening');
  const { port } = outside.address() as AddressInfo;
  return {
    settings: {
      'https.proxyHost': '127.0.0.1',
      'https.proxyPort': String(port),
      'javax.net.ssl.trustStore': store,
      'javax.net.ssl.trustStorePassword': PASSWORD,
      'javax.net.ssl.trustStoreType': 'PKCS12',
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      outside.close();
      await once(outside, 'close');
    },
  };
}
