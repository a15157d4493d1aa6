// The token generation: payments that a merchant's server brings, and everything it is refused.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask } from '../support/server.ts';
import { ACCESS, BASIC, type Json, SECRET } from './pinelabs-client.ts';
import {
  CARD,
  CLIENT,
  collectFrom,
  MONEY,
  openTokenClient,
  orderOf,
  paymentOf,
  type TokenClient,
} from './pinelabs-token-client.ts';

let client: TokenClient;
before(async () => {
  client = await openTokenClient();
});
after(() => client.server.stop());

test('payments by a server: collect decides at once, a card goes on to the bank', async () => {
  const make = async (reference: string) =>
    String((await client.done('POST', '/pay/v1/orders', orderOf(reference)))['order_id']);
  const paid = await make('D_4');
  const processed = await client.done(
    'POST',
    `/pay/v1/orders/${paid}/payments`,
    collectFrom('success@upi'),
  );
  assert.equal(processed['status'], 'PROCESSED');
  assert.equal('challenge_url' in processed, false);
  const path = `/pay/v1/orders/${paid}/payments`;
  assert.deepEqual(await client.refused('POST', path, collectFrom('success@upi')), [
    422,
    'DUPLICATE_REQUEST',
  ]);
  assert.deepEqual(await client.refused('POST', path, paymentOf('WALLET', {})), [
    422,
    'DUPLICATE_REQUEST',
  ]);

  const failing = await make('D_5');
  const failed = await client.done(
    'POST',
    `/pay/v1/orders/${failing}/payments`,
    collectFrom('failure@upi'),
  );
  assert.equal(failed['status'], 'ATTEMPTED');
  const [attempt = {}] = failed['payments'] as Json[];
  assert.equal((attempt['error_detail'] as Json)['code'], 'PAYMENT_DECLINED');
  const card = paymentOf('CARD', { card_details: CARD });
  const pending = await client.done('POST', `/pay/v1/orders/${failing}/payments`, card);
  assert.equal(pending['status'], 'PENDING');
  const challenge = await ask(String(pending['challenge_url']));
  assert.equal(challenge.status, 303);
  assert.match(challenge.headers.get('location') ?? '', /\/bank$/);
  assert.ok(!JSON.stringify(pending).includes('4012001037141112'));
});

test('a method without an instrument is chosen on the page; the amount must fit', async () => {
  const order = await client.done('POST', '/pay/v1/orders', orderOf('D_6'));
  const path = `/pay/v1/orders/${String(order['order_id'])}/payments`;
  for (const [method, page] of [
    ['UPI', 'upi'],
    ['NETBANKING', 'netbanking'],
    ['WALLET', 'wallet'],
  ] as const) {
    const chosen = await client.done('POST', path, paymentOf(method, {}));
    assert.equal(chosen['status'], 'CREATED');
    assert.match(String(chosen['challenge_url']), new RegExp(`\\?method=${page}$`));
    assert.equal((await ask(String(chosen['challenge_url']))).status, 200);
  }
  const less = { ...MONEY, value: 100 };
  for (const body of [
    paymentOf('NETBANKING', {}, less),
    collectFrom('success@upi', less),
    collectFrom('success@upi', { ...MONEY, currency: 'USD' }),
    paymentOf('CARD', { card_details: { ...CARD, card_number: '4999' } }),
    paymentOf('CARD', { card_details: { ...CARD, card_number: '4999999999999999' } }),
    { payments: [] },
    { payments: 'x' },
    {},
  ]) {
    assert.deepEqual(await client.refused('POST', path, body), [400, 'INVALID_REQUEST']);
  }
  for (const method of ['POINTS', 'BNPL', 'CREDIT_EMI', 'constructor']) {
    assert.deepEqual(await client.refused('POST', path, paymentOf(method, {})), [
      422,
      'PAYMENT_METHOD_NOT_ENABLED',
    ]);
  }
  assert.equal('payments' in (await client.done('GET', path.replace('/payments', ''))), false);
});

