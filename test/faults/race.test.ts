// Many at once: one order for one idempotency key, and never more refunded than was paid.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CASHFREE_CREATE,
  CASHFREE_HEADERS,
  PAYU_CREATE,
  RZP_CREATE,
} from '../support/documented-example.ts';
import { type Answered, ask, BASIC, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const OWN = { authorization: BASIC };
const CREATE = '/api/v2/order/via/rzp/create';

function post(tail: string, body: object, headers: Record<string, string> = OWN) {
  return ask(`${server.url}${tail}`, { headers, body });
}

function many<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}

const codeOf = ({ json }: Answered): unknown => (json as Record<string, unknown>)['code'];

test('50 parallel creates with one idempotency key make one order', async () => {
  const body = { ...RZP_CREATE, receipt: 'race-1' };
  const headers = { ...OWN, 'x-idempotency-key': 'race-1' };
  const answers = await many(50, () => post(CREATE, body, headers));
  const created = answers.filter(({ status }) => status === 200);
  assert.ok(created.length >= 1);
  assert.equal(new Set(created.map(({ text }) => text)).size, 1, 'one and the same answer');
  for (const answer of answers.filter(({ status }) => status !== 200)) {
    assert.equal(answer.status, 409);
    assert.equal(codeOf(answer), 'IDEMPOTENCY_KEY_IN_USE');
  }
  const again = await post(CREATE, body, headers);
  assert.equal(again.text, created[0]?.text);
  assert.equal(again.headers.get('x-idempotency-replayed'), 'true');
  const other = await post(CREATE, { ...body, amount: 60000 }, headers);
  assert.equal(other.status, 422);
});

test('50 parallel creates of one reference without a key make one order', async () => {
  const answers = await many(50, () => post(CREATE, { ...RZP_CREATE, receipt: 'race-2' }));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  assert.equal(answers.filter(({ status }) => status === 400).length, 49);
  const repeated = await many(20, () =>
    post('/api/v2/order/via/payu/create', { ...PAYU_CREATE, txnid: 'race-3' }),
  );
  const ids = repeated.map(({ json }) => JSON.stringify(json));
  assert.equal(new Set(ids).size, 1, 'a repeated txnid returns the same order');
});

test('an idempotent refusal is repeated too, and another account has keys of its own', async () => {
  const headers = { ...OWN, 'x-idempotency-key': 'race-4' };
  const first = await post(CREATE, { amount: 'x' }, headers);
  const second = await post(CREATE, { amount: 'x' }, headers);
  assert.equal(first.status, 400);
  assert.equal(second.status, 400);
  assert.equal(second.text, first.text);
  assert.equal(second.headers.get('x-idempotency-replayed'), 'true');
  await server.app.parts.accounts.add({
    key: 'test_two',
    secret: 'two_secret',
    name: 'Two',
    mode: 'sandbox',
    processor: 'sandbox',
  });
  const two = `Basic ${Buffer.from('test_two:two_secret').toString('base64')}`;
  const theirs = await post(
    CREATE,
    { ...RZP_CREATE, receipt: 'race-4' },
    { authorization: two, 'x-idempotency-key': 'race-4' },
  );
  assert.equal(theirs.status, 200);
});

test('a storm of refunds never gives back more than was paid', async () => {
  const orders = '/api/v2/pg/via/cashfree/orders';
  await post(
    orders,
    { ...CASHFREE_CREATE, order_id: 'storm', order_amount: 500 },
    CASHFREE_HEADERS,
  );
  await post('/sandbox/pay', { order: 'storm', method: 'upi' });
  const answers = await many(60, (index) =>
    post(
      `${orders}/storm/refunds`,
      { refund_id: `storm_${index}`, refund_amount: 37 },
      CASHFREE_HEADERS,
    ),
  );
  const accepted = answers.filter(({ status }) => status === 200);
  assert.equal(accepted.length, Math.floor(500 / 37));
  assert.ok(answers.every(({ status }) => status === 200 || status === 400));
  await post('/sandbox/settle', {});
  const listed = await ask(`${server.url}${orders}/storm/refunds`, { headers: CASHFREE_HEADERS });
  const refunds = listed.json as { refund_amount: number; refund_status: string }[];
  assert.equal(refunds.length, accepted.length);
  assert.ok(refunds.every(({ refund_status }) => refund_status === 'SUCCESS'));
  const rest = await post(
    `${orders}/storm/refunds`,
    { refund_id: 'storm_rest', refund_amount: 500 - 37 * accepted.length },
    CASHFREE_HEADERS,
  );
  assert.equal(rest.status, 200);
  const over = await post(
    `${orders}/storm/refunds`,
    { refund_id: 'storm_over', refund_amount: 0.01 },
    CASHFREE_HEADERS,
  );
  assert.equal(over.status, 400);
});

test('20 parallel refunds of one refund_id make one refund', async () => {
  const orders = '/api/v2/pg/via/cashfree/orders';
  await post(
    orders,
    { ...CASHFREE_CREATE, order_id: 'twice', order_amount: 500 },
    CASHFREE_HEADERS,
  );
  await post('/sandbox/pay', { order: 'twice', method: 'upi' });
  const answers = await many(20, () =>
    post(`${orders}/twice/refunds`, { refund_id: 'once', refund_amount: 10 }, CASHFREE_HEADERS),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  assert.equal(answers.filter(({ status }) => status === 409).length, 19);
});

test('20 parallel payments of one order capture it once', async () => {
  await post(CREATE, { ...RZP_CREATE, receipt: 'pay-once' });
  const answers = await many(20, () => post('/sandbox/pay', { order: 'pay-once', method: 'upi' }));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  const found = await server.app.parts.engine.find(
    (await server.app.parts.accounts.find('test_123'))?.account ?? assert.fail(),
    { kind: 'findOrder', order: [{ by: 'reference', reference: 'pay-once' }] },
  );
  assert.ok('aggregate' in found);
  assert.equal(found.aggregate.payments.filter(({ status }) => status === 'captured').length, 1);
});

test('the limits are counted per account and class, and told in headers', async () => {
  const limited = await startServer({ RATE_LIMITS: 'create=3,fetch=100,refund=50' });
  try {
    const url = `${limited.url}${CREATE}`;
    const answers: Answered[] = [];
    for (let index = 0; index < 5; index += 1) {
      answers.push(
        await ask(url, { headers: OWN, body: { ...RZP_CREATE, receipt: `limit-${index}` } }),
      );
    }
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 429, 429],
    );
    assert.equal(answers[0]?.headers.get('x-ratelimit-limit'), '3');
    assert.equal(answers[0]?.headers.get('x-ratelimit-remaining'), '2');
    assert.equal(answers[0]?.headers.get('x-ratelimit-type'), 'app_id');
    assert.equal(answers[0]?.headers.get('ratelimit-policy'), '"create";q=3;w=60');
    const refused = answers[3] ?? assert.fail();
    assert.equal(codeOf(refused), 'RATE_LIMIT_EXCEEDED');
    assert.match(refused.headers.get('retry-after') ?? '', /^([1-9]|[1-5]\d|60)$/);
    assert.equal(refused.headers.get('x-ratelimit-retry'), refused.headers.get('retry-after'));
    const fetched = await ask(`${limited.url}/api/v2/order/via/rzp/fetch`, {
      headers: OWN,
      body: { order_id: 'limit-0' },
    });
    assert.equal(fetched.status, 200, 'another class has its own count');
  } finally {
    await limited.stop();
  }
});
