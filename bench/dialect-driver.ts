// What is measured in each dialect: a create, a fetch and a refund, as that gateway's clients send.
import { createHash } from 'node:crypto';
import {
  CASHFREE_CREATE,
  PAYTRING_CREATE,
  PAYU_CREATE,
  RZP_CREATE,
  WORLDLINE_CREATE,
} from '../test/support/documented-example.ts';
import { type Shot, shotOf } from './load.ts';

export const KEY = 'bench_key';
export const SECRET = '5e'.repeat(32);
const BASIC = `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`;
const JSON_TYPE = { 'content-type': 'application/json' };
const OWN = { ...JSON_TYPE, authorization: BASIC };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const CASHFREE = {
  ...JSON_TYPE,
  'x-client-id': KEY,
  'x-client-secret': SECRET,
  'x-api-version': '2025-01-01',
};

/** A paid order by every name that a refund may ask for. */
export type Paid = {
  readonly reference: string;
  readonly created: Readonly<Record<string, unknown>>;
  readonly payment: string;
  readonly paymentNumber: string;
};

export type DialectDriver = {
  /** Every create carries an idempotency key of its own. */
  readonly create: (reference: string) => Shot;
  readonly fetch: (reference: string, created: Paid['created']) => Shot;
  /** A refund of one rupee. */
  readonly refund: (paid: Paid, name: string) => Shot;
};

const once = (reference: string) => ({ 'x-idempotency-key': `key-${reference}` });
const post = (path: string, headers: Record<string, string>, body: object, expects?: string) =>
  shotOf('POST', path, headers, JSON.stringify(body), expects);
const sha512 = (text: string): string => createHash('sha512').update(text).digest('hex');

const razorpay: DialectDriver = {
  create: (receipt) =>
    post('/v1/orders', { ...OWN, ...once(receipt) }, { ...RZP_CREATE, receipt }, receipt),
  fetch: (reference, { id }) => shotOf('GET', `/v1/orders/${id}`, OWN, null, reference),
  refund: ({ payment }) => post(`/v1/payments/${payment}/refund`, OWN, { amount: 100 }, '"refund"'),
};

const cashfree: DialectDriver = {
  create: (order_id) =>
    post(
      '/pg/orders',
      { ...CASHFREE, ...once(order_id) },
      { ...CASHFREE_CREATE, order_id, order_amount: 500 },
      order_id,
    ),
  fetch: (reference) => shotOf('GET', `/pg/orders/${reference}`, CASHFREE, null, reference),
  refund: ({ reference }, refund_id) =>
    post(`/pg/orders/${reference}/refunds`, CASHFREE, { refund_id, refund_amount: 1 }, refund_id),
};

const payu: DialectDriver = {
  create: (txnid) =>
    post(
      '/api/v2/order/via/payu/create',
      { ...OWN, ...once(txnid) },
      { ...PAYU_CREATE, txnid },
      txnid,
    ),
  fetch: (txnid) => post('/api/v2/order/via/payu/fetch', OWN, { txnid }, txnid),
  refund: ({ paymentNumber: var1 }, var2) => {
    const command = 'cancel_refund_transaction';
    const hash = sha512(`${KEY}|${command}|${var1}|${SECRET}`);
    const form = new URLSearchParams({ key: KEY, command, var1, var2, var3: '1.00', hash });
    const path = '/merchant/postservice?form=2';
    return shotOf('POST', path, FORM, form.toString(), '"status":1');
  },
};

function pinelabs(token: Readonly<Record<string, string>>): DialectDriver {
  return {
    create: (merchant_order_reference) =>
      post(
        '/api/checkout/v1/orders',
        { ...token, ...once(merchant_order_reference) },
        {
          merchant_order_reference,
          order_amount: { value: 50000, currency: 'INR' },
          callback_url: 'https://shop.example/back',
        },
        'Order Creation Successful.',
      ),
    fetch: (reference, { order_id }) =>
      shotOf('GET', `/api/pay/v1/orders/${order_id}`, token, null, reference),
    refund: ({ created }, merchant_order_reference) =>
      post(
        `/api/pay/v1/refunds/${created['order_id']}`,
        token,
        { merchant_order_reference, order_amount: { value: 100, currency: 'INR' } },
        '"REFUND"',
      ),
  };
}

const worldline: DialectDriver = {
  create: (order_id) =>
    post(
      '/api/v2/order/via/worldline/create',
      { ...OWN, ...once(order_id) },
      { ...WORLDLINE_CREATE, merchant_id: KEY, order_id },
      order_id,
    ),
  fetch: (order_id) => post('/api/v2/order/via/worldline/fetch', OWN, { order_id }, order_id),
  refund: ({ paymentNumber }) =>
    post(
      '/api/paynimoV2.req',
      JSON_TYPE,
      {
        merchant: { identifier: KEY },
        transaction: {
          deviceIdentifier: 'S',
          currency: 'INR',
          token: paymentNumber,
          amount: '1.00',
          requestType: 'R',
        },
      },
      '"0400"',
    ),
};

const paytring: DialectDriver = {
  create: (receipt_id) =>
    post(
      '/api/v2/order/create',
      { ...OWN, ...once(receipt_id) },
      { ...PAYTRING_CREATE, receipt_id },
      'order_id',
    ),
  fetch: (id) => post('/api/v2/order/fetch/receipt', OWN, { id }, id),
  refund: ({ created }) =>
    post(
      '/api/v2/order/refund/partial',
      OWN,
      { id: created['order_id'], amount: '100' },
      'REFUNDED_SUCCESSFULLY',
    ),
};

/** `bearer` is a token of the generation that has tokens. */
export function dialectDriversOf(bearer: string): Readonly<Record<string, DialectDriver>> {
  const token = { ...JSON_TYPE, authorization: `Bearer ${bearer}` };
  return { razorpay, cashfree, payu, pinelabs: pinelabs(token), worldline, paytring };
}
