// A shop that is told of what happens, byte for byte, and the merchant's own desk as programs ask.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask, BASIC, type TestServer } from './server.ts';

export type Told = {
  readonly method: string;
  /** With its query, as it was sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type Hook = {
  readonly url: string;
  readonly told: Told[];
  /** The status of the next answers. */
  answers: number;
  readonly stop: () => Promise<void>;
};

/** Takes whatever comes and answers 200 unless `answers` says otherwise. */
export async function openHook(): Promise<Hook> {
  const told: Told[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url: path = '', headers } = request;
    told.push({ method, path, headers, body: Buffer.concat(chunks).toString('latin1') });
    response.writeHead(hook.answers).end('OK');
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const hook: Hook = {
    url: `http://127.0.0.1:${port}`,
    told,
    answers: 200,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return hook;
}

export type Json = Readonly<Record<string, unknown>>;
export type Answer = { readonly status: number; readonly json: Json; readonly headers: Headers };

/** Asks the desk as the first account, or as whoever `headers` prove. */
export function deskOf(server: () => TestServer) {
  return async (
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = { authorization: BASIC },
  ): Promise<Answer> => {
    const sent = body === undefined ? { method, headers } : { method, headers, body };
    const answered = await ask(`${server().url}/account${path}`, sent);
    return { status: answered.status, json: answered.json as Json, headers: answered.headers };
  };
}

/** Another account, and the header that proves it. */
export async function addAccount(
  { house }: TestServer,
  key: string,
  mode: 'sandbox' | 'live',
): Promise<Readonly<Record<string, string>>> {
  const secret = `${key}_secret`;
  await house.counter.accounts.add({ key, secret, name: key, mode, processor: 'sandbox' });
  return { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` };
}
