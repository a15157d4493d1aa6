// Four majors of the official SDK live a whole life against a real server: create, pay, read,
// refund, every refusal. Each answer is held against the gateway's own OpenAPI file.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';
import {
  type Client,
  connectClients,
  type Json,
  type Order,
  refusalOf,
} from './cashfree-client.ts';
import { assertFits } from './cashfree-schema.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const CREATE: Order = {
  order_amount: 500.5,
  order_currency: 'INR',
  order_note: 'two pairs of shoes',
  order_tags: { size: '42' },
  customer_details: {
    customer_id: 'cust_1',
    customer_phone: '9999999999',
    customer_name: 'Rahul Sharma',
    customer_email: 'rahul@example.com',
  },
  order_meta: { return_url: 'https://m.example.com/r?id={order_id}' },
};

const control = (path: string, body: Json) =>
  ask(`${server.url}/sandbox/${path}`, { headers: { authorization: BASIC }, body });

/** The SDKs' first two majors keep their address in one place: nothing here runs side by side. */
async function eachClient(work: (client: Client, name: string) => Promise<void>): Promise<void> {
  for (const client of connectClients(server.url)) {
    await work(client, client.version.replaceAll('-', ''));
  }
}

const asJson = (data: unknown): Json => data as Json;
const asList = (data: unknown): Json[] => data as Json[];

test('create, read, pay, read again', async () => {
  await eachClient(async (client, name) => {
    const order_id = `life-${name}`;
    const { version } = client;
    const created = await client.create({ ...CREATE, order_id }, `key-${name}`);
    assert.equal(created.status, 200, client.name);
    assertFits(version, 'OrderEntity', created.data);
    const order = asJson(created.data);
    assert.equal(order['order_id'], order_id);
    assert.equal(order['order_amount'], 500.5);
    assert.equal(order['order_status'], 'ACTIVE');
    assert.match(String(order['payment_session_id']), /^session_/);
    const replayed = await client.create({ ...CREATE, order_id }, `key-${name}`);
    assert.deepEqual(replayed.data, created.data);

    assert.deepEqual((await client.payments(order_id)).data, []);
    assert.deepEqual((await client.refunds(order_id)).data, []);
    assert.equal((await refusalOf(client.settlement(order_id))).status, 404);

    await control('pay', { order: order_id, method: 'upi' });
    const paid = await client.fetch(order_id);
    assertFits(version, 'OrderEntity', paid.data);
    assert.equal(asJson(paid.data)['order_status'], 'PAID');
    const { data } = await client.payments(order_id);
    const [payment = {}, ...others] = asList(data);
    assert.equal(others.length, 0);
    assertFits(version, 'PaymentEntity', payment);
    assert.equal(payment['payment_status'], 'SUCCESS');
    assert.equal(payment['is_captured'], true);
    const one = await client.payment(order_id, String(payment['cf_payment_id']));
    assert.deepEqual(one.data, payment);
  });
});

test('refund a part, the rest, and no more', async () => {
  await eachClient(async (client, name) => {
    const id = `life-${name}`;
    const { version } = client;
    const part = { refund_id: `part-${name}`, refund_amount: 100.81, refund_note: 'one shoe' };
    const created = await client.refund(id, part);
    assertFits(version, 'RefundEntity', created.data);
    const refund = asJson(created.data);
    assert.equal(refund['refund_status'], 'PENDING');
    assert.equal(refund['refund_amount'], 100.81);
    assert.equal(refund['refund_note'], 'one shoe');

    const repeated = await refusalOf(client.refund(id, part));
    assert.equal(repeated.status, 400);
    assert.equal(repeated.body['message'], 'Duplicate Merchant Refund Id');
    const large = { refund_id: `large-${name}`, refund_amount: 400 };
    const tooLarge = await refusalOf(client.refund(id, large));
    assert.equal(tooLarge.body['code'], 'refund_post_failed');
    const nothing = await refusalOf(client.refund(id, { ...large, refund_amount: 0 }));
    assert.equal(nothing.body['code'], 'refund_amount_invalid');

    await client.refund(id, { refund_id: `rest-${name}`, refund_amount: 399.69 });
    await control('settle', {});
    const fetched = await client.refundOf(id, part.refund_id);
    assertFits(version, 'RefundEntity', fetched.data);
    assert.equal(asJson(fetched.data)['refund_status'], 'SUCCESS');
    const list = asList((await client.refunds(id)).data);
    assert.deepEqual(
      list.map((each) => [each['refund_id'], each['refund_status']]),
      [
        [part.refund_id, 'SUCCESS'],
        [`rest-${name}`, 'SUCCESS'],
      ],
    );
    for (const each of list) assertFits(version, 'RefundEntity', each);
    const empty = await refusalOf(client.refund(id, { ...large, refund_amount: 1 }));
    assert.equal(empty.body['code'], 'refund_post_failed');
  });
});

