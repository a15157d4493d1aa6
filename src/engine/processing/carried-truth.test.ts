// A processor that says something else later, or something more: what it really did is known in the
// end, against its own books.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BankRig, openBank } from '../../../test/support/bank.ts';
import {
  attemptAt,
  changeState,
  DAY_MS,
  heldMinor,
  keptMinor,
  MINUTE_MS,
} from '../../../test/support/bank-book.ts';
import { expectOutcome } from '../../../test/support/engine.ts';
import { findByKey } from '../../core/id.ts';
import type { Payment } from '../../core/payment.ts';

const AMOUNT = 50050;

async function close(rig: BankRig): Promise<void> {
  await rig.instructions.finish();
  await rig.store.close();
}

async function hint(rig: BankRig, { orderKey, id }: Payment): Promise<void> {
  const payment = findByKey((await rig.read(orderKey)).payments, id.key);
  await rig.hint(payment ?? assert.fail());
}

async function refund(rig: BankRig, { id }: Payment, minor: number): Promise<void> {
  const target = { payment: [{ by: 'token', token: id.token } as const] };
  const asked = { reference: null, note: null, notes: {}, wire: {}, amount: { minor } };
  const command = { kind: 'createRefund', dialect: 'test', target, ...asked } as const;
  expectOutcome(await rig.engine.execute(rig.account, command));
  await rig.pass(MINUTE_MS);
}

const kindsOf = async (rig: BankRig, orderKey: number): Promise<readonly string[]> =>
  (await rig.store.listEvents(rig.account.id, { orderKey }, 200)).map(({ kind }) => kind);

for (const [first, then] of [
  ['failed', 'processed'],
  ['processed', 'failed'],
] as const) {
  test(`a refund that is ${first}, then ${then}, is told as what cannot be true`, async () => {
    const rig = await openBank({ lateSuccess: 'pay' });
    const key = await rig.order();
    const payment = await rig.begin(key);
    attemptAt(rig.bank, payment.id.token);
    await rig.pass(MINUTE_MS);
    rig.bank.refundState = first;
    await refund(rig, payment, 30_050);
    const [made] = rig.bank.refunds;
    rig.bank.refunds[0] = { ...(made ?? assert.fail()), state: then };
    await hint(rig, payment);
    await rig.pass(10 * MINUTE_MS);
    assert.equal((await rig.read(key)).refunds[0]?.status, first);
    const told = (await kindsOf(rig, key)).filter((kind) => kind === 'evidence.contradicted');
    assert.equal(told.length, 1, 'once, for somebody to look');
    await close(rig);
  });
}

test('a refund that is of another amount there by now is told, and stays as it was', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const payment = await rig.begin(key);
  attemptAt(rig.bank, payment.id.token);
  await rig.pass(MINUTE_MS);
  await refund(rig, payment, 30_050);
  const [made = assert.fail()] = rig.bank.refunds;
  for (const amountMinor of [30_050, 20_000, 20_000]) {
    rig.bank.refunds[0] = { ...made, amountMinor };
    await hint(rig, payment);
    await rig.pass(MINUTE_MS);
  }
  const { refunds, payments } = await rig.read(key);
  assert.deepEqual(
    refunds.map(({ status, amountMinor }) => [status, amountMinor]),
    [['processed', 30_050]],
  );
  assert.equal(payments[0]?.refundedMinor, 30_050);
  const told = (await kindsOf(rig, key)).filter((kind) => kind === 'evidence.contradicted');
  assert.equal(told.length, 1);
  const open = await rig.store.listReviews({ account: rig.account.id, isOpen: true }, 10);
  assert.deepEqual(
    open.map(({ reason, said }) => [reason, said.amountMinor]),
    [['contradicted', 20_000]],
  );
  await close(rig);
});

for (const gapMs of [1000, 30_000]) {
  test(`a second success ${gapMs} ms after the first is given back without a webhook`, async () => {
    const rig = await openBank({ lateSuccess: 'pay', watchMs: 3 * DAY_MS });
    const key = await rig.order();
    const { id } = await rig.begin(key);
    attemptAt(rig.bank, id.token);
    await rig.pass(5000 + gapMs);
    attemptAt(rig.bank, id.token);
    await rig.pass(3 * DAY_MS, 10 * MINUTE_MS);
    assert.equal((await rig.read(key)).payments.length, 2);
    assert.equal(keptMinor(rig.bank), AMOUNT);
    await rig.pass(2 * DAY_MS, 10 * MINUTE_MS);
    assert.deepEqual(await rig.store.accountInstructions(1), [], 'it is watched for ever');
    await close(rig);
  });
}

