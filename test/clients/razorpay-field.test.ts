// What an order or a checkout says of who pays, how and to whom is obeyed, or refused.
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
const NOBODY = 'cust_ABC123def456GH';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** The methods that a page offers. */
async function methodsOf(page: string): Promise<readonly string[]> {
  const { text } = await ask(page);
  return [...text.matchAll(/type="radio" name="method" value="(\w+)"/g)]
    .map(([, name = '']) => name)
    .sort();
}

function post(url: string, fields: Readonly<Record<string, string>>) {
  return ask(url, { headers: FORM, body: new URLSearchParams(fields).toString() });
}

async function openPage(fields: Readonly<Record<string, string>>): Promise<string> {
  const answered = await post(`${server.url}/v1/checkout/embedded`, { key_id: KEY, ...fields });
  assert.equal(answered.status, 303, answered.text);
  return answered.headers.get('location') ?? '';
}

function passTime(minutes: number) {
  const seconds = minutes * 60;
  const headers = { authorization: BASIC };
  return ask(`${server.url}/sandbox/clock`, { headers, body: { advance_seconds: seconds } });
}

test('an order for a product that no account here has is refused by its field', async () => {
  const { orders } = open29(server.url);
  const fields: Readonly<Record<string, unknown>> = {
    transfers: [{ account: 'acc_ABC123def456GH', amount: 90000, currency: 'INR' }],
    partial_payment: true,
    first_payment_min_amount: 100,
    token: { max_amount: 5000, frequency: 'monthly' },
    offer_id: 'offer_ABC123def456GH',
    offers: ['offer_ABC123def456GH'],
    discount: 1,
    force_offer: true,
    checkout_config_id: 'config_ABC123def456GH',
    merchant_id: 'acc_ABC123def456GH',
  };
  for (const [field, value] of Object.entries(fields)) {
    const { statusCode, error } = await refusalOf(orders.create(order({ [field]: value })));
    assert.equal(statusCode, 400);
    assert.deepEqual(error, {
      code: 'BAD_REQUEST_ERROR',
      description: `${field} is/are not required and should not be sent`,
      source: 'business',
      step: 'payment_initiation',
      reason: 'extra_field_sent',
      metadata: {},
      field,
    });
  }
  const card = { number: '4111111111111111', cvv: '123' };
  const paid = order({ payment: { capture: 'automatic', token: 'token_ABC123def456GH', card } });
  const says = 'payment.token is/are not required and should not be sent';
  assert.equal(await saysOf(orders.create(paid)), says);
  assert.ok(!server.logged.some((line) => line.includes('4111111111111111')));
  const fee = { rules: [{ method: 'card', fee: { payee: 'customer', percentage_value: '2' } }] };
  const { error } = await refusalOf(orders.create(order({ convenience_fee_config: fee })));
  assert.equal(error.reason, 'invalid_convenience_fee_config');
  assert.match(error.description, /^Convenience fee configurable for/);
});

test('an order of no amount for a mandate is refused for the mandate', async () => {
  const { orders } = open29(server.url);
  const token = { auth_type: 'netbanking', max_amount: 100000, expire_at: 4102444799 };
  const wish = order({ amount: 0, method: 'emandate', customer_id: NOBODY, token });
  const says = 'token is/are not required and should not be sent';
  assert.equal(await saysOf(orders.create(wish)), says);
});

test('what such fields ask nothing with is taken', async () => {
  const { orders } = open29(server.url);
  const wish = { partial_payment: false, offer_id: null, transfers: [], discount: 0, token: '' };
  assert.equal((await orders.create(order(wish))).status, 'created');
});

