// Whoever opens a payment page with an address of its own redirects nobody but itself.
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
const SHOP = 'https://shop.example/back';
const EVIL = 'https://evil.example/take';

function post(path: string, fields: Fields): Promise<Answered> {
  const url = path.startsWith('http') ? path : server.url + path;
  return ask(url, { headers: FORM, body: new URLSearchParams(fields).toString() });
}

/** Where the browser goes from here: the form or the link of the last page. */
async function wayBack(page: string): Promise<string> {
  const { text } = await ask(`${page}/return`);
  const form = /<form method="post" action="([^"]*)"/.exec(text)?.[1];
  return form ?? /<a class="primary" href="([^"]*)"/.exec(text)?.[1] ?? 'nowhere';
}

async function rzpOrder(): Promise<string> {
  const body = { amount: 50000, currency: 'INR' };
  const { json } = await ask(`${server.url}/v1/orders`, { headers: OWN, body });
  return String((json as Json)['id']);
}

async function embed(order_id: string, more: Fields): Promise<string> {
  const opened = await post('/v1/checkout/embedded', { key_id: KEY, order_id, ...more });
  assert.equal(opened.status, 303, opened.text);
  return opened.headers.get('location') ?? '';
}

async function rzpPayments(order: string): Promise<readonly Json[]> {
  const { json } = await ask(`${server.url}/v1/orders/${order}/payments`, { headers: OWN });
  return (json as { readonly items: readonly Json[] }).items;
}

const PAID = { method: 'upi', vpa: 'success@razorpay' };

test('anybody with the public key opens a page; the buyer’s goes back to the shop', async () => {
  const order = await rzpOrder();
  const mine = await embed(order, { callback_url: SHOP, 'prefill[email]': 'asha@example.com' });
  const theirs = await embed(order, {
    callback_url: EVIL,
    cancel_url: EVIL,
    'prefill[email]': 'mallory@example.com',
    'notes[who]': 'mallory',
  });
  assert.notEqual(mine, theirs);
  await post(mine, PAID);
  assert.equal(await wayBack(mine), SHOP);
  const { json } = await ask(`${server.url}/v1/orders/${order}/payments`, { headers: OWN });
  const [payment] = (json as { items: Json[] }).items;
  assert.equal(payment?.['email'], 'asha@example.com');
  assert.deepEqual(payment?.['notes'], []);
});

test('without an address of its own a page never takes that of another session', async () => {
  const order = await rzpOrder();
  const plain = await embed(order, {});
  await embed(order, { callback_url: EVIL, cancel_url: EVIL });
  await post(plain, PAID);
  assert.equal(await wayBack(plain), 'nowhere');
});

test('the name of a session’s page is no name of another page', async () => {
  const [one, other] = [await rzpOrder(), await rzpOrder()];
  const page = await embed(one, { callback_url: SHOP });
  const evil = await embed(other, { callback_url: EVIL });
  const name = page.slice(0, page.lastIndexOf('.'));
  const token = evil.slice(evil.lastIndexOf('.'));
  await post(page, PAID);
  const wrong = [`${name}${token}`, `${name}.AAAAAAAAAAAAAA`, `${name}.`, name, `${page}x`];
  for (const address of wrong) {
    assert.equal((await ask(address)).status, 404, address);
    assert.equal((await ask(`${address}/return`)).status, 404, address);
  }
  assert.equal(await wayBack(page), SHOP);
});

test('a page opened with the public key tells no signed result of another’s', async () => {
  const order = await rzpOrder();
  const mine = await embed(order, { callback_url: SHOP });
  const theirs = await embed(order, {});
  await post(mine, PAID);
  const parts = [theirs, theirs.slice(0, theirs.lastIndexOf('.'))];
  for (const address of [...parts, ...parts.map((each) => `${each}/in/Kg`)]) {
    for (const step of ['', '/return', '/wait']) {
      const { text } = await ask(`${address}${step}`);
      assert.doesNotMatch(text, /signature/, `${address}${step}`);
    }
  }
  assert.match((await ask(`${mine}/return`)).text, /razorpay_signature/);
});

