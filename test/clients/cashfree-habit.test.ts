// What shops' programs send beyond the documents' types, and what they expect to see again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import decodeQR from 'qr/decode.js';
import { readPng } from '../support/png.ts';
import { CASHFREE_HEADERS } from '../support/documented-example.ts';
import { type Answered, ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { assertFits } from './cashfree-schema.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Json = Record<string, unknown>;
const VERSIONS = ['2022-09-01', '2023-08-01', '2025-01-01', '2026-01-01'] as const;

function send(path: string, body?: unknown, version = '2025-01-01'): Promise<Answered> {
  const headers = { ...CASHFREE_HEADERS, 'x-api-version': version };
  return ask(`${server.url}/pg${path}`, { headers, body });
}

const CREATE = {
  order_amount: 170,
  order_currency: 'INR',
  customer_details: { customer_id: 'c-1', customer_phone: '9999999999' },
};
const CART = {
  customer_note: 'Ring twice',
  shipping_charge: 49.5,
  cart_name: 'Tea',
  customer_shipping_address: { full_name: 'Asha Rao', city: 'Pune', pincode: 411001 },
  customer_billing_address: [],
  cart_items: [{ item_id: '1', item_name: 'Masala chai', item_quantity: 12 }],
};

test('ids of one letter, ids that are numbers, and PHP’s empty lists are taken', async () => {
  for (const [index, version] of VERSIONS.entries()) {
    const order_id = 11 + index;
    const body = {
      ...CREATE,
      order_id,
      order_meta: [],
      order_tags: [],
      cart_details: [],
      customer_details: { customer_id: 7, customer_phone: 9999999999 },
    };
    const made = await send('/orders', body, version);
    assert.equal(made.status, 200, made.text);
    const order = made.json as Json;
    assert.equal(order['order_id'], String(order_id));
    assert.equal((order['customer_details'] as Json)['customer_id'], '7');
    const found = await send(`/orders/${order_id}`, undefined, version);
    assert.equal((found.json as Json)['cf_order_id'], order['cf_order_id']);
  }
  const link = {
    link_id: 5,
    link_amount: 10,
    link_currency: 'INR',
    link_purpose: 'A book',
    customer_details: { customer_phone: '9999999999' },
    link_meta: [],
    link_notify: [],
  };
  const made = await send('/links', link);
  assert.equal(made.status, 200, made.text);
  assert.equal((made.json as Json)['link_id'], '5');
  for (const link_amount of ['1e1', '1E1']) {
    const refused = await send('/links', { ...link, link_id: 'x', link_amount });
    assert.equal((refused.json as Json)['code'], 'link_amount_invalid');
  }
});

test('a cart is kept and its extended data shows it; so are products and terminal', async () => {
  const conditions = [{ action: 'ALLOW', key: 'features', values: ['checkout'] }];
  const products = { one_click_checkout: { enabled: true, conditions } };
  const terminal = { terminal_type: 'SPOS', terminal_id: 't-1', terminal_phone_no: '6309291183' };
  const body = { ...CREATE, order_id: 'cart-1', cart_details: CART, products, terminal };
  const made = await send('/orders', body);
  assert.equal(made.status, 200, made.text);
  assertFits('2025-01-01', 'OrderEntity', made.json);
  const found = await send('/orders/cart-1');
  for (const { json } of [made, found]) {
    const order = json as Json;
    assert.match(String((order['cart_details'] as Json)['cart_id']), /^\d+$/);
    assert.deepEqual(order['products'], products);
    assert.deepEqual(order['terminal_data'], {
      agent_mobile_number: '6309291183',
      cf_terminal_id: null,
      merchant_terminal_id: 't-1',
      terminal_type: 'SPOS',
    });
  }
  const extended = await send('/orders/cart-1/extended');
  assertFits('2025-01-01', 'OrderExtendedDataEntity', extended.json);
  const { cart, charges, shipping_address, billing_address } = extended.json as Json;
  assert.deepEqual(cart, { name: 'Tea', items: CART.cart_items });
  assert.deepEqual(charges, { shipping_charges: 49.5 });
  assert.equal(billing_address, null);
  const { name, city, pin_code } = shipping_address as Json;
  assert.deepEqual([name, city, pin_code], ['Asha Rao', 'Pune', '411001']);
  const old = await send('/orders', { ...body, order_id: 'cart-2' }, '2022-09-01');
  assert.ok(!('cart_details' in (old.json as Json)));
  const none = await send('/orders', { ...CREATE, order_id: 'cart-3' });
  const { cart_details, terminal_data } = none.json as Json;
  assert.deepEqual([cart_details, terminal_data], [null, null]);
  assert.ok(!('products' in (none.json as Json)));
});

test('every bank of the gateway’s list pays, by its code and by its name', async () => {
  for (const [bank, code, label] of [
    [{ netbanking_bank_code: 3003 }, 3003, 'Axis Bank'],
    [{ netbanking_bank_code: '3054' }, 3054, 'UCO Bank'],
    [{ netbanking_bank_name: 'UTIBC' }, 3071, 'Axis Bank - Corporate'],
    [{ netbanking_bank_name: 'SBINR' }, 3044, 'State Bank of India'],
    [{ netbanking_bank_name: 'TESTR' }, 3333, 'Test bank (TESTR)'],
  ] as const) {
    const order = (await send('/orders', CREATE)).json as Json;
    const payment_method = { netbanking: { channel: 'link', ...bank } };
    const body = { payment_session_id: order['payment_session_id'], payment_method };
    const paid = await send('/orders/sessions', body);
    assert.equal(paid.status, 200, paid.text);
    const { cf_payment_id } = paid.json as Json;
    const found = await send(`/orders/${order['order_id']}/payments/${cf_payment_id}`);
    const { netbanking } = (found.json as Json)['payment_method'] as { netbanking: Json };
    assert.deepEqual(
      [netbanking['netbanking_bank_code'], netbanking['netbanking_bank_name']],
      [code, label],
    );
  }
  const order = (await send('/orders', CREATE)).json as Json;
  const page = String(order['payment_session_id']).replace('session_', '');
  const { text } = await ask(`${server.url}/pay/${page}`);
  assert.ok(text.includes('Axis Bank') && !text.includes('UCO Bank'), 'the page offers a few');
});

test('a UPI code is one that a phone reads: it opens the bank’s page', async () => {
  const order = (await send('/orders', CREATE)).json as Json;
  const payment_method = { upi: { channel: 'qrcode' } };
  const body = { payment_session_id: order['payment_session_id'], payment_method };
  const { json } = await send('/orders/sessions', body);
  const { payload } = (json as Json)['data'] as { payload: Json };
  const address = decodeQR(readPng(String(payload['qrcode'])));
  assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/pay\/[\w-]+\/bank$/);
  assert.equal((await ask(address)).status, 200);
});

