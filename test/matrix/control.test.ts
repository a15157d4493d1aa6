// The test controls: every outcome, every name of an order, and what they refuse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RZP_CREATE } from '../support/documented-example.ts';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const OWN = { authorization: BASIC };
const post = (path: string, body: object, headers: Record<string, string> = OWN) =>
  ask(server.url + path, { headers, body });
const bodyOf = ({ json }: { json: unknown }) => json as Record<string, unknown>;

async function create(receipt: string): Promise<string> {
  const made = await post('/api/v2/order/via/rzp/create', { ...RZP_CREATE, receipt });
  assert.equal(made.status, 200, made.text);
  return String(bodyOf(made)['id']);
}

for (const [outcome, status, decline] of [
  ['success', 'captured', null],
  ['failure', 'failed', 'declined'],
  ['cancel', 'failed', 'cancelled_by_customer'],
  ['pending', 'pending', null],
  ['authorize', 'authorized', null],
] as const) {
  for (const method of ['upi', 'card', 'netbanking', 'wallet']) {
    test(`${method}, wished ${outcome}: ${status}`, async () => {
      const order = await create(`wish-${outcome}-${method}`);
      const paid = await post('/sandbox/pay', { order, method, outcome });
      assert.equal(paid.status, 200, paid.text);
      const seen = bodyOf(paid);
      assert.deepEqual([seen['status'], seen['decline']], [status, decline]);
    });
  }
}

test('without a wish the instrument decides, and a bank’s step is passed', async () => {
  for (const [instrument, method, status] of [
    ['success@upi', 'upi', 'captured'],
    ['failure@upi', 'upi', 'failed'],
    ['pending@upi', 'upi', 'pending'],
    ['4111 1111 1111 1111', 'card', 'captured'],
    ['4000000000000002', 'card', 'failed'],
    ['somebody@bank', 'upi', 'captured'],
  ] as const) {
    const order = await create(`instrument-${status}-${instrument.slice(0, 5)}`);
    const paid = await post('/sandbox/pay', { order, method, instrument });
    assert.equal(bodyOf(paid)['status'], status, `${instrument}: ${paid.text}`);
    assert.doesNotMatch(paid.text, /41{15}|40{14}2/);
  }
});

test('a pending payment is decided by a second call', async () => {
  const order = await create('twice');
  await post('/sandbox/pay', { order, method: 'upi', outcome: 'pending' });
  const decided = await post('/sandbox/pay', { order, method: 'upi', outcome: 'success' });
  assert.equal(bodyOf(decided)['status'], 'captured', decided.text);
  const again = await post('/sandbox/pay', { order, method: 'upi' });
  assert.equal(again.status, 400);
  assert.equal(bodyOf(again)['code'], 'ORDER_ALREADY_PAID');
});

test('any name of the order will do', async () => {
  const id = await create('named');
  const account = (await server.app.parts.accounts.find('test_123'))?.account;
  assert.ok(account);
  const found = await server.app.parts.store.loadOrderByReference(account.id, 'named');
  assert.ok(found);
  const page = server.app.parts.addresses(account).pageToken(found);
  const token = id.slice('order_'.length);
  const names = [id, token, 'named', String(found.order.id.number), page, `session_${page}`];
  for (const order of [...names, `v1-260203103000-aa-${token}`]) {
    const failed = await post('/sandbox/pay', { order, method: 'upi', outcome: 'failure' });
    assert.equal(failed.status, 200, `${order}: ${failed.text}`);
    assert.equal(bodyOf(failed)['order'], id);
  }
});

test('a moved clock ends what waits', async () => {
  const order = await create('clock');
  await post('/sandbox/pay', { order, method: 'upi', outcome: 'pending' });
  const moved = await post('/sandbox/clock', { advance_seconds: 16 * 60 });
  assert.equal(moved.status, 200);
  const ahead = Date.parse(String(bodyOf(moved)['now'])) - Date.now();
  assert.ok(Math.abs(ahead - 16 * 60 * 1000) < 5000, `${ahead} ms ahead`);
  await post('/sandbox/settle', {});
  const next = await post('/sandbox/pay', { order, method: 'card' });
  assert.equal(bodyOf(next)['status'], 'captured', 'the pending one timed out and makes room');
});

test('what the controls refuse', async () => {
  await create('refused');
  const wrong = [
    [{ order: 'refused', method: 'cash' }, 400],
    [{ order: 'refused' }, 400],
    [{ method: 'upi' }, 400],
    [{ order: 'refused', method: 'upi', outcome: 'maybe' }, 400],
    [{ order: 'refused', method: 'card', instrument: '4242424242424242' }, 400],
    [{ order: 'nobody', method: 'upi' }, 404],
    [{ order: {}, method: 'upi' }, 400],
  ] as const;
  for (const [body, status] of wrong) {
    assert.equal((await post('/sandbox/pay', body)).status, status, JSON.stringify(body));
  }
  for (const advance_seconds of [-1, 1.5, 'x', 1e12, null]) {
    assert.equal((await post('/sandbox/clock', { advance_seconds })).status, 400);
  }
  assert.equal((await post('/sandbox/pay', {}, {})).status, 401);
  assert.equal((await ask(`${server.url}/sandbox/pay`, { headers: OWN })).status, 405);
  const { accounts } = server.app.parts;
  const live = { key: 'live_1', secret: 'live_secret', name: 'Live', processor: 'sandbox' };
  await accounts.add({ ...live, mode: 'live' });
  const headers = {
    authorization: `Basic ${Buffer.from('live_1:live_secret').toString('base64')}`,
  };
  assert.equal((await post('/sandbox/settle', {}, headers)).status, 404);
});

test('the controls are neither counted nor remembered: each request is another step', async () => {
  const limited = await startServer({ RATE_LIMITS: 'create=1,fetch=1,refund=1' });
  try {
    const headers = { ...OWN, 'x-idempotency-key': 'the same' };
    const moved: number[] = [];
    for (let count = 0; count < 3; count += 1) {
      const body = { advance_seconds: 3600 };
      const answered = await ask(`${limited.url}/sandbox/clock`, { headers, body });
      assert.equal(answered.status, 200, answered.text);
      const names = [...answered.headers.keys()];
      assert.ok(!names.some((name) => /ratelimit|idempotency/.test(name)), names.join(' '));
      moved.push(Date.parse(String(bodyOf(answered)['now'])));
    }
    const [first = 0, , third = 0] = moved;
    assert.ok(third - first >= 2 * 3600 * 1000, 'the clock was moved each time');
  } finally {
    await limited.stop();
  }
});
