// A merchant's server that takes Pine Labs' webhooks, and the endpoint that leads them there.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestServer } from './server.ts';

export type Taken = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Hook = {
  readonly url: string;
  readonly taken: Taken[];
  /** Statuses of the next answers, in order; then 200. */
  readonly answers: number[];
  readonly close: () => Promise<void>;
};

export async function openHook(): Promise<Hook> {
  const taken: Taken[] = [];
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    const named = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    taken.push({ headers: Object.fromEntries(named), body: await text(request) });
    response.writeHead(answers.shift() ?? 200).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    taken,
    answers,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

let endpoints = 0;

/** Keeps an endpoint for an account as its administration does. */
export async function addEndpoint(
  { app }: TestServer,
  account: string,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  const known = await app.parts.accounts.find(account);
  if (known === null) throw new Error('no such account');
  endpoints += 1;
  const token = `ENDPOINT${String(endpoints).padStart(6, '0')}`;
  const row = {
    id: { key: endpoints, number: endpoints, token },
    kind: 'endpoint',
    uniqueRef: null,
    body: { dialect: 'pinelabs', active: true, ...body },
    sealedSecret: null,
    createdAt: Date.now(),
  } as const;
  const nothing = { changes: null, events: [], instruction: null, answered: null, reply: null };
  const record = { row, isNew: true };
  const commit = { ...nothing, account: known.account.id, record, webhooks: [] };
  await app.parts.store.save({ ...commit, now: Date.now(), clockOffsetMs: 0 });
}
