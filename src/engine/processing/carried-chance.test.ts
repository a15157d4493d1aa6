// Random days: customers, a merchant, lost answers and hints in any order. When they are over, the
// books of the processor and ours are the same, and money for nothing has gone back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type BankRig, openBank } from '../../../test/support/bank.ts';
import {
  attemptAt,
  DAY_MS,
  heldMinor,
  keptMinor,
  MINUTE_MS,
  turn,
} from '../../../test/support/bank-book.ts';
import type { Attempt } from '../../gateways/processor.ts';

const AMOUNT = 50050;
const WATCH_MS = DAY_MS;

type Step =
  | { readonly do: 'begin' | 'abandon' | 'cancel' | 'expire' | 'hint' | 'void' | 'capture' }
  | { readonly do: 'attempt'; readonly pick: number; readonly state: Attempt['state'] }
  | { readonly do: 'decide'; readonly pick: number; readonly state: Attempt['state'] }
  | { readonly do: 'refund' | 'dashboard'; readonly minor: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'fault'; readonly question: string; readonly isDone: boolean };

const state = fc.constantFrom<Attempt['state']>('captured', 'failed', 'authorized', 'pending');
const pick = fc.nat({ max: 4 });
const minor = fc.integer({ min: 1, max: AMOUNT });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('begin', 'begin', 'abandon', 'hint', 'void', 'capture') }),
  fc.record({ do: fc.constantFrom('cancel', 'expire') }),
  fc.record({ do: fc.constant('attempt' as const), pick, state }),
  fc.record({ do: fc.constant('attempt' as const), pick, state }),
  fc.record({ do: fc.constant('decide' as const), pick, state }),
  fc.record({ do: fc.constantFrom('refund', 'dashboard'), minor }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1000, 6000, 90_000) }),
  fc.record({
    do: fc.constant('fault' as const),
    question: fc.constantFrom('start', 'inquire', 'capture', 'release', 'refund', 'none'),
    isDone: fc.boolean(),
  }),
);

async function take(rig: BankRig, key: number, step: Step): Promise<void> {
  const { bank, engine, account } = rig;
  const { order, payments } = await rig.read(key);
  const named = [{ by: 'token', token: order.id.token } as const];
  switch (step.do) {
    case 'begin':
      return void (await rig.begin(key).catch(() => null));
    case 'abandon':
      return void (await engine.execute(account, { kind: 'abandonPayment', order: named }));
    case 'cancel':
      return void (await engine.execute(account, { kind: 'cancelOrder', order: named }));
    case 'expire':
      if (order.expiresAt !== null) rig.clock.now = Math.max(rig.clock.now, order.expiresAt + 1);
      return void (await engine.execute(account, { kind: 'expireOrder', orderKey: key }));
    case 'hint':
      for (const payment of payments) await rig.hint(payment);
      return;
    case 'void':
      return void (await engine.execute(account, {
        kind: 'voidPayment',
        target: { order: named },
      }));
    case 'capture': {
      const all = { amount: 'everything', currency: null } as const;
      const command = { kind: 'capturePayment', target: { order: named }, ...all } as const;
      return void (await engine.execute(account, command));
    }
    case 'attempt': {
      // Nobody pays by a form that was never handed out.
      const handed = payments.filter((each) => each.handover !== undefined && !each.surplus);
      const name = handed[step.pick % Math.max(handed.length, 1)]?.id.token;
      const there = name === undefined ? undefined : bank.accounts.get(name);
      if (name !== undefined && there?.order === 'open') attemptAt(bank, name, step);
      return;
    }
    case 'decide': {
      const all = [...bank.accounts.values()].flatMap(({ attempts }) => attempts);
      const waiting = all.filter((each) => each.state === 'pending');
      const one = waiting[step.pick % Math.max(waiting.length, 1)];
      if (one !== undefined && step.state !== 'pending') turn(bank, one.theirs, step);
      return;
    }
    case 'refund': {
      const asked = { reference: null, note: null, notes: {}, wire: {} } as const;
      const amount = { amount: { minor: step.minor } };
      const to = { dialect: 'test', target: { order: named } };
      await engine.execute(account, { kind: 'createRefund', ...to, ...asked, ...amount });
      return;
    }
    case 'dashboard':
      return giveBackThere(rig, step.minor);
    case 'fault':
      bank.fault = (question) =>
        question === step.question ? (step.isDone ? 'unanswered' : 'unheard') : null;
      return;
    case 'pass':
      return rig.pass(step.ms, 2000);
  }
}

