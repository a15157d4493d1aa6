// Two real gateways' protocols behind one shop with routes: the first breaks, the payment is
// carried by the second in the same press, paid, told once and given back there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import {
  admin,
  type Chain,
  comeBack,
  createAt,
  eventsOf,
  findFar,
  findOrder,
  openChain,
  payFar,
  pressButton,
  until,
} from '../support/chain.ts';
import { readMetrics } from '../support/prometheus.ts';
import { ask, KEY, SECRET } from '../support/server.ts';

const CUSTOMER = { id: null, name: 'Asha Rao', email: 'asha@example.com', phone: '9876543210' };

let chain: Chain;
before(async () => {
  chain = await openChain('razorpay');
  const { key } = await chain.account();
  await admin(chain.near, 'POST', `/accounts/${key}/connections`, {
    ...{ processor: 'cashfree', mode: 'test', base_url: chain.front.url },
    credentials: { client_id: KEY, client_secret: SECRET },
  });
  const path = `/accounts/${key}/connections`;
  const { connections } = (await admin(chain.near, 'GET', path, undefined)) as {
    readonly connections: readonly { readonly id: string; readonly processor: string }[];
  };
  const [second, first] = connections.map(({ id }) => id);
  const rules = [{ methods: ['netbanking'], currency: 'INR', to: second }];
  await admin(chain.near, 'PUT', `/accounts/${key}/routes`, { rules, default: [first, second] });
});
after(() => chain.stop());

test('the first breaks: one press leads to the second, paid, told once, given back', async () => {
  chain.front.spoil = (seen) =>
    seen.startsWith('POST /v1/orders')
      ? { when: 'after', how: { status: 500, body: 'Internal Server Error' } }
      : null;
  const page = await createAt(chain, 'R_carried', { customer: CUSTOMER });
  const bridge = await pressButton(page, 'method=upi');
  assert.equal(bridge.status, 200, bridge.text);
  const begun = (await findOrder(chain, 'R_carried')).aggregate.payments;
  assert.deepEqual(
    begun.map(({ processor, status }) => `${processor} ${status}`),
    ['razorpay failed', 'cashfree pending'],
  );
  const [gone, carried] = begun;
  assert.ok(gone !== undefined && carried !== undefined);
  // What the first took up after all, nobody has seen; each has its own name there.
  assert.notEqual(gone.id.token, carried.id.token);
  await payFar(chain, carried.id.token);
  await comeBack(page);
  const statusOf = async () => (await findOrder(chain, 'R_carried')).aggregate.order.status;
  assert.equal(await until(statusOf, 'paid'), 'paid');
  const { aggregate } = await findOrder(chain, 'R_carried');
  const events = await eventsOf(chain, aggregate.order.id.key);
  assert.equal(events.filter((kind) => kind === 'payment.failed').length, 0, events.join());
  assert.equal(events.filter((kind) => kind === 'payment.routed').length, 3, events.join());
  assert.equal((await findFar(chain, gone.id.token))?.aggregate.order.status, 'created');
  const target = { payment: [{ by: 'token', token: carried.id.token }] } as const;
  const asked = { reference: null, note: null, notes: {}, wire: {} } as const;
  await chain.near.app.parts.engine.execute(await chain.account(), {
    ...{ kind: 'createRefund', dialect: 'razorpay', target, ...asked },
    amount: { minor: 1000 },
  });
  const given = async () =>
    (await findFar(chain, carried.id.token))?.aggregate.payments.at(-1)?.refundedMinor;
  assert.equal(await until(given, 1000), 1000);
});

test('by netbanking the rule leads to the second at once, which is held to it', async () => {
  chain.front.spoil = () => null;
  const before = chain.front.seen.length;
  const page = await createAt(chain, 'R_rule', { customer: CUSTOMER });
  assert.equal((await pressButton(page, 'method=netbanking')).status, 200);
  const { payments } = (await findOrder(chain, 'R_rule')).aggregate;
  assert.deepEqual(
    payments.map(({ processor, methods }) => [processor, methods]),
    [['cashfree', ['netbanking']]],
  );
  const seen = chain.front.seen.slice(before);
  assert.ok(!seen.some((each) => each.startsWith('POST /v1/orders')), seen.join());
  const far = await findFar(chain, payments[0]?.id.token ?? '');
  assert.deepEqual(far?.aggregate.order.methods, ['netbanking']);
});

test('what each was asked is counted by its own question, routed or not', async () => {
  const { status, text } = await ask(`${chain.near.url}/metrics`, {
    headers: { authorization: `Bearer ${TEST_ADMIN_TOKEN}` },
  });
  assert.equal(status, 200);
  const { samples } = readMetrics(text);
  const calls = [...samples.keys()].filter((key) => key.startsWith('dubash_processor_calls_total'));
  const told = (processor: string, operation: string, result: string): number => {
    const labels = `processor="${processor}",operation="${operation}",result="${result}"`;
    return samples.get(`dubash_processor_calls_total{${labels}}`) ?? 0;
  };
  assert.ok(told('razorpay', 'start', 'unknown') >= 1, calls.join('\n'));
  assert.ok(told('cashfree', 'start', 'started') >= 2, calls.join('\n'));
  assert.ok(told('cashfree', 'inquire', 'found') >= 1, calls.join('\n'));
  assert.ok(!calls.some((key) => key.includes('operation="call"')), calls.join('\n'));
  const took = 'dubash_processor_call_duration_seconds_count';
  const starts = samples.get(`${took}{processor="cashfree",operation="start"}`) ?? 0;
  assert.equal(starts, told('cashfree', 'start', 'started'));
});
