// Sends the requests that the Razorpay documents print, with values of our own.
import { bodyWith, type DocumentedRequest } from '../support/documented-request.ts';
import { ask, BASIC, type TestServer } from '../support/server.ts';

/**
 * What is an unknown address to an account that the product was not enabled for: the subscriptions
 * page says so (api/payments/subscriptions/create-subscription), of payments from server to server
 * the maintainers of the Node SDK do (razorpay-node#243, #315).
 */
const NOT_ENABLED = /^POST \/v1\/(?:payments\/create\/(?:recurring|nach)|subscriptions$)/;
const UNKNOWN_URL = 'The requested URL was not found on the server.';

/** What comes of a request, as the table says it. */
export async function askDocumented(
  server: TestServer,
  { method, path: where, fields }: DocumentedRequest,
): Promise<string> {
  const given = await prepare(server, where);
  const named = where.replaceAll(/:(\w+)/g, (_, name: string) => given[name] ?? ABSENT);
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const answered = await ask(server.url + named, {
    method,
    headers: { authorization: BASIC },
    ...(hasBody ? { body: bodyOf(fields, given) } : {}),
  });
  if (answered.status === 200) return 'served';
  const { error } = answered.json as { readonly error: { readonly description: string } };
  if (answered.status !== 400) return `${answered.status}: ${error.description}`;
  if (error.description !== UNKNOWN_URL) return `refused: ${error.description}`;
  return NOT_ENABLED.test(`${method} ${where}`) ? 'not enabled' : 'not served';
}

/** A name that nothing has. */
const ABSENT = 'none_ABC123def456GH';
type Given = Readonly<Record<string, string>>;

async function create(server: TestServer, at: string, body: object): Promise<string> {
  const answered = await ask(server.url + at, { headers: { authorization: BASIC }, body });
  return String((answered.json as { readonly id?: unknown }).id);
}

/** A card payment that waits at its bank. */
async function begin(server: TestServer, order_id: string): Promise<string> {
  const body = { amount: 50000, currency: 'INR', order_id, method: 'card', card: CARD };
  const headers = { authorization: BASIC };
  const answered = await ask(`${server.url}/v1/payments/create/json`, { headers, body });
  return String((answered.json as { readonly razorpay_payment_id?: unknown }).razorpay_payment_id);
}

const CARD = {
  number: '4100280000001007',
  name: 'Asha Rao',
  expiry_month: '12',
  expiry_year: '35',
  cvv: '123',
};

const ITEM = { name: 'Tea', amount: 20000, currency: 'INR' };

let people = 0;

function person(): { readonly name: string; readonly email: string; readonly contact: string } {
  people += 1;
  const contact = `+9198${String(people).padStart(8, '0')}`;
  return { name: 'Asha Rao', email: `asha${people}@example.com`, contact };
}

/** What the names of its path stand for, and a customer for its fields. */
async function prepare(server: TestServer, where: string): Promise<Given> {
  const customer = await create(server, '/v1/customers', person());
  const given = { customer };
  const kind = /^\/v1\/(\w+)\/:id/.exec(where)?.[1];
  const isCustom = where.startsWith('/v1/payments/create/') || where.includes('/otp');
  const unpaid = { amount: 50000, currency: 'INR' };
  const waiting = isCustom ? await create(server, '/v1/orders', unpaid) : '';
  if (isCustom && kind === undefined) return { ...given, order: waiting };
  if (isCustom) return { ...given, id: await begin(server, waiting) };
  if (kind === 'iins') return { ...given, id: CARD.number.slice(0, 6) };
  if (kind === 'items') return { ...given, id: await create(server, '/v1/items', ITEM) };
  if (kind === 'customers') return { ...given, id: customer };
  if (kind === 'payment_links') {
    return { ...given, id: await create(server, '/v1/payment_links', { amount: 50000 }) };
  }
  if (kind === 'settlements' && where.split('/').length === 4) {
    const paid = await create(server, '/v1/orders', unpaid);
    const settled = await create(server, '/sandbox/pay', { order: paid, method: 'upi' });
    // A sandbox settles a day later.
    await create(server, '/sandbox/clock', { advance_seconds: 86_500 });
    return { ...given, id: settled.replace('pay_', 'setl_') };
  }
  if (kind !== 'orders' && kind !== 'payments' && kind !== 'refunds') return given;
  const capture = where.endsWith('/capture') ? 'manual' : 'automatic';
  const wish = { amount: 50000, currency: 'INR', payment: { capture } };
  const order = await create(server, '/v1/orders', wish);
  if (kind === 'orders') return { ...given, id: order };
  const paid = { order, method: where.endsWith('/card') ? 'card' : 'upi' };
  const payment = await create(server, '/sandbox/pay', paid);
  const isRefund = kind === 'refunds' || where.includes('/refunds/');
  if (!isRefund) return { ...given, id: payment };
  const refund = await create(server, `/v1/payments/${payment}/refund`, { amount: 100 });
  return kind === 'refunds' ? { ...given, id: refund } : { ...given, id: payment, refund };
}

