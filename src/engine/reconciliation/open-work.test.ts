// Nothing that is open is forgotten: what lost its instruction is asked about again, and nothing
// that has one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BankRig, openBank } from '../../../test/support/bank.ts';
import { attemptAt, DAY_MS, MINUTE_MS } from '../../../test/support/bank-book.ts';
import { askAboutOpen } from './open-work.ts';

const open = (rig: BankRig) => askAboutOpen({ ...rig, now: () => rig.clock.now });

const close = async (rig: BankRig): Promise<void> => {
  await rig.instructions.finish();
  await rig.store.close();
};

/** As nothing of ours does it. */
async function lose({ store, account, clock }: BankRig, id: number): Promise<void> {
  const nothing = { changes: null, events: [], instruction: null, record: null, reply: null };
  const answered = { id, kind: 'charge', againAt: null } as const;
  const at = { now: clock.now, clockOffsetMs: 0 };
  await store.save({ account: account.id, ...nothing, answered, webhooks: [], ...at });
}

test('a payment that lost its instruction is asked about, and settled', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const { id } = await rig.begin(key);
  await rig.pass(2 * MINUTE_MS);
  assert.equal(await open(rig), 0, 'it has an instruction');
  await lose(rig, id.key);
  attemptAt(rig.bank, id.token);
  await rig.pass(10 * MINUTE_MS, MINUTE_MS);
  assert.equal((await rig.read(key)).payments[0]?.status, 'pending');
  assert.equal(await open(rig), 1);
  await rig.pass(5000);
  assert.equal((await rig.read(key)).payments[0]?.status, 'captured');
  await close(rig);
});

test('a refund of the dashboard that stays pending is asked about by its payment', async () => {
  const rig = await openBank({ watchMs: MINUTE_MS });
  const key = await rig.order();
  const { id } = await rig.begin(key);
  const { theirs } = attemptAt(rig.bank, id.token);
  const made = { name: id.token, theirs: 'dashboard-1', ours: null, attempt: theirs };
  const money = { amountMinor: 1000, currency: 'INR', bankReference: null };
  rig.bank.refunds.push({ ...made, ...money, state: 'pending', raw: 'pending' });
  await rig.pass(MINUTE_MS);
  assert.equal((await rig.read(key)).refunds[0]?.status, 'pending');
  await rig.pass(2 * DAY_MS, 10 * MINUTE_MS);
  assert.equal(await open(rig), 0, 'it is watched as long as the processor tells of it');
  // For a while it tells of none, and the watch of its payment ends.
  const [told] = rig.bank.refunds.splice(0);
  assert.ok(told !== undefined);
  await rig.pass(DAY_MS, 10 * MINUTE_MS);
  rig.bank.refunds.push({ ...told, state: 'processed', raw: 'processed' });
  await rig.pass(DAY_MS, 10 * MINUTE_MS);
  assert.equal((await rig.read(key)).refunds[0]?.status, 'pending');
  assert.equal(await open(rig), 1);
  await rig.pass(5000);
  const { refunds } = await rig.read(key);
  assert.deepEqual(
    refunds.map(({ status }) => status),
    ['processed'],
  );
  const sent = rig.bank.asked.filter((each) => each.startsWith('refund'));
  assert.deepEqual(sent, [], 'a refund that is not ours is never sent');
  await close(rig);
});

test('what is over is not asked about', async () => {
  const rig = await openBank({ watchMs: MINUTE_MS });
  const key = await rig.order();
  const { id } = await rig.begin(key);
  attemptAt(rig.bank, id.token);
  await rig.pass(DAY_MS, MINUTE_MS);
  assert.equal((await rig.read(key)).payments[0]?.status, 'captured');
  assert.equal(await open(rig), 0);
  await close(rig);
});
