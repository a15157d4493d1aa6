// The idempotency key of a request: how clients name it, within what it is one, and what must be
// the same of every request that uses it.
import { createHash, hash } from 'node:crypto';
import type { Failure } from '../core/failure.ts';
import type { Use } from '../engine/idempotency/idempotency.ts';
import type { Match } from './mount.ts';
import type { IncomingRequest } from './request.ts';

const KEY_HEADERS = ['x-idempotency-key', 'idempotency-key', 'x-refund-idempotency'] as const;

/** The key as the client named it, quoted or not; null when there is none. */
export function readIdempotencyKey(
  headers: Readonly<Record<string, string>>,
): { readonly key: string } | Failure | null {
  for (const name of KEY_HEADERS) {
    const value = headers[name]?.trim();
    if (value === undefined || value === '') continue;
    const key = readOnce(value);
    if (/^[\x21-\x7e][\x20-\x7e]{0,254}$/.test(key)) return { key };
    const message = 'The idempotency key must have 1 to 255 printable ASCII characters';
    return { failure: 'request_invalid', issues: [{ field: name, rule: 'format', message }] };
  }
  return null;
}

/**
 * What a client and a proxy, or a client twice, have sent comes joined by commas: the same key each
 * time is that key. Else one retry without the second copy would be carried out again.
 */
function readOnce(value: string): string {
  const [first = '', ...more] = value.split(',').map((each) => unquote(each.trim()));
  return more.every((each) => each === first) ? first : unquote(value);
}

function unquote(text: string): string {
  return text.replace(/^"(.*)"$/, '$1');
}

/** `former`: whether versions before this one may have saved an answer that is still replayed. */
export function useOf(
  { family, request }: Match,
  incoming: IncomingRequest,
  key: string,
  former: boolean,
): Use {
  // The places where one path is served are one: what a client joins its paths to says nothing.
  const scope = `${incoming.method} ${family.bases[0]}${request.path}`;
  const { query, headers, bytes } = incoming;
  const asked = JSON.stringify([headers['x-api-version'] ?? null, Object.entries(query)]);
  return {
    key: keyWithin(scope, key),
    fingerprint: digest(`${asked}\n`, bytes),
    former: former
      ? { key, fingerprint: digest(`${incoming.method} ${incoming.path}\n`, bytes) }
      : null,
  };
}

/** No key that a client names begins with a space: those of before stand beside these. */
export function keyWithin(scope: string, key: string): string {
  return ` ${digest(`${scope}\n${key}`)}`;
}

// Of 128 bits; the longer ones of before are cut in the database.
const DIGEST_CHARACTERS = 22;

function digest(text: string, bytes?: Uint8Array): string {
  const whole =
    bytes === undefined
      ? hash('sha256', text, 'base64url')
      : createHash('sha256').update(text).update(bytes).digest('base64url');
  return whole.slice(0, DIGEST_CHARACTERS);
}
