// What every store promises of saved answers.
import assert from 'node:assert/strict';
import { NOW } from '../support/call.ts';
import { commitOf, type Run, replyRow } from './store.ts';

export function testReplies(run: Run): void {
  run('a reply is found until the millisecond in which it expires', async (store) => {
    assert.equal(await store.save(commitOf({ reply: replyRow() })), 'saved');
    assert.deepEqual(await store.findIdempotencyRecord(1, 'k', NOW + 999), replyRow());
    const others = [
      [1, 'k', NOW + 1000],
      [1, 'K', NOW],
      [2, 'k', NOW],
    ] as const;
    for (const [account, key, at] of others) {
      assert.equal(await store.findIdempotencyRecord(account, key, at), null);
    }
  });

  run('the key of an expired reply is used again', async (store) => {
    await store.save(commitOf({ reply: replyRow() }));
    const next = replyRow({ fingerprint: 'g', status: 500, body: 'x', expiresAt: NOW + 5000 });
    assert.equal(await store.save(commitOf({ reply: next, now: NOW + 999 })), 'repeated');
    assert.equal(await store.save(commitOf({ reply: next, now: NOW + 1000 })), 'saved');
    assert.deepEqual(await store.findIdempotencyRecord(1, 'k', NOW + 1000), next);
  });
}

/** And what becomes of them once they are old, or where a commit fails. */
export function testOldReplies(run: Run): void {
  run('a key that is used by fifty at once is saved once', async (store) => {
    const saved = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        store.save(commitOf({ reply: replyRow({ body: `${index}` }) })),
      ),
    );
    assert.equal(saved.filter((each) => each === 'saved').length, 1);
    const body = (await store.findIdempotencyRecord(1, 'k', NOW))?.body;
    assert.equal(body, `${saved.indexOf('saved')}`);
  });

  run('purging deletes what was saved before a real time, oldest first', async (store) => {
    const ahead = 30 * 24 * 3600 * 1000;
    const saveAt = async (key: string, real: number, clockOffsetMs = 0) => {
      const reply = replyRow({ key, expiresAt: real + clockOffsetMs + 1000 });
      const commit = commitOf({ reply, now: real + clockOffsetMs, clockOffsetMs });
      assert.equal(await store.save(commit), 'saved');
    };
    // A clock that was moved ahead: its answer neither stays for a month nor holds up the others.
    await saveAt('ahead', NOW, ahead);
    for (const key of ['a', 'b', 'c']) await saveAt(key, NOW + 1);
    await saveAt('fresh', NOW + 2);
    assert.equal(await store.purgeIdempotencyRecords(NOW, 100), 0);
    assert.equal(await store.purgeIdempotencyRecords(NOW + 1, 100), 1);
    assert.equal(await store.findIdempotencyRecord(1, 'ahead', NOW + ahead), null);
    assert.equal(await store.purgeIdempotencyRecords(NOW + 2, 2), 2);
    assert.equal(await store.purgeIdempotencyRecords(NOW + 2, 2), 1);
    assert.equal(await store.purgeIdempotencyRecords(NOW + 2, 2), 0);
    assert.notEqual(await store.findIdempotencyRecord(1, 'fresh', NOW + 2), null);
  });

  run('a key that is used again is as old as its latest answer', async (store) => {
    await store.save(commitOf({ reply: replyRow() }));
    await store.save(commitOf({ reply: replyRow({ key: 'other' }) }));
    const next = replyRow({ body: 'next', expiresAt: NOW + 5000 });
    assert.equal(await store.save(commitOf({ reply: next, now: NOW + 1000 })), 'saved');
    assert.equal(await store.purgeIdempotencyRecords(NOW + 1000, 100), 1);
    assert.deepEqual(await store.findIdempotencyRecord(1, 'k', NOW + 1000), next);
  });

  run(
    'answers that are saved when the clock was set back are none the less saved',
    async (store) => {
      for (const [index, real] of [NOW, NOW - 5000, NOW - 5000, NOW].entries()) {
        const reply = replyRow({ key: `k${index}` });
        assert.equal(await store.save(commitOf({ reply, now: real })), 'saved');
      }
      assert.equal(await store.purgeIdempotencyRecords(NOW + 1000, 100), 4);
    },
  );
}
