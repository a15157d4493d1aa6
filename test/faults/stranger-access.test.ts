// Whoever has not proved the account's secret spends nothing of the account's and reads no sealed
// result of another's payment.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CASHFREE_CREATE, CASHFREE_HEADERS } from '../support/documented-example.ts';
import { type Answered, ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Fields = Readonly<Record<string, string>>;
type Json = Record<string, unknown>;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const OWN = { authorization: BASIC };
const NATIVE = { ...CASHFREE_HEADERS, 'x-api-version': '2025-01-01' };
const SHOP = 'https://shop.example';
const EVIL = 'https://evil.example';
const PAID = { method: 'upi', vpa: 'success@razorpay' };
const SEALED = /razorpay_signature/;

function post(path: string, fields: Fields, headers: Fields = {}): Promise<Answered> {
  const url = path.startsWith('http') ? path : server.url + path;
  const body = new URLSearchParams(fields).toString();
  return ask(url, { headers: { ...FORM, ...headers }, body });
}

function inside(page: string, origin: string): string {
  return `${page}/in/${Buffer.from(origin).toString('base64url')}`;
}

async function rzpOrder(): Promise<string> {
  const body = { amount: 50000, currency: 'INR' };
  const { json, text } = await ask(`${server.url}/v1/orders`, { headers: OWN, body });
  assert.ok((json as Json)['id'], text);
  return String((json as Json)['id']);
}

async function embed(order_id: string, more: Fields = {}): Promise<string> {
  const opened = await post('/v1/checkout/embedded', { key_id: KEY, order_id, ...more });
  assert.equal(opened.status, 303, opened.text);
  return opened.headers.get('location') ?? '';
}

async function cashfreeOrder(order_id: string): Promise<Json> {
  const body = { ...CASHFREE_CREATE, order_id, order_amount: 1 };
  const { json } = await ask(`${server.url}/pg/orders`, { headers: NATIVE, body });
  return json as Json;
}

async function reads(page: string): Promise<string> {
  const [shown, back] = await Promise.all([ask(page), ask(`${page}/return`)]);
  return shown.text + back.text;
}

test('a key that comes with the public key or a session takes none of the merchant’s', async () => {
  const order_id = await rzpOrder();
  const native = { 'x-idempotency-key': 'refund-order-00123' };
  const first = await post('/v1/checkout/embedded', { key_id: KEY, order_id }, native);
  assert.equal(first.status, 303);
  assert.equal(first.headers.get('x-idempotency-key'), null);
  const body = { amount: 100, currency: 'INR' };
  const made = await ask(`${server.url}/v1/orders`, { headers: { ...OWN, ...native }, body });
  assert.equal(made.status, 200, made.text);

  const { payment_session_id } = await cashfreeOrder('KEYS_1');
  const key = { 'x-idempotency-key': 'cashfree-key-1' };
  const headers = { 'x-api-version': '2025-01-01', ...key };
  const method = { upi: { channel: 'link' } };
  const paid = { payment_session_id, payment_method: method };
  await ask(`${server.url}/pg/orders/sessions`, { headers, body: paid });
  const next = { ...CASHFREE_CREATE, order_id: 'KEYS_2' };
  const other = await ask(`${server.url}/pg/orders`, {
    headers: { ...NATIVE, ...key },
    body: next,
  });
  assert.equal(other.status, 200, other.text);
});

test('a sealed result is shown in the opening that paid, and in no other', async () => {
  const order = await rzpOrder();
  const mine = await embed(order, { callback_url: `${SHOP}/back` });
  const theirs = await embed(order, { callback_url: `${EVIL}/take` });
  const same = await embed(order, { callback_url: `${SHOP}/back` });
  const framed = await embed(order, { embedder: EVIL });
  const plain = await embed(order);
  assert.notEqual(same, mine);
  await post(mine, PAID);
  assert.match(await reads(mine), SEALED);
  for (const page of [theirs, same, framed, plain]) {
    assert.doesNotMatch(await reads(page), SEALED, page);
  }
  for (const page of [plain, mine, theirs]) {
    const evil = await reads(inside(page, EVIL));
    assert.doesNotMatch(evil, SEALED, page);
    assert.match(evil, /paid/i);
  }
});

test('a frame is told the result of its own payment, at the origin it was made for', async () => {
  const order = await rzpOrder();
  const mine = await embed(order, { embedder: SHOP });
  const again = await embed(order, { embedder: SHOP });
  await post(mine, PAID);
  assert.match(await reads(mine), SEALED);
  assert.doesNotMatch(await reads(again), SEALED);
  const page = mine.slice(0, mine.indexOf('/in/'));
  const plain = page.slice(0, page.lastIndexOf('.'));
  for (const origin of [EVIL, SHOP]) {
    assert.doesNotMatch(await reads(inside(plain, origin)), SEALED);
  }
  assert.doesNotMatch(await reads(inside(page, EVIL)), SEALED);
});

test('who leaves a page after another session failed goes back by its own', async () => {
  const order = await rzpOrder();
  const one = await embed(order, { callback_url: `${SHOP}/one` });
  await post(one, { method: 'upi', vpa: 'failure@razorpay' });
  const two = await embed(order, { callback_url: `${SHOP}/two` });
  await post(`${two}/cancel`, {});
  assert.match((await ask(`${two}/return`)).text, /action="https:\/\/shop.example\/two"/);
});

test('an order’s number alone finds orders of its own dialect only', async () => {
  const { cf_order_id } = await cashfreeOrder('NUMBER_1');
  const shown = await ask(`${server.url}/pay/token/${String(cf_order_id)}`);
  assert.equal(shown.status, 404, shown.text);
  assert.doesNotMatch(shown.text, /\/pay\/[\w-]{37}/);
});

test('without a proof only what was made without one is given again', async () => {
  const settings = `${server.url}/account/settings`;
  const set = (unsigned_create: boolean) =>
    ask(settings, { method: 'PATCH', headers: OWN, body: { unsigned_create } });
  assert.equal((await set(true)).status, 200);
  const create = (version: string, order_id: string) => {
    const return_url = `${SHOP}/back`;
    const body = { merchant_id: KEY, order_id, amount: '500.00', currency: 'INR', return_url };
    const headers = version === 'v2' ? OWN : {};
    return ask(`${server.url}/api/${version}/order/via/worldline/create`, { headers, body });
  };
  const open = await create('v1', 'OPEN_1');
  assert.equal(open.status, 200, open.text);
  assert.deepEqual((await create('v1', 'OPEN_1')).json, open.json);
  const signed = await create('v2', 'SIGNED_1');
  assert.equal(signed.status, 200, signed.text);
  const taken = await create('v1', 'SIGNED_1');
  assert.ok(taken.status >= 400, taken.text);
  assert.doesNotMatch(taken.text, /\/pay\//);
  // Once the merchant has proved it, it is the merchant's.
  assert.equal((await create('v2', 'OPEN_1')).status, 200);
  assert.ok((await create('v1', 'OPEN_1')).status >= 400);
  assert.equal((await set(false)).status, 200);
});

test('half a pair of credentials is a wrong one, where none is needed', async () => {
  const { payment_session_id } = await cashfreeOrder('HALF_1');
  const { 'x-client-id': id = '', 'x-client-secret': secret = '' } = CASHFREE_HEADERS as Fields;
  const enter = (headers: Fields) =>
    post('/cashfree/checkout', { payment_session_id: String(payment_session_id) }, headers);
  assert.equal((await enter({})).status, 303);
  assert.equal((await enter({ 'x-client-id': id, 'x-client-secret': secret })).status, 303);
  for (const half of [
    { 'x-client-id': id },
    { 'x-client-secret': secret },
    { 'x-client-id': 'nobody', 'x-client-secret': secret },
  ]) {
    assert.notEqual((await enter(half)).status, 303, JSON.stringify(half));
  }
});

test('a stranger’s requests are not counted among the merchant’s', async () => {
  const own = await startServer({ RATE_LIMITS: 'create=5,fetch=5,refund=5' });
  try {
    const form = { key_id: KEY, order_id: 'order_xxxxxxxxxxxxxx' };
    const body = new URLSearchParams(form).toString();
    const asked = { headers: FORM, body };
    const statuses: number[] = [];
    for (let count = 0; count < 7; count += 1) {
      statuses.push((await ask(`${own.url}/v1/checkout/embedded`, asked)).status);
      await ask(`${own.url}/v1/methods?key_id=${KEY}`);
    }
    assert.deepEqual(statuses.slice(-2), [429, 429]);
    const order = { amount: 5000, currency: 'INR' };
    const made = await ask(`${own.url}/v1/orders`, { headers: OWN, body: order });
    assert.equal(made.status, 200, made.text);
    assert.equal(made.headers.get('x-ratelimit-remaining'), '4');
    assert.equal((await ask(`${own.url}/v1/orders`, { headers: OWN })).status, 200);
  } finally {
    await own.stop();
  }
});
