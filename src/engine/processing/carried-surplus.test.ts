// Money that a processor took once more, or too late, or in another amount: given back or held,
// never a payment of its order. The oracle is the processor's own books.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BankRig, openBank } from '../../../test/support/bank.ts';
import {
  attemptAt,
  DAY_MS,
  heldMinor,
  keptMinor,
  MINUTE_MS,
} from '../../../test/support/bank-book.ts';
import { expectOutcome } from '../../../test/support/engine.ts';
import { DIALECTS } from '../../../test/support/fixture.ts';

import { SURPLUS_MAX } from '../../core/adopt.ts';
import { settleAftermath } from './aftermath.ts';
import { weigh } from './weigh.ts';

const AMOUNT = 50050;

/** The names of what happened to an order, oldest first. */
async function toldOf({ store, account }: BankRig, orderKey: number): Promise<readonly string[]> {
  const events = await store.listEvents(account.id, { orderKey }, 200);
  return events.map(({ kind }) => kind).reverse();
}

const close = async (rig: BankRig): Promise<void> => {
  await rig.instructions.finish();
  await rig.store.close();
};

test('two tabs pay one name: the second success is surplus, and given back once', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const { id } = await rig.begin(key);
  attemptAt(rig.bank, id.token);
  attemptAt(rig.bank, id.token);
  await rig.pass(2 * MINUTE_MS);
  const { order, payments, refunds } = await rig.read(key);
  assert.equal(order.status, 'paid');
  assert.deepEqual(
    payments.map(({ status, surplus }) => [status, surplus]),
    [
      ['captured', undefined],
      ['captured', true],
    ],
  );
  assert.deepEqual(
    refunds.map(({ status, amountMinor }) => [status, amountMinor]),
    [['processed', AMOUNT]],
  );
  assert.equal(keptMinor(rig.bank), AMOUNT);
  assert.equal(rig.bank.refunds[0]?.attempt, `${id.token}-2`);
  await rig.pass(DAY_MS, 10 * MINUTE_MS);
  assert.equal((await rig.read(key)).refunds.length, 1);
  await close(rig);
});

test('whoever refunds the order gives back what paid it, and not what was too much', async () => {
  const rig = await openBank({ lateSuccess: 'refund' });
  const key = await rig.order();
  const first = await rig.begin(key);
  const order = [{ by: 'token', token: (await rig.read(key)).order.id.token } as const];
  expectOutcome(await rig.engine.execute(rig.account, { kind: 'abandonPayment', order }));
  const second = await rig.begin(key);
  attemptAt(rig.bank, first.id.token);
  attemptAt(rig.bank, second.id.token);
  rig.bank.fault = (question) => (question === 'refund' ? 'unheard' : null);
  await rig.pass(3 * MINUTE_MS);
  rig.bank.fault = () => null;
  const { payments } = await rig.read(key);
  assert.deepEqual(
    payments.map(({ surplus }) => surplus),
    [true, undefined],
  );
  const part = { amount: { minor: 1000 }, note: null, notes: {}, wire: {} } as const;
  const command = { kind: 'createRefund', dialect: 'test', target: { order }, ...part } as const;
  const { payment } = expectOutcome(
    await rig.engine.execute(rig.account, { ...command, reference: null }),
  );
  assert.equal(payment?.id.token, second.id.token);
  await rig.pass(20 * MINUTE_MS);
  assert.equal(keptMinor(rig.bank), AMOUNT - 1000);
  assert.equal(heldMinor(await rig.read(key)), AMOUNT - 1000);
  await close(rig);
});

