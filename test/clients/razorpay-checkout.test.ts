// The hosted checkout as plugins use it: preferences, the form, the customer, the way back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { validatePaymentVerification } from 'razorpay/dist/utils/razorpay-utils.js';
import {
  type Answered,
  ask,
  KEY,
  SECRET,
  startServer,
  type TestServer,
} from '../support/server.ts';
import { open29 } from './razorpay-client.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const PUBLIC = { authorization: `Basic ${Buffer.from(`${KEY}:`).toString('base64')}` };
const CALLBACK = 'https://shop.example/back?order=7';
const CANCEL = 'https://shop.example/cart';

type Fields = Readonly<Record<string, string>>;

function post(path: string, fields: Fields): Promise<Answered> {
  const url = path.startsWith('http') ? path : server.url + path;
  return ask(url, { headers: FORM, body: new URLSearchParams(fields).toString() });
}

/** Opens the hosted page for a new order; the address of that page. */
async function openPage(more: Fields = {}, base = '/v1'): Promise<{ page: string; order: string }> {
  const { orders } = open29(server.url);
  const notes = { mine: 'kept' };
  const { id } = await orders.create({ amount: 50000, currency: 'INR', receipt: '7', notes });
  const answered = await post(`${base}/checkout/embedded`, {
    key_id: KEY,
    order_id: id,
    name: 'Shop',
    description: 'Order 7',
    image: '',
    callback_url: CALLBACK,
    cancel_url: CANCEL,
    'notes[woocommerce_order_id]': '7',
    'prefill[name]': 'Asha Rao',
    'prefill[email]': 'asha@example.com',
    'prefill[contact]': '9876543210',
    '_[integration]': 'woocommerce',
    ...more,
  });
  assert.equal(answered.status, 303, answered.text);
  return { page: answered.headers.get('location') ?? '', order: id };
}

/** Where the last page sends the browser, and with which fields. */
async function wayBack(page: string): Promise<{ method: string; url: string; fields: Fields }> {
  const { text } = await ask(`${page}/return`);
  const plain = (value: string): string =>
    value
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
  const form = /<form method="post" action="([^"]*)"/.exec(text)?.[1];
  const link = /<a class="primary" href="([^"]*)"/.exec(text)?.[1];
  const inputs = text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  const fields = [...inputs].map(([, name = '', value = '']) => [plain(name), plain(value)]);
  return {
    method: form === undefined ? 'GET' : 'POST',
    url: plain(form ?? link ?? ''),
    fields: Object.fromEntries(fields),
  };
}

test('preferences tell plugins to use the hosted page, for the key alone', async () => {
  for (const path of ['/v1/preferences', '/razorpay/v1/preferences']) {
    const answered = await ask(server.url + path, { headers: PUBLIC });
    assert.equal(answered.status, 200);
    const { options } = answered.json as { options: { redirect: boolean; image: string } };
    assert.equal(options.redirect, true);
    assert.equal(options.image, '');
    assert.ok(!answered.text.includes(SECRET));
  }
  const byField = await ask(`${server.url}/v1/preferences?key_id=${KEY}`);
  assert.equal(byField.status, 200);
  const wrong = Buffer.from(`${KEY}:wrong`).toString('base64');
  for (const headers of [{}, { authorization: `Basic ${wrong}` }]) {
    assert.equal((await ask(`${server.url}/v1/preferences`, { headers })).status, 401);
  }
});

