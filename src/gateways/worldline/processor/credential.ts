// What an account at Worldline is known by: its merchant code, the scheme that its payments are
// settled to, and the salt that signs. Source: docs/gateways/worldline.md §3.1, §P.1.
import type { CredentialField, Processor } from '../../processor.ts';

export const credentialFields: readonly CredentialField[] = Object.freeze([
  { name: 'merchant_code', label: 'Merchant Code', secret: false, required: true },
  { name: 'scheme_code', label: 'Scheme Code', secret: false, required: true },
  { name: 'salt', label: 'SALT', secret: true, required: true },
]);

const PLAIN = /^[A-Za-z0-9_.-]{1,64}$/;
const SALT = /^[!-{}~]{6,256}$/;

/** Test merchants are `T` and digits, live ones `L` and digits, at one host (§3.1). */
const OTHERS = Object.freeze({ test: /^L\d+$/, live: /^T\d+$/ });

export const checkCredentials: Processor['checkCredentials'] = (credentials, mode) => {
  const { merchant_code: merchant = '', scheme_code: scheme = '', salt = '' } = credentials;
  if (!PLAIN.test(merchant)) return 'The merchant code is one word, such as T123456';
  if (!PLAIN.test(scheme)) return 'The scheme code is one word, as Worldline has told it';
  // It stands between bars in what is hashed.
  if (!SALT.test(salt)) return 'The salt is one word without bars, as Worldline has told it';
  if (!OTHERS[mode].test(merchant)) return null;
  return mode === 'live'
    ? 'That is the code of a test merchant: live ones begin with L'
    : 'That is the code of a live merchant: those of test mode begin with T';
};
