// Requests to Cashfree: where its API and its script are, who asks, in which version.
// Source: docs/gateways/cashfree.md §1.1, §1.2, §2 and §4.
import type { Connection, PageOrigins, Side, WireRequest } from '../../processor.ts';
import { rawNumber } from '../../kit/json.ts';
import { formatDecimal } from '../../../core/money.ts';
import { type Version, VERSION_HEADER } from '../version.ts';

/** The one whose real answers are on record, nulls and all (§1.5, §1.6, §1.8). */
const SPOKEN: Version = '2025-01-01';

const API: Readonly<Record<Connection['mode'], string>> = Object.freeze({
  test: 'https://sandbox.cashfree.com',
  live: 'https://api.cashfree.com',
});
const SCRIPTS = 'https://sdk.cashfree.com';
/** Where its checkout goes on, in either mode (§P.1). */
const PAGES = Object.freeze([
  'https://payments.cashfree.com',
  'https://payments-test.cashfree.com',
]);

/** A base URL stands for all of its hosts. */
function originOf({ baseUrl }: Connection, own: string): string {
  return (baseUrl ?? own).replace(/\/+$/, '');
}

/** Where its own page finds it, on its own host or on a server that stands for it. */
export function scriptOf(connection: Connection): string {
  return `${originOf(connection, SCRIPTS)}/js/v3/cashfree.js`;
}

export function pageOriginsOf(connection: Connection): PageOrigins {
  const all = connection.baseUrl === null ? null : [originOf(connection, '')];
  const api = Object.values(API);
  return {
    script: all ?? [SCRIPTS],
    style: [],
    connect: all ?? api,
    image: [],
    font: [],
    frame: all ?? [...api, ...PAGES],
    // Its script posts a form; without these the payment stops and nobody is told (§P.1).
    form: all ?? [...api, ...PAGES],
  };
}

type Body = Readonly<Record<string, unknown>>;

/** `name` is ours, of the payment or refund: whoever looks for the call finds it by that. */
function write(
  { connection, credentials }: Side,
  method: WireRequest['method'],
  [name, path]: Target,
  body: Body | null,
  more: Readonly<Record<string, string>> = {},
): WireRequest {
  return {
    method,
    url: `${originOf(connection, API[connection.mode])}/pg${path}`,
    headers: {
      accept: 'application/json',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      'x-client-id': credentials['client_id'] ?? '',
      'x-client-secret': credentials['client_secret'] ?? '',
      [VERSION_HEADER]: SPOKEN,
      'x-request-id': name,
      ...more,
    },
    body: body === null ? null : JSON.stringify(body),
  };
}

export type Target = readonly [name: string, path: string];

/** Names are ours and ids were read as plain (reply.ts), yet a path takes no chances. */
export function ordersPath(name: string, ...more: readonly string[]): string {
  return ['/orders', name, ...more].map((each, at) => (at < 1 ? each : encode(each))).join('/');
}

function encode(part: string): string {
  return encodeURIComponent(part);
}

export function writeGet(side: Side, target: Target): WireRequest {
  return write(side, 'GET', target, null);
}

/** `deed` tells apart what is asked under one name on one path. */
export function writePost(side: Side, target: Target, body: Body, deed = 'make'): WireRequest {
  const key = keyOf(`${target[0]}-${deed}`, side.now);
  return write(side, 'POST', target, body, { 'x-idempotency-key': key });
}

/** A list that is asked for by POST: an idempotency key would bring the list of before. */
export function writeSearch(side: Side, target: Target, body: Body): WireRequest {
  return write(side, 'POST', target, body);
}

export function writePatch(side: Side, target: Target, body: Body): WireRequest {
  return write(side, 'PATCH', target, body);
}

const KEY_MS = 600_000;

/**
 * It keeps the first answer to a key for a day, a 500 too (§0.8), and what is sent again would get
 * that 500 for a day. Names alone keep orders and refunds single; the key stops a request that the
 * network repeats, and changes every ten minutes.
 */
function keyOf(name: string, now: number): string {
  return `${name}-${Math.floor(now / KEY_MS)}`;
}

/** A JSON number with exactly the currency's decimals, printed from the integer's digits. */
export function writeAmount(minor: number, currency: string): number {
  return rawNumber(formatDecimal(minor, currency));
}
