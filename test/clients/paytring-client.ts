// An independent client of Paytring's API, written from its contract and not from our code.
import { createHash } from 'node:crypto';
import { type Answered, ask, BASIC, KEY, SECRET } from '../support/server.ts';

export type Body = Readonly<Record<string, unknown>>;

/**
 * SHA-512 over the values of the sorted names, objects left out, and the secret, all joined by
 * pipes. Texts only: what typed languages print differently is in the unit tests of the hash.
 */
export function sign(body: Body, secret = SECRET): string {
  const values = Object.entries(body)
    .filter(([name, value]) => name !== 'hash' && typeof value !== 'object')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, value]) => String(value));
  return createHash('sha512')
    .update([...values, secret].join('|'))
    .digest('hex');
}

/** V1, as the PHP, Python and Node SDKs speak it: a key and a hash in a JSON body. */
export async function callV1(base: string, path: string, body: Body): Promise<Answered> {
  const keyed = { ...body, key: KEY };
  return ask(`${base}${path}`, { method: 'POST', body: { ...keyed, hash: sign(keyed) } });
}

/** V1 as the oldest Python SDK speaks it: a form. */
export async function callForm(
  base: string,
  path: string,
  body: Readonly<Record<string, string>>,
): Promise<Answered> {
  const keyed = { ...body, key: KEY };
  const form = new URLSearchParams({ ...keyed, hash: sign(keyed) });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return ask(`${base}${path}`, { method: 'POST', headers, body: form.toString() });
}

/** V2, as the Go SDK speaks it: Basic credentials, the key and a hash that is none. */
export async function callV2(base: string, path: string, body: Body): Promise<Answered> {
  const headers = { authorization: BASIC, 'user-agent': 'paytring-go-sdk/0' };
  return ask(`${base}${path}`, { method: 'POST', headers, body: { key: KEY, ...body } });
}