test('a link’s code opens the link', async () => {
  const link = {
    link_id: 'code',
    link_amount: 10,
    link_currency: 'INR',
    link_purpose: 'A book',
    customer_details: { customer_phone: '9999999999' },
  };
  const made = (await send('/links', link)).json as Json;
  assert.equal(decodeQR(readPng(String(made['link_qrcode']))), made['link_url']);
});

// It moves the clock: the last one.
test('POST /settlements tells of an order what its own path tells', async () => {
  const headers = { authorization: BASIC };
  const control = (name: string, body: object) =>
    ask(`${server.url}/sandbox/${name}`, { headers, body });
  for (const order_id of ['settled-1', 'settled-2']) {
    await send('/orders', { ...CREATE, order_id });
    await control('pay', { order: order_id, method: 'upi' });
  }
  const list = async (filters: object, more: object = {}, version = '2025-01-01') => {
    const told = await send(
      '/settlements',
      { pagination: { limit: 10, ...more }, filters },
      version,
    );
    assert.equal(told.status, 200, told.text);
    return told.json as { cursor: string | null; data: Json[] };
  };
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const around = { start_date: day(0), end_date: day(2) };
  assert.deepEqual((await list(around)).data, [], 'not settled yet');
  await control('clock', { advance_seconds: 25 * 3600 });
  for (const version of VERSIONS) {
    const own = (await send('/orders/settled-1/settlements', undefined, version)).json as Json;
    const id = own['cf_settlement_id'];
    for (const filters of [
      { cf_settlement_ids: [id] },
      { cf_settlement_ids: [String(id)] },
      { settlement_utrs: [own['transfer_utr']] },
    ]) {
      assert.deepEqual((await list(filters, {}, version)).data, [own]);
    }
    const all = (await list(around, {}, version)).data;
    assert.deepEqual(all.map((each) => each['order_id']).toSorted(), ['settled-1', 'settled-2']);
    assert.ok(all.some((each) => JSON.stringify(each) === JSON.stringify(own)));
  }
  const first = await list(around, { limit: 1 });
  const second = await list(around, { limit: 1, cursor: first.cursor });
  const third = await list(around, { limit: 1, cursor: second.cursor });
  assert.equal(first.data.length + second.data.length, 2);
  assert.notDeepEqual(first.data, second.data);
  assert.deepEqual([third.cursor, third.data], [null, []]);
  const date = (text: string) => text.slice(0, 10);
  assert.equal((await list({ start_date: date(day(0)), end_date: date(day(3)) })).data.length, 2);
  assert.deepEqual((await list({ start_date: day(5), end_date: day(6) })).data, []);
  assert.deepEqual((await list({ cf_settlement_ids: ['12', 'x', {}] })).data, []);
  assert.deepEqual((await list({ ...around, settlement_status: ['FAILED'] })).data, []);
  for (const filters of [{ start_date: 'once' }, { end_date: '2025-02-30' }]) {
    const refused = await send('/settlements', { pagination: { limit: 10 }, filters });
    assert.equal(refused.status, 400, refused.text);
  }
});
