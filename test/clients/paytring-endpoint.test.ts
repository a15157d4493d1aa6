// Webhooks as they arrive at a shop: set up by the gateway's own API, verified as its SDK does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Hook, openHook } from '../support/receiver.ts';
import { ask, BASIC, SECRET, startServer, type TestServer } from '../support/server.ts';
import { type Body, callV2, sign } from './paytring-client.ts';

let server: TestServer;
let all: Hook;
let paid: Hook;

before(async () => {
  server = await startServer();
  all = await openHook();
  paid = await openHook();
  await webhook('/create', { url: all.url, topics: ['order.paid', 'order.failed'] });
  await webhook('/create', { url: paid.url, topics: ['order.paid'] });
});
after(async () => {
  await server.stop();
  await all.stop();
  await paid.stop();
});

async function webhook(path: string, body: Body): Promise<Body> {
  const answered = await callV2(server.url, `/api/v2/webhook${path}`, body);
  assert.equal(answered.status, 200, answered.text);
  return (answered.json as { data: Body }).data;
}

async function post(path: string, body: object): Promise<void> {
  const headers = { authorization: BASIC };
  const { status, text } = await ask(`${server.url}${path}`, { method: 'POST', headers, body });
  assert.equal(status, 200, text);
}

async function pay(receipt: string, ...outcomes: readonly string[]): Promise<string> {
  const made = await callV2(server.url, '/api/v2/order/create', {
    amount: 50050,
    receipt_id: receipt,
    cname: 'Asha Rao',
    phone: '9876543210',
    callback_url: 'https://shop.example/callback',
  });
  const { order_id: order } = made.json as { order_id: string };
  for (const outcome of outcomes) await post('/sandbox/pay', { order, method: 'upi', outcome });
  await post('/sandbox/settle', {});
  return order;
}

test('a failure and a success, each to whoever chose its topic', async () => {
  const order = await pay('HOOK_1', 'failure', 'success');
  const bodies = all.came.map(({ body }) => JSON.parse(body) as Body);
  assert.deepEqual(
    bodies.map((body) => [body['event'], body['order_id'], body['status']]),
    [
      ['order.failed', order, 'failed'],
      ['order.paid', order, 'success'],
    ],
  );
  assert.deepEqual(
    paid.came.map(({ body }) => (JSON.parse(body) as Body)['event']),
    ['order.paid'],
  );
});

test('what arrives verifies, and with a byte turned it does not', async () => {
  await pay('HOOK_2', 'success');
  const came = all.came.at(-1);
  assert.ok(came);
  assert.equal(came.method, 'POST');
  assert.equal(came.headers['content-type'], 'application/json');
  const signature = came.headers['x-paytring-signature'];
  const body = JSON.parse(came.body) as Body;
  assert.equal(sign(body), signature);
  assert.notEqual(sign({ ...body, amount: 50051 }), signature);
  assert.notEqual(sign(body, `${SECRET}x`), signature);
  assert.ok(!came.body.includes(SECRET));
});

test('a changed choice is obeyed, and both administrations tell of it alike', async () => {
  const made = await webhook('/create', { url: `${paid.url}/third`, topics: ['order.paid'] });
  await webhook(`/${made['id']}`, { topics: ['order.failed'] });
  const headers = { authorization: BASIC };
  const token = String(made['id']).replace('wh_', '');
  const listed = await ask(`${server.url}/account/endpoints`, { headers });
  assert.ok(listed.text.includes(token), listed.text);
  assert.match(listed.text, /"events":\["order\.failed"\]/);
  await pay('HOOK_3', 'failure');
  const third = paid.came.filter(({ url }) => url === '/third');
  assert.deepEqual(
    third.map(({ body }) => (JSON.parse(body) as Body)['event']),
    ['order.failed'],
  );
  await webhook(`/${made['id']}`, { active: false });
  await pay('HOOK_4', 'failure');
  assert.equal(paid.came.filter(({ url }) => url === '/third').length, 1);
});
