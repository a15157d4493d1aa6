// The token generation as its SDKs, plugins and a connector library use it: the whole life.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask } from '../support/server.ts';
import { digest, type Json, leave, pay, BASES, SHOP } from './pinelabs-client.ts';
import {
  CLIENT,
  DETAILS,
  MONEY,
  openTokenClient,
  orderOf,
  type TokenClient,
} from './pinelabs-token-client.ts';

let client: TokenClient;
before(async () => {
  client = await openTokenClient();
});
after(() => client.server.stop());

test('a token is bought in every place, says when it ends, and serves in every place', async () => {
  for (const [index, place] of BASES.entries()) {
    const url = `${client.server.url}${place}/api/auth/v1/token`;
    const { json } = await ask(url, { body: CLIENT });
    const { access_token, expires_at, expires_in } = json as Json;
    assert.equal(expires_in, 3600);
    const leftMs = Date.parse(String(expires_at)) - Date.now();
    assert.ok(leftMs > 3_500_000 && leftMs <= 3_600_000);
    const headers = { authorization: `Bearer ${String(access_token)}` };
    const body = orderOf(`T_${index}`);
    const made = await ask(`${client.server.url}${place}/api/checkout/v1/orders`, {
      headers,
      body,
    });
    assert.equal(made.status, 200, made.text);
  }
});

test('the whole life: link, page, return, orders by both names, refunds', async () => {
  const { status, json } = await client.call('POST', '/checkout/v1/orders', orderOf('D_1'));
  assert.equal(status, 200);
  const link = json as Readonly<Record<string, string>>;
  assert.deepEqual(Object.keys(link), [
    'token',
    'order_id',
    'redirect_url',
    'response_code',
    'response_message',
  ]);
  assert.equal(link['response_code'], 200);
  assert.equal(link['response_message'], 'Order Creation Successful.');
  const id = link['order_id'] ?? '';
  assert.match(id, /^v1-\d{12}-aa-\w{14}$/);
  const created = await client.done('GET', `/pay/v1/orders/${id}`);
  assert.equal(created['status'], 'CREATED');
  assert.deepEqual(created['purchase_details'], DETAILS);
  assert.deepEqual(created['order_amount'], MONEY);
  await pay(client.server, 'D_1', { method: 'card' });

  const { url, fields } = await leave(link['redirect_url'] ?? '');
  assert.equal(url, SHOP);
  const text = `order_id=${id}&status=PROCESSED`;
  assert.deepEqual(fields, { order_id: id, status: 'PROCESSED', signature: digest(text) });

  const paid = await client.done('GET', '/pay/v1/orders/reference/D_1');
  assert.equal(paid['order_id'], id);
  assert.equal(paid['status'], 'PROCESSED');
  const [payment] = paid['payments'] as Json[];
  assert.equal(payment?.['status'], 'PROCESSED');
  assert.equal(payment?.['payment_method'], 'CARD');

  const part = { merchant_order_reference: 'D_1_R1', order_amount: { ...MONEY, value: 20000 } };
  const refund = await client.done('POST', `/pay/v1/refunds/${id}`, part);
  assert.equal(refund['type'], 'REFUND');
  assert.equal(refund['parent_order_id'], id);
  assert.equal(refund['status'], 'PROCESSED', 'the plugins take nothing else for a success');
  const again = await client.done('POST', `/pay/v1/refunds/${id}`, part);
  assert.deepEqual(again, refund, 'the reference is an idempotency key');
  const settled = await client.done('GET', `/pay/v1/orders/${String(refund['order_id'])}`);
  assert.deepEqual(settled, refund);
  for (const name of ['D_1_R1', String(refund['order_id'])]) {
    assert.deepEqual(await client.done('GET', `/pay/v1/orders/reference/${name}`), settled);
  }
  const partly = await client.done('GET', `/pay/v1/orders/${id}`);
  assert.equal(partly['status'], 'PARTIALLY_REFUNDED');
  // Without an amount everything that is left goes back.
  const rest = await client.done('POST', `/pay/v1/refunds/${id}`, {
    merchant_order_reference: 'D_1_R2',
  });
  assert.deepEqual(rest['order_amount'], { ...MONEY, value: 30000 });
  assert.equal((await client.done('GET', `/pay/v1/orders/${id}`))['status'], 'FULLY_REFUNDED');
  const more = { merchant_order_reference: 'D_1_R3' };
  assert.deepEqual(await client.refused('POST', `/pay/v1/refunds/${id}`, more), [
    422,
    'DUPLICATE_REQUEST',
  ]);
});

test('the official WooCommerce plugin’s requests are understood', async () => {
  const sent = orderOf('69_251104104402', {
    pre_auth: false,
    integration_mode: 'REDIRECT',
    plugin_data: { plugin_type: 'WooCommerce', plugin_version: 'V3' },
    purchase_details: { ...DETAILS, products: [{ product_code: 'x', product_amount: MONEY }] },
  });
  const { json } = await client.call('POST', '/checkout/v1/orders', sent);
  const { order_id } = json as Json;
  await pay(client.server, '69_251104104402');
  const refund = await client.done('POST', `/pay/v1/refunds/${String(order_id)}`, {
    merchant_order_reference: '6547a1b2c3d4e',
    refund_amount: { value: 100, currency: 'INR' },
    merchant_metadata: { key1: 'DD', key_2: 'XOF' },
    refund_reason: '',
  });
  assert.deepEqual(refund['order_amount'], { value: 100, currency: 'INR' });
});

