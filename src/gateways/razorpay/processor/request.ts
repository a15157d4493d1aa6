// Requests to Razorpay: where its API is, who asks, and paths that hold none but its own ids.
import type { Connection, Side, WireRequest } from '../../processor.ts';
import { type Named, PREFIXES } from '../ids.ts';

const API = 'https://api.razorpay.com';
const SCRIPTS = 'https://checkout.razorpay.com';

/** Where it answers; a base URL stands for all of its hosts. */
export function apiOf({ baseUrl }: Connection): string {
  return bare(baseUrl ?? API);
}

export function scriptsOf({ baseUrl }: Connection): string {
  return bare(baseUrl ?? SCRIPTS);
}

function bare(address: string): string {
  return address.replace(/\/+$/, '');
}

/** docs/gateways/razorpay.md §1.1: Basic, spelled exactly so. */
function headersOf({ credentials }: Side): Readonly<Record<string, string>> {
  const pair = `${credentials['key_id'] ?? ''}:${credentials['key_secret'] ?? ''}`;
  return {
    accept: 'application/json',
    authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
  };
}

export function writeGet(side: Side, path: string): WireRequest {
  const url = `${apiOf(side.connection)}/v1${path}`;
  return { method: 'GET', url, headers: headersOf(side), body: null };
}

export function writePost(
  side: Side,
  path: string,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): WireRequest {
  return {
    method: 'POST',
    url: `${apiOf(side.connection)}/v1${path}`,
    headers: { ...headersOf(side), 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** Documented with 14 characters of base62 (§1.2); what stands in a path may be nothing else. */
const TOKEN = /^[0-9A-Za-z]{10,32}$/;

export function isIdOf(kind: Named, id: string | null): id is string {
  const prefix = `${PREFIXES[kind]}_`;
  return id?.startsWith(prefix) === true && TOKEN.test(id.slice(prefix.length));
}
