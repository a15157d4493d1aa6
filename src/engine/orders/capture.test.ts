// Authorized money: taken or let go once, told alike when asked again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  expectOutcome,
  openRig,
  type Rig,
  scriptSimulator,
  startPayment,
} from '../../../test/support/engine.ts';
import type { PaymentReport } from '../../core/command.ts';
import type { Instruction, Outcome } from '../../core/decision.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import type { Answer } from '../../gateways/simulator.ts';
import { DECIDED, WAITING } from '../../store/store.ts';

type Said = Partial<Omit<PaymentReport, 'kind'>> | 'hangs up';

/** Answers a charge with `authorized`, and everything later with what a test says. */
function authorizing(later: () => Said, chargeAgainMs: number | null = null) {
  const answer = async (instruction: Instruction): Promise<Answer> => {
    if (instruction.kind === 'refund') throw new Error('nobody asked for a refund');
    const isCharge = instruction.kind === 'charge';
    const said: Said = isCharge ? { state: 'authorized' } : later();
    if (said === 'hangs up') throw new Error('socket hang up');
    const { orderKey, id, amountMinor, currency } = instruction.payment;
    const about = { orderKey, paymentKey: id.key, amountMinor, currency };
    const names = { raw: 'X', reference: 'P', bankReference: null, decline: null };
    const report = {
      kind: 'reportPayment',
      state: 'pending',
      ...about,
      ...names,
      ...said,
    } as const;
    return { report, againMs: isCharge ? chargeAgainMs : null };
  };
  return scriptSimulator({ submit: answer, inquire: answer });
}

async function openAuthorized(later: () => Said, chargeAgainMs: number | null = null) {
  const rig = await openRig({ processor: authorizing(later, chargeAgainMs) });
  const { payment } = await startPayment(rig);
  const outcome = expectOutcome(await rig.instructions.charge(rig.account, payment));
  assert.equal(outcome.payment?.status, 'authorized');
  const target = { payment: [{ by: 'token', token: payment.id.token } as const] };
  return { rig, orderKey: payment.orderKey, target };
}

type Opened = Awaited<ReturnType<typeof openAuthorized>>;
const capture = ({ target }: Opened) =>
  ({ kind: 'capturePayment', target, amount: 'everything', currency: null }) as const;
const paymentOf = async ({ rig, orderKey }: Opened) =>
  (await rig.store.loadOrder(1, orderKey))?.payments[0];

function remembering({ clock }: Rig, body: (result: Outcome | Failure) => string, key = 'k') {
  const row = { key, fingerprint: 'f', headers: {} };
  return {
    remember: (result: Outcome | Failure | null) => ({
      ...row,
      status: result === null ? 0 : 200,
      body: result === null ? '' : body(result),
      expiresAt: clock.now + 60_000,
    }),
  };
}

for (const kind of ['capturePayment', 'voidPayment'] as const) {
  const state = kind === 'capturePayment' ? 'captured' : 'voided';
  test(`${kind} asks the processor and answers with what it says`, async () => {
    const opened = await openAuthorized(() => ({ state }));
    const { rig, target } = opened;
    const command = kind === 'voidPayment' ? ({ kind, target } as const) : capture(opened);
    const outcome = expectOutcome(await rig.engine.execute(rig.account, command));
    assert.equal(outcome.payment?.status, state);
    assert.equal(outcome.payment?.requested, null);
    const order = (await rig.store.loadOrder(1, opened.orderKey))?.order;
    assert.equal(order?.status, state === 'captured' ? 'paid' : 'attempted');
    assert.deepEqual(await rig.store.accountInstructions(1), []);
    const again = await rig.engine.execute(rig.account, command);
    assert.ok(isFailure(again));
    await rig.store.close();
  });
}

test('ten captures at once: the processor is told once, one is answered', async () => {
  const opened = await openAuthorized(() => ({ state: 'captured' }));
  const { rig } = opened;
  const all = await Promise.all(
    Array.from({ length: 10 }, () => rig.engine.execute(rig.account, capture(opened))),
  );
  assert.equal(all.filter((each) => !isFailure(each)).length, 1);
  assert.equal((await paymentOf(opened))?.capturedMinor, 50050);
  await rig.store.close();
});

test('a capture that the processor refuses can be asked for again', async () => {
  let state: PaymentReport['state'] = 'authorized';
  const opened = await openAuthorized(() => ({ state }));
  const { rig } = opened;
  expectOutcome(await rig.engine.execute(rig.account, capture(opened)));
  assert.equal((await paymentOf(opened))?.requested, null);
  state = 'captured';
  const outcome = expectOutcome(await rig.engine.execute(rig.account, capture(opened)));
  assert.equal(outcome.payment?.status, 'captured');
  await rig.store.close();
});

const words = (result: Outcome | Failure) =>
  isFailure(result) ? result.failure : (result.payment?.status ?? '');

test('a processor that hangs up: only that its report is awaited is remembered', async () => {
  let says: Said = 'hangs up';
  const opened = await openAuthorized(() => says);
  const { rig } = opened;
  const first = await rig.engine.execute(rig.account, capture(opened), remembering(rig, words));
  assert.ok(isFailure(first) && first.failure === 'processor_unavailable');
  const find = () => rig.store.findIdempotencyRecord(1, 'k', rig.clock.now);
  assert.equal((await find())?.status, WAITING);
  says = { state: 'captured' };
  rig.clock.now += 5000;
  await rig.instructions.sweep();
  assert.equal((await paymentOf(opened))?.status, 'captured');
  assert.equal((await find())?.status, DECIDED);
  const resumed = await rig.engine.execute(rig.account, capture(opened), { resumes: 'k' });
  assert.equal(expectOutcome(resumed).payment?.status, 'captured');
  await rig.store.close();
});

