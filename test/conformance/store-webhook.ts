// What every store promises of webhooks: leased by one at a time, kept with every attempt, found.
import assert from 'node:assert/strict';
import type { StoredRecord } from '../../src/core/record.ts';
import type { DeliveryRow, WebhookRow, Store } from '../../src/store/store.ts';
import { NOW } from '../support/call.ts';
import { accountRow, commitOf, type Run } from './store.ts';

const LEASE = NOW + 15_000;
const HERE = 'aaaaaaaaaaaaaaaa';
const THERE = 'bbbbbbbbbbbbbbbb';

export function webhookRow(changes: Partial<WebhookRow> = {}): WebhookRow {
  return {
    account: 1,
    id: 10,
    token: 'NTC123def456GH',
    orderKey: 1,
    endpoint: null,
    dialect: 'test',
    event: 'payment.captured',
    destination: HERE,
    state: 'waiting',
    dueAt: NOW,
    tries: 0,
    triesBefore: 0,
    createdAt: NOW,
    deliveredAt: null,
    request: {
      method: 'POST',
      url: 'https://shop.example/hook?a=ß',
      headers: { 'x-own': '"₹"' },
      body: '{"a":"₹\\u0000"}\n',
      attemptHeader: 'x-attempt',
      accepts: ['OK'],
      retryMs: [1000, 2000],
      timeoutMs: 5000,
    },
    ...changes,
  };
}

function attemptRow(changes: Partial<DeliveryRow> = {}): DeliveryRow {
  const headers = { 'webhook-id': 'msg_1' };
  const row = { number: 1, at: NOW, durationMs: 12, headers, status: 503, reply: '<p>₹' };
  return { ...row, error: 'answered 503', ...changes };
}

export function endpointRow(key: number): StoredRecord {
  const id = { key, number: key, token: `EP${key}` };
  const body = { url: 'https://shop.example/hook', active: true };
  return { id, kind: 'endpoint', uniqueRef: null, body, sealedSecret: null, createdAt: NOW };
}

export async function add(store: Store, ...rows: readonly Partial<WebhookRow>[]): Promise<void> {
  for (const row of rows.map(webhookRow)) {
    const saved = await store.save(commitOf({ account: row.account, webhooks: [row] }));
    assert.equal(saved, 'saved');
  }
}

export async function addEndpoint(store: Store, key: number, account = 1): Promise<void> {
  const record = { row: endpointRow(key), isNew: true };
  assert.equal(await store.save(commitOf({ account, record })), 'saved');
}

const idsOf = (rows: readonly WebhookRow[]) => rows.map(({ id }) => id);
const lease = async (store: Store, now = NOW, busy: readonly string[] = [], limit = 10) =>
  idsOf(await store.leaseWebhooks(now, now + 15_000, busy, limit));

export function testLeases(run: Run): void {
  run('a webhook is leased whole, with one try more', async (store) => {
    await add(store, { endpoint: 7 });
    const [leased] = await store.leaseWebhooks(NOW, LEASE, [], 10);
    assert.deepEqual(leased, webhookRow({ endpoint: 7, tries: 1, dueAt: LEASE }));
    assert.deepEqual(await store.findWebhook(1, 10), leased);
  });

  run('a lease is exclusive, and comes again when its time is over', async (store) => {
    await add(store, {}, { id: 11 }, { id: 12, dueAt: NOW + 1 });
    const leases = await Promise.all([1, 2, 3].map(() => lease(store)));
    assert.deepEqual(leases.flat().sort(), [10, 11]);
    assert.deepEqual(await lease(store, NOW + 1), [12]);
    assert.deepEqual(await lease(store, LEASE - 1), []);
    assert.deepEqual(await lease(store, LEASE), [10, 11]);
    assert.equal((await store.findWebhook(1, 10))?.tries, 2);
  });

  run('what is due first is leased first, and a few at a time', async (store) => {
    await add(store, { dueAt: NOW - 1 }, { id: 11, dueAt: NOW - 9 }, { id: 12, dueAt: NOW - 5 });
    assert.deepEqual(await lease(store, NOW, [], 2), [11, 12]);
    assert.deepEqual(await lease(store), [10]);
  });

  run('two connections never lease the same', async (store, place) => {
    if (!place.lasts) return;
    const other = await place.open();
    try {
      await add(store, ...Array.from({ length: 40 }, (_, index) => ({ id: 100 + index })));
      const leases = await Promise.all(
        Array.from({ length: 20 }, (_, index) => lease(index % 2 ? store : other, NOW, [], 5)),
      );
      const ids = leases.flat();
      assert.equal(ids.length, 40);
      assert.equal(new Set(ids).size, 40);
    } finally {
      await other.close();
    }
  });

  run('busy destinations are left out', async (store) => {
    await add(store, {}, { id: 11, destination: THERE }, { id: 12, account: 2 });
    assert.deepEqual(await lease(store, NOW, [HERE]), [11]);
    assert.deepEqual(await lease(store, NOW, [HERE, THERE]), []);
    assert.deepEqual(await lease(store, NOW, [THERE]), [10, 12]);
  });

  run('only what waits is leased', async (store) => {
    const states = ['delivered', 'failed', 'held'] as const;
    await add(store, ...states.map((state, index) => ({ id: 20 + index, state })));
    assert.deepEqual(await lease(store), []);
  });

  run('moving a clock brings the waiting webhooks of its account nearer', async (store) => {
    await store.addAccount(accountRow());
    await store.addAccount(accountRow({ id: 2, key: 'key_2' }));
    const later = { dueAt: NOW + 60_000 };
    await add(store, later, { ...later, id: 11, account: 2 }, { ...later, id: 12, state: 'held' });
    await store.advanceClock(1, 59_999);
    assert.deepEqual(await lease(store), []);
    await store.advanceClock(1, 1);
    assert.deepEqual(await lease(store), [10]);
    assert.equal((await store.findWebhook(1, 12))?.dueAt, later.dueAt);
  });
}

