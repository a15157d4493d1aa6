// What every store promises of a record that is deleted, and of what an endpoint still waited for.
import assert from 'node:assert/strict';
import { NOW } from '../support/call.ts';
import type { StoredRecord } from '../../src/core/record.ts';
import { accountRow, commitOf, type Run } from './store.ts';
import { add, addEndpoint, endpointRow } from './store-webhook.ts';

export function testEndpoints(run: Run): void {
  run('a record is deleted once, for its account and kind alone', async (store) => {
    await addEndpoint(store, 7);
    await addEndpoint(store, 7, 2);
    assert.equal(await store.deleteRecord(1, 'customer', 7), false);
    assert.equal(await store.deleteRecord(1, 'endpoint', 8), false);
    assert.equal(await store.deleteRecord(1, 'endpoint', 7), true);
    assert.equal(await store.deleteRecord(1, 'endpoint', 7), false);
    assert.equal(await store.loadRecord(1, 'endpoint', 7), null);
    assert.deepEqual(await store.listRecords(1, 'endpoint', 0, 10), []);
    assert.deepEqual(await store.loadRecord(2, 'endpoint', 7), endpointRow(7));
  });

  run('old records of one kind are purged, of every account, so many at once', async (store) => {
    for (const account of [1, 2]) {
      await store.addAccount(accountRow({ id: account, key: `key_${account}` }));
      for (const key of [5, 6, 7]) await addEndpoint(store, key, account);
      const row: StoredRecord = { ...endpointRow(5), kind: 'checkout' };
      const record = { row, isNew: true };
      assert.equal(await store.save(commitOf({ account, record })), 'saved');
    }
    assert.equal(await store.purgeRecords('endpoint', 7, 3), 3);
    assert.equal(await store.purgeRecords('endpoint', 7, 3), 1);
    assert.equal(await store.purgeRecords('endpoint', 7, 3), 0);
    for (const account of [1, 2]) {
      assert.deepEqual(await store.listRecords(account, 'endpoint', 0, 10), [endpointRow(7)]);
      assert.equal((await store.listRecords(account, 'checkout', 0, 10)).length, 1);
    }
  });

  run('what a deleted endpoint was not sent yet fails, and is not replayed', async (store) => {
    for (const key of [7, 8]) await addEndpoint(store, key);
    await add(store, { endpoint: 7 }, { id: 11, endpoint: 7, state: 'held' });
    await add(store, { id: 12, endpoint: 7, state: 'delivered' }, { id: 13, endpoint: 8 });
    await add(store, { id: 14 }, { id: 15, endpoint: 7, account: 2 });
    assert.equal(await store.deleteRecord(1, 'endpoint', 0), false);
    assert.equal(await store.deleteRecord(1, 'endpoint', 7), true);
    const states = (await store.listWebhooks(1, {}, 0, 10)).map(({ id, state }) => [id, state]);
    const others = [
      [14, 'waiting'],
      [13, 'waiting'],
    ];
    assert.deepEqual(states, [...others, [12, 'delivered'], [11, 'failed'], [10, 'failed']]);
    assert.equal((await store.findWebhook(2, 15))?.state, 'waiting');
    assert.equal(await store.replayWebhooks(1, { key: 10 }, NOW), 0);
    assert.equal(await store.replayWebhooks(1, { endpoint: 7 }, NOW), 0);
    assert.equal(await store.replayWebhooks(1, {}, NOW), 2);
  });
}
