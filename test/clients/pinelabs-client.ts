// Pine Labs' clients as their documents and plugins describe them: own signatures, own requests.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { type Answered, ask, startServer, type TestServer } from '../support/server.ts';

export type Texts = Readonly<Record<string, string>>;
export type Json = Readonly<Record<string, unknown>>;

// The vendor's own UAT merchant, published in its Java SDK's README.
export const MERCHANT = '106598';
export const ACCESS = '4a39a6d4-46b7-474d-929d-21bf0e9ed607';
export const SECRET = '55E0F73224EC458A8EC0B68F7B47ACAE';
export const BASIC = `Basic ${Buffer.from(`${ACCESS}:${SECRET}`).toString('base64')}`;
export const SHOP = 'https://shop.example/back';
/** Where a merchant may have put its base URL. */
export const BASES = ['', '/pinelabs', '/api/v2/order/via/pinelabs', '/api/v1/order/via/pinelabs'];

/** The account's key is the access code, as a merchant would carry it over. */
export function startShop(settings: Texts = {}): Promise<TestServer> {
  return startServer({ SANDBOX_KEY: ACCESS, SANDBOX_SECRET: SECRET, ...settings });
}

export function digest(text: string, secret = SECRET): string {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(text).digest('hex').toUpperCase();
}

/** ksort, join, HMAC: as every plugin does it. */
export function signatureOf(fields: Texts, secret = SECRET): string {
  const names = Object.keys(fields).filter((name) => !/(^|_)dia_secret/i.test(name));
  return digest(
    names
      .sort()
      .map((name) => `${name}=${fields[name]}`)
      .join('&'),
    secret,
  );
}

export function sealed(fields: Texts, secret = SECRET): Texts {
  const ppc_DIA_SECRET = signatureOf(fields, secret);
  return { ...fields, ppc_DIA_SECRET, ppc_DIA_SECRET_TYPE: 'sha256' };
}

export function postForm(url: string, fields: Texts): Promise<Answered> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return ask(url, { headers, body: new URLSearchParams(fields).toString() });
}

/** A signed reply is one whose digest the merchant computes again, over texts only. */
export function verified(reply: unknown, secret = SECRET): Texts {
  const fields = reply as Texts;
  for (const value of Object.values(fields)) assert.equal(typeof value, 'string');
  assert.equal(fields['ppc_DIA_SECRET'], signatureOf(fields, secret));
  assert.equal(fields['ppc_DIA_SECRET_TYPE'], 'SHA256');
  return fields;
}

const NAMED = { ppc_MerchantID: MERCHANT, ppc_MerchantAccessCode: ACCESS } as const;

/** The form of the official WooCommerce plugin of this generation, with one product. */
export function formOf(reference: string, changes: Texts = {}): Texts {
  return {
    ppc_UniqueMerchantTxnID: reference,
    ppc_Amount: '50000',
    ...NAMED,
    ppc_NavigationMode: '2',
    ppc_TransactionType: '1',
    ppc_Product_Code: '',
    ppc_MerchantProductInfo: 'Blue "suede" shoes & <laces>|Socks',
    ppc_MerchantReturnURL: SHOP,
    ppc_PayModeOnLandingPage: '1,3,4,10,11',
    ppc_LPC_SEQ: '1',
    ppc_CustomerFirstName: 'Asha',
    ppc_CustomerLastName: "O'Neil",
    ppc_CustomerEmail: 'asha@example.com',
    ppc_CustomerMobile: '+91 98765-43210',
    ppc_CustomerAddress1: '12, M.G. Road',
    ppc_ShippingPhoneNumer: '',
    ppc_UdfField1: 'first',
    ppc_UdfField2: '1',
    ...changes,
  };
}

export function inquire(server: TestServer, fields: Texts, place = ''): Promise<Answered> {
  const whole = sealed({ ...NAMED, ppc_TransactionType: '3', ...fields });
  return postForm(`${server.url}${place}/api/PG/V2`, whole);
}

/** What an inquiry tells of the payment itself: its two codes. */
export async function parentOf(server: TestServer, reference: string): Promise<string> {
  const { json, text } = await inquire(server, { ppc_UniqueMerchantTxnID: reference });
  const reply = verified(json);
  assert.equal(reply['ppc_PinePGTxnStatus'], '7', text);
  return `${reply['ppc_Parent_TxnStatus']}/${reply['ppc_ParentTxnResponseCode']}`;
}

export function refund(server: TestServer, fields: Texts): Promise<Answered> {
  const asked = { ppc_TransactionType: '10', ppc_CurrencyCode: '356', ...fields };
  return postForm(`${server.url}/api/PG/V2`, sealed({ ...NAMED, ...asked }));
}

/** The request of the JSON generation, as its SDKs send it. */
export function acceptOf(reference: string, changes: Json = {}): Json {
  return {
    merchant_data: {
      merchant_id: MERCHANT,
      merchant_access_code: ACCESS,
      unique_merchant_txn_id: reference,
      merchant_return_url: SHOP,
    },
    payment_data: { amount_in_paisa: '50000' },
    txn_data: { navigation_mode: 2, payment_mode: '1,3,10', transaction_type: 1 },
    customer_data: {
      email_id: 'asha@example.com',
      first_name: 'Asha',
      last_name: 'Rao',
      mobile_no: '9876543210',
      customer_id: '77',
      billing_data: { address1: '12, M.G. Road' },
      shipping_data: {},
    },
    udf_data: { udf_field_1: 'first', udf_field_5: 'fifth' },
    product_details: [{ product_code: 'sku', product_amount: 500000 }],
    ...changes,
  };
}

export function accept(
  server: TestServer,
  request: Json,
  { place = '', secret = SECRET }: { place?: string; secret?: string } = {},
): Promise<Answered> {
  const envelope = Buffer.from(JSON.stringify(request)).toString('base64');
  return ask(`${server.url}${place}/api/v2/accept/payment`, {
    headers: { 'x-verify': digest(envelope, secret) },
    body: { request: envelope },
  });
}

export async function pay(server: TestServer, order: string, sent: Json = {}): Promise<Json> {
  const body = { order, method: 'upi', ...sent };
  const answered = await ask(`${server.url}/sandbox/pay`, {
    headers: { authorization: BASIC },
    body,
  });
  assert.equal(answered.status, 200, answered.text);
  return answered.json as Json;
}

export async function settle(server: TestServer): Promise<void> {
  const headers = { authorization: BASIC };
  const answered = await ask(`${server.url}/sandbox/settle`, { headers, body: {} });
  assert.equal(answered.status, 200, answered.text);
}

export type FormPost = { readonly url: string; readonly fields: Texts };

/** What the browser posts to the shop when it leaves the payment page. */
export async function leave(page: string): Promise<FormPost> {
  const { text, status } = await ask(`${page}/return?now`);
  assert.equal(status, 200, text);
  const action = /<form[^>]* action="([^"]*)"/.exec(text)?.[1] ?? '';
  const inputs = [...text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  const fields = inputs.map(([, name = '', value = '']) => [plain(name), plain(value)]);
  return { url: plain(action), fields: Object.fromEntries(fields) };
}

const ENTITIES: Texts = { lt: '<', gt: '>', quot: '"', '#39': "'", '#34': '"', amp: '&' };

function plain(text: string): string {
  return text.replace(/&(lt|gt|quot|#39|#34|amp);/g, (_, name: string) => ENTITIES[name] ?? '');
}