test('wrong orders, and names that are none of ours', async () => {
  const rows = [
    {},
    orderOf(''),
    orderOf('a b'),
    orderOf('x'.repeat(51)),
    orderOf('D_8', { order_amount: { value: 99, currency: 'INR' } }),
    orderOf('D_8', { order_amount: { value: '5.5', currency: 'INR' } }),
    orderOf('D_8', { order_amount: { value: 500, currency: 'XXX' } }),
    orderOf('D_8', { pre_auth: 'yes' }),
    orderOf('D_8', { callback_url: 'javascript:alert(1)' }),
    orderOf('D_8', { purchase_details: [] }),
    orderOf('D_8', { allowed_payment_methods: 'CARD' }),
    orderOf('D_8', { purchase_details: { customer: { note: 'x'.repeat(40_000) } } }),
  ];
  for (const row of rows) {
    assert.deepEqual(await client.refused('POST', '/checkout/v1/orders', row), [
      400,
      'INVALID_REQUEST',
    ]);
  }
  for (const name of [
    'v1-240115103000-aa-zzzzzzzzzzzzzz',
    'x',
    'v1-240115103000-rf-zzzzzzzzzzzzzz',
  ]) {
    assert.deepEqual(await client.refused('GET', `/pay/v1/orders/${name}`), [
      404,
      'ORDER_NOT_FOUND',
    ]);
  }
  const none = '/pay/v1/orders/v1-240115103000-aa-zzzzzzzzzzzzzz';
  assert.deepEqual(await client.refused('PUT', `${none}/cancel`), [404, 'ORDER_NOT_FOUND']);
  assert.deepEqual(await client.refused('POST', `${none}/payments`, collectFrom('success@upi')), [
    404,
    'ORDER_NOT_FOUND',
  ]);
  const refund = { merchant_order_reference: 'r' };
  const missing = '/pay/v1/refunds/v1-240115103000-aa-zzzzzzzzzzzzzz';
  assert.deepEqual(await client.refused('POST', missing, refund), [404, 'ORDER_NOT_FOUND']);
  assert.deepEqual(await client.refused('POST', '/pay/v1/paymentlinks', {}), [404, 'NOT_FOUND']);
  assert.deepEqual(await client.refused('DELETE', '/pay/v1/orders'), [405, 'METHOD_NOT_ALLOWED']);
  const short = await ask(`${client.server.url}/pinelabs/anything/else`);
  assert.equal(short.status, 404);
  assert.equal((short.json as Json)['code'], 'NOT_FOUND');
});

test('a reference is taken once its order is paid or asks something else', async () => {
  const first = await client.done('POST', '/pay/v1/orders', orderOf(112345171));
  const again = await client.done('POST', '/pay/v1/orders', orderOf('112345171'));
  assert.equal(again['order_id'], first['order_id']);
  const more = orderOf(112345171, { order_amount: { ...MONEY, value: 60000 } });
  assert.deepEqual(await client.refused('POST', '/pay/v1/orders', more), [
    422,
    'DUPLICATE_REQUEST',
  ]);
});

test('tokens: wrong clients, wrong tokens, and one whose time is over', async () => {
  const url = `${client.server.url}/api/auth/v1/token`;
  const rows = [
    [{ ...CLIENT, client_secret: 'no' }, 401],
    [{ ...CLIENT, client_id: 'nobody' }, 401],
    [{ client_id: ACCESS }, 401],
    [{ ...CLIENT, grant_type: 'password' }, 400],
  ] as const;
  for (const [body, status] of rows) {
    const answered = await ask(url, { body });
    assert.equal(answered.status, status);
    assert.ok(!answered.text.includes(SECRET));
  }
  const whole = await client.token();
  const [head = '', expires = '', tag = ''] = whole.split('.');
  const forged = [
    '',
    'x',
    whole.slice(1),
    `${head}.${Number(expires) + 1}.${tag}`,
    `${Buffer.from('nobody').toString('base64url')}.${expires}.${tag}`,
  ];
  for (const each of forged) {
    const { status, json } = await client.call(
      'GET',
      '/pay/v1/orders/x',
      undefined,
      `Bearer ${each}`,
    );
    assert.equal(status, 401, each);
    assert.equal((json as Json)['code'], 'UNAUTHORIZED');
  }
  assert.equal((await client.call('GET', '/pay/v1/orders/x', undefined, BASIC)).status, 401);
  const clock = { headers: { authorization: BASIC }, body: { advance_seconds: 3601 } };
  assert.equal((await ask(`${client.server.url}/sandbox/clock`, clock)).status, 200);
  assert.deepEqual(await client.refused('GET', '/pay/v1/orders/x'), [401, 'UNAUTHORIZED']);
});
