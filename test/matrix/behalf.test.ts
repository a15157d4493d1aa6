// What an operator asks in an account's name: its orders, refunds, endpoints and webhooks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { connectionApiOf, type Json, type Texts } from '../support/connection-api.ts';
import { type Answered, ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const { addAccount } = connectionApiOf(() => server);

const asAdmin = (method: string, path: string, body?: Json, more: Texts = {}) =>
  ask(`${server.url}/admin${path}`, {
    method,
    headers: { authorization: `Bearer ${TEST_ADMIN_TOKEN}`, ...more },
    ...(body === undefined ? {} : { body }),
  });
const asMerchant = (path: string, body: Json): Promise<Answered> =>
  ask(server.url + path, { method: 'POST', headers: { authorization: BASIC }, body });

async function pay(receipt: string): Promise<string> {
  const body = { amount: 50_000, currency: 'INR', receipt };
  const { json } = await asMerchant('/v1/orders', body);
  const paid = { order: receipt, method: 'upi', outcome: 'success' };
  assert.equal((await asMerchant('/sandbox/pay', paid)).status, 200);
  return String((json as Json)['id']);
}

const found = async (name: string): Promise<Json> =>
  (await asAdmin('GET', `/accounts/${KEY}/orders/${name}`)).json as Json;

test('an order in any spelling, with its payments and refunds', async () => {
  const id = await pay('behalf-1');
  const byReference = await found('behalf-1');
  const order = byReference['order'] as Json;
  assert.deepEqual([order['id'], order['status']], [id, 'paid']);
  for (const name of [id, String(order['number']), id.replace('order_', 'CF_')]) {
    assert.deepEqual(await found(name), byReference, name);
  }
  assert.equal((byReference['payments'] as readonly Json[])[0]?.['status'], 'captured');
  const { json } = await asAdmin('GET', `/accounts/${KEY}/orders?status=paid&count=1`);
  assert.deepEqual(json, { orders: [order] });
  assert.equal((await asAdmin('GET', `/accounts/${KEY}/orders/none`)).status, 404);
});

test('a refund is made once by its key or its reference, and says who asked', async () => {
  const id = await pay('behalf-2');
  const path = `/accounts/${KEY}/refunds`;
  const asked = { order: 'behalf-2', amount: 20_000 };
  const key = { 'idempotency-key': 'behalf-key' };
  const first = await asAdmin('POST', path, asked, key);
  assert.equal(first.status, 200, first.text);
  const again = await asAdmin('POST', path, asked, key);
  assert.deepEqual([again.text, again.headers.get('x-idempotency-replayed')], [first.text, 'true']);
  const named = { order: id, amount: 10_000, reference: 'behalf-r' };
  assert.equal((await asAdmin('POST', path, named)).status, 200);
  assert.equal((await asAdmin('POST', path, named)).status, 400);
  const refunds = (await found('behalf-2'))['refunds'] as readonly Json[];
  assert.deepEqual(refunds.map(({ amount }) => amount).sort(), [10_000, 20_000]);
  const events = await asAdmin('GET', `/accounts/${KEY}/events?order=behalf-2`);
  const { events: told } = events.json as { readonly events: readonly Json[] };
  assert.deepEqual(
    told.flatMap(({ by }) => (by === undefined ? [] : [by])),
    ['admin', 'admin'],
  );
  const tooMuch = await asAdmin('POST', path, { order: id, amount: 20_001 });
  assert.equal(tooMuch.status, 400);
  const payment = String(((await found(id))['payments'] as readonly Json[])[0]?.['id']);
  assert.equal((await asAdmin('POST', path, { payment })).status, 200);
  for (const wrong of [
    {},
    { order: id, payment },
    { order: id, amount: '5' },
    { order: id, x: 1 },
  ]) {
    assert.equal((await asAdmin('POST', path, wrong)).status, 400, JSON.stringify(wrong));
  }
});

test('endpoints are added, changed and removed in the name of an account that is off', async () => {
  const { key } = await addAccount('sandbox');
  await asAdmin('PATCH', `/accounts/${key}`, { disabled: true });
  const path = `/accounts/${key}/endpoints`;
  const asked = { url: 'https://shop.example/hook', dialect: 'razorpay' };
  const added = await asAdmin('POST', path, asked, { 'idempotency-key': 'e' });
  assert.equal(added.status, 200, added.text);
  const again = await asAdmin('POST', path, asked, { 'idempotency-key': 'e' });
  assert.equal(again.text, added.text, 'with the secret that was sealed for the account');
  const { id } = added.json as Json;
  await asAdmin('PATCH', `${path}/${id}`, { active: false });
  const { json } = await asAdmin('GET', path);
  const [endpoint, ...others] = (json as { readonly endpoints: readonly Json[] }).endpoints;
  assert.deepEqual([endpoint?.['id'], endpoint?.['active'], others], [id, false, []]);
  assert.equal((await asAdmin('DELETE', `${path}/${id}`)).status, 200);
  assert.equal((await asAdmin('GET', '/accounts/nobody/endpoints')).status, 404);
  const audit = await asAdmin('GET', `/audit?account=${key}`);
  const { audit: all } = audit.json as { readonly audit: readonly Json[] };
  assert.deepEqual(
    all.map(({ operation, outcome }) => `${operation} ${outcome}`),
    [
      'DELETE /accounts/:key/endpoints/:id done',
      'PATCH /accounts/:key/endpoints/:id done',
      'POST /accounts/:key/endpoints repeated',
      'POST /accounts/:key/endpoints done',
      'PATCH /accounts/:key done',
      'POST /accounts done',
    ],
  );
});

test('webhooks are sent once more by filter, and the audit has who', async () => {
  await pay('behalf-3');
  const where = `/accounts/${KEY}/webhooks`;
  const since = new Date(Date.now() - 60_000).toISOString();
  const replayed = await asAdmin('POST', `${where}/replay`, { since, order: 'behalf-3' });
  assert.equal(replayed.status, 200, replayed.text);
  const { json } = await asAdmin('GET', '/audit?count=1');
  const [last] = (json as { readonly audit: readonly Json[] }).audit;
  assert.deepEqual(
    [last?.['operator'], last?.['operation'], last?.['account'], last?.['target']],
    ['admin', 'POST /accounts/:key/webhooks/replay', KEY, { key: KEY, since, order: 'behalf-3' }],
  );
});

test('an operator takes nothing from the limits of the account', async () => {
  const own = await startServer({ RATE_LIMITS: 'create=5,fetch=5,refund=5' });
  try {
    const headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
    for (let at = 0; at < 6; at += 1) {
      await ask(`${own.url}/admin/accounts/${KEY}/settings`, { headers });
    }
    const merchant = { headers: { authorization: BASIC } };
    assert.equal((await ask(`${own.url}/account/settings`, merchant)).status, 200);
  } finally {
    await own.stop();
  }
});
