// Stands between our server and the one that plays the gateway: counts what passes, and spoils
// what a test says, before the gateway has read it or after.
import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `before`: it is not passed on. `after`: it is, and what the gateway says is not. */
export type Spoil = {
  readonly when: 'before' | 'after';
  readonly how: 'cut' | 'half' | { readonly status: number; readonly body: string };
};

export type Front = {
  readonly url: string;
  /** Method, path and body of everything that came, oldest first. */
  readonly seen: string[];
  /** Where its answers sent browsers, oldest first. */
  readonly led: string[];
  /** Status and body of its answers, oldest first. */
  readonly answered: string[];
  /** Null: it passes as it is. */
  spoil: (seen: string) => Spoil | null;
  readonly stop: () => Promise<void>;
};

const HTML = { 'content-type': 'text/html; charset=utf-8' };

export async function openFront(target: string): Promise<Front> {
  const server = createServer((incoming, answer) => {
    serve(front, target, incoming, answer).catch(() => answer.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const front: Front = {
    url: `http://127.0.0.1:${port}`,
    seen: [],
    led: [],
    answered: [],
    spoil: () => null,
    stop: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return front;
}

async function serve(
  front: Front,
  target: string,
  incoming: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const sent = Buffer.concat(chunks);
  // Where an address serves several questions, what they are about stands in the body.
  const seen = `${incoming.method} ${incoming.url} ${sent}`.trimEnd();
  front.seen.push(seen);
  const spoil = front.spoil(seen);
  if (spoil?.when === 'before') return spoilReply(spoil, answer, Buffer.from('{"id":"'));
  const { status, headers, body } = await pass(target, incoming, sent);
  front.answered.push(`${status} ${body}`);
  if (headers.location !== undefined) front.led.push(headers.location);
  if (spoil !== null) return spoilReply(spoil, answer, body);
  answer.writeHead(status, headers).end(body);
}

function spoilReply({ how }: Spoil, answer: ServerResponse, body: Buffer): void {
  if (how === 'cut') return void answer.destroy();
  if (how !== 'half') return void answer.writeHead(how.status, HTML).end(how.body);
  answer.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length + 9 });
  answer.write(body.subarray(0, Math.ceil(body.length / 2)), () => answer.destroy());
}

type Passed = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
};

async function pass(target: string, incoming: IncomingMessage, sent: Buffer): Promise<Passed> {
  const { host: _, connection: __, ...headers } = incoming.headers;
  const method = incoming.method ?? 'GET';
  const onward = ask(`${target}${incoming.url}`, { method, headers });
  onward.end(sent);
  const [reply] = (await once(onward, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of reply) chunks.push(chunk as Buffer);
  const { connection: ___, 'transfer-encoding': ____, ...kept } = reply.headers;
  return { status: reply.statusCode ?? 502, headers: kept, body: Buffer.concat(chunks) };
}
