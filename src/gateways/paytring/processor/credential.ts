// What Paytring's dashboard gives to a merchant, and what is wrong with it at a glance.
// Source: docs/gateways/paytring.md §1.5.
import { sameText } from '../../kit/proof.ts';
import type { Connection, CredentialField, Credentials } from '../../processor.ts';

export const credentialFields: readonly CredentialField[] = Object.freeze([
  { name: 'key', label: 'API Key', secret: false, required: true },
  // It signs webhooks too, as far as that is known (§5.2).
  { name: 'secret', label: 'API Secret', secret: true, required: true },
]);

/** One host serves both modes; the key alone says which it is. */
const PREFIX: Readonly<Record<Connection['mode'], string>> = Object.freeze({
  test: 'test_',
  live: 'prod_',
});

/**
 * A server that stands for the gateway has keys of its own, so test mode takes any other; a key of
 * live mode is not taken there, wherever it would be sent.
 */
export function checkCredentials(
  credentials: Credentials,
  mode: Connection['mode'],
): string | null {
  for (const { name, label } of credentialFields) {
    if (!/^[!-~]+$/.test(credentials[name] ?? '')) return `${label} is one word without blanks`;
  }
  const { key = '', secret = '' } = credentials;
  if (key.includes(':')) return 'API Key must not contain a colon';
  if (sameText(key, secret)) return 'API Secret is not the key';
  if (mode === 'live' && !key.startsWith(PREFIX.live)) {
    return `API Key must begin with ${PREFIX.live} in live mode`;
  }
  if (mode === 'test' && key.startsWith(PREFIX.live)) {
    return `API Key is of live mode: test mode takes ${PREFIX.test}`;
  }
  return null;
}
