// Reports of a processor against the books of an engine: what is missing is asked about and
// weighed, never copied.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attemptAt, DAY_MS, MINUTE_MS } from '../../../test/support/bank-book.ts';
import { BANK, TEST_PROCESSOR } from '../../../test/support/processor.ts';
import { lineOf } from '../../../test/support/settled.ts';
import {
  closeBank,
  openReconciler,
  openSettledBank,
  pageOf,
  payAtBank,
} from '../../../test/support/settled-bank.ts';
import { addDays, dayAt } from '../../core/indian-day.ts';
import { verdictOf } from '../../core/reconciliation-request.ts';

test('what is settled there and agrees is matched, and nobody is asked about it', async () => {
  const rig = await openSettledBank();
  const { id, attempt } = await payAtBank(rig);
  const line = lineOf({ theirs: attempt.theirs, name: id.token });
  const told = await openReconciler(rig, () => pageOf([line])).of();
  assert.deepEqual([told.counts.matched, told.entries.length, told.asked], [1, 1, 0]);
  assert.equal(verdictOf(told), 'agreed');
  const [sum] = told.settlements;
  assert.deepEqual([sum?.settlement, sum?.utr, sum?.netMinor], ['setl_1', 'UTR1', 48_869]);
  await closeBank(rig);
});

test('a payment that we hold to have failed long ago is asked about, and weighed', async () => {
  const rig = await openSettledBank({ lateSuccess: 'pay' });
  const key = await rig.order();
  const { id } = await rig.begin(key);
  attemptAt(rig.bank, id.token, { state: 'failed' });
  const account = rig.bank.accounts.get(id.token);
  assert.ok(account !== undefined);
  account.order = 'closed';
  await rig.pass(10_000);
  assert.equal((await rig.read(key)).payments[0]?.status, 'failed');
  await rig.pass(3 * DAY_MS, 10 * MINUTE_MS);
  // The bank took the money after all, and nobody told.
  const { theirs } = attemptAt(rig.bank, id.token);
  const { of } = openReconciler(rig, () => pageOf([lineOf({ theirs, name: id.token })]));
  const told = await of();
  assert.deepEqual([told.counts.missing_here, told.asked], [1, 1]);
  assert.equal(verdictOf(told), 'differs');
  assert.equal((await rig.read(key)).payments[0]?.status, 'failed', 'a report changes no state');
  await rig.pass(5000);
  assert.equal((await rig.read(key)).payments[0]?.status, 'captured');
  assert.equal(verdictOf(await of()), 'agreed');
  await closeBank(rig);
});

test('while it waits, what was missing is adopted, and the answer is of then', async () => {
  const rig = await openSettledBank();
  const { id, attempt } = await payAtBank(rig);
  const other = attemptAt(rig.bank, id.token);
  const both = [attempt, other].map(({ theirs }) => lineOf({ theirs, name: id.token }));
  const waits = { adoptedWithinMs: 60_000, wait: (ms: number) => rig.pass(ms) };
  const told = await openReconciler(rig, () => pageOf(both), waits).of();
  assert.deepEqual([told.counts.matched, told.asked, told.adopted], [2, 1, 1]);
  assert.equal(verdictOf(told), 'agreed');
  const never = { adoptedWithinMs: 2000, wait: (ms: number) => rig.pass(ms) };
  const lie = lineOf({ theirs: 'pay_lie', name: id.token });
  const still = await openReconciler(rig, () => pageOf([...both, lie]), never).of();
  assert.deepEqual([still.counts.missing_here, still.asked, still.adopted], [1, 1, 0]);
  await closeBank(rig);
});

test('a report that lies makes nothing paid', async () => {
  const rig = await openSettledBank();
  const key = await rig.order();
  const { id } = await rig.begin(key);
  const told = await openReconciler(rig, () => pageOf([lineOf({ name: id.token })])).of();
  assert.deepEqual([told.counts.missing_here, told.asked], [1, 1]);
  await rig.pass(5000);
  assert.equal((await rig.read(key)).payments[0]?.status, 'pending');
  await closeBank(rig);
});

