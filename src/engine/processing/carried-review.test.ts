// What a person decides about money at a processor, carried out: once, whoever decides with him,
// and only where it moves no money twice. The oracle is the processor's own books.
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
import { type Failure, isFailure } from '../../core/failure.ts';
import type { ReviewDecision } from '../../core/review.ts';
import type { ShownReview } from '../../core/review-request.ts';
import { createReviews, type Reviews } from './review.ts';

const AMOUNT = 50050;
const REFUSAL = { kind: 'refused', why: 'input', again: 'never', raw: 'not now' } as const;

function reviewsOf({ store, ids, accounts, engine, clock }: BankRig): Reviews {
  const orderOfPage = () => null;
  return createReviews({ store, ids, accounts, engine, orderOfPage, now: () => clock.now });
}

async function openOf(rig: BankRig): Promise<readonly ShownReview[]> {
  const asked = { orderName: null, isOpen: true, before: null, count: 100 } as const;
  const found = await reviewsOf(rig).list({ kind: 'listReviews', account: null, ...asked });
  assert.ok(!isFailure(found));
  return found;
}

function decide(
  rig: BankRig,
  { id }: ShownReview,
  decision: ReviewDecision,
): Promise<ShownReview | Failure> {
  const review = [{ by: 'token', token: id.token } as const];
  const said = { decision, by: 'asha', note: 'as agreed', reference: null };
  return reviewsOf(rig).decide({ kind: 'decideReview', review, ...said });
}

async function onlyOne(rig: BankRig, reason: string): Promise<ShownReview> {
  const [review = assert.fail('nothing is to be decided'), ...more] = await openOf(rig);
  assert.deepEqual([review.reason, more.length], [reason, 0]);
  return review;
}

const close = async (rig: BankRig): Promise<void> => {
  await rig.instructions.finish();
  await rig.store.close();
};

/** A payment of which the processor took a paisa less. */
async function mismatched(): Promise<{ readonly rig: BankRig; readonly key: number }> {
  const rig = await openBank({ lateSuccess: 'pay' });
  const key = await rig.order();
  const { id } = await rig.begin(key);
  attemptAt(rig.bank, id.token, { amountMinor: AMOUNT - 1 });
  await rig.pass(2 * MINUTE_MS);
  return { rig, key };
}

test('another amount waits for a decision, and goes back when that says so', async () => {
  const { rig, key } = await mismatched();
  const review = await onlyOne(rig, 'amount_mismatch');
  assert.equal(review.said.amountMinor, AMOUNT - 1);
  await rig.pass(DAY_MS, 10 * MINUTE_MS);
  assert.equal((await openOf(rig)).length, 1, 'it is asked for once');
  assert.equal(keptMinor(rig.bank), AMOUNT - 1, 'nobody sends it back meanwhile');
  const decided = await decide(rig, review, 'refund');
  assert.ok(!isFailure(decided));
  assert.equal(decided.decided?.by, 'asha');
  await rig.pass(3 * MINUTE_MS);
  assert.equal(keptMinor(rig.bank), 0);
  const now = await rig.read(key);
  assert.equal(heldMinor(now), 0);
  assert.deepEqual(
    now.payments.map(({ status, surplus }) => [status, surplus]),
    [
      ['failed', undefined],
      ['captured', true],
    ],
  );
  assert.equal(now.order.amountPaidMinor, 0);
  await rig.pass(DAY_MS, 10 * MINUTE_MS);
  assert.deepEqual([rig.bank.refunds.length, (await openOf(rig)).length], [1, 0]);
  await close(rig);
});

test('decided by several at once, differently, it is decided once', async () => {
  const { rig } = await mismatched();
  const review = await onlyOne(rig, 'amount_mismatch');
  const decisions = ['refund', 'refund', 'dismiss', 'refund', 'dismiss'] as const;
  const results = await Promise.all(decisions.map((each) => decide(rig, review, each)));
  const won = results.find((each): each is ShownReview => !isFailure(each))?.decided?.decision;
  for (const [at, result] of results.entries()) {
    if (decisions[at] === won) assert.ok(!isFailure(result), JSON.stringify(result));
    else assert.ok(isFailure(result), 'nobody dismisses what waits for it alone');
  }
  await rig.pass(10 * MINUTE_MS);
  assert.equal(rig.bank.refunds.length, 1);
  await close(rig);
});

test('money that its order waits for is not dismissed, whatever was done there', async () => {
  const { rig, key } = await mismatched();
  const review = await onlyOne(rig, 'amount_mismatch');
  const dismissed = await decide(rig, review, 'dismiss');
  assert.ok(isFailure(dismissed) && /waits for this alone/.test(dismissed.detail ?? ''));
  // Somebody gives it back in the dashboard: it goes back once all the same.
  const [account] = rig.bank.accounts.values();
  const paid = account?.attempts[0] ?? assert.fail();
  const { amountMinor, currency, theirs: attempt } = paid;
  const names = { name: account?.name ?? '', theirs: 'R-there', ours: null, attempt } as const;
  const made = { state: 'processed', raw: 'x', amountMinor, currency } as const;
  rig.bank.refunds.push({ ...names, ...made, bankReference: null });
  assert.ok(!isFailure(await decide(rig, review, 'refund')));
  await rig.pass(DAY_MS, 10 * MINUTE_MS);
  assert.deepEqual([keptMinor(rig.bank), rig.bank.refunds.length], [0, 1]);
  assert.deepEqual([heldMinor(await rig.read(key)), (await openOf(rig)).length], [0, 0]);
  // Its order can be paid.
  const again = await rig.begin(key);
  attemptAt(rig.bank, again.id.token);
  await rig.pass(MINUTE_MS);
  assert.equal((await rig.read(key)).order.status, 'paid');
  await close(rig);
});

