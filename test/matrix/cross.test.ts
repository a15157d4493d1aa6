// An order created in any dialect, read and refunded in every other: all mean the same thing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CASHFREE_CREATE,
  CASHFREE_HEADERS,
  PAYTRING_CREATE,
  PAYU_CREATE,
  PINE_CREATE,
  RZP_CREATE,
  WORLDLINE_CREATE,
} from '../support/documented-example.ts';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const OWN = { authorization: BASIC };
type Tongue = {
  readonly create: (reference: string) => Promise<unknown>;
  /** The order's state and amount (in paise) as this dialect tells them. */
  readonly read: (reference: string) => Promise<readonly [string, number]>;
  readonly unpaid: string;
  readonly paid: string;
};

async function post(tail: string, body: object, headers: Record<string, string> = OWN) {
  const answered = await ask(`${server.url}${tail}`, { headers, body });
  assert.equal(answered.status, 200, answered.text);
  return answered.json as Record<string, unknown>;
}

const paise = (rupees: unknown): number => Math.round(Number(rupees) * 1000) / 10;

const TONGUES: Readonly<Record<string, Tongue>> = {
  rzp: {
    create: (receipt) => post('/api/v2/order/via/rzp/create', { ...RZP_CREATE, receipt }),
    read: async (order_id) => {
      const order = await post('/api/v2/order/via/rzp/fetch', { order_id });
      return [String(order['status']), Number(order['amount'])];
    },
    unpaid: 'created',
    paid: 'paid',
  },
  payu: {
    create: (txnid) => post('/api/v2/order/via/payu/create', { ...PAYU_CREATE, txnid }),
    read: async (txnid) => {
      const { result } = await post('/api/v2/order/via/payu/fetch', { txnid });
      const { status, amount } = result as Record<string, unknown>;
      return [String(status), paise(amount)];
    },
    unpaid: 'pending',
    paid: 'success',
  },
  pinelabs: {
    create: (merchant_txn_id) =>
      post('/api/v2/order/via/pinelabs/create', { ...PINE_CREATE, merchant_txn_id }),
    read: async (merchant_txn_id) => {
      const order = await post('/api/v2/order/via/pinelabs/fetch', { merchant_txn_id });
      return [String(order['ppc_TxnStatus']), Number(order['ppc_Amount'])];
    },
    unpaid: 'INITIATED',
    paid: 'SUCCESS',
  },
  cashfree: {
    create: (order_id) =>
      post(
        '/api/v2/pg/via/cashfree/orders',
        { ...CASHFREE_CREATE, order_id, order_amount: 500 },
        CASHFREE_HEADERS,
      ),
    read: async (order_id) => {
      const url = `${server.url}/api/v2/pg/via/cashfree/orders/${order_id}`;
      const { json, status, text } = await ask(url, { headers: CASHFREE_HEADERS });
      assert.equal(status, 200, text);
      const order = json as Record<string, unknown>;
      return [String(order['order_status']), paise(order['order_amount'])];
    },
    unpaid: 'ACTIVE',
    paid: 'PAID',
  },
  worldline: {
    create: (order_id) =>
      post('/api/v2/order/via/worldline/create', { ...WORLDLINE_CREATE, order_id }),
    read: async (order_id) => {
      const order = await post('/api/v2/order/via/worldline/fetch', { order_id });
      return [String(order['txn_status']), paise(order['amount'])];
    },
    unpaid: '0398',
    paid: '0300',
  },
  paytring: {
    create: (receipt_id) => post('/api/v2/order/create', { ...PAYTRING_CREATE, receipt_id }),
    read: async (id) => {
      const { order } = await post('/api/v2/order/fetch/receipt', { id });
      const { order_status: status, amount } = order as Record<string, unknown>;
      return [String(status), Number(amount)];
    },
    unpaid: 'created',
    paid: 'success',
  },
};

for (const [name, creator] of Object.entries(TONGUES)) {
  test(`an order created in ${name} reads the same everywhere`, async () => {
    const reference = `X_${name}_1`;
    await creator.create(reference);
    for (const [other, { read, unpaid }] of Object.entries(TONGUES)) {
      assert.deepEqual(await read(reference), [unpaid, 50000], `${other}, unpaid`);
    }
    const payment = await post('/sandbox/pay', { order: reference, method: 'upi' });
    assert.equal(payment['status'], 'captured');
    for (const [other, { read, paid }] of Object.entries(TONGUES)) {
      assert.deepEqual(await read(reference), [paid, 50000], `${other}, paid`);
    }
    const url = `/api/v2/pg/via/cashfree/orders/${reference}/refunds`;
    const body = { refund_id: `rf_${name}`, refund_amount: 500 };
    const refund = await post(url, body, CASHFREE_HEADERS);
    assert.equal(refund['refund_status'], 'PENDING');
    await post('/sandbox/settle', {});
    const pine = await TONGUES['pinelabs']?.read(reference);
    assert.deepEqual(pine, ['REFUNDED', 50000]);
  });
}

test('another account finds none of it', async () => {
  await TONGUES['rzp']?.create('X_mine');
  await server.app.parts.accounts.add({
    key: 'test_other',
    secret: 'other_secret',
    name: 'Another shop',
    mode: 'sandbox',
    processor: 'sandbox',
  });
  const mine = await post('/api/v2/order/via/rzp/fetch', { order_id: 'X_mine' });
  const stranger = `Basic ${Buffer.from('test_other:other_secret').toString('base64')}`;
  const headers = { authorization: stranger };
  for (const order_id of ['X_mine', String(mine['id'])]) {
    const found = await ask(`${server.url}/api/v2/order/via/rzp/fetch`, {
      headers,
      body: { order_id },
    });
    assert.equal(found.status, 404);
    assert.deepEqual(found.json, {
      status: 'ERROR',
      code: 'ORDER_NOT_FOUND',
      message: 'Order not found',
    });
    const paid = await ask(`${server.url}/sandbox/pay`, {
      headers,
      body: { order: order_id, method: 'upi' },
    });
    assert.equal(paid.status, 404);
  }
  await post('/api/v2/order/via/rzp/create', { ...RZP_CREATE, receipt: 'X_mine' }, headers);
});

test('a refund is of the currency of its order, whatever dialect made the order', async () => {
  const yen = { ...RZP_CREATE, amount: 5000, currency: 'JPY', receipt: 'X_yen' };
  await post('/api/v2/order/via/rzp/create', yen);
  await post('/sandbox/pay', { order: 'X_yen', method: 'upi' });
  const url = `${server.url}/api/v2/pg/via/cashfree/orders/X_yen/refunds`;
  const refund = (refund_id: string, refund_amount: number) =>
    ask(url, { headers: CASHFREE_HEADERS, body: { refund_id, refund_amount } });
  const half = await refund('yen_1', 10.5);
  assert.equal(half.status, 400);
  assert.match(half.text, /refund_amount/);
  const whole = await refund('yen_2', 5000);
  assert.equal(whole.status, 200);
  assert.match(whole.text, /"refund_amount":5000,/);
});
