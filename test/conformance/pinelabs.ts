// Pine Labs' own requests and its three ways to prove whose they are, for the contract of dialects.
import { tokenOf } from '../../src/gateways/pinelabs/dialect/native/plural/bearer.ts';
import { type Pair, signPpcFields, signText } from '../../src/gateways/pinelabs/signature.ts';
import { CREDENTIALS, NOW } from '../support/call.ts';
import type { Proof, Prover, Values } from './sample.ts';

const URL = 'https://shop.example/back';
const MONEY = { value: 50050, currency: 'INR' };
const payment = (payment_method: string, payment_option: Values): Values => ({
  payments: [
    { merchant_payment_reference: 'p-1', payment_method, payment_amount: MONEY, payment_option },
  ],
});

export const PINELABS_SAMPLES: readonly Values[] = [
  { merchant_txn_id: 't-1', amount: 50050, currency: 'INR', callback_url: URL },
  { merchant_txn_id: 't-1' },
  {
    ppc_MerchantID: 'm',
    ppc_UniqueMerchantTxnID: 't-1',
    ppc_Amount: '50050',
    ppc_MerchantReturnURL: URL,
    ppc_UdfField1: 'one',
  },
  { ppc_TransactionType: '3', ppc_UniqueMerchantTxnID: 't-1' },
  {
    ppc_TransactionType: '10',
    ppc_UniqueMerchantTxnID: 'r-1',
    ppc_PinePGTransactionID: '4403993715527184',
    ppc_Amount: '10000',
  },
  {
    merchant_data: { unique_merchant_txn_id: 't-1', merchant_return_url: URL },
    payment_data: { amount_in_paisa: '50050' },
    udf_data: { udf_field_1: 'one' },
  },
  { grant_type: 'client_credentials' },
  { merchant_order_reference: 't-1', order_amount: MONEY, callback_url: URL },
  { merchant_capture_reference: 'c-1', capture_amount: MONEY },
  payment('CARD', {
    card_details: { card_number: '4012001037141112', expiry_month: '12', expiry_year: '2030' },
  }),
  payment('NETBANKING', {}),
];

type Secret = Parameters<Prover['prove']>[1];

const flip = (text: string): string => text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A');
const spelled = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function signFields(body: Values, { key, secret }: Secret): Proof {
  const named = Object.entries({ ...body, ppc_MerchantAccessCode: key });
  const pairs = named.map(([name, value]): Pair => [name, spelled(value)]);
  const seal = Object.fromEntries(signPpcFields(pairs, secret).slice(pairs.length));
  return { headers: {}, body: { ...Object.fromEntries(named), ...seal } };
}

const FIELDS: Omit<Prover, 'only'> = {
  name: 'sealed fields',
  prove: signFields,
  damage: ({ headers, body }) => ({
    headers,
    body: { ...body, ppc_DIA_SECRET: flip(spelled(body['ppc_DIA_SECRET'])) },
  }),
  strip: ({ headers, body }) => ({ headers, body: { ...body, ppc_DIA_SECRET: '' } }),
};

const ENVELOPE: Prover = {
  name: 'sealed envelope',
  only: 'pinelabs accept',
  prove: (body, { key, secret }) => {
    const whole = { ...body, merchant_data: { merchant_access_code: key } };
    const request = Buffer.from(JSON.stringify(whole)).toString('base64');
    return { headers: { 'x-verify': signText(request, secret) }, body: { request } };
  },
  damage: ({ headers, body }) => ({
    headers: { 'x-verify': flip(headers['x-verify'] ?? '') },
    body,
  }),
  strip: ({ body }) => ({ headers: {}, body }),
};

const CLIENT: Prover = {
  name: 'client secret',
  only: 'pinelabs token',
  prove: (body, { key, secret }) => ({
    headers: {},
    body: { ...body, client_id: key, client_secret: secret },
  }),
  damage: ({ headers, body }) => ({
    headers,
    body: { ...body, client_secret: flip(spelled(body['client_secret'])) },
  }),
  strip: ({ headers, body }) => ({ headers, body: { ...body, client_secret: null } }),
};

const BEARER: Omit<Prover, 'only'> = {
  name: 'bearer token',
  prove: (body, { key, secret }) => {
    const token = tokenOf(key, NOW / 1000 + 3600, secret);
    return { headers: { authorization: `Bearer ${token}` }, body };
  },
  damage: ({ headers, body }) => {
    const [head = '', ends = '', tag = ''] = (headers['authorization'] ?? '').split('.');
    // The last character of base64url has bits that say nothing: the first is changed.
    const wrong = (tag.startsWith('A') ? 'B' : 'A') + tag.slice(1);
    return { headers: { authorization: [head, ends, wrong].join('.') }, body };
  },
  strip: ({ body }) => ({ headers: {}, body }),
};

/** A token that has not run out; whose it is has been proved before a parse sees it. */
export const BEARER_HEADERS = BEARER.prove({}, CREDENTIALS).headers;

export const PINELABS_PROVERS: readonly Prover[] = [
  ...['form', 'inquiry'].map((family) => ({ ...FIELDS, only: `pinelabs ${family}` })),
  ENVELOPE,
  CLIENT,
  ...['checkout', 'orders', 'elsewhere'].map((family) => ({
    ...BEARER,
    only: `pinelabs ${family}`,
  })),
];
