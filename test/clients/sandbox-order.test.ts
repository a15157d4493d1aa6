// An order made through the sandbox, and the page on which any order is paid.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DIALECTS } from '../support/fixture.ts';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Json = Record<string, unknown>;
const headers = { authorization: BASIC };

async function post(path: string, body: object): Promise<Json> {
  const { status, json, text } = await ask(server.url + path, { headers, body });
  assert.equal(status, 200, text);
  return json as Json;
}

test('an order of every dialect is made, and its page can be opened and paid', async () => {
  for (const { name: dialect } of DIALECTS) {
    const reference = `by-${dialect}`;
    const made = await post('/sandbox/orders', { amount: 12_345, reference, dialect });
    const { id, page, status, currency } = made;
    assert.deepEqual([status, currency, made['dialect']], ['created', 'INR', dialect]);
    const shown = await ask(String(page));
    assert.equal(shown.status, 200);
    assert.match(shown.text, /₹123\.45/);
    for (const order of [reference, id]) {
      assert.equal((await post('/sandbox/page', { order }))['page'], page);
    }
    await post('/sandbox/pay', { order: id, method: 'upi', outcome: 'success' });
    assert.equal((await post('/sandbox/page', { order: id }))['status'], 'paid');
  }
});

test('what is no order, and no dialect, is refused by the name of its field', async () => {
  for (const [body, field] of [
    [{}, 'amount'],
    [{ amount: 0 }, 'amount'],
    [{ amount: 100, currency: 'XYZ' }, 'currency'],
    [{ amount: 100, dialect: 'nobody' }, 'dialect'],
  ] as const) {
    const { status, text } = await ask(`${server.url}/sandbox/orders`, { headers, body });
    assert.equal(status, 400, text);
    assert.ok(text.includes(field), text);
  }
  const body = { order: 'order_nowhere' };
  assert.equal((await ask(`${server.url}/sandbox/page`, { headers, body })).status, 404);
});
