// A shop that takes payments as the quick start of Pine Labs' API version 3 tells: a token, a
// checkout link, the signed return, and webhooks. Only the settings below name the server.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const {
  PINELABS_BASE_URL = 'https://pluraluat.v2.pinepg.in',
  PINELABS_CLIENT_ID = '',
  PINELABS_CLIENT_SECRET = '',
  PORT = '0',
} = process.env;

const PRICE = { value: 50050, currency: 'INR' };
const events = [];
let sold = 0;

async function call(method, path, { token, body } = {}) {
  const response = await fetch(`${PINELABS_BASE_URL}/api${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.code}: ${answer.message}`);
  return answer;
}

async function buyToken() {
  const body = {
    client_id: PINELABS_CLIENT_ID,
    client_secret: PINELABS_CLIENT_SECRET,
    grant_type: 'client_credentials',
  };
  return (await call('POST', '/auth/v1/token', { body })).access_token;
}

async function createLink() {
  sold += 1;
  const body = {
    merchant_order_reference: `shop-${Date.now()}-${sold}`,
    order_amount: PRICE,
    integration_mode: 'REDIRECT',
    pre_auth: false,
    callback_url: `${shop}/return`,
    failure_callback_url: `${shop}/return`,
    purchase_details: {
      customer: { email_id: 'asha@example.com', first_name: 'Asha', mobile_number: '9876543210' },
    },
  };
  const link = await call('POST', '/checkout/v1/orders', { token: await buyToken(), body });
  return link.redirect_url;
}

/** What the order came to. Only the server's word counts; the browser could bring an old page. */
async function fetchOrder(id) {
  const path = `/pay/v1/orders/${encodeURIComponent(id)}`;
  return (await call('GET', path, { token: await buyToken() })).data;
}

function isSame(one, other) {
  const [given, expected] = [Buffer.from(String(one)), Buffer.from(String(other))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The return: HMAC-SHA256 over the sorted `name=value` pairs; the key is the secret's hex. */
function isReturnGenuine({ signature, ...fields }) {
  const pairs = Object.keys(fields).sort();
  const message = pairs.map((name) => `${name}=${fields[name]}`).join('&');
  const key = Buffer.from(PINELABS_CLIENT_SECRET, 'hex');
  return isSame(signature, createHmac('sha256', key).update(message).digest('hex').toUpperCase());
}

const AGE_MAX_SECONDS = 300;

/** A webhook: HMAC-SHA256 over id, time and body; the key is the secret as it is written. */
function isWebhookGenuine(headers, body) {
  const id = headers['webhook-id'];
  const time = headers['webhook-timestamp'];
  if (!(Math.abs(Date.now() / 1000 - Number(time)) <= AGE_MAX_SECONDS)) return false;
  const hmac = createHmac('sha256', PINELABS_CLIENT_SECRET).update(`${id}.${time}.${body}`);
  return isSame(headers['webhook-signature'], `v1,${hmac.digest('base64')}`);
}

const escapeHtml = (value) =>
  String(value).replace(/[&<>"']/g, (sign) => `&#${String(sign.codePointAt(0))};`);

function page(status, title, words = '') {
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${title}</title>
<link rel="icon" href="data:,"></head><body><h1>${title}</h1>${words}</body></html>`;
  return { status, type: 'text/html; charset=utf-8', body };
}

const ROUTES = {
  'GET /': () =>
    page(200, 'Shop', '<form method="post" action="/buy"><button>Buy for ₹500.50</button></form>'),

  'POST /buy': async () => ({ status: 303, location: await createLink() }),

  'POST /return': async (_headers, body) => {
    const fields = Object.fromEntries(new URLSearchParams(body));
    if (!isReturnGenuine(fields)) return page(400, 'This return is not genuine');
    const order = await fetchOrder(fields.order_id);
    const words = `<p>Order ${escapeHtml(order.merchant_order_reference)}: ${escapeHtml(order.status)}</p>`;
    if (order.status === 'PROCESSED' && order.order_amount.value === PRICE.value) {
      return page(200, 'Thank you', words);
    }
    if (fields.status === 'PENDING') return page(200, 'Waiting for your bank', words);
    return page(200, 'Not paid', `${words}<p>${escapeHtml(fields.error_message ?? '')}</p>`);
  },

  'POST /webhook': (headers, body) => {
    if (!isWebhookGenuine(headers, body)) return { status: 401 };
    // The id stays the same when a webhook is sent again: each counts once.
    const id = headers['webhook-id'];
    if (!events.some((event) => event.id === id)) events.push({ id, ...JSON.parse(body) });
    return { status: 200 };
  },

  'GET /events': () => ({
    status: 200,
    type: 'application/json',
    body: JSON.stringify(events),
  }),
};

const server = createServer(async (request, response) => {
  const [path] = (request.url ?? '/').split('?');
  const route = ROUTES[`${request.method} ${path}`];
  const answer = await Promise.resolve(route?.(request.headers, await text(request)))
    .then((given) => given ?? page(404, 'Not found'))
    .catch((error) => page(502, 'This did not work', escapeHtml(error.message)));
  const headers = { 'content-type': answer.type ?? 'text/plain' };
  if (answer.location !== undefined) headers.location = answer.location;
  response.writeHead(answer.status, headers).end(answer.body ?? '');
});

let shop = '';
server.listen(Number(PORT), '127.0.0.1', () => {
  shop = `http://127.0.0.1:${server.address().port}`;
  process.stdout.write(`${shop}\n`);
});
