// Money is moved once: unknown outcomes are asked about, never submitted again.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { buildOrder } from '../../../test/support/call.ts';
import { databases } from '../../../test/support/database.ts';
import {
  expectOutcome,
  openRig,
  type Rig,
  scriptSimulator,
  startPayment,
} from '../../../test/support/engine.ts';
import type { Account } from '../../core/account.ts';
import type { PaymentReport, RefundReport } from '../../core/command.ts';
import type { Instruction } from '../../core/decision.ts';
import { isFailure } from '../../core/failure.ts';
import type { Answer } from '../../gateways/simulator.ts';

const RETRY_LAST_MS = 5 * 60 * 1000;

/** A sound report about an instruction; `changes` makes it less so. */
function reportOn(instruction: Instruction, changes: object = {}): PaymentReport | RefundReport {
  const { payment } = instruction;
  const said = { raw: 'X', reference: 'P', bankReference: null, currency: payment.currency };
  if (instruction.kind === 'refund') {
    const { orderKey, id, amountMinor } = instruction.refund;
    const about = { kind: 'reportRefund', orderKey, refundKey: id.key, amountMinor } as const;
    return { ...said, ...about, state: 'processed', ...changes };
  }
  const { orderKey, id, amountMinor } = payment;
  const about = { kind: 'reportPayment', orderKey, paymentKey: id.key, amountMinor } as const;
  return { ...said, ...about, state: 'captured', decline: null, ...changes };
}

const answering =
  (changes: object = {}, againMs: number | null = null) =>
  async (instruction: Instruction): Promise<Answer> => ({
    report: reportOn(instruction, changes),
    againMs,
  });
const broken = async (): Promise<Answer> => {
  throw new Error('socket hang up');
};
const never = async (): Promise<Answer> => assert.fail('it must not be asked');

const statusOf = async ({ store }: Rig, orderKey: number) =>
  (await store.loadOrder(1, orderKey))?.payments[0]?.status;

test('a charge is submitted once, and done when the processor says so', async () => {
  const processor = scriptSimulator({ submit: answering(), inquire: never });
  const rig = await openRig({ processor });
  const { orderKey, payment } = await startPayment(rig);
  const outcome = expectOutcome(await rig.instructions.charge(rig.account, payment));
  assert.equal(outcome.payment?.status, 'captured');
  assert.deepEqual(processor.told, [payment.id.key]);
  assert.deepEqual(await rig.store.accountInstructions(1), []);
  rig.clock.now += RETRY_LAST_MS;
  assert.equal(await rig.instructions.sweep(), 0);
  assert.equal(await statusOf(rig, orderKey), 'captured');
  await rig.store.close();
});

test('a processor that hangs up is asked later, never told again, ever more rarely', async () => {
  const processor = scriptSimulator({ submit: broken, inquire: broken });
  const rig = await openRig({ processor });
  const { orderKey, payment } = await startPayment(rig);
  await rig.instructions.charge(rig.account, payment);
  assert.equal(await statusOf(rig, orderKey), 'created');
  const waits: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    const [row] = await rig.store.accountInstructions(1);
    assert.ok(row !== undefined, 'the instruction is forgotten');
    waits.push(row.dueAt - rig.clock.now);
    rig.clock.now = row.dueAt - 1;
    assert.equal(await rig.instructions.sweep(), 0, 'asked too early');
    rig.clock.now = row.dueAt;
    assert.equal(await rig.instructions.sweep(), 1);
  }
  assert.deepEqual(processor.told, [payment.id.key]);
  assert.equal(processor.asked.length, 12);
  assert.ok(waits.every((wait, index) => index === 0 || wait >= (waits[index - 1] ?? wait)));
  assert.ok((waits[0] ?? 0) <= 1000 && waits.at(-1) === RETRY_LAST_MS, String(waits));
  await rig.store.close();
});

test('an unknown outcome is asked about after a restart, and never submitted twice', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-submit-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'a.db');
  const first = await openRig({
    path: file,
    processor: scriptSimulator({ submit: broken, inquire: never }),
  });
  const { orderKey, payment } = await startPayment(first);
  await first.instructions.charge(first.account, payment);
  await first.store.close();
  const later = scriptSimulator({ submit: never, inquire: answering() });
  const second = await openRig({ path: file, processor: later, now: first.clock.now + 60_000 });
  assert.equal(await second.instructions.sweep(), 1);
  assert.deepEqual(later.told, []);
  assert.equal(await statusOf(second, orderKey), 'captured');
  await second.store.close();
});

