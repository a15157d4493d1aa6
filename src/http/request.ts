// Turns the framework's request into the one that dialects read.
import type { FastifyRequest } from 'fastify';
import type { Failure } from '../core/failure.ts';
import type { Fields, RawRequest } from '../gateways/dialect.ts';
import { decodeBody } from '../gateways/kit/body.ts';
import type { Course } from '../metrics/road.ts';
import type { ClientAddress } from './client-address.ts';
import { separate } from './multipart.ts';

/** A request before it is mounted, with its bytes for the idempotency fingerprint. */
export type IncomingRequest = {
  readonly id: string;
  readonly method: string;
  /** The path as sent, without query, without a slash at its end, and with no two in a row. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The client's, in one spelling; empty when nobody can say whose it is. */
  readonly address: string;
  readonly bytes: Uint8Array;
  /** What became of it, for whoever writes it down; nobody does where it is left out. */
  readonly trail?: Trail;
};

/** Null: it is on the path of no program's request. */
export type Trail = { course: Course | null };

export function leaveTrail({ trail }: IncomingRequest, course: Course): void {
  if (trail !== undefined) trail.course = course;
}

const NO_BYTES = new Uint8Array();

export function readIncomingRequest(
  request: FastifyRequest,
  addressOf: ClientAddress,
): IncomingRequest {
  const question = request.url.indexOf('?');
  const path = readPath(question < 0 ? request.url : request.url.slice(0, question));
  const search = question < 0 ? '' : request.url.slice(question + 1);
  const headers = joinHeaders(request.headers);
  const { remoteAddress } = request.socket;
  let address: string | undefined;
  return {
    id: request.id,
    method: request.method,
    path,
    query: search === '' ? {} : readQuery(search),
    headers,
    // Few rows ask, and the sum over all requests would show.
    get address() {
      address ??= addressOf(remoteAddress, headers['x-forwarded-for']);
      return address;
    },
    bytes: request.body instanceof Uint8Array ? request.body : NO_BYTES,
    trail: { course: null },
  };
}

/**
 * Clients whose base address ends in a slash ask for `//v1/orders`, and the gateways' front ends
 * merge slashes (inferred: such clients work there; it is the standard of the usual servers).
 */
export function readPath(path: string): string {
  const merged = path.includes('//') ? path.replace(/\/{2,}/g, '/') : path;
  return merged.length > 1 && merged.endsWith('/') ? merged.slice(0, -1) : merged;
}

/** A list comes as `name[]` several times: its values are joined by commas. */
function readQuery(search: string): Record<string, string> {
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(search)) {
    const before = name.endsWith('[]') ? query.get(name) : undefined;
    query.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(query);
}

const FOLDED = /^multipart\/form-data\s*;/i;

/** Whether it is a multipart form. */
export function isFolded({ headers }: IncomingRequest): boolean {
  const type = headers['content-type'];
  return type !== undefined && FOLDED.test(type);
}

/**
 * A multipart form holds the same fields in another envelope: it is read as the plain form it
 * means.
 */
export async function unfold(incoming: IncomingRequest): Promise<IncomingRequest> {
  const type = incoming.headers['content-type'] ?? '';
  const headers = { ...incoming.headers, 'content-type': 'application/x-www-form-urlencoded' };
  try {
    const form = separate({ type, bytes: incoming.bytes });
    const envelope = new Response(Buffer.from(form.bytes), {
      headers: { 'content-type': form.type },
    });
    const pairs = [...(await envelope.formData())].map(([name, value]): [string, string] => {
      if (typeof value !== 'string') throw new TypeError('a file where a field belongs');
      return [name, value];
    });
    return { ...incoming, headers, bytes: Buffer.from(new URLSearchParams(pairs).toString()) };
  } catch {
    return { ...incoming, headers, bytes: UNREADABLE };
  }
}

// What no form can be: it is refused like any other malformed one.
const UNREADABLE = Buffer.from('%');

function joinHeaders(headers: FastifyRequest['headers']): Record<string, string> {
  const joined: Record<string, string> = {};
  // The parser's own object has no other names: a list of pairs would be made for each request.
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) joined[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}

export function mountRequest(incoming: IncomingRequest, base: string): RawRequest {
  let decoded: Fields | Failure | undefined;
  return {
    method: incoming.method,
    base,
    path: incoming.path.slice(base.length) || '/',
    query: incoming.query,
    headers: incoming.headers,
    get address() {
      return incoming.address;
    },
    bytes: incoming.bytes,
    fields: () => {
      decoded ??= decodeBody(incoming.headers['content-type'] ?? '', incoming.bytes);
      return decoded;
    },
  };
}
