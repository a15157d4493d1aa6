// How a merchant proves itself to Paytring's API, and what is told to whom does not.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answered, ask, BASIC, KEY, startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';
import { type Body, sign } from './paytring-client.ts';

let server: TestServer;
let count = 0;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

function request(): Body {
  count += 1;
  return {
    amount: '50050',
    cname: 'John Doe',
    phone: '9234567890',
    email: 'a@mcsam.in',
    callback_url: 'https://httpbin.org/post',
    receipt_id: `Q_${count}`,
  };
}

function good({ status, json, text }: Answered): void {
  assert.equal(status, 200, text);
  assert.equal((json as Body)['status'], true, text);
}

type ErrorBody = { readonly message: string; readonly code: number };
function failed({ json, text }: Answered): ErrorBody {
  const { status, error } = json as { status: unknown; error: ErrorBody };
  assert.equal(status, false, text);
  return error;
}

test('V1: a hash that does not verify is 158, and nothing but the hash counts', async () => {
  const body = { ...request(), key: KEY };
  const wrong = { ...body, hash: sign(body, 'another') };
  const url = `${server.url}/api/v1/order/create`;
  const refused = await ask(url, { body: wrong });
  assert.deepEqual(
    [refused.status, failed(refused)],
    [200, { message: 'Hash not verified.', code: 158 }],
  );
  const nobody = { ...body, key: 'nobody' };
  const unknown = await ask(url, { body: { ...nobody, hash: sign(nobody) } });
  assert.deepEqual(failed(unknown), { message: 'Hash not verified.', code: 158 });
  const bare = await ask(url, { headers: { authorization: BASIC }, body });
  assert.deepEqual([bare.status, failed(bare).message], [200, 'The hash field is required']);
  const upper = { ...body, hash: sign(body).toUpperCase() };
  good(await ask(url, { body: upper }));
});

test('V2: Basic counts, the hash does not, and a key that comes must be the same', async () => {
  const url = `${server.url}/api/v2/order/create`;
  const headers = { authorization: BASIC };
  for (const hash of ['none', 'null', null, 'garbage', undefined]) {
    good(
      await ask(url, { headers, body: { ...request(), ...(hash === undefined ? {} : { hash }) } }),
    );
  }
  const other = await ask(url, { headers, body: { ...request(), key: 'test_999' } });
  assert.deepEqual([other.status, failed(other).message], [401, 'Invalid API key']);
  const body = { ...request(), key: KEY };
  const signed = await ask(url, { body: { ...body, hash: sign(body) } });
  assert.equal(signed.status, 401);
  const wrong = `Basic ${Buffer.from(`${KEY}:nope`).toString('base64')}`;
  assert.equal((await ask(url, { headers: { authorization: wrong }, body })).status, 401);
});

test('what cannot be read or is not there is told by the status in both versions', async () => {
  for (const version of ['v1', 'v2']) {
    const base = `${server.url}/api/${version}`;
    const headers = { authorization: BASIC };
    const unknown = await ask(`${base}/order/nothing`, { headers, body: {} });
    assert.deepEqual([unknown.status, failed(unknown).code], [404, 404]);
    const read = await ask(`${base}/order/create`, { headers });
    assert.deepEqual([read.status, failed(read).code], [405, 405]);
    const broken = await ask(`${base}/order/create`, { headers, body: '{"key":' });
    assert.deepEqual([broken.status, failed(broken).code], [400, 400]);
    const twice = await ask(`${base}/order/create/`, { headers, body: '{"key":"a","key":"b"}' });
    assert.equal(twice.status, 400);
  }
});

test('an idempotency key gives the first answer again', async () => {
  const body = { key: KEY, ...request() };
  const headers = { authorization: BASIC, 'x-idempotency-key': 'pt-1' };
  const url = `${server.url}/api/v2/order/create`;
  const first = await ask(url, { headers, body });
  const again = await ask(url, { headers, body });
  assert.equal(again.text, first.text);
  assert.equal(again.headers.get('x-idempotency-replayed'), 'true');
});
