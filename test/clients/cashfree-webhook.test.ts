// Webhooks on their way: orders of every major of the SDK, told to a shop that verifies with it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AnswerHook, type Came, type Hook, openHook } from '../support/receiver.ts';
import { ask, BASIC, SECRET, startServer, type TestServer } from '../support/server.ts';
import { type Client, connectClients } from './cashfree-client.ts';

let server: TestServer;
let clients: readonly Client[];
before(async () => {
  server = await startServer();
  clients = connectClients(server.url);
});
after(() => server.stop());

let count = 0;

async function control(path: string, body: object): Promise<void> {
  const headers = { authorization: BASIC };
  const { status } = await ask(`${server.url}/sandbox/${path}`, { headers, body });
  assert.equal(status, 200);
}

const settle = () => control('settle', {});

async function order(client: Client, notify_url: string): Promise<string> {
  count += 1;
  const order_id = `told-${count}`;
  await client.create({
    order_id,
    order_amount: 170,
    order_currency: 'INR',
    order_tags: { cart: '7' },
    customer_details: { customer_id: 'cust_1', customer_phone: '9999999999' },
    order_meta: { notify_url },
  });
  return order_id;
}

const pay = (name: string, outcome: string) =>
  control('pay', { order: name, method: 'upi', outcome });

/** A shop for as long as the test runs. */
async function withHook(act: (hook: Hook) => Promise<void>, answer?: AnswerHook): Promise<void> {
  const hook = await openHook(answer);
  try {
    await act(hook);
  } finally {
    await hook.stop();
  }
}

function verify(client: Client, { headers, body }: Came): string {
  const signature = headers['x-webhook-signature'] ?? '';
  return client.verify(signature, body, headers['x-webhook-timestamp'] ?? '').type;
}

test('each SDK verifies what an order of its version is told: failed, paid, refunded', async () => {
  const versions = ['2022-09-01', '2023-08-01', '2025-01-01', '2025-01-01'];
  for (const [at, client] of clients.entries()) {
    await withHook(async (hook) => {
      const id = await order(client, `${hook.url}/hook?shop=1`);
      await pay(id, 'failure');
      await pay(id, 'success');
      await client.refund(id, { refund_id: `back-${count}`, refund_amount: 70 });
      await settle();
      const types = hook.came.map((came) => verify(client, came));
      const expected = ['PAYMENT_FAILED', 'PAYMENT_SUCCESS', 'REFUND_STATUS'];
      assert.deepEqual(
        types,
        expected.map((name) => `${name}_WEBHOOK`),
      );
      for (const { method, url, headers, body } of hook.came) {
        assert.deepEqual([method, url], ['POST', '/hook?shop=1']);
        assert.equal(headers['content-type'], 'application/json');
        assert.equal(headers['x-webhook-version'], versions[at]);
        assert.equal(headers['x-webhook-attempt'], '1');
        const tampered = { method, url, headers, body: body.replace('INR', 'INS') };
        assert.throws(() => verify(client, tampered), /did not match/);
      }
      const [, paid, refunded] = hook.came;
      assert.match(paid?.body ?? '', /"order_amount":170\.00,.*"order_tags":\{"cart":"7"\}/);
      assert.match(refunded?.body ?? '', /"refund_amount":70\.00,.*"refund_status":"SUCCESS"/);
    });
  }
});

test('what is not taken is sent again after 2, 10 and 30 minutes, the same bytes', async () => {
  const [client] = clients;
  assert.ok(client);
  const refuse: AnswerHook = (response) => response.writeHead(500).end();
  await withHook(async (hook) => {
    const id = await order(client, hook.url);
    await pay(id, 'success');
    await settle();
    for (const minutes of [2, 10, 30]) {
      const before = hook.came.length;
      await control('clock', { advance_seconds: minutes * 60 - 30 });
      await settle();
      assert.equal(hook.came.length, before, `${minutes} minutes less half a one`);
      await control('clock', { advance_seconds: 31 });
      await settle();
      assert.equal(hook.came.length, before + 1, `${minutes} minutes`);
    }
    await control('clock', { advance_seconds: 3600 });
    await settle();
    const attempts = hook.came.map(({ headers }) => headers['x-webhook-attempt']);
    assert.deepEqual(attempts, ['1', '2', '3', '4']);
    assert.equal(new Set(hook.came.map(({ body }) => body)).size, 1);
    const sealed = (name: string) => new Set(hook.came.map(({ headers }) => headers[name])).size;
    assert.equal(sealed('x-webhook-signature'), 1);
  }, refuse);
});

