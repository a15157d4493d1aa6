// How Paytring's own API is asked: version 2, where the credentials prove and no hash is looked at.
// Source: docs/gateways/paytring.md §1.5, §2.1 and §8.17.
import type { Side, WireRequest } from '../../processor.ts';

const ORIGIN = 'https://api.paytring.com';

/** What stands for a hash in version 2, as the page of each call has it (§1.5). */
export const NO_HASH = Object.freeze({ hash: 'none' });
export const NULL_HASH = Object.freeze({ hash: 'null' });

export function writePost(
  { connection: { baseUrl }, credentials: { key = '', secret = '' } }: Side,
  path: string,
  fields: Readonly<Record<string, unknown>>,
): WireRequest {
  const base = (baseUrl ?? ORIGIN).replace(/\/+$/, '');
  const basic = Buffer.from(`${key}:${secret}`, 'utf8').toString('base64');
  return {
    method: 'POST',
    url: `${base}/api/v2${path}`,
    headers: {
      authorization: `Basic ${basic}`,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify({ key, ...fields }),
  };
}