test('everything that is refused is told as {message, code, type}', async () => {
  await eachClient(async (client, name) => {
    const id = `life-${name}`;
    const unpaid = `unpaid-${name}`;
    await client.create({ ...CREATE, order_id: unpaid });
    const refund = { refund_id: `none-${name}`, refund_amount: 1 };
    const amount = { ...CREATE, order_id: `less-${name}`, order_amount: 0 };
    const rows = [
      [() => client.create({ ...CREATE, order_id: id }), 409, 'order_already_exists'],
      [() => client.create(amount), 400, 'order_amount_invalid'],
      [() => client.fetch('nowhere'), 404, 'order_not_found'],
      [() => client.payments('nowhere'), 404, 'order_not_found'],
      [() => client.payment('nowhere', '1'), 404, 'order_not_found'],
      [() => client.payment(id, '12345'), 404, 'payment_not_found'],
      [() => client.payment(id, 'x'), 404, 'payment_not_found'],
      [() => client.refund('nowhere', refund), 404, 'order_not_found'],
      [() => client.refund(unpaid, refund), 400, 'order_id_not_paid'],
      [() => client.refundOf(id, 'nowhere'), 404, 'refund_not_found'],
      [() => client.refunds('='), 400, 'order_id_invalid'],
      [() => client.settlement('nowhere'), 404, 'order_not_found'],
      [() => client.authorize('nowhere', 'VOID'), 404, 'order_not_found'],
    ] as const;
    for (const [call, status, code] of rows) {
      const { status: came, body } = await refusalOf(call());
      const schema = ({ 400: 'BadRequestError', 404: 'ApiError404' } as const)[status as 400];
      assertFits(client.version, schema ?? 'ApiError409', body);
      assert.equal(body['code'], code, client.name);
      assert.equal(came, status);
      assert.equal('help' in body, client.version >= '2025-01-01');
    }
  });
});

test('a wrong secret, and a key that is none', async () => {
  for (const secrets of [
    { key: KEY, secret: 'wrong' },
    { key: 'nobody', secret: 'wrong' },
  ]) {
    for (const client of connectClients(server.url, secrets)) {
      const { status, body } = await refusalOf(client.fetch('life'));
      assert.equal(status, 401);
      assertFits(client.version, 'AuthenticationError', body);
      assert.equal(body['message'], 'authentication Failed');
    }
  }
});

test('an idempotency key with another body', async () => {
  await eachClient(async (client, name) => {
    const other = { ...CREATE, order_id: `other-${name}` };
    const { status, body } = await refusalOf(client.create(other, `key-${name}`));
    assert.equal(status, 422);
    assertFits(client.version, 'IdempotencyError', body);
  });
});

test('a day after the payment it is settled; of another time nothing is told', async () => {
  const id = (name: string) => `settled-${name}`;
  await eachClient(async (client, name) => {
    await client.create({ ...CREATE, order_id: id(name) });
    await control('pay', { order: id(name), method: 'card' });
    assert.equal((await refusalOf(client.settlement(id(name)))).status, 404);
  });
  await control('clock', { advance_seconds: 25 * 3600 });
  await eachClient(async (client, name) => {
    const { status, data } = await client.settlement(id(name));
    assert.equal(status, 200);
    assertFits(client.version, 'SettlementEntity', data);
    assert.equal(asJson(data)['settlement_amount'], 500.5);
    const page = { cursor: null, limit: 10, data: [] };
    assert.deepEqual((await client.settlements()).data, page);
    const { data: recon } = await client.recon();
    assertFits(client.version, 'SettlementReconEntity', recon);
    assert.deepEqual(recon, page);
  });
});

// Source: cashfree.md §3.1; made with the SDK itself.
const TIMESTAMP = '1746427759733';
const SIGNATURE = 'pFJsEEbODQB08sAYg6ycHa/niIi9jbb2hghYu+rwFBg=';
const HOOK =
  '{"data":{"order":{"order_id":"order_1","order_amount":170.00,"order_currency":"INR",' +
  '"order_tags":null},"payment":{"cf_payment_id":"1453002795","payment_status":"SUCCESS",' +
  '"payment_amount":170.00}},"event_time":"2025-05-05T12:19:19+05:30",' +
  '"type":"PAYMENT_SUCCESS_WEBHOOK"}';

test('the SDK’s own verifier of webhooks takes the contract’s vector and nothing else', () => {
  const secrets = { key: KEY, secret: 'cf_test_secret_key' };
  for (const client of connectClients(server.url, secrets)) {
    assert.equal(client.verify(SIGNATURE, HOOK, TIMESTAMP).type, 'PAYMENT_SUCCESS_WEBHOOK');
    const again = JSON.stringify(JSON.parse(HOOK));
    assert.throws(() => client.verify(SIGNATURE, again, TIMESTAMP), /did not match/);
  }
});
