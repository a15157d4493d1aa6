// A merchant's server for notices: an endpoint kept for a dialect, and what arrives there.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { KEY, type TestServer } from './server.ts';

export type Call = {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type Listener = {
  readonly url: string;
  readonly calls: Call[];
  /** What the next calls are answered, in order; then the last answer again. */
  readonly answers: ((call: Call) => { readonly status: number; readonly body: string })[];
  readonly close: () => Promise<void>;
};

export async function openListener(): Promise<Listener> {
  const calls: Call[] = [];
  const answers: Listener['answers'] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://listener');
    const { method = '', headers } = request;
    const call = { method, url, headers, body: await text(request) };
    calls.push(call);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    const { status, body } = answer?.(call) ?? { status: 200, body: '' };
    response.writeHead(status).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    answers,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

let count = 0;

/** As the merchant's own administration of endpoints does, for dialects that have none. */
export async function keepEndpoint(
  { house: { counter } }: TestServer,
  body: Readonly<Record<string, unknown>> & { readonly dialect: string; readonly url: string },
): Promise<void> {
  const known = await counter.accounts.find(KEY);
  if (known === null) throw new Error('no account');
  count += 1;
  const token = `END${String(count).padStart(11, '0')}`;
  const now = counter.now();
  const row = {
    id: { key: count, number: count, token },
    kind: 'endpoint',
    claim: null,
    body: { active: true, ...body },
    sealedSecret: null,
    createdAt: now,
  } as const;
  const nothing = { changes: null, events: [], instruction: null, answered: null, reply: null };
  const record = { row, isNew: true };
  await counter.store.save({ ...nothing, account: known.account.id, record, notices: [], now });
}