test('what describes the sale is taken and decides nothing', async () => {
  const { orders } = open29(server.url);
  const address = { line1: '1 Road', city: 'Pune', zipcode: '411001', country: 'IN' };
  const made = await orders.create(
    order({
      line_items: [{ sku: 'a', name: 'Tea', price: 50000, quantity: 1 }],
      line_items_total: 50000,
      shipping_details: { address },
      customer_details: { name: 'Asha', shipping_address: address },
      notification: { token_id: 'token_ABC123def456GH', payment_after: 1700000000 },
      reviews: { screening: ['aml'] },
      campaign: { source: 'mail' },
      refund_allowed: 'full',
      customer: { name: 'Asha' },
      tax_invoice: { number: '7' },
      app_offer: true,
    }),
  );
  const plain = await orders.create(order({}));
  assert.deepEqual(Object.keys(made).sort(), Object.keys(plain).sort());
});

test('an order of one method is paid by that method alone, on the page and beside it', async () => {
  const { orders } = open29(server.url);
  const { id } = await orders.create(order({ method: 'netbanking' }));
  const page = await openPage({ order_id: id });
  assert.deepEqual(await methodsOf(page), ['netbanking']);
  await post(page, { method: 'upi', vpa: 'success@razorpay' });
  assert.equal((await orders.fetch(id)).attempts, 0);
  const headers = { authorization: BASIC };
  const refused = await ask(`${server.url}/sandbox/pay`, {
    headers,
    body: { order: id, method: 'upi' },
  });
  assert.equal(refused.status, 400, refused.text);
  assert.equal((await orders.fetch(id)).attempts, 0);
  assert.equal((await pay(server, id, { method: 'netbanking' })).status, 'captured');
  for (const method of ['emandate', 'nach', 'paylater', 'emi']) {
    const says = 'The selected method is invalid.';
    assert.equal(await saysOf(orders.create(order({ method }))), says);
  }
});

test('an order of another currency than rupees is paid by card', async () => {
  const { orders } = open29(server.url);
  const { id } = await orders.create(order({ currency: 'USD' }));
  assert.deepEqual(await methodsOf(await openPage({ order_id: id })), ['card']);
  assert.equal((await pay(server, id, { method: 'card' })).status, 'captured');
  const alone = await openPage({ amount: '50000', currency: 'USD' });
  assert.deepEqual(await methodsOf(alone), ['card']);
  const upi = orders.create(order({ currency: 'USD', method: 'upi' }));
  assert.equal(await saysOf(upi), 'The selected method is invalid.');
});

test('a checkout offers the methods that the shop left, of those that the order has', async () => {
  const { orders } = open29(server.url);
  const { id } = await orders.create(order({}));
  const offered = async (fields: Readonly<Record<string, string>>) =>
    methodsOf(await openPage({ order_id: id, ...fields }));
  const hide = { display: { hide: [{ method: 'wallet' }, { method: 'card', issuers: ['HDFC'] }] } };
  const blocks = {
    display: {
      blocks: { banks: { name: 'Pay by bank', instruments: [{ method: 'netbanking' }] } },
      sequence: ['block.banks'],
      preferences: { show_default_blocks: false },
    },
  };
  assert.deepEqual(await offered({}), ['card', 'netbanking', 'upi', 'wallet']);
  assert.deepEqual(await offered({ 'method[card]': '0', 'method[upi]': 'false' }), [
    'netbanking',
    'wallet',
  ]);
  assert.deepEqual(await offered({ config: JSON.stringify(hide) }), ['card', 'netbanking', 'upi']);
  assert.deepEqual(await offered({ config: JSON.stringify(blocks) }), ['netbanking']);
  assert.deepEqual(await offered({ config: 'not JSON' }), ['card', 'netbanking', 'upi', 'wallet']);
  const page = await openPage({ order_id: id, config: JSON.stringify(blocks) });
  await post(page, { method: 'upi', vpa: 'success@razorpay' });
  assert.equal((await orders.fetch(id)).attempts, 0);
  const { id: other } = await orders.create(order({ method: 'card' }));
  const narrow = await openPage({ order_id: other, config: JSON.stringify(blocks) });
  assert.deepEqual(await methodsOf(narrow), []);
});

