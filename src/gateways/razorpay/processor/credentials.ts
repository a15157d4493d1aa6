// What Razorpay's dashboard gives to a merchant, and what is wrong with it at a glance.
// Source: docs/gateways/razorpay.md §1.1 and §P.1.
import type { CredentialField, Processor } from '../../processor.ts';

export const credentialFields: readonly CredentialField[] = Object.freeze([
  { name: 'key_id', label: 'Key Id', secret: false, required: true },
  { name: 'key_secret', label: 'Key Secret', secret: true, required: true },
  { name: 'webhook_secret', label: 'Webhook Secret', secret: true, required: false },
]);

/**
 * The prefix of the key is its mode. In test mode another prefix is taken, as a server that stands
 * for the gateway has keys of its own; a key of live mode is not, wherever it would be sent.
 */
export const checkCredentials: Processor['checkCredentials'] = (credentials, mode) => {
  for (const { name, label, required } of credentialFields) {
    const value = credentials[name] ?? '';
    if (required && value === '') return `${label} is missing`;
    // Users paste keys with blanks around them, which the gateway refuses (observed: node#386).
    if (name !== 'webhook_secret' && /\s/.test(value)) return `${label} must not contain blanks`;
  }
  const key = credentials['key_id'] ?? '';
  if (key.includes(':')) return 'Key Id must not contain a colon';
  if (mode === 'live' && !key.startsWith('rzp_live_')) {
    return 'Key Id must begin with rzp_live_ in live mode';
  }
  if (mode === 'test' && key.startsWith('rzp_live_')) {
    return 'Key Id is of live mode: test mode takes rzp_test_';
  }
  return null;
};
