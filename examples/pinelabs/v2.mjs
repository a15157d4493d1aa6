// A shop that takes payments as the quick start of Pine Labs' API version 2 tells: accept payment
// with X-VERIFY, the sealed return, inquiry and webhooks. Only the settings below name the server.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const {
  PINELABS_BASE_URL = 'https://uat.pinepg.in',
  PINELABS_MERCHANT_ID = '',
  PINELABS_ACCESS_CODE = '',
  PINELABS_SECRET = '',
  PORT = '0',
} = process.env;

const PRICE_PAISE = 50050;
const events = [];
let sold = 0;

/** HMAC-SHA256 in upper-case hex; the key is the secret's hex. */
function sign(message) {
  const key = Buffer.from(PINELABS_SECRET, 'hex');
  return createHmac('sha256', key).update(message).digest('hex').toUpperCase();
}

/** The seal of a form, a reply or a webhook: over its sorted `name=value` pairs. */
function sealOf(fields) {
  const names = Object.keys(fields).filter((name) => !/^(ppc_)?dia_secret(_type)?$/i.test(name));
  const pairs = names.sort().map((name) => `${name}=${fields[name]}`);
  return sign(pairs.join('&'));
}

function isGenuine(fields, seal) {
  const [given, expected] = [Buffer.from(String(seal)), Buffer.from(sealOf(fields))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function createLink() {
  sold += 1;
  const order = {
    merchant_data: {
      merchant_id: PINELABS_MERCHANT_ID,
      merchant_access_code: PINELABS_ACCESS_CODE,
      unique_merchant_txn_id: `shop-${Date.now()}-${sold}`,
      merchant_return_url: `${shop}/return`,
    },
    payment_data: { amount_in_paisa: PRICE_PAISE },
    txn_data: { navigation_mode: 2, payment_mode: '1,3,10,11', transaction_type: 1 },
    customer_data: { email_id: 'asha@example.com', first_name: 'Asha', mobile_no: '9876543210' },
  };
  const request = Buffer.from(JSON.stringify(order)).toString('base64');
  const response = await fetch(`${PINELABS_BASE_URL}/api/v2/accept/payment`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-verify': sign(request) },
    body: JSON.stringify({ request }),
  });
  const answer = await response.json();
  if (answer.response_code !== 1) throw new Error(answer.respone_message);
  return answer.redirect_url;
}

/** The payment's own codes, such as "4/1" for paid, by the server's word. */
async function inquire(reference) {
  const fields = {
    ppc_MerchantID: PINELABS_MERCHANT_ID,
    ppc_MerchantAccessCode: PINELABS_ACCESS_CODE,
    ppc_TransactionType: '3',
    ppc_UniqueMerchantTxnID: reference,
  };
  const sealed = { ...fields, ppc_DIA_SECRET: sealOf(fields), ppc_DIA_SECRET_TYPE: 'SHA256' };
  const response = await fetch(`${PINELABS_BASE_URL}/api/PG/V2`, {
    method: 'POST',
    body: new URLSearchParams(sealed),
  });
  const answer = await response.json();
  if (!isGenuine(answer, answer.ppc_DIA_SECRET)) throw new Error('an inquiry without a good seal');
  return `${answer.ppc_Parent_TxnStatus}/${answer.ppc_ParentTxnResponseCode}`;
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

  'POST /return': async (body) => {
    const fields = Object.fromEntries(new URLSearchParams(body));
    if (!isGenuine(fields, fields.dia_secret)) return page(400, 'This return is not genuine');
    const codes = `${fields.pine_pg_txn_status}/${fields.txn_response_code}`;
    const words = `<p>Order ${escapeHtml(fields.unique_merchant_txn_id)}: ${escapeHtml(codes)}</p>`;
    if (codes === '4/1' && Number(fields.captured_amount_in_paisa) === PRICE_PAISE) {
      return page(200, 'Thank you', words);
    }
    // 1/0: the gateway does not know yet and wants to be asked.
    if (codes === '1/0' && (await inquire(fields.unique_merchant_txn_id)) === '1/1') {
      return page(200, 'Waiting for your bank', words);
    }
    return page(200, 'Not paid', words);
  },

  'POST /webhook': async (body) => {
    const event = JSON.parse(body);
    const told = event.merchant_response ?? {};
    // Pine Labs' own samples carry no seal: then an inquiry must say the same of being paid.
    const isTrue =
      'dia_secret' in told
        ? isGenuine(told, told.dia_secret)
        : ((await inquire(told.unique_merchant_txn_id)) === '4/1') ===
          (told.pine_pg_txn_status === '4');
    if (!isTrue) return { status: 401 };
    events.push(event);
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
  const answer = await text(request)
    .then((body) => route?.(body) ?? page(404, 'Not found'))
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
