// Delivery: at least once, on the schedule, one slow receiver at nobody else's cost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { CREDENTIALS } from '../../../test/support/call.ts';
import { openRig, startPayment } from '../../../test/support/engine.ts';
import {
  addEndpoint,
  failPayment,
  firstOf,
  HOOK,
  openWebhookRig,
  REFUSED,
  RETRY_MS,
  rowsOf,
  type Taken,
  webhookDialect,
} from '../../../test/support/webhook.ts';
import { createDeliverer, type Sent } from './deliver.ts';

/** Throws unless npm standardwebhooks accepts the request. */
function verify({ headers, body }: Taken, webhook: Webhook): void {
  // Its tolerance is against the machine's clock, which is not the rig's.
  const now = Date.now;
  Date.now = () => Number(headers['webhook-timestamp']) * 1000;
  try {
    webhook.verify(body, headers);
  } finally {
    Date.now = now;
  }
}

test('a 2xx is a delivery, with the attempt kept', async () => {
  const rig = await openWebhookRig();
  await failPayment(rig);
  rig.answers.push({ kind: 'answered', status: 204, body: '' });
  await rig.deliverer.settle();
  const row = await firstOf(rig);
  assert.deepEqual([row.state, row.tries, row.deliveredAt], ['delivered', 1, rig.clock.now]);
  assert.equal(rig.taken.length, 1);
  const [attempt, ...more] = await rig.store.listDeliveries(1, row.id);
  assert.deepEqual(more, []);
  assert.deepEqual([attempt?.number, attempt?.status, attempt?.error], [1, 204, null]);
  await rig.deliverer.settle();
  assert.equal(rig.taken.length, 1, 'it is sent once');
  await rig.store.close();
});

test('failures are tried again on the schedule, with the same bytes, then given up', async () => {
  const rig = await openWebhookRig({ attemptHeader: 'x-attempt' });
  await failPayment(rig);
  rig.answers.push(REFUSED, { kind: 'failed', detail: 'no connection' }, REFUSED);
  await rig.deliverer.settle();
  assert.equal(rig.taken.length, 1);
  for (const [index, delay] of RETRY_MS.entries()) {
    rig.clock.now += delay - 1;
    await rig.deliverer.settle();
    assert.equal(rig.taken.length, index + 1, 'not before its time');
    rig.clock.now += 1;
    await rig.deliverer.settle();
    assert.equal(rig.taken.length, index + 2);
  }
  const row = await firstOf(rig);
  assert.deepEqual([row.state, row.tries], ['failed', 3]);
  assert.deepEqual(new Set(rig.taken.map(({ body }) => body)).size, 1);
  assert.deepEqual(
    rig.taken.map(({ headers }) => headers['x-attempt']),
    ['1', '2', '3'],
  );
  assert.equal(new Set(rig.taken.map(({ headers }) => headers['webhook-id'])).size, 1);
  const errors = (await rig.store.listDeliveries(1, row.id)).map(({ error }) => error);
  assert.deepEqual(errors, ['answered 500', 'no connection', 'answered 500']);
  rig.clock.now += 1_000_000_000;
  await rig.deliverer.settle();
  assert.equal(rig.taken.length, 3, 'given up is given up');
  assert.match(rig.logged.join(), /a webhook was given up/);
  await rig.store.close();
});

test('a redirect is a failure and is not followed', async () => {
  const rig = await openWebhookRig();
  await failPayment(rig);
  rig.answers.push({ kind: 'answered', status: 302, body: '' });
  await rig.deliverer.settle();
  const row = await firstOf(rig);
  assert.equal(row.state, 'waiting');
  const [attempt] = await rig.store.listDeliveries(1, row.id);
  assert.equal(attempt?.error, 'answered 302: redirects are not followed');
  await rig.store.close();
});

