// Sends the requests that Cashfree's OpenAPI files print, with values of our own, in each version.
import { bodyWith, type DocumentedRequest } from '../support/documented-request.ts';
import { CASHFREE_HEADERS } from '../support/documented-example.ts';
import { type Answered, ask, BASIC, type TestServer } from '../support/server.ts';
import { assertFits } from './cashfree-schema.ts';

type Json = Readonly<Record<string, unknown>>;
type Given = Readonly<Record<string, string>>;

const BAD_URL = 'bad URL, please check API documentation';
const NO_SPLITS = 'Merchant not enabled with easy splits';
/** Products whose paths refuse as an account without them does. */
const PRODUCT =
  /^\/pg\/(offers$|terminal|easy-split|split|recon\/vendor|plans|subscriptions|orders\/settle|(?:pg\/)?utilities\/pars)/;

/** What comes of a request in one version, as the table says it. */
export async function askDocumented(
  server: TestServer,
  { method, path: where, fields }: DocumentedRequest,
  version: string,
): Promise<string> {
  const headers = { ...CASHFREE_HEADERS, 'x-api-version': version };
  const call = (at: string, body?: unknown, verb?: string): Promise<Answered> =>
    ask(server.url + at, { headers, body, ...(verb === undefined ? {} : { method: verb }) });
  const given = await prepare(server, call, where, fields);
  const named = where.replaceAll(/:(\w+)/g, (_, name: string) => given[name] ?? ABSENT);
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const body = hasBody ? bodyOf(fields, given) : undefined;
  const isForm = fields.some((each) => each.startsWith(FORM));
  const answered = isForm
    ? await sendForm(server.url + named, fields, { ...headers })
    : await call(named + queryOf(fields), body, method);
  if (answered.status === 200) {
    for (const each of listOf(answered.json)) fit(`${method} ${where}`, version, each);
    return 'served';
  }
  const { message, type } = answered.json as { readonly message: string; readonly type: string };
  if (message === BAD_URL) return 'not served';
  const isProduct = type === 'feature_not_enabled' || message === NO_SPLITS;
  if (isProduct && PRODUCT.test(where)) return 'not enabled';
  return `refused: ${message.trim()}`;
}

/** Marks the fields of a form with a file in it. */
const FORM = 'form:';

async function sendForm(
  url: string,
  fields: readonly string[],
  headers: Readonly<Record<string, string>>,
): Promise<Answered> {
  const form = new FormData();
  for (const each of fields) form.set(each.slice(FORM.length), 'seven');
  const made = new Response(form);
  const type = made.headers.get('content-type') ?? '';
  const body = await made.text();
  return ask(url, { method: 'POST', headers: { ...headers, 'content-type': type }, body });
}

const listOf = (json: unknown): readonly unknown[] => (Array.isArray(json) ? json : [json]);

/** The schema that the files give each answer; absent where they have none that says anything. */
const SCHEMAS: Readonly<Record<string, string>> = Object.freeze({
  'POST /pg/customers': 'CustomerEntity',
  'POST /pg/eligibility/payment_methods': 'EligibilityPaymentMethodsEntity',
  'POST /pg/links': 'LinkEntity',
  'GET /pg/links/:id': 'LinkEntity',
  'POST /pg/links/:id/cancel': 'LinkEntity',
  'GET /pg/links/:id/orders': 'PaymentLinkOrderEntity',
  'POST /pg/orders': 'OrderEntity',
  'GET /pg/orders/:id': 'OrderEntity',
  'PATCH /pg/orders/:id': 'OrderEntity',
  'POST /pg/orders/:id/authorization': 'PaymentEntity',
  'GET /pg/orders/:id/extended': 'OrderExtendedDataEntity',
  'PUT /pg/orders/:id/extended': 'UpdateOrderExtendedDataEntity',
  'GET /pg/orders/:id/payments': 'PaymentEntity',
  'GET /pg/orders/:id/payments/:payment': 'PaymentEntity',
  'GET /pg/orders/:id/refunds': 'RefundEntity',
  'POST /pg/orders/:id/refunds': 'RefundEntity',
  'GET /pg/orders/:id/refunds/:refund': 'RefundEntity',
  'GET /pg/orders/:id/settlements': 'SettlementEntity',
  'POST /pg/orders/pay/authenticate/:payment': 'OrderAuthenticateEntity',
  'POST /pg/orders/sessions': 'PayOrderEntity',
  'POST /pg/recon': 'ReconEntity',
  'POST /pg/settlement/recon': 'SettlementReconEntity',
  'POST /pg/simulate': 'SimulationResponse',
  'GET /pg/simulate/:simulation': 'SimulationResponse',
});