for (const late of ['pay', 'refund'] as const) {
  test(`given up, then paid by the old form, late success ${late}`, async () => {
    const rig = await openBank({ lateSuccess: late });
    const key = await rig.order();
    const { id } = await rig.begin(key);
    const order = [{ by: 'token', token: (await rig.read(key)).order.id.token } as const];
    expectOutcome(await rig.engine.execute(rig.account, { kind: 'abandonPayment', order }));
    attemptAt(rig.bank, id.token);
    await rig.pass(3 * MINUTE_MS);
    const { order: now, payments, refunds } = await rig.read(key);
    assert.equal(now.status, late === 'pay' ? 'paid' : 'attempted');
    assert.equal(payments[0]?.surplus, late === 'pay' ? undefined : true);
    assert.equal(refunds.length, late === 'pay' ? 0 : 1);
    assert.equal(keptMinor(rig.bank), late === 'pay' ? AMOUNT : 0);
    await close(rig);
  });

  for (const end of ['cancelOrder', 'expireOrder'] as const) {
    test(`an old form is paid after ${end}, late success ${late}: given back`, async () => {
      const rig = await openBank({ lateSuccess: late });
      const key = await rig.order({ expiresAt: rig.clock.now + 20 * MINUTE_MS });
      const { id } = await rig.begin(key);
      await rig.pass(4000);
      if (end === 'expireOrder') rig.clock.now += 21 * MINUTE_MS;
      const order = [{ by: 'token', token: (await rig.read(key)).order.id.token } as const];
      const closing = end === 'cancelOrder' ? { kind: end, order } : { kind: end, orderKey: key };
      const closed = expectOutcome(await rig.engine.execute(rig.account, closing as never));
      assert.equal(closed.aggregate.order.status, end === 'cancelOrder' ? 'cancelled' : 'expired');
      attemptAt(rig.bank, id.token);
      await rig.pass(3 * MINUTE_MS);
      const { order: over, payments } = await rig.read(key);
      assert.equal(over.status, closed.aggregate.order.status);
      assert.equal(over.amountPaidMinor, 0);
      assert.deepEqual(
        payments.map(({ surplus }) => surplus),
        [true],
      );
      assert.equal(keptMinor(rig.bank), 0);
      assert.equal(rig.bank.refunds.length, 1);
      await close(rig);
    });
  }
}

test('what is over is withdrawn there, so that no form of it can be paid', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const { id } = await rig.begin(key);
  const order = [{ by: 'token', token: (await rig.read(key)).order.id.token } as const];
  expectOutcome(await rig.engine.execute(rig.account, { kind: 'cancelOrder', order }));
  await rig.pass(2 * MINUTE_MS);
  assert.equal(rig.bank.accounts.get(id.token)?.order, 'closed');
  await close(rig);
});

test('another amount than was asked is never paid, and is nothing that can be left', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const payment = await rig.begin(key);
  attemptAt(rig.bank, payment.id.token, { amountMinor: AMOUNT - 1 });
  await rig.pass(MINUTE_MS);
  const { order, payments } = await rig.read(key);
  assert.deepEqual([order.status, payments[0]?.status], ['attempted', 'pending']);
  assert.equal((await toldOf(rig, key)).filter((each) => each === 'payment.mismatched').length, 1);
  const token = [{ by: 'token', token: order.id.token } as const];
  const left = await rig.engine.execute(rig.account, { kind: 'abandonPayment', order: token });
  assert.ok('failure' in left, 'money was taken: nobody shall pay once more');
  await close(rig);
});

test('who never came back has left after a day; what is paid later is given back', async () => {
  const rig = await openBank({ watchMs: 3 * DAY_MS });
  const key = await rig.order();
  const payment = await rig.begin(key);
  await rig.pass(DAY_MS + MINUTE_MS * 10, 5 * MINUTE_MS);
  assert.equal((await rig.read(key)).payments[0]?.status, 'failed');
  attemptAt(rig.bank, payment.id.token);
  await rig.pass(40 * MINUTE_MS, 5 * MINUTE_MS);
  assert.equal(keptMinor(rig.bank), 0);
  await close(rig);
});

test('a surplus that is held is let go; where that cannot be, it keeps nobody out', async () => {
  for (const cannotRelease of [false, true]) {
    const rig = await openBank(cannotRelease ? { cannotRelease } : {});
    const key = await rig.order({ capture: 'manual' });
    const first = await rig.begin(key);
    const order = [{ by: 'token', token: (await rig.read(key)).order.id.token } as const];
    expectOutcome(await rig.engine.execute(rig.account, { kind: 'abandonPayment', order }));
    attemptAt(rig.bank, first.id.token, { state: 'authorized' });
    await rig.pass(3 * MINUTE_MS);
    const [late] = (await rig.read(key)).payments;
    assert.deepEqual(
      [late?.surplus, late?.status],
      [true, cannotRelease ? 'authorized' : 'voided'],
    );
    const second = await rig.begin(key);
    attemptAt(rig.bank, second.id.token, { state: 'authorized' });
    await rig.pass(10_000);
    const target = { order } as const;
    const all = { amount: 'everything', currency: null } as const;
    const { payment } = expectOutcome(
      await rig.engine.execute(rig.account, { kind: 'capturePayment', target, ...all }),
    );
    assert.equal(payment?.id.token, second.id.token);
    assert.equal((await rig.read(key)).order.status, 'paid');
    await close(rig);
  }
});

