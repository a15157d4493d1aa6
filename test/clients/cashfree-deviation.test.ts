// Where we differ from the gateway on purpose, as far as no other test of it says so.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CASHFREE_HEADERS } from '../support/documented-example.ts';
import { type Answered, ask, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Json = Record<string, unknown>;
const VERSION = '2025-01-01';

function send(path: string, body?: unknown, method?: string): Promise<Answered> {
  const headers = { ...CASHFREE_HEADERS, 'x-api-version': VERSION };
  return ask(`${server.url}/pg${path}`, { headers, body, ...(method ? { method } : {}) });
}

const CREATE = {
  order_amount: 170,
  order_currency: 'INR',
  customer_details: { customer_id: 'c-1', customer_phone: '9999999999' },
};

let count = 0;

/** Pays a new order by UPI; resolves to its id, the answer and the payment. */
async function collect(upi_id: string) {
  count += 1;
  const order_id = `deviation-${count}`;
  const { json } = await send('/orders', { ...CREATE, order_id });
  const { payment_session_id } = json as Json;
  const payment_method = { upi: { channel: 'collect', upi_id } };
  const pay = await send('/orders/sessions', { payment_session_id, payment_method });
  const { cf_payment_id } = pay.json as { cf_payment_id: string };
  const { json: payment } = await send(`/orders/${order_id}/payments/${cf_payment_id}`);
  return { order_id, cf_payment_id, payment: payment as Json };
}

test('testsuccess@gocash succeeds at once, and any other well-formed UPI ID waits', async () => {
  assert.equal((await collect('testsuccess@gocash')).payment['payment_status'], 'SUCCESS');
  assert.equal((await collect('asha@okbank')).payment['payment_status'], 'PENDING');
});

test('every failing UPI ID is declined alike', async () => {
  for (const name of ['testfailure', 'testuserdropped', 'testinsufficientfunds']) {
    const { payment } = await collect(`${name}@gocash`);
    assert.equal(payment['payment_status'], 'FAILED', name);
    const { error_reason } = payment['error_details'] as Json;
    assert.equal(error_reason, 'bank_rejected');
  }
});

test('a simulation does not change a payment that is decided', async () => {
  const { cf_payment_id } = await collect('testsuccess@gocash');
  const entity_simulation = { payment_status: 'FAILED', payment_error_code: 'X' };
  const wish = { entity: 'PAYMENTS', entity_id: cf_payment_id, entity_simulation };
  const { status, json } = await send('/simulate', wish);
  assert.equal(status, 200);
  const told = { payment_status: 'SUCCESS', payment_error_code: null };
  assert.deepEqual((json as Json)['entity_simulation'], told);
});

test('an amount above ten lakh is taken', async () => {
  const { status, text } = await send('/orders', { ...CREATE, order_amount: 1_000_001 });
  assert.equal(status, 200);
  assert.match(text, /"order_amount":1000001\.00,/);
});

test('an answer ends without a line break', async () => {
  const { text } = await send('/orders', CREATE);
  assert.equal(text.at(-1), '}');
});

test('what is not served is a bad URL', async () => {
  const rows = [
    ['POST', '/utilities/cardbin', 400],
    ['POST', '/orders/sessions/authorize', 400],
    ['POST', '/simulate/settlement', 405],
    ['POST', '/orders/o-1/settlements', 405],
  ] as const;
  for (const [method, path, status] of rows) {
    const told = await send(path, {}, method);
    assert.equal(told.status, status, path);
    assert.equal((told.json as Json)['message'], 'bad URL, please check API documentation');
  }
});

test('a product that the account does not have is told so, on each of its paths', async () => {
  const rows = [
    ['POST', '/offers', 'offers'],
    ['POST', '/plans', 'subscriptions'],
    ['GET', '/subscriptions/s-1/payments', 'subscriptions'],
    ['GET', '/terminal/qrcodes', 'terminal'],
    ['PATCH', '/terminal/1/status', 'terminal'],
    ['POST', '/orders/settlements', 'settlements_on_request'],
  ] as const;
  for (const [method, path, product] of rows) {
    const told = await send(path, method === 'GET' ? undefined : {}, method);
    const { help: _, ...body } = told.json as Json;
    const message = `${product} : is not enabled for the account`;
    const words = { message, code: 'request_failed', type: 'feature_not_enabled' };
    assert.deepEqual([told.status, body], [400, words], path);
  }
  for (const path of ['/easy-split/vendors', '/split/order/vendor/recon']) {
    const { status, json } = await send(path, {});
    const { message, code, type } = json as Json;
    assert.deepEqual(
      [status, message, code, type],
      [400, 'Merchant not enabled with easy splits', 'api_request_failed', 'invalid_request_error'],
    );
  }
});

test('nothing has an id of what no account here has', async () => {
  const rows = [
    ['GET', '/offers/1', 'offer'],
    ['GET', '/disputes/1', 'dispute'],
    ['PUT', '/disputes/1/accept', 'dispute'],
    ['GET', '/customers/c-1/instruments/1', 'instrument'],
    ['DELETE', '/customers/c-1/instruments/1', 'instrument'],
    ['GET', '/customers/c-1/instruments/1/cryptogram', 'instrument'],
  ] as const;
  for (const [method, path, thing] of rows) {
    const told = await send(path, method === 'PUT' ? {} : undefined, method);
    const { message, code } = told.json as Json;
    assert.deepEqual(
      [told.status, message, code],
      [404, `${thing} not found`, `${thing}_not_found`],
    );
  }
});