test('a surplus whose refund failed is given back once somebody says so', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const { id } = await rig.begin(key);
  attemptAt(rig.bank, id.token);
  attemptAt(rig.bank, id.token);
  rig.bank.refusal = REFUSAL;
  await rig.pass(DAY_MS, 10 * MINUTE_MS);
  const review = await onlyOne(rig, 'surplus_kept');
  assert.equal(review.refund?.status, 'failed');
  assert.equal((await rig.read(key)).refunds.length, 1, 'it is not asked for in a loop');
  // Refused once more: another refund, and another thing to decide.
  assert.ok(!isFailure(await decide(rig, review, 'refund')));
  await rig.pass(2 * MINUTE_MS);
  const again = await onlyOne(rig, 'surplus_kept');
  assert.notEqual(again.refundKey, review.refundKey);
  rig.bank.refusal = null;
  assert.ok(!isFailure(await decide(rig, again, 'refund')));
  await rig.pass(2 * MINUTE_MS);
  assert.deepEqual([keptMinor(rig.bank), (await openOf(rig)).length], [AMOUNT, 0]);
  assert.equal(heldMinor(await rig.read(key)), AMOUNT);
  // Who decides the older one once more finds its work done.
  assert.ok(!isFailure(await decide(rig, review, 'refund')));
  await rig.pass(2 * MINUTE_MS);
  assert.equal(rig.bank.refunds.length, 1);
  await close(rig);
});

test('a refund that cannot be told is as somebody has seen it, and asked no more', async () => {
  for (const decision of ['processed', 'failed'] as const) {
    const rig = await openBank();
    const key = await rig.order();
    const { id } = await rig.begin(key);
    attemptAt(rig.bank, id.token);
    await rig.pass(MINUTE_MS);
    rig.bank.fault = (question) => (/efund/.test(question) ? 'unheard' : null);
    const target = { payment: [{ by: 'token', token: id.token }] } as const;
    const asked = { amount: { minor: 1000 }, note: null, notes: {}, wire: {} } as const;
    const command = { kind: 'createRefund', dialect: 'test', reference: null } as const;
    expectOutcome(await rig.engine.execute(rig.account, { ...command, target, ...asked }));
    await rig.pass(5000);
    const [refund = assert.fail()] = (await rig.read(key)).refunds;
    const nothing = { raw: 'who knows', reference: null, bankReference: null } as const;
    const report = {
      ...({ kind: 'reportRefund', orderKey: key, refundKey: refund.id.key } as const),
      ...({ state: 'unknown', review: 'refund_unclear', amountMinor: 1000 } as const),
      ...{ currency: 'INR', ...nothing },
    };
    for (let turn = 0; turn < 3; turn += 1) {
      expectOutcome(await rig.engine.execute(rig.account, report));
    }
    const review = await onlyOne(rig, 'refund_unclear');
    const resent = await decide(rig, review, 'refund');
    assert.ok(isFailure(resent), 'it may be under way: nothing is sent again');
    assert.ok(!isFailure(await decide(rig, review, decision)));
    const count = rig.bank.asked.length;
    await rig.pass(DAY_MS, 10 * MINUTE_MS);
    const now = await rig.read(key);
    assert.equal(now.refunds[0]?.status, decision);
    assert.equal(now.payments[0]?.refundedMinor, decision === 'failed' ? 0 : 1000);
    const later = rig.bank.asked.slice(count).filter((each) => /efund/.test(each));
    assert.deepEqual(later, []);
    await close(rig);
  }
});

test('to ask again asks now, and leaves it open', async () => {
  const { rig } = await mismatched();
  await rig.pass(DAY_MS, 10 * MINUTE_MS);
  const review = await onlyOne(rig, 'amount_mismatch');
  const before = rig.bank.asked.length;
  const named = [{ by: 'token', token: review.id.token } as const];
  for (let turn = 0; turn < 2; turn += 1) {
    const asked = await reviewsOf(rig).ask({ kind: 'askReview', review: named });
    assert.ok(!isFailure(asked) && asked.decided === null);
  }
  await rig.pass(1000);
  assert.equal(rig.bank.asked.length, before + 1);
  assert.equal((await openOf(rig)).length, 1);
  await close(rig);
});

test('what is named wrongly is not found', async () => {
  const { rig } = await mismatched();
  const review = await onlyOne(rig, 'amount_mismatch');
  const wrong = { ...review, id: { ...review.id, token: `${review.id.token.slice(0, 9)}AAAAA` } };
  for (const each of [wrong, { ...review, id: { ...review.id, token: '00000000000000' } }]) {
    const result = await decide(rig, each, 'dismiss');
    assert.ok(isFailure(result) && result.failure === 'record_not_found');
  }
  await close(rig);
});