export function testCourse(run: Run): void {
  run('how an attempt went is written with it', async (store) => {
    await add(store, {});
    const [first] = await store.leaseWebhooks(NOW, LEASE, [], 10);
    assert.ok(first);
    const failed = attemptRow();
    assert.equal(await store.finishWebhook(first, 'waiting', NOW + 1000, failed), true);
    assert.deepEqual(await lease(store, NOW + 999), []);
    const [second] = await store.leaseWebhooks(NOW + 1000, LEASE, [], 10);
    assert.ok(second);
    const good = attemptRow({ number: 2, at: NOW + 1000, status: 200, reply: '', error: null });
    assert.equal(await store.finishWebhook(second, 'delivered', LEASE, good), true);
    const { state, tries, deliveredAt } = (await store.findWebhook(1, 10)) ?? webhookRow();
    assert.deepEqual([state, tries, deliveredAt], ['delivered', 2, NOW + 1000]);
    assert.deepEqual(await store.listDeliveries(1, 10), [failed, good]);
    assert.deepEqual(await store.listDeliveries(2, 10), []);
    const silent = attemptRow({ number: 3, status: null });
    await store.finishWebhook(second, 'delivered', LEASE, silent);
    assert.equal((await store.listDeliveries(1, 10))[2]?.status, null);
  });

  run('an outdated lease writes no state', async (store) => {
    await add(store, {});
    const [slow] = await store.leaseWebhooks(NOW, LEASE, [], 10);
    const [fast] = await store.leaseWebhooks(LEASE, LEASE + 1000, [], 10);
    assert.ok(slow && fast);
    assert.equal(await store.finishWebhook(slow, 'failed', NOW, attemptRow()), false);
    assert.deepEqual(await store.findWebhook(1, 10), fast);
    const good = attemptRow({ number: 2, status: 200, error: null });
    assert.equal(await store.finishWebhook(fast, 'delivered', LEASE, good), true);
    assert.equal((await store.listDeliveries(1, 10)).length, 2, 'both were sent');
  });

  run('an endpoint’s webhooks are held and released, nobody else’s', async (store) => {
    await add(store, { endpoint: 7 }, { id: 11, endpoint: 8 }, { id: 12 });
    await add(store, { id: 13, endpoint: 7, state: 'failed' }, { id: 14, endpoint: 7, account: 2 });
    assert.equal(await store.holdWebhooks(1, 7), 1);
    assert.deepEqual(await lease(store), [11, 12, 14]);
    assert.equal(await store.releaseWebhooks(1, 8, NOW), 0);
    assert.equal(await store.releaseWebhooks(1, 7, NOW + 5), 1);
    assert.deepEqual(await lease(store, NOW + 4), []);
    assert.deepEqual(await lease(store, NOW + 5), [10]);
    assert.equal((await store.findWebhook(1, 13))?.state, 'failed');
  });

  run('an endpoint has delivered from the moment on that is asked about', async (store) => {
    await add(store, { endpoint: 7 });
    const [row] = await store.leaseWebhooks(NOW, LEASE, [], 10);
    assert.ok(row);
    await store.finishWebhook(row, 'delivered', NOW, attemptRow({ at: NOW + 3, error: null }));
    assert.equal(await store.hasDelivered(1, 7, NOW + 3), true);
    assert.equal(await store.hasDelivered(1, 7, NOW + 4), false);
    assert.equal(await store.hasDelivered(1, 8, 0), false);
    assert.equal(await store.hasDelivered(2, 7, 0), false);
  });
}

