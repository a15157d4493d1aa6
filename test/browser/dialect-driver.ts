// An order as a merchant makes it in each dialect, and how it reads what comes back.
import assert from 'node:assert/strict';
import { type Answered, ask, KEY } from '../support/server.ts';
import {
  isPaytringHashGood,
  isPayuHashGood,
  isPineSignatureGood,
  isWorldlineHashGood,
  type Values,
  type ShopRequest,
} from './shop.ts';
import { findPage } from './order-states.ts';
import { SECRET, type Stage } from './stage.ts';

export type Ending = 'paid' | 'failed' | 'cancelled' | 'pending';

/** An order that waits for its customer: its name for fetching, and the page where it is paid. */
export type CreatedOrder = {
  readonly reference: string;
  readonly name: string;
  readonly page: string;
};

export type DialectDriver = {
  readonly title: string;
  readonly create: (stage: Stage, reference: string) => Promise<CreatedOrder>;
  /** What the dialect's own fetch says of the order, and the word of it that means paid. */
  readonly fetchWord: (stage: Stage, sale: CreatedOrder) => Promise<unknown>;
  readonly paidWord: string;
  /** Where the browser comes back to; null when the documented create names no address. */
  readonly returns: Readonly<Record<Ending, string>> | null;
  readonly verify: (stage: Stage, values: Values) => Promise<boolean>;
  /** The ending that the values tell; null when the merchant has to ask. */
  readonly readEnding: (values: Values) => Ending | null;
  readonly readReference: (values: Values) => string | undefined;
  /** A place in the values that the seal covers. */
  readonly sealed: readonly (readonly [field: string, at: number])[];
};

type Body = Readonly<Record<string, unknown>>;

function readBody(answered: Answered): Body {
  assert.equal(answered.status, 200, answered.text);
  return answered.json as Body;
}

function toText(value: unknown): string {
  assert.equal(typeof value, 'string');
  return String(value);
}

const BUYER = { email: 'asha@example.com', phone: '9876543210' };

const razorpay: DialectDriver = {
  title: 'Razorpay',
  create: async (stage, reference) => {
    const request = { amount: 50050, currency: 'INR', receipt: reference };
    const body = readBody(await stage.post('/api/v2/order/via/rzp/create', request));
    const name = toText(body['id']);
    return { reference, name, page: await findPage(stage, reference) };
  },
  fetchWord: async (stage, { name }) =>
    readBody(await stage.post('/api/v2/order/via/rzp/fetch', { order_id: name }))['status'],
  paidWord: 'paid',
  returns: null,
  verify: async () => false,
  readEnding: () => null,
  readReference: () => undefined,
  sealed: [],
};

const payu: DialectDriver = {
  title: 'PayU',
  create: async (stage, reference) => {
    const shop = `${stage.shop.url}/${reference}`;
    const request = {
      txnid: reference,
      amount: '500.50',
      productinfo: 'Masala chai, 12 cups',
      firstname: 'Asha',
      ...BUYER,
      surl: `${shop}/success`,
      furl: `${shop}/failure`,
    };
    const body = readBody(await stage.post('/api/v2/order/via/payu/create', request));
    const result = body['result'] as Body;
    return { reference, name: reference, page: toText(result['payment_url']) };
  },
  fetchWord: async (stage, { name }) => {
    const body = readBody(await stage.post('/api/v2/order/via/payu/fetch', { txnid: name }));
    return (body['result'] as Body)['status'];
  },
  paidWord: 'success',
  returns: { paid: 'success', failed: 'failure', cancelled: 'failure', pending: 'failure' },
  verify: async (_stage, values) => isPayuHashGood(values, SECRET),
  readEnding: (values) => {
    const endings = { success: 'paid', pending: 'pending', failure: 'failed' } as const;
    const status = values.get('status') as keyof typeof endings;
    return values.get('unmappedstatus') === 'userCancelled' ? 'cancelled' : endings[status];
  },
  readReference: (values) => values.get('txnid'),
  sealed: [
    ['status', 0],
    ['amount', 0],
    ['txnid', 2],
    ['email', 1],
    ['hash', 127],
  ],
};

const pinelabs: DialectDriver = {
  title: 'Pine Labs',
  create: async (stage, reference) => {
    const request = {
      merchant_txn_id: reference,
      amount: 50050,
      currency: 'INR',
      customer_name: 'Asha Rao',
      customer_email: BUYER.email,
      customer_mobile: BUYER.phone,
      callback_url: `${stage.shop.url}/${reference}/callback`,
    };
    const body = readBody(await stage.post('/api/v2/order/via/pinelabs/create', request));
    return { reference, name: reference, page: toText(body['redirect_url']) };
  },
  fetchWord: async (stage, { name }) => {
    const request = { merchant_txn_id: name };
    const body = readBody(await stage.post('/api/v2/order/via/pinelabs/fetch', request));
    return body['ppc_TxnStatus'];
  },
  paidWord: 'SUCCESS',
  returns: everywhere('callback'),
  verify: async (_stage, values) => isPineSignatureGood(values, SECRET),
  readEnding: (values) => {
    const endings = { '4': 'paid', '1': 'pending', '-10': 'cancelled', '-7': 'failed' } as const;
    return endings[values.get('pine_pg_txn_status') as keyof typeof endings];
  },
  readReference: (values) => values.get('unique_merchant_txn_id'),
  sealed: [
    ['pine_pg_txn_status', 0],
    ['amount_in_paisa', 0],
    ['unique_merchant_txn_id', 2],
    ['dia_secret', 63],
  ],
};

