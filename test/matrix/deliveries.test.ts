// Webhooks as they arrive: shown with every byte, sent once more, held and resumed, end to end.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { listDialects } from '../../src/gateways/gateway.ts';
import * as registry from '../../src/gateways/registry.ts';
import { type Json, openStage, type Stage, type Told } from '../support/account-api.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
afterEach(() => stage.clear());
after(() => stage.stop());

/** What each attempt has of its own, besides what the connection needs. */
const FRESH = ['webhook-timestamp', 'webhook-signature', 'x-webhook-attempt'];
function lasting({ method, path, headers, body }: Told) {
  const kept = Object.entries(headers).filter(([name]) => !FRESH.includes(name));
  return { method, path, headers: Object.fromEntries(kept), body };
}

function verify({ headers, body }: Told, secret: unknown): void {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  const text = Buffer.from(body, 'latin1').toString('utf8');
  try {
    new Webhook(String(secret)).verify(text, Object.fromEntries(texts));
  } catch (error) {
    // The library also parses the body, which is not JSON in every dialect.
    if (!(error instanceof SyntaxError)) throw error;
  }
}

for (const { name } of listDialects(registry).filter(
  ({ webhooks }) => webhooks.events.length > 0,
)) {
  test(`${name}: what an endpoint is sent is shown, and replayed with the same bytes`, async () => {
    const { hook, accountApi, settle, listen, payOrder, list } = stage;
    const endpoint = await listen({ dialect: name, events: null, url: `${hook.url}/a?b=c` });
    const order = await payOrder();
    assert.ok(hook.told.length > 0, 'it was told');
    for (const told of hook.told) verify(told, endpoint['secret']);
    const webhooks = await list(`?endpoint=${endpoint['id']}`);
    assert.equal(webhooks.length, hook.told.length);
    const first = hook.told[0] ?? assert.fail();
    const webhook = webhooks.find(({ id }) => id === first.headers['webhook-id']) ?? assert.fail();
    assert.deepEqual([webhook['order'], webhook['reference']], [order.id, order.receipt]);
    const { request, attempts } = (await accountApi('GET', `/webhooks/${webhook['id']}`)).json;
    const { method, url, headers, body } = request as Json;
    const bytes = Buffer.from(String(body)).toString('latin1');
    assert.deepEqual([method, url, bytes], [first.method, hook.url + first.path, first.body]);
    const [attempt] = attempts as Json[];
    const shown = { ...(attempt?.['headers'] as Json), ...(headers as Json) };
    for (const [header, value] of Object.entries(shown)) {
      assert.equal(first.headers[header], value, header);
    }
    hook.told.length = 0;
    const replayed = await accountApi('POST', `/webhooks/${webhook['id']}/replay`);
    assert.deepEqual([replayed.status, replayed.json], [200, { replayed: 1 }]);
    await settle();
    assert.equal(hook.told.length, 1);
    const again = hook.told[0] ?? assert.fail();
    assert.deepEqual(lasting(again), lasting(first));
    verify(again, endpoint['secret']);
  });
}

test('a replay is sent without anybody waiting for the next round', async () => {
  const { server, hook, accountApi, settle, listen, payOrder, list } = stage;
  await listen();
  await payOrder();
  const [webhook] = await list();
  assert.deepEqual([webhook?.['state'], webhook?.['attempts_made']], ['delivered', 1]);
  const { deliverer } = server.app.parts;
  const woken: string[] = [];
  const wake = deliverer.wake;
  Object.assign(deliverer, { wake: () => woken.push('wake') });
  try {
    await accountApi('POST', `/webhooks/${webhook?.['id']}/replay`, {});
    assert.deepEqual(woken.slice(0, 1), ['wake']);
  } finally {
    Object.assign(deliverer, { wake });
  }
  await settle();
  assert.equal(hook.told.length, 2);
});

