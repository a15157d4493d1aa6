// Within what an idempotency key is one, what every request with it must have in common, and what
// versions before this one saved under it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type Answered, ask, BASIC, KEY, SECRET, startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const JSON_TYPE = 'application/json';
const ORDER = JSON.stringify({ amount: 50000, currency: 'INR' });

function post(tail: string, key: string, body: string, more: object = {}): Promise<Answered> {
  const headers = { authorization: BASIC, 'x-idempotency-key': key, ...more };
  return ask(`${server.url}${tail}`, { method: 'POST', headers, body });
}

const replayed = ({ headers }: Answered): string | null => headers.get('x-idempotency-replayed');

test('on another path the same key is another one', async () => {
  const documented = JSON.stringify({ amount: 50000, currency: 'INR', receipt: 'another path' });
  const first = await post('/v1/orders', 'paths', ORDER);
  const second = await post('/api/v2/order/via/rzp/create', 'paths', documented);
  const third = await post('/v1/customers', 'paths', JSON.stringify({ name: 'Asha' }));
  for (const each of [first, second, third]) {
    assert.equal(each.status, 200, each.text);
    assert.equal(replayed(each), 'false');
  }
  const order = (first.json as { id: string }).id;
  const other = await post(`/v1/orders/${order}`, 'paths', ORDER);
  assert.notEqual(other.status, 422, 'a path with another name in it is another path');
});

test('the places where one native path is served are one', async () => {
  const places = ['/v1', '/razorpay/v1', '/razorpay', '/api/v2/order/via/rzp/v1'];
  const [first, ...others] = await Promise.all(
    places.map(async (place, index) => {
      // One after the other: at once they would be told that the first is under way.
      await new Promise((resolve) => setTimeout(resolve, 150 * index));
      return post(`${place}/orders`, 'places', ORDER);
    }),
  );
  assert.equal(first?.status, 200);
  for (const other of others) {
    assert.equal(other.text, first?.text);
    assert.equal(replayed(other), 'true');
  }
});

test('another version or another query is another request', async () => {
  const proof = { 'x-client-id': KEY, 'x-client-secret': SECRET };
  const customer = { customer_id: 'c', customer_phone: '9999999999' };
  const order = {
    order_id: 'version',
    order_amount: 1,
    order_currency: 'INR',
    customer_details: customer,
  };
  const create = (version: string, tail = '') =>
    post(`/pg/orders${tail}`, 'versions', JSON.stringify(order), {
      ...proof,
      'x-api-version': version,
    });
  const first = await create('2023-08-01');
  assert.equal(first.status, 200, first.text);
  assert.equal((await create('2023-08-01')).text, first.text);
  const refused = [await create('2025-01-01'), await create('2023-08-01', '?a=b')];
  for (const { status } of refused) assert.ok(status === 422 || status === 409, String(status));
  for (const each of refused) assert.notEqual(each.text, first.text);
});

/** An answer as versions before this one saved it, its fingerprint cut as their digests are. */
function saveFormer(file: string, key: string, tail: string, body: string): void {
  const fingerprint = createHash('sha256')
    .update(`POST ${tail}\n`)
    .update(body)
    .digest('base64url')
    .slice(0, 22);
  const database = new DatabaseSync(file);
  const add = `INSERT INTO idempotency_records
    (account, key, fingerprint, status, headers, body, expires_at)
    VALUES ((SELECT id FROM accounts), ?, ?, 200, ?, 'from before', ?)`;
  const headers = JSON.stringify({ 'content-type': JSON_TYPE });
  database.prepare(add).run(key, fingerprint, headers, Date.now() + 3_600_000);
  database.exec("DELETE FROM settings WHERE name = 'idempotency_scopes'");
  database.close();
}

test('what a version before this one answered is answered again', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-former-'));
  try {
    const place = { DATA_DIR: folder, DATABASE_URL: '' };
    await (await startServer(place)).stop();
    saveFormer(path.join(folder, 'dubash.db'), 'former', '/v1/orders', ORDER);
    const upgraded = await startServer(place);
    try {
      const send = (key: string, body: string) =>
        ask(`${upgraded.url}/v1/orders`, {
          method: 'POST',
          headers: { authorization: BASIC, 'x-idempotency-key': key },
          body,
        });
      const again = await send('former', ORDER);
      assert.deepEqual([again.status, again.text, replayed(again)], [200, 'from before', 'true']);
      const other = await send('former', JSON.stringify({ amount: 100, currency: 'INR' }));
      assert.equal(other.headers.get('x-idempotency-replayed'), null);
      assert.ok(other.status >= 400, 'the key of before was used for another request');
      const fresh = await send('fresh', ORDER);
      assert.deepEqual([fresh.status, replayed(fresh)], [200, 'false']);
      const list = await ask(`${upgraded.url}/v1/orders`, { headers: { authorization: BASIC } });
      assert.equal((list.json as { count: number }).count, 1);
    } finally {
      await upgraded.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
