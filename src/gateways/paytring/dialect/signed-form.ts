// What Paytring's hash is over: one rule for requests, the way back and webhooks.
// Source: paytring.md §1.1 and §5.
import { keyedForm } from '../../kit/signed-form.ts';
import type { SignedForm } from '../../dialect.ts';

const RULE = 'SHA-512 of the values by sorted names, the secret last';

export const signedForms: readonly SignedForm[] = [
  keyedForm({ name: 'request', says: `a request of V1: ${RULE}` }, { field: 'hash' }),
  keyedForm({ name: 'return', says: `the way back: ${RULE}` }, { field: 'hash' }),
  keyedForm({ name: 'webhook', says: `a webhook: ${RULE}` }, { header: 'x-paytring-signature' }),
];