/** Somebody at the processor's own dashboard, which lets nobody give back more than there is. */
function giveBackThere({ bank }: BankRig, minor: number): void {
  for (const { name, attempts } of bank.accounts.values()) {
    const paid = attempts.find((each) => each.state === 'captured');
    if (paid === undefined) continue;
    const back = bank.refunds.filter(({ attempt }) => attempt === paid.theirs);
    const left = AMOUNT - back.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
    if (minor > left) continue;
    const made = { name, theirs: `dash-${bank.refunds.length}`, ours: null, attempt: paid.theirs };
    const said = { state: 'processed', raw: 'dashboard', bankReference: null } as const;
    bank.refunds.push({ ...made, ...said, amountMinor: minor, currency: 'INR' });
    return;
  }
}

async function live(rig: BankRig, key: number, steps: readonly Step[]): Promise<void> {
  for (const each of steps) await take(rig, key, each);
  rig.bank.fault = () => null;
  for (const { attempts } of rig.bank.accounts.values()) {
    for (const { theirs, state } of attempts) {
      if (state === 'pending') turn(rig.bank, theirs, { state: 'failed' });
    }
  }
  await rig.pass(20 * MINUTE_MS, 5000);
  // A webhook tells of each refund that was made there after its payment was no longer watched.
  for (const payment of (await rig.read(key)).payments) await rig.hint(payment);
  await rig.pass(WATCH_MS + DAY_MS, 15 * MINUTE_MS);
}

async function holds(
  late: 'pay' | 'refund',
  capture: 'automatic' | 'manual',
  steps: readonly Step[],
) {
  const rig = await openBank({ lateSuccess: late, watchMs: WATCH_MS });
  const key = await rig.order({ capture, expiresAt: rig.clock.now + 30 * MINUTE_MS });
  await live(rig, key, steps);
  const aggregate = await rig.read(key);
  const { order, payments, refunds } = aggregate;
  assert.equal(heldMinor(aggregate), keptMinor(rig.bank), 'the books differ');
  const captured = payments.filter(({ status }) => status === 'captured');
  const own = captured.filter(({ surplus }) => surplus !== true);
  assert.equal(own.length, order.status === 'paid' ? 1 : 0, 'paid by exactly one payment');
  assert.equal(order.amountPaidMinor, order.status === 'paid' ? AMOUNT : 0);
  for (const each of captured) {
    assert.ok(each.refundedMinor >= 0 && each.refundedMinor <= each.capturedMinor);
    if (each.surplus) assert.equal(each.refundedMinor, each.capturedMinor, 'kept for nothing');
  }
  const open = refunds.filter(({ status }) => status === 'pending');
  assert.deepEqual(open, [], 'a refund is forgotten');
  await rig.instructions.finish();
  await rig.store.close();
}

test('whatever happens in whatever order: the books agree, nothing is kept', async () => {
  const seed = Number(process.env['SEED'] ?? 20_261);
  const numRuns = Number(process.env['RUNS'] ?? 40);
  const late = fc.constantFrom('pay' as const, 'refund' as const);
  const capture = fc.constantFrom('automatic' as const, 'manual' as const);
  const steps = fc.array(step, { minLength: 6, maxLength: 24 });
  await fc.assert(fc.asyncProperty(late, capture, steps, holds), { seed, numRuns });
});
