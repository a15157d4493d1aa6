// Fields about who is paid, who may pay and how, obeyed or refused; and products that no account
// here has, told in the gateway's shape.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answered, ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { type Body, callV1, callV2 } from './paytring-client.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Told = Readonly<Record<string, unknown>>;
const one = (path: string, body: Body) => callV1(`${server.url}/api/v1`, path, body);
const two = (path: string, body: Body) => callV2(`${server.url}/api/v2`, path, body);

let count = 0;
function wish(changes: Body = {}): Body {
  count += 1;
  return {
    amount: '50050',
    receipt_id: `F_${count}`,
    cname: 'Asha Rao',
    email: 'asha@example.com',
    phone: '9876543210',
    callback_url: 'https://shop.example/callback',
    ...changes,
  };
}

function failed({ json, text }: Answered): Told {
  assert.equal((json as Told)['status'], false, text);
  return (json as Told)['error'] as Told;
}

async function make(changes: Body = {}): Promise<string> {
  const made = await two('/order/create', wish(changes));
  assert.equal(made.status, 200, made.text);
  return String((made.json as Told)['order_id']);
}

const ACCOUNT = { account_number: '1234567890', name: 'Asha Rao', ifsc: 'HDFC0000001' };
const DISABLED: readonly (readonly [string, Body])[] = [
  ['pg', { pg: 'payu' }],
  ['pg_pool_id', { pg_pool_id: 'pool_1' }],
  ['tpv', { tpv: [ACCOUNT] }],
  ['split_settlement', { split_settlement: [{ vendor_id: 'v1', amount: '100' }] }],
  ['split_type', { split_type: 'percent' }],
];
for (const [field, changes] of DISABLED) {
  test(`${field} is refused as not enabled, and makes no order`, async () => {
    const body = wish(changes);
    const refused = await two('/order/create', body);
    const message = `${field} is not enabled for this account`;
    assert.deepEqual(
      [refused.status, failed(refused)],
      [400, { message, code: 204, errors: { [field]: [message] } }],
    );
    const flat = typeof Object.values(changes)[0] === 'string' && field !== 'split_type';
    const first = await one('/order/create', body);
    const says = flat ? message : /is not taken where a hash is the proof$/;
    assert.match(String(failed(first)['message']), new RegExp(says));
    const found = await two('/order/fetch/receipt', { id: body['receipt_id'] });
    assert.equal(found.status, 404);
  });
}

test('what asks for nothing is no wish, and no account is told of again', async () => {
  const id = await make({ pg: '', pg_pool_id: null, tpv: [], split_settlement: null });
  const { order } = (await two('/order/fetch', { id })).json as { order: Told };
  assert.deepEqual(order['tpv'], []);
});

test('dollars are paid by card alone, by the page and from the merchant’s server', async () => {
  const order_id = await make({ currency: 'USD' });
  for (const way of [
    { method: 'upi', code: 'collect', vpa: 'success@upi' },
    { method: 'nb', code: 'HDFC' },
    { method: 'wallet', code: 'phonepe' },
  ]) {
    const refused = await two('/order/process', { order_id, ...way });
    assert.deepEqual(
      [refused.status, failed(refused)['message']],
      [400, 'This order is not paid by that method'],
    );
  }
  const body = { order: order_id, method: 'card' };
  const paid = await ask(`${server.url}/sandbox/pay`, { headers: { authorization: BASIC }, body });
  assert.equal(paid.status, 200, paid.text);
});

test('an amount where everything is refunded refunds nothing', async () => {
  const id = await make();
  const headers = { authorization: BASIC };
  await ask(`${server.url}/sandbox/pay`, { headers, body: { order: id, method: 'upi' } });
  const refused = await two('/order/refund', { id, amount: '100' });
  assert.equal(refused.status, 400);
  assert.match(String(failed(refused)['message']), /^amount is not taken here/);
  const attempts = await two('/order/refund/attempts', { order_id: id });
  assert.deepEqual((attempts.json as Told)['data'], []);
  assert.equal((await two('/order/refund', { id })).status, 200);
});

test('nothing was settled, and nothing is kept to pay out', async () => {
  const settled = await two('/settlement/fetch', { date: '2025-01-31', pg: 'payu', limit: '10' });
  const { request_id, ...rest } = settled.json as Told;
  assert.match(String(request_id), /^[0-9a-f]{13}$/);
  assert.deepEqual(rest, { status: true, data: [], is_last_page: true });
  for (const date of [undefined, '31-01-2025', '2025-13-01']) {
    const refused = await two('/settlement/fetch', { date });
    assert.deepEqual([refused.status, failed(refused)['code']], [400, 204]);
  }
  assert.deepEqual((await two('/payout/accounts', {})).json, { status: true, accounts: {} });
  assert.deepEqual((await two('/payout/balance', {})).json, { status: true, account: [] });
});

const NOT_ENABLED: readonly (readonly [string, typeof one, string])[] = [
  ['/subscription/plan/create', (path, body) => one(path, body), 'Subscriptions'],
  ['/subscription/create', (path, body) => one(path, body), 'Subscriptions'],
  ['/payout/create', (path, body) => two(path, body), 'Payouts'],
  ['/payout/beneficiary/create', (path, body) => two(path, body), 'Payouts'],
];
for (const [path, speak, product] of NOT_ENABLED) {
  test(`${path}: ${product} are not enabled`, async () => {
    const error = failed(await speak(path, {}));
    assert.deepEqual(error, {
      message: `${product} are not enabled for this account`,
      code: 204,
    });
  });
}

test('vendors have a path without a version, for whoever proves to be the account', async () => {
  for (const place of ['', '/paytring']) {
    const url = `${server.url}${place}/vendor/create`;
    const body = { vendor_id: 'v1', name: 'Asha Rao', email: 'asha@example.com' };
    const refused = await ask(url, { headers: { authorization: BASIC }, body });
    assert.equal(refused.status, 400);
    assert.equal(failed(refused)['message'], 'Vendors are not enabled for this account');
    assert.equal((await ask(url, { body })).status, 401);
  }
});

const NOTHING: readonly (readonly [string, typeof one, number, string])[] = [
  ['/subscription/plan/fetch', (path, body) => one(path, body), 200, 'Plan not found'],
  ['/subscription/fetch', (path, body) => one(path, body), 200, 'Subscription not found'],
  ['/subscription/adhoc', (path, body) => two(path, body), 404, 'Subscription not found'],
  ['/payout/fetch', (path, body) => two(path, body), 404, 'Payout not found'],
  ['/payout/beneficiary/fetch', (path, body) => two(path, body), 404, 'Beneficiary not found'],
];
for (const [path, speak, status, says] of NOTHING) {
  test(`${path}: ${says}, and a name is needed`, async () => {
    const missing = await speak(path, { id: '489651149222183338' });
    assert.deepEqual([missing.status, failed(missing)['message']], [status, says]);
    assert.deepEqual(failed(await speak(path, {}))['errors'], { id: ['Id is required'] });
  });
}