test('a process that dies before telling leaves an inquiry, not a second charge', async () => {
  const processor = scriptSimulator({ submit: never, inquire: answering() });
  const rig = await openRig({ processor });
  const { orderKey } = await startPayment(rig);
  const [row] = await rig.store.accountInstructions(1);
  assert.ok(row !== undefined && (await rig.store.markSent(row, rig.clock.now)));
  rig.clock.now += 5000;
  assert.equal(await rig.instructions.sweep(), 1);
  assert.deepEqual([processor.told, processor.asked], [[], [row.id]]);
  assert.equal(await statusOf(rig, orderKey), 'captured');
  await rig.store.close();
});

test('whoever joins while it is under way waits for the same answer', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const submit = async (instruction: Instruction) => {
    await promise;
    return { report: reportOn(instruction), againMs: null };
  };
  const processor = scriptSimulator({ submit, inquire: never });
  const rig = await openRig({ processor });
  const { payment } = await startPayment(rig);
  const one = rig.instructions.charge(rig.account, payment);
  const two = rig.instructions.charge(rig.account, payment);
  rig.clock.now += 5000;
  const sweep = rig.instructions.sweep();
  const dueAt = async () => (await rig.store.accountInstructions(1))[0]?.dueAt ?? 0;
  while ((await dueAt()) <= rig.clock.now) await new Promise((next) => setImmediate(next));
  resolve();
  assert.equal(expectOutcome(await one), expectOutcome(await two));
  assert.equal(await sweep, 1);
  assert.equal(processor.told.length, 1);
  await rig.store.close();
});

const UNSOUND: readonly (readonly [string, object])[] = [
  ['another payment', { paymentKey: 99 }],
  ['another order', { orderKey: 99 }],
  ['a refund', { kind: 'reportRefund' }],
  ['no amount', { amountMinor: Number.NaN }],
  ['half a paisa', { amountMinor: 50050.5 }],
  ['less than nothing', { amountMinor: -1 }],
  ['a state that nobody knows', { state: 'refunded' }],
];

for (const [name, changes] of UNSOUND) {
  test(`a report about ${name} is refused: the outcome is unknown`, async () => {
    const processor = scriptSimulator({ submit: answering(changes), inquire: answering() });
    const rig = await openRig({ processor });
    const { orderKey, payment } = await startPayment(rig);
    await rig.instructions.charge(rig.account, payment);
    assert.equal(await statusOf(rig, orderKey), 'created');
    assert.match(rig.logged.join('\n'), /not about what was asked/);
    rig.clock.now += 5000;
    await rig.instructions.sweep();
    assert.equal(await statusOf(rig, orderKey), 'captured');
    await rig.store.close();
  });
}

async function openRefund(processor: ReturnType<typeof scriptSimulator>) {
  const rig = await openRig({ processor });
  const { orderKey, payment } = await startPayment(rig);
  await rig.instructions.charge(rig.account, payment);
  const { token } = (await rig.store.loadOrder(1, orderKey))?.order.id ?? { token: '' };
  const asked = { reference: null, amount: 'everything', note: null, notes: {}, wire: {} } as const;
  const target = { order: [{ by: 'token', token } as const] };
  const command = { kind: 'createRefund', dialect: 'test', target, ...asked } as const;
  expectOutcome(await rig.engine.execute(rig.account, command));
  const refundOf = async () => (await rig.store.loadOrder(1, orderKey))?.refunds[0];
  return { rig, refundOf };
}

for (const changes of [
  { orderKey: 99 },
  { refundKey: 99 },
  { amountMinor: 1.5 },
  { state: 'odd' },
]) {
  test(`a refund report with ${JSON.stringify(changes)} is asked about again`, async () => {
    const submit = async (instruction: Instruction) =>
      answering(instruction.kind === 'refund' ? changes : {})(instruction);
    const { rig, refundOf } = await openRefund(scriptSimulator({ submit, inquire: answering() }));
    await rig.instructions.sweep();
    assert.equal((await refundOf())?.status, 'pending');
    assert.equal((await rig.store.accountInstructions(1)).length, 1, 'forgotten');
    rig.clock.now += 5000;
    await rig.instructions.sweep();
    assert.equal((await refundOf())?.status, 'processed');
    await rig.store.close();
  });
}

