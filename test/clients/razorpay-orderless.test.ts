// A checkout that names no order: its payment is authorized, has no order, and is the merchant's to
// capture; what nobody captures goes back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answered, ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';
import { open29, saysOf, settle } from './razorpay-client.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Fields = Readonly<Record<string, string>>;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const OWN = { authorization: BASIC };
const CALLBACK = 'https://shop.example/back';
const DAY = 24 * 3600;

const post = (url: string, fields: Fields): Promise<Answered> =>
  ask(url, { headers: FORM, body: new URLSearchParams(fields).toString() });
const open = (fields: Fields): Promise<Answered> =>
  post(`${server.url}/v1/checkout/embedded`, {
    key_id: KEY,
    amount: '50000',
    currency: 'INR',
    callback_url: CALLBACK,
    ...fields,
  });

/** The hidden fields that the browser takes back to the shop. */
async function wayBack(page: string): Promise<Fields> {
  const { text } = await ask(`${page}/return`);
  const inputs = text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  const plain = (value: string): string => value.replaceAll('&quot;', '"');
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, plain(value)]));
}

async function openPage(fields: Fields = {}): Promise<string> {
  const opened = await open(fields);
  assert.equal(opened.status, 303, opened.text);
  return opened.headers.get('location') ?? '';
}

/** Pays on a page of its own; the payment's id. */
async function pay(fields: Fields = {}): Promise<string> {
  const page = await openPage(fields);
  await post(page, { method: 'upi', vpa: 'success@razorpay' });
  const back = await wayBack(page);
  // No signature: there is no order to sign.
  assert.deepEqual(Object.keys(back), ['razorpay_payment_id']);
  return back['razorpay_payment_id'] ?? '';
}

async function move(seconds: number): Promise<void> {
  const body = { advance_seconds: seconds };
  assert.equal((await ask(`${server.url}/sandbox/clock`, { headers: OWN, body })).status, 200);
  await settle(server);
}

const statusOf = async (id: string): Promise<string> =>
  (await open29(server.url).payments.fetch(id)).status;

test('authorized, without an order; captured at its amount and refunded', async () => {
  const { payments } = open29(server.url);
  const id = await pay({ description: 'Invoice 77', 'notes[cart]': '5' });
  const payment = await payments.fetch(id);
  assert.deepEqual(
    [payment.order_id, payment.status, payment.captured, payment.amount, payment.description],
    [null, 'authorized', false, 50000, 'Invoice 77'],
  );
  assert.deepEqual(payment.notes, { cart: '5' });
  const listed = (await payments.all({ count: 1 })).items[0];
  assert.deepEqual([listed?.id, listed?.order_id], [id, null]);
  const wrong = 'Capture amount must be equal to the amount authorized.';
  assert.equal(await saysOf(payments.capture(id, 100, 'INR')), wrong);
  const captured = await payments.capture(id, 50000, 'INR');
  assert.deepEqual([captured.status, captured.order_id], ['captured', null]);
  await payments.refund(id, { amount: 100 });
  assert.equal((await payments.fetch(id)).amount_refunded, 100);
});

test('an order of ours stands behind it: listed like any other, with its payment', async () => {
  const { orders } = open29(server.url);
  const id = await pay();
  const listed = await orders.all({ count: 1, 'expand[]': 'payments' } as object);
  const [order] = listed.items as unknown as { id: string; payments: { items: unknown[] } }[];
  assert.ok(order);
  const [payment, ...more] = (await orders.fetchPayments(order.id)).items;
  assert.deepEqual([payment?.id, payment?.order_id, more], [id, null, []]);
});

test('what nobody captures within three days is refunded; what is captured stays', async () => {
  const { payments } = open29(server.url);
  const left = await pay();
  const taken = await pay();
  await payments.capture(taken, 50000, 'INR');
  await move(3 * DAY - 60);
  assert.equal(await statusOf(left), 'authorized');
  await move(120);
  const refunded = await payments.fetch(left);
  assert.deepEqual(
    [refunded.status, refunded.captured, refunded.refund_status, refunded.amount_refunded],
    ['refunded', false, 'full', 50000],
  );
  assert.equal(await statusOf(taken), 'captured');
  const late = 'Only payments which have been authorized and not yet captured can be captured.';
  assert.equal(await saysOf(payments.capture(left, 50000, 'INR')), late);
});

test('the three days begin when it is authorized; what nobody pays is over in one', async () => {
  const [late, unpaid] = [await openPage(), await openPage()];
  await move(DAY - 60);
  await post(late, { method: 'upi', vpa: 'success@razorpay' });
  const id = (await wayBack(late))['razorpay_payment_id'] ?? '';
  await move(3 * DAY - 120);
  assert.equal(await statusOf(id), 'authorized');
  const gone = await ask(unpaid);
  assert.match(gone.text, /expired/i);
});