// Who begins a payment is told its signed result, so nobody else may be made to pay it.
for (const step of ['', '/upi']) {
  test(`what a stranger began is not paid at the buyer’s page${step}`, async () => {
    const order = await rzpOrder();
    const mine = await embed(order, { callback_url: SHOP });
    const theirs = await embed(order, { callback_url: EVIL });
    await post(theirs, { method: 'upi' });
    assert.match((await ask(`${theirs}/bank`)).text, /name="outcome"/);
    assert.equal((await ask(`${mine}/bank`)).headers.get('location'), new URL(mine).pathname);
    assert.equal((await ask(`${mine}/next?seen=0`)).text, '');
    await post(`${mine}/bank`, { outcome: 'success' });
    assert.equal((await rzpPayments(order))[0]?.['status'], 'created');
    // The buyer pays all the same: what the stranger left open is given up.
    if (step === '') await post(mine, { method: 'upi' });
    await post(`${mine}${step || '/bank'}`, { outcome: 'success' });
    const statuses = (await rzpPayments(order)).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), ['captured', 'failed']);
    assert.doesNotMatch((await ask(`${theirs}/return`)).text, /signature/);
    assert.match((await ask(`${mine}/return`)).text, /razorpay_signature/);
  });
}

test('the buyer’s bank step is not answered from a stranger’s page', async () => {
  const order = await rzpOrder();
  const mine = await embed(order, { callback_url: SHOP });
  const theirs = await embed(order, { callback_url: EVIL });
  await post(mine, { method: 'upi' });
  await post(`${theirs}/bank`, { outcome: 'failure' });
  await post(`${mine}/bank`, { outcome: 'success' });
  assert.equal((await rzpPayments(order))[0]?.['status'], 'captured');
});

test('who leaves a page goes back, whatever another page has begun', async () => {
  const order = await rzpOrder();
  const mine = await embed(order, { callback_url: SHOP, cancel_url: `${SHOP}?left` });
  await post(await embed(order, {}), { method: 'upi' });
  const left = await post(`${mine}/cancel`, {});
  assert.equal(left.headers.get('location'), `${new URL(mine).pathname}/return`);
  assert.equal(await wayBack(mine), `${SHOP}?left`);
});

test('opened again with the same values it is another session', async () => {
  const order = await rzpOrder();
  const asked = { callback_url: SHOP, 'notes[a]': 'b' };
  assert.notEqual(await embed(order, asked), await embed(order, asked));
});

test('the script’s returnUrl is of its session; the order keeps its own', async () => {
  const order_id = 'SESSION_1';
  const order_meta = { return_url: `${SHOP}?o={order_id}` };
  const body = { ...CASHFREE_CREATE, order_id, order_meta, order_amount: 1 };
  const made = await ask(`${server.url}/pg/orders`, { headers: NATIVE, body });
  const payment_session_id = String((made.json as Json)['payment_session_id']);
  const open = async (more: Fields): Promise<string> => {
    const opened = await post('/cashfree/checkout', { payment_session_id, ...more });
    assert.equal(opened.status, 303, opened.text);
    return opened.headers.get('location') ?? '';
  };
  const plain = await open({});
  const theirs = await open({ return_url: EVIL });
  const found = await ask(`${server.url}/pg/orders/${order_id}`, { headers: NATIVE });
  assert.equal(((found.json as Json)['order_meta'] as Json)['return_url'], order_meta.return_url);
  await post(plain, { method: 'upi', vpa: 'testsuccess@gocash' });
  assert.equal(await wayBack(plain), `${SHOP}?o=${order_id}`);
  assert.equal(await wayBack(theirs), 'nowhere');
});

test('a frame’s session tells the page around it alone', async () => {
  const order = await rzpOrder();
  const page = await embed(order, { embedder: 'https://shop.example', 'notes[a]': 'b' });
  assert.match(page, /\/pay\/[\w-]+\.[0-9A-Za-z]{14}\/in\/[\w-]+$/);
  const { headers } = await ask(page);
  assert.match(
    headers.get('content-security-policy') ?? '',
    /frame-ancestors https:\/\/shop.example/,
  );
});
