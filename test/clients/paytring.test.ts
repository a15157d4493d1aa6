// Paytring's own API over its whole life, by an independent client, in both versions and places.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Answered, ask, BASIC, KEY, SECRET, startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';
import { type Body, callForm, callV1, callV2 } from './paytring-client.ts';

let server: TestServer;
let count = 0;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Speak = (path: string, body: Body) => Promise<Answered>;
const TONGUES: Readonly<Record<string, Speak>> = {
  '/api/v1': (path, body) => callV1(`${server.url}/api/v1`, path, body),
  '/paytring/api/v1': (path, body) => callV1(`${server.url}/paytring/api/v1`, path, body),
  '/api/v2': (path, body) => callV2(`${server.url}/api/v2`, path, body),
  '/paytring/api/v2': (path, body) => callV2(`${server.url}/paytring/api/v2`, path, body),
};
const speakV1: Speak = (path, body) => callV1(`${server.url}/api/v1`, path, body);
const speakV2: Speak = (path, body) => callV2(`${server.url}/api/v2`, path, body);

function request(changes: Body = {}): Body & { readonly receipt_id: string } {
  count += 1;
  return {
    amount: '50050',
    cname: 'John Doe',
    phone: '9234567890',
    email: 'a@mcsam.in',
    callback_url: 'https://httpbin.org/post',
    currency: 'INR',
    receipt_id: `R_${count}`,
    ...changes,
  };
}

function good({ status, json, text }: Answered): Record<string, unknown> {
  assert.equal(status, 200, text);
  const body = json as Record<string, unknown>;
  assert.equal(body['status'], true, text);
  return body;
}

async function create(speak: Speak, changes: Body = {}): Promise<string> {
  const { order_id: id } = good(await speak('/order/create', request(changes)));
  return String(id);
}

async function pay(order: string, more: Body = {}): Promise<void> {
  const body = { order, method: 'upi', ...more };
  const paid = await ask(`${server.url}/sandbox/pay`, { headers: { authorization: BASIC }, body });
  assert.equal(paid.status, 200, paid.text);
}

async function settle(): Promise<void> {
  const headers = { authorization: BASIC };
  await ask(`${server.url}/sandbox/settle`, { headers, body: {} });
}

async function read(speak: Speak, id: string): Promise<Record<string, unknown>> {
  const { order } = good(await speak('/order/fetch', { id }));
  return order as Record<string, unknown>;
}

type Refund = Readonly<Record<string, unknown>>;
async function readRefund(speak: Speak, id: unknown): Promise<Refund> {
  return good(await speak('/order/refund/fetch', { id }))['data'] as Refund;
}

for (const [base, speak] of Object.entries(TONGUES)) {
  test(`${base}: create, pay, fetch, refund a part and the rest`, async () => {
    const asked = request({ notes: { udf1: 'one', udf6: 'six' } });
    const created = good(await speak('/order/create', asked));
    const id = String(created['order_id']);
    assert.match(id, /^[1-9]\d{0,15}$/);
    const page = Buffer.from(String(created['url']), 'base64').toString();
    assert.ok(page.startsWith(`${server.url}/pay/`), page);
    assert.equal(Buffer.from(page).toString('base64'), created['url']);
    assert.equal((await ask(page)).status, 200);
    assert.equal((await read(speak, id))['order_status'], 'created');

    await pay(id);
    const order = await read(speak, id);
    assert.equal(order['order_status'], 'success');
    assert.deepEqual([order['amount'], order['method'], order['pg']], [50050, 'UPI', 'sandbox']);
    const byReceipt = await speak('/order/fetch/receipt', { id: asked.receipt_id });
    assert.deepEqual(good(byReceipt)['order'], order);

    const part = await speak('/order/refund/partial', { id, amount: '10000' });
    assert.equal(good(part)['message'], 'ORDER_PARTIALLY_REFUNDED_SUCCESSFULLY');
    const partId = good(part)['id'];
    assert.equal((await readRefund(speak, partId))['status'], 'initiated');
    const rest = await speak('/order/refund', { id, hash: 'null' });
    assert.equal(good(rest)['message'], 'Refund has been initiated');
    assert.equal((await read(speak, id))['order_status'], 'success');
    await settle();
    const refund = await readRefund(speak, partId);
    assert.deepEqual(
      [refund['status'], refund['amount'], refund['type']],
      ['success', 10000, 'Partial'],
    );
    assert.match(String(refund['attempted_at']), /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z$/);
    const attempts = await speak('/order/refund/attempts', { order_id: id });
    const data = good(attempts)['data'] as Refund[];
    assert.deepEqual(
      data.map(({ amount, status }) => [amount, status]),
      [
        [10000, 'success'],
        [40050, 'success'],
      ],
    );
    assert.match(String(good(attempts)['request_id']), /^[0-9a-f]{13}$/);
    assert.equal((await read(speak, id))['order_status'], 'refunded');
  });
}

