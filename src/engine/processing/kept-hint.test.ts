// What a processor tells by itself is asked about, whatever becomes of the first answer: a gateway
// does not tell again what was taken.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BankRig, openBank } from '../../../test/support/bank.ts';
import { attemptAt, type Bank, DAY_MS, MINUTE_MS } from '../../../test/support/bank-book.ts';
import { expectOutcome } from '../../../test/support/engine.ts';
import type { Payment } from '../../core/payment.ts';
import { weigh } from './weigh.ts';

const PART = 700;

/** Paid long ago: nobody looks at it any more. */
async function openPaid(): Promise<{ rig: BankRig; key: number; payment: Payment }> {
  const rig = await openBank({ lateSuccess: 'pay' });
  const key = await rig.order();
  const { id } = await rig.begin(key);
  attemptAt(rig.bank, id.token);
  await rig.pass(2 * DAY_MS, 30 * MINUTE_MS);
  const [payment] = (await rig.read(key)).payments;
  assert.equal(payment?.status, 'captured');
  rig.bank.asked.length = 0;
  return { rig, key, payment };
}

function refundThere({ refunds }: Bank, { id, processorReference: attempt }: Payment): void {
  const made = { name: id.token, theirs: 'there-1', ours: null, attempt, bankReference: null };
  const money = { amountMinor: PART, currency: 'INR' } as const;
  refunds.push({ ...made, ...money, state: 'processed', raw: 'processed' });
}

const amountsOf = async (rig: BankRig, key: number): Promise<readonly number[]> =>
  (await rig.read(key)).refunds.map(({ amountMinor }) => amountMinor);

const close = async (rig: BankRig): Promise<void> => {
  await rig.instructions.finish();
  await rig.store.close();
};

test('a refund of the dashboard is found though the first inquiry is not answered', async () => {
  const { rig, key, payment } = await openPaid();
  refundThere(rig.bank, payment);
  let faults = 1;
  rig.bank.fault = () => (faults-- > 0 ? 'unanswered' : null);
  await rig.instructions.hint(rig.account, payment, 'signed');
  await rig.instructions.finish();
  assert.deepEqual(await amountsOf(rig, key), []);
  await rig.pass(6 * MINUTE_MS, 10_000);
  assert.deepEqual(await amountsOf(rig, key), [PART]);
  await close(rig);
});

test('refunds that could not be read are asked for again', async () => {
  const { rig, payment } = await openPaid();
  const order = (await rig.read(payment.orderKey)).order;
  const found = { kind: 'found', order: 'closed', attempts: [], refunds: [] } as const;
  const rules = { lateSuccess: 'pay', watchMs: 0 } as const;
  const againOf = (more: object) =>
    weigh({ ...found, ...more }, { payment, order }, rules, rig.clock.now).againMs;
  assert.equal(againOf({}), null);
  assert.equal(againOf({ areRefundsUnread: true }), MINUTE_MS);
  await close(rig);
});

test('what is told is kept before anybody is asked', async () => {
  const { rig, payment } = await openPaid();
  const { instructions, account, store } = rig;
  assert.deepEqual(await store.accountInstructions(account.id), []);
  await instructions.hint(account, payment, 'signed');
  const rows = await store.accountInstructions(account.id);
  assert.deepEqual(
    rows.map(({ id, kind }) => [id, kind]),
    [[payment.id.key, 'charge']],
  );
  await close(rig);
});

test('news in the middle of an inquiry is asked about once that is over', async () => {
  const { rig, key, payment } = await openPaid();
  const { instructions, account, bank } = rig;
  let told: Promise<void> | null = null;
  bank.fault = () => {
    // The answer is made by now, and not yet read.
    told ??= Promise.resolve().then(() => {
      refundThere(bank, payment);
      return instructions.hint(account, payment, 'signed');
    });
    return null;
  };
  await instructions.hint(account, payment, 'signed');
  await instructions.finish();
  await told;
  assert.deepEqual(await amountsOf(rig, key), []);
  await rig.pass(MINUTE_MS, 10_000);
  assert.equal(bank.asked.length, 2, bank.asked.join());
  assert.deepEqual(await amountsOf(rig, key), [PART]);
  await close(rig);
});

test('what nobody signed is asked about once, and again a little later', async () => {
  const { rig, payment } = await openPaid();
  for (let count = 0; count < 20; count += 1) {
    await rig.instructions.hint(rig.account, payment, 'unsigned');
    await rig.instructions.finish();
  }
  assert.equal(rig.bank.asked.length, 1);
  await rig.pass(MINUTE_MS, 1000);
  assert.equal(rig.bank.asked.length, 2);
  await close(rig);
});

test('a refund that may be ours is told from it once ours has a name there', async () => {
  const { rig, key, payment } = await openPaid();
  const { bank, engine, account, instructions } = rig;
  refundThere(bank, payment);
  bank.fault = (question) => (question === 'refund' ? 'unheard' : null);
  const made = await engine.execute(account, {
    kind: 'createRefund',
    dialect: '',
    target: { payment: [{ by: 'token', token: payment.id.token }] },
    reference: null,
    amount: { minor: PART },
    note: null,
    notes: {},
    wire: {},
  });
  expectOutcome(made);
  await instructions.finish();
  await instructions.hint(account, payment, 'signed');
  await instructions.finish();
  assert.deepEqual(await amountsOf(rig, key), [PART]);
  bank.fault = () => null;
  await rig.pass(10 * MINUTE_MS, 10_000);
  assert.deepEqual(await amountsOf(rig, key), [PART, PART]);
  assert.equal(bank.refunds.length, 2);
  await close(rig);
});
