// How Cashfree seals its webhooks: the JSON ones, and the older form that shop plugins still read.
// Source: cashfree.md §3.1 and §3.2.
import { hmacSha256 } from '../kit/proof.ts';

/** In the order in which their values are signed, with nothing between them. */
export const SIGNED_FIELDS = Object.freeze([
  'orderId',
  'orderAmount',
  'referenceId',
  'txStatus',
  'paymentMode',
  'txMsg',
  'txTime',
] as const);

export type PaymentForm = Readonly<Record<(typeof SIGNED_FIELDS)[number], string>>;

/** Base64 of HMAC-SHA256: the seal of the form and of the JSON alike. */
export function signText(text: string, secret: string): string {
  return hmacSha256(secret, text).toString('base64');
}

export function signForm(form: PaymentForm, secret: string): string {
  return signText(SIGNED_FIELDS.map((name) => form[name]).join(''), secret);
}
