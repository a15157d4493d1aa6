// One order as each dialect shows it, at the dashboard: what its merchants read, and no person.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Session, signIn } from '../support/dashboard.ts';
import { ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let session: Session;
before(async () => {
  server = await startServer();
  session = await signIn(server.url);
});
after(() => server.stop());

async function post(path: string, body: object): Promise<Readonly<Record<string, string>>> {
  const answer = await ask(`${server.url}${path}`, { headers: { authorization: BASIC }, body });
  assert.equal(answer.status, 200, answer.text);
  return answer.json as Readonly<Record<string, string>>;
}

test('an order of one dialect stands there in all of them, without whoever pays', async () => {
  const customer_details = { name: 'Asha Rao', email: 'asha@shop.example', contact: '9876543210' };
  const made = { amount: 50_050, currency: 'INR', receipt: 'SIDE-1', customer_details };
  const { id = '' } = await post('/v1/orders', made);
  await post('/sandbox/pay', { order: 'SIDE-1', method: 'upi', outcome: 'success' });
  const path = `/dashboard/orders/${KEY}/${id}`;
  const order = await session.get(path);
  assert.ok(order.text.includes(`hx-get="${path}/dialects"`), 'it is loaded when it is opened');
  assert.ok(order.text.includes(`<a href="${path}/dialects">`), 'it is read without script');
  const { status, text } = await session.get(`${path}/dialects`);
  assert.equal(status, 200);
  const titles = [...text.matchAll(/<section><h2>([^<]+)</g)].map(([, title]) => title);
  const all = [...server.app.parts.dialects.values()].map(({ title }) => title);
  assert.deepEqual([...new Set(titles)], all);
  assert.match(text, /GET \/v1\/orders\/:id/);
  for (const word of ['paid', 'PAID', 'success', 'SIDE-1', id])
    assert.ok(text.includes(word), word);
  assert.doesNotMatch(text, /asha|98765/i);
});

test('what it shows is what the merchant is answered', async () => {
  const { id = '' } = await post('/v1/orders', { amount: 700, currency: 'INR', receipt: 'SIDE-2' });
  const { text } = await session.get(`/dashboard/orders/${KEY}/${id}/dialects`);
  const headers = { authorization: BASIC };
  const { json } = await ask(`${server.url}/v1/orders/${id}`, { headers, method: 'GET' });
  const from = text.lastIndexOf('GET /v1/orders/:id');
  const [shown = ''] = text.slice(from).split('</section>');
  const names = [...shown.matchAll(/<span class="key">&quot;([^&]+)&quot;/g)].map(
    ([, name]) => name,
  );
  assert.deepEqual(names, Object.keys(json as object));
});

test('an order of nobody is nowhere', async () => {
  for (const name of [`${KEY}/order_aaaaaaaaaaaaaa`, 'nobody/order_aaaaaaaaaaaaaa']) {
    assert.equal((await session.get(`/dashboard/orders/${name}/dialects`)).status, 404);
  }
});
