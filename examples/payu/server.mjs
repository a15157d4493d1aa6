// A tea shop that is paid through PayU: on PayU's page, or above its own page with Bolt.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import Payu from 'payu-websdk';

const {
  PAYU_URL = 'https://test.payu.in',
  PAYU_SCRIPT_URL = 'https://jssdk-uat.payu.in',
  PAYU_KEY = '',
  PAYU_SALT = '',
  PORT = '0',
} = process.env;

const payu = new Payu({ key: PAYU_KEY, salt: PAYU_SALT });
payu.credes.paymentURL = `${PAYU_URL}/_payment`;

/** What was asked for, by txnid: a paid page or a webhook is held against it. */
const orders = new Map();
/** What came to the webhook, oldest first. */
const events = [];
let shop = '';

function createOrder() {
  const order = {
    txnid: `TEA${randomBytes(8).toString('hex')}`,
    amount: '500.50',
    productinfo: 'Masala chai, 12 cups',
    firstname: 'Asha',
    email: 'asha@example.com',
    phone: '9876543210',
    surl: `${shop}/return`,
    furl: `${shop}/return`,
  };
  orders.set(order.txnid, { ...order, status: 'open' });
  return order;
}

/** The fields are PayU's, and about an order of ours for the amount that was asked. */
function isGenuine(fields) {
  const order = orders.get(fields.txnid);
  if (order === undefined || order.amount !== fields.amount) return false;
  return payu.hasher.validateResponseHash(fields);
}

/** Takes the fields that PayU gave the browser or sent by itself; false when they are not its. */
function settle(fields) {
  if (!isGenuine(fields)) return false;
  const order = orders.get(fields.txnid);
  // A browser may bring an old failure after the payment has succeeded.
  if (order.status !== 'success') order.status = fields.status;
  return true;
}

const SIGNS = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (value) => String(value).replace(/[&<>"]/g, (sign) => SIGNS[sign]);

const page = (title, body) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<title>${title}</title></head><body><h1>${title}</h1>${body}</body></html>`;

const HOME = `<p>Masala chai, 12 cups: ₹500.50</p>
<form method="post" action="/buy"><button>Buy</button></form>
<p><a href="/bolt">Buy without leaving this page</a></p>`;

/** The order and its hash are made here: the salt never leaves the server. */
function renderBolt() {
  const order = createOrder();
  const data = { ...order, key: PAYU_KEY, hash: payu.hasher.generatePaymentHash({ ...order }) };
  return page(
    'Tea shop',
    `<button id="pay">Buy</button><p id="told" role="status"></p>
<script src="${PAYU_SCRIPT_URL}/bolt/bolt.min.js"></script>
<script>
const data = ${JSON.stringify(data).replaceAll('<', '\\u003c')};
const say = (words) => { document.getElementById('told').textContent = words; };
document.getElementById('pay').addEventListener('click', () => bolt.launch(data, {
  responseHandler: async ({ response }) => {
    if (response.txnStatus === 'CANCEL') return say('Cancelled: ' + response.txnMessage);
    // What a page says can be forged: the server checks the hash.
    const body = new URLSearchParams(response);
    const checked = await (await fetch('/verify', { method: 'POST', body })).json();
    say(checked.verified ? 'Checked: ' + checked.status : 'This reply is not PayU’s.');
  },
  catchException: ({ message }) => say('Not started: ' + message),
}));
</script>`,
  );
}

const readForm = async (request) => Object.fromEntries(new URLSearchParams(await text(request)));

const routes = {
  'GET /': async () => page('Tea shop', HOME),
  'POST /buy': async () => payu.paymentInitiate(createOrder()),
  'GET /bolt': async () => renderBolt(),
  'POST /return': async (request, reply) => {
    const fields = await readForm(request);
    if (!settle(fields)) return reply(400, page('This reply is not PayU’s.', ''));
    const words = fields.status === 'success' ? 'Paid. Thank you!' : 'Not paid';
    return page(words, `<p>${escapeHtml(fields.txnid)}: ${escapeHtml(fields.field9)}</p>`);
  },
  'POST /verify': async (request, reply) => {
    const fields = await readForm(request);
    const verified = settle(fields);
    return reply(verified ? 200 : 400, { verified, status: fields.status });
  },
  // Payments come as a form with the hash of the return; refunds as JSON, without any.
  'POST /webhook': async (request, reply) => {
    const isRefund = request.headers['content-type']?.startsWith('application/json');
    const fields = isRefund ? JSON.parse(await text(request)) : await readForm(request);
    // Of a refund ask checkActionStatus(request_id) before you tell your customer.
    const verified = isRefund ? orders.has(fields.merchantTxnId) : settle(fields);
    events.push({ verified, signed: !isRefund, fields });
    return reply(verified ? 200 : 400, { verified });
  },
  'GET /events': async (_request, reply) => reply(200, events),
  'GET /orders': async (_request, reply) => reply(200, [...orders.values()]),
};

const server = createServer(async (request, response) => {
  const reply = (status, body) => {
    const isPage = typeof body === 'string';
    const type = isPage ? 'text/html; charset=utf-8' : 'application/json';
    response.writeHead(status, { 'content-type': type });
    response.end(isPage ? body : JSON.stringify(body));
  };
  try {
    const route = routes[`${request.method} ${request.url?.split('?')[0]}`];
    const body = route ? await route(request, reply) : reply(404, page('Not found', ''));
    if (body !== undefined) reply(200, body);
  } catch {
    reply(400, page('This request cannot be read.', ''));
  }
});

server.listen(Number(PORT), '127.0.0.1', () => {
  shop = `http://127.0.0.1:${server.address().port}`;
  console.log(shop);
});
