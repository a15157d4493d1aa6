// Rows that a session or a payment's number opens: another account's credentials close them, and
// nobody captures there what waits for its merchant.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CASHFREE_CREATE,
  CASHFREE_HEADERS,
  PAYTRING_CREATE,
} from '../support/documented-example.ts';
import { type Answered, ask, BASIC, startServer, type TestServer } from '../support/server.ts';

type Json = Record<string, unknown>;
const STRANGER = { key: 'test_stranger', secret: 'a_secret_of_somebody_else' };
const FOREIGN = { 'x-client-id': STRANGER.key, 'x-client-secret': STRANGER.secret };
const VERSION = { 'x-api-version': '2025-01-01' };
const OWN = { authorization: BASIC };

let server: TestServer;
before(async () => {
  server = await startServer();
  const name = 'Another shop';
  const shop = { ...STRANGER, name, mode: 'sandbox', processor: 'sandbox' } as const;
  await server.app.parts.accounts.add(shop);
});
after(() => server.stop());

function send(path: string, body: object, headers: Record<string, string>): Promise<Answered> {
  return ask(`${server.url}${path}`, { headers, body });
}

async function orderOf(
  order_id: string,
): Promise<{ session: string; status: () => Promise<string> }> {
  const headers = { ...CASHFREE_HEADERS, ...VERSION };
  const made = await send('/pg/orders', { ...CASHFREE_CREATE, order_id, order_amount: 1 }, headers);
  assert.equal(made.status, 200, made.text);
  const status = async (): Promise<string> => {
    const found = await ask(`${server.url}/pg/orders/${order_id}`, { headers });
    return String((found.json as Json)['order_status']);
  };
  return { session: String((made.json as Json)['payment_session_id']), status };
}

const CARD = {
  card: {
    channel: 'post',
    card_number: '4111111111111111',
    card_expiry_mm: '12',
    card_expiry_yy: '30',
    card_cvv: '123',
  },
};
const OTP = { action: 'SUBMIT_OTP', otp: '111000' };

test('the one-time password: for a stranger there is no such payment', async () => {
  const { session, status } = await orderOf('STRANGER_1');
  const pay = { payment_session_id: session, payment_method: CARD };
  const refused = await send('/pg/orders/sessions', pay, { ...VERSION, ...FOREIGN });
  assert.equal(refused.status, 404, refused.text);
  const paid = await send('/pg/orders/sessions', pay, VERSION);
  assert.equal(paid.status, 200, paid.text);
  const path = `/pg/orders/pay/authenticate/${(paid.json as Json)['cf_payment_id']}`;
  const wrong = { ...CASHFREE_HEADERS, 'x-client-secret': 'wrong' };
  for (const headers of [FOREIGN, wrong]) {
    const told = await send(path, OTP, { ...VERSION, ...headers });
    assert.equal(told.status, 404, told.text);
    assert.equal((told.json as Json)['code'], 'payment_not_found');
    assert.equal(await status(), 'ACTIVE');
  }
  const own = await send(path, OTP, { ...VERSION, ...CASHFREE_HEADERS });
  assert.equal((own.json as Json)['authenticate_status'], 'SUCCESS');
  assert.equal(await status(), 'PAID');
});

test('no password and no simulation captures what waits for its merchant', async () => {
  const { status } = await orderOf('STRANGER_2');
  const asked = { order: 'STRANGER_2', method: 'card', outcome: 'authorize' };
  const paid = await send('/sandbox/pay', asked, OWN);
  assert.equal((paid.json as Json)['status'], 'authorized', paid.text);
  const id = String((paid.json as Json)['number']);
  const late = await send(`/pg/orders/pay/authenticate/${id}`, OTP, VERSION);
  assert.equal(late.status, 200, late.text);
  const wish = {
    entity: 'PAYMENTS',
    entity_id: id,
    entity_simulation: { payment_status: 'SUCCESS' },
  };
  const simulated = await send('/pg/simulate', wish, { ...CASHFREE_HEADERS, ...VERSION });
  assert.equal(simulated.status, 200, simulated.text);
  assert.equal(await status(), 'ACTIVE');
  const payment = await ask(`${server.url}/v1/payments/${(paid.json as Json)['id']}`, {
    headers: OWN,
  });
  assert.equal((payment.json as Json)['status'], 'authorized');
});

test('pages of a session and of an order turn a stranger away', async () => {
  const { session } = await orderOf('STRANGER_3');
  const form = { 'content-type': 'application/json' };
  const body = { payment_session_id: session };
  const shown = await send('/cashfree/checkout', body, form);
  assert.equal(shown.status, 303, shown.text);
  assert.equal((await send('/cashfree/checkout', body, { ...form, ...FOREIGN })).status, 401);

  const made = await send('/api/v2/order/create', { ...PAYTRING_CREATE, receipt_id: 'S3' }, OWN);
  const id = String((made.json as Json)['order_id']);
  const page = `${server.url}/pay/token/${id}`;
  assert.equal((await ask(page)).status, 200);
  const basic = Buffer.from(`${STRANGER.key}:${STRANGER.secret}`).toString('base64');
  assert.equal((await ask(page, { headers: { authorization: `Basic ${basic}` } })).status, 404);
});