test('a payment held by pre_auth is captured, whole or in part, or cancelled', async () => {
  const held = async (reference: string): Promise<string> => {
    const order = await client.done(
      'POST',
      '/pay/v1/orders',
      orderOf(reference, { pre_auth: true }),
    );
    const id = String(order['order_id']);
    assert.equal(order['pre_auth'], true);
    assert.deepEqual(await client.refused('PUT', `/pay/v1/orders/${id}/cancel`), [
      422,
      'INVALID_REQUEST',
    ]);
    await pay(client.server, reference, { outcome: 'authorize' });
    assert.equal((await client.done('GET', `/pay/v1/orders/${id}`))['status'], 'AUTHORIZED');
    return id;
  };
  const id = await held('D_2');
  const capture = { merchant_capture_reference: 'c-1', capture_amount: MONEY };
  const path = `/pay/v1/orders/${id}/capture`;
  const more = { ...capture, capture_amount: { ...MONEY, value: 50001 } };
  assert.deepEqual(await client.refused('PUT', path, more), [400, 'INVALID_REQUEST']);
  assert.deepEqual(await client.refused('PUT', path, {}), [400, 'INVALID_REQUEST']);
  const whole = await client.done('PUT', path, capture);
  assert.equal(whole['status'], 'PROCESSED');
  const [all = {}] = whole['payments'] as Json[];
  assert.deepEqual(all['capture_data'], [{ capture_amount: MONEY }]);
  assert.deepEqual(await client.refused('PUT', path, capture), [422, 'DUPLICATE_REQUEST']);

  const part = await held('D_PART');
  const less = { ...capture, capture_amount: { ...MONEY, value: 40000 } };
  const partly = await client.done('PUT', `/pay/v1/orders/${part}/capture`, less);
  assert.equal(partly['status'], 'PROCESSED');
  assert.deepEqual(partly['order_amount'], MONEY);
  const [taken = {}] = partly['payments'] as Json[];
  assert.deepEqual(taken['payment_amount'], MONEY);
  assert.deepEqual(taken['capture_data'], [{ capture_amount: { ...MONEY, value: 40000 } }]);
  assert.deepEqual(await client.refused('PUT', `/pay/v1/orders/${part}/capture`, less), [
    422,
    'DUPLICATE_REQUEST',
  ]);
  const tooMuch = { merchant_order_reference: 'D_PART_R1', order_amount: MONEY };
  const refunds = `/pay/v1/refunds/${part}`;
  assert.deepEqual(await client.refused('POST', refunds, tooMuch), [400, 'INVALID_REQUEST']);
  const back = await client.done('POST', refunds, { merchant_order_reference: 'D_PART_R2' });
  assert.deepEqual(back['order_amount'], { ...MONEY, value: 40000 });
  assert.equal((await client.done('GET', `/pay/v1/orders/${part}`))['status'], 'FULLY_REFUNDED');

  const other = await held('D_3');
  const cancelled = await client.done('PUT', `/pay/v1/orders/${other}/cancel`);
  assert.equal(cancelled['status'], 'CANCELLED');
  assert.equal((cancelled['payments'] as Json[])[0]?.['status'], 'CANCELLED');
  const late = `/pay/v1/orders/${other}/capture`;
  assert.deepEqual(await client.refused('PUT', late, { merchant_capture_reference: 'c-2' }), [
    422,
    'INVALID_REQUEST',
  ]);
});

test('a failure goes back to its own address, signed with why', async () => {
  const failure_callback_url = 'https://shop.example/failed';
  const { json } = await client.call(
    'POST',
    '/checkout/v1/orders',
    orderOf('D_7', { failure_callback_url }),
  );
  const link = json as Readonly<Record<string, string>>;
  await pay(client.server, 'D_7', { outcome: 'failure' });
  const { url, fields } = await leave(link['redirect_url'] ?? '');
  assert.equal(url, failure_callback_url);
  const { signature, ...rest } = fields;
  assert.deepEqual(rest, {
    order_id: link['order_id'],
    status: 'FAILED',
    error_code: 'PAYMENT_DECLINED',
    error_message: 'The payment was declined by the acquirer',
  });
  const text =
    `error_code=${rest['error_code']}&error_message=${rest['error_message']}` +
    `&order_id=${rest['order_id']}&status=FAILED`;
  assert.equal(signature, digest(text));
});

test('the sandbox’s controls take the name of an order as it was answered', async () => {
  const { json } = await client.call('POST', '/checkout/v1/orders', orderOf('D_NAMED'));
  const id = String((json as Json)['order_id']);
  assert.match(id, /^v1-/);
  assert.equal((await pay(client.server, id))['reference'], 'D_NAMED');
  assert.equal((await client.done('GET', `/pay/v1/orders/${id}`))['status'], 'PROCESSED');
});
