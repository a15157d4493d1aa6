// PayU's Node SDK as a shop uses it, pointed at a server of ours, and the browser between them.
import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import { ask, startServer, type TestServer } from '../support/server.ts';
import { type Json, type Params, Payu } from './payu-sdk.ts';

export type { Json, Payu } from './payu-sdk.ts';

// PayU's own test account, published in its SDKs: their tests can be repeated word for word.
export const KEY = 'QyT13U';
export const SALT = 'UnJ0FGO0kt3dUgnHo9Xgwi0lpipBV0hB';

export const BASIC = `Basic ${Buffer.from(`${KEY}:${SALT}`).toString('base64')}`;

export type Stage = {
  readonly server: TestServer;
  readonly payu: (salt?: string, path?: string) => Payu;
  readonly stop: () => Promise<void>;
};

/** Every https request of this process goes to the server: the SDK cannot be told another port. */
export async function openStage(base = ''): Promise<Stage> {
  const server = await startServer({ SANDBOX_KEY: KEY, SANDBOX_SECRET: SALT });
  const { hostname, port } = new URL(server.url);
  const real = https.request;
  const request = (options: https.RequestOptions, onReply: (reply: http.IncomingMessage) => void) =>
    http.request({ ...options, protocol: 'http:', agent: undefined, hostname, port }, onReply);
  https.request = request as typeof https.request;
  return {
    server,
    payu: (salt = SALT, path = base) => {
      const client = new Payu({ key: KEY, salt });
      client.credes.paymentURL = `${server.url}${path}/_payment`;
      client.credes.apiPath = `${path}${client.credes.apiPath}`;
      return client;
    },
    stop: async () => {
      https.request = real;
      await server.stop();
    },
  };
}

const SHOP = 'https://shop.example';
export function orderOf(txnid: string, changes: Params = {}): Params {
  return {
    txnid,
    amount: '500.00',
    productinfo: 'Blue "suede" shoes & <laces>',
    firstname: "Asha O'Neil",
    email: 'asha@example.com',
    phone: '9876543210',
    surl: `${SHOP}/paid`,
    furl: `${SHOP}/failed`,
    ...changes,
  };
}

export type Form = { readonly action: string; readonly fields: Readonly<Record<string, string>> };

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#34;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&amp;': '&',
};
const decode = (text: string): string =>
  text.replace(/&(?:lt|gt|quot|amp|#34|#39|#x27);/g, (entity) => ENTITIES[entity] ?? entity);

/** The form of a page, as a browser reads it. */
export function readForm(html: string): Form {
  const action = /<form[^>]* action="([^"]*)"/.exec(html)?.[1];
  assert.ok(action, html);
  const inputs = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  const fields = inputs.map(([, name = '', value = '']) => [decode(name), decode(value)]);
  return { action: decode(action), fields: Object.fromEntries(fields) };
}

/** Posts the form as a browser does. */
export function postForm({ action, fields }: Form) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return ask(action, { headers, body: new URLSearchParams(fields).toString() });
}

/** Sends the customer off; returns the address of the payment page. */
export async function start(payu: Payu, order: Params): Promise<string> {
  const sent = await postForm(readForm(payu.paymentInitiate(order)));
  assert.equal(sent.status, 303, sent.text);
  return sent.headers.get('location') ?? '';
}

export async function control(server: TestServer, path: string, body: Json): Promise<Json> {
  const headers = { authorization: BASIC };
  const answered = await ask(`${server.url}/sandbox${path}`, { headers, body });
  assert.equal(answered.status, 200, answered.text);
  return answered.json as Json;
}

/** The customer pays; returns the mihpayid. */
export async function pay(server: TestServer, order: string, more: Json = {}): Promise<string> {
  const paid = await control(server, '/pay', { order, method: 'card', ...more });
  return String(paid['number']);
}

export function detailsOf(answer: Json, name: string): Json {
  const all = answer['transaction_details'] as Readonly<Record<string, Json>>;
  const details = all[name];
  assert.ok(details, JSON.stringify(answer));
  return details;
}
