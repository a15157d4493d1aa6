// What Cashfree's dashboard gives to a merchant, and what is wrong with it at a glance.
// Source: docs/gateways/cashfree.md §1.2 and §P.9.
import type { Connection, CredentialField, Processor } from '../../processor.ts';

const PREAUTH = 'pre_authorization';
const ENABLED = 'enabled';

export const credentialFields: readonly CredentialField[] = Object.freeze([
  { name: 'client_id', label: 'App ID', secret: false, required: true },
  // It signs webhooks too: there is no other secret (§3.1).
  { name: 'client_secret', label: 'Secret Key', secret: true, required: true },
  { name: PREAUTH, label: 'Pre-authorisation', secret: false, required: false },
]);

/**
 * Whether an order's money can be held first: in live mode no order asks for it, the account's
 * setting decides (§1.7, §P.3), which no call tells. So whoever has had it enabled says so.
 */
export function canHold({ mode, credentials }: Connection): boolean {
  return mode === 'test' || credentials[0]?.[PREAUTH] === ENABLED;
}

/** Newer secrets name their environment; older ones, and those of other servers, say nothing. */
const PREFIX: Readonly<Record<Connection['mode'], string>> = Object.freeze({
  test: 'cfsk_ma_test_',
  live: 'cfsk_ma_prod_',
});

export const checkCredentials: Processor['checkCredentials'] = (credentials, mode) => {
  for (const { name, label, required } of credentialFields) {
    if (!required) continue;
    const value = credentials[name] ?? '';
    if (value === '') return `${label} is missing`;
    if (!/^[\x21-\x7e]+$/.test(value)) return `${label} must have no blanks, letters of ASCII only`;
  }
  const held = credentials[PREAUTH] ?? ENABLED;
  if (held !== ENABLED) return `Pre-authorisation is "${ENABLED}", or left out where it is not`;
  const other = mode === 'test' ? 'live' : 'test';
  const isOther = credentials['client_secret']?.startsWith(PREFIX[other]) === true;
  return isOther ? `Secret Key is of ${other} mode: its beginning must be ${PREFIX[mode]}` : null;
};
