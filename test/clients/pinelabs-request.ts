// Sends the requests that Pine Labs' documents, SDKs and plugins print, with values of our own.
import assert from 'node:assert/strict';
import { bodyWith, type DocumentedRequest } from '../support/documented-request.ts';
import { type Answered, ask } from '../support/server.ts';
import {
  ACCESS,
  digest,
  inquire,
  type Json,
  MERCHANT,
  pay,
  postForm,
  sealed,
  SHOP,
  type Texts,
} from './pinelabs-client.ts';
import { CLIENT, MONEY, orderOf, type TokenClient } from './pinelabs-token-client.ts';

let names = 0;

function freshName(): string {
  names += 1;
  return `DOC_${names}`;
}

/** What a request is about, made before it: names for its path, its query and its fields. */
type Given = Readonly<Record<string, string>>;

const BEFORE_PAYMENT = /^\/api\/pay\/v1\/orders\/:id\/(?:payments|invoice|awb)/;

async function prepareOrder(client: TokenClient, where: string): Promise<Given> {
  const reference = freshName();
  const holds = /\/(?:capture|cancel)$/.test(where);
  const wish = orderOf(reference, { pre_auth: holds });
  const { order_id } = await client.done('POST', '/pay/v1/orders', wish);
  if (!BEFORE_PAYMENT.test(where)) {
    await pay(client.server, reference, holds ? { outcome: 'authorize' } : {});
  }
  return { id: where.includes('/reference/') ? reference : String(order_id), reference };
}

async function prepareCustomer(client: TokenClient): Promise<Given> {
  const wish = { merchant_customer_reference: freshName(), mobile_number: '9876543210' };
  const { json } = await client.call('POST', '/v1/customer', wish);
  const customer = json as Record<string, string>;
  return { ...customer, id: customer['customer_id'] ?? '' };
}

async function prepareLink(client: TokenClient, where: string): Promise<Given> {
  const reference = freshName();
  const wish = { merchant_payment_link_reference: reference, amount: MONEY };
  const { json } = await client.call('POST', '/pay/v1/paymentlink', wish);
  return { id: where.includes('/ref/') ? reference : String((json as Json)['payment_link_id']) };
}

async function prepare(client: TokenClient, where: string): Promise<Given> {
  if (where.includes('/paymentlink/')) return prepareLink(client, where);
  if (/^\/api\/pay\/v1\/(orders|refunds)\/:?/.test(where)) return prepareOrder(client, where);
  if (/^\/api\/v1\/(?:customer|tokens\/:id$)/.test(where)) return prepareCustomer(client);
  if (!where.startsWith('/api/PG')) return {};
  const given = await prepareOrder(client, where);
  const asked = { ppc_UniqueMerchantTxnID: given['reference'] ?? '' };
  const { json } = await inquire(client.server, asked);
  return { ...given, number: String((json as Texts)['ppc_PinePGTransactionID']) };
}

/** How each way to pay is told by the details that are sent for it. */
const METHODS: readonly (readonly [string, string])[] = [
  ['offer_data', 'CREDIT_EMI'],
  ['bnpl_details', 'BNPL'],
  ['cardless_details', 'CARDLESS_EMI'],
  ['points_card_details', 'POINTS'],
  ['netbanking_details', 'NETBANKING'],
  ['upi_details', 'UPI'],
  ['wallet_details', 'WALLET'],
];

/** Values of our own. What is not here is a text. */
const VALUES: Readonly<Record<string, unknown>> = Object.freeze({
  ...CLIENT,
  value: MONEY.value,
  'capture_amount.value=part': 40000,
  currency: MONEY.currency,
  pre_auth: false,
  part_payment: false,
  save: false,
  callback_url: SHOP,
  failure_callback_url: SHOP,
  integration_mode: 'REDIRECT',
  'allowed_payment_methods.[]': 'UPI',
  email_id: 'asha@example.com',
  mobile_number: '9876543210',
  country_code: '91',
  payment_identifier: '4012001037141112',
  payment_reference_type: 'CARD',
  gstin: '29XAbbA4369J1PA',
  billing_address: {},
  card_number: '4012001037141112',
  expiry_month: '12',
  expiry_year: '2039',
  cvv: '123',
  vpa: 'success@upi',
  txn_mode: 'INTENT',
  is_mcc_transaction: 'true',
  start_date: '2026-01-01',
  end_date: '2026-01-31',
  page: '1',
  per_page: '10',
  size: '10',
  merchant_id: MERCHANT,
  merchant_access_code: ACCESS,
  merchant_return_url: SHOP,
  amount_in_paisa: '50000',
  navigation_mode: 2,
  payment_mode: '1,3,10',
  transaction_type: 1,
  product_amount: 50000,
  ppc_MerchantID: MERCHANT,
  ppc_MerchantAccessCode: ACCESS,
  ppc_Amount: '50000',
  ppc_CurrencyCode: '356',
  ppc_TransactionType: '1',
  ppc_MerchantReturnURL: SHOP,
  ppc_NavigationMode: '2',
  ppc_PayModeOnLandingPage: '1,3,10',
});

