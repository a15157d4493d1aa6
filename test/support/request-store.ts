// What every store of the request log promises, on whichever engine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIds } from '../../src/engine/identity/ids.ts';
import { createRequestMarks } from '../../src/engine/requests/request-mark.ts';
import { deleteOldRequests, forgetCustomer } from '../../src/engine/requests/request-retention.ts';
import type { MinuteSumRow, RequestRow, RequestStore } from '../../src/store/store.ts';

const NOW = Date.UTC(2026, 10, 29, 12);
const DAY_MS = 86_400_000;
const ids = createIds(Buffer.alloc(16, 7), 3);
const marks = createRequestMarks('salt');

export function rowOf(changes: Partial<RequestRow> = {}): RequestRow {
  const at = changes.at ?? NOW;
  return {
    ...{ id: ids.next(at), requestId: 'r', account: 1, at, tookMicros: 900, status: 200 },
    ...{ method: 'POST', path: '/v1/orders', dialect: 'one', operation: 'createOrder' },
    ...{ refusal: '', query: 'a=1', headers: { accept: '*/*' }, body: '{"a":1}', claimed: null },
    ...{ replyHeaders: {}, reply: '{}', marks: [], ...changes },
  };
}

type Within = (title: string, work: (store: RequestStore) => Promise<void>) => void;

export function testRequestStore(open: () => Promise<RequestStore>): void {
  const within: Within = (title, work) => {
    test(title, async () => {
      const store = await open();
      try {
        await work(store);
      } finally {
        await store.close();
      }
    });
  };
  testFinding(within);
  testForgetting(within);
}

function testFinding(within: Within): void {
  within('a line comes back as it was written, by its key', async (store) => {
    const row = rowOf({ body: 'नमस्ते "…"', claimed: 'key', reply: null });
    await store.addRequests([row]);
    const { marks: _, ...whole } = row;
    assert.deepEqual(await store.findRequest(row.id.key), whole);
    assert.equal(await store.findRequest(row.id.key + 1), null);
  });

  within('lines are found by each filter, newest first, page by page', async (store) => {
    const first = rowOf({ at: NOW - 2000 });
    const second = rowOf({ at: NOW - 1000, account: 2, status: 404, refusal: 'x', requestId: 's' });
    const third = rowOf({ dialect: 'two', operation: 'findOrder', status: 503 });
    await store.addRequests([third, first, second]);
    const found = async (filter: Parameters<RequestStore['listRequests']>[0], limit = 9) =>
      (await store.listRequests(filter, limit)).map(({ id }) => id.key);
    const [one, two, three] = [first, second, third].map(({ id }) => id.key);
    assert.deepEqual(await found({}), [three, two, one]);
    assert.deepEqual(await found({}, 1), [three]);
    // A text with a zero character is none's, also where the database takes no such text.
    assert.deepEqual(await found({ requestId: 'a\0b' }), []);
    assert.deepEqual(await found({ beforeKey: three ?? 0 }), [two, one]);
    assert.deepEqual(await found({ account: 2 }), [two]);
    assert.deepEqual(await found({ requestId: 's' }), [two]);
    assert.deepEqual(await found({ statusFrom: 400, statusTo: 499 }), [two]);
    assert.deepEqual(await found({ isRefused: true }), [three, two]);
    assert.deepEqual(await found({ isRefused: false }), [one]);
    assert.deepEqual(await found({ dialect: 'two' }), [three]);
    assert.deepEqual(await found({ operation: 'findOrder', account: 1 }), [three]);
    assert.deepEqual(await found({ since: NOW - 1000, until: NOW - 1 }), [two]);
  });

  within('lines are found by their marks, each once', async (store) => {
    const both = rowOf({ at: NOW - 1, marks: ['oA', 'oB'] });
    const other = rowOf({ marks: ['oB'], account: 2 });
    await store.addRequests([both, other, rowOf()]);
    const found = async (names: readonly string[], account = {}) =>
      (await store.listMarkedRequests(names, account, 9)).map(({ id }) => id.key);
    assert.deepEqual(await found(['oA', 'oB']), [other.id.key, both.id.key]);
    assert.deepEqual(await found(['oB'], { account: 1 }), [both.id.key]);
    assert.deepEqual(await found(['oC']), []);
  });
}

function testForgetting(within: Within): void {
  within('a customer is forgotten, with the same orders, and nobody else is', async (store) => {
    const asha = marks.ofPerson('asha@example.com');
    const order = marks.ofKey(1, 5);
    const create = rowOf({ marks: [asha, marks.ofPerson('+91 98765 43210'), order] });
    const refund = rowOf({ marks: [order] });
    const list = rowOf({ marks: [asha, marks.ofPerson('ravi@example.com')] });
    const other = rowOf({ marks: [marks.ofPerson('ravi@example.com'), marks.ofKey(1, 6)] });
    await store.addRequests([create, refund, list, other]);
    assert.equal(await forgetCustomer(store, marks, 'nobody@example.com'), 0);
    assert.equal(await forgetCustomer(store, marks, ' ASHA@example.com'), 3);
    assert.equal(await forgetCustomer(store, marks, '9876543210'), 0);
    const left = await store.listRequests({}, 9);
    assert.deepEqual(
      left.map(({ id }) => id.key),
      [other.id.key],
    );
  });

  within('what is old is deleted, and what is too much from its older end', async (store) => {
    // Names go ahead in time alone, and those above are of today.
    const own = createIds(Buffer.alloc(16, 7), 4);
    const rowAt = (at: number, changes: Partial<RequestRow> = {}): RequestRow =>
      rowOf({ at, id: own.next(at), marks: ['oA'], ...changes });
    const old = Array.from({ length: 500 }, () => rowAt(NOW - 8 * DAY_MS));
    const large = 'z'.repeat(5000);
    const fresh = Array.from({ length: 300 }, (_, at) =>
      rowAt(NOW - (300 - at) * 60_000, { body: large }),
    );
    await store.addRequests(old);
    await store.addRequests(fresh);
    const roomy = { days: 7, megabytes: 100 };
    assert.equal(await deleteOldRequests(store, ids, roomy, NOW), 500);
    assert.equal(await deleteOldRequests(store, ids, roomy, NOW), 0);
    const tight = { days: 7, megabytes: 1 };
    const gone = await deleteOldRequests(store, ids, tight, NOW);
    assert.ok(gone > 90 && gone < 130, `${gone} of 300 of 5 kB were too much for 1 MB`);
    const left = await store.listRequests({}, 999);
    assert.equal(left.length, 300 - gone);
    assert.equal(left[0]?.id.key, fresh.at(-1)?.id.key, 'the newest stay');
    assert.equal((await store.listMarkedRequests(['oA'], {}, 999)).length, left.length);
    assert.equal(await deleteOldRequests(store, ids, tight, NOW), 0);
  });

  within('a sum grows in its place, and several processes have their own', async (store) => {
    const sum: MinuteSumRow = {
      ...{ minute: NOW, place: 1, dialect: 'one', processor: '', operation: 'createOrder' },
      ...{ count: 2, refused: 1, failed: 0, took: [1, 1, 0] },
    };
    const grown = { ...sum, count: 3, took: [2, 1, 0] };
    const other = { ...sum, place: 2 };
    await store.putSums([sum, { ...sum, minute: NOW + 60_000 }]);
    await store.putSums([grown, other]);
    assert.deepEqual(await store.listSums(NOW, NOW), [grown, other]);
    await store.purgeSums(NOW + 1);
    assert.equal((await store.listSums(0, NOW * 2)).length, 1);
  });
}
