// Every way in which a dialect's own clients prove themselves, each with whatever secret it has.
import { createHash, createHmac } from 'node:crypto';
import { CASHFREE_CREATE, hashOf, PAYTRING_CREATE, PAYU_CREATE } from './documented-example.ts';
import { PINE_CREATE, RZP_CREATE, WORLDLINE_CREATE } from './documented-example.ts';
import { type Answered, ask, KEY } from './server.ts';

type Texts = Readonly<Record<string, string>>;

export type Prover = {
  readonly name: string;
  /** Asks something new; `index` makes its reference. True when the proof was taken. */
  readonly prove: (url: string, secret: string, index: number) => Promise<boolean>;
};

const sha512 = (text: string): string => createHash('sha512').update(text).digest('hex');
const basicOf = (secret: string): Texts => {
  return { authorization: `Basic ${Buffer.from(`${KEY}:${secret}`).toString('base64')}` };
};
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const post = (url: string, body: unknown, headers: Texts = {}): Promise<Answered> =>
  ask(url, { method: 'POST', headers, body });
const postForm = (url: string, fields: Texts): Promise<Answered> =>
  post(url, new URLSearchParams(fields).toString(), FORM);

/** Whether it was done or refused for the proof; anything else is a fault. */
function judge({ status, text }: Answered, done: number, refused: number): boolean {
  if (status === done) return true;
  // Of many failures the next ones are told to wait.
  if (status === refused || status === 429) return false;
  throw new Error(`${status} ${text.slice(0, 300)}`);
}

const documented = (version: 'v1' | 'v2', way: string, body: object, named: string): Prover => ({
  name: `${way}, ${version}`,
  prove: async (url, secret, index) => {
    const asked = { ...body, [named]: `${way}-${version}-${index}`.replaceAll('/', '-') };
    const keyed = { ...asked, key: KEY };
    const sent = version === 'v2' ? asked : { ...keyed, hash: hashOf(keyed, secret) };
    const headers = version === 'v2' ? basicOf(secret) : {};
    const answered = await post(`${url}/api/${version}/${way}`, sent, headers);
    // Paytring's own V1 says so in the body alone.
    const { status } = answered.json as { readonly status?: unknown };
    return status === false ? false : judge(answered, 200, 401);
  },
});

const headers: Prover = {
  name: 'headers of Cashfree',
  prove: async (url, secret, index) => {
    const body = { ...CASHFREE_CREATE, order_id: `headers-${index}` };
    const own = { 'x-client-id': KEY, 'x-client-secret': secret, 'x-api-version': '2023-08-01' };
    return judge(await post(`${url}/pg/orders`, body, own), 200, 401);
  },
};

const razorpay: Prover = {
  name: "Basic credentials of Razorpay's SDKs",
  prove: async (url, secret, index) => {
    const body = { amount: 50000, currency: 'INR', receipt: `sdk-${index}` };
    return judge(await post(`${url}/v1/orders`, body, basicOf(secret)), 200, 401);
  },
};

const payuForm: Prover = {
  name: "PayU's form",
  prove: async (url, secret, index) => {
    const { txnid: _, ...rest } = PAYU_CREATE;
    const fields = { key: KEY, txnid: `form-${index}`, ...rest };
    const { txnid, amount, productinfo, firstname, email } = fields;
    const text = [KEY, txnid, amount, productinfo, firstname, email].join('|');
    const hash = sha512(`${text}|||||||||||${secret}`);
    return judge(await postForm(`${url}/_payment`, { ...fields, hash }), 303, 401);
  },
};

const payuCommand: Prover = {
  name: "PayU's commands",
  prove: async (url, secret, index) => {
    const fields = { key: KEY, command: 'verify_payment', var1: `none-${index}` };
    const hash = sha512(`${KEY}|verify_payment|none-${index}|${secret}`);
    const { json } = await postForm(`${url}/merchant/postservice?form=2`, { ...fields, hash });
    return !/hash/i.test(String((json as { readonly msg?: unknown }).msg));
  },
};

function signPine(text: string, secret: string): string {
  const key = Buffer.from(secret, /^([0-9a-f]{2})+$/i.test(secret) ? 'hex' : 'utf8');
  return createHmac('sha256', key).update(text).digest('hex').toUpperCase();
}

const pineForm: Prover = {
  name: "Pine Labs' signed forms, whose reply is signed by the same secret",
  prove: async (url, secret, index) => {
    const fields: Texts = {
      ppc_MerchantAccessCode: KEY,
      ppc_MerchantID: '1',
      ppc_TransactionType: '3',
      ppc_UniqueMerchantTxnID: `none-${index}`,
    };
    const textOf = (pairs: Texts): string =>
      Object.keys(pairs)
        .filter((name) => !name.startsWith('ppc_DIA'))
        .sort()
        .map((name) => `${name}=${pairs[name]}`)
        .join('&');
    const ppc_DIA_SECRET = signPine(textOf(fields), secret);
    const { json } = await postForm(`${url}/api/PG/V2`, { ...fields, ppc_DIA_SECRET });
    const reply = json as Texts;
    return reply['ppc_DIA_SECRET'] === signPine(textOf(reply), secret);
  },
};

const pineToken: Prover = {
  name: "Pine Labs' tokens",
  prove: async (url, secret, index) => {
    const token = await buyToken(url, secret);
    return token !== null && useToken(url, token, index);
  },
};

export async function buyToken(url: string, secret: string): Promise<string | null> {
  const grant = { client_id: KEY, client_secret: secret, grant_type: 'client_credentials' };
  const bought = await post(`${url}/api/auth/v1/token`, grant);
  if (!judge(bought, 200, 401)) return null;
  return (bought.json as { readonly access_token: string }).access_token;
}

export async function useToken(url: string, token: string, index: number): Promise<boolean> {
  const path = `${url}/api/pay/v1/orders/reference/none-${index}`;
  return judge(await ask(path, { headers: { authorization: `Bearer ${token}` } }), 404, 401);
}

const worldlineToken: Prover = {
  name: "Worldline's token",
  prove: async (url, secret, index) => {
    const data = {
      deviceId: 'WEBSH2',
      returnUrl: 'https://shop.example/return',
      merchantId: KEY,
      currency: 'INR',
      consumerId: 'c1',
      txnId: `token-${index}`,
      items: [{ itemId: 'first', amount: '500.50', comAmt: '0' }],
    };
    const text = [KEY, data.txnId, '500.50', '', 'c1', ...Array(11).fill(''), secret].join('|');
    const consumerData = { ...data, token: sha512(text) };
    return judge(await post(`${url}/worldline/api/checkout`, { consumerData }), 200, 401);
  },
};

export const PROVERS: readonly Prover[] = [
  documented('v1', 'order/via/rzp/create', RZP_CREATE, 'receipt'),
  documented('v2', 'order/via/rzp/create', RZP_CREATE, 'receipt'),
  documented('v1', 'order/via/payu/create', PAYU_CREATE, 'txnid'),
  documented('v2', 'order/via/pinelabs/create', PINE_CREATE, 'merchant_txn_id'),
  documented('v2', 'order/via/worldline/create', WORLDLINE_CREATE, 'order_id'),
  documented('v1', 'order/create', PAYTRING_CREATE, 'receipt_id'),
  documented('v2', 'order/create', PAYTRING_CREATE, 'receipt_id'),
  headers,
  razorpay,
  payuForm,
  payuCommand,
  pineForm,
  pineToken,
  worldlineToken,
];
