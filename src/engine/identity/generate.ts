// Credentials as they are generated for an account that brings none of its own.
import { randomBytes } from 'node:crypto';
import type { Account, Credentials } from '../../core/account.ts';

const CHANCE_BYTES = 40;

/**
 * The secret has 64 hex digits, as some dialects need; the key says the account's mode. The same
 * from the same `chance`, of which 40 bytes are taken.
 */
export function generateCredentials(
  mode: Account['mode'],
  chance: Buffer = randomBytes(CHANCE_BYTES),
): Credentials {
  const word = mode === 'live' ? 'live' : 'test';
  return {
    key: `${word}_${chance.toString('hex', 0, 8)}`,
    secret: chance.toString('hex', 8, CHANCE_BYTES),
  };
}
