// The calls to a merchant's server as they arrive there, and what counts as a receipt.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { keepEndpoint, type Listener, openListener } from '../support/endpoint.ts';
import { ask, BASIC, KEY, SECRET, startServer, type TestServer } from '../support/server.ts';
import { consumerData, readMessage, submit } from './worldline-client.ts';

let server: TestServer;
let first: Listener;
let second: Listener;

before(async () => {
  server = await startServer();
  first = await openListener();
  second = await openListener();
  await keepEndpoint(server, { dialect: 'worldline', url: `${first.url}/s2s?shop=1` });
  await keepEndpoint(server, { dialect: 'worldline', url: second.url, version: 'v2' });
});
after(async () => {
  await server.stop();
  await first.close();
  await second.close();
});

async function control(path: string, body: object): Promise<void> {
  const headers = { authorization: BASIC };
  const answered = await ask(`${server.url}/sandbox/${path}`, { method: 'POST', headers, body });
  assert.equal(answered.status, 200, answered.text);
}

/** Begins a payment as checkout.js does and ends it; then all that is due has been sent. */
async function pay(order: string, outcome: string): Promise<void> {
  const data = consumerData({ txnId: order });
  assert.equal((await submit(`${server.url}/worldline/api/pnCheckout`, data)).status, 303);
  await control('pay', { order, method: 'upi', outcome });
  await control('settle', {});
}

/** As the vendor's s2s.php answers. */
function receipt(flag: 0 | 1, { url }: { url: URL }): { status: number; body: string } {
  const parts = (url.searchParams.get('msg') ?? '').split('|');
  return { status: 200, body: JSON.stringify(`${parts[3]}|${parts[5]}|${flag}`) };
}

test('a call without a receipt is made again; 0 is a receipt too', async () => {
  first.answers.push(
    () => ({ status: 200, body: 'Hash Validation Failed' }),
    () => ({ status: 200, body: 'N_1|1|1' }),
    (call) => receipt(0, call),
    (call) => receipt(1, call),
  );
  await pay('N_1', 'success');
  assert.equal(first.calls.length, 1);
  await control('clock', { advance_seconds: 61 });
  await control('settle', {});
  await control('clock', { advance_seconds: 5 * 60 + 1 });
  await control('settle', {});
  await control('clock', { advance_seconds: 24 * 3600 });
  await control('settle', {});
  assert.equal(first.calls.length, 3);
  const [call, again] = first.calls;
  assert.ok(call && again);
  assert.deepEqual([call.method, call.body, call.url.href], ['GET', '', again.url.href]);
  assert.equal(call.url.searchParams.get('shop'), '1');
  const message = readMessage(call.url.searchParams.get('msg') ?? '');
  assert.deepEqual([message['status'], message['reference']], ['0300', 'N_1']);
  assert.throws(() => readMessage(`${call.url.searchParams.get('msg')}`.replace('0300', '0399')));
});

test('v2 arrives as a form and needs no receipt', async () => {
  second.calls.length = 0;
  await pay('N_2', 'cancel');
  assert.equal(second.calls.length, 1);
  const [call] = second.calls;
  assert.match(call?.headers['content-type'] ?? '', /^application\/x-www-form-urlencoded/);
  const fields = Object.fromEntries(new URLSearchParams(call?.body));
  const { hash, statusCode, ...signed } = fields;
  assert.equal(statusCode, '0392');
  const text = [...Object.values(signed), SECRET].join('|');
  assert.equal(hash, createHash('sha512').update(text).digest('hex'));
  assert.deepEqual([signed['merchantCode'], signed['amount']], [KEY, '500.50']);
});
