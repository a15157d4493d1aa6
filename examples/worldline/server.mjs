// A shop that takes payments with Worldline's checkout.js, as the vendor's kits do: a token made
// here, the script on the page, a verified message back, and server-to-server calls.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const {
  WORLDLINE_BASE_URL = 'https://www.paynimo.com',
  WORLDLINE_MERCHANT_ID = '',
  WORLDLINE_SALT = '',
  PORT = '0',
} = process.env;

const AMOUNT = '500.50';
const SUCCESS = '0300';
const orders = new Map();
const events = [];

const sha512 = (fields) => createHash('sha512').update(fields.join('|')).digest('hex');

function isSame(given, expected) {
  const [one, other] = [given, expected].map((each) => Buffer.from(String(each)));
  return one.length === other.length && timingSafeEqual(one, other);
}

/** What the page hands to checkout.js; the token is over seventeen fields, most of them empty. */
function createOrder(returnUrl) {
  const txnId = `T${Date.now()}${orders.size + 1}`;
  orders.set(txnId, 'unpaid');
  const buyer = ['cons1', '9876543210', 'asha@example.com'];
  const fields = [WORLDLINE_MERCHANT_ID, txnId, AMOUNT, '', ...buyer, ...Array(9).fill('')];
  const [consumerId, consumerMobileNo, consumerEmailId] = buyer;
  return {
    tarCall: false,
    features: { showPGResponseMsg: true, enableNewWindowFlow: false, enableAbortResponse: true },
    consumerData: {
      deviceId: 'WEBSH2',
      token: sha512([...fields, WORLDLINE_SALT]),
      returnUrl,
      paymentMode: 'all',
      merchantId: WORLDLINE_MERCHANT_ID,
      currency: 'INR',
      consumerId,
      consumerMobileNo,
      consumerEmailId,
      txnId,
      txnType: 'SALE',
      txnSubType: 'DEBIT',
      items: [{ itemId: 'first', amount: AMOUNT, comAmt: '0' }],
      cartDescription: `}{custname:Asha Rao}{orderid:${txnId}`,
    },
  };
}

/** The parts of a message that is really Worldline's and about an order of ours; else null. */
function readMessage(msg) {
  const parts = (msg ?? '').split('|');
  // The last part is the hash over all before it and the salt.
  const hash = parts.pop();
  if (parts.length < 15 || !isSame(hash, sha512([...parts, WORLDLINE_SALT]))) return null;
  const [status, , reason, txnId, , id, amount, , at] = parts;
  return orders.has(txnId) && amount === AMOUNT ? { status, reason, txnId, id, amount, at } : null;
}

/** Dual verification (S): asks the gateway itself before anything is shipped. */
async function isConfirmed({ id, at }) {
  const body = JSON.stringify({
    merchant: { identifier: WORLDLINE_MERCHANT_ID },
    transaction: {
      deviceIdentifier: 'S',
      currency: 'INR',
      dateTime: at.slice(0, 10),
      token: id,
      requestType: 'S',
    },
  });
  const sent = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  const answered = await (await fetch(`${WORLDLINE_BASE_URL}/api/paynimoV2.req`, sent)).json();
  return answered.paymentMethod.paymentTransaction.statusCode === SUCCESS;
}

async function settle(message) {
  if (message?.status !== SUCCESS || !(await isConfirmed(message))) return false;
  orders.set(message.txnId, 'paid');
  return true;
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
    `<button id="buy">Buy</button> <button id="buy-here">Buy on this page</button>
<p id="status" role="status"></p>
<script src="${WORLDLINE_BASE_URL}/paynimocheckout/client/lib/jquery.min.js"></script>
<script src="${WORLDLINE_BASE_URL}/Paynimocheckout/server/lib/checkout.js"></script>
<script>
const say = (words) => { document.getElementById('status').textContent = words; };
async function buy(returnUrl) {
  const sent = { method: 'POST', body: returnUrl };
  const configJson = await (await fetch('/orders', sent)).json();
  configJson.consumerData.responseHandler = handleResponse;
  $.pnCheckout(configJson);
  if (configJson.features.enableNewWindowFlow) pnCheckoutShared.openNewWindow();
}
// Called only where there is no returnUrl. What it says is believed after the server verified it.
async function handleResponse(res) {
  const { statusCode, errorMessage } = res.paymentMethod.paymentTransaction;
  const body = new URLSearchParams({ msg: res.stringResponse });
  const { paid } = await (await fetch('/verify', { method: 'POST', body })).json();
  say(paid ? 'Thank you, it is paid' : 'Not paid (' + statusCode + '): ' + errorMessage);
}
document.getElementById('buy').onclick = () => buy(location.origin + '/return');
document.getElementById('buy-here').onclick = () => buy('');
</script>`,
  );

async function takeReturn(form) {
  const message = readMessage(new URLSearchParams(form).get('msg'));
  if (message === null) return [400, page('This payment could not be verified')];
  if (await settle(message)) return [200, page('Thank you, it is paid')];
  const words = escapeText(`${message.status}: ${message.reason}`);
  return [200, page('Not paid', `<p>${words}</p><a href="/">Try again</a>`)];
}

/** Server to server: the answer repeats two names of the transaction, and 1 for what is good. */
function takeCall(msg) {
  const message = readMessage(msg);
  const [, , , txnId, , id] = (msg ?? '').split('|');
  if (message === null) return [400, `${txnId}|${id}|0`, 'text/plain'];
  // A call may come more than once: the transaction and its state tell.
  const isKnown = events.some((each) => each.id === id && each.status === message.status);
  if (!isKnown) events.push(message);
  if (message.status === SUCCESS) orders.set(message.txnId, 'paid');
  return [200, `${txnId}|${id}|1`, 'text/plain'];
}

async function answer({ method, url }, body) {
  const { pathname, searchParams } = new URL(url, 'http://shop');
  const json = (value) => [200, JSON.stringify(value), 'application/json'];
  switch (`${method} ${pathname}`) {
    case 'GET /':
      return [200, front()];
    case 'POST /orders':
      return json(createOrder(body));
    case 'POST /return':
      return takeReturn(body);
    case 'POST /verify':
      return json({ paid: await settle(readMessage(new URLSearchParams(body).get('msg'))) });
    case 'GET /s2s':
      return takeCall(searchParams.get('msg'));
    case 'GET /events':
      return json(events);
    default:
      return [404, page('There is no such page')];
  }
}

const server = createServer(async (request, response) => {
  const body = await text(request);
  const [status, content, type = 'text/html; charset=utf-8'] = await answer(request, body).catch(
    (error) => [500, page('Something went wrong', escapeText(error))],
  );
  response.writeHead(status, { 'content-type': type }).end(content);
});

server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