/** References, numbers and names that this request alone has. */
function ownValue(last: string, fields: readonly string[], given: Given): unknown {
  if (/^(merchant_\w+_reference|unique_merchant_txn_id)$/.test(last)) {
    return freshName();
  }
  if (last === 'payment_method') {
    const sent = fields.join(' ');
    return METHODS.find(([details]) => sent.includes(details))?.[1] ?? 'CARD';
  }
  if (last === 'expire_by') return new Date(Date.now() + 86_400_000).toISOString();
  if (last === 'txn_mode' && fields.some((field) => field.endsWith('payer.vpa'))) return 'COLLECT';
  if (last === 'ppc_PinePGTransactionID') return given['number'];
  return undefined;
}

/** `name=value` says which value it must be. */
function bodyOf(fields: readonly string[], given: Given): Json {
  const body = bodyWith(
    fields.map((field) => field.replace(/=\w+$/, '')),
    (field, last) => {
      const set = fields.find((each) => each.startsWith(`${field}=`));
      const fixed = set === undefined ? undefined : (VALUES[set] ?? set.slice(field.length + 1));
      const value = fixed ?? ownValue(last, fields, given) ?? VALUES[field];
      return value ?? VALUES[last] ?? given[last] ?? 'seven';
    },
  );
  const { payments } = body as { payments?: Json[] & { two?: unknown } };
  return payments?.two === undefined ? body : { ...body, payments: [...payments, ...payments] };
}

const SIGNED = /^\/api\/(?:v2\/(?:accept|emi|process|order)|pg)\//;

/** The envelope of the JSON generation, by the name that it has in the request. */
function sendSigned(client: TokenClient, where: string, body: Json): Promise<Answered> {
  const [name = 'request'] = Object.keys(body);
  const envelope = Buffer.from(JSON.stringify(body[name])).toString('base64');
  const headers = { 'x-verify': digest(envelope) };
  const url = `${client.server.url}${where}`;
  if (name === 'request') return ask(url, { headers, body: { [name]: envelope } });
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const form = new URLSearchParams({ [name]: envelope }).toString();
  return ask(url, { headers: { ...headers, ...type }, body: form });
}

/** The form's own names; a purchase has a reference of its own, an inquiry one that is there. */
function sendForm(client: TokenClient, where: string, body: Json, given: Given): Promise<Answered> {
  const { ppc_DIA_SECRET: _, ppc_DIA_SECRET_TYPE: __, ...fields } = body as Texts;
  const isInquiry = fields['ppc_TransactionType'] === '3';
  const reference = isInquiry ? (given['reference'] ?? '') : freshName();
  const whole = sealed({ ...fields, ppc_UniqueMerchantTxnID: reference });
  return postForm(`${client.server.url}${where}`, whole);
}

async function send(
  client: TokenClient,
  { method, path: where, fields }: DocumentedRequest,
): Promise<Answered> {
  const given = await prepare(client, where);
  const named = where
    .replace(':id', given['id'] ?? 'none_ABC123def456GH')
    .replaceAll(':id', 'none_ABC123def456GH');
  const inBody = fields.filter((field) => !field.startsWith('?'));
  const body = bodyOf(inBody, given);
  if (where.startsWith('/PinePGRedirect') || where.startsWith('/api/PG')) {
    return sendForm(client, named, body, given);
  }
  if (SIGNED.test(where)) return sendSigned(client, named, body);
  const asked = fields.filter((field) => field.startsWith('?')).map((field) => field.slice(1));
  const valueFor = (name: string): string => String(given[name] ?? VALUES[name] ?? 'seven');
  const query = new URLSearchParams(asked.map((name): [string, string] => [name, valueFor(name)]));
  const search = query.size === 0 ? '' : `?${query.toString()}`;
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const authorization = `Bearer ${await client.token()}`;
  return ask(`${client.server.url}${named}${search}`, {
    method,
    headers: { authorization },
    ...(hasBody ? { body } : {}),
  });
}

const UNKNOWN: readonly unknown[] = ['The requested resource does not exist', 'INVALID PATH'];

/** What comes of a request, as the table says it. */
export async function askDocumented(
  client: TokenClient,
  request: DocumentedRequest,
): Promise<string> {
  const { status, json, text } = await send(client, request);
  assert.ok(status < 500, text);
  const { code, message, respone_message, ppc_PinePGTxnStatus, ppc_TxnResponseMessage } = (json ??
    {}) as Json;
  if (String(ppc_PinePGTxnStatus).startsWith('-')) return `refused: ${ppc_TxnResponseMessage}`;
  if (status < 400) return 'served';
  const said = message ?? respone_message;
  if (UNKNOWN.includes(said)) return 'not served';
  const isProduct = code === 'OPERATION_NOT_ALLOWED' && /^[A-Z]/.test(String(said));
  if (isProduct || code === 'PAYMENT_METHOD_NOT_ENABLED') return 'not enabled';
  return `refused: ${said}`;
}
