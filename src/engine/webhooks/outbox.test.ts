// Webhooks are written in the commit of their cause, one for each subscriber, as things were then.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderCommand } from '../../../test/support/call.ts';
import { expectOutcome, openRig, type Rig, startPayment } from '../../../test/support/engine.ts';
import { addEndpoint, HOOK, webhookDialect } from '../../../test/support/webhook.ts';
import { defineDialect } from '../../gateways/dialect.ts';
import type { Commit, WebhookRow } from '../../store/store.ts';
import { createRecords } from '../records/records.ts';

const WITH_ADDRESS = { returns: { success: null, failure: null, cancel: null, notify: HOOK } };

async function pay(rig: Rig, changes = {}) {
  const { payment, orderKey } = await startPayment(rig, 'success@upi', changes);
  await rig.instructions.charge(rig.account, payment);
  return { payment, orderKey };
}

const webhooksOf = async ({ store, account }: Rig): Promise<readonly WebhookRow[]> =>
  (await store.listWebhooks(account.id, {}, 0, 100)).toReversed();

test('an order tells its own address, event by event, as it was with each', async () => {
  const rig = await openRig({ dialects: [webhookDialect()] });
  const { orderKey } = await pay(rig, WITH_ADDRESS);
  const rows = await webhooksOf(rig);
  const events = rows.map(({ event }) => event);
  assert.deepEqual(events, ['payment.captured', 'order.paid']);
  for (const row of rows) {
    assert.equal(row.orderKey, orderKey);
    assert.equal(row.endpoint, null);
    assert.equal(row.state, 'waiting');
    assert.deepEqual([row.dueAt, row.tries], [rig.clock.now, 0]);
    assert.equal(row.request.url, HOOK);
    assert.deepEqual(JSON.parse(row.request.body), {
      kind: row.event,
      at: rig.clock.now,
      order: 'paid',
      payment: 'captured',
      refund: null,
    });
  }
  await rig.store.close();
});

test('an order without an address and an account without endpoints write nothing', async () => {
  const rig = await openRig({ dialects: [webhookDialect()] });
  await pay(rig);
  assert.deepEqual(await webhooksOf(rig), []);
  await rig.store.close();
});

test('every endpoint gets its own; one that is off or speaks no dialect gets none', async () => {
  const rig = await openRig({ dialects: [webhookDialect()] });
  const first = await addEndpoint(rig, {});
  const second = await addEndpoint(rig, { url: 'http://other.test/', retry_seconds: [7] });
  await addEndpoint(rig, { active: false });
  await addEndpoint(rig, { dialect: 'unspoken' });
  await addEndpoint(rig, { url: 5 });
  await pay(rig);
  const rows = await webhooksOf(rig);
  const found = rows.map(({ endpoint, event }) => [endpoint, event]).sort();
  const expected = [first, second]
    .flatMap(({ id }) => [
      [id.key, 'payment.captured'],
      [id.key, 'order.paid'],
    ])
    .sort();
  assert.deepEqual(found, expected);
  const own = rows.find(({ endpoint }) => endpoint === second.id.key);
  assert.deepEqual(own?.request.retryMs, [7000]);
  const tokens = new Set(rows.map(({ request }) => request.headers['x-event']));
  assert.equal(tokens.size, 2, 'an event has one name, whoever is told');
  assert.equal(new Set(rows.map(({ destination }) => destination)).size, 2);
  await rig.store.close();
});

test('a paused endpoint is kept up to date, held', async () => {
  const rig = await openRig({ dialects: [webhookDialect()] });
  await addEndpoint(rig, { active: false, paused_at: rig.clock.now });
  await pay(rig);
  await rig.deliverer.settle();
  assert.deepEqual(
    (await webhooksOf(rig)).map(({ state }) => state),
    ['held', 'held'],
  );
  await rig.store.close();
});

test('an endpoint that is switched on again gets what was held, due now', async () => {
  const rig = await openRig({ dialects: [webhookDialect()] });
  const endpoint = await addEndpoint(rig, { active: false, paused_at: rig.clock.now });
  await pay(rig);
  await rig.deliverer.settle();
  rig.clock.now += 5000;
  const { store, ids, clock, vault, account } = rig;
  const now = () => clock.now;
  const wakeDelivery = () => undefined;
  const records = createRecords({ store, ids, now, seal: vault.seal, wakeDelivery });
  const record = [{ by: 'token', token: endpoint.id.token } as const];
  const rest = { uniqueRef: null, repeat: 'refuse', merge: true } as const;
  const body = { active: true };
  await records.put(account, { kind: 'putRecord', of: 'endpoint', record, ...rest, body }, null);
  const rows = await webhooksOf(rig);
  assert.deepEqual(
    rows.map(({ state, dueAt }) => [state, dueAt]),
    [
      ['waiting', clock.now],
      ['waiting', clock.now],
    ],
  );
  await rig.store.close();
});

test('a webhook is in the commit of its cause, or neither is written', async () => {
  const commits: Commit[] = [];
  const rig = await openRig({
    dialects: [webhookDialect()],
    wrap: (store) => ({
      ...store,
      save: (commit) => {
        commits.push(commit);
        return store.save(commit);
      },
    }),
  });
  await pay(rig, WITH_ADDRESS);
  const told = commits.filter(({ webhooks }) => webhooks.length > 0);
  assert.equal(told.length, 1);
  assert.equal(told[0]?.changes?.payment?.status, 'captured');
  await rig.store.close();
});

test('a bug in the words of a webhook does not stand in the way of the payment', async () => {
  const broken = defineDialect({
    ...webhookDialect(),
    webhooks: {
      ...webhookDialect().webhooks,
      render: () => {
        throw new Error('no words');
      },
    },
  });
  const rig = await openRig({ dialects: [broken] });
  const { orderKey } = await pay(rig, WITH_ADDRESS);
  const found = await rig.store.loadOrder(rig.account.id, orderKey);
  assert.equal(found?.order.status, 'paid');
  assert.match(rig.logged.join('\n'), /a webhook could not be made.*no words/s);
  await rig.store.close();
});

test('a refund tells of the refund and of its payment', async () => {
  const rig = await openRig({ dialects: [webhookDialect()] });
  const { payment } = await pay(rig, WITH_ADDRESS);
  const refunded = await rig.engine.execute(rig.account, {
    kind: 'createRefund',
    dialect: 'test',
    target: { payment: [{ by: 'token', token: payment.id.token }] },
    reference: null,
    amount: { minor: 100 },
    note: null,
    notes: {},
    wire: {},
  });
  expectOutcome(refunded);
  const rows = await webhooksOf(rig);
  const last = rows.at(-1);
  assert.equal(last?.event, 'refund.created');
  assert.deepEqual(JSON.parse(last?.request.body ?? ''), {
    kind: 'refund.created',
    at: rig.clock.now,
    order: 'paid',
    payment: 'captured',
    refund: 'pending',
  });
  await rig.store.close();
});

test('a command that is refused tells nothing', async () => {
  const rig = await openRig({ dialects: [webhookDialect()] });
  await rig.engine.execute(rig.account, orderCommand({ reference: 'r', ...WITH_ADDRESS }));
  await rig.engine.execute(rig.account, orderCommand({ reference: 'r', ...WITH_ADDRESS }));
  assert.deepEqual(await webhooksOf(rig), []);
  await rig.store.close();
});