test('a refund of the dashboard that was never told is adopted once it is settled', async () => {
  const rig = await openSettledBank({ watchMs: MINUTE_MS });
  const { key, id, attempt } = await payAtBank(rig);
  await rig.pass(2 * DAY_MS, 10 * MINUTE_MS);
  const made = { name: id.token, theirs: 'dashboard-1', ours: null, attempt: attempt.theirs };
  const money = { amountMinor: 1000, currency: 'INR', bankReference: null };
  rig.bank.refunds.push({ ...made, ...money, state: 'processed', raw: 'processed' });
  await rig.pass(DAY_MS, 10 * MINUTE_MS);
  assert.equal((await rig.read(key)).refunds.length, 0);
  const names = { theirs: 'dashboard-1', attempt: attempt.theirs, name: id.token };
  const line = lineOf({ kind: 'refund', ...names, amountMinor: 1000 });
  const { of } = openReconciler(rig, () => pageOf([line]));
  assert.deepEqual((await of()).counts.missing_here, 1);
  await rig.pass(5000);
  const { refunds } = await rig.read(key);
  assert.deepEqual(
    refunds.map(({ amountMinor, status }) => [amountMinor, status]),
    [[1000, 'processed']],
  );
  assert.equal((await of()).counts.matched, 1);
  await closeBank(rig);
});

test('a payment that waits already is asked about now', async () => {
  const rig = await openSettledBank();
  const { key, id, attempt } = await payAtBank(rig);
  await rig.pass(5 * MINUTE_MS);
  const before = rig.bank.asked.length;
  const other = attemptAt(rig.bank, id.token);
  const both = [attempt, other].map(({ theirs }) => lineOf({ theirs, name: id.token }));
  const told = await openReconciler(rig, () => pageOf(both)).of();
  assert.deepEqual([told.counts.matched, told.counts.missing_here], [1, 1]);
  await rig.pass(1000);
  assert.ok(rig.bank.asked.length > before, 'it was not asked');
  const { payments } = await rig.read(key);
  assert.deepEqual(
    payments.map(({ surplus }) => surplus === true),
    [false, true],
  );
  await closeBank(rig);
});

test('money of a stranger is missing here, and nobody is asked', async () => {
  const rig = await openSettledBank();
  const lines = [lineOf({ name: null }), lineOf({ theirs: 'pay_2', name: 'A0000000000000' })];
  const told = await openReconciler(rig, () => pageOf(lines)).of();
  assert.deepEqual([told.counts.missing_here, told.asked], [2, 0]);
  await closeBank(rig);
});

test('later days are read for what moved in the span, never days to come', async () => {
  const rig = await openSettledBank();
  const { id, attempt } = await payAtBank(rig);
  const day = dayAt(rig.clock.now);
  await rig.pass(10 * DAY_MS, DAY_MS);
  const line = lineOf({ theirs: attempt.theirs, name: id.token });
  const { of, asked } = openReconciler(rig, (ask) =>
    pageOf(ask.day === addDays(day, 2) ? [line] : []),
  );
  const told = await of({ from: day, to: day });
  assert.equal(told.counts.matched, 1);
  assert.deepEqual(
    asked,
    [0, 1, 2, 3].map((days) => addDays(day, days)),
  );
  assert.deepEqual(told.settlements, [], 'of a later day only some lines are looked at');
  const none = openReconciler(rig, () => pageOf([]));
  assert.equal((await none.of({ from: day, to: day })).counts.missing_there, 1);
  const today = dayAt(rig.clock.now);
  await none.of({ from: today, to: today });
  assert.equal(none.asked.at(-1), today);
  await closeBank(rig);
});

test('a file stands for a report, and no processor is asked', async () => {
  const rig = await openSettledBank();
  const { id, attempt } = await payAtBank(rig);
  const { of, asked } = openReconciler(rig, () => assert.fail('it was asked'));
  const lines = [lineOf({ theirs: attempt.theirs, name: id.token, settledOn: null })];
  assert.equal((await of({ lines })).counts.matched, 1);
  assert.deepEqual(asked, []);
  await closeBank(rig);
});

test('without an API what moved is unknown, and where nothing did nothing is', async () => {
  const rig = await openSettledBank();
  const bare = { processors: new Map([[BANK, TEST_PROCESSOR]]) };
  const { of } = openReconciler(rig, () => assert.fail('it was asked'), bare);
  assert.equal(verdictOf(await of()), 'agreed');
  await payAtBank(rig);
  const told = await of();
  assert.equal(verdictOf(told), 'unread');
  assert.match(told.unread[0]?.why ?? '', /give a file/);
  await closeBank(rig);
});
