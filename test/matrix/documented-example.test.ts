// Every example of the transformation layer specification, sent to the running server in V1 and V2,
// ids and times aside.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CASHFREE_CREATE,
  CASHFREE_HEADERS,
  PAYU_CREATE,
  PINE_CREATE,
  proved,
  RZP_CREATE,
  VERSIONS,
  type Version,
  WORLDLINE_CREATE,
} from '../support/documented-example.ts';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';

const servers = new Map<Version, TestServer>();
before(async () => {
  for (const version of VERSIONS) servers.set(version, await startServer());
});
after(async () => {
  for (const server of servers.values()) await server.stop();
});

function urlOf(version: Version, tail: string): string {
  return `${servers.get(version)?.url}${tail}`;
}

/** Sends a proved request to `/api/<version>/order/via/<tail>` and expects 200. */
async function call(version: Version, tail: string, body: Readonly<Record<string, unknown>>) {
  const url = urlOf(version, `/api/${version}/order/via/${tail}`);
  const answered = await ask(url, proved(version, body));
  assert.equal(answered.status, 200, answered.text);
  return answered.json as Record<string, unknown>;
}

async function pay(version: Version, order: string, method: string): Promise<void> {
  const body = { order, method };
  const paid = await ask(urlOf(version, '/sandbox/pay'), {
    headers: { authorization: BASIC },
    body,
  });
  assert.equal(paid.status, 200, paid.text);
}

/** The answer with what differs from run to run replaced by the pattern it must have. */
function masked(json: unknown, masks: Readonly<Record<string, RegExp>>): unknown {
  if (Array.isArray(json)) return json.map((each) => masked(each, masks));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const mask = masks[name];
      if (mask === undefined) return [name, masked(value, masks)];
      assert.match(String(value), mask, name);
      return [name, '…'];
    }),
  );
}

const ORDER_ID = /^order_[0-9A-Za-z]{14}$/;
const PAGE = /^http:\/\/127\.0\.0\.1:\d+\/pay\/[0-9A-Za-z_-]{37,60}$/;
const SECONDS = /^\d{10}$/;
const INDIAN_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30$/;