const RECEIPTS: readonly (readonly [string, boolean])[] = [
  ['T1|2|1', true],
  ['"T1|2|1"', true],
  ['T1|2|1\n', true],
  ['T1|2|0', true],
  ['<html>\n<body>\n\t<h3>T1|2|1</h3>\n</body>\n</html>', true],
  [`${'<p>menu</p>'.repeat(1000)}T1|2|1`, true],
  ['T1|2|12, T1|2|1', true],
  ['T1|2|12', false],
  ['T1|2|2', false],
  ['', false],
  ['ok', false],
];
for (const [body, isGood] of RECEIPTS) {
  const verdict = isGood ? 'one' : 'none';
  const shown = JSON.stringify(body.slice(-60));
  test(`where a receipt is asked for, ${shown} is ${verdict}`, async () => {
    const rig = await openWebhookRig({ accepts: ['T1|2|1', 'T1|2|0'] });
    await failPayment(rig);
    rig.answers.push({ kind: 'answered', status: 200, body });
    await rig.deliverer.settle();
    const { id, state } = await firstOf(rig);
    assert.equal(state, isGood ? 'delivered' : 'waiting');
    const [attempt] = await rig.store.listDeliveries(1, id);
    assert.equal(attempt?.reply, body.slice(0, 2048), 'what is kept of it');
    await rig.store.close();
  });
}

test('Standard Webhooks headers verify with the account’s secret, as it is', async () => {
  const rig = await openWebhookRig();
  await failPayment(rig);
  await rig.deliverer.settle();
  const [taken] = rig.taken;
  assert.ok(taken);
  verify(taken, new Webhook(CREDENTIALS.secret, { format: 'raw' }));
  const flipped = { ...taken, body: taken.body.replace('failed', 'fbiled') };
  assert.throws(() => verify(flipped, new Webhook(CREDENTIALS.secret, { format: 'raw' })));
  await rig.store.close();
});

test('an endpoint’s own secret signs, base64 when it is spelt whsec_', async () => {
  const rig = await openWebhookRig();
  const spelt = `whsec_${Buffer.alloc(24, 5).toString('base64')}`;
  await addEndpoint(rig, {}, spelt);
  await failPayment(rig, null);
  await rig.deliverer.settle();
  const [taken] = rig.taken;
  assert.ok(taken);
  verify(taken, new Webhook(spelt));
  await rig.store.close();
});

test('a dialect’s own headers win over ours', async () => {
  const rig = await openWebhookRig({ headers: { 'user-agent': 'Gateway/1' } });
  await failPayment(rig);
  await rig.deliverer.settle();
  assert.equal(rig.taken[0]?.headers['user-agent'], 'Gateway/1');
  await rig.store.close();
});

test('what a process took and did not finish comes again, for another one to send', async () => {
  const rig = await openWebhookRig();
  await failPayment(rig);
  const { store, accounts, vault, clock } = rig;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const dying = createDeliverer({
    store,
    accounts,
    vault,
    now: () => clock.now,
    log,
    send: () => new Promise(() => undefined),
  });
  dying.wake();
  // Until the other one has taken it.
  while ((await firstOf(rig)).tries === 0) await new Promise((resolve) => setImmediate(resolve));
  await rig.deliverer.settle();
  assert.equal(rig.taken.length, 0, 'nobody sends what another has taken');
  clock.now += 15_000;
  await rig.deliverer.settle();
  assert.equal(rig.taken.length, 1);
  assert.equal((await firstOf(rig)).state, 'delivered');
  await store.close();
});

test('what waited in line until its lease was over is not sent by two', async () => {
  const rig = await openWebhookRig();
  const returns = { success: null, failure: null, cancel: null, notify: HOOK };
  const { payment } = await startPayment(rig, 'success@upi', { returns });
  await rig.instructions.charge(rig.account, payment);
  const { store, accounts, vault, clock } = rig;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const stuck = Promise.withResolvers<Sent>();
  let sent = 0;
  const send = (): Promise<Sent> => {
    sent += 1;
    return stuck.promise;
  };
  const slow = createDeliverer({ store, accounts, vault, send, now: () => clock.now, log });
  const settled = slow.settle();
  while (sent === 0) await new Promise((resolve) => setImmediate(resolve));
  clock.now += 15_000;
  await rig.deliverer.settle();
  assert.equal(rig.taken.length, 2, 'another process has sent both');
  stuck.resolve(REFUSED);
  await settled;
  assert.equal(sent, 1, 'the one behind it belongs to the other process');
  const states = (await rowsOf(rig)).map(({ state }) => state);
  assert.deepEqual(states, ['delivered', 'delivered']);
  await store.close();
});

