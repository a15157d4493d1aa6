// Requests that are right, for each dialect, and the ways to prove whose they are.
import { createHash } from 'node:crypto';
import { isFailure } from '../../src/core/failure.ts';
import type { Dialect, Family, RawRequest } from '../../src/gateways/dialect.ts';
import { fieldListOf } from '../../src/gateways/kit/field-list.ts';
import { COMMAND, computeHash, REQUEST, type Sequence } from '../../src/gateways/payu/hash.ts';
import { buildRequest, CREDENTIALS } from '../support/call.ts';
import { BEARER_HEADERS, PINELABS_PROVERS, PINELABS_SAMPLES } from './pinelabs.ts';

export type Values = Readonly<Record<string, unknown>>;
const URL = 'https://shop.example/back';
// A page of LINKS in test/support/call.ts.
const PAGE = 'ABC123def456GHPAGE';

/** Bodies that some operation of the dialect takes; a new dialect adds its own line. */
export const SAMPLES: Readonly<Record<string, readonly Values[]>> = {
  razorpay: [
    { amount: 50050, currency: 'INR', receipt: 'r-1', notes: { a: 'b' } },
    { order_id: 'order_ABC123def456GH' },
  ],
  payu: [
    {
      txnid: 't-1',
      amount: '500.50',
      productinfo: 'Shoes',
      firstname: 'Asha',
      email: 'asha@example.com',
      phone: '9999999999',
      surl: URL,
      furl: URL,
    },
    { txnid: 't-1' },
    {
      command: 'cancel_refund_transaction',
      var1: '4403993715527184',
      var2: 't-1',
      var3: '10.00',
      var5: '',
    },
    { command: 'get_Transaction_Details', var1: '2024-01-15', var2: '2024-01-16' },
  ],
  pinelabs: PINELABS_SAMPLES,
  cashfree: [
    {
      order_id: 'o-123',
      order_amount: 500.5,
      order_currency: 'INR',
      customer_details: {
        customer_id: 'c-1',
        customer_phone: '9999999999',
        customer_email: 'asha@example.com',
      },
      order_meta: { return_url: `${URL}?o={order_id}&t={order_token}` },
    },
    { refund_id: 'r-123', refund_amount: 10.5 },
    { payment_session_id: `session_${PAGE}`, payment_method: { upi: { channel: 'link' } } },
    { order_token: `token_${PAGE}`, payment_method: { upi: { channel: 'qrcode' } } },
    { payment_session_id: `session_${PAGE}`, return_url: URL },
    { action: 'CAPTURE', amount: 500.5 },
    { action: 'SUBMIT_OTP', otp: '111000' },
    { order_status: 'TERMINATED', refund_status: 'CANCELLED' },
    { entity: 'PAYMENTS', entity_id: '12', entity_simulation: { payment_status: 'FAILED' } },
    { pagination: { limit: 10 }, filters: { start_date: '2024-01-01' } },
    {},
  ],
  worldline: [
    {
      merchant_id: CREDENTIALS.key,
      order_id: 'o-1',
      amount: '500.50',
      currency: 'INR',
      return_url: URL,
    },
    { order_id: 'o-1' },
    {
      deviceId: 'WEBSH2',
      txnId: 't-1',
      items: [{ itemId: 'first', amount: '500.50', comAmt: '0' }],
      consumerMobileNo: '9999999999',
      cartDescription: '}{custname:Asha}{orderid:77',
      returnUrl: URL,
    },
    { transaction: { requestType: 'O', identifier: 't-1' } },
    { transaction: { requestType: 'S', token: '5403993715527185', amount: '10.50' } },
  ],
  paytring: [
    {
      amount: '50050',
      receipt_id: 'r-1',
      cname: 'Asha',
      phone: '9999999999',
      email: 'asha@example.com',
      callback_url: URL,
      notes: { udf1: 'one', udf2: null },
      billing_address: { city: 'Pune', zipcode: 411001 },
    },
    { id: '4403993715527184' },
    { id: '4403993715527184', amount: '100' },
    { order_id: '4403993715527184', method: 'upi', code: 'collect', vpa: 'asha@upi' },
    { url: URL, topics: ['order.paid'] },
  ],
};

/** What a parse may look at besides the fields. */
export const SAMPLE_HEADERS: Readonly<Record<string, string>> = BEARER_HEADERS;

type Secret = { readonly key: string; readonly secret: string };
export type Proof = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Values;
};
/** How a request shows whose it is; `damage` changes the proof by one character. */
export type Prover = {
  readonly name: string;
  /** The one family whose own way it is: dialect and name. */
  readonly only?: string;
  readonly prove: (body: Values, who: Secret) => Proof;
  readonly damage: (proof: Proof) => Proof;
  readonly strip: (proof: Proof) => Proof;
};

