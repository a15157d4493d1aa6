// What every store promises of transcripts: whole, an event once, found by what they are about,
// forgotten by age and by number.
import assert from 'node:assert/strict';
import type { Store, TranscriptFilter, TranscriptRow } from '../../src/store/store.ts';
import { NOW } from '../support/call.ts';
import { accountRow, type Run } from './store.ts';

function transcript(key: number, changes: Partial<TranscriptRow> = {}): TranscriptRow {
  return {
    account: 1,
    id: { key, number: key, token: `${key}`.padStart(14, 't') },
    connection: 7,
    orderKey: 1,
    paymentKey: 2,
    direction: 'out',
    operation: 'inquire',
    at: NOW + key,
    durationMs: 12,
    status: 200,
    event: null,
    request: { method: 'GET', url: 'https://x.example/?a=…', headers: { a: '…' }, body: null },
    reply: '{"a":"₹ \\" \\u0000"}',
    error: null,
    ...changes,
  };
}

const keysOf = async (store: Store, filter: TranscriptFilter = {}, account = 1, limit = 100) =>
  (await store.listTranscripts(account, filter, limit)).map(({ id }) => id.key);

async function addAccounts(store: Store): Promise<void> {
  await store.addAccount(accountRow());
  await store.addAccount(accountRow({ id: 2, key: 'key_2' }));
}

export function testTranscripts(run: Run): void {
  run('a transcript comes back whole, whatever was said', async (store) => {
    await addAccounts(store);
    const nothing = { orderKey: null, paymentKey: null, status: null, reply: null };
    const request = { method: 'POST', url: '/hooks/…', headers: {}, body: '\u0000 "\ud83d\ude00' };
    const rows = [
      transcript(1),
      transcript(2, { ...nothing, error: 'timed_out', operation: 'probe' }),
      transcript(3, { direction: 'in', operation: 'webhook', event: 'evt_1', request }),
    ];
    await store.addTranscripts(rows);
    await store.addTranscripts([]);
    assert.deepEqual(await store.listTranscripts(1, {}, 10), [...rows].reverse());
    assert.deepEqual(await store.findTranscript(2), rows[1]);
    assert.equal(await store.findTranscript(4), null);
    assert.deepEqual(await store.listTranscripts(2, {}, 10), []);
  });

  run('an event is kept once for each connection, in one batch and in two', async (store) => {
    await addAccounts(store);
    const told = (key: number, more: Partial<TranscriptRow> = {}) =>
      transcript(key, { direction: 'in', operation: 'webhook', event: 'evt_1', ...more });
    await store.addTranscripts([told(1), told(2), told(3, { connection: 8 }), told(4)]);
    await store.addTranscripts([told(5), told(6, { account: 2 }), told(7, { event: null })]);
    await store.addTranscripts([told(8, { event: null })]);
    assert.deepEqual(await keysOf(store), [8, 7, 3, 1]);
    assert.deepEqual(await keysOf(store, {}, 2), [6]);
  });

  run('transcripts are found by order, payment, connection and time, in pages', async (store) => {
    await addAccounts(store);
    const rows = Array.from({ length: 70 }, (_, index) =>
      transcript(index + 1, {
        orderKey: index % 2 === 0 ? 1 : 5,
        paymentKey: index % 3 === 0 ? 2 : 6,
        connection: index < 3 ? 8 : 7,
      }),
    );
    await store.addTranscripts(rows);
    assert.equal((await keysOf(store)).length, 70);
    assert.deepEqual(await keysOf(store, { orderKey: 1 }, 1, 2), [69, 67]);
    assert.deepEqual(
      await keysOf(store, { paymentKey: 2, orderKey: 1, beforeKey: 14 }),
      [13, 7, 1],
    );
    assert.deepEqual(await keysOf(store, { connection: 8 }), [3, 2, 1]);
    assert.deepEqual(await keysOf(store, { since: NOW + 5, until: NOW + 6 }), [6, 5]);
    assert.deepEqual(await keysOf(store, { beforeKey: 3 }), [2, 1]);
  });

  run('what is old goes, and what is too much of one account', async (store) => {
    await addAccounts(store);
    const rows = [1, 2, 3, 4, 5].map((key) => transcript(key));
    await store.addTranscripts([...rows, ...rows.map((row) => ({ ...row, account: 2 }))]);
    assert.equal(await store.purgeTranscripts(2, 100, 1), 1);
    assert.equal(await store.purgeTranscripts(2, 100, 10), 1);
    assert.equal(await store.purgeTranscripts(2, 100, 10), 0);
    assert.equal(await store.purgeTranscripts(0, 3, 10), 2);
    assert.deepEqual(await keysOf(store), [5, 4, 3]);
    assert.deepEqual(await keysOf(store, {}, 2), [5, 4, 3]);
    assert.equal(await store.purgeTranscripts(0, 3, 10), 0);
  });
}