test('a wrong amount never pays, and is asked about until it is right', async () => {
  const wrong = answering({ amountMinor: 50049 });
  const processor = scriptSimulator({ submit: wrong, inquire: answering() });
  const rig = await openRig({ processor });
  const { orderKey, payment } = await startPayment(rig);
  await rig.instructions.charge(rig.account, payment);
  assert.equal(await statusOf(rig, orderKey), 'created');
  assert.equal((await rig.store.accountInstructions(1)).length, 1, 'the payment is stuck for ever');
  rig.clock.now += 5000;
  await rig.instructions.sweep();
  assert.equal(await statusOf(rig, orderKey), 'captured');
  await rig.store.close();
});

for (const againMs of [null, Number.NaN, -1, Number.POSITIVE_INFINITY, 0.5]) {
  test(`a pending outcome is asked about again, also when told in ${againMs} ms`, async () => {
    const submit = answering({ state: 'pending' }, againMs);
    const processor = scriptSimulator({ submit, inquire: answering() });
    const rig = await openRig({ processor });
    const { orderKey, payment } = await startPayment(rig);
    await rig.instructions.charge(rig.account, payment);
    assert.equal(await statusOf(rig, orderKey), 'pending');
    rig.clock.now += 5000;
    await rig.instructions.sweep();
    assert.equal(await statusOf(rig, orderKey), 'captured');
    await rig.store.close();
  });
}

test('a processor that never answers holds nobody up for ever', async (t: TestContext) => {
  if (databases.isRemote) return t.skip('a connection needs the timers that this test stops');
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const silent = () => new Promise<Answer>(() => undefined);
  const processor = scriptSimulator({ submit: silent, inquire: answering() });
  const rig = await openRig({ processor });
  const { orderKey, payment } = await startPayment(rig);
  const charge = rig.instructions.charge(rig.account, payment);
  // The processor is told only after the instruction is marked on disk.
  while (processor.told.length === 0) await new Promise((resolve) => setImmediate(resolve));
  t.mock.timers.tick(60_000);
  expectOutcome(await charge);
  assert.equal(await statusOf(rig, orderKey), 'created');
  rig.clock.now += 5000;
  await rig.instructions.sweep();
  assert.equal(await statusOf(rig, orderKey), 'captured');
  await rig.store.close();
});

test('an instruction that cannot be carried out does not stand before the others', async () => {
  const sound = scriptSimulator({ submit: answering(), inquire: never });
  const carrierOf = ({ id }: Account) =>
    id === 2 ? Promise.reject(new Error('gone')) : Promise.resolve(sound);
  const rig = await openRig({ carrierOf });
  const { payment } = await startPayment(rig);
  const names = { id: 2, key: 'other', secret: 'other_secret', name: 'Other' } as const;
  await rig.accounts.add({ ...names, mode: 'sandbox', processor: 'gone' });
  const other = await rig.accounts.find('other');
  assert.ok(other !== null);
  await startPayment({ ...rig, account: other.account });
  rig.clock.now += 5000;
  assert.equal(await rig.instructions.sweep(), 2);
  assert.equal(await statusOf(rig, payment.orderKey), 'captured');
  assert.match(rig.logged.join('\n'), /gone/);
  assert.equal(await rig.instructions.sweep(), 0, 'it is due again at once');
  const [row] = await rig.store.accountInstructions(2);
  assert.ok(row !== undefined && row.dueAt > rig.clock.now);
  await rig.store.close();
});

test('a settled payment is not submitted; its instruction is forgotten', async () => {
  const processor = scriptSimulator({ submit: never, inquire: never });
  const rig = await openRig({ processor });
  const { orderKey, payment } = await startPayment(rig);
  const report = { ...reportOn({ kind: 'charge', payment, order: buildOrder() }), orderKey };
  assert.ok(report.kind === 'reportPayment');
  expectOutcome(await rig.engine.execute(rig.account, report));
  rig.clock.now += 5000;
  await rig.instructions.sweep();
  assert.deepEqual(await rig.store.accountInstructions(1), []);
  const late = await rig.instructions.charge(rig.account, payment);
  assert.ok(isFailure(late));
  await rig.store.close();
});

test('settle performs refunds at once, and charges only when their moment has come', async () => {
  const submit = async (instruction: Instruction) =>
    answering(instruction.kind === 'refund' ? { state: 'pending' } : {}, 1500)(instruction);
  const { rig, refundOf } = await openRefund(scriptSimulator({ submit, inquire: answering() }));
  const { payment } = await startPayment(rig);
  await rig.instructions.settle(rig.account);
  assert.equal((await refundOf())?.status, 'processed');
  assert.equal(await statusOf(rig, payment.orderKey), 'created');
  rig.clock.now += 5000;
  await rig.instructions.settle(rig.account);
  assert.equal(await statusOf(rig, payment.orderKey), 'captured');
  await rig.store.close();
});
