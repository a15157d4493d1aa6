// The specification's example as it is printed, without a proof: it works against a new server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { transaction } from './worldline-client.ts';

// worldline.md §0.4.
const EXAMPLE = {
  merchant_id: 'MID123',
  order_id: 'WL_ORDER_123',
  amount: '500.00',
  currency: 'INR',
  customer_name: 'John Doe',
  customer_email: 'john@example.com',
  customer_phone: '9876543210',
  return_url: 'https://merchant.com/return',
} as const;

type Json = Readonly<Record<string, unknown>>;
const own = { authorization: BASIC };

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const create = (body: Json = EXAMPLE) =>
  ask(`${server.url}/api/v1/order/via/worldline/create`, { body });

const change = (body: Json) =>
  ask(`${server.url}/account/settings`, { method: 'PATCH', headers: own, body });

test('create, pay, verify: with MID123 and nothing else', async () => {
  const made = await create();
  assert.equal(made.status, 200, made.text);
  const { status, order_id, payment_url } = made.json as Json;
  assert.deepEqual([status, order_id], ['SUCCESS', 'WL_ORDER_123']);
  assert.equal((await ask(String(payment_url))).status, 200);
  const body = { order: 'WL_ORDER_123', method: 'upi' };
  assert.equal((await ask(`${server.url}/sandbox/pay`, { headers: own, body })).status, 200);
  const asked = transaction(
    'O',
    { identifier: 'WL_ORDER_123' },
    { merchant: { identifier: 'MID123' } },
  );
  const { json } = await ask(`${server.url}/api/paynimoV2.req`, { body: asked });
  const { merchantCode, paymentMethod } = json as { merchantCode: string; paymentMethod: Json };
  assert.equal(merchantCode, 'MID123');
  assert.equal((paymentMethod['paymentTransaction'] as Json)['statusCode'], '0300');
});

test('no other name stands for the account, and the account may switch it off', async () => {
  for (const merchant_id of ['MID124', 'mid123', 'MID123 ']) {
    assert.equal((await create({ ...EXAMPLE, merchant_id })).status, 401, merchant_id);
  }
  assert.equal((await change({ unsigned_create: false })).status, 200);
  assert.equal((await create()).status, 401);
  assert.equal((await change({ unsigned_create: true })).status, 200);
  assert.equal((await create({ ...EXAMPLE, order_id: 'WL_2' })).status, 200);
});

test('who really is called MID123 is meant, and asked first', async () => {
  const shop = {
    key: 'MID123',
    secret: 's',
    name: 'x',
    mode: 'live',
    processor: 'sandbox',
  } as const;
  await server.app.parts.accounts.add(shop);
  assert.equal(
    (await create({ ...EXAMPLE, order_id: 'WL_3' })).status,
    401,
    'it has not allowed it',
  );
});
