// A server of plain HTTP that passes requests on, and what may be done to one on its way.
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as sendRequest,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export type Passed = {
  readonly method: string;
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
};
export type Answer = {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
};

export type Wire = { readonly url: string; readonly stop: () => Promise<void> };

/** Rejects when no whole reply came. */
export function pass(origin: string, { method, path, headers, body }: Passed): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { host, port } = new URL(origin);
    const own = { ...headers, host, connection: 'close', 'content-length': body.length };
    // The system's own agent would use a connection again that a kill has closed.
    const asked = { hostname: '127.0.0.1', port, method, path, headers: own, agent: false };
    const sent = sendRequest(asked, async (reply) => {
      try {
        const whole = await readWhole(reply);
        if (!reply.complete) throw new Error('half a reply');
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: whole });
      } catch (error) {
        reject(error);
      }
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export type Handle = (passed: Passed, response: ServerResponse) => Promise<void>;

export async function openWire(handle: Handle): Promise<Wire> {
  const server = createServer(async (request, response) => {
    try {
      const { method = 'GET', url: path = '/', headers } = request;
      const body = await readWhole(request);
      await handle({ method, path, headers, body }, response);
    } catch {
      response.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readWhole(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const OWN_HEADERS = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date'];

export function give(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...without(headers), 'content-length': body.length });
  response.end(body);
}

/** The headers promise all of it, half of it comes; then the line is cut, or stays as it is. */
export function giveHalf(
  response: ServerResponse,
  { status, headers, body }: Answer,
  then: 'cut' | 'silent',
): void {
  response.writeHead(status, { ...without(headers), 'content-length': body.length });
  response.write(body.subarray(0, body.length >> 1), () => {
    if (then === 'cut') response.destroy();
  });
}

function without(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !OWN_HEADERS.includes(name)),
  );
}
