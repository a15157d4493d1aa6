// What Pine Labs' dashboard gives to a merchant, and what is wrong with it at a glance.
// Source: pinelabs.md §2.6 and §P.9.
import type { CredentialField, Processor } from '../../processor.ts';

export const credentialFields: readonly CredentialField[] = Object.freeze([
  { name: 'client_id', label: 'Client ID', secret: false, required: true },
  // It signs webhooks and returns too (§2.10).
  { name: 'client_secret', label: 'Client Secret', secret: true, required: true },
]);

/** Nothing of either tells test from live: a pair of the other is refused by the token's host. */
export const checkCredentials: Processor['checkCredentials'] = (credentials) => {
  for (const { name, label } of credentialFields) {
    const value = credentials[name] ?? '';
    if (value === '') return `${label} is missing`;
    if (!/^[\x21-\x7e]+$/.test(value)) return `${label} must have no blanks, letters of ASCII only`;
  }
  return null;
};
