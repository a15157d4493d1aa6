// Where we differ from the real gateway on purpose; docs/deviations names these tests.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';
import { open29, pay, refusalOf, saysOf } from './razorpay-client.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const order = (more: object) => ({ amount: 50000, currency: 'INR', ...more }) as never;

test('the least amount is one whole unit of the currency; of a refund 100', async () => {
  const { orders, payments } = open29(server.url);
  const rows = [
    ['USD', 99, 'The amount must be at least USD 1.00'],
    ['JPY', 0, 'The amount must be at least JPY 1'],
    ['KWD', 999, 'The amount must be at least KWD 1.000'],
  ] as const;
  for (const [currency, amount, says] of rows) {
    assert.equal(await saysOf(orders.create(order({ currency, amount }))), says);
    assert.equal((await orders.create(order({ currency, amount: amount + 1 }))).currency, currency);
  }
  const { id } = await orders.create(order({ currency: 'JPY', amount: 500 }));
  const paid = await pay(server, id, { method: 'card' });
  const least = 'The amount must be at least INR 1.00';
  assert.equal(await saysOf(payments.refund(paid.id, { amount: 50 })), least);
  assert.equal((await payments.refund(paid.id, {})).amount, 500);
});

test('a receipt that must be unique is refused once its order is paid', async () => {
  const { orders } = open29(server.url);
  const wish = order({ receipt: 'unique-paid', unique_receipt: true });
  const { id } = await orders.create(wish);
  await pay(server, id);
  const { error } = await refusalOf(orders.create(wish));
  assert.equal(error.description, 'Order receipt should be unique.');
  assert.equal(error.metadata['order_id'], id);
});

test('a customer who left without choosing is a failed payment without a method', async () => {
  const { orders } = open29(server.url);
  const { id } = await orders.create(order({}));
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  // Neither a callback nor an amount has to come with the form.
  const body = `key_id=${KEY}&order_id=${id}`;
  const opened = await ask(`${server.url}/v1/checkout/embedded`, { headers, body });
  await ask(`${opened.headers.get('location')}/cancel`, { method: 'POST', headers });
  const { items } = await orders.fetchPayments(id);
  const [left] = items;
  assert.deepEqual([left?.method, left?.status], [null, 'failed']);
  assert.equal(left?.error_reason, 'payment_cancelled');
});

test('a sub-merchant header changes nothing', async () => {
  const headers = { authorization: BASIC, 'x-razorpay-account': 'acc_ABC123def456GH' };
  const listed = await ask(`${server.url}/v1/orders?count=1`, { headers });
  assert.equal(listed.status, 200);
});

test('webhooks may lead to this machine; plain http is taken', async () => {
  const { webhooks } = open29(server.url);
  const url = 'http://127.0.0.1:9/webhook';
  const made = await webhooks.create({ url, events: ['payment.captured'] });
  assert.equal(made.url, url);
  assert.deepEqual(made.events, { 'payment.captured': true });
});

test('too many requests are told by 429, a header, and the same envelope', async () => {
  const limited = await startServer({ RATE_LIMITS: 'create=1,fetch=1,refund=1' });
  try {
    const { orders } = open29(limited.url);
    await orders.all();
    const { statusCode, error } = await refusalOf(orders.all());
    assert.equal(statusCode, 429);
    assert.deepEqual([error.code, error.description], ['BAD_REQUEST_ERROR', 'Too many requests']);
    const headers = { authorization: BASIC };
    const answered = await ask(`${limited.url}/v1/orders`, { headers });
    assert.match(answered.headers.get('retry-after') ?? '', /^\d+$/);
  } finally {
    await limited.stop();
  }
});
