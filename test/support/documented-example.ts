// The example requests of the transformation layer specification, and the two ways to prove oneself
// on documented paths.
import { createHash } from 'node:crypto';
import { BASIC, KEY, SECRET } from './server.ts';

export type Version = 'v1' | 'v2';
export const VERSIONS: readonly Version[] = ['v1', 'v2'];

export const RZP_CREATE = {
  amount: 50000,
  currency: 'INR',
  receipt: 'receipt_123',
  notes: { key1: 'value1' },
};
export const PAYU_CREATE = {
  txnid: 'TXN123456',
  amount: '500.00',
  productinfo: 'Product Description',
  firstname: 'John',
  email: 'john@example.com',
  phone: '9876543210',
  surl: 'https://merchant.com/success',
  furl: 'https://merchant.com/failure',
};
export const PINE_CREATE = {
  merchant_txn_id: 'PINE123456',
  amount: 50000,
  currency: 'INR',
  customer_name: 'John Doe',
  customer_email: 'john@example.com',
  customer_mobile: '9876543210',
  callback_url: 'https://merchant.com/callback',
};
export const CASHFREE_CREATE = {
  order_id: 'CF_ORDER_123',
  order_amount: 500.5,
  order_currency: 'INR',
  customer_details: {
    customer_id: 'cust_123',
    customer_name: 'John Doe',
    customer_email: 'john@example.com',
    customer_phone: '9876543210',
  },
  order_meta: {
    return_url: 'https://merchant.com/return?order_id={order_id}',
    notify_url: 'https://merchant.com/webhook',
  },
  order_note: 'Test order',
};
export const WORLDLINE_CREATE = {
  merchant_id: KEY,
  order_id: 'WL_ORDER_123',
  amount: '500.00',
  currency: 'INR',
  customer_name: 'John Doe',
  customer_email: 'john@example.com',
  customer_phone: '9876543210',
  return_url: 'https://merchant.com/return',
};

/**
 * Paytring's own API has no example in the specification; this is the documents' (paytring.md
 * §3.1).
 */
export const PAYTRING_CREATE = {
  amount: '50000',
  currency: 'INR',
  receipt_id: '10123450',
  cname: 'John Doe',
  email: 'john@example.com',
  phone: '9876543210',
  callback_url: 'https://merchant.com/callback',
};

/**
 * The V1 hash as the specification describes it: sorted scalar values and the secret, joined by
 * pipes.
 */
export function hashOf(body: Readonly<Record<string, unknown>>, secret = SECRET): string {
  const values = Object.keys(body)
    .sort()
    .filter((name) => typeof body[name] !== 'object')
    .map((name) => String(body[name]));
  return createHash('sha512')
    .update([...values, secret].join('|'))
    .digest('hex');
}

export const CASHFREE_HEADERS = { 'x-client-id': KEY, 'x-client-secret': SECRET };

/** The same request for V1 (key and hash in the body) or V2 (Basic credentials). */
export function proved(version: Version, body: Readonly<Record<string, unknown>>) {
  if (version === 'v2') return { headers: { authorization: BASIC }, body };
  const keyed = { ...body, key: KEY };
  return { headers: {}, body: { ...keyed, hash: hashOf(keyed) } };
}