/** Values of our own. What is not here is a text. */
const VALUES: Readonly<Record<string, unknown>> = Object.freeze({
  amount: 50000,
  currency: 'INR',
  ...Object.fromEntries(Object.entries(CARD).map(([name, value]) => [`card.${name}`, value])),
  bank: 'HDFC',
  'bank_account.account_number': '765432123456789',
  'bank_account.name': 'Asha Rao',
  'bank_account.ifsc': 'HDFC0000053',
  account_number: '765432123456789',
  ifsc_code: 'HDFC0000053',
  number: CARD.number,
  wallet: 'phonepe',
  vpa: 'asha@upi',
  otp: '123456',
  flow: 'intent',
  'notes.*': 'seven',
  notes: { table: '7' },
  method: 'upi',
  payment_capture: true,
  'payment.capture': 'automatic',
  'payment_config.capture': 'automatic',
  automatic_expiry_period: 12,
  manual_expiry_period: 7200,
  refund_speed: 'normal',
  partial_payment: false,
  first_payment_min_amount: 100,
  fail_existing: '0',
  speed: 'normal',
  reverse_all: true,
  active: true,
  app_offer: true,
  // A sample that asks for parts is refused for them: no account here is paid in parts.
  accept_partial: false,
  first_min_partial_amount: 100,
  upi_link: true,
  callback_url: 'https://shop.example/back',
  callback_method: 'get',
  'notify.sms': true,
  'notify.email': true,
  'customer.email': 'asha@example.com',
  'customer.contact': '+919876543210',
  'options.checkout.method.netbanking': true,
  'options.checkout.method.card': true,
  'options.checkout.method.upi': true,
  'options.checkout.method.wallet': true,
});

const HOUR_SECONDS = 3600;

/** The method of a payment, as its other fields tell it. */
const METHODS: readonly (readonly [RegExp, string])[] = [
  [/^emi_duration$/, 'emi'],
  [/^card\./, 'card'],
  [/^bank_account\./, 'emandate'],
  [/^bank$/, 'netbanking'],
  [/^wallet$/, 'wallet'],
  [/^provider/, 'cardless_emi'],
  [/^app\./, 'app'],
];

function bodyOf(fields: readonly string[], { customer, order }: Given): unknown {
  const names = fields.map(belowPayment);
  const named = METHODS.find(([pattern]) => names.some((field) => pattern.test(field)));
  const paying = { order_id: order, method: named?.[1] ?? 'upi' };
  const collects = fields.includes('upi.vpa') ? { 'upi.flow': 'collect' } : {};
  const someone: Readonly<Record<string, unknown>> = {
    ...person(),
    customer_id: customer,
    reference_id: `reference-${people}`,
    expire_by: Math.floor(Date.now() / 1000) + HOUR_SECONDS,
    ...(order === undefined ? {} : { ...paying, ...collects }),
  };
  return bodyWith(fields, (name, last) => {
    if (name === 'payment.method') return named?.[1] ?? 'upi';
    const field = belowPayment(name);
    const own = field.includes('.') && field !== 'upi.flow' ? undefined : someone[field];
    return own ?? VALUES[field] ?? VALUES[last] ?? 'seven';
  });
}

/** An order's own payment has the fields of one from server to server. */
function belowPayment(field: string): string {
  return field.replace(/^payment\.(?!capture)/, '');
}
