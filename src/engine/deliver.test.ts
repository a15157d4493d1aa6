// Delivery: at least once, on the schedule, one slow receiver at nobody else's cost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { CREDENTIALS } from '../../test/support/call.ts';
import { openRig, type Rig, startPayment } from '../../test/support/engine.ts';
import { openReceiver, RETRY_MS, type Taken, tellingDialect } from '../../test/support/notice.ts';
import type { Notice } from '../dialects/dialect.ts';
import type { NoticeRow } from '../store/store.ts';
import type { Sent } from './deliver.ts';
import { createDeliverer } from './deliver.ts';
import { createKeeper } from './keep.ts';

const URL = 'http://shop.test/hook';
const REFUSED: Sent = { kind: 'answered', status: 500, body: 'no' };

async function open(changes: Partial<Notice> = {}) {
  const receiver = openReceiver();
  const rig = await openRig({ dialects: [tellingDialect(changes)], send: receiver.send });
  return { ...rig, ...receiver };
}

/** One order that failed to be paid: one notice. */
async function failOnce(rig: Rig, notify: string | null = URL): Promise<void> {
  const returns = { success: null, failure: null, cancel: null, notify };
  const { payment } = await startPayment(rig, 'failure@upi', { returns });
  await rig.submitter.charge(rig.account, payment);
}

const rowsOf = ({ store, account }: Rig): Promise<readonly NoticeRow[]> =>
  store.listNotices(account.id, {}, 0, 1000);

async function firstOf(rig: Rig): Promise<NoticeRow> {
  const row = (await rowsOf(rig)).at(-1);
  if (row === undefined) throw new Error('no notice');
  return row;
}

async function addEndpoint(rig: Rig, body = {}, secret?: string) {
  const { store, identity, clock, vault, account } = rig;
  const keeper = createKeeper({ store, identity, now: () => clock.now, seal: vault.seal });
  const sealed = secret === undefined ? {} : { secret };
  const rest = { record: null, claim: null, repeat: 'refuse', ...sealed } as const;
  const whole = { dialect: 'test', url: URL, active: true, ...body };
  const request = { kind: 'putRecord', of: 'endpoint', ...rest, body: whole } as const;
  const kept = await keeper.put(account, request, null);
  if ('failure' in kept || kept[0] === undefined) throw new Error('not kept');
  return kept[0];
}

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
  const rig = await open();
  await failOnce(rig);
  rig.answers.push({ kind: 'answered', status: 204, body: '' });
  await rig.deliverer.settle();
  const row = await firstOf(rig);
  assert.deepEqual([row.state, row.tries, row.deliveredAt], ['delivered', 1, rig.clock.now]);
  assert.equal(rig.taken.length, 1);
  const [attempt, ...more] = await rig.store.listAttempts(1, row.id);
  assert.deepEqual(more, []);
  assert.deepEqual([attempt?.number, attempt?.status, attempt?.error], [1, 204, null]);
  await rig.deliverer.settle();
  assert.equal(rig.taken.length, 1, 'it is sent once');
  await rig.store.close();
});

test('failures are tried again on the schedule, with the same bytes, then given up', async () => {
  const rig = await open({ attemptHeader: 'x-attempt' });
  await failOnce(rig);
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
  const errors = (await rig.store.listAttempts(1, row.id)).map(({ error }) => error);
  assert.deepEqual(errors, ['answered 500', 'no connection', 'answered 500']);
  rig.clock.now += 1_000_000_000;
  await rig.deliverer.settle();
  assert.equal(rig.taken.length, 3, 'given up is given up');
  assert.match(rig.logged.join(), /a notice was given up/);
  await rig.store.close();
});

test('a redirect is a failure and is not followed', async () => {
  const rig = await open();
  await failOnce(rig);
  rig.answers.push({ kind: 'answered', status: 302, body: '' });
  await rig.deliverer.settle();
  const row = await firstOf(rig);
  assert.equal(row.state, 'waiting');
  const [attempt] = await rig.store.listAttempts(1, row.id);
  assert.equal(attempt?.error, 'answered 302: redirects are not followed');
  await rig.store.close();
});

const RECEIPTS: readonly (readonly [string, boolean])[] = [
  ['T1|2|1', true],
  ['"T1|2|1"', true],
  ['T1|2|1\n', true],
  ['T1|2|0', true],
  ['T1|2|2', false],
  ['', false],
  ['ok', false],
];
for (const [body, isGood] of RECEIPTS) {
  const verdict = isGood ? 'one' : 'none';
  test(`where a receipt is asked for, ${JSON.stringify(body)} is ${verdict}`, async () => {
    const rig = await open({ accepts: ['T1|2|1', 'T1|2|0'] });
    await failOnce(rig);
    rig.answers.push({ kind: 'answered', status: 200, body });
    await rig.deliverer.settle();
    assert.equal((await firstOf(rig)).state, isGood ? 'delivered' : 'waiting');
    await rig.store.close();
  });
}

test('Standard Webhooks headers verify with the account’s secret, as it is', async () => {
  const rig = await open();
  await failOnce(rig);
  await rig.deliverer.settle();
  const [taken] = rig.taken;
  assert.ok(taken);
  verify(taken, new Webhook(CREDENTIALS.secret, { format: 'raw' }));
  const flipped = { ...taken, body: taken.body.replace('failed', 'fbiled') };
  assert.throws(() => verify(flipped, new Webhook(CREDENTIALS.secret, { format: 'raw' })));
  await rig.store.close();
});