test('one refund of everything is told as full', async () => {
  const id = await create(speakV2);
  await pay(id);
  const { id: refund } = good(await speakV2('/order/refund', { id, hash: 'null' }));
  assert.equal((await readRefund(speakV2, refund))['type'], 'Full');
});

test('forms are taken in V1', async () => {
  const texts = Object.fromEntries(
    Object.entries(request()).map(([name, value]) => [name, String(value)]),
  );
  const base = `${server.url}/api/v1`;
  const { order_id: id } = good(await callForm(base, '/order/create', texts));
  const { order } = good(await callForm(base, '/order/fetch', { id: String(id) }));
  assert.equal((order as Record<string, unknown>)['order_id'], id);
});

for (const [name, speak] of [
  ['V1', speakV1],
  ['V2', speakV2],
] as const) {
  test(`${name}: autocapture "false" holds the money until it is captured`, async () => {
    const id = await create(speak, { autocapture: 'false' });
    await pay(id);
    assert.equal((await read(speak, id))['order_status'], 'authorized');
    const refused = await speak('/order/refund', { id });
    assert.equal(failed(refused).message, 'The order is not paid');
    const captured = good(await speak('/order/capture', { id }));
    assert.equal(captured['message'], 'Order captured successfully.');
    assert.equal((await read(speak, id))['order_status'], 'success');
    assert.equal(failed(await speak('/order/capture', { id })).code, 212);
  });

  test(`${name}: cancelling gives up the authorized money`, async () => {
    const id = await create(speak, { autocapture: 'false' });
    await pay(id);
    const cancelled = good(await speak('/order/cancel', { id }));
    assert.equal(cancelled['message'], 'Order canceled successfully.');
    assert.equal((await read(speak, id))['order_status'], 'cancelled');
    assert.equal(failed(await speak('/order/capture', { id })).code, 211);
  });
}

for (const word of ['false', 'true']) {
  test(`auto_capture "${word}", as the Go SDK sends it, captures at once`, async () => {
    const id = await create(speakV2, { auto_capture: word });
    await pay(id);
    assert.equal((await read(speakV2, id))['order_status'], 'success');
  });
}

type ErrorBody = { readonly message: string; readonly code: number; readonly errors?: unknown };
function failed({ json, text }: Answered): ErrorBody {
  const { status, error } = json as { status: unknown; error: ErrorBody };
  assert.equal(status, false, text);
  return error;
}

