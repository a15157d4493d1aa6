// A merchant's server that takes webhooks: it keeps what came and answers as a test says.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Came = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Hook = {
  readonly url: string;
  readonly came: Came[];
  /** Resolves when this many have come in all. */
  readonly until: (count: number) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type AnswerHook = (response: ServerResponse, came: Came, count: number) => void;

const accept: AnswerHook = (response) => {
  response.end('ok');
};

export async function openHook(answer: AnswerHook = accept): Promise<Hook> {
  const came: Came[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer(async (request, response) => {
    const one = await read(request);
    came.push(one);
    for (const each of waiting) if (came.length >= each.count) each.resolve();
    answer(response, one, came.length);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    came,
    until: (count) =>
      new Promise((resolve) => {
        if (came.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(request: IncomingMessage): Promise<Came> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const { method = '', url = '' } = request;
  return { method, url, headers, body: Buffer.concat(chunks).toString() };
}