test('an endpoint’s own secret signs, base64 when it is spelt whsec_', async () => {
  const rig = await open();
  const spelt = `whsec_${Buffer.alloc(24, 5).toString('base64')}`;
  await addEndpoint(rig, {}, spelt);
  await failOnce(rig, null);
  await rig.deliverer.settle();
  const [taken] = rig.taken;
  assert.ok(taken);
  verify(taken, new Webhook(spelt));
  await rig.store.close();
});

test('a dialect’s own headers win over ours', async () => {
  const rig = await open({ headers: { 'user-agent': 'Gateway/1' } });
  await failOnce(rig);
  await rig.deliverer.settle();
  assert.equal(rig.taken[0]?.headers['user-agent'], 'Gateway/1');
  await rig.store.close();
});

test('what a process took and did not finish comes again, for another one to send', async () => {
  const rig = await open();
  await failOnce(rig);
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

test('notices of one order go one after the other; of others side by side', async () => {
  const rig = await open();
  const returns = { success: null, failure: null, cancel: null, notify: URL };
  const { payment } = await startPayment(rig, 'success@upi', { returns });
  await rig.submitter.charge(rig.account, payment);
  await failOnce(rig);
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
    dialects: [tellingDialect()],
    send: async ({ url }) => {
      taken.push(url);
      return url.includes('slow') ? slow.promise : { kind: 'answered', status: 200, body: '' };
    },
  });
  for (let count = 0; count < 100; count += 1) await failOnce(rig, 'http://slow.test/');
  await failOnce(rig, 'http://quick.test/');
  rig.deliverer.wake();
  while (!taken.includes('http://quick.test/')) await new Promise((next) => setImmediate(next));
  const hanging = taken.filter((url) => url.includes('slow')).length;
  assert.ok(hanging <= 32, `${hanging} at once to a receiver that hangs`);
  slow.resolve({ kind: 'answered', status: 200, body: '' });
  await rig.deliverer.settle();
  assert.equal(taken.length, 101);
  await rig.store.close();
});

test('an endpoint that took nothing for a whole schedule is paused, and says so', async () => {
  const rig = await open();
  const endpoint = await addEndpoint(rig);
  await failOnce(rig, null);
  await failOnce(rig, null);
  rig.answers.push(...Array<Sent>(6).fill(REFUSED));
  await rig.deliverer.settle();
  for (const delay of RETRY_MS) {
    rig.clock.now += delay;
    await rig.deliverer.settle();
  }
  const kept = await rig.store.loadRecord(1, 'endpoint', endpoint.id.key);
  assert.equal(kept?.body['active'], false);
  assert.equal(kept?.body['paused_because'], 'answered 500');
  assert.match(rig.logged.join(), /an endpoint keeps failing and was paused/);
  const before = rig.taken.length;
  await failOnce(rig, null);
  await rig.deliverer.settle();
  assert.equal(rig.taken.length, before, 'nothing is sent to it');
  const states = (await rowsOf(rig)).map(({ state }) => state);
  assert.equal(states.filter((state) => state === 'held').length, 1);
  await rig.store.close();
});

test('an endpoint that takes other notices meanwhile is not paused', async () => {
  const rig = await open();
  const endpoint = await addEndpoint(rig);
  await failOnce(rig, null);
  rig.answers.push(REFUSED);
  await rig.deliverer.settle();
  await failOnce(rig, null);
  await rig.deliverer.settle();
  for (const delay of RETRY_MS) {
    rig.answers.push(REFUSED);
    rig.clock.now += delay;
    await rig.deliverer.settle();
  }
  const states = (await rowsOf(rig)).map(({ state }) => state);
  assert.deepEqual(states, ['delivered', 'failed']);
  const kept = await rig.store.loadRecord(1, 'endpoint', endpoint.id.key);
  assert.equal(kept?.body['active'], true);
  await rig.store.close();
});

test('a moved sandbox clock brings retries near', async () => {
  const rig = await open();
  await failOnce(rig);
  rig.answers.push(REFUSED);
  await rig.deliverer.settle();
  await rig.accounts.advanceClock(rig.account, 1000);
  await rig.deliverer.settle();
  assert.equal(rig.taken.length, 2);
  assert.equal((await firstOf(rig)).state, 'delivered');
  await rig.store.close();
});

test('a replay sends the same bytes once more, with a fresh schedule', async () => {
  const rig = await open();
  await failOnce(rig);
  await rig.deliverer.settle();
  const row = await firstOf(rig);
  assert.equal(await rig.store.replayNotices(1, { key: row.id }, rig.clock.now), 1);
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
  const rig = await open();
  await failOnce(rig);
  const { promise, resolve } = Promise.withResolvers<Sent>();
  rig.answers.push(promise);
  rig.deliverer.wake();
  while (rig.taken.length === 0) await new Promise((next) => setImmediate(next));
  const closing = rig.deliverer.close();
  await failOnce(rig);
  resolve({ kind: 'answered', status: 200, body: '' });
  await closing;
  rig.deliverer.wake();
  const states = (await rowsOf(rig)).map(({ state }) => state);
  assert.deepEqual(states, ['waiting', 'delivered']);
  await rig.store.close();
});
