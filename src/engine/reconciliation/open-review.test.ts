// What settlements and our books do not agree on stands before a person once, after asking did not
// mend it, and moves no money.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BankRig } from '../../../test/support/bank.ts';
import { attemptAt, DAY_MS, keptMinor } from '../../../test/support/bank-book.ts';
import { lineOf } from '../../../test/support/settled.ts';
import {
  closeBank,
  openReconciler,
  openSettledBank,
  pageOf,
  payAtBank,
  SHOWN,
} from '../../../test/support/settled-bank.ts';
import type { ReconcileParts } from './reconcile.ts';
import { dayAt } from '../../core/indian-day.ts';

/** A server runs beside it, and what is asked is answered meanwhile. */
const beside = (rig: BankRig): Partial<ReconcileParts> => ({
  adoptedWithinMs: 2000,
  wait: (ms) => rig.pass(ms),
});
const live: Partial<ReconcileParts> = {
  connections: {
    list: async () => [{ ...SHOWN, mode: 'live' } as never],
    look: async () => ({ ...SHOWN, mode: 'live' }) as never,
    find: async () => ({ id: 7, account: 1, credentials: [{}], baseUrl: null }) as never,
  },
};

async function reasonsOf({ store, account }: BankRig) {
  const all = await store.listReviews({ account: account.id }, 100);
  return all.map(({ reason, said }) => [reason, said.amountMinor, said.bankReference]);
}

test('another amount than ours is put before a person, once, and moves nothing', async () => {
  const rig = await openSettledBank();
  const { key, id, attempt } = await payAtBank(rig);
  const line = lineOf({ theirs: attempt.theirs, name: id.token, amountMinor: 40_000 });
  const { of } = openReconciler(rig, () => pageOf([line]), beside(rig));
  assert.deepEqual([(await of()).reviews, (await of()).reviews], [1, 1]);
  assert.deepEqual(await reasonsOf(rig), [['settled_differently', 40_000, 'UTR1']]);
  const { payments } = await rig.read(key);
  assert.deepEqual([payments[0]?.status, payments[0]?.capturedMinor], ['captured', 50_050]);
  assert.equal(keptMinor(rig.bank), 50_050);
  await closeBank(rig);
});

test('settled, and unknown to the API: for a person, once it was asked', async () => {
  const rig = await openSettledBank();
  const key = await rig.order();
  const { id } = await rig.begin(key);
  const tell = () => pageOf([lineOf({ theirs: 'lie-1', name: id.token })]);
  // Without a server nobody has asked by then.
  assert.equal((await openReconciler(rig, tell).of()).reviews, 0);
  assert.deepEqual(await reasonsOf(rig), []);
  assert.equal((await openReconciler(rig, tell, beside(rig)).of()).reviews, 1);
  assert.deepEqual(await reasonsOf(rig), [['settled_unknown', 50_050, 'UTR1']]);
  assert.equal((await rig.read(key)).payments[0]?.status, 'pending');
  await closeBank(rig);
});

test('what is adopted while it waits is nothing for a person', async () => {
  const rig = await openSettledBank();
  const { id, attempt } = await payAtBank(rig);
  const other = attemptAt(rig.bank, id.token);
  const both = [attempt, other].map(({ theirs }) => lineOf({ theirs, name: id.token }));
  const told = await openReconciler(rig, () => pageOf(both), beside(rig)).of();
  assert.deepEqual([told.adopted, told.reviews], [1, 0]);
  assert.deepEqual(await reasonsOf(rig), []);
  await closeBank(rig);
});

test('money that was never settled: in live for a person, in test mode for none', async () => {
  const rig = await openSettledBank();
  await payAtBank(rig);
  const day = dayAt(rig.clock.now);
  await rig.pass(10 * DAY_MS, DAY_MS);
  const asked = { from: day, to: day };
  const none = () => pageOf([]);
  const tested = await openReconciler(rig, none).of(asked);
  assert.deepEqual([tested.counts.missing_there, tested.reviews], [1, 0]);
  const told = await openReconciler(rig, none, live).of(asked);
  assert.deepEqual([told.counts.missing_there, told.reviews], [1, 1]);
  assert.deepEqual(await reasonsOf(rig), [['not_settled', 50_050, null]]);
  await closeBank(rig);
});

test('what was dismissed is not opened again; strangers are nothing to decide', async () => {
  const rig = await openSettledBank();
  const { id, attempt } = await payAtBank(rig);
  const line = lineOf({ theirs: attempt.theirs, name: id.token, amountMinor: 40_000 });
  const stranger = lineOf({ theirs: 'pay_9', name: null });
  const { of } = openReconciler(rig, () => pageOf([line, stranger]));
  const told = await of();
  assert.deepEqual([told.counts.missing_here, told.reviews], [1, 1]);
  const [review] = await rig.store.listReviews({ account: rig.account.id }, 100);
  assert.ok(review !== undefined);
  await rig.engine.execute(rig.account, {
    ...{ kind: 'settleReview', orderKey: review.orderKey, reviewKey: review.id.key },
    ...{ decision: 'dismiss', by: 'asha', note: 'the fee was taken off', reference: null },
  });
  await of();
  const all = await rig.store.listReviews({ account: rig.account.id }, 100);
  assert.deepEqual(
    all.map(({ decided }) => decided?.decision),
    ['dismiss'],
  );
  await closeBank(rig);
});
