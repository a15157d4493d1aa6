// After a backup was restored: what was due is asked about before it is sent, and what the lost
// time may have given back already waits for a person. The oracle is the processor's own books.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { type BankRig, openBank } from '../../../test/support/bank.ts';
import { attemptAt, type Bank, keptMinor, MINUTE_MS } from '../../../test/support/bank-book.ts';
import { expectOutcome } from '../../../test/support/engine.ts';
import { isFailure } from '../../core/failure.ts';
import type { ReviewDecision } from '../../core/review.ts';
import { copyDatabase, markRestored } from '../../store/backup.ts';
import { readRestored, RESTORED_AT } from './restored.ts';

const AMOUNT = 50050;
const PART = 1000;
const folder = mkdtempSync(path.join(tmpdir(), 'dubash-restored-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

async function refund({ engine, account }: BankRig, token: string, reference: string) {
  const target = { payment: [{ by: 'token', token }] } as const;
  const asked = { amount: { minor: PART }, note: null, notes: {}, wire: {} } as const;
  const command = { kind: 'createRefund', dialect: 'test', reference } as const;
  expectOutcome(await engine.execute(account, { ...command, target, ...asked }));
}

const close = async (rig: BankRig): Promise<void> => {
  await rig.instructions.finish();
  await rig.store.close();
};

type Lost = (rig: BankRig, key: number, token: string) => Promise<void>;

/** A paid order; `due` is in the backup, `lost` is not. The server that was restored. */
async function restoreAfter(
  due: Lost,
  lost: Lost,
  {
    isUnnamedBefore = false,
    ...more
  }: { readonly unnamed?: 'list' | 'sum' | 'latest'; readonly isUnnamedBefore?: boolean } = {},
): Promise<{ readonly rig: BankRig; readonly key: number; readonly bank: Bank; token: string }> {
  files += 1;
  const file = path.join(folder, `${files}.db`);
  const backup = path.join(folder, `${files}-backup.db`);
  const back = path.join(folder, `${files}-back.db`);
  const first = await openBank({ path: file, ...(isUnnamedBefore ? more : {}) });
  const key = await first.order();
  const { id } = await first.begin(key);
  attemptAt(first.bank, id.token);
  await first.pass(MINUTE_MS);
  await due(first, key, id.token);
  copyDatabase(file, backup);
  await lost(first, key, id.token);
  await close(first);
  copyFileSync(backup, back);
  markRestored(back, RESTORED_AT, first.clock.now);
  const now = first.clock.now + 1000;
  const rig = await openBank({
    path: back,
    bank: first.bank,
    now,
    restored: readRestored,
    ...more,
  });
  return { rig, key, bank: first.bank, token: id.token };
}

const nothing: Lost = async () => undefined;
const reviewsOf = async ({ store }: BankRig) =>
  (await store.listReviews({ isOpen: true }, 10)).map(({ reason }) => reason);
const sentOf = ({ asked }: Bank) => asked.filter((each) => each.startsWith('refund ')).length;

test('a refund that was due and was sent in the lost time is not sent again', async () => {
  const { rig, key, bank } = await restoreAfter(
    (first, _key, token) => refund(first, token, 'R1'),
    (first) => first.pass(2000),
  );
  assert.equal(bank.refunds.length, 1);
  const sent = sentOf(bank);
  await rig.pass(10 * MINUTE_MS);
  const { refunds, payments } = await rig.read(key);
  assert.deepEqual(
    refunds.map(({ status }) => status),
    ['processed'],
  );
  assert.deepEqual([payments[0]?.refundedMinor, sentOf(bank)], [PART, sent]);
  assert.equal(keptMinor(bank), AMOUNT - PART);
  assert.deepEqual(await reviewsOf(rig), []);
  await close(rig);
});

test('a refund that was due and not sent is asked about first, then sent once', async () => {
  const { rig, key, bank } = await restoreAfter(
    (first, _key, token) => refund(first, token, 'R1'),
    nothing,
  );
  const before = bank.asked.length;
  await rig.pass(10 * MINUTE_MS);
  assert.equal((await rig.read(key)).refunds[0]?.status, 'processed');
  assert.equal(keptMinor(bank), AMOUNT - PART);
  const asked = bank.asked.slice(before).map((each) => each.split(' ')[0] ?? '');
  const sentAt = asked.indexOf('refund');
  assert.ok(sentAt > 1 && asked.slice(0, sentAt).includes('inquireRefund'), asked.join());
  assert.equal(asked.filter((each) => each === 'refund').length, 1);
  await close(rig);
});

test('what went back in the lost time keeps the next refund until somebody looks', async () => {
  const { rig, key, bank, token } = await restoreAfter(nothing, async (first, _key, name) => {
    await refund(first, name, 'R1');
    await first.pass(2000);
  });
  bank.fault = (question) => (question === 'inquire' ? 'unheard' : null);
  await refund(rig, token, 'R1');
  await rig.pass(2000);
  assert.equal(bank.refunds.length, 1, 'not before it was asked');
  bank.fault = () => null;
  await rig.pass(30 * MINUTE_MS, 10_000);
  assert.deepEqual([bank.refunds.length, keptMinor(bank)], [1, AMOUNT - PART]);
  const [review = assert.fail(), ...others] = await rig.store.listReviews({ isOpen: true }, 10);
  assert.deepEqual([review.reason, others.length], ['restored', 0]);
  const settle = { kind: 'settleReview', orderKey: key, reviewKey: review.id.key } as const;
  const said = { decision: 'failed', by: 'asha', note: null, reference: null } as const;
  expectOutcome(await rig.engine.execute(rig.account, { ...settle, ...said }));
  await rig.pass(10 * MINUTE_MS, 10_000);
  assert.deepEqual([bank.refunds.length, keptMinor(bank)], [1, AMOUNT - PART]);
  // What was lost is known by now, so another one goes as it should.
  await refund(rig, token, 'R2');
  await rig.pass(10 * MINUTE_MS, 10_000);
  assert.deepEqual([bank.refunds.length, keptMinor(bank)], [2, AMOUNT - 2 * PART]);
  await close(rig);
});

test('where a refund has no name of ours nobody sends it before somebody looked', async () => {
  const { rig, key, bank } = await restoreAfter(
    (first, _key, token) => refund(first, token, 'R1'),
    nothing,
    { unnamed: 'list' },
  );
  await rig.pass(60 * MINUTE_MS, 10_000);
  assert.deepEqual([bank.refunds.length, await reviewsOf(rig)], [0, ['restored']]);
  assert.equal((await rig.read(key)).refunds[0]?.status, 'pending');
  await close(rig);
});

test('a payment that was begun in the lost time only is found, and paid', async () => {
  files += 1;
  const file = path.join(folder, `${files}.db`);
  const back = path.join(folder, `${files}-back.db`);
  const first = await openBank({ path: file });
  const key = await first.order();
  const order = [{ by: 'token', token: (await first.read(key)).order.id.token } as const];
  const started = await first.engine.execute(first.account, {
    kind: 'startPayment',
    order,
    instrument: null,
  });
  const { payment } = expectOutcome(started);
  const { id } = payment ?? assert.fail();
  copyDatabase(file, back);
  await first.pass(10_000);
  attemptAt(first.bank, id.token);
  await close(first);
  markRestored(back, RESTORED_AT, first.clock.now);
  const { bank, clock } = first;
  const rig = await openBank({ path: back, bank, now: clock.now + 1000, restored: readRestored });
  await rig.pass(10 * MINUTE_MS);
  const now = await rig.read(key);
  assert.deepEqual([now.order.status, now.payments[0]?.status], ['paid', 'captured']);
  await close(rig);
});

async function decideAs(rig: BankRig, key: number, decision: ReviewDecision): Promise<void> {
  const [review = assert.fail()] = await rig.store.listReviews({ isOpen: true }, 10);
  assert.equal(review.reason, 'restored');
  const settle = { kind: 'settleReview', orderKey: key, reviewKey: review.id.key } as const;
  const said = { decision, by: 'asha', note: null, reference: null } as const;
  expectOutcome(await rig.engine.execute(rig.account, { ...settle, ...said }));
}

test('whoever decides says what becomes of the refund: a dismissal does not', async () => {
  const due: Lost = (first, _key, name) => refund(first, name, 'R1');
  const { rig, key, bank } = await restoreAfter(due, nothing, { unnamed: 'list' });
  await rig.pass(10 * MINUTE_MS, 10_000);
  const [review = assert.fail()] = await rig.store.listReviews({ isOpen: true }, 10);
  const settle = { kind: 'settleReview', orderKey: key, reviewKey: review.id.key } as const;
  const said = { decision: 'dismiss', by: 'asha', note: 'seen', reference: null } as const;
  const refused = await rig.engine.execute(rig.account, { ...settle, ...said });
  assert.ok(isFailure(refused) && /refund, processed or failed/.test(refused.detail ?? ''));
  assert.deepEqual(await reviewsOf(rig), ['restored']);
  await decideAs(rig, key, 'processed');
  assert.equal((await rig.read(key)).refunds[0]?.status, 'processed');
  assert.equal(bank.refunds.length, 0);
  await close(rig);
});

test('one that an earlier version let somebody dismiss is put before a person again', async () => {
  const due: Lost = (first, _key, name) => refund(first, name, 'R1');
  const { rig, key, bank } = await restoreAfter(due, nothing, { unnamed: 'list' });
  await rig.pass(10 * MINUTE_MS, 10_000);
  const [review = assert.fail()] = await rig.store.listReviews({ isOpen: true }, 10);
  const decided = { at: rig.clock.now, decision: 'dismiss', by: 'asha', note: 'seen' } as const;
  const nothingElse = { changes: null, events: [], record: null, reply: null, webhooks: [] };
  await rig.store.save({
    ...{ ...nothingElse, instruction: null, answered: null, account: rig.account.id },
    ...{ now: rig.clock.now, clockOffsetMs: 0, decided: { ...review, decided } },
  });
  assert.deepEqual(await reviewsOf(rig), []);
  await rig.pass(10 * MINUTE_MS, 10_000);
  assert.deepEqual(await reviewsOf(rig), ['restored']);
  await decideAs(rig, key, 'refund');
  await rig.pass(10 * MINUTE_MS, 10_000);
  assert.equal((await rig.read(key)).refunds[0]?.status, 'processed');
  assert.equal(bank.refunds.length, 1);
  await close(rig);
});

test('asked for again after `failed` it waits again, and goes when somebody says so', async () => {
  for (const unnamed of ['list', 'sum', 'latest'] as const) {
    const { rig, key, bank, token } = await restoreAfter(
      (first, _key, name) => refund(first, name, 'R1'),
      nothing,
      { unnamed },
    );
    await rig.pass(10 * MINUTE_MS, 10_000);
    await decideAs(rig, key, 'failed');
    await refund(rig, token, 'R2');
    await rig.pass(10 * MINUTE_MS, 10_000);
    assert.equal(bank.refunds.length, 0, unnamed);
    await decideAs(rig, key, 'refund');
    bank.fault = (question) => (question === 'refund' ? 'unanswered' : null);
    await rig.pass(60 * MINUTE_MS, 10_000);
    assert.deepEqual([bank.refunds.length, keptMinor(bank)], [1, AMOUNT - PART], unnamed);
    assert.deepEqual(await reviewsOf(rig), [], unnamed);
    const { refunds } = await rig.read(key);
    assert.deepEqual(refunds.map(({ reference, status }) => `${reference} ${status}`).sort(), [
      'R1 failed',
      'R2 processed',
    ]);
    await close(rig);
  }
});

test('one that was under way at the backup is not sent again by being released', async () => {
  for (const unnamed of ['list', 'sum'] as const) {
    const { rig, key, bank } = await restoreAfter(
      async (first, _key, name) => {
        // It arrived, and nobody heard.
        const { bank: there } = first;
        const isSent = () => there.refunds.length > 0;
        there.fault = (question) => {
          if (question === 'refund') return 'unanswered';
          return question === 'inquireGiven' && isSent() ? 'unheard' : null;
        };
        await refund(first, name, 'R1');
        await first.pass(2000);
      },
      async (first) => {
        first.bank.fault = () => null;
      },
      { unnamed, isUnnamedBefore: true },
    );
    await rig.pass(10 * MINUTE_MS, 10_000);
    await decideAs(rig, key, 'refund');
    await rig.pass(60 * MINUTE_MS, 10_000);
    assert.deepEqual([bank.refunds.length, keptMinor(bank)], [1, AMOUNT - PART], unnamed);
    assert.equal((await rig.read(key)).refunds[0]?.status, 'processed', unnamed);
    await close(rig);
  }
});