/** In 2022-09-01 the orders of a link are orders like any other. */
function fit(row: string, version: string, body: unknown): void {
  const schema = SCHEMAS[row];
  if (schema === undefined) return;
  const isOld = schema === 'PaymentLinkOrderEntity' && version === '2022-09-01';
  assertFits(version, isOld ? 'OrderEntity' : schema, body);
}

/** A name that nothing has. */
const ABSENT = '987654321';

type Call = (path: string, body?: unknown) => Promise<Answered>;

let count = 0;

async function createOrder(call: Call, more: object = {}): Promise<Given> {
  count += 1;
  const order_id = `documented-${count}`;
  const customer_details = { customer_id: 'c-1', customer_phone: '9876543210' };
  const order = { order_id, order_amount: 100, order_currency: 'INR', customer_details, ...more };
  const { json } = await call('/pg/orders', order);
  return { id: order_id, session: String((json as Json)['payment_session_id']) };
}

/** What the names of its path stand for, and a session for its fields. */
async function prepare(
  server: TestServer,
  call: Call,
  where: string,
  fields: readonly string[],
): Promise<Given> {
  const pay = (order: string | undefined, method = 'upi') =>
    ask(`${server.url}/sandbox/pay`, {
      headers: { authorization: BASIC },
      body: { order, method },
    });
  if (where.startsWith('/pg/links/:id')) {
    count += 1;
    const id = `documented-${count}`;
    await call('/pg/links', bodyOf(['link_id', ...LINK], { link: id }));
    if (where.endsWith('/orders')) await pay(`CFPay_${id}`);
    return { id };
  }
  if (where.endsWith('/authorization')) {
    const held = await createOrder(call, { order_note: 'preauth_transaction' });
    await pay(held['id']);
    return held;
  }
  const made = await createOrder(call);
  if (fields.some((each) => each.startsWith('order_status')) || where === '/pg/orders/sessions') {
    return made;
  }
  if (/:payment$|:simulation$|\/simulate$/.test(where) && !where.includes(':id')) {
    const payment = await begin(call, made);
    const simulation = where.endsWith(':simulation') ? await simulate(call, payment) : ABSENT;
    return { ...made, payment, simulation };
  }
  if (!/\/pg\/(?:orders\/:id|payments\/)/.test(where)) return made;
  await pay(made['id']);
  const { json } = await call(`/pg/orders/${made['id']}/payments`);
  const payment = String((json as readonly Json[])[0]?.['cf_payment_id']);
  if (where.includes('/settlements')) await pass(server);
  if (!where.includes('/refunds')) return { ...made, payment };
  const refund = `refund-${count}`;
  if (where.endsWith(':refund') || fields.length === 0) {
    await call(`/pg/orders/${made['id']}/refunds`, { refund_id: refund, refund_amount: 10 });
  }
  return { ...made, payment, refund };
}

/** A day later, when what was paid is settled. */
async function pass(server: TestServer): Promise<void> {
  const body = { advance_seconds: 25 * 3600 };
  await ask(`${server.url}/sandbox/clock`, { headers: { authorization: BASIC }, body });
}

/** A card payment that waits for its password. */
async function begin(call: Call, { session }: Given): Promise<string> {
  const body = bodyOf(['payment_session_id', ...CARD], { session: session ?? '' });
  const { json } = await call('/pg/orders/sessions', body);
  return String((json as Json)['cf_payment_id']);
}

