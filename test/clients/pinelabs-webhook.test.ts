// Pine Labs' webhooks as they arrive at a merchant's server, over whole lives and over retries.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { addEndpoint, type Hook, openHook } from '../support/pinelabs-receiver.ts';
import { ask } from '../support/server.ts';
import { ACCESS, accept, acceptOf, BASIC, type Json, type Texts } from './pinelabs-client.ts';
import { inquire, leave, pay, refund, SECRET, settle, signatureOf } from './pinelabs-client.ts';
import { MONEY, openTokenClient, orderOf, type TokenClient } from './pinelabs-token-client.ts';

let client: TokenClient;
let hook: Hook;
before(async () => {
  client = await openTokenClient();
  hook = await openHook();
  await addEndpoint(client.server, ACCESS, { url: hook.url });
});
afterEach(() => {
  hook.taken.length = 0;
});
after(async () => {
  await hook.close();
  await client.server.stop();
});

const WEBHOOK = new Webhook(Buffer.from(SECRET).toString('base64'));

/** Every body that came, each proved by the official library. */
async function listen(): Promise<readonly Json[]> {
  await settle(client.server);
  return hook.taken.map(({ headers, body }) => {
    assert.throws(() => WEBHOOK.verify(body.replace(/\d/, 'x'), headers));
    return WEBHOOK.verify(body, headers) as Json;
  });
}

const wait = (seconds: number) => {
  const body = { advance_seconds: seconds };
  return ask(`${client.server.url}/sandbox/clock`, { headers: { authorization: BASIC }, body });
};

test('tokens: events of a whole life arrive in their order, with the order as it was', async () => {
  const order = await client.done('POST', '/pay/v1/orders', orderOf('N_1', { pre_auth: true }));
  const id = String(order['order_id']);
  await pay(client.server, 'N_1', { outcome: 'failure' });
  await pay(client.server, 'N_1', { outcome: 'authorize' });
  await client.done('PUT', `/pay/v1/orders/${id}/capture`, {
    merchant_capture_reference: 'c-1',
    capture_amount: MONEY,
  });
  const back = await client.done('POST', `/pay/v1/refunds/${id}`, {
    merchant_order_reference: 'N_1_R',
    order_amount: { ...MONEY, value: 10000 },
  });
  const told = await listen();
  const lines = told.map(({ event_type, data }) => [event_type, (data as Json)['status']]);
  assert.deepEqual(lines, [
    ['PAYMENT_FAILED', 'ATTEMPTED'],
    ['ORDER_AUTHORIZED', 'AUTHORIZED'],
    ['ORDER_PROCESSED', 'PROCESSED'],
    ['REFUND_PROCESSED', 'PROCESSED'],
  ]);
  const orders = told.map(({ data }) => (data as Json)['order_id']);
  assert.deepEqual(orders, [id, id, id, back['order_id']]);
  const [, , , refunded] = told.map(({ data }) => data as Json);
  assert.equal(refunded?.['parent_order_id'], id);
});

test('tokens: a payment that is let go cancels the order', async () => {
  const order = await client.done('POST', '/pay/v1/orders', orderOf('N_2', { pre_auth: true }));
  await pay(client.server, 'N_2', { outcome: 'authorize' });
  await client.done('PUT', `/pay/v1/orders/${String(order['order_id'])}/cancel`);
  const told = await listen();
  const events = told.map(({ event_type }) => event_type);
  assert.deepEqual(events, ['ORDER_AUTHORIZED', 'ORDER_CANCELLED']);
});

test('signed: the webhook has the fields of the return, and what a refund came to', async () => {
  const { json } = await accept(client.server, acceptOf('N_3'));
  await pay(client.server, 'N_3', { outcome: 'failure' });
  await pay(client.server, 'N_3', { method: 'netbanking' });
  const told = (await inquire(client.server, { ppc_UniqueMerchantTxnID: 'N_3' })).json as Texts;
  const sent = { ppc_UniqueMerchantTxnID: 'N_3_R', ppc_Amount: '50000' };
  const named = { ppc_PinePGTransactionID: told['ppc_PinePGTransactionID'] ?? '' };
  assert.equal((await refund(client.server, { ...sent, ...named })).status, 200);
  const bodies = await listen();
  const events = bodies.map(({ event_name }) => event_name);
  assert.deepEqual(events, [
    'payment.failed',
    'payment.pending',
    'payment.captured',
    'payment.completion',
    'payment.refund.success',
  ]);
  const [failed, , captured, , back] = bodies.map((body) => body['merchant_response'] as Texts);
  for (const fields of [failed, captured, back]) {
    assert.equal(fields?.['dia_secret'], signatureOf(fields ?? {}));
  }
  assert.equal(failed?.['pine_pg_txn_status'], '-7');
  assert.equal(back?.['unique_merchant_txn_id'], 'N_3_R');
  const { redirect_url } = json as { redirect_url: string };
  const { fields } = await leave(redirect_url);
  assert.deepEqual(Object.keys(captured ?? {}), Object.keys(fields));
});

test('the documented callback gets the browser’s form, once it is paid', async () => {
  const callback = await openHook();
  try {
    const body = { merchant_txn_id: 'N_4', amount: 50000, currency: 'INR' };
    const created = await ask(`${client.server.url}/api/v2/order/via/pinelabs/create`, {
      headers: { authorization: BASIC },
      body: { ...body, callback_url: callback.url },
    });
    await pay(client.server, 'N_4', { outcome: 'failure' });
    await settle(client.server);
    assert.equal(callback.taken.length, 0);
    await pay(client.server, 'N_4');
    await settle(client.server);
    const { redirect_url } = created.json as { redirect_url: string };
    const { url, fields } = await leave(redirect_url);
    assert.equal(url, callback.url);
    const told = callback.taken.map((each) => Object.fromEntries(new URLSearchParams(each.body)));
    assert.deepEqual(told, [fields]);
    assert.equal(fields['pine_pg_txn_status'], '4');
    assert.equal(fields['dia_secret'], signatureOf(fields));
  } finally {
    await callback.close();
  }
});

test('a webhook that is refused comes again three times, with the same id and body', async () => {
  hook.answers.push(500, 302, 404, 503);
  await client.done('POST', '/pay/v1/orders', orderOf('N_5'));
  await pay(client.server, 'N_5', { outcome: 'failure' });
  await settle(client.server);
  const counts = [hook.taken.length];
  for (const seconds of [5, 300, 1800, 86_400]) {
    await wait(seconds - 2);
    await settle(client.server);
    counts.push(hook.taken.length);
    await wait(3);
    await settle(client.server);
    counts.push(hook.taken.length);
  }
  assert.deepEqual(counts, [1, 1, 2, 2, 3, 3, 4, 4, 4]);
  const ids = new Set(hook.taken.map(({ headers }) => headers['webhook-id']));
  assert.equal(ids.size, 1);
  assert.equal(new Set(hook.taken.map(({ body }) => body)).size, 1);
});
