// A refund whose sender waits for its end: told once, asked about once, then answered as it stands.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  expectOutcome,
  openRig,
  type Rig,
  scriptSimulator,
  startPayment,
} from '../../../test/support/engine.ts';
import type { CreateRefund, RefundReport } from '../../core/command.ts';
import type { Instruction, Outcome } from '../../core/decision.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import type { Answer } from '../../gateways/simulator.ts';
import { DECIDED, type IdempotencyRecord, type Store, WAITING } from '../../store/store.ts';
import { readDecided } from '../idempotency/decided.ts';

function refundReport(
  instruction: Instruction,
  state: RefundReport['state'],
  reference = 'P',
): RefundReport {
  if (instruction.kind !== 'refund') throw new Error('no refund');
  const { orderKey, id, amountMinor, currency } = instruction.refund;
  const about = { kind: 'reportRefund', orderKey, refundKey: id.key, amountMinor } as const;
  return { ...about, currency, state, raw: state, reference, bankReference: null };
}

type Told = RefundReport['state'] | 'silence';

/** Charges succeed; refunds are told and asked about as the script says. */
async function openRefunds(submitted: Told, inquired: Told) {
  const names: (string | null)[] = [];
  const tell = (state: Told, instruction: Instruction): Answer => {
    if (state === 'silence') throw new Error('socket hang up');
    return { report: refundReport(instruction, state), againMs: 1500 };
  };
  const processor = scriptSimulator({
    submit: async (instruction) => {
      if (instruction.kind === 'refund') return tell(submitted, instruction);
      const { orderKey, id, amountMinor, currency } = instruction.payment;
      const about = { orderKey, paymentKey: id.key, amountMinor, currency };
      const said = { raw: 'X', reference: 'P', bankReference: null, decline: null };
      const report = { kind: 'reportPayment', state: 'captured', ...about, ...said } as const;
      return { report, againMs: null };
    },
    inquire: async (instruction) => {
      if (instruction.kind === 'refund') names.push(instruction.refund.processorReference);
      return tell(inquired, instruction);
    },
  });
  const dues: number[] = [];
  let lost = false;
  const wrap = (store: Store): Store => ({
    ...store,
    save: (commit) => {
      if (commit.instruction?.kind === 'refund') dues.push(commit.instruction.dueAt);
      return store.save(commit);
    },
    markSent: async (...asked) => {
      if (lost && dues.length > 0) {
        lost = false;
        throw new Error('the process is gone');
      }
      return store.markSent(...asked);
    },
  });
  const rig = await openRig({ processor, wrap });
  const { orderKey, payment } = await startPayment(rig);
  await rig.instructions.charge(rig.account, payment);
  return { rig, processor, orderKey, names, dues, lose: () => (lost = true) };
}

function commandOf({ aggregate }: Outcome, awaited: boolean): CreateRefund {
  const target = { order: [{ by: 'token', token: aggregate.order.id.token } as const] };
  const asked = { target, reference: null, amount: { minor: 100 }, note: null, notes: {} } as const;
  return {
    kind: 'createRefund',
    dialect: 'test',
    ...asked,
    wire: {},
    ...(awaited ? { awaited: true } : {}),
  };
}

async function refund(rig: Rig, orderKey: number, awaited: boolean, extras = {}) {
  const aggregate = await rig.store.loadOrder(1, orderKey);
  assert.ok(aggregate !== null);
  const command = commandOf({ aggregate, payment: null, refund: null }, awaited);
  return expectOutcome(await rig.engine.execute(rig.account, command, extras));
}

test('who settles at once is told once, asked once, and the answer has the end', async () => {
  const { rig, processor, orderKey, names } = await openRefunds('pending', 'processed');
  const made = await refund(rig, orderKey, true);
  assert.equal(made.refund?.status, 'processed');
  assert.equal(made.aggregate.refunds[0]?.status, 'processed');
  assert.deepEqual(names, ['P'], 'the inquiry did not know how the processor calls the refund');
  assert.equal(processor.told.length, 2, 'a charge and a refund');
  assert.deepEqual(rig.announced, [], 'it was done in the background as well');
  assert.deepEqual(await rig.store.accountInstructions(1), []);
  await rig.store.close();
});

test('who says the end when it is told is not asked', async () => {
  const { rig, orderKey, names } = await openRefunds('failed', 'processed');
  assert.equal((await refund(rig, orderKey, true)).refund?.status, 'failed');
  assert.deepEqual(names, []);
  await rig.store.close();
});

for (const [submitted, inquired] of [
  ['pending', 'pending'],
  ['pending', 'silence'],
  ['silence', 'processed'],
] as const) {
  test(`${submitted} when told, ${inquired} when asked: pending, and asked later`, async () => {
    const { rig, processor, orderKey, names } = await openRefunds(submitted, inquired);
    const made = await refund(rig, orderKey, true);
    assert.equal(made.refund?.status, 'pending');
    assert.equal(names.length, submitted === 'silence' ? 0 : 1);
    const [row] = await rig.store.accountInstructions(1);
    assert.ok(row !== undefined && row.dueAt > rig.clock.now, 'it is forgotten');
    rig.clock.now = row.dueAt;
    assert.equal(await rig.instructions.sweep(), 1);
    assert.equal(processor.told.length, 2, 'told twice');
    await rig.store.close();
  });
}

test('nobody else takes it up while its sender waits', async () => {
  const { rig, orderKey, dues } = await openRefunds('pending', 'processed');
  await refund(rig, orderKey, false);
  await refund(rig, orderKey, true);
  assert.equal(rig.announced.length, 1, 'only the one that nobody waits for');
  const [free = 0, held = 0] = dues;
  assert.ok(free <= rig.clock.now);
  assert.ok(held > rig.clock.now, 'a sweep could tell the processor at the same time');
  await rig.store.close();
});

/** What a key remembers: the state of the refund that it came to, or that it waits. */
function remembering(rig: Rig) {
  const states: (string | null)[] = [];
  const remember = (result: Outcome | Failure | null): IdempotencyRecord => {
    const state = result === null || isFailure(result) ? null : (result.refund?.status ?? null);
    states.push(state);
    const kept = { key: 'k', fingerprint: 'f', headers: {}, expiresAt: rig.clock.now + 86_400_000 };
    return { ...kept, status: state === null ? WAITING : 200, body: String(state) };
  };
  return { states, remember };
}

test('an idempotency key gets the end alone', async () => {
  const { rig, orderKey } = await openRefunds('pending', 'processed');
  const { states, remember } = remembering(rig);
  await refund(rig, orderKey, true, { remember });
  assert.deepEqual(states, [null, 'processed']);
  const saved = await rig.store.findIdempotencyRecord(1, 'k', rig.clock.now);
  assert.equal(saved?.body, 'processed');
  await rig.store.close();
});

test('a key whose sender is gone gets the end from whoever takes the refund up', async () => {
  const { rig, orderKey, lose } = await openRefunds('pending', 'processed');
  lose();
  await assert.rejects(refund(rig, orderKey, true, { remember: remembering(rig).remember }));
  const [row] = await rig.store.accountInstructions(1);
  rig.clock.now = row?.dueAt ?? 0;
  assert.equal(await rig.instructions.sweep(), 1);
  const saved = await rig.store.findIdempotencyRecord(1, 'k', rig.clock.now);
  assert.equal(saved?.status, DECIDED);
  assert.equal((readDecided(saved.body) as Outcome).refund?.status, 'processed');
  await rig.store.close();
});