test('a failure is shown with its reply, and held while its endpoint is off', async () => {
  const { hook, accountApi, settle, listen, payOrder, list } = stage;
  hook.answers = 503;
  const endpoint = await listen({ retry_seconds: [3600] });
  await payOrder();
  const [failed = {}] = await list(`?endpoint=${endpoint['id']}&state=waiting`);
  const { attempts } = (await accountApi('GET', `/webhooks/${failed['id']}`)).json;
  const [attempt] = attempts as Json[];
  assert.deepEqual(
    [attempt?.['status'], attempt?.['reply'], attempt?.['error']],
    [503, 'OK', 'answered 503'],
  );
  const due = Date.parse(String(failed['next_attempt_at'])) - Date.now();
  assert.ok(due > 3_590_000 && due <= 3_600_000, `${due} ms`);
  await accountApi('PATCH', `/endpoints/${endpoint['id']}`, { active: false });
  await accountApi('POST', `/webhooks/${failed['id']}/replay`);
  await settle();
  const state = async () => (await accountApi('GET', `/webhooks/${failed['id']}`)).json['state'];
  assert.equal(await state(), 'held');
  assert.equal(hook.told.length, 1);
  hook.answers = 200;
  await accountApi('PATCH', `/endpoints/${endpoint['id']}`, { active: true });
  await settle();
  assert.equal(await state(), 'delivered');
  assert.equal(hook.told.length, 2);
});

test('an endpoint that we paused is resumed, and gets what it missed', async () => {
  const { hook, accountApi, settle, listen, payOrder, list } = stage;
  hook.answers = 500;
  const endpoint = await listen({ retry_seconds: [] });
  await payOrder();
  const path = `/endpoints/${endpoint['id']}`;
  const paused = (await accountApi('GET', path)).json;
  assert.equal(paused['state'], 'paused');
  assert.equal((paused['paused'] as Json)['because'], 'answered 500');
  await payOrder();
  const [missed = {}, failed = {}] = await list(`?endpoint=${endpoint['id']}`);
  assert.deepEqual([missed['state'], failed['state']], ['held', 'failed']);
  assert.equal(missed['endpoint_state'], 'paused');
  assert.equal(hook.told.length, 1);
  hook.answers = 200;
  assert.equal((await accountApi('PATCH', path, { active: true })).json['paused'], null);
  await settle();
  const states = (await list(`?endpoint=${endpoint['id']}`)).map(({ state }) => state);
  assert.deepEqual(states, ['delivered', 'failed'], 'what was given up is replayed by hand alone');
});

test('what a removed endpoint was not sent fails, and cannot be replayed', async () => {
  const { hook, accountApi, settle, listen, payOrder, list } = stage;
  hook.answers = 500;
  const endpoint = await listen();
  const order = await payOrder();
  await accountApi('DELETE', `/endpoints/${endpoint['id']}`);
  const [webhook = {}] = await list(`?endpoint=${endpoint['id']}`);
  assert.deepEqual([webhook['state'], webhook['endpoint_state']], ['failed', 'removed']);
  const one = await accountApi('POST', `/webhooks/${webhook['id']}/replay`);
  const message = 'The endpoint of this webhook was removed';
  assert.deepEqual([one.status, one.json['message']], [400, message]);
  const many = await accountApi('POST', '/webhooks/replay', { since: 0, order: order.id });
  assert.deepEqual(many.json, { replayed: 0 });
  await settle();
  assert.equal(hook.told.length, 1);
});

test('a webhook that was made while its endpoint was being removed is sent to nobody', async () => {
  const { server, hook, accountApi, listen, payOrder } = stage;
  const endpoint = await listen();
  await payOrder();
  const { store, accounts, deliverer } = server.app.parts;
  const { account } = (await accounts.find('test_123')) ?? assert.fail();
  const [row = assert.fail()] = await store.listWebhooks(account.id, {}, 0, 1);
  await accountApi('DELETE', `/endpoints/${endpoint['id']}`);
  const nothing = { changes: null, events: [], instruction: null, answered: null, reply: null };
  const late = { ...row, id: row.id + 1, state: 'waiting', tries: 0, dueAt: Date.now() } as const;
  await store.save({
    ...nothing,
    account: account.id,
    record: null,
    webhooks: [late],
    now: Date.now(),
    clockOffsetMs: 0,
  });
  await deliverer.settle();
  assert.equal(hook.told.length, 1, 'the first alone');
  assert.equal((await store.findWebhook(account.id, late.id))?.state, 'failed');
  const [attempt] = await store.listDeliveries(account.id, late.id);
  assert.equal(attempt?.error, 'the endpoint was removed');
});