test('a key is saved with its instruction, and answered in the commit of the report', async () => {
  const gate = Promise.withResolvers<void>();
  const opened = await openAuthorized(() => ({ state: 'captured' }));
  const { rig } = opened;
  const find = () => rig.store.findIdempotencyRecord(1, 'k', rig.clock.now);
  let seen: number | undefined;
  const perform = async () => {
    seen = (await find())?.status;
    gate.resolve();
  };
  const memory = remembering(rig, words);
  const captured = rig.engine.execute(rig.account, capture(opened), {
    remember: (result) => {
      if (result !== null) void perform();
      return memory.remember(result);
    },
  });
  assert.equal(expectOutcome(await captured).payment?.status, 'captured');
  await gate.promise;
  assert.equal(seen, WAITING, 'before the report nothing but the waiting is there');
  assert.deepEqual([(await find())?.status, (await find())?.body], [200, 'captured']);
  await rig.store.close();
});

test('what only stands in the way for a moment is no answer of a key', async () => {
  const opened = await openAuthorized(() => 'hangs up');
  const { rig } = opened;
  await rig.engine.execute(rig.account, capture(opened));
  const other = remembering(rig, words, 'other');
  const refused = await rig.engine.execute(rig.account, capture(opened), other);
  assert.ok(isFailure(refused) && refused.failure === 'payment_in_progress');
  assert.equal(await rig.store.findIdempotencyRecord(1, 'other', rig.clock.now), null);
  await rig.store.close();
});

test('who waits under a key hears of a payment that was settled by another way', async () => {
  const opened = await openAuthorized(() => 'hangs up');
  const { rig } = opened;
  await rig.engine.execute(rig.account, capture(opened), remembering(rig, words));
  const payment = await paymentOf(opened);
  assert.ok(payment !== undefined);
  const about = { orderKey: opened.orderKey, paymentKey: payment.id.key, amountMinor: 50050 };
  const names = { raw: 'X', reference: 'P', bankReference: null, decline: null };
  const report = { kind: 'reportPayment', state: 'captured', currency: 'INR' } as const;
  expectOutcome(await rig.engine.execute(rig.account, { ...report, ...about, ...names }));
  rig.clock.now += 5000;
  await rig.instructions.sweep();
  const resumed = await rig.engine.execute(rig.account, capture(opened), { resumes: 'k' });
  assert.equal(expectOutcome(resumed).payment?.status, 'captured');
  assert.deepEqual(await rig.store.accountInstructions(1), []);
  await rig.store.close();
});

test('a charge that wants to be asked again does not stand in the way of its capture', async () => {
  const opened = await openAuthorized(() => ({ state: 'captured' }), 60_000);
  const { rig } = opened;
  const outcome = expectOutcome(await rig.engine.execute(rig.account, capture(opened)));
  assert.equal(outcome.payment?.status, 'captured');
  await rig.store.close();
});

test('a capture of another amount never pays', async () => {
  const opened = await openAuthorized(() => ({ state: 'captured', amountMinor: 50049 }));
  const { rig } = opened;
  const result = await rig.engine.execute(rig.account, capture(opened));
  assert.ok(isFailure(result));
  assert.equal((await paymentOf(opened))?.status, 'authorized');
  assert.equal((await rig.store.accountInstructions(1)).length, 1, 'forgotten');
  await rig.store.close();
});

async function openRefund() {
  const opened = await openAuthorized(() => ({ state: 'captured' }));
  const { rig, target } = opened;
  expectOutcome(await rig.engine.execute(rig.account, capture(opened)));
  const asked = { reference: 'r', amount: 'everything', note: null, notes: {}, wire: {} } as const;
  expectOutcome(
    await rig.engine.execute(rig.account, {
      kind: 'createRefund',
      dialect: 'test',
      target,
      ...asked,
    }),
  );
  const token = (await rig.store.loadOrder(1, opened.orderKey))?.order.id.token ?? '';
  const order = [{ by: 'token', token } as const];
  const refund = [{ by: 'reference', reference: 'r' } as const];
  const withdraw = () =>
    rig.engine.execute(rig.account, { kind: 'cancelRefund', order, refund } as const);
  return { ...opened, withdraw };
}

test('a refund that nobody was told of is withdrawn, and never told', async () => {
  const { rig, orderKey, withdraw } = await openRefund();
  const outcome = expectOutcome(await withdraw());
  assert.equal(outcome.refund?.status, 'cancelled');
  assert.equal(outcome.payment?.refundedMinor, 0);
  await rig.instructions.sweep();
  await rig.instructions.settle(rig.account);
  assert.deepEqual(await rig.store.accountInstructions(1), []);
  assert.doesNotMatch(rig.logged.join(), /did not answer/);
  assert.equal((await rig.store.loadOrder(1, orderKey))?.refunds[0]?.status, 'cancelled');
  await rig.store.close();
});

// What the processor was told may happen, whatever it answered: a withdrawal would pay twice.
test('a refund whose outcome is unknown cannot be withdrawn', async () => {
  const { rig, orderKey, withdraw } = await openRefund();
  await rig.instructions.sweep();
  assert.match(rig.logged.join(), /did not answer/);
  const withdrawn = await withdraw();
  assert.ok(isFailure(withdrawn) && withdrawn.failure === 'refund_not_pending', 'withdrawn');
  assert.equal(withdrawn.existing?.refunds[0]?.status, 'pending');
  assert.equal((await rig.store.loadOrder(1, orderKey))?.refunds[0]?.status, 'pending');
  await rig.store.close();
});
