// What every store promises of reviews: opened and decided with their cause, each once.
import assert from 'node:assert/strict';
import type { Review } from '../../src/core/review.ts';
import type { ReviewFilter, Store } from '../../src/store/store.ts';
import { buildOrder, NOW } from '../support/call.ts';
import { accountRow, changesOf, commitOf, type Run } from './store.ts';

const SAID = {
  payment: 'PAY123def456GH',
  refund: null,
  state: 'captured',
  raw: 'paid "₹" less',
  amountMinor: 50049,
  currency: 'INR',
  reference: 'T1',
  bankReference: null,
} as const;

function review(key: number, changes: Partial<Review> = {}): Review {
  return {
    id: { key, number: key, token: `${key}`.padStart(14, 'r') },
    orderKey: 1,
    reason: 'amount_mismatch',
    paymentKey: 2,
    refundKey: null,
    said: SAID,
    openedAt: NOW,
    decided: null,
    ...changes,
  };
}

const DECIDED = { at: NOW + 5, decision: 'dismiss', by: 'asha', note: 'seen' } as const;

const open = (store: Store, reviews: readonly Review[], account = 1) =>
  store.save(commitOf({ account, reviews }));
const decide = (store: Store, decided: Review, account = 1) =>
  store.save(commitOf({ account, decided }));
const keysOf = async (store: Store, filter: ReviewFilter, limit = 10) =>
  (await store.listReviews(filter, limit)).map(({ id }) => id.key);

async function addAccounts(store: Store): Promise<void> {
  await store.addAccount(accountRow());
  await store.addAccount(accountRow({ id: 2, key: 'key_2' }));
}

export function testReviews(run: Run): void {
  run('a review comes back whole, from its account and from all', async (store) => {
    await addAccounts(store);
    const refunded = review(9, { reason: 'refund_unclear', refundKey: 3 });
    assert.equal(await open(store, [review(8), refunded]), 'saved');
    assert.deepEqual(await store.findReview(8), { ...review(8), account: 1 });
    assert.deepEqual(await store.findReview(9, 1), { ...refunded, account: 1 });
    assert.equal(await store.findReview(9, 2), null);
    assert.equal(await store.findReview(7), null);
    assert.deepEqual(await store.listReviews({ account: 1 }, 1), [{ ...refunded, account: 1 }]);
  });

  run('of one subject and reason one is open at a time', async (store) => {
    await addAccounts(store);
    const other = review(12, { reason: 'contradicted' });
    const refund = review(13, { refundKey: 3 });
    await open(store, [review(10)]);
    assert.equal(await open(store, [review(11), other, refund]), 'saved');
    assert.deepEqual(await keysOf(store, {}), [13, 12, 10]);
    assert.equal(await open(store, [review(14)], 2), 'saved');
    assert.deepEqual(await keysOf(store, { account: 2 }), [14]);
    assert.equal(await decide(store, review(10, { decided: DECIDED })), 'saved');
    await open(store, [review(15)]);
    assert.deepEqual(await keysOf(store, { account: 1, isOpen: true }), [15, 13, 12]);
    assert.deepEqual(await keysOf(store, { account: 1, isOpen: false }), [10]);
  });

  run('a review is decided once, with all that follows or without any of it', async (store) => {
    await store.addAccount(accountRow());
    const order = buildOrder();
    await store.save(commitOf({ changes: changesOf({ order }), reviews: [review(10)] }));
    const decided = review(10, { decided: DECIDED });
    const results = await Promise.all(
      [1, 2, 3].map((turn) => {
        const changes = changesOf({ order: { ...order, version: 1 + turn }, before: 1 });
        return store.save(commitOf({ changes, decided }));
      }),
    );
    assert.deepEqual([...results].sort(), ['conflict', 'conflict', 'saved']);
    assert.deepEqual((await store.findReview(10))?.decided, DECIDED);
    // Who knows the order's version, but not that it is decided, changes nothing either.
    const version = (await store.loadOrder(1, 1))?.order.version ?? 0;
    const later = changesOf({ order: { ...order, version: version + 1 }, before: version });
    const again = review(10, { decided: { ...DECIDED, decision: 'refund' } });
    assert.equal(await store.save(commitOf({ changes: later, decided: again })), 'conflict');
    assert.equal((await store.loadOrder(1, 1))?.order.version, version);
    assert.deepEqual((await store.findReview(10))?.decided, DECIDED);
    assert.equal(await decide(store, review(99, { decided: DECIDED })), 'conflict');
    assert.equal(await decide(store, decided, 2), 'conflict');
  });
}

export function testReviewList(run: Run): void {
  run('what conflicts opens nothing', async (store) => {
    const order = buildOrder();
    await store.save(commitOf({ changes: changesOf({ order }) }));
    const stale = changesOf({ order: { ...order, version: 9 }, before: 8 });
    const saved = await store.save(commitOf({ changes: stale, reviews: [review(10)] }));
    assert.equal(saved, 'conflict');
    assert.deepEqual(await keysOf(store, {}), []);
  });

  run('reviews are listed newest first, of an order, in pages', async (store) => {
    await addAccounts(store);
    const rows = [21, 22, 23, 24].map((key) =>
      review(key, { orderKey: key % 2 === 0 ? 1 : 5, paymentKey: key }),
    );
    await open(store, rows);
    assert.deepEqual(await keysOf(store, { account: 1, orderKey: 1 }), [24, 22]);
    assert.deepEqual(await keysOf(store, { orderKey: 5 }), [23, 21]);
    assert.deepEqual(await keysOf(store, {}, 2), [24, 23]);
    assert.deepEqual(await keysOf(store, { beforeKey: 23 }, 2), [22, 21]);
  });
}
