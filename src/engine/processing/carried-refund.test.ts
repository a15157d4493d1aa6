// Refunds at a processor, ours and those that were made there, against its own books.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BankRig, openBank } from '../../../test/support/bank.ts';
import { attemptAt, heldMinor, keptMinor, MINUTE_MS } from '../../../test/support/bank-book.ts';
import { expectOutcome } from '../../../test/support/engine.ts';

const AMOUNT = 50050;

const close = async (rig: BankRig): Promise<void> => {
  await rig.instructions.finish();
  await rig.store.close();
};

test('a refund made there is adopted, whatever becomes of it later, and limits ours', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const payment = await rig.begin(key);
  const { theirs } = attemptAt(rig.bank, payment.id.token);
  const made = {
    ...{ name: payment.id.token, theirs: 'dash-1', ours: null, attempt: theirs },
    ...{ raw: 'x', amountMinor: 50000, currency: 'INR', bankReference: null },
  };
  rig.bank.refunds.push({ ...made, state: 'pending' });
  await rig.pass(10_000);
  assert.deepEqual(
    (await rig.read(key)).refunds.map(({ status, amountMinor }) => [status, amountMinor]),
    [['pending', 50000]],
  );
  const target = { payment: [{ by: 'token', token: payment.id.token }] } as const;
  const ours = { kind: 'createRefund', dialect: 'test', target, reference: null } as const;
  const more = { note: null, notes: {}, wire: {} } as const;
  const ask = (minor: number) =>
    rig.engine.execute(rig.account, { ...ours, ...more, amount: { minor } });
  const tooMuch = await ask(51);
  assert.ok('failure' in tooMuch && tooMuch.failure === 'refund_too_large');
  rig.bank.refunds[0] = { ...made, state: 'processed' };
  await rig.pass(5 * MINUTE_MS);
  assert.equal((await rig.read(key)).refunds[0]?.status, 'processed', 'stuck where it was');
  expectOutcome(await ask(50));
  await rig.pass(10_000);
  assert.equal(keptMinor(rig.bank), 0);
  assert.equal(heldMinor(await rig.read(key)), 0);
  await close(rig);
});

test('a refund made there that fails there can be made again', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const payment = await rig.begin(key);
  const { theirs } = attemptAt(rig.bank, payment.id.token);
  const made = {
    ...{ name: payment.id.token, theirs: 'dash-1', ours: null, attempt: theirs },
    ...{ raw: 'x', amountMinor: AMOUNT, currency: 'INR', bankReference: null },
  };
  rig.bank.refunds.push({ ...made, state: 'pending' });
  await rig.pass(10_000);
  rig.bank.refunds[0] = { ...made, state: 'failed' };
  await rig.pass(5 * MINUTE_MS);
  const { refunds } = await rig.read(key);
  assert.equal(refunds[0]?.status, 'failed');
  assert.equal(heldMinor(await rig.read(key)), AMOUNT);
  await close(rig);
});

test('no balance for a refund is no refusal of it: it waits, and is given back once', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const payment = await rig.begin(key);
  attemptAt(rig.bank, payment.id.token);
  await rig.pass(10_000);
  rig.bank.refusal = { kind: 'refused', why: 'limit', again: 'later', raw: 'no balance' };
  const target = { payment: [{ by: 'token', token: payment.id.token }] } as const;
  const asked = { reference: null, note: null, notes: {}, wire: {}, amount: { minor: 700 } };
  const to = { kind: 'createRefund', dialect: 'test', target } as const;
  expectOutcome(await rig.engine.execute(rig.account, { ...to, ...asked }));
  await rig.pass(3 * 60 * MINUTE_MS, MINUTE_MS);
  const [waiting] = (await rig.read(key)).refunds;
  assert.equal(waiting?.status, 'pending');
  const tries = rig.bank.asked.filter((each) => each.startsWith('refund')).length;
  assert.ok(tries >= 2 && tries <= 40, `sent ${tries} times in three hours`);
  rig.bank.refusal = null;
  await rig.pass(60 * MINUTE_MS, MINUTE_MS);
  assert.deepEqual(
    (await rig.read(key)).refunds.map(({ status }) => status),
    ['processed'],
  );
  assert.equal(keptMinor(rig.bank), AMOUNT - 700);
  await close(rig);
});

test('a refund that its gateway refuses for good fails, and can be asked for anew', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const payment = await rig.begin(key);
  attemptAt(rig.bank, payment.id.token);
  await rig.pass(10_000);
  rig.bank.refusal = { kind: 'refused', why: 'input', again: 'never', raw: 'too old' };
  const target = { payment: [{ by: 'token', token: payment.id.token }] } as const;
  const asked = { reference: null, note: null, notes: {}, wire: {}, amount: { minor: 700 } };
  const to = { kind: 'createRefund', dialect: 'test', target } as const;
  expectOutcome(await rig.engine.execute(rig.account, { ...to, ...asked }));
  await rig.pass(10_000);
  const { refunds } = await rig.read(key);
  assert.deepEqual(
    refunds.map(({ status }) => status),
    ['failed'],
  );
  assert.equal(heldMinor(await rig.read(key)), AMOUNT);
  rig.bank.refusal = null;
  expectOutcome(await rig.engine.execute(rig.account, { ...to, ...asked }));
  await rig.pass(10_000);
  assert.equal(keptMinor(rig.bank), AMOUNT - 700);
  await close(rig);
});

for (const fault of ['unheard', 'unanswered'] as const) {
  test(`a refund that is ${fault} is sent once in a minute, and is not adopted`, async () => {
    const rig = await openBank();
    const key = await rig.order();
    const payment = await rig.begin(key);
    attemptAt(rig.bank, payment.id.token);
    await rig.pass(10_000);
    const target = { payment: [{ by: 'token', token: payment.id.token }] } as const;
    const asked = { reference: null, note: null, notes: {}, wire: {}, amount: { minor: 700 } };
    rig.bank.fault = (question) => (/refund/i.test(question) ? fault : null);
    await rig.engine.execute(rig.account, {
      ...{ kind: 'createRefund', dialect: 'test', target, ...asked },
    });
    await rig.instructions.sweep();
    await rig.hint(payment);
    await rig.pass(5000);
    assert.equal((await rig.read(key)).refunds.length, 1, 'ours was taken for another');
    rig.bank.fault = () => null;
    const sent = () => rig.bank.asked.filter((each) => each.startsWith('refund')).length;
    await rig.pass(45_000);
    assert.equal(sent(), 1, 'it may be on its way yet');
    await rig.pass(10 * MINUTE_MS, 5000);
    const [refund] = (await rig.read(key)).refunds;
    assert.deepEqual([refund?.status, refund?.amountMinor], ['processed', 700]);
    assert.equal(sent(), fault === 'unheard' ? 2 : 1);
    assert.equal(keptMinor(rig.bank), AMOUNT - 700);
    await close(rig);
  });
}