test('an order of the merchant’s own waits as it did before', async () => {
  const { orders, payments } = open29(server.url);
  const order = await orders.create({ amount: 50000, currency: 'INR', payment_capture: false });
  const body = { order: order.id, method: 'upi' };
  const paid = await ask(`${server.url}/sandbox/pay`, { headers: OWN, body });
  const { id } = paid.json as { id: string };
  await move(30 * DAY);
  assert.equal(await statusOf(id), 'authorized');
  assert.equal((await payments.capture(id, 50000, 'INR')).status, 'captured');
});

test('a failure is told without an order; the customer may try again', async () => {
  const page = await openPage();
  await post(page, { method: 'upi', vpa: 'failure@razorpay' });
  await post(`${page}/cancel`, {});
  const metadata = JSON.parse((await wayBack(page))['error[metadata]'] ?? '') as Fields;
  assert.deepEqual(Object.keys(metadata), ['payment_id']);
  await post(page, { method: 'upi', vpa: 'success@razorpay' });
  const id = (await wayBack(page))['razorpay_payment_id'] ?? '';
  assert.equal(await statusOf(id), 'authorized');
});

test('what cannot be paid without an order is told on the page', async () => {
  for (const [fields, says] of [
    [{ amount: '' }, 'The order id field is required.'],
    [{ amount: '99' }, 'The amount must be at least INR 1.00'],
    [{ amount: '500.50' }, 'The amount must be an integer.'],
    [{ amount: '-5' }, 'The amount must be at least INR 1.00'],
    [{ currency: 'XXX' }, 'The currency is not supported.'],
    [{ subscription_id: 'sub_ID6MOhgkcoHj9I' }, 'The id provided does not exist'],
    [{ invoice_id: 'inv_ID6MOhgkcoHj9I' }, 'The id provided does not exist'],
    [{ order_id: '7' }, '7 is not a valid id'],
    [{ customer_id: '7' }, '7 is not a valid id'],
    [{ description: 'x'.repeat(2049) }, 'The description may not be greater than 2048 characters.'],
  ] as const) {
    const { status, text } = await open(fields as Fields);
    assert.equal(status, 400, JSON.stringify(fields));
    assert.ok(text.includes(says), text);
  }
  const wrong = await open({ key_id: 'rzp_test_nobody' });
  assert.equal(wrong.status, 401);
});

test('without a currency it is rupees; each opening is a payment of its own', async () => {
  const [one, other] = [await pay({ currency: '' }), await pay({ currency: '' })];
  assert.notEqual(one, other);
  const payment = await open29(server.url).payments.fetch(one);
  assert.deepEqual([payment.currency, payment.order_id], ['INR', null]);
});

test('whose it is, what for and who sells: carried to the payment, shown on the page', async () => {
  const { customers, orders, payments } = open29(server.url);
  const customer = await customers.create({ name: 'Asha', email: 'a@example.com' });
  const order = await orders.create({ amount: 50000, currency: 'INR' });
  const said = { description: 'Blue shoes', name: 'Shoe Shop', customer_id: customer.id };
  for (const named of [{}, { order_id: order.id }]) {
    const page = await openPage({ ...said, ...named });
    const { text } = await ask(page);
    for (const words of ['Blue shoes', 'Shoe Shop']) assert.ok(text.includes(words), words);
    await post(page, { method: 'upi', vpa: 'failure@razorpay' });
    await post(page, { method: 'upi', vpa: 'success@razorpay' });
    assert.ok((await ask(`${page}/return`)).text.includes('Shoe Shop'));
    const id = (await wayBack(page))['razorpay_payment_id'] ?? '';
    const payment = await payments.fetch(id);
    assert.deepEqual(
      [payment.description, payment.customer_id],
      [said.description, said.customer_id],
    );
  }
  const { items } = await orders.fetchPayments(order.id);
  assert.deepEqual(
    items.map(({ description }) => description),
    ['Blue shoes', 'Blue shoes'],
  );
  // What another browser said of the same order is not this one's.
  const other = await orders.create({ amount: 50000, currency: 'INR' });
  await openPage({ ...said, order_id: other.id });
  const own = await ask(await openPage({ order_id: other.id, callback_url: '' }));
  assert.ok(!own.text.includes('Shoe Shop') && !own.text.includes('Blue shoes'));
  const paid = await ask(`${server.url}/sandbox/pay`, {
    headers: OWN,
    body: { order: other.id, method: 'upi' },
  });
  const plain = await payments.fetch((paid.json as { id: string }).id);
  assert.deepEqual([plain.description, plain.customer_id], [null, undefined]);
});

test('names that cannot be shown are left out', async () => {
  for (const name of ['', ' ', 'x'.repeat(101), 'a\u0007b']) {
    const { text, status } = await ask(await openPage({ name }));
    assert.equal(status, 200);
    assert.ok(text.includes('Sandbox shop'), JSON.stringify(name));
  }
});
