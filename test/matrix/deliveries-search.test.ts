// Webhooks of the account API: found by every name of their order, and replayed in numbers.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { addAccount, type Json, openStage, type Stage } from '../support/account-api.ts';
import { RZP_CREATE } from '../support/documented-example.ts';
import { ask, BASIC } from '../support/server.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
afterEach(() => stage.clear());
after(() => stage.stop());

test('webhooks are found by every name of their order, by endpoint, state and time', async () => {
  const { server, hook, accountApi, settle, listen, payOrder, list } = stage;
  const [one, other] = [await listen(), await listen({ events: ['payment.captured'] })];
  const begun = Date.now();
  const first = await payOrder();
  const second = await payOrder();
  const { store, accounts } = server.app.parts;
  const { account } = (await accounts.find('test_123')) ?? assert.fail();
  const number = (await store.loadOrderByReference(account.id, first.receipt))?.order.id.number;
  for (const name of [first.id, first.id.slice(6), first.receipt, String(number)]) {
    const found = await list(`?order=${name}`);
    assert.deepEqual(
      found.map(({ order, event }) => [order, event]).sort(),
      [
        [first.id, 'order.paid'],
        [first.id, 'payment.captured'],
      ],
      name,
    );
  }
  assert.equal((await list(`?order=${second.id}&endpoint=${one['id']}`)).length, 1);
  assert.equal((await list(`?endpoint=${other['id']}&count=1`)).length, 1);
  const since = new Date(begun).toISOString();
  assert.equal((await list(`?since=${since}`)).length, 4);
  assert.equal((await list(`?since=${begun}&skip=3`)).length, 1);
  assert.equal((await list(`?since=${since}&until=${since.slice(0, 10)}T00:00:00Z`)).length, 0);
  assert.equal((await list(`?since=${since}&state=failed`)).length, 0);
  const zoned = `${new Date(begun + 19_800_000).toISOString().slice(0, -1)}+05:30`;
  assert.equal((await list(`?since=${zoned}`)).length, 4);
  hook.told.length = 0;
  const some = await accountApi('POST', '/webhooks/replay', { since, endpoint: one['id'] });
  assert.deepEqual(some.json, { replayed: 2 });
  await settle();
  assert.equal(hook.told.length, 2);
  const all = await accountApi('POST', '/webhooks/replay', { since: begun, state: 'delivered' });
  assert.deepEqual(all.json, { replayed: 4 });
  await settle();
  assert.equal(hook.told.length, 6);
});

test('a repeated replay with a key replays once', async () => {
  const { hook, accountApi, settle, listen, payOrder, list } = stage;
  await listen();
  await payOrder();
  const [webhook = {}] = await list();
  const headers = { authorization: BASIC, 'idempotency-key': 'replay-1' };
  const replay = () => accountApi('POST', `/webhooks/${webhook['id']}/replay`, {}, headers);
  const answers = [await replay(), await replay()];
  assert.deepEqual(
    answers.map(({ json }) => json),
    [{ replayed: 1 }, { replayed: 1 }],
  );
  await settle();
  assert.equal(hook.told.length, 2);
});

test('a live account’s webhooks are found by time as well', async () => {
  const { server, hook, accountApi } = stage;
  const live = await addAccount(server, 'live_outbox', 'live');
  const endpoint = { url: hook.url, dialect: 'razorpay', events: ['order.paid'] };
  await accountApi('POST', '/endpoints', endpoint, live);
  const begun = Date.now();
  const { parts } = server.app;
  const { account } = (await parts.accounts.find('live_outbox')) ?? assert.fail();
  const body = { ...RZP_CREATE, receipt: 'live-outbox' };
  const path = '/api/v2/order/via/rzp/create';
  await ask(server.url + path, { headers: live, body });
  const order = [{ by: 'reference', reference: 'live-outbox' } as const];
  const instrument = { method: 'upi', vpa: 'success@upi' } as const;
  const started = await parts.engine.execute(account, {
    kind: 'startPayment',
    order,
    instrument,
  });
  assert.ok(!('failure' in started) && started.payment !== null);
  await parts.instructions.charge(account, started.payment);
  const found = async (query: string) =>
    ((await accountApi('GET', `/webhooks?${query}`, undefined, live)).json['webhooks'] as Json[])
      .length;
  assert.equal(await found(`since=${begun}`), 1);
  assert.equal(await found(`since=${Date.now() + 60_000}`), 0);
  const [webhook = {}] = (await accountApi('GET', '/webhooks', undefined, live)).json[
    'webhooks'
  ] as Json[];
  assert.equal((await accountApi('GET', `/webhooks/${webhook['id']}`)).status, 404, 'another’s');
  assert.equal((await accountApi('POST', `/webhooks/${webhook['id']}/replay`)).status, 404);
  assert.equal((await accountApi('GET', '/webhooks?order=live-outbox')).status, 404);
  const { id } =
    ((await accountApi('GET', '/endpoints', undefined, live)).json['endpoints'] as Json[])[0] ?? {};
  assert.equal((await accountApi('GET', `/webhooks?endpoint=${id}`)).status, 404);
  await parts.deliverer.settle();
});

test('what a search and a replay refuse', async () => {
  const { accountApi } = stage;
  const searches = ['state=lost', 'since=yesterday', 'since=2025-01-31', 'until=-1', 'count=101'];
  for (const query of [...searches, 'skip=1.5', 'order=', 'a=1', 'since=99999999999999999']) {
    const refused = await accountApi('GET', `/webhooks?${query}`);
    assert.deepEqual([refused.status, refused.json['code']], [400, 'VALIDATION_ERROR'], query);
  }
  assert.equal((await accountApi('GET', '/webhooks?order=nobody')).json['code'], 'ORDER_NOT_FOUND');
  for (const id of ['msg_ABC123def456GH', 'ep_x', '0', '9007199254740991']) {
    assert.equal((await accountApi('GET', `/webhooks?endpoint=${id}`)).status, 404, id);
    assert.equal((await accountApi('GET', `/webhooks/${id}`)).status, 404, id);
    assert.equal((await accountApi('POST', `/webhooks/${id}/replay`)).status, 404, id);
  }
  const since = Date.now();
  const wrong: readonly Json[] = [
    {},
    { since: null },
    { since: 'now' },
    { since: -1 },
    { since: 1.5 },
    { since: {} },
    { since: ['2025-01-31T09:00:00Z'] },
    { since, order: { a: 1 } },
    { since, state: 'all' },
    { since, count: 5 },
    { since, endpoint: 'x'.repeat(201) },
  ];
  for (const body of wrong) {
    const refused = await accountApi('POST', '/webhooks/replay', body);
    assert.equal(refused.status, 400, JSON.stringify(body));
  }
  assert.equal((await accountApi('GET', '/webhooks/replay')).status, 404);
});
