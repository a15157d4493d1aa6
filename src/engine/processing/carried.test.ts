// Payments that a processor carries, against one whose books are the oracle: what its customers do
// there, in whatever order we hear of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BankRig, openBank } from '../../../test/support/bank.ts';
import {
  attemptAt,
  heldMinor,
  keptMinor,
  MINUTE_MS,
  turn,
} from '../../../test/support/bank-book.ts';
import { expectOutcome } from '../../../test/support/engine.ts';

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

test('failed on its page and retried there: one payment, which pays', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const payment = await rig.begin(key);
  assert.equal(payment.status, 'pending');
  attemptAt(rig.bank, payment.id.token, { state: 'failed', decline: 'insufficient_funds' });
  await rig.pass(10_000);
  assert.equal((await rig.read(key)).payments[0]?.status, 'pending');
  attemptAt(rig.bank, payment.id.token);
  await rig.pass(10_000);
  const { order, payments } = await rig.read(key);
  assert.deepEqual([order.status, payments.length, payments[0]?.status], ['paid', 1, 'captured']);
  assert.equal(keptMinor(rig.bank), AMOUNT);
  await close(rig);
});

test('authorized on an automatic order is captured by the engine, once', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const { id } = await rig.begin(key);
  attemptAt(rig.bank, id.token, { state: 'authorized' });
  await rig.pass(10_000);
  const { order, payments } = await rig.read(key);
  assert.deepEqual([order.status, payments[0]?.status], ['paid', 'captured']);
  assert.deepEqual(
    rig.bank.asked.filter((each) => each.startsWith('capture')),
    [`capture ${id.token}`],
  );
  assert.deepEqual(await toldOf(rig, key), [
    'order.created',
    'payment.pending',
    'payment.authorized',
    'payment.captured',
    'order.paid',
  ]);
  await close(rig);
});

test('an authorization that lapses there fails here, and the order can be paid again', async () => {
  const rig = await openBank();
  const key = await rig.order({ capture: 'manual' });
  const { id } = await rig.begin(key);
  const { theirs } = attemptAt(rig.bank, id.token, { state: 'authorized' });
  await rig.pass(10_000);
  assert.equal((await rig.read(key)).payments[0]?.status, 'authorized');
  turn(rig.bank, theirs, { state: 'failed', raw: 'lapsed' });
  await rig.pass(20 * MINUTE_MS, MINUTE_MS);
  assert.equal((await rig.read(key)).payments[0]?.status, 'failed');
  assert.equal((await rig.begin(key)).status, 'pending');
  await close(rig);
});

test('a watch that meets a capture in flight takes it back from nobody', async () => {
  const rig = await openBank();
  const key = await rig.order({ capture: 'manual' });
  const payment = await rig.begin(key);
  attemptAt(rig.bank, payment.id.token, { state: 'authorized' });
  await rig.pass(10_000);
  const target = { payment: [{ by: 'token', token: payment.id.token }] } as const;
  const all = { amount: 'everything', currency: null } as const;
  rig.bank.fault = (question) => (question === 'capture' ? 'unheard' : null);
  await rig.engine.execute(rig.account, { kind: 'capturePayment', target, ...all });
  assert.equal((await rig.read(key)).payments[0]?.requested, 'capture');
  await rig.hint(payment);
  assert.equal((await rig.read(key)).payments[0]?.requested, 'capture', 'taken back by a hint');
  const voided = await rig.engine.execute(rig.account, { kind: 'voidPayment', target });
  assert.ok('failure' in voided && voided.failure === 'payment_in_progress');
  rig.bank.fault = () => null;
  await rig.pass(5 * MINUTE_MS);
  assert.equal((await rig.read(key)).payments[0]?.status, 'captured');
  assert.equal(keptMinor(rig.bank), AMOUNT);
  await close(rig);
});

test('a capture that was done and answered by nobody is found, and not done twice', async () => {
  const rig = await openBank();
  const key = await rig.order({ capture: 'manual' });
  const payment = await rig.begin(key);
  attemptAt(rig.bank, payment.id.token, { state: 'authorized' });
  await rig.pass(10_000);
  const target = { payment: [{ by: 'token', token: payment.id.token }] } as const;
  const all = { amount: 'everything', currency: null } as const;
  rig.bank.fault = (question) => (question === 'capture' ? 'unanswered' : null);
  await rig.engine.execute(rig.account, { kind: 'capturePayment', target, ...all });
  const back = { kind: 'createRefund', dialect: 'test', target, reference: null } as const;
  const more = { amount: 'everything', note: null, notes: {}, wire: {} } as const;
  const early = await rig.engine.execute(rig.account, { ...back, ...more });
  assert.ok('failure' in early, 'what is not known to be captured was refunded');
  await rig.pass(MINUTE_MS);
  assert.equal((await rig.read(key)).order.status, 'paid');
  assert.equal(rig.bank.asked.filter((each) => each.startsWith('capture')).length, 1);
  await close(rig);
});

test('a void is done there, and an authorization waits for its merchant till then', async () => {
  const rig = await openBank();
  const key = await rig.order({ capture: 'manual' });
  const payment = await rig.begin(key);
  attemptAt(rig.bank, payment.id.token, { state: 'authorized' });
  await rig.pass(20 * MINUTE_MS, MINUTE_MS);
  assert.equal((await rig.read(key)).payments[0]?.status, 'authorized');
  const target = { payment: [{ by: 'token', token: payment.id.token }] } as const;
  expectOutcome(await rig.engine.execute(rig.account, { kind: 'voidPayment', target }));
  assert.equal((await rig.read(key)).payments[0]?.status, 'voided');
  assert.equal(rig.bank.accounts.get(payment.id.token)?.attempts[0]?.state, 'voided');
  await close(rig);
});

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

test('the start is answered by nobody: the payment fails, the order stays payable', async () => {
  for (const fault of ['unheard', 'unanswered'] as const) {
    const rig = await openBank();
    rig.bank.fault = (question) => (question === 'start' ? fault : null);
    const key = await rig.order();
    const payment = await rig.begin(key);
    assert.deepEqual([payment.status, payment.decline], ['failed', 'processor_error']);
    rig.bank.fault = () => null;
    const again = await rig.begin(key);
    assert.equal(again.status, 'pending');
    assert.notEqual(again.id.token, payment.id.token);
    await close(rig);
  }
});

test('a capture that is queued there is asked for once, and found when it is done', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const payment = await rig.begin(key);
  const { theirs } = attemptAt(rig.bank, payment.id.token, { state: 'authorized' });
  rig.bank.fault = (question) => {
    if (question !== 'capture') return null;
    turn(rig.bank, theirs, { state: 'pending', raw: 'queued' });
    return 'unanswered';
  };
  await rig.pass(10 * MINUTE_MS, 5000);
  const [held] = (await rig.read(key)).payments;
  assert.deepEqual([held?.status, held?.requested], ['authorized', 'capture']);
  turn(rig.bank, theirs, { state: 'captured', raw: 'captured' });
  await rig.pass(10 * MINUTE_MS, 5000);
  assert.equal((await rig.read(key)).order.status, 'paid');
  assert.equal(rig.bank.asked.filter((each) => each.startsWith('capture')).length, 1);
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
