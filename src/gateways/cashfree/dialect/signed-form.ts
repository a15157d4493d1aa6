// What Cashfree signs: webhooks, and the older form that shop plugins read.
// Source: cashfree.md §3.1 and §3.2.
import { bodyForm, fieldOf, partsOf } from '../../kit/signed-form.ts';
import type { SignedForm } from '../../dialect.ts';
import { SIGNED_FIELDS, signText } from '../signature.ts';

export const signedForms: readonly SignedForm[] = [
  bodyForm(
    { name: 'webhook', says: 'a webhook: HMAC-SHA256 of timestamp and body, in base64' },
    'x-webhook-signature',
    signText,
    ['x-webhook-timestamp'],
  ),
  {
    name: 'form',
    says: 'the older webhook, a form: HMAC-SHA256 of its values, in base64',
    carrier: 'field signature',
    needs: `the fields ${SIGNED_FIELDS.join(', ')}`,
    signatureOf: (message) => fieldOf(message, 'signature'),
    list: (message) => {
      const parts = partsOf(message, SIGNED_FIELDS);
      return parts === null ? [] : [{ parts, separator: '', digest: signText }];
    },
  },
];