type Row = readonly [name: string, path: string, body: Body, status: number, code: number];
const REFUSALS: readonly Row[] = [
  ['no receipt', '/order/create', { receipt_id: '' }, 400, 204],
  ['an amount with decimals', '/order/create', { amount: '100.5' }, 400, 204],
  ['an unknown order', '/order/fetch', { id: '4403993715527184' }, 404, 201],
  ['what is no name of ours', '/order/fetch', { id: 'nobody' }, 404, 201],
  ['a token of nobody', '/order/fetch', { id: 'order_ABC123def456GH' }, 404, 201],
  ['no id', '/order/fetch', {}, 400, 204],
  ['an unknown receipt', '/order/fetch/receipt', { id: 'nobody' }, 404, 201],
  ['a refund of nothing', '/order/refund', { id: '4403993715527184' }, 404, 201],
  ['an unknown refund', '/order/refund/fetch', { id: '4403993715527184' }, 404, 203],
  ['a capture of nothing', '/order/capture', { id: '4403993715527184' }, 404, 201],
  ['a way to pay that is not there', '/order/process', { order_id: '1', method: 'x' }, 400, 204],
];
for (const [name, path, body, status, code] of REFUSALS) {
  test(`refused: ${name}: V2 by the status, V1 with 200`, async () => {
    const sent = path === '/order/create' ? request(body) : body;
    const two = await speakV2(path, sent);
    assert.deepEqual([two.status, failed(two).code], [status, code]);
    assert.notEqual(failed(two).message, '');
    const one = await speakV1(path, sent);
    assert.deepEqual([one.status, failed(one).code], [200, code]);
    assert.equal(failed(one).message, failed(two).message);
  });
}

test('a receipt is taken once, whoever asks', async () => {
  const asked = request();
  good(await speakV1('/order/create', asked));
  const again = await speakV2('/order/create', asked);
  assert.equal(again.status, 400);
  assert.equal(failed(again).message, 'The receipt id has already been taken');
});

test('refunds beyond what was paid are refused', async () => {
  const id = await create(speakV2);
  assert.equal(failed(await speakV2('/order/refund', { id })).code, 209);
  await pay(id);
  const tooMuch = await speakV2('/order/refund/partial', { id, amount: '50051' });
  assert.deepEqual([tooMuch.status, failed(tooMuch).code], [400, 218]);
  good(await speakV2('/order/refund', { id }));
  assert.equal(failed(await speakV2('/order/refund', { id })).code, 219);
});

test('the way back posts four fields whose hash the merchant can check', async () => {
  const receipt = request().receipt_id;
  const created = await speakV1('/order/create', request({ receipt_id: receipt }));
  const page = Buffer.from(String(good(created)['url']), 'base64').toString();
  const id = String(good(created)['order_id']);
  await pay(id);
  const { text } = await ask(`${page}/return?now`);
  assert.match(text, /<form method="post" action="https:\/\/httpbin\.org\/post">/);
  const fields = Object.fromEntries(
    [...text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map((match) => [
      match[1] ?? '',
      match[2] ?? '',
    ]),
  );
  const { hash, ...rest } = fields;
  assert.deepEqual(rest, { key: KEY, receipt_id: receipt, order_id: id });
  const message = `${KEY}|${id}|${receipt}|${SECRET}`;
  assert.equal(hash, createHash('sha512').update(message).digest('hex'));
});

test('orders of other dialects are found by their names, and theirs are not shadowed', async () => {
  const headers = { authorization: BASIC };
  const other = `${server.url}/api/v2/order/via`;
  const body = { amount: 50000, currency: 'INR', receipt: 'PT_X_1' };
  const created = await ask(`${other}/rzp/create`, { headers, body });
  const { id } = created.json as { id: string };
  assert.match(id, /^order_[0-9A-Za-z]{14}$/);
  const order = await read(speakV2, id);
  assert.deepEqual([order['receipt_id'], order['amount']], ['PT_X_1', 50000]);
  assert.equal((await read(speakV1, String(order['order_id'])))['receipt_id'], 'PT_X_1');
  const unknown = await ask(`${other}/nobody/create`, { headers, body });
  assert.deepEqual(
    [unknown.status, (unknown.json as Record<string, unknown>)['status']],
    [404, 'ERROR'],
  );
  const broken = await ask(`${other}/rzp/create`, { headers, body: {} });
  assert.equal((broken.json as Record<string, unknown>)['code'], 'VALIDATION_ERROR');
});