const CASHFREE_ORDERS = '/api/v2/pg/via/cashfree/orders';
const CASHFREE_PROOF = { 'x-client-id': KEY, 'x-client-secret': SECRET };

const cashfree: DialectDriver = {
  title: 'Cashfree',
  create: async (stage, reference) => {
    const address = `${stage.shop.url}/${reference}/return?order_id={order_id}`;
    const body = readBody(await createCashfree(stage, reference, { return_url: address }));
    const session = toText(body['payment_session_id']).replace('session_', '');
    return { reference, name: reference, page: `${stage.server.url}/pay/${session}` };
  },
  fetchWord: async (stage, { name }) => {
    const url = `${stage.server.url}${CASHFREE_ORDERS}/${name}`;
    return readBody(await ask(url, { headers: CASHFREE_PROOF }))['order_status'];
  },
  paidWord: 'PAID',
  returns: everywhere('return'),
  // Nothing is sealed: the merchant asks for the order that the address names.
  verify: async (stage, values) => {
    const name = encodeURIComponent(values.get('order_id') ?? '');
    const url = `${stage.server.url}${CASHFREE_ORDERS}/${name}`;
    return (await ask(url, { headers: CASHFREE_PROOF })).status === 200;
  },
  readEnding: () => null,
  readReference: (values) => values.get('order_id'),
  sealed: [['order_id', 2]],
};

export async function createCashfree(
  { server }: Stage,
  reference: string,
  meta: object,
  more: { readonly headers?: Record<string, string>; readonly body?: object } = {},
): Promise<Answered> {
  const body = {
    order_id: reference,
    order_amount: 500.5,
    order_currency: 'INR',
    customer_details: {
      customer_id: 'cust_123',
      customer_name: 'Asha Rao',
      customer_email: BUYER.email,
      customer_phone: BUYER.phone,
    },
    order_meta: meta,
    order_note: 'Masala chai, 12 cups',
    ...more.body,
  };
  const headers = { ...CASHFREE_PROOF, ...more.headers };
  return ask(`${server.url}${CASHFREE_ORDERS}`, { method: 'POST', headers, body });
}

const worldline: DialectDriver = {
  title: 'Worldline',
  create: async (stage, reference) => {
    const request = {
      merchant_id: KEY,
      order_id: reference,
      amount: '500.50',
      currency: 'INR',
      customer_name: 'Asha Rao',
      customer_email: BUYER.email,
      customer_phone: BUYER.phone,
      return_url: `${stage.shop.url}/${reference}/return`,
    };
    const body = readBody(await stage.post('/api/v2/order/via/worldline/create', request));
    return { reference, name: reference, page: toText(body['payment_url']) };
  },
  fetchWord: async (stage, { name }) => {
    const request = { order_id: name };
    return readBody(await stage.post('/api/v2/order/via/worldline/fetch', request))['txn_status'];
  },
  paidWord: '0300',
  returns: everywhere('return'),
  verify: async (_stage, values) => isWorldlineHashGood(values, SECRET),
  readEnding: (values) => {
    const endings = { '0300': 'paid', '0396': 'pending', '0392': 'cancelled', '0399': 'failed' };
    const [code = ''] = (values.get('msg') ?? '').split('|');
    return (endings as Readonly<Record<string, Ending>>)[code] ?? null;
  },
  readReference: (values) => /\{orderid:([^}]*)\}/.exec(values.get('msg') ?? '')?.[1],
  sealed: [
    ['msg', 1],
    ['msg', 30],
    ['msg', 200],
  ],
};

const paytring: DialectDriver = {
  title: 'Paytring',
  create: async (stage, reference) => {
    const request = {
      amount: '50050',
      receipt_id: reference,
      cname: 'Asha Rao',
      ...BUYER,
      callback_url: `${stage.shop.url}/${reference}/callback`,
    };
    const body = readBody(await stage.post('/api/v2/order/create', request));
    const page = Buffer.from(toText(body['url']), 'base64').toString();
    return { reference, name: toText(body['order_id']), page };
  },
  fetchWord: async (stage, { name }) => {
    const body = readBody(await stage.post('/api/v2/order/fetch', { id: name }));
    return (body['order'] as Body)['order_status'];
  },
  paidWord: 'success',
  returns: everywhere('callback'),
  verify: async (_stage, values) => isPaytringHashGood(values, SECRET),
  // No state is posted: the merchant asks.
  readEnding: () => null,
  readReference: (values) => values.get('receipt_id'),
  sealed: [
    ['order_id', 2],
    ['receipt_id', 0],
    ['hash', 127],
  ],
};

function everywhere(step: string): Readonly<Record<Ending, string>> {
  return { paid: step, failed: step, cancelled: step, pending: step };
}

export const DIALECT_DRIVERS: readonly DialectDriver[] = [
  razorpay,
  payu,
  pinelabs,
  cashfree,
  worldline,
  paytring,
];
export const CASHFREE = cashfree;
export const PAYU = payu;
export const RAZORPAY = razorpay;
export const PAYTRING = paytring;

/** The last visit of this sale's customer to the shop. */
export function lastRequest(stage: Stage, { reference }: CreatedOrder): ShopRequest {
  const visit = stage.shop.requestsOf(reference).at(-1);
  assert.ok(visit, `nobody came back for ${reference}`);
  return visit;
}
