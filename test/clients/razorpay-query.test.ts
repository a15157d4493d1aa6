// Programs that write a POST's fields into its address, as some do whose orders were made so.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { open29, pay } from './razorpay-client.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Json = Readonly<Record<string, unknown>>;
const headers = { authorization: BASIC };

async function send(method: string, path: string, body?: object): Promise<Json> {
  const sent = { method, headers, ...(body !== undefined && { body }) };
  const answered = await ask(server.url + path, sent);
  return { ...(answered.json as Json), answered: answered.status };
}

// razorpay-typescript 1.0.12 posts without a body; shops with axios post `{}` (observed).
for (const body of [undefined, {}]) {
  const says = body === undefined ? 'without a body' : 'with an empty object';
  test(`an order whose fields stand in the address, ${says}`, async () => {
    const order = await send(
      'POST',
      '/v1/orders?amount=50000&currency=INR&receipt=r1&payment_capture=0&notes%5Ba%5D=b',
      body,
    );
    const { answered, amount, receipt, notes } = order;
    assert.deepEqual([answered, amount, receipt, notes], [200, 50000, 'r1', { a: 'b' }]);
    const captured = await payManually(String(order['id']), body);
    const refund = `/v1/payments/${captured}/refund?amount=100&notes%5Bwhy%5D=late`;
    const part = await send('POST', refund, body);
    assert.deepEqual(
      [part['answered'], part['amount'], part['notes']],
      [200, 100, { why: 'late' }],
    );
  });
}

async function payManually(order: string, body?: object): Promise<string> {
  const { id: paid } = await pay(server, order, { method: 'card', outcome: 'authorize' });
  const path = `/v1/payments/${paid}/capture?amount=50000&currency=INR`;
  const captured = await send('POST', path, body);
  assert.deepEqual([captured['answered'], captured['status']], [200, 'captured']);
  return paid;
}

test('what the body says goes before the address, and both are held to what is known', async () => {
  const razorpay = open29(server.url);
  const made = await send('POST', '/v1/orders?amount=1&currency=USD&receipt=q', {
    amount: 50000,
    currency: 'INR',
  });
  assert.deepEqual([made['amount'], made['currency'], made['receipt']], [50000, 'INR', 'q']);
  const id = String(made['id']);
  const edited = await send('PATCH', `/v1/orders/${id}?notes%5Bk%5D=v`);
  assert.deepEqual([edited['answered'], edited['notes']], [200, { k: 'v' }]);
  assert.deepEqual((await razorpay.orders.fetch(id)).notes, { k: 'v' });
  const unknown = await send('POST', '/v1/orders?amount=50000&currency=INR&colour=red');
  assert.equal(unknown['answered'], 400, JSON.stringify(unknown));
  const nested = await send('POST', '/v1/orders?notes%5Ba%5D=b', {
    amount: 50000,
    currency: 'INR',
    notes: { c: 'd' },
  });
  assert.deepEqual([nested['answered'], nested['notes']], [200, { c: 'd' }]);
});
