// Sends the requests that Paytring's documents and SDKs print, with values of our own.
import { bodyWith, type DocumentedRequest } from '../support/documented-request.ts';
import { type Answered, ask, BASIC, KEY, type TestServer } from '../support/server.ts';
import { type Body, callForm, callV1, callV2, sign } from './paytring-client.ts';

type Told = Readonly<Record<string, unknown>>;

/** What comes of a request, as the table says it. */
export async function askDocumented(
  server: TestServer,
  request: DocumentedRequest,
): Promise<string> {
  const given = await prepare(server, request);
  const answered = await send(server, request, given);
  const told = answered.json as Told;
  if (answered.status === 200 && told['status'] === true) return 'served';
  const { message } = told['error'] as { readonly message: string };
  if (answered.status === 404 && message === 'No such path') return 'not served';
  if (/^\w+ are not enabled for this account$/.test(message)) return 'not enabled';
  const isTold = answered.status < 500 && answered.status !== 401;
  return isTold ? `refused: ${message}` : `${answered.status}: ${message}`;
}

/** What names in the request stand for. */
type Given = Readonly<Record<string, string>>;
const NOTHING: Given = { id: '489651149222183338', order_id: '489651149222183338' };

async function send(
  server: TestServer,
  { path, fields }: DocumentedRequest,
  given: Given,
): Promise<Answered> {
  const isForm = fields.some((field) => field.startsWith('form:'));
  const names = fields.map((field) => field.replace('form:', ''));
  const own: Given = names.includes('method=wallet') ? { ...given, code: 'phonepe' } : given;
  const body = bodyWith(names, (field, last) => own[field] ?? VALUES[field] ?? VALUES[last]);
  const { key: _, hash: __, ...rest } = body;
  const place = path.replace(':id', given['webhook'] ?? '');
  const isFirst = path.startsWith('/api/v1/');
  if (isForm) return callForm(server.url, place, rest as Readonly<Record<string, string>>);
  if (isFirst) return callV1(server.url, place, rest);
  const proved: Body = { ...body, ...(names.includes('key') ? { key: KEY } : {}) };
  const signed = names.includes('hash') ? { ...proved, hash: sign(proved) } : proved;
  return ask(server.url + place, { headers: { authorization: BASIC }, body: signed });
}

let count = 0;

function wish(more: Body = {}): Body & { readonly receipt_id: string } {
  count += 1;
  return {
    amount: '50050',
    cname: 'Asha Rao',
    email: 'asha@example.com',
    phone: '9876543210',
    callback_url: 'https://shop.example/callback',
    receipt_id: `D_${count}`,
    ...more,
  };
}

/** An order, or what else its path is about, as far as it must have come. */
async function prepare(server: TestServer, { path }: DocumentedRequest): Promise<Given> {
  count += 1;
  if (path.includes('/webhook/:id')) {
    const hook = { url: 'https://shop.example/hook', topics: ['order.paid'] };
    const { json } = await callV2(server.url, '/api/v2/webhook/create', hook);
    return { webhook: String((json as { readonly data: Told }).data['id']) };
  }
  const about = /^\/api\/v[12]\/order\/(.+)$/.exec(path)?.[1];
  if (about === undefined) return NOTHING;
  if (about === 'create') return { receipt_id: `D_${count}` };
  const isHeld = about === 'capture' || about === 'cancel';
  const asked = wish(isHeld ? { autocapture: 'false' } : {});
  const made = await callV2(server.url, '/api/v2/order/create', asked);
  const order = String((made.json as Told)['order_id']);
  if (about === 'fetch' || about === 'process') return { id: order, order_id: order };
  if (about === 'fetch/receipt') return { id: asked.receipt_id };
  const headers = { authorization: BASIC };
  await ask(`${server.url}/sandbox/pay`, { headers, body: { order, method: 'upi' } });
  if (!about.startsWith('refund/') || about === 'refund/partial') return { id: order };
  const part = { id: order, amount: '100' };
  const refunded = await callV2(server.url, '/api/v2/order/refund/partial', part);
  return { id: String((refunded.json as Told)['id']), order_id: order };
}

/** Values of our own; what has none here is left out. */
const VALUES: Readonly<Record<string, unknown>> = Object.freeze({
  ...wish(),
  amount: '100',
  auto_capture: 'true',
  autocapture: 'true',
  currency: 'INR',
  notes: { udf1: 'seven' },
  'notes.*': 'seven',
  firstname: 'Asha',
  lastname: 'Rao',
  line1: '7 Hill Road',
  line2: 'Bandra',
  city: 'Mumbai',
  state: 'Maharashtra',
  country: 'India',
  zipcode: '400050',
  pg: 'payu',
  pg_pool_id: 'pool_1',
  account_number: '1234567890',
  account_no: '1234567890',
  name: 'Asha Rao',
  ifsc: 'HDFC0000001',
  ifsc_code: 'HDFC0000001',
  vendor_id: 'vendor_1',
  split_type: 'fixed',
  fetch_type: 'advance',
  'card.number': '4111111111111111',
  'card.cvv': '123',
  'card.expiry_month': '12',
  'card.expiry_year': '2039',
  'card.holder_name': 'Asha Rao',
  code: 'HDFC',
  device: 'android',
  vpa: 'success@upi',
  upi_id: 'asha@upi',
  bin: '411111',
  bin_code: '411111',
  from: 'USD',
  to: 'INR',
  url: 'https://shop.example/hook',
  topics: 'order.paid',
  'topics.[]': 'order.paid',
  active: true,
  date: '2025-01-31',
  offset: '0',
  limit: '10',
  mer_reference_id: 'plan_1',
  plan_id: 'plan_1',
  title: 'Monthly',
  description: 'Monthly',
  frequency: 'monthly',
  cycle: '12',
  initial_amount: '100',
  method: 'upi',
  address: 'Mumbai',
  beneficiary_id: 'ben_1',
});