test('success: three fields, and the SDK verifies their signature', async () => {
  for (const base of ['/v1', '/razorpay/v1', '/api/v2/order/via/rzp/v1']) {
    const { page, order } = await openPage({}, base);
    const paid = await post(page, { method: 'upi', vpa: 'success@razorpay' });
    assert.equal(paid.headers.get('location'), `${new URL(page).pathname}/return`);
    const { method, url, fields } = await wayBack(page);
    assert.deepEqual([method, url], ['POST', CALLBACK]);
    assert.deepEqual(Object.keys(fields).sort(), [
      'razorpay_order_id',
      'razorpay_payment_id',
      'razorpay_signature',
    ]);
    const payment_id = fields['razorpay_payment_id'] ?? '';
    const signature = fields['razorpay_signature'] ?? '';
    assert.equal(fields['razorpay_order_id'], order);
    const names = { order_id: order, payment_id };
    assert.equal(validatePaymentVerification(names, signature, SECRET), true);

    const { payments, orders } = open29(server.url);
    const payment = await payments.fetch(payment_id);
    assert.equal(payment.email, 'asha@example.com');
    assert.equal(payment.contact, '9876543210');
    // What the browser noted is the payment's; what the merchant noted stays the order's.
    assert.deepEqual(payment.notes, { woocommerce_order_id: '7' });
    assert.deepEqual((await orders.fetch(order)).notes, { mine: 'kept' });
  }
});

test('failure: the error by its fields, its metadata as JSON', async () => {
  const { page, order } = await openPage();
  await post(page, { method: 'upi', vpa: 'failure@razorpay' });
  await post(`${page}/cancel`, {});
  const { method, url, fields } = await wayBack(page);
  assert.deepEqual([method, url], ['POST', CALLBACK]);
  assert.equal(fields['error[code]'], 'BAD_REQUEST_ERROR');
  assert.equal(fields['error[reason]'], 'payment_failed');
  for (const name of ['description', 'source', 'step']) assert.ok(fields[`error[${name}]`], name);
  const metadata = JSON.parse(fields['error[metadata]'] ?? '') as Fields;
  assert.equal(metadata['order_id'], order);
  assert.match(metadata['payment_id'] ?? '', /^pay_/);
  assert.equal(fields['razorpay_signature'], undefined);
});

test('cancel: a GET of the cancel address, or the error where there is none', async () => {
  const { page } = await openPage();
  await post(`${page}/cancel`, {});
  const back = await wayBack(page);
  assert.deepEqual([back.method, back.url, back.fields], ['GET', CANCEL, {}]);
  const without = await openPage({ cancel_url: '' });
  await post(`${without.page}/cancel`, {});
  const { method, fields } = await wayBack(without.page);
  assert.equal(method, 'POST');
  assert.equal(fields['error[reason]'], 'payment_cancelled');
});

