// A shop that is told of what happens, byte for byte, and the account API as programs ask.
import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RZP_CREATE } from './documented-example.ts';
import { ask, BASIC, startServer, type TestServer } from './server.ts';

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
  /** The status of the next answers, and their text. */
  answers: number;
  reply: string;
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
    response.writeHead(hook.answers).end(hook.reply);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const hook: Hook = {
    url: `http://127.0.0.1:${port}`,
    told,
    answers: 200,
    reply: 'OK',
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return hook;
}

export type Json = Readonly<Record<string, unknown>>;
export type Answer = { readonly status: number; readonly json: Json; readonly headers: Headers };

/** Asks it as the first account, or as whoever `headers` prove. */
export function accountApiOf(server: () => TestServer) {
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
  { app }: TestServer,
  key: string,
  mode: 'sandbox' | 'live',
): Promise<Readonly<Record<string, string>>> {
  const secret = `${key}_secret`;
  await app.parts.accounts.add({ key, secret, name: key, mode, processor: 'sandbox' });
  return { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` };
}

export type Stage = {
  readonly server: TestServer;
  readonly hook: Hook;
  readonly accountApi: ReturnType<typeof accountApiOf>;
  /** Delivers what is due. */
  readonly settle: () => Promise<void>;
  /** Makes an endpoint of the hook, which hears of paid orders unless `body` says otherwise. */
  readonly listen: (body?: Json) => Promise<Json>;
  /** An order, paid, and everything of it delivered. */
  readonly payOrder: () => Promise<{ readonly id: string; readonly receipt: string }>;
  readonly list: (query?: string) => Promise<readonly Json[]>;
  /** Removes the endpoints and forgets what was told, for the next test. */
  readonly clear: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** A server, and a shop that listens to it. */
export async function openStage(settings: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const server = await startServer(settings);
  const hook = await openHook();
  const accountApi = accountApiOf(() => server);
  const post = async (path: string, body: object): Promise<Json> => {
    const sent = { headers: { authorization: BASIC }, body };
    const answered = await ask(server.url + path, sent);
    assert.equal(answered.status, 200, answered.text);
    return answered.json as Json;
  };
  const settle = async () => {
    await post('/sandbox/settle', {});
  };
  let orders = 0;
  return {
    server,
    hook,
    accountApi,
    settle,
    listen: async (body = {}) => {
      const own = { url: `${hook.url}/hook`, dialect: 'razorpay', events: ['order.paid'] };
      return post('/account/endpoints', { ...own, ...body });
    },
    payOrder: async () => {
      orders += 1;
      const receipt = `outbox-${orders}`;
      const made = await post('/api/v2/order/via/rzp/create', { ...RZP_CREATE, receipt });
      const id = String(made['id']);
      await post('/sandbox/pay', { order: id, method: 'upi', outcome: 'success' });
      await settle();
      return { id, receipt };
    },
    list: async (query = '') => {
      const listed = await accountApi('GET', `/webhooks${query}`);
      assert.equal(listed.status, 200, JSON.stringify(listed.json));
      return listed.json['webhooks'] as Json[];
    },
    clear: async () => {
      hook.answers = 200;
      const { endpoints } = (await accountApi('GET', '/endpoints')).json;
      for (const { id } of endpoints as Json[]) await accountApi('DELETE', `/endpoints/${id}`);
      await settle();
      hook.told.length = 0;
    },
    stop: async () => {
      await server.stop();
      await hook.stop();
    },
  };
}
