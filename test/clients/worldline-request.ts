// Sends the requests that Worldline's kits and its own script print, with values of our own. A call
// of the script is sent as our checkout.js sends it: a form.
import { createHash } from 'node:crypto';
import { bodyWith, type DocumentedRequest } from '../support/documented-request.ts';
import { ask, BASIC, KEY, SECRET, type TestServer } from '../support/server.ts';
import { type Body, consumerData, postForm, request, transaction } from './worldline-client.ts';

type Told = Readonly<Record<string, unknown>>;
type Asked = DocumentedRequest;

/** What the gateway's words for a product mean that the merchant does not have. */
const NOT_ENABLED: ReadonlySet<string> = new Set([
  'Auto-Debit is not allowed for this merchant.',
  'Mandates and standing instructions are not supported',
]);

const refusedBy = (says: string): string =>
  NOT_ENABLED.has(says) ? 'not enabled' : `refused: ${says}`;

/** What comes of a request, as the table says it. */
export async function askDocumented(server: TestServer, asked: Asked): Promise<string> {
  if (asked.method === 'SCRIPT') return callScript(server, asked);
  if (asked.path.endsWith('/paynimoV2.req')) return askService(server, asked);
  const body = asked.method === 'POST' ? { body: bodyWith(asked.fields, sampleValue) } : {};
  const { status } = await ask(server.url + asked.path, { method: asked.method, ...body });
  return status === 200 ? 'served' : status === 404 ? 'not served' : String(status);
}

const COVERED = `merchantId txnId totalamount accountNo consumerId consumerMobileNo consumerEmailId
debitStartDate debitEndDate maxAmount amountType frequency cardNumber expMonth expYear cvvCode`;

function tokenOf(data: Told): string {
  const facts: Told = { ...data, totalamount: '500.50' };
  const texts = COVERED.split(/\s+/).map((name) => String(facts[name] ?? ''));
  const algorithm = /1$/.test(String(data['deviceId'])) ? 'sha256' : 'sha512';
  return createHash(algorithm)
    .update([...texts, SECRET].join('|'))
    .digest('hex');
}

let count = 0;

async function callScript({ url }: TestServer, { fields }: Asked): Promise<string> {
  count += 1;
  const { consumerData: wished, features } = bodyWith(fields, sampleValue);
  const data: Told = { ...(wished as Told), txnId: `S_${count}` };
  const signed = { ...data, token: tokenOf(data) };
  const form = new URLSearchParams({ consumerData: JSON.stringify(signed) });
  if (features !== undefined) form.set('features', JSON.stringify(features));
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const place = `${url}/worldline/api/pnCheckout`;
  const opened = await ask(place, { method: 'POST', headers, body: form.toString() });
  if (opened.status === 303) return 'served';
  // The page says the same; a program is told it as JSON.
  const { json } = await ask(place, { body: { features, consumerData: signed } });
  const [says = ''] = Object.values((json as { errors: Record<string, string[]> }).errors).flat();
  return opened.text.includes(says) ? refusedBy(says) : 'told otherwise';
}

async function askService(server: TestServer, { fields }: Asked): Promise<string> {
  const given = await prepare(server, fields);
  const pick = (field: string) => given[field] ?? sampleValue(field);
  const body = { merchant: { identifier: KEY }, ...bodyWith(fields, pick) };
  const answered = await request(`${server.url}/api/paynimoV2.req`, body);
  const { paymentMethod } = answered.json as {
    paymentMethod: { paymentTransaction: Told; error: { desc: string } };
  };
  const { desc } = paymentMethod.error;
  if (answered.status === 400 && desc.startsWith('requestType must be')) return 'not served';
  if (answered.status !== 200) return `${answered.status}: ${desc}`;
  const code = String(paymentMethod.paymentTransaction['statusCode']);
  return code === '0300' || code === '0400' ? 'served' : refusedBy(desc);
}

/** A paid order, and the gateway's name of its payment. */
async function prepare({ url }: TestServer, fields: readonly string[]): Promise<Told> {
  const type = fields.find((field) => field.startsWith('transaction.requestType='))?.at(-1);
  if (!['O', 'S', 'R'].includes(type ?? '')) return {};
  count += 1;
  const order = `P_${count}`;
  await postForm(`${url}/worldline/api/pnCheckout`, consumerData({ txnId: order }));
  const headers = { authorization: BASIC };
  await ask(`${url}/sandbox/pay`, { headers, body: { order, method: 'upi' } });
  const found = await request(`${url}/api/paynimoV2.req`, transaction('O', { identifier: order }));
  const { paymentMethod } = found.json as { paymentMethod: { paymentTransaction: Body } };
  const token = paymentMethod.paymentTransaction['identifier'];
  return { 'transaction.identifier': order, 'transaction.token': token };
}

/** Values of our own. What is not here is a text. */
const VALUES: Told = Object.freeze({
  'merchant.identifier': KEY,
  'transaction.deviceIdentifier': 'S',
  'transaction.currency': 'INR',
  'transaction.amount': '1',
  'transaction.dateTime': '15-01-2026',
  cart: {},
  'consumerData.deviceId': 'WEBSH2',
  'consumerData.returnUrl': 'https://shop.example/return',
  'consumerData.paymentMode': 'all',
  'consumerData.paymentModeOrder.[]': 'cards',
  'consumerData.merchantId': KEY,
  'consumerData.currency': 'INR',
  'consumerData.consumerId': 'cons1',
  'consumerData.consumerMobileNo': '9999999999',
  'consumerData.consumerEmailId': 'buyer@example.com',
  'consumerData.txnType': 'SALE',
  'consumerData.txnSubType': 'DEBIT',
  'consumerData.items.[].itemId': 'first',
  'consumerData.items.[].amount': '500.50',
  'consumerData.items.[].comAmt': '0',
  'consumerData.cartDescription': '}{custname:Test Buyer}{orderid:77',
  'features.enableSI': true,
});

function sampleValue(field: string): unknown {
  return VALUES[field] ?? 'seven';
}
