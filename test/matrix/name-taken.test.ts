// Over the wire: an order that is called like another one cannot answer for it, in any dialect.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { commitOf } from '../conformance/store.ts';
import { buildOrder } from '../support/call.ts';
import {
  CASHFREE_CREATE,
  CASHFREE_HEADERS,
  PAYTRING_CREATE,
  PAYU_CREATE,
  PINE_CREATE,
  RZP_CREATE,
  WORLDLINE_CREATE,
} from '../support/documented-example.ts';
import { type Answered, ask, BASIC, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Json = Record<string, unknown>;
const OWN = { authorization: BASIC };
const PAGE_MIN = 36;
const NATIVE = { ...CASHFREE_HEADERS, 'x-api-version': '2025-01-01' };

function send(path: string, body: object, headers: Record<string, string> = OWN) {
  return ask(`${server.url}${path}`, { headers, body });
}

/** An order of 500 rupees that is called so, in each dialect and on each path that takes names. */
const CREATES: Readonly<Record<string, (name: string) => Promise<Answered>>> = {
  razorpay: (receipt) => send('/api/v2/order/via/rzp/create', { ...RZP_CREATE, receipt }),
  payu: (txnid) => send('/api/v2/order/via/payu/create', { ...PAYU_CREATE, txnid }),
  pinelabs: (merchant_txn_id) =>
    send('/api/v2/order/via/pinelabs/create', { ...PINE_CREATE, merchant_txn_id }),
  cashfree: (order_id) =>
    send(
      '/api/v2/pg/via/cashfree/orders',
      { ...CASHFREE_CREATE, order_id, order_amount: 500 },
      CASHFREE_HEADERS,
    ),
  'cashfree, native': (order_id) =>
    send('/pg/orders', { ...CASHFREE_CREATE, order_id, order_amount: 500 }, NATIVE),
  worldline: (order_id) =>
    send('/api/v2/order/via/worldline/create', { ...WORLDLINE_CREATE, order_id }),
  paytring: (receipt_id) => send('/api/v2/order/create', { ...PAYTRING_CREATE, receipt_id }),
};

async function orderOf(amount: number): Promise<Json> {
  const made = await send('/v1/orders', { amount, currency: 'INR' });
  assert.equal(made.status, 200, made.text);
  return made.json as Json;
}

/** Its token alone and with two words, its number, its page's name, the page in a session. */
async function namesOf({ id }: Json): Promise<readonly string[]> {
  const token = String(id).slice('order_'.length);
  const found = await ask(`${server.url}/pg/orders/${id}`, { headers: NATIVE });
  const { cf_order_id, payment_session_id } = found.json as Json;
  const page = String(payment_session_id).slice('session_'.length);
  const words = [`order_${token}`, `rf_${token}`];
  return [token, ...words, String(cf_order_id), page, String(payment_session_id)];
}

for (const [dialect, create] of Object.entries(CREATES)) {
  test(`${dialect}: a name that an order has is refused as a taken one`, async () => {
    const mine = `TAKEN_${dialect.replaceAll(/\W+/g, '_')}`;
    // Of another amount, so that no dialect gives it back as the same order.
    const first = await send('/v1/orders', { amount: 777, currency: 'INR', receipt: mine });
    assert.equal(first.status, 200, first.text);
    const taken = await create(mine);
    const names = await namesOf(await orderOf(100));
    for (const name of names) {
      const refused = await create(name);
      // A page's name is longer than some references may be.
      if (name.length > PAGE_MIN && /\b(?:at most|long|length|max)/i.test(refused.text)) continue;
      assert.equal(refused.status, taken.status, `${name} ${refused.text}`);
      const plain = (answer: Answered, own: string): string => answer.text.replaceAll(own, '…');
      assert.equal(plain(refused, name), plain(taken, mine));
    }
  });
}

test('natively a receipt may be used again: it then names the older order', async () => {
  const first = await orderOf(100);
  const again = await send('/v1/orders', { amount: 500, currency: 'INR', receipt: first['id'] });
  assert.equal(again.status, 200, again.text);
  const found = await send('/api/v2/order/via/rzp/fetch', { order_id: first['id'] });
  assert.equal((found.json as Json)['id'], first['id']);
  const unique = { amount: 100, currency: 'INR', receipt: first['id'], unique_receipt: true };
  assert.equal((await send('/v1/orders', unique)).status, 400);
});

test('of a database that has both, the merchant’s order is read, paid and told of', async () => {
  const ours = await orderOf(100);
  const names = await namesOf(ours);
  const number = names[3] ?? '';
  const { store, accounts } = server.app.parts;
  const known = await accounts.find('test_123');
  assert.ok(known);
  const id = { key: 1, number: 4403993715527184, token: 'ABC123def456GH' };
  const changes = {
    order: buildOrder({ id, reference: number, createdAt: Date.now() }),
    before: null,
    payment: null,
    refund: null,
    refundIsNew: false,
  };
  const saved = await store.save(commitOf({ account: known.account.id, changes }));
  assert.equal(saved, 'saved');
  const found = await ask(`${server.url}/pg/orders/${number}`, { headers: NATIVE });
  assert.equal((found.json as Json)['order_amount'], 500.5);
  const paid = await send('/sandbox/pay', { order: number, method: 'upi' });
  assert.deepEqual((paid.json as Json)['order'], 'order_ABC123def456GH');
  const own = await ask(`${server.url}/v1/orders/${ours['id']}`, { headers: OWN });
  assert.equal((own.json as Json)['status'], 'created');
  const webhooks = await ask(`${server.url}/account/webhooks?order=${number}`, { headers: OWN });
  assert.equal(webhooks.status, 200);
  assert.ok(!webhooks.text.includes(String(ours['id'])));
});

test('a link and a refund are refused as well', async () => {
  const names = await namesOf(await orderOf(100));
  const link = {
    link_id: names[0],
    link_amount: 5,
    link_currency: 'INR',
    link_purpose: 'A book',
    customer_details: { customer_phone: '9999999999' },
  };
  const refused = await send('/pg/links', link, NATIVE);
  assert.deepEqual([refused.status, (refused.json as Json)['code']], [409, 'link_already_exists']);

  const order_id = 'NAMES_refunded';
  await send('/pg/orders', { ...CASHFREE_CREATE, order_id, order_amount: 500 }, NATIVE);
  await send('/sandbox/pay', { order: order_id, method: 'upi' });
  const refunds = `/pg/orders/${order_id}/refunds`;
  const first = await send(refunds, { refund_id: 'NAMES_r1', refund_amount: 1 }, NATIVE);
  assert.equal(first.status, 200, first.text);
  const number = String((first.json as Json)['cf_refund_id']);
  for (const refund_id of [number, `refund_${number}`, 'NAMES_r1', ...names.slice(0, 4)]) {
    const again = await send(refunds, { refund_id, refund_amount: 2 }, NATIVE);
    assert.equal(again.status, 400, again.text);
    assert.match(again.text, /Duplicate Merchant Refund Id/);
  }
});