async function simulate(call: Call, entity_id: string): Promise<string> {
  const entity_simulation = { payment_status: 'SUCCESS' };
  const { json } = await call('/pg/simulate', { entity: 'PAYMENTS', entity_id, entity_simulation });
  return String((json as Json)['simulation_id']);
}

const LINK = ['link_amount', 'link_currency', 'link_purpose', 'customer_details.customer_phone'];
const CARD = 'channel card_number card_expiry_mm card_expiry_yy card_cvv'
  .split(' ')
  .map((name) => `payment_method.card.${name}`);

const DAY_MS = 86_400_000;
const later = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

/** Values of our own. What is not here is a text; `field=word` in the table is that word. */
const VALUES: Readonly<Record<string, unknown>> = Object.freeze({
  order_amount: 100,
  link_amount: 100,
  refund_amount: 10,
  amount: 100,
  percentage: 10,
  order_currency: 'INR',
  link_currency: 'INR',
  customer_phone: '9876543210',
  customer_email: 'asha@example.com',
  customer_bank_code: 3003,
  return_url: 'https://shop.example/back?o={order_id}',
  notify_url: 'https://shop.example/told',
  payment_methods: 'cc,dc,upi',
  'filters.payment_methods.[]': 'upi',
  'order_meta.payment_methods_filters.methods.action': 'ALLOW',
  'order_meta.payment_methods_filters.methods.values.[]': 'debit_card',
  'order_meta.payment_methods_filters.filters.card_schemes.[]': 'visa',
  'order_tags.*': 'seven',
  refund_speed: 'STANDARD',
  link_partial_payments: true,
  link_minimum_partial_amount: 20,
  link_auto_reminders: true,
  upi_intent: false,
  send_sms: false,
  send_email: true,
  send_whatsapp: false,
  enable_invoice: true,
  save_instrument: true,
  channel: 'link',
  'payment_method.upi.upi_id': 'testsuccess@gocash',
  upi_redirect_url: true,
  card_number: '4706131211212123',
  card_expiry_mm: '12',
  card_expiry_yy: '39',
  card_cvv: '123',
  card_holder_name: 'Asha Rao',
  netbanking_bank_code: 3003,
  netbanking_bank_name: 'UTIBR',
  'payment_method.app.provider': 'phonepe',
  'payment_method.app.phone': '9876543210',
  otp: '111000',
  entity: 'PAYMENTS',
  payment_status: 'SUCCESS',
  limit: 10,
  cursor: null,
  'filters.cf_settlement_ids.[]': ABSENT,
  order_status: 'TERMINATED',
  refund_status: 'CANCELLED',
  'order_delivery_status.status': 'SHIPPED',
});

/** Those that are not the same each time. */
function valuesOf({ session, payment, link }: Given): Readonly<Record<string, unknown>> {
  count += 1;
  return {
    payment_session_id: session,
    entity_id: payment,
    order_id: `documented-${count}`,
    link_id: link ?? `documented-${count}`,
    refund_id: `documented-${count}`,
    order_expiry_time: later(7),
    link_expiry_time: later(7),
    start_date: later(-7),
    end_date: later(7),
  };
}

function bodyOf(fields: readonly string[], given: Given): unknown {
  const own = valuesOf(given);
  const words = fields.filter((each) => !each.startsWith('?')).map((each) => each.split('='));
  const said = new Map(words.map(([name = '', word]) => [name, word]));
  return bodyWith([...said.keys()], (field, last) => {
    const number = last === 'amount' ? Number(said.get(field)) : Number.NaN;
    if (said.get(field) !== undefined) return Number.isNaN(number) ? said.get(field) : number;
    return own[last] ?? (field in VALUES ? VALUES[field] : last in VALUES ? VALUES[last] : 'seven');
  });
}

/** A field that begins with ? is one of the address. */
function queryOf(fields: readonly string[]): string {
  const query = fields
    .filter((each) => each.startsWith('?'))
    .map((each) => each.slice(1).split('='))
    .map(([name = '', word = '1']): [string, string] => [name, word]);
  return query.length === 0 ? '' : `?${new URLSearchParams(query).toString()}`;
}