test('a checkout for a product that no account here has says so on the page', async () => {
  const { orders } = open29(server.url);
  const { id } = await orders.create(order({}));
  for (const field of ['recurring', 'token', 'offer_id', 'subscription_card_change']) {
    const fields = { key_id: KEY, order_id: id, [field]: '1' };
    const { status, text } = await post(`${server.url}/v1/checkout/embedded`, fields);
    assert.equal(status, 400);
    assert.ok(text.includes(`${field} is/are not required and should not be sent`), text);
  }
});

test('a customer whom the order or its checkout names must be there', async () => {
  const { orders, customers, payments } = open29(server.url);
  const missing = 'The id provided does not exist';
  assert.equal(await saysOf(orders.create(order({ customer_id: NOBODY }))), missing);
  const malformed = orders.create(order({ customer_id: 'somebody' }));
  assert.equal(await saysOf(malformed), 'somebody is not a valid id');
  const person = { name: 'Asha', email: 'field@example.com', contact: '9876543210' };
  const { id: customer } = await customers.create(person);
  const { id } = await orders.create(order({ customer_id: customer }));
  const paid = await pay(server, id);
  const shown = (await payments.fetch(paid.id)) as { customer_id?: string };
  assert.equal(shown.customer_id, customer);
  const fields = { key_id: KEY, order_id: id, customer_id: NOBODY };
  const unknown = await post(`${server.url}/v1/checkout/embedded`, fields);
  assert.equal(unknown.status, 400);
  assert.ok(unknown.text.includes(missing));
});

test('an unknown customer is an answer that its key gets again', async () => {
  const headers = { authorization: BASIC, 'x-idempotency-key': 'unknown-customer-1' };
  const body = { amount: 50000, currency: 'INR', customer_id: NOBODY };
  const first = await ask(`${server.url}/v1/orders`, { headers, body });
  const again = await ask(`${server.url}/v1/orders`, { headers, body });
  assert.equal(first.status, 400);
  assert.equal(again.headers.get('x-idempotency-replayed'), 'true');
  assert.equal(again.text, first.text);
});

test('capture options: their limits, the time to capture, and what is late', async () => {
  const { orders, payments } = open29(server.url);
  const wish = (capture: string, options: object) =>
    order({ payment: { capture, capture_options: options } });
  const cases: readonly (readonly [object, string])[] = [
    [{ automatic_expiry_period: 11 }, 'The automatic expiry period must be at least 12.'],
    [{ automatic_expiry_period: 1.5 }, 'The automatic expiry period must be an integer.'],
    [{ manual_expiry_period: 7201 }, 'The manual expiry period may not be greater than 7200.'],
    [
      { automatic_expiry_period: 60, manual_expiry_period: 30 },
      'The manual expiry period must be greater than or equal to automatic expiry period.',
    ],
    [{ refund_speed: 'fast' }, 'The selected refund speed is invalid.'],
  ];
  for (const [options, says] of cases) {
    assert.equal(await saysOf(orders.create(wish('automatic', options))), says);
  }
  // Nobody captures it in time: it goes back.
  const { id } = await orders.create(wish('manual', { manual_expiry_period: 120 }));
  const held = await pay(server, id);
  assert.equal(held.status, 'authorized');
  // Its customer takes longer than it is captured by itself.
  const slow = { automatic_expiry_period: 12, manual_expiry_period: 7200 };
  const { id: late } = await orders.create(wish('automatic', slow));
  const page = await openPage({ order_id: late });
  await post(page, { method: 'netbanking', bank: 'HDFC' });
  await passTime(13);
  await post(`${page}/bank`, { outcome: 'success' });
  const [payment] = (await orders.fetchPayments(late)).items;
  assert.equal(payment?.status, 'authorized');
  const { id: prompt } = await orders.create(wish('automatic', slow));
  assert.equal((await pay(server, prompt, { method: 'netbanking' })).status, 'captured');
  await passTime(120);
  await ask(`${server.url}/sandbox/settle`, { headers: { authorization: BASIC }, body: {} });
  assert.equal((await payments.fetch(held.id)).status, 'refunded');
  const waits = await payments.capture(String(payment?.id), 50000, 'INR');
  assert.equal(waits.status, 'captured');
});
