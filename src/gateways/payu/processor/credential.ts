// What an account at PayU is known by: its merchant key and the salt that signs.
import type { Connection, CredentialField, Credentials } from '../../processor.ts';

export const credentialFields: readonly CredentialField[] = Object.freeze([
  { name: 'key', label: 'Merchant Key', secret: false, required: true },
  { name: 'salt', label: 'Merchant Salt', secret: true, required: true },
]);

/** Of accounts that PayU's documents and SDKs publish for tests (payu.md §1.12, §4.1). */
const PUBLISHED: ReadonlySet<string> = new Set(['QyT13U', 'JPM7Fg', 'gtKFFx', 'bjg$121']);

const KEY = /^[!-{}~]{3,40}$/;
const SALT = /^[!-~]{6,4096}$/;

export function checkCredentials(
  { key = '', salt = '' }: Credentials,
  mode: Connection['mode'],
): string | null {
  if (!KEY.test(key)) return 'The merchant key has no blanks and no bars';
  if (/BEGIN|PRIVATE/.test(salt)) return 'The salt of version 1 is needed, not a private key';
  if (!SALT.test(salt)) return 'The salt is one word, as the dashboard shows it';
  if (key === salt) return 'The salt is not the key';
  const isSample = mode === 'live' && PUBLISHED.has(key);
  return isSample ? 'That is the key of a published test account' : null;
}