test('a surplus that was held, and is captured there, is given back', async () => {
  const rig = await openBank({ cannotRelease: true, lateSuccess: 'pay', watchMs: 5 * DAY_MS });
  const key = await rig.order();
  const payment = await rig.begin(key);
  attemptAt(rig.bank, payment.id.token);
  attemptAt(rig.bank, payment.id.token, { state: 'authorized' });
  await rig.pass(2 * MINUTE_MS);
  changeState(rig.bank, `${payment.id.token}-2`, { state: 'captured' });
  await hint(rig, payment);
  await rig.pass(30 * MINUTE_MS, 5000);
  const now = await rig.read(key);
  assert.deepEqual(
    now.payments.map(({ status, surplus }) => [status, surplus === true]),
    [
      ['captured', false],
      ['captured', true],
    ],
  );
  assert.equal(keptMinor(rig.bank), AMOUNT);
  assert.equal(heldMinor(now), AMOUNT);
  await close(rig);
});

test('a wrong amount that comes late is given back, and another payment pays', async () => {
  const rig = await openBank({ lateSuccess: 'pay' });
  const key = await rig.order();
  const first = await rig.begin(key);
  const { token } = (await rig.read(key)).order.id;
  const order = [{ by: 'token', token } as const];
  expectOutcome(await rig.engine.execute(rig.account, { kind: 'abandonPayment', order }));
  attemptAt(rig.bank, first.id.token, { amountMinor: 50049, raw: 'captured 50049' });
  await rig.pass(5 * MINUTE_MS);
  const second = await rig.begin(key);
  attemptAt(rig.bank, second.id.token);
  await rig.pass(2 * DAY_MS, 10 * MINUTE_MS);
  const now = await rig.read(key);
  assert.equal(now.order.status, 'paid');
  assert.deepEqual([keptMinor(rig.bank), heldMinor(now)], [AMOUNT, AMOUNT]);
  await close(rig);
});

test('what is told amid an inquiry, unsigned and too often, is asked about', async () => {
  const rig = await openBank({ lateSuccess: 'refund' });
  const key = await rig.order();
  const begun = await rig.begin(key);
  attemptAt(rig.bank, begun.id.token);
  await rig.pass(4 * DAY_MS, 30 * MINUTE_MS);
  const [payment = assert.fail()] = (await rig.read(key)).payments;
  const made = {
    ...{ name: begun.id.token, theirs: 'there-1', ours: null, raw: 'processed' },
    ...{ attempt: payment.processorReference, amountMinor: 700, currency: 'INR' },
    ...({ bankReference: null, state: 'processed' } as const),
  } as const;
  let told: Promise<void> | null = null;
  rig.bank.fault = () => {
    told ??= Promise.resolve().then(() => {
      rig.bank.refunds.push(made);
      return rig.instructions.hint(rig.account, payment, 'unsigned');
    });
    return null;
  };
  await rig.instructions.hint(rig.account, payment, 'unsigned');
  await rig.instructions.finish();
  await told;
  await rig.pass(5 * MINUTE_MS, 10_000);
  assert.equal((await rig.read(key)).refunds.length, 1);
  await close(rig);
});

test('a flood of unsigned hints has a payment asked about once in ten seconds', async () => {
  const rig = await openBank({ lateSuccess: 'refund' });
  const key = await rig.order();
  const begun = await rig.begin(key);
  attemptAt(rig.bank, begun.id.token);
  await rig.pass(4 * DAY_MS, 30 * MINUTE_MS);
  const [payment = assert.fail()] = (await rig.read(key)).payments;
  const before = rig.bank.asked.length;
  for (let second = 0; second < 120; second += 1) {
    await rig.instructions.hint(rig.account, payment, 'unsigned');
    await rig.pass(1000, 1000);
  }
  const asked = rig.bank.asked.length - before;
  assert.ok(asked >= 10 && asked <= 14, `${asked} times in two minutes`);
  await close(rig);
});
