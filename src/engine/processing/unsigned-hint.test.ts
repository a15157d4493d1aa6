// Hints of two processes, hints that nobody signed, and hints about names that nobody has: none
// takes away what somebody waits for.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { type BankRig, openBank } from '../../../test/support/bank.ts';
import { attemptAt, type Bank, DAY_MS, MINUTE_MS } from '../../../test/support/bank-book.ts';
import type { Payment } from '../../core/payment.ts';
import { createBudget } from './budget.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'dubash-hint-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const PART = 700;

const close = async (rig: BankRig): Promise<void> => {
  await rig.instructions.finish();
  await rig.store.close();
};

function refundThere({ refunds }: Bank, { id, processorReference: attempt }: Payment): void {
  const made = { name: id.token, theirs: 'there-1', ours: null, attempt, bankReference: null };
  const money = { amountMinor: PART, currency: 'INR' } as const;
  refunds.push({ ...made, ...money, state: 'processed', raw: 'processed' });
}

test('an inquiry of before removes no hint that another process has kept', async () => {
  const file = path.join(folder, 'two.db');
  let beforeSave = async (): Promise<void> => undefined;
  const rig = await openBank({
    path: file,
    lateSuccess: 'pay',
    wrap: (store) => ({
      ...store,
      save: async (commit) => {
        await beforeSave();
        return store.save(commit);
      },
    }),
  });
  const { bank, clock, account } = rig;
  const key = await rig.order();
  attemptAt(bank, (await rig.begin(key)).id.token);
  await rig.pass(2 * DAY_MS, 30 * MINUTE_MS);
  const [payment = assert.fail('no payment')] = (await rig.read(key)).payments;
  assert.equal(payment.status, 'captured');
  assert.deepEqual(await rig.store.accountInstructions(account.id), []);
  bank.asked.length = 0;
  let told: Promise<void> | null = null;
  // The first has its answer and has not written it when the second takes a hint, and dies.
  beforeSave = () => {
    told ??= (async () => {
      refundThere(bank, payment);
      const other = await openBank({ path: file, bank, now: clock.now, diesAfter: 1 });
      await assert.rejects(other.instructions.hint(account, payment, 'signed'), /killed/);
      await close(other);
    })();
    return told;
  };
  await rig.instructions.hint(account, payment, 'signed');
  await rig.instructions.finish();
  assert.equal(bank.asked.length, 1);
  assert.deepEqual((await rig.read(key)).refunds, []);
  await rig.pass(MINUTE_MS, 5000);
  assert.deepEqual(
    (await rig.read(key)).refunds.map(({ amountMinor }) => amountMinor),
    [PART],
  );
  assert.ok(bank.asked.length <= 3, bank.asked.join());
  await close(rig);
});

test('a signed hint is not held up by the moment that was set before', async () => {
  const rig = await openBank({ lateSuccess: 'pay', watchMs: 5 * DAY_MS });
  const { bank, account } = rig;
  const key = await rig.order();
  attemptAt(bank, (await rig.begin(key)).id.token);
  await rig.pass(DAY_MS, 30 * MINUTE_MS);
  const [payment = assert.fail('no payment')] = (await rig.read(key)).payments;
  const [row] = await rig.store.accountInstructions(account.id);
  assert.ok((row?.dueAt ?? 0) > rig.clock.now + 30 * MINUTE_MS, 'it is watched, and not soon');
  refundThere(bank, payment);
  // Whoever takes it is gone before it has asked.
  bank.fault = () => 'unheard';
  await rig.instructions.hint(account, payment, 'signed');
  await rig.instructions.finish();
  bank.fault = () => null;
  await rig.pass(10 * MINUTE_MS, 5000);
  assert.equal((await rig.read(key)).refunds.length, 1);
  await close(rig);
});

test('an unsigned flood leaves the poll of a waiting payer alone', async () => {
  const rig = await openBank({ budget: (now) => createBudget(null, now) });
  const { bank, account, instructions, clock } = rig;
  const left: Payment[] = [];
  for (let count = 0; count < 14; count += 1) left.push(await rig.begin(await rig.order()));
  await instructions.finish();
  // They are looked at each minute by now, and half of what may be asked is enough for that.
  clock.now += 20 * MINUTE_MS;
  for (let round = 0; round < 4; round += 1) await rig.pass(MINUTE_MS, 1000);
  const waiting = await rig.begin(await rig.order());
  const polls = () => bank.asked.filter((each) => each === `inquire ${waiting.id.token}`).length;
  const alone = polls();
  for (let second = 0; second < 60; second += 1) {
    for (const each of left) await instructions.hint(account, each, 'unsigned');
    await instructions.finish();
    await rig.pass(1000);
  }
  assert.ok(polls() - alone >= 12, `asked ${polls() - alone} times in a minute`);
  await close(rig);
});

test('what nobody signed changes nothing of when a waiting payer is polled', async () => {
  const rig = await openBank();
  const { account, instructions, store } = rig;
  const payment = await rig.begin(await rig.order());
  const [before] = await store.accountInstructions(account.id);
  await instructions.hint(account, payment, 'unsigned');
  const [now] = await store.accountInstructions(account.id);
  assert.deepEqual([now?.dueAt, now?.tries], [before?.dueAt, before?.tries]);
  await close(rig);
});

test('a hint about an unknown name is kept for a minute', async () => {
  const rig = await openBank();
  const { bank, account, instructions, clock, engine } = rig;
  const payment = await rig.begin(await rig.order());
  await instructions.finish();
  bank.asked.length = 0;
  let isThere = false;
  const { find } = engine;
  // It is not in the database yet, as far as this process sees.
  Object.assign(engine, {
    find: (...given: Parameters<typeof find>) =>
      isThere ? find(...given) : Promise.resolve({ failure: 'payment_not_found' }),
  });
  const connection = payment.connection ?? assert.fail('no connection');
  await instructions.hintByName(account, connection, payment.id.token, 'signed');
  await instructions.finish();
  assert.deepEqual(bank.asked, []);
  isThere = true;
  clock.now += 1000;
  await instructions.sweep();
  await instructions.finish();
  assert.deepEqual(bank.asked, [`inquire ${payment.id.token}`]);
  isThere = false;
  await instructions.hintByName(account, connection, payment.id.token, 'signed');
  for (let second = 0; second < 70; second += 10) {
    clock.now += 10_000;
    await instructions.sweep();
  }
  await instructions.finish();
  bank.asked.length = 0;
  isThere = true;
  clock.now += 1000;
  const before = bank.asked.length;
  await instructions.sweep();
  await instructions.finish();
  assert.ok(bank.asked.length - before <= 1, 'its own poll at most');
  await close(rig);
});