test('a form that cannot be is told to the browser on a page', async () => {
  const { orders } = open29(server.url);
  const { id } = await orders.create({ amount: 50000, currency: 'INR' });
  const cases: readonly (readonly [Fields, number, RegExp])[] = [
    [{ key_id: KEY }, 400, /The order id field is required\./],
    [{ key_id: KEY, order_id: 'order_ABCDEF12345678' }, 400, /The id provided does not exist/],
    [{ key_id: KEY, order_id: '<script>' }, 400, /&lt;script&gt; is not a valid id/],
    [{ key_id: KEY, order_id: id, callback_url: 'javascript:1' }, 400, /callback url format/],
    [{ key_id: 'nobody', order_id: id }, 401, /Authentication failed/],
    [{ order_id: id }, 401, /Please provide your api key/],
  ];
  for (const [fields, status, says] of cases) {
    const answered = await post('/v1/checkout/embedded', fields);
    assert.equal(answered.status, status);
    assert.match(answered.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(answered.text, says);
  }
  const { page, order } = await openPage();
  await post(page, { method: 'upi', vpa: 'success@razorpay' });
  const again = await post('/v1/checkout/embedded', { key_id: KEY, order_id: order });
  assert.match(again.text, /Payment already done for this order\./);
});

test('our script names the page that it stands in: a web page’s origin, nothing else', async () => {
  const { orders } = open29(server.url);
  const { id } = await orders.create({ amount: 50000, currency: 'INR' });
  const embedder = 'https://shop.example:8443';
  const form = { key_id: KEY, order_id: id, embedder };
  const opened = await post('/v1/checkout/embedded', { ...form, 'prefill[method]': 'card' });
  assert.equal(opened.status, 303);
  const page = new URL(opened.headers.get('location') ?? '');
  assert.ok(page.pathname.endsWith(`/in/${Buffer.from(embedder).toString('base64url')}`));
  assert.equal(page.search, '?method=card');
  const shown = await ask(page.href);
  assert.match(shown.headers.get('content-security-policy') ?? '', new RegExp(`${embedder}$`));

  const odd = ['null', '*', 'https://shop.example/', 'file://', 'javascript:1', 'https://a;b', 'x'];
  for (const text of odd) {
    const refused = await post('/v1/checkout/embedded', { ...form, embedder: text });
    assert.equal(refused.status, 400, text);
    const policy = refused.headers.get('content-security-policy') ?? '';
    assert.match(policy, /frame-ancestors 'none'$/);
  }
});

test('a window that a page without an origin opened is told by its session', async () => {
  const { orders } = open29(server.url);
  const { id } = await orders.create({ amount: 50000, currency: 'INR' });
  const form = { key_id: KEY, order_id: id, embedder: 'opener' };
  const location = async (): Promise<string> =>
    (await post('/v1/checkout/embedded', form)).headers.get('location') ?? '';
  const [page, other] = [await location(), await location()];
  const shown = await ask(page);
  assert.match(shown.text, /data-to="\*"/);
  assert.match(shown.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'$/);
  await post(page, { method: 'upi', vpa: 'success@razorpay' });
  assert.match((await ask(`${page}/return`)).text, /razorpay_signature/);
  // Another opening of the same order, and its page without a session, are told how it went alone.
  const { accounts, engine, addresses } = server.app.parts;
  const { account } = (await accounts.find(KEY)) ?? assert.fail();
  const order = [{ by: 'token', token: id.slice('order_'.length) } as const];
  const found = await engine.find(account, { kind: 'findOrder', order });
  assert.ok('aggregate' in found);
  for (const each of [other, addresses(account).frame(found.aggregate, 'opener')]) {
    const { text, status } = await ask(each);
    assert.equal(status, 200, each);
    assert.match(text, /ended.+paid/);
    assert.doesNotMatch(text, /razorpay_signature/, each);
  }
  const refused = await post('/v1/checkout/embedded', { ...form, order_id: '7' });
  assert.match(refused.text, /7 is not a valid id/);
  assert.match(refused.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'$/);
});

test('in a frame a refusal is shown to the page that asked, and to no other', async () => {
  const embedder = 'https://shop.example';
  const form = { key_id: KEY, order_id: '<b>', embedder };
  const refused = await post('/v1/checkout/embedded', form);
  assert.equal(refused.status, 400);
  assert.match(refused.text, /&#60;b&#62; is not a valid id/);
  assert.ok(!refused.text.includes('<b>'));
  const policy = refused.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'.*frame-ancestors https:\/\/shop\.example$/);
  const nobody = await post('/v1/checkout/embedded', { ...form, key_id: 'nobody' });
  assert.equal(nobody.status, 401);
  assert.match(nobody.text, /Authentication failed/);
  assert.match(nobody.headers.get('content-security-policy') ?? '', /shop\.example$/);
});

// Source: razorpay.md §2.2: every option of that plugin's page becomes a field, `key` as `key_id`.
test('the form of the other plugin, with the amount and what is its own', async () => {
  const { page } = await openPage({
    amount: '50000',
    '_[integration]': 'magento',
    '_[integration_version]': '4.1.6',
    __referer: 'https://shop.example/checkout/#payment',
    'notes[merchant_order_id]': '000000007',
  });
  await post(page, { method: 'upi', vpa: 'success@razorpay' });
  const { url, fields } = await wayBack(page);
  assert.equal(url, CALLBACK);
  const payment = await open29(server.url).payments.fetch(fields['razorpay_payment_id'] ?? '');
  assert.equal(payment.amount, 50000);
  assert.equal((payment.notes as Fields)['merchant_order_id'], '000000007');
});
