// Credentials as they are generated for an account that brings none of its own.
import { randomBytes } from 'node:crypto';
import type { Account } from '../../core/account.ts';

/** The secret has 64 hex digits, as some dialects need; the key says the account's mode. */
export function generateCredentials(mode: Account['mode']): {
  readonly key: string;
  readonly secret: string;
} {
  const word = mode === 'live' ? 'live' : 'test';
  return {
    key: `${word}_${randomBytes(8).toString('hex')}`,
    secret: randomBytes(32).toString('hex'),
  };
}
