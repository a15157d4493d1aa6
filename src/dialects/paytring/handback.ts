// The browser's way back: a form post of four fields, after which the merchant fetches the order.
// Source: contract §5.1 (observed in a merchant's code); the hash follows the rule of requests.
import type { Handback } from '../dialect.ts';
import { sha512Hex } from '../kit/proof.ts';
import { orderName } from './render.ts';

export const handback: Handback = ({ aggregate: { order }, credentials: { key, secret } }) => {
  const url = order.returns.success;
  if (url === null) return null;
  const id = orderName(order);
  const receipt = asPosted(order.reference ?? '');
  return {
    kind: 'browserPost',
    url,
    fields: [
      ['key', key],
      ['receipt_id', receipt],
      ['order_id', id],
      // The values in the order of their sorted names, and the secret.
      ['hash', sha512Hex([key, id, receipt, secret].join('|'))],
    ],
  };
};

// A browser rewrites line ends and NUL in what it posts; the hash must be over what arrives.
function asPosted(text: string): string {
  return text.toWellFormed().replace(/[\u0000\r\n]/g, ' ');
}
