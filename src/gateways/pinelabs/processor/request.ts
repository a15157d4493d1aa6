// Requests to Pine Labs: where its API is, what goes with every call, and paths that hold none but
// plain names. The bearer's token is added by the engine. Source: pinelabs.md §2.6, §2.8, §P.3.
import { sha256Hex } from '../../kit/proof.ts';
import type { Connection, Side, WireRequest } from '../../processor.ts';

const API: Readonly<Record<Connection['mode'], string>> = Object.freeze({
  test: 'https://pluraluat.v2.pinepg.in',
  live: 'https://api.pluralpay.in',
});

/** A base URL stands for all of its hosts. */
function originOf({ baseUrl, mode }: Connection): string {
  return (baseUrl ?? API[mode]).replace(/\/+$/, '');
}

type Body = Readonly<Record<string, unknown>>;

/** `about` is ours and tells apart what is asked under one name. */
export function write(
  { connection, now }: Side,
  method: WireRequest['method'],
  path: string,
  about: string,
  body: Body | null = null,
): WireRequest {
  return {
    method,
    url: `${originOf(connection)}${path}`,
    headers: {
      accept: 'application/json',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      'request-id': requestIdOf(`${about} ${now}`),
      'request-timestamp': new Date(now).toISOString(),
    },
    body: body === null ? null : JSON.stringify(body),
  };
}

/** A UUID in form, drawn from what the call is about: for its own support to find it by. */
function requestIdOf(about: string): string {
  const hex = sha256Hex(about);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
  ];
  return [...parts, hex.slice(20, 32)].join('-');
}

/** By our own reference, of an order or of a refund: both are found there (§2.8). */
export function writeFind(side: Side, name: string): WireRequest {
  const path = `/api/pay/v1/orders/reference/${encodeURIComponent(name)}`;
  return write(side, 'GET', path, `find ${name}`);
}

/** Names are ours and ids were read as plain (reply.ts), yet a path takes no chances. */
export function orderPath(theirOrder: string, deed: 'capture' | 'cancel'): string {
  return `/api/pay/v1/orders/${encodeURIComponent(theirOrder)}/${deed}`;
}

export function refundPath(theirOrder: string): string {
  return `/api/pay/v1/refunds/${encodeURIComponent(theirOrder)}`;
}