for (const version of VERSIONS) {
  test(`rzp, ${version}`, async () => {
    const created = await call(version, 'rzp/create', RZP_CREATE);
    assert.deepEqual(masked(created, { id: ORDER_ID, created_at: SECONDS }), {
      id: '…',
      entity: 'order',
      amount: 50000,
      currency: 'INR',
      receipt: 'receipt_123',
      status: 'created',
      created_at: '…',
    });
    await pay(version, 'receipt_123', 'card');
    const fetched = await call(version, 'rzp/fetch', { order_id: String(created['id']) });
    assert.deepEqual(masked(fetched, { id: ORDER_ID, created_at: SECONDS }), {
      id: '…',
      entity: 'order',
      amount: 50000,
      amount_paid: 50000,
      amount_due: 0,
      currency: 'INR',
      receipt: 'receipt_123',
      status: 'paid',
      created_at: '…',
    });
    assert.equal(fetched['id'], created['id']);
  });

  test(`payu, ${version}`, async () => {
    const created = await call(version, 'payu/create', PAYU_CREATE);
    assert.deepEqual(masked(created, { order_id: ORDER_ID, payment_url: PAGE }), {
      status: 1,
      msg: 'Order Created',
      result: { txnid: 'TXN123456', order_id: '…', payment_url: '…' },
    });
    await pay(version, 'TXN123456', 'card');
    const fetched = await call(version, 'payu/fetch', { txnid: 'TXN123456' });
    assert.deepEqual(masked(fetched, { bank_ref_num: /^\d{9,12}$/ }), {
      status: 1,
      result: {
        txnid: 'TXN123456',
        amount: '500.00',
        status: 'success',
        mode: 'CC',
        bank_ref_num: '…',
      },
    });
  });

  test(`pinelabs, ${version}`, async () => {
    const created = await call(version, 'pinelabs/create', PINE_CREATE);
    assert.deepEqual(masked(created, { ppc_PinelabsTxnId: ORDER_ID, redirect_url: PAGE }), {
      response_code: 1,
      response_message: 'SUCCESS',
      ppc_MerchantTxnId: 'PINE123456',
      ppc_PinelabsTxnId: '…',
      redirect_url: '…',
    });
    await pay(version, 'PINE123456', 'card');
    assert.deepEqual(await call(version, 'pinelabs/fetch', { merchant_txn_id: 'PINE123456' }), {
      response_code: 1,
      response_message: 'SUCCESS',
      ppc_MerchantTxnId: 'PINE123456',
      ppc_Amount: 50000,
      ppc_TxnStatus: 'SUCCESS',
      ppc_PaymentMode: 'CREDIT_CARD',
    });
  });

  test(`worldline, ${version}`, async () => {
    const created = await call(version, 'worldline/create', WORLDLINE_CREATE);
    assert.deepEqual(masked(created, { paytring_order_id: ORDER_ID, payment_url: PAGE }), {
      status: 'SUCCESS',
      order_id: 'WL_ORDER_123',
      paytring_order_id: '…',
      payment_url: '…',
    });
  });

  test(`cashfree, ${version}`, async () => {
    const base = urlOf(version, `/api/${version}/pg/via/cashfree`);
    const send = async (tail: string, body?: unknown) => {
      const answered = await ask(base + tail, { headers: CASHFREE_HEADERS, body });
      assert.equal(answered.status, 200, answered.text);
      return answered;
    };
    const created = await send('/orders', CASHFREE_CREATE);
    const link =
      /^http:\/\/127\.0\.0\.1:\d+\/api\/v1\/pg\/via\/cashfree\/orders\/order_\w{14}\/(payments|refunds)$/;
    const masks = {
      cf_order_id: ORDER_ID,
      order_token: /^token_[0-9A-Za-z_-]{37,60}$/,
      payment_session_id: /^session_[0-9A-Za-z_-]{37,60}$/,
      url: link,
    };
    assert.deepEqual(masked(created.json, masks), {
      cf_order_id: '…',
      order_id: 'CF_ORDER_123',
      order_status: 'ACTIVE',
      order_token: '…',
      order_amount: 500.5,
      order_currency: 'INR',
      payment_session_id: '…',
      payments: { url: '…' },
      refunds: { url: '…' },
    });
    assert.match(created.text, /"order_amount":500\.50,/);
    await pay(version, 'CF_ORDER_123', 'card');
    const times = { created_at: INDIAN_TIME, processed_at: INDIAN_TIME, payment_time: INDIAN_TIME };
    const fetched = await send('/orders/CF_ORDER_123');
    assert.deepEqual(masked(fetched.json, { ...masks, ...times }), {
      cf_order_id: '…',
      order_id: 'CF_ORDER_123',
      order_status: 'PAID',
      order_amount: 500.5,
      order_currency: 'INR',
      customer_details: CASHFREE_CREATE.customer_details,
      created_at: '…',
    });
    const payments = await send('/orders/CF_ORDER_123/payments');
    const paymentMasks = {
      cf_payment_id: /^pay_\w{14}$/,
      bank_reference: /^\d{9,12}$/,
      card_last4: /^\d{4}$/,
    };
    assert.deepEqual(masked(payments.json, { ...paymentMasks, ...times }), [
      {
        cf_payment_id: '…',
        order_id: 'CF_ORDER_123',
        payment_status: 'SUCCESS',
        payment_amount: 500.5,
        payment_currency: 'INR',
        payment_method: {
          card: { card_network: 'VISA', card_type: 'CREDIT_CARD', card_last4: '…' },
        },
        payment_time: '…',
        bank_reference: '…',
      },
    ]);
    const asked = {
      refund_id: 'refund_123',
      refund_amount: 100.0,
      refund_note: 'Customer requested refund',
    };
    const refundMasks = { cf_refund_id: /^rf_\w{14}$/, ...times };
    const refunded = await send('/orders/CF_ORDER_123/refunds', asked);
    assert.deepEqual(masked(refunded.json, refundMasks), {
      cf_refund_id: '…',
      refund_id: 'refund_123',
      order_id: 'CF_ORDER_123',
      refund_status: 'PENDING',
      refund_amount: 100,
      refund_currency: 'INR',
      created_at: '…',
    });
    await ask(urlOf(version, '/sandbox/settle'), {
      method: 'POST',
      headers: { authorization: BASIC },
    });
    const listed = await send('/orders/CF_ORDER_123/refunds');
    assert.deepEqual(masked(listed.json, refundMasks), [
      {
        cf_refund_id: '…',
        refund_id: 'refund_123',
        refund_status: 'SUCCESS',
        refund_amount: 100,
        created_at: '…',
      },
    ]);
    const one = await send('/orders/CF_ORDER_123/refunds/refund_123');
    assert.deepEqual(masked(one.json, refundMasks), {
      cf_refund_id: '…',
      refund_id: 'refund_123',
      order_id: 'CF_ORDER_123',
      refund_status: 'SUCCESS',
      refund_amount: 100,
      refund_currency: 'INR',
      refund_note: 'Customer requested refund',
      created_at: '…',
      processed_at: '…',
    });
    assert.match(one.text, /"refund_amount":100\.00,/);
  });
}
