// A payment from the shop's own page with the public key: what it answers, and who is told of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addAccount } from '../support/account-api.ts';
import { ask, KEY, startServer, type TestServer } from '../support/server.ts';
import { open29 } from './razorpay-client.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Json = Readonly<Record<string, unknown>>;
type Fields = Readonly<Record<string, string>>;

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const SHOP = 'https://shop.example';

async function sell(): Promise<string> {
  return (await open29(server.url).orders.create({ amount: 50000, currency: 'INR' })).id;
}

async function send(fields: Fields, base = '/v1') {
  const body = new URLSearchParams({ amount: '50000', currency: 'INR', ...fields }).toString();
  const url = `${server.url}${base}/payments/create/ajax`;
  const answered = await ask(url, { headers: FORM, body });
  assert.equal(answered.headers.get('access-control-allow-origin'), '*', answered.text);
  return { status: answered.status, json: answered.json as Json };
}

const saysIn = (json: Json): string =>
  (json['error'] as { readonly description: string }).description;
const urlIn = (json: Json): string => (json['request'] as { readonly url: string }).url;

const BANK = { key_id: KEY, method: 'netbanking', bank: 'HDFC' };

test('the answer is the way to the bank, in a session of the page that asked', async () => {
  const order_id = await sell();
  const { status, json } = await send({ ...BANK, order_id, embedder: SHOP }, '/razorpay');
  assert.equal(status, 200);
  assert.deepEqual([json['type'], json['version']], ['first', 1]);
  assert.match(String(json['payment_id']), /^pay_[0-9A-Za-z]{14}$/);
  const bank = urlIn(json);
  assert.match(bank, /\/in\/[\w-]+\/bank$/);
  const page = await ask(bank);
  assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors https:\/\/shop/);
  await ask(bank, { method: 'POST', headers: FORM, body: 'outcome=success' });
  const end = await ask(bank.replace(/bank$/, 'return'));
  assert.match(end.text, /razorpay_signature/);
  // Whoever opens the order for another page is not told what this one paid.
  const other = await ask(`${server.url}/v1/checkout/embedded`, {
    headers: FORM,
    body: new URLSearchParams({ key_id: KEY, order_id, embedder: 'https://b.example' }).toString(),
  });
  assert.doesNotMatch(other.text, /razorpay_signature/);
});

test('a payment of one session is told to no other of the order', async () => {
  const order_id = await sell();
  const first = urlIn((await send({ ...BANK, order_id, embedder: SHOP })).json);
  const evil = urlIn((await send({ ...BANK, order_id, embedder: 'https://b.example' })).json);
  // The later one took the place of the first, whose bank's step is over.
  await ask(first, { method: 'POST', headers: FORM, body: 'outcome=success' });
  assert.equal((await open29(server.url).orders.fetch(order_id)).status, 'attempted');
  await ask(evil, { method: 'POST', headers: FORM, body: 'outcome=success' });
  const told = await ask(first.replace(/bank$/, 'return'));
  assert.doesNotMatch(told.text, /razorpay_signature/);
  assert.match((await ask(evil.replace(/bank$/, 'return'))).text, /razorpay_signature/);
});

test('what cannot be is refused in words that the page may read', async () => {
  const order_id = await sell();
  for (const [fields, says] of [
    [{ ...BANK }, 'The order id field is required.'],
    [{ ...BANK, order_id, amount: '100' }, /different from your order amount/],
    [{ ...BANK, order_id, embedder: 'nowhere' }, /no web address of its own/],
    [{ ...BANK, order_id, method: 'paylater' }, 'The selected method is invalid.'],
    [{ ...BANK, order_id, token: 'a' }, 'token is/are not required and should not be sent'],
    [{ ...BANK, order_id, key_id: 'nobody' }, 'Authentication failed'],
  ] as const) {
    const { status, json } = await send(fields);
    assert.ok(status === 400 || status === 401, String(status));
    if (typeof says === 'string') assert.equal(saysIn(json), says);
    else assert.match(saysIn(json), says);
  }
});

test('one declined at once is told by its error', async () => {
  const order_id = await sell();
  const declined = { key_id: KEY, order_id, method: 'upi', vpa: 'failure@razorpay' };
  const { status, json } = await send(declined);
  assert.equal(status, 400);
  const { metadata } = json['error'] as { readonly metadata: Json };
  assert.equal(metadata['order_id'], order_id);
});

test('a live account has no such path', async () => {
  await addAccount(server, 'live_ajax', 'live');
  const { status, json } = await send({ ...BANK, key_id: 'live_ajax', order_id: await sell() });
  assert.equal(status, 400);
  assert.equal(saysIn(json), 'The requested URL was not found on the server.');
});