test('webhooks of one order go one after the other; of others side by side', async () => {
  const rig = await openWebhookRig();
  const returns = { success: null, failure: null, cancel: null, notify: HOOK };
  const { payment } = await startPayment(rig, 'success@upi', { returns });
  await rig.instructions.charge(rig.account, payment);
  await failPayment(rig);
  const { promise, resolve } = Promise.withResolvers<Sent>();
  rig.answers.push(promise);
  const settled = rig.deliverer.settle();
  while (rig.taken.length < 2) await new Promise((next) => setImmediate(next));
  const kinds = rig.taken.map(({ body }) => JSON.parse(body).kind);
  assert.deepEqual(kinds, ['payment.captured', 'payment.failed']);
  resolve({ kind: 'answered', status: 200, body: '' });
  await settled;
  assert.equal(JSON.parse(rig.taken[2]?.body ?? '').kind, 'order.paid');
  await rig.store.close();
});

test('a receiver that hangs keeps nobody else waiting', async () => {
  const slow = Promise.withResolvers<Sent>();
  const taken: string[] = [];
  const rig = await openRig({
    dialects: [webhookDialect()],
    send: async ({ url }) => {
      taken.push(url);
      return url.includes('slow') ? slow.promise : { kind: 'answered', status: 200, body: '' };
    },
  });
  for (let count = 0; count < 100; count += 1) await failPayment(rig, 'http://slow.test/');
  await failPayment(rig, 'http://quick.test/');
  rig.deliverer.wake();
  while (!taken.includes('http://quick.test/')) await new Promise((next) => setImmediate(next));
  const hanging = taken.filter((url) => url.includes('slow')).length;
  assert.ok(hanging <= 32, `${hanging} at once to a receiver that hangs`);
  slow.resolve({ kind: 'answered', status: 200, body: '' });
  await rig.deliverer.settle();
  assert.equal(taken.length, 101);
  await rig.store.close();
});

test('a moved sandbox clock brings retries near', async () => {
  const rig = await openWebhookRig();
  await failPayment(rig);
  rig.answers.push(REFUSED);
  await rig.deliverer.settle();
  await rig.accounts.advanceClock(rig.account, 1000);
  await rig.deliverer.settle();
  assert.equal(rig.taken.length, 2);
  assert.equal((await firstOf(rig)).state, 'delivered');
  await rig.store.close();
});

test('a replay sends the same bytes once more, with a fresh schedule', async () => {
  const rig = await openWebhookRig();
  await failPayment(rig);
  await rig.deliverer.settle();
  const row = await firstOf(rig);
  assert.equal(await rig.store.replayWebhooks(1, { key: row.id }, rig.clock.now), 1);
  rig.answers.push(REFUSED);
  await rig.deliverer.settle();
  assert.equal((await firstOf(rig)).state, 'waiting', 'it is tried again as a new one is');
  rig.clock.now += RETRY_MS[0] ?? 0;
  await rig.deliverer.settle();
  assert.equal((await firstOf(rig)).state, 'delivered');
  assert.equal(rig.taken.length, 3);
  const [first] = rig.taken;
  for (const each of rig.taken) {
    assert.equal(each.body, first?.body);
    assert.equal(each.url, first?.url);
    assert.equal(each.headers['x-event'], first?.headers['x-event']);
  }
  await rig.store.close();
});

test('closing waits for what is under way and takes no more', async () => {
  const rig = await openWebhookRig();
  await failPayment(rig);
  const { promise, resolve } = Promise.withResolvers<Sent>();
  rig.answers.push(promise);
  rig.deliverer.wake();
  while (rig.taken.length === 0) await new Promise((next) => setImmediate(next));
  const closing = rig.deliverer.close();
  await failPayment(rig);
  resolve({ kind: 'answered', status: 200, body: '' });
  await closing;
  rig.deliverer.wake();
  const states = (await rowsOf(rig)).map(({ state }) => state);
  assert.deepEqual(states, ['waiting', 'delivered']);
  await rig.store.close();
});
