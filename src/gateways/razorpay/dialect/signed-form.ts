// What Razorpay signs: webhooks, the browser's way back, and that of payment links.
// Source: razorpay.md §2.1, §2.4 and §3.
import { hmacSha256 } from '../../kit/proof.ts';
import { bodyForm, fieldOf, KEYED_V1, partsOf } from '../../kit/signed-form.ts';
import type { SignedForm } from '../../dialect.ts';

const SIGNATURE = 'razorpay_signature';

const digest = (text: string, secret: string): string => hmacSha256(secret, text).toString('hex');

function backForm(name: string, says: string, names: readonly string[]): SignedForm {
  return {
    ...{ name, says, carrier: `field ${SIGNATURE}`, needs: `the fields ${names.join(', ')}` },
    signatureOf: (message) => fieldOf(message, SIGNATURE),
    list: (message) => {
      const parts = partsOf(message, names);
      return parts === null ? [] : [{ parts, separator: '|', digest }];
    },
  };
}

export const signedForms: readonly SignedForm[] = [
  bodyForm(
    { name: 'webhook', says: 'a webhook: HMAC-SHA256 of the body, in hex' },
    'x-razorpay-signature',
    digest,
  ),
  backForm('return', 'the way back of an order: HMAC-SHA256, in hex', [
    'razorpay_order_id',
    'razorpay_payment_id',
  ]),
  backForm('link-return', 'the way back of a payment link: HMAC-SHA256, in hex', [
    'razorpay_payment_link_id',
    'razorpay_payment_link_reference_id',
    'razorpay_payment_link_status',
    'razorpay_payment_id',
  ]),
  KEYED_V1,
];
