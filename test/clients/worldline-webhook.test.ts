// The calls to a merchant's server as they arrive there, and what counts as a receipt.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Hook, openHook } from '../support/receiver.ts';
import { ask, BASIC, KEY, SECRET, startServer, type TestServer } from '../support/server.ts';
import { consumerData, readMessage, postForm } from './worldline-client.ts';

let server: TestServer;
let first: Hook;
let second: Hook;
/** What the first server answers next, to a message of these two names; then a receipt. */
const answers: ((names: string) => string)[] = [];

const messageOf = (url: string): string =>
  new URL(url, 'http://shop').searchParams.get('msg') ?? '';

before(async () => {
  server = await startServer();
  // As the vendor's s2s.php answers.
  first = await openHook((response, { url }) => {
    const parts = messageOf(url).split('|');
    const answer = answers.shift() ?? ((names: string) => `${names}|1`);
    response.end(answer(`${parts[3]}|${parts[5]}`));
  });
  second = await openHook();
  await post('/account/endpoints', { dialect: 'worldline', url: `${first.url}/s2s?shop=1` });
  await post('/account/endpoints', { dialect: 'worldline', url: second.url, version: 'v2' });
});
after(async () => {
  await server.stop();
  await first.stop();
  await second.stop();
});

async function post(path: string, body: object): Promise<void> {
  const headers = { authorization: BASIC };
  const { status, text } = await ask(`${server.url}${path}`, { method: 'POST', headers, body });
  assert.ok(status < 300, text);
}

/** Begins a payment as checkout.js does and ends it; then all that is due has been sent. */
async function pay(order: string, outcome: string): Promise<void> {
  const data = consumerData({ txnId: order });
  assert.equal((await postForm(`${server.url}/worldline/api/pnCheckout`, data)).status, 303);
  await post('/sandbox/pay', { order, method: 'upi', outcome });
  await post('/sandbox/settle', {});
}

async function wait(seconds: number): Promise<void> {
  await post('/sandbox/clock', { advance_seconds: seconds });
  await post('/sandbox/settle', {});
}

test('a call without a receipt is made again; 0 is a receipt too', async () => {
  answers.push(
    () => 'Hash Validation Failed',
    () => 'N_1|1|1',
    (names) => JSON.stringify(`${names}|0`),
  );
  await pay('N_1', 'success');
  assert.equal(first.came.length, 1);
  await wait(61);
  await wait(5 * 60 + 1);
  await wait(24 * 3600);
  assert.equal(first.came.length, 3);
  const [call, again] = first.came;
  assert.ok(call && again);
  assert.deepEqual([call.method, call.body, call.url], ['GET', '', again.url]);
  assert.match(call.url, /^\/s2s\?shop=1&msg=/);
  const message = readMessage(messageOf(call.url));
  assert.deepEqual([message['status'], message['reference']], ['0300', 'N_1']);
  assert.throws(() => readMessage(messageOf(call.url).replace('0300', '0399')));
});

test('a receipt in a page of the shop’s is one, as the Python kit answers', async () => {
  const count = first.came.length;
  const page = (receipt: string): string => {
    const menu = '<li>Tea</li>'.repeat(400);
    return `<!DOCTYPE html>\n<html>\n<ul>${menu}</ul>\n\t<h3>${receipt}</h3>\n</html>`;
  };
  answers.push(
    (names) => page(`${names}|12`),
    (names) => page(`${names}|1`),
  );
  await pay('N_3', 'success');
  await wait(61);
  assert.equal(first.came.length, count + 2, 'the first was no receipt');
  await wait(24 * 3600);
  assert.equal(first.came.length, count + 2, 'the second was one');
});

test('v2 arrives as a form and needs no receipt', async () => {
  second.came.length = 0;
  await pay('N_2', 'cancel');
  const [call, ...more] = second.came;
  assert.ok(call && more.length === 0);
  assert.match(call.headers['content-type'] ?? '', /^application\/x-www-form-urlencoded/);
  const { hash, statusCode, ...signed } = Object.fromEntries(new URLSearchParams(call.body));
  assert.equal(statusCode, '0392');
  const text = [...Object.values(signed), SECRET].join('|');
  assert.equal(hash, createHash('sha512').update(text).digest('hex'));
  assert.deepEqual([signed['merchantCode'], signed['amount']], [KEY, '500.50']);
});
