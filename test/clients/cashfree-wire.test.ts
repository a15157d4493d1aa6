// What no SDK shows: the two oldest versions, the bytes, the headers, who may act without proof.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CASHFREE_HEADERS } from '../support/documented-example.ts';
import { type Answered, ask, BASIC, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Json = Record<string, unknown>;
const OLD = ['2021-05-21', '2022-01-01'] as const;
const BASES = [
  '/pg',
  '/cashfree',
  '/cashfree/pg',
  '/api/v2/pg/via/cashfree',
  '/api/v2/pg/via/cashfree/pg',
  '/api/v1/pg/via/cashfree',
  '/api/v1/pg/via/cashfree/pg',
];

function send(version: string, path: string, body?: unknown, method?: string): Promise<Answered> {
  const headers = { ...CASHFREE_HEADERS, 'x-api-version': version };
  return ask(`${server.url}${path}`, { headers, body, ...(method ? { method } : {}) });
}

let count = 0;
const newOrder = () => {
  count += 1;
  return {
    order_id: `wire-${count}`,
    order_amount: '100',
    order_currency: 'INR',
    customer_details: { customer_id: 'c-1', customer_phone: '9999999999' },
    order_meta: { return_url: 'https://m.in/r?o={order_id}&t={order_token}' },
  };
};
const UPI = { upi: { channel: 'collect', upi_id: 'testsuccess@gocash' } };

test('the two oldest versions are paid by their token, without credentials', async () => {
  for (const version of OLD) {
    const order = newOrder();
    const { json } = await send(version, '/pg/orders', order);
    const { order_token } = json as Json;
    const headers = { 'x-api-version': version };
    const body = { order_token, payment_method: UPI };
    const paid = await ask(`${server.url}/pg/orders/pay`, { headers, body });
    assert.equal(paid.status, 200, paid.text);
    assert.match(paid.text, /"payment_amount":100\.00,"cf_payment_id":\d+,/);
    const { json: list } = await send(version, `/pg/orders/${order.order_id}/payments`);
    assert.equal((list as Json[])[0]?.['payment_status'], 'SUCCESS');
    const late = await ask(`${server.url}/pg/orders/pay`, { headers, body });
    assert.equal((late.json as Json)['code'], 'order_already_paid');
    const wrong = { ...body, order_token: 'token_x' };
    const refused = await ask(`${server.url}/pg/orders/pay`, { headers, body: wrong });
    assert.deepEqual(
      [refused.status, (refused.json as Json)['code']],
      [404, 'order_token_invalid'],
    );
    const sessions = await send(version, '/pg/orders/sessions', { payment_method: UPI });
    assert.equal(sessions.status, 405);
    assert.equal(sessions.headers.get('allow'), 'GET');
  }
});

test('every base serves every version, and amounts keep their decimals', async () => {
  for (const base of BASES) {
    const order = newOrder();
    const { text, status, headers } = await send('2023-08-01', `${base}/orders`, order);
    assert.equal(status, 200, base);
    assert.match(text, /"order_amount":100\.00,/);
    assert.equal(headers.get('x-api-version'), '2023-08-01');
    const read = await send('2022-09-01', `${base}/orders/${order.order_id}`);
    const { settlements } = read.json as { settlements: { url: string } };
    assert.equal(settlements.url, `${server.url}${base}/orders/${order.order_id}/settlements`);
  }
});

test('a path that is none is a bad URL; one of another version is, too', async () => {
  const bad = 'bad URL, please check API documentation';
  for (const base of BASES) {
    for (const path of ['/nothing', '/orders/a/b/c/d']) {
      const { status, json } = await send('2025-01-01', base + path);
      assert.deepEqual([status, (json as Json)['message']], [400, bad], base + path);
    }
  }
  const young = await send('2022-09-01', '/pg/simulate', {});
  assert.deepEqual([young.status, (young.json as Json)['message']], [400, bad]);
});

test('without a version every path asks for one', async () => {
  for (const path of ['/orders', '/orders/sessions', '/orders/pay', '/simulate']) {
    const { status, json } = await ask(`${server.url}/pg${path}`, { body: {} });
    assert.equal(status, 400);
    assert.equal((json as Json)['message'], 'version is missing in header');
  }
});

test('x-request-id comes back', async () => {
  const headers = { 'x-api-version': '2025-01-01', 'x-request-id': 'mine-1' };
  const { headers: told } = await ask(`${server.url}/pg/orders/sessions`, { headers, body: {} });
  assert.equal(told.get('x-request-id'), 'mine-1');
});

test('a session pays its own order only, and idempotently', async () => {
  const order = newOrder();
  const { json } = await send('2025-01-01', '/pg/orders', order);
  const { payment_session_id } = json as Json;
  const headers = {
    ...CASHFREE_HEADERS,
    'x-api-version': '2025-01-01',
    'x-idempotency-key': 'pay-1',
  };
  const body = { payment_session_id, payment_method: { upi: { channel: 'link' } } };
  const pay = () => ask(`${server.url}/pg/orders/sessions`, { headers, body });
  const [first, second] = [await pay(), await pay()];
  assert.equal(first.status, 200);
  assert.equal(second.text, first.text);
  assert.equal(second.headers.get('x-idempotency-replayed'), 'true');
  const third = await ask(`${server.url}/pg/orders/sessions`, {
    headers: { 'x-api-version': '2025-01-01' },
    body,
  });
  assert.equal(third.status, 200, 'a session can be paid again while nobody finished');
  assert.notEqual((third.json as Json)['cf_payment_id'], (first.json as Json)['cf_payment_id']);
  const listed = await send('2025-01-01', `/pg/orders/${order.order_id}/payments`);
  const states = (listed.json as Json[]).map(({ payment_status }) => payment_status);
  assert.deepEqual(states, ['PENDING', 'USER_DROPPED']);
});

test('an order terminated while its customer decides is closed, or paid, afterwards', async () => {
  const headers = { authorization: BASIC };
  const terminated = { order_status: 'TERMINATED' };
  const rows = [
    ['success', 'PAID', 'ACTIVE'],
    ['failure', 'TERMINATED', 'EXPIRED'],
  ] as const;
  for (const [outcome, after, old] of rows) {
    const order = newOrder();
    const path = `/pg/orders/${order.order_id}`;
    const { json } = await send('2025-01-01', '/pg/orders', order);
    const { payment_session_id } = json as Json;
    const payment_method = { upi: { channel: 'collect', upi_id: 'asha@okbank' } };
    const pay = () =>
      send('2025-01-01', '/pg/orders/sessions', { payment_session_id, payment_method });
    const { cf_payment_id } = (await pay()).json as Json;
    for (let round = 0; round < 2; round += 1) {
      const told = await send('2025-01-01', path, terminated, 'PATCH');
      assert.deepEqual([told.status, statusIn(told)], [200, 'TERMINATION_REQUESTED'], told.text);
    }
    assert.equal(statusIn(await send('2026-01-01', path)), 'TERMINATION_REQUESTED');
    assert.equal(statusIn(await send('2022-09-01', path)), 'ACTIVE', 'a word that it has not');
    const payment_status = outcome === 'success' ? 'SUCCESS' : 'FAILED';
    const wish = { entity: 'PAYMENTS', entity_id: cf_payment_id };
    await send('2025-01-01', '/pg/simulate', { ...wish, entity_simulation: { payment_status } });
    assert.equal(statusIn(await send('2025-01-01', path)), after);
    assert.equal(statusIn(await send('2022-09-01', path)), outcome === 'success' ? 'PAID' : old);
    assert.equal((await pay()).status, 400, 'nothing more is paid');
    const events = await ask(`${server.url}/account/events`, { headers });
    const told = (events.json as { events: Json[] }).events
      .filter(({ reference }) => reference === order.order_id)
      .map(({ event }) => event);
    const last = outcome === 'success' ? 'order.paid' : 'order.cancelled';
    assert.ok(told.includes(last) && told.length === 4, told.join(', '));
  }
});

function statusIn({ json }: Answered): unknown {
  return (json as Json)['order_status'];
}

test('a live account’s payment is not found by its number alone', async () => {
  const { parts } = server.app;
  const secret = 'live_secret_123';
  const name = 'Live shop';
  const live = { key: 'live_123', secret, name, mode: 'live', processor: 'sandbox' } as const;
  const { account } = await parts.accounts.add(live);
  const headers = { 'x-api-version': '2025-01-01', 'x-client-id': 'live_123' };
  const proved = { ...headers, 'x-client-secret': secret };
  const order = newOrder();
  const made = await ask(`${server.url}/pg/orders`, { headers: proved, body: order });
  assert.equal(made.status, 200, made.text);
  const { payment_session_id } = made.json as Json;
  const card = {
    channel: 'post',
    card_number: '4838305610460100',
    card_expiry_mm: '06',
    card_expiry_yy: '30',
    card_cvv: '123',
  };
  const paid = await ask(`${server.url}/pg/orders/sessions`, {
    headers: { 'x-api-version': '2025-01-01' },
    body: { payment_session_id, payment_method: { card } },
  });
  const { cf_payment_id } = paid.json as { cf_payment_id: string };
  assert.equal(paid.status, 200, paid.text);
  const path = `${server.url}/pg/orders/pay/authenticate/${cf_payment_id}`;
  const otp = { action: 'SUBMIT_OTP', otp: '111000' };
  const refused = await ask(path, { headers: { 'x-api-version': '2025-01-01' }, body: otp });
  assert.deepEqual([refused.status, (refused.json as Json)['code']], [404, 'payment_not_found']);
  const entity_simulation = { payment_status: 'SUCCESS' };
  const wish = { entity: 'PAYMENTS', entity_id: cf_payment_id, entity_simulation };
  const simulated = await ask(`${server.url}/pg/simulate`, { headers: proved, body: wish });
  assert.equal(simulated.status, 404);
  assert.equal(account.mode, 'live');
  assert.ok(!server.logged.some((line) => line.includes('4838305610460100')));
});

test('a refund’s note picks its outcome in the sandbox', async () => {
  const rows = [
    ['SUCCESS', 'SUCCESS'],
    ['FAILED', 'CANCELLED'],
    ['PENDING', 'PENDING'],
    ['failed', 'SUCCESS'],
    ['constructor', 'SUCCESS'],
  ] as const;
  const headers = { authorization: BASIC };
  for (const [refund_note, status] of rows) {
    const { order_id, ...rest } = newOrder();
    await send('2025-01-01', '/pg/orders', { order_id, ...rest });
    await ask(`${server.url}/sandbox/pay`, { headers, body: { order: order_id, method: 'upi' } });
    const refund = { refund_id: `r-${order_id}`, refund_amount: 1, refund_note };
    await send('2025-01-01', `/pg/orders/${order_id}/refunds`, refund);
    await ask(`${server.url}/sandbox/settle`, { headers, body: {} });
    const path = `/pg/orders/${order_id}/refunds/${refund.refund_id}`;
    const { json } = await send('2025-01-01', path);
    assert.equal((json as Json)['refund_status'], status, refund_note);
  }
});
