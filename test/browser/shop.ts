// A tiny merchant's shop on a free port: it notes who comes back, with what.
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

/** The same values with one bit of one character of one field turned over. */
export function tamper(values: Values, name: string, at: number): Values {
  const bytes = [...(values.get(name) ?? '')];
  const code = bytes[at]?.codePointAt(0);
  if (code === undefined) throw new Error(`nothing at ${at} of ${name}`);
  bytes[at] = String.fromCodePoint(code ^ 1);
  return new Map([...values, [name, bytes.join('')]]);
}
