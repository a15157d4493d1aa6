// A shop that takes payments with Cashfree: orders by its SDK, cashfree.js on the page, webhooks.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Cashfree, CFEnvironment } from 'cashfree-pg';

const {
  CASHFREE_CLIENT_ID,
  CASHFREE_CLIENT_SECRET,
  // The two addresses are all that changes with whoever serves them.
  CASHFREE_BASE_URL = 'https://sandbox.cashfree.com/pg',
  CASHFREE_SCRIPT_URL = 'https://sdk.cashfree.com/js/v3/cashfree.js',
  PORT = '3000',
} = process.env;

// The three blanks are for partners; `false`: no error reports to a third party.
const { SANDBOX } = CFEnvironment;
const keys = [CASHFREE_CLIENT_ID, CASHFREE_CLIENT_SECRET];
const cashfree = new Cashfree(SANDBOX, ...keys, undefined, undefined, undefined, false);
cashfree.basePath = CASHFREE_BASE_URL;

const PRICE = 500.5;
const orders = new Set();
const events = [];
const seen = new Set();

/** Makes an order at Cashfree; the page pays it with the session that comes back. */
async function createOrder() {
  const id = `shoes_${randomUUID().slice(0, 8)}`;
  const { data } = await cashfree.PGCreateOrder({
    order_id: id,
    order_amount: PRICE,
    order_currency: 'INR',
    customer_details: { customer_id: 'asha_1', customer_phone: '9876543210' },
    order_meta: {
      return_url: `${shop}/return?order_id={order_id}`,
      notify_url: `${shop}/webhook`,
    },
  });
  orders.add(id);
  return { order_id: id, payment_session_id: data.payment_session_id };
}

/** The browser's word counts for nothing: Cashfree is asked what became of the order. */
async function showReturn(id) {
  if (!orders.has(id)) return page(404, 'Unknown order', '<p>We sold nothing of this name.</p>');
  const { data } = await cashfree.PGFetchOrder(id);
  const paid = data.order_status === 'PAID' && data.order_amount === PRICE;
  return paid
    ? page(200, 'Thank you', `<p>Order ${id} is paid.</p>`)
    : page(200, 'Not paid', `<p>Order ${id} is ${data.order_status}.</p>`);
}

/** Only the bytes as they came can be verified: parse them afterwards. */
function takeWebhook(headers, body) {
  let event;
  try {
    const signature = headers['x-webhook-signature'];
    event = cashfree.PGVerifyWebhookSignature(signature, body, headers['x-webhook-timestamp']);
  } catch (error) {
    return json(400, { error: error.message });
  }
  // The same webhook may come again.
  const key = headers['x-idempotency-key'];
  if (!seen.has(key)) {
    seen.add(key);
    const { order, payment, refund } = event.object.data;
    events.push({ type: event.type, order: order?.order_id ?? refund?.order_id, payment, refund });
  }
  return json(200, { ok: true });
}

const json = (status, value) => ({ status, type: 'application/json', body: JSON.stringify(value) });

const page = (status, title, html) => ({
  status,
  type: 'text/html; charset=utf-8',
  body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head>
<body><h1>${title}</h1>${html}</body></html>`,
});

const SHOP_PAGE = page(
  200,
  'Shoes',
  `<p>One pair, ₹${PRICE.toFixed(2)}.</p>
<p><button data-target="_modal">Buy here</button>
<button data-target="_self">Buy on the payment page</button></p>
<p id="told"></p>
<script src="${CASHFREE_SCRIPT_URL}"></script>
<script>
  const cashfree = Cashfree({ mode: 'sandbox' });
  for (const button of document.querySelectorAll('button')) {
    button.onclick = async () => {
      const answer = await fetch('/orders', { method: 'POST' });
      const { order_id, payment_session_id } = await answer.json();
      const result = await cashfree.checkout({
        paymentSessionId: payment_session_id,
        redirectTarget: button.dataset.target,
      });
      if (result.error) document.querySelector('#told').textContent = result.error.message;
      if (result.paymentDetails) location.assign('/return?order_id=' + order_id);
    };
  }
</script>`,
);

async function answer(request) {
  const url = new URL(request.url, shop);
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /':
      return SHOP_PAGE;
    case 'POST /orders':
      return json(200, await createOrder());
    case 'GET /return':
      return showReturn(url.searchParams.get('order_id'));
    case 'POST /webhook':
      return takeWebhook(request.headers, await text(request));
    case 'GET /events':
      return json(200, events);
    default:
      return page(404, 'Not found', '');
  }
}

let shop = '';
const server = createServer(async (request, response) => {
  const { status, type, body } = await answer(request).catch((error) => {
    console.error(error.response?.data ?? error);
    return page(502, 'Not now', '<p>The payment service did not answer as it should.</p>');
  });
  response.writeHead(status, { 'content-type': type }).end(body);
});
server.listen(Number(PORT), '127.0.0.1', () => {
  // With Cashfree itself this must be an address that it reaches, over https.
  shop = process.env.SHOP_URL ?? `http://127.0.0.1:${server.address().port}`;
  console.log(shop);
});
