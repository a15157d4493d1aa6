// Random days of what was built apart: refunds without a name, wrong amounts, reviews decided in
// the middle, two processes on one database, of which one dies. The oracle is the bank's books.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { type BankRig, type BankRules, openBank } from '../../../test/support/bank.ts';
import {
  attemptAt,
  type Bank,
  DAY_MS,
  heldMinor,
  keptMinor,
  MINUTE_MS,
} from '../../../test/support/bank-book.ts';
import { isFailure } from '../../core/failure.ts';
import { createReviews } from './review.ts';

const AMOUNT = 50050;
const PARTS = [1000, 1000, 1000, 20_000, AMOUNT];
const REFUSAL = { kind: 'refused', why: 'limit', again: 'later', raw: 'no balance' } as const;
const folder = mkdtempSync(path.join(tmpdir(), 'dubash-combined-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

type Step =
  | { readonly do: 'begin' | 'abandon' | 'hint' | 'cancel' | 'decide' | 'poor' | 'rich' }
  | { readonly do: 'attempt'; readonly pick: number; readonly short: 0 | 1 }
  | { readonly do: 'refund'; readonly pick: number }
  | { readonly do: 'pass'; readonly ms: number; readonly both: boolean }
  | { readonly do: 'fault'; readonly question: string; readonly isDone: boolean };

const pick = fc.nat({ max: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('begin', 'abandon', 'hint', 'decide', 'cancel') }),
  fc.record({ do: fc.constantFrom('begin', 'decide', 'poor', 'rich') }),
  fc.record({ do: fc.constant('attempt' as const), pick, short: fc.constantFrom(0, 1) }),
  fc.record({ do: fc.constant('attempt' as const), pick, short: fc.constantFrom(0, 0, 1) }),
  ...[1, 2, 3].map(() => fc.record({ do: fc.constant('refund' as const), pick })),
  fc.record({
    ...{ do: fc.constant('pass' as const), both: fc.boolean() },
    ms: fc.constantFrom(1000, 6000, 90_000, 11 * MINUTE_MS),
  }),
  fc.record({
    ...{ do: fc.constant('fault' as const), isDone: fc.boolean() },
    question: fc.constantFrom('start', 'inquire', 'refund', 'refund', 'inquireGiven', ''),
  }),
);

type Two = { readonly here: BankRig; readonly there: BankRig };

/** Whoever looks has what was taken wrongly sent back, and nothing else. */
async function decideAll({ store, ids, accounts, engine, clock }: BankRig): Promise<void> {
  const orderOfPage = () => null;
  const parts = { store, ids, accounts, engine, orderOfPage, now: () => clock.now };
  const reviews = createReviews(parts);
  const all = { account: null, orderName: null, isOpen: true, before: null, count: 100 } as const;
  const open = await reviews.list({ kind: 'listReviews', ...all });
  assert.ok(!isFailure(open));
  for (const { id, reason } of open) {
    const review = [{ by: 'token', token: id.token } as const];
    if (reason !== 'amount_mismatch' && reason !== 'surplus_kept') continue;
    const said = { decision: 'refund', by: 'asha', note: null, reference: null } as const;
    await reviews.decide({ kind: 'decideReview', review, ...said });
  }
}

/** Both look at what is due, at the same moment. */
async function pass({ here, there }: Two, ms: number, stepMs: number): Promise<void> {
  const end = here.clock.now + ms;
  while (here.clock.now < end) {
    here.clock.now = Math.min(end, here.clock.now + stepMs);
    there.clock.now = here.clock.now;
    // One of them may be gone by now.
    await Promise.allSettled([here.instructions.sweep(), there.instructions.sweep()]);
  }
}

async function take(two: Two, bank: Bank, key: number, step: Step, turn: number): Promise<void> {
  const rig = turn % 2 === 0 ? two.here : two.there;
  const { engine, account } = rig;
  const { order, payments } = await rig.read(key);
  const named = [{ by: 'token', token: order.id.token } as const];
  switch (step.do) {
    case 'begin':
      return void (await Promise.allSettled([two.here.begin(key), two.there.begin(key)]));
    case 'abandon':
      return void (await engine.execute(account, { kind: 'abandonPayment', order: named }));
    case 'cancel':
      return void (await engine.execute(account, { kind: 'cancelOrder', order: named }));
    case 'hint':
      for (const each of payments) await Promise.all([two.here.hint(each), two.there.hint(each)]);
      return;
    case 'decide':
      // In the middle of an inquiry of the other.
      return void (await Promise.all([
        decideAll(two.here),
        decideAll(two.there),
        ...payments.slice(-2).map((each) => two.there.hint(each)),
      ]));
    case 'poor':
      bank.refusal = REFUSAL;
      return;
    case 'rich':
      bank.refusal = null;
      return;
    case 'attempt': {
      const handed = payments.filter((each) => each.handover !== undefined && !each.surplus);
      const name = handed[step.pick % Math.max(handed.length, 1)]?.id.token;
      const known = name === undefined ? undefined : bank.accounts.get(name);
      if (name === undefined || known === undefined) return;
      // Two of one order were taken by some gateways.
      if (known.order === 'open' || known.attempts.length < 2) {
        attemptAt(bank, name, { amountMinor: AMOUNT - step.short });
      }
      return;
    }
    case 'refund': {
      const minor = PARTS[step.pick % PARTS.length] ?? AMOUNT;
      const asked = { reference: null, note: null, notes: {}, wire: {} } as const;
      const to = { dialect: 'test', target: { order: named }, amount: { minor } };
      await engine.execute(account, { kind: 'createRefund', ...to, ...asked });
      return;
    }
    case 'fault':
      bank.fault = (question) =>
        question === step.question ? (step.isDone ? 'unanswered' : 'unheard') : null;
      return;
    case 'pass':
      return step.both ? pass(two, step.ms, 2000) : pass({ here: rig, there: rig }, step.ms, 2000);
  }
}

/** What nobody of this server could do any more; everything else is a bug. */
function isKilled(error: unknown): void {
  if (!String(error).includes('killed')) throw error;
}

async function holds(
  lateSuccess: 'pay' | 'refund',
  unnamed: NonNullable<BankRules['unnamed']> | null,
  diesAfter: number,
  steps: readonly Step[],
): Promise<void> {
  files += 1;
  const file = path.join(folder, `${files}.db`);
  const rules = { lateSuccess, watchMs: DAY_MS, ...(unnamed === null ? {} : { unnamed }) };
  const here = await openBank({ path: file, ...rules });
  const { bank } = here;
  const now = here.clock.now;
  const there = await openBank({ path: file, ...rules, bank, now, diesAfter });
  const two = { here, there };
  const key = await here.order();
  // Most days somebody pays at first.
  const day: readonly Step[] = [
    { do: 'begin' },
    { do: 'attempt', pick: 0, short: diesAfter % 5 === 0 ? 1 : 0 },
    { do: 'pass', ms: 6000, both: false },
    ...steps,
  ];
  for (const [turn, each] of day.entries()) {
    await take(two, bank, key, each, turn).catch(isKilled);
    there.clock.now = here.clock.now = Math.max(here.clock.now, there.clock.now);
    assert.ok(keptMinor(bank) >= 0);
  }
  bank.fault = () => null;
  bank.refusal = null;
  for (let round = 0; round < 3; round += 1) {
    await pass(two, 40 * MINUTE_MS, 10_000);
    for (const each of (await here.read(key)).payments) await here.hint(each);
    await decideAll(here);
  }
  await pass(two, 2 * 60 * MINUTE_MS, MINUTE_MS);
  const aggregate = await here.read(key);
  const { order, payments, refunds } = aggregate;
  const open = await here.store.listReviews({ isOpen: true }, 10);
  const told = JSON.stringify({
    reviews: open.map(({ reason }) => reason),
    payments: payments.map((each) => [each.status, each.surplus, each.processorReference]),
    refunds: refunds.map((each) => [each.status, each.amountMinor, each.processorStatus]),
    bank: [...bank.accounts.values()].map(({ attempts }) => attempts.map((each) => each.theirs)),
    given: bank.refunds.map((each) => [each.attempt, each.amountMinor, each.ours]),
  });
  assert.equal(heldMinor(aggregate), keptMinor(bank), `the books differ: ${told}`);
  const own = payments.filter((each) => each.status === 'captured' && each.surplus !== true);
  assert.equal(own.length, order.status === 'paid' ? 1 : 0, told);
  for (const each of payments) {
    if (each.surplus) assert.equal(each.refundedMinor, each.capturedMinor, `kept: ${told}`);
  }
  assert.deepEqual(
    refunds.filter(({ status }) => status === 'pending'),
    [],
    `waits: ${told}`,
  );
  await here.instructions.finish();
  await there.instructions.finish().catch(isKilled);
  await here.store.close();
  await there.store.close();
}

test('reviews, wrong amounts and refunds without a name, from two processes', async () => {
  const seed = Number(process.env['SEED'] ?? 20_262);
  const numRuns = Number(process.env['RUNS'] ?? 5);
  const late = fc.constantFrom('pay' as const, 'refund' as const);
  const unnamed = fc.constantFrom(null, 'list' as const, 'sum' as const, 'latest' as const);
  const steps = fc.array(step, { minLength: 6, maxLength: 22 });
  // A number of writes; most of them are more than there will be.
  const dies = fc.integer({ min: 5, max: 150 });
  await fc.assert(fc.asyncProperty(late, unnamed, dies, steps, holds), { seed, numRuns });
});
