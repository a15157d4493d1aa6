// A shop that takes payments with Paytring, as its documents tell: an order signed with a hash, the
// payment page or its frame, a verified callback, the order fetched, and webhooks.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const { PAYTRING_BASE_URL, PAYTRING_KEY = '', PAYTRING_SECRET = '', PORT = '0' } = process.env;

const API = `${PAYTRING_BASE_URL ?? 'https://api.paytring.com'}/api/v1`;
const SCRIPT = `${PAYTRING_BASE_URL ?? 'https://pay.paytring.com'}/iframe.v1.0.0.js`;
const AMOUNT = 50050;
const orders = new Map();
const events = [];

/** SHA-512 over the values of the sorted names, objects left out, and the secret, all piped. */
function createHashOf(fields) {
  const values = Object.keys(fields)
    .filter((name) => name !== 'hash' && typeof fields[name] !== 'object')
    .sort()
    .map((name) => fields[name]);
  return createHash('sha512')
    .update([...values, PAYTRING_SECRET].join('|'))
    .digest('hex');
}

function isSame(given, expected) {
  const [one, other] = [given, expected].map((each) => Buffer.from(String(each)));
  return one.length === other.length && timingSafeEqual(one, other);
}

async function call(path, fields) {
  const signed = { key: PAYTRING_KEY, ...fields };
  const body = JSON.stringify({ ...signed, hash: createHashOf(signed) });
  const headers = { 'content-type': 'application/json' };
  const answered = await (await fetch(API + path, { method: 'POST', headers, body })).json();
  if (!answered.status) throw new Error(answered.error.message);
  return answered;
}

async function createOrder(origin) {
  const { order_id: id, url } = await call('/order/create', {
    amount: String(AMOUNT),
    callback_url: `${origin}/callback`,
    cname: 'Asha Rao',
    email: 'asha@example.com',
    phone: '9876543210',
    receipt_id: `shop-${Date.now()}-${orders.size + 1}`,
    currency: 'INR',
  });
  orders.set(id, 'unpaid');
  return { order_id: id, url: Buffer.from(url, 'base64').toString() };
}

/** Neither the callback nor the frame tells more than a name: the order itself is fetched. */
async function isPaid(id) {
  if (!orders.has(id)) return false;
  const { order } = await call('/order/fetch', { id });
  const paid = order.order_status === 'success' && order.amount === AMOUNT;
  if (paid) orders.set(id, 'paid');
  return paid;
}

const escapeText = (value) =>
  String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (title, body = '') => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeText(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
</head><body><h1>${escapeText(title)}</h1>${body}</body></html>`;

const front = () =>
  page(
    'A pot of tea, ₹500.50',
    `<form method="post" action="/buy"><button>Buy</button></form>
<button id="buy-here">Buy on this page</button>
<p id="status" role="status"></p>
<script src="${SCRIPT}"></script>
<script>
const say = (words) => { document.getElementById('status').textContent = words; };
const post = async (path) => (await fetch(path, { method: 'POST' })).json();
document.getElementById('buy-here').onclick = async () => {
  const { order_id } = await post('/orders');
  let ended = false;
  new Paytring({
    order_id,
    success: async (id) => {
      ended = true;
      const { paid } = await post('/verify/' + id);
      say(paid ? 'Thank you, it is paid' : 'This payment could not be verified');
    },
    failed: () => {
      ended = true;
      say('Not paid');
    },
    onClose: () => ended || say('You left the payment'),
  }).open();
};
</script>`,
  );

/** The fields of the callback are signed as requests are. */
async function takeCallback(form) {
  const fields = Object.fromEntries(new URLSearchParams(form));
  if (fields.key !== PAYTRING_KEY || !isSame(fields.hash, createHashOf(fields))) {
    return [400, page('This payment could not be verified')];
  }
  if (await isPaid(fields.order_id)) return [200, page('Thank you, it is paid')];
  return [200, page('Not paid', '<a href="/">Try again</a>')];
}

/** Notes an event that is really Paytring's. */
function takeEvent(body, signature) {
  const event = JSON.parse(body);
  if (!isSame(signature, createHashOf(event))) return 400;
  // An event may come more than once.
  if (!events.some((each) => JSON.stringify(each) === body)) events.push(event);
  if (event.status === 'success' && orders.has(event.order_id)) orders.set(event.order_id, 'paid');
  return 200;
}

async function answer({ method, url, headers }, body) {
  const { pathname } = new URL(url, 'http://shop');
  const [, step, id = ''] = pathname.split('/');
  const json = (status, value) => [status, JSON.stringify(value), 'application/json'];
  switch (`${method} /${step}`) {
    case 'GET /':
      return [200, front()];
    case 'POST /buy':
      return [303, '', 'text/plain', { location: (await createOrder(origin())).url }];
    case 'POST /orders':
      return json(200, await createOrder(origin()));
    case 'POST /verify':
      return json(200, { paid: await isPaid(id) });
    case 'POST /callback':
      return takeCallback(body);
    case 'POST /webhook':
      return json(takeEvent(body, headers['x-paytring-signature']), {});
    case 'GET /events':
      return json(200, events);
    default:
      return [404, page('There is no such page')];
  }
}

const server = createServer(async (request, response) => {
  const body = await text(request);
  const [status, content, type = 'text/html; charset=utf-8', more] = await answer(
    request,
    body,
  ).catch((error) => [500, page('Something went wrong', escapeText(error))]);
  response.writeHead(status, { 'content-type': type, ...more }).end(content);
});

const origin = () => `http://127.0.0.1:${server.address().port}`;

server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(origin());
});
