// Proofs that several dialects share: Basic credentials, digests, and comparison in constant time.
import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { Credentials } from '../../core/account.ts';
import type { Fields, Identification, RawRequest } from '../dialect.ts';
import { type Failure, isFailure } from '../../core/failure.ts';

/**
 * Whether two texts are equal, in a time that tells nothing about where they differ. That their
 * lengths differ may show: those of secrets and digests are no secret.
 */
export function sameText(given: string, expected: string): boolean {
  const one = Buffer.from(given);
  const other = Buffer.from(expected);
  return one.length === other.length && timingSafeEqual(one, other);
}

export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}

export function sha512Hex(text: string): string {
  return hash('sha512', text, 'hex');
}

/** Of a text in UTF-8, or of bytes as they came. */
export function hmacSha256(key: string | Uint8Array, signed: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(signed).digest();
}

/** `Authorization: Basic base64(key:secret)`; the proof is the secret itself. */
export function identifyBasic(request: RawRequest): Identification | Failure {
  const header = request.headers['authorization'];
  if (header === undefined || header.trim() === '') return { failure: 'credentials_missing' };
  const match = /^basic +([A-Za-z0-9+/_-]+={0,2})$/i.exec(header.trim());
  if (match === null) return { failure: 'credentials_wrong' };
  const pair = Buffer.from(match[1] ?? '', 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 1) return { failure: 'credentials_wrong' };
  return { key: pair.slice(0, colon), proof: pair.slice(colon + 1) };
}

/**
 * Opens a request that needs no proof. Credentials that come all the same are believed no less than
 * elsewhere: those of another account, or wrong ones, refuse it. None at all are as good as right
 * ones; `identify` says how the dialect's clients send them.
 */
export function openUnproved(
  request: RawRequest,
  { key, secret }: Credentials,
  identify: (request: RawRequest) => Identification | Failure = identifyBasic,
): Fields | Failure {
  const brought = identify(request);
  if (isFailure(brought)) {
    return brought.failure === 'credentials_missing' ? request.fields() : brought;
  }
  const isOwn = sameText(brought.key, key) && sameText(brought.proof ?? '', secret);
  return isOwn ? request.fields() : { failure: 'credentials_wrong' };
}