const flip = (text: string): string => {
  const last = text.at(-1) ?? '';
  return text.slice(0, -1) + (last === 'a' ? 'b' : 'a');
};
const without = (values: Values, name: string): Values =>
  Object.fromEntries(Object.entries(values).filter(([each]) => each !== name));
const basic = ({ key, secret }: Secret): string =>
  `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;

/** By the documented rule; what it leaves out and how others print is in the hash's own tests. */
function hashOf(body: Values, secret: string): string {
  const names = Object.keys(body).sort();
  const values = names.map((name) => body[name]).filter((value) => typeof value !== 'object');
  const text = [...values.map(String), secret].join('|');
  return createHash('sha512').update(text).digest('hex');
}

const HASH_WOUNDS: Pick<Prover, 'damage' | 'strip'> = {
  damage: ({ body }) => ({ headers: {}, body: { ...body, hash: flip(String(body['hash'])) } }),
  strip: ({ body }) => ({ headers: {}, body: without(body, 'hash') }),
};

// An object from a fuzzer may have a `toString` that is none.
const textOf = (value: unknown): string =>
  typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value);

function signForm(body: Values, sequence: Sequence, { secret }: Secret): Proof {
  const texts = Object.entries(body).map(([name, value]) => [name, textOf(value)]);
  const hash = computeHash(sequence, Object.fromEntries(texts), secret);
  return { headers: {}, body: { ...body, hash } };
}

export const PROVERS: readonly Prover[] = [
  {
    name: 'basic',
    prove: (body, who) => ({ headers: { authorization: basic(who) }, body }),
    damage: ({ headers, body }) => {
      const pair = Buffer.from((headers['authorization'] ?? '').slice(6), 'base64').toString();
      const [key = '', secret = ''] = pair.split(':');
      return { headers: { authorization: basic({ key, secret: flip(secret) }) }, body };
    },
    strip: ({ body }) => ({ headers: {}, body }),
  },
  {
    name: 'header pair',
    prove: (body, { key, secret }) => ({
      headers: { 'x-client-id': key, 'x-client-secret': secret },
      body,
    }),
    damage: ({ headers, body }) => {
      const secret = flip(headers['x-client-secret'] ?? '');
      return { headers: { ...headers, 'x-client-secret': secret }, body };
    },
    strip: ({ headers, body }) => ({
      headers: { 'x-client-id': headers['x-client-id'] ?? '' },
      body,
    }),
  },
  {
    name: 'hash in the body',
    prove: (body, { key, secret }) => {
      const keyed = { ...body, key };
      return { headers: {}, body: { ...keyed, hash: hashOf(keyed, secret) } };
    },
    ...HASH_WOUNDS,
  },
  {
    name: 'hash of a payment form',
    only: 'payu native-payment',
    prove: (body, who) => signForm({ ...body, key: who.key }, REQUEST.blank, who),
    ...HASH_WOUNDS,
  },
  {
    name: 'hash of a command',
    only: 'payu native-postservice',
    prove: (body, who) => signForm({ ...body, key: who.key }, COMMAND, who),
    ...HASH_WOUNDS,
  },
  ...PINELABS_PROVERS,
];

export function requestOf(family: Family, proof: Proof, path = '/create'): RawRequest {
  const version = family.name.replace(/^native-/, '');
  const versioned = /^\d{4}-/.test(version) ? { 'x-api-version': version } : {};
  const { body } = proof;
  const headers = { ...versioned, ...proof.headers };
  return buildRequest({ base: family.bases[0] ?? '', path, headers, body });
}

/** Where the family takes such a body; null where it knows no operation that does. */
export function pathOf({ operations }: Family, body: Values): string | null {
  const fits = operations.find((operation) => {
    const list = fieldListOf(operation);
    const names = list === null ? null : [...list.signed, ...list.unsigned];
    return names === null || Object.keys(body).every((name) => names.includes(name));
  });
  return fits === undefined && operations.length > 0 ? null : (fits?.path ?? '/');
}

/** The first way of proving oneself that this family takes; null when none of them is its way. */
export function proverOf(dialect: Dialect, family: Family): Prover | null {
  const body = SAMPLES[dialect.name]?.[0] ?? {};
  const own = PROVERS.find(({ only }) => only === `${dialect.name} ${family.name}`);
  if (own !== undefined) return own;
  const fits = PROVERS.filter(({ only }) => only === undefined).find((prover) => {
    const identification = family.identify(requestOf(family, prover.prove(body, CREDENTIALS)));
    return !isFailure(identification) && identification.proof !== null;
  });
  return fits ?? null;
}