const SEVERAL: readonly Partial<WebhookRow>[] = [
  { id: 10 },
  { id: 11, endpoint: 7, createdAt: NOW + 1, state: 'failed' },
  { id: 12, endpoint: 7, orderKey: 2, createdAt: NOW + 2 },
  { id: 13, endpoint: 8, orderKey: 2, createdAt: NOW + 3, state: 'held' },
  { id: 14, account: 2, endpoint: 7, createdAt: NOW + 4 },
];
const FILTERS = [
  [{}, [13, 12, 11, 10]],
  [{ orderKey: 2 }, [13, 12]],
  [{ orderKey: 9 }, []],
  [{ endpoint: 7 }, [12, 11]],
  [{ endpoint: 0 }, [10]],
  [{ state: 'waiting' }, [12, 10]],
  [{ since: NOW + 2 }, [13, 12]],
  [{ until: NOW + 1 }, [11, 10]],
  [{ since: NOW + 1, until: NOW + 2 }, [12, 11]],
  [{ fromKey: 12 }, [13, 12]],
  [{ orderKey: 2, endpoint: 7 }, [12]],
  [{ endpoint: 7, state: 'failed' }, [11]],
  [{ orderKey: 1, state: 'failed', since: NOW }, [11]],
] as const;

export function testLists(run: Run): void {
  for (const [filter, expected] of FILTERS) {
    const told = JSON.stringify(filter).replaceAll(String(NOW).slice(0, -1), 't');
    run(`webhooks by ${told}`, async (store) => {
      for (const key of [7, 8]) await addEndpoint(store, key);
      await add(store, ...SEVERAL);
      assert.deepEqual(idsOf(await store.listWebhooks(1, filter, 0, 10)), expected);
      assert.deepEqual(idsOf(await store.listWebhooks(1, filter, 1, 1)), expected.slice(1, 2));
      assert.equal(await store.replayWebhooks(1, filter, NOW + 9), expected.length);
      const due = (await store.listWebhooks(1, {}, 0, 10)).filter(({ dueAt }) => dueAt === NOW + 9);
      assert.deepEqual(idsOf(due), expected);
      assert.ok(due.every(({ state }) => state === 'waiting'));
    });
  }

  run('a replay begins a fresh schedule and leaves the bytes alone', async (store) => {
    await add(store, {});
    const [row] = await store.leaseWebhooks(NOW, LEASE, [], 10);
    assert.ok(row);
    await store.finishWebhook(row, 'delivered', NOW, attemptRow({ error: null }));
    assert.equal(await store.replayWebhooks(2, { key: 10 }, NOW + 5), 0);
    assert.equal(await store.replayWebhooks(1, { key: 11 }, NOW + 5), 0);
    assert.equal(await store.replayWebhooks(1, { key: 10 }, NOW + 5), 1);
    const again = { tries: 1, triesBefore: 1, dueAt: NOW + 5, deliveredAt: NOW };
    assert.deepEqual(await store.findWebhook(1, 10), webhookRow(again));
    assert.deepEqual(await lease(store, NOW + 5), [10]);
  });

  run('a webhook of another account is not found', async (store) => {
    await add(store, {});
    assert.equal(await store.findWebhook(2, 10), null);
    assert.deepEqual(await store.listWebhooks(2, {}, 0, 10), []);
  });

  run('purging deletes old webhooks that wait for no attempt, a few at a time', async (store) => {
    await store.addAccount(accountRow());
    await store.addAccount(accountRow({ id: 2, key: 'key_2' }));
    const over = (id: number, state: WebhookRow['state'], account = 1) => ({ id, state, account });
    // The times of webhooks do not count: a clock that was moved would keep them for years.
    await add(store, { ...over(20, 'delivered'), createdAt: NOW + 1e11 }, over(21, 'failed', 2));
    await add(store, over(22, 'held'), over(23, 'waiting'), over(30, 'delivered'));
    const [row] = await store.leaseWebhooks(NOW, LEASE, [], 10);
    assert.ok(row);
    await store.finishWebhook(row, 'failed', NOW, attemptRow());
    const kept = { ...over(24, 'waiting'), dueAt: LEASE };
    await add(store, kept);
    assert.equal(await store.purgeWebhooks(30, 3), 3);
    assert.equal(await store.purgeWebhooks(30, 3), 1);
    assert.equal(await store.purgeWebhooks(30, 3), 0);
    assert.deepEqual(idsOf(await store.listWebhooks(1, {}, 0, 10)), [30, 24]);
    assert.deepEqual(await store.listWebhooks(2, {}, 0, 10), []);
    assert.deepEqual(await store.listDeliveries(1, 23), []);
  });
}
