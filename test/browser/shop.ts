// A tiny merchant's shop on a free port: it notes every visit and checks seals as contracts say.
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A browser that came back, with the form that it posted or the query that it asked. */
export type ShopRequest = {
  readonly method: string;
  readonly path: string;
  readonly values: Values;
};

export type Values = ReadonlyMap<string, string>;

export type Shop = {
  readonly url: string;
  /** The visits below `/<reference>/`, oldest first. */
  readonly requestsOf: (reference: string) => readonly ShopRequest[];
  readonly close: () => Promise<void>;
};

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
<link rel="icon" href="data:,"></head><body><h1>Back at the shop</h1></body></html>`;

export async function openShop(): Promise<Shop> {
  const visits: ShopRequest[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://shop');
    const { method = '' } = request;
    const form = new URLSearchParams(await text(request));
    const values = new Map(method === 'POST' ? form : url.searchParams);
    visits.push({ method, path: url.pathname, values });
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requestsOf: (reference) => visits.filter(({ path }) => path.startsWith(`/${reference}/`)),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const sha512 = (message: string): string => createHash('sha512').update(message).digest('hex');

/**
 * PayU: sha512 of salt|status, five blanks, udf5 to udf1, and then
 * email|firstname|productinfo|amount|txnid|key.
 */
export function isPayuHashGood(values: Values, salt: string): boolean {
  const read = (name: string): string => values.get(name) ?? '';
  const udfs = ['udf5', 'udf4', 'udf3', 'udf2', 'udf1'].map(read).join('|');
  const buyer = ['email', 'firstname', 'productinfo'].map(read).join('|');
  const sale = ['amount', 'txnid', 'key'].map(read).join('|');
  return read('hash') === sha512(`${salt}|${read('status')}||||||${udfs}|${buyer}|${sale}`);
}

/** Pine Labs: upper-case HMAC-SHA256 of the sorted `name=value` pairs, keyed by the hex secret. */
export function isPineSignatureGood(values: Values, secret: string): boolean {
  const names = [...values.keys()].filter((name) => !name.startsWith('dia_secret')).sort();
  const message = names.map((name) => `${name}=${values.get(name)}`).join('&');
  const digest = createHmac('sha256', Buffer.from(secret, 'hex')).update(message).digest('hex');
  return values.get('dia_secret') === digest.toUpperCase();
}

/** Worldline: the last part of `msg` is sha512 of all the parts before it and the salt, piped. */
export function isWorldlineHashGood(values: Values, salt: string): boolean {
  const parts = (values.get('msg') ?? '').split('|');
  const hash = parts.pop();
  return parts.length === 15 && hash === sha512([...parts, salt].join('|'));
}

/** Paytring: sha512 of key, order_id and receipt_id, in this order, and the secret. */
export function isPaytringHashGood(values: Values, secret: string): boolean {
  const parts = ['key', 'order_id', 'receipt_id'].map((name) => values.get(name) ?? '');
  return values.get('hash') === sha512([...parts, secret].join('|'));
}

/** The same values with one bit of one character of one field turned over. */
export function tamper(values: Values, name: string, at: number): Values {
  const bytes = [...(values.get(name) ?? '')];
  const code = bytes[at]?.codePointAt(0);
  if (code === undefined) throw new Error(`nothing at ${at} of ${name}`);
  bytes[at] = String.fromCodePoint(code ^ 1);
  return new Map([...values, [name, bytes.join('')]]);
}
