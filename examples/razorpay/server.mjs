// A shop that takes payments as Razorpay's quick start for Standard Checkout tells: an order, the
// checkout script, a verified signature, and webhooks. Only the settings below name the server.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import Razorpay from 'razorpay';
import { validatePaymentVerification } from 'razorpay/dist/utils/razorpay-utils.js';

const {
  RAZORPAY_BASE_URL,
  RAZORPAY_KEY_ID = '',
  RAZORPAY_KEY_SECRET = '',
  RAZORPAY_WEBHOOK_SECRET = '',
  PORT = '0',
} = process.env;

const razorpay = new Razorpay({ key_id: RAZORPAY_KEY_ID, key_secret: RAZORPAY_KEY_SECRET });
if (RAZORPAY_BASE_URL) razorpay.api.rq.defaults.baseURL = RAZORPAY_BASE_URL;
const SCRIPT = `${RAZORPAY_BASE_URL ?? 'https://checkout.razorpay.com'}/v1/checkout.js`;

const PRICE = { amount: 50050, currency: 'INR' };
const orders = new Map();
const events = [];

async function createOrder() {
  const receipt = `shop-${Date.now()}-${orders.size + 1}`;
  const order = await razorpay.orders.create({ ...PRICE, receipt });
  orders.set(order.id, 'unpaid');
  return order;
}

/** Whether these three fields are Razorpay's word that one of our orders is paid. */
function isPaid({ razorpay_order_id: order_id, razorpay_payment_id, razorpay_signature }) {
  if (!orders.has(order_id) || !razorpay_payment_id || !razorpay_signature) return false;
  const names = { order_id, payment_id: razorpay_payment_id };
  if (!validatePaymentVerification(names, razorpay_signature, RAZORPAY_KEY_SECRET)) return false;
  orders.set(order_id, 'paid');
  return true;
}

const escapeText = (value) =>
  String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (title, body = '') => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeText(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
</head><body><h1>${escapeText(title)}</h1>${body}</body></html>`;

// What the browser does: fetch an order, open the checkout, and bring the answer back.
const front = () =>
  page(
    'A pot of tea, ₹500.50',
    `<button id="buy">Buy</button> <button id="buy-by-callback">Buy by callback</button>
<p id="status" role="status"></p>
<script src="${SCRIPT}"></script>
<script>
const say = (words) => { document.getElementById('status').textContent = words; };
async function buy(more) {
  const order = await (await fetch('/orders', { method: 'POST' })).json();
  const checkout = new Razorpay({
    key: ${JSON.stringify(RAZORPAY_KEY_ID)},
    order_id: order.id,
    amount: order.amount,
    currency: order.currency,
    name: 'The Tea Shop',
    description: 'A pot of tea',
    prefill: { name: 'Asha Rao', email: 'asha@example.com', contact: '+919876543210' },
    notes: { shelf: '7' },
    theme: { color: '#8a5a2b' },
    modal: { ondismiss: () => say('You left the payment') },
    ...more,
  });
  checkout.on('payment.failed', ({ error }) => say('Failed: ' + error.description));
  checkout.open();
}
async function verify(response) {
  const headers = { 'content-type': 'application/json' };
  const sent = { method: 'POST', headers, body: JSON.stringify(response) };
  const { paid } = await (await fetch('/verify', sent)).json();
  say(paid ? 'Thank you, it is paid' : 'This payment could not be verified');
}
document.getElementById('buy').onclick = () => buy({ handler: verify });
document.getElementById('buy-by-callback').onclick = () =>
  buy({ callback_url: location.origin + '/callback', redirect: true });
</script>`,
  );

function takeCallback(form) {
  const fields = Object.fromEntries(new URLSearchParams(form));
  if (isPaid(fields)) return [200, page('Thank you, it is paid')];
  const failed = fields['error[description]'];
  if (failed === undefined) return [400, page('This payment could not be verified')];
  return [200, page('Not paid', `<p>${escapeText(failed)}</p><a href="/">Try again</a>`)];
}

/** Notes an event that is really Razorpay's. The signature is over the body as it came. */
function takeEvent(body, { 'x-razorpay-signature': signature, 'x-razorpay-event-id': id }) {
  if (!signature) return 400;
  if (!Razorpay.validateWebhookSignature(body, signature, RAZORPAY_WEBHOOK_SECRET)) return 400;
  // An event may come more than once: its id tells.
  if (!events.some((each) => each.id === id)) events.push({ id, ...JSON.parse(body) });
  return 200;
}

async function answer({ method, url, headers }, body) {
  const { pathname } = new URL(url, 'http://shop');
  const json = (status, value) => [status, JSON.stringify(value), 'application/json'];
  switch (`${method} ${pathname}`) {
    case 'GET /':
      return [200, front()];
    case 'POST /orders':
      return json(200, await createOrder());
    case 'POST /verify':
      return json(200, { paid: isPaid(JSON.parse(body)) });
    case 'POST /callback':
      return takeCallback(body);
    case 'POST /webhook':
      return json(takeEvent(body, headers), {});
    case 'GET /events':
      return json(200, events);
    default:
      return [404, page('There is no such page')];
  }
}

const server = createServer(async (request, response) => {
  const body = await text(request);
  const [status, content, type = 'text/html; charset=utf-8'] = await answer(request, body).catch(
    (error) => [500, page('Something went wrong', escapeText(error?.error?.description ?? error))],
  );
  response.writeHead(status, { 'content-type': type }).end(content);
});

server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