test('the WooCommerce plugin’s address: its shop gets the signed form', async () => {
  const [client] = clients;
  assert.ok(client);
  await withHook(async (hook) => {
    const shop = `${hook.url}/?wc-api=cashfree&order_key=wc_1&action=notify`;
    const packed = Buffer.from(`notify_url=${shop}&platform=woo`).toString('base64');
    const relay = 'https://payments-test.cashfree.com/pgbillpayuiapi/integrations/webhook';
    const id = await order(client, `${relay}?redirectData=${packed}`);
    await pay(id, 'success');
    await settle();
    const [came, ...more] = hook.came;
    assert.deepEqual(more, []);
    assert.equal(came?.url, '/?wc-api=cashfree&order_key=wc_1&action=notify');
    const form = new URLSearchParams(came?.body);
    assert.deepEqual([form.get('orderId'), form.get('txStatus')], [id, 'SUCCESS']);
    assert.equal(form.get('orderAmount'), '170.00');
  });
});

async function accountApi(method: string, path: string, body: object): Promise<unknown> {
  const headers = { authorization: BASIC };
  const { status, json } = await ask(`${server.url}/account${path}`, { method, headers, body });
  assert.ok(status < 300, JSON.stringify(json));
  return json;
}

test('the account’s setting and an endpoint’s own wish choose the form', async () => {
  const [, , client] = clients;
  assert.ok(client);
  await withHook(async (hook) => {
    const formats = async (): Promise<string[]> => {
      await settle();
      return hook.came.splice(0).map(({ headers, url }) => `${url} ${headers['content-type']}`);
    };
    const [json, form] = ['application/json', 'application/x-www-form-urlencoded'];
    await accountApi('PATCH', '/settings', { order_notices: 'both' });
    await pay(await order(client, `${hook.url}/own`), 'success');
    assert.deepEqual((await formats()).sort(), [`/own ${json}`, `/own ${form}`]);
    await accountApi('PATCH', '/settings', { order_notices: 'form' });
    const wishes = { dialect: 'cashfree', version: '2022-09-01', url: `${hook.url}/endpoint` };
    const events = ['PAYMENT_SUCCESS_WEBHOOK'];
    const made = await accountApi('POST', '/endpoints', { ...wishes, events });
    const id = await order(client, `${hook.url}/own`);
    await pay(id, 'failure');
    await pay(id, 'success');
    await settle();
    const told = hook.came.find(({ url }) => url === '/endpoint');
    assert.ok(told);
    assert.equal(verify(client, told), 'PAYMENT_SUCCESS_WEBHOOK');
    assert.equal(told.headers['x-webhook-version'], '2022-09-01');
    assert.deepEqual((await formats()).sort(), [
      `/endpoint ${json}`,
      `/own ${form}`,
      `/own ${form}`,
    ]);
    const { id: name } = made as { id: string };
    await accountApi('PATCH', `/endpoints/${name}`, { active: false });
    await accountApi('PATCH', '/settings', { order_notices: 'json' });
  });
});

test('a payment link tells its own address that it is paid or cancelled', async () => {
  const [client] = clients;
  assert.ok(client);
  await withHook(async (hook) => {
    const headers = {
      'x-client-id': 'test_123',
      'x-client-secret': SECRET,
      'x-api-version': '2025-01-01',
    };
    const link = async (link_id: string) => {
      const body = {
        link_id,
        link_amount: 100,
        link_currency: 'INR',
        link_purpose: 'shoes',
        customer_details: { customer_phone: '9999999999' },
        link_meta: { notify_url: hook.url },
      };
      assert.equal((await ask(`${server.url}/pg/links`, { headers, body })).status, 200);
    };
    await link('told-paid');
    await link('told-cancelled');
    await pay('CFPay_told-paid', 'failure');
    await pay('CFPay_told-paid', 'success');
    const cancel = { headers, method: 'POST', body: {} };
    await ask(`${server.url}/pg/links/told-cancelled/cancel`, cancel);
    await settle();
    const told = hook.came.map((came) => {
      assert.equal(verify(client, came), 'PAYMENT_LINK_EVENT');
      const { link_id, link_status, link_amount_paid } = JSON.parse(came.body).data;
      return [link_id, link_status, link_amount_paid];
    });
    assert.deepEqual(told.sort(), [
      ['told-cancelled', 'CANCELLED', '0.00'],
      ['told-paid', 'PAID', '100.00'],
    ]);
  });
});