for (const dialect of DIALECTS) {
  test(`${dialect.name}: a shop is told of no money that is given back at once`, async () => {
    const rig = await openBank({ dialects: [dialect] });
    const notify = 'https://shop.example/told';
    const nowhere = { success: null, failure: null, cancel: null };
    const key = await rig.order({ dialect: dialect.name, returns: { ...nowhere, notify } });
    const { id } = await rig.begin(key);
    const { order } = await rig.read(key);
    const named = [{ by: 'token', token: order.id.token } as const];
    expectOutcome(await rig.engine.execute(rig.account, { kind: 'abandonPayment', order: named }));
    const count = async (): Promise<number> =>
      (await rig.store.listWebhooks(rig.account.id, {}, 0, 100)).length;
    const before = await count();
    attemptAt(rig.bank, id.token);
    await rig.pass(3 * MINUTE_MS);
    assert.equal(keptMinor(rig.bank), 0);
    assert.equal((await rig.read(key)).payments[0]?.surplus, true);
    assert.equal(await count(), before);
    await close(rig);
  });
}

test('two processes hear of two successes, each of another first: both are kept', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const payment = await rig.begin(key);
  const first = attemptAt(rig.bank, payment.id.token);
  await rig.pass(10_000);
  const { order, payments } = await rig.read(key);
  assert.equal(payments[0]?.processorReference, first.theirs);
  const second = attemptAt(rig.bank, payment.id.token);
  // The other process asked before the first success was kept, and was told of both.
  const found = { kind: 'found', order: 'closed', attempts: [second, first], refunds: [] } as const;
  const rules = { lateSuccess: 'refund', watchMs: DAY_MS } as const;
  const { report, surplus } = weigh(found, { payment, order }, rules, rig.clock.now);
  assert.equal(report.reference, second.theirs);
  await rig.engine.execute(rig.account, report);
  const instruction = { kind: 'charge', payment, order } as const;
  await settleAftermath(rig, rig.account, {}, instruction, { report, surplus, againMs: null });
  await rig.pass(MINUTE_MS);
  assert.equal((await rig.read(key)).payments.length, 2);
  assert.equal(keptMinor(rig.bank), AMOUNT);
  assert.equal(heldMinor(await rig.read(key)), AMOUNT);
  await close(rig);
});

test('a payment that is called anew in each reply is not given back without end', async () => {
  const rig = await openBank({ watchMs: 30 * DAY_MS });
  const key = await rig.order();
  const payment = await rig.begin(key);
  const { theirs } = attemptAt(rig.bank, payment.id.token);
  await rig.pass(MINUTE_MS);
  const account = rig.bank.accounts.get(payment.id.token) ?? assert.fail();
  for (let turn = 0; turn < 3 * SURPLUS_MAX; turn += 1) {
    account.attempts = account.attempts.map((each) => ({ ...each, theirs: `${theirs}-${turn}` }));
    await rig.hint(payment);
    await rig.pass(MINUTE_MS, 10_000);
  }
  const { payments, refunds } = await rig.read(key);
  assert.deepEqual([payments.length, refunds.length], [1 + SURPLUS_MAX, SURPLUS_MAX]);
  const open = await rig.store.listReviews({ account: rig.account.id, isOpen: true }, 100);
  assert.deepEqual(
    open.map(({ reason, paymentKey }) => [reason, paymentKey]),
    [['contradicted', payment.id.key]],
  );
  await close(rig);
});

test('a thousand successes of one order are not a thousand payments', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const payment = await rig.begin(key);
  for (let each = 0; each < 1000; each += 1) attemptAt(rig.bank, payment.id.token);
  await rig.pass(5 * MINUTE_MS, 10_000);
  assert.equal((await rig.read(key)).payments.length, 1 + SURPLUS_MAX);
  const told = (await toldOf(rig, key)).filter((kind) => kind === 'evidence.contradicted');
  assert.equal(told.length, 1);
  const [review = assert.fail()] = await rig.store.listReviews({ account: rig.account.id }, 100);
  assert.equal(review.reason, 'contradicted');
  await close(rig);
});
