// Refunds where the processor keeps no name of ours: what was lost is told by what went back since,
// and never sent twice. The bank's books are the oracle.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openBank } from '../../../test/support/bank.ts';
import { keptMinor, MINUTE_MS } from '../../../test/support/bank-book.ts';
import { expectOutcome } from '../../../test/support/engine.ts';
import {
  AMOUNT,
  close,
  give,
  giveThere,
  lose,
  openPaid,
  PART,
  sentBy,
  statesOf,
} from '../../../test/support/paid-bank.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'dubash-unnamed-'));
after(() => rmSync(folder, { recursive: true, force: true }));

for (const unnamed of ['list', 'sum', 'latest'] as const) {
  test(`${unnamed}: two equal parts, the first answer is lost: two and no more`, async () => {
    const paid = await openPaid({ unnamed });
    lose(paid, 'unanswered');
    await give(paid);
    await give(paid);
    await paid.rig.pass(2000, 500);
    paid.rig.bank.fault = () => null;
    await paid.rig.pass(20 * MINUTE_MS, 5000);
    assert.equal(await statesOf(paid), `processed ${PART}, processed ${PART}`);
    assert.equal(keptMinor(paid.rig.bank), AMOUNT - 2 * PART);
    assert.equal(sentBy(paid), 2);
    await close(paid);
  });

  test(`${unnamed}: not heard: sent again after ten minutes, and the next after it`, async () => {
    const paid = await openPaid({ unnamed });
    lose(paid, 'unheard');
    await give(paid);
    await give(paid);
    await paid.rig.pass(2000, 500);
    paid.rig.bank.fault = () => null;
    await paid.rig.pass(9 * MINUTE_MS, 5000);
    assert.equal(sentBy(paid), 1, 'the first may be on its way yet, and the second waits');
    await paid.rig.pass(20 * MINUTE_MS, 5000);
    assert.equal(sentBy(paid), 3);
    assert.equal(await statesOf(paid), `processed ${PART}, processed ${PART}`);
    assert.equal(keptMinor(paid.rig.bank), AMOUNT - 2 * PART);
    await close(paid);
  });

  test(`${unnamed}: refused for now is no end, holds no other up, and is given once`, async () => {
    const paid = await openPaid({ unnamed });
    paid.rig.bank.refusal = { kind: 'refused', why: 'limit', again: 'later', raw: 'no balance' };
    await give(paid);
    await paid.rig.pass(5000);
    paid.rig.bank.refusal = null;
    await give(paid, PART + 1);
    await paid.rig.pass(MINUTE_MS);
    assert.equal(await statesOf(paid), `pending ${PART}, processed ${PART + 1}`);
    await paid.rig.pass(40 * MINUTE_MS, 5000);
    assert.equal(await statesOf(paid), `processed ${PART}, processed ${PART + 1}`);
    assert.equal(keptMinor(paid.rig.bank), AMOUNT - 2 * PART - 1);
    await close(paid);
  });

  test(`${unnamed}: refused for good fails, and can be asked for anew`, async () => {
    const paid = await openPaid({ unnamed });
    paid.rig.bank.refusal = { kind: 'refused', why: 'input', again: 'never', raw: 'too old' };
    await give(paid);
    await paid.rig.pass(5000);
    paid.rig.bank.refusal = null;
    await give(paid);
    await paid.rig.pass(MINUTE_MS);
    assert.equal(await statesOf(paid), `failed ${PART}, processed ${PART}`);
    assert.equal(keptMinor(paid.rig.bank), AMOUNT - PART);
    await close(paid);
  });
  if (unnamed !== 'latest') {
    test(`${unnamed}: what went back meanwhile leaves too little: it fails unsent`, async () => {
      const paid = await openPaid({ unnamed });
      paid.rig.bank.fault = (question) => (question === 'inquireGiven' ? 'unheard' : null);
      await give(paid);
      await paid.rig.pass(2000);
      giveThere(paid, 'dash-1', AMOUNT - PART + 1);
      paid.rig.bank.fault = () => null;
      await paid.rig.pass(MINUTE_MS);
      assert.match(await statesOf(paid), new RegExp(`^failed ${PART}`));
      assert.equal(sentBy(paid), 0);
      assert.equal(keptMinor(paid.rig.bank), PART - 1);
      await close(paid);
    });
  }

  test(`${unnamed}: without knowing what was there before nothing is sent`, async () => {
    const paid = await openPaid({ unnamed });
    paid.rig.bank.fault = (question) => (question === 'inquireGiven' ? 'unanswered' : null);
    await give(paid);
    await paid.rig.pass(30 * MINUTE_MS, 5000);
    assert.equal(sentBy(paid), 0);
    paid.rig.bank.fault = () => null;
    await paid.rig.pass(6 * MINUTE_MS, 5000);
    assert.equal(await statesOf(paid), `processed ${PART}`);
    await close(paid);
  });

  if (unnamed !== 'latest') {
    test(`${unnamed}: ours is lost beside one of the dashboard: nobody guesses`, async () => {
      for (const [amountMinor, fault] of [
        [PART, 'unanswered'],
        [PART + 5, 'unanswered'],
      ] as const) {
        const paid = await openPaid({ unnamed });
        lose(paid, fault);
        await give(paid);
        await paid.rig.pass(500, 500);
        giveThere(paid, 'dash-1', amountMinor);
        paid.rig.bank.fault = () => null;
        await paid.rig.pass(60 * MINUTE_MS, 5000);
        const told = await statesOf(paid);
        assert.match(told, new RegExp(`^pending ${PART}`), `${amountMinor} ${fault}: ${told}`);
        assert.equal(sentBy(paid), 1);
        await close(paid);
      }
    });
  }

  test(`${unnamed}: two processes that find it lost send it once`, async () => {
    const file = path.join(folder, `${unnamed}.db`);
    const paid = await openPaid({ unnamed, path: file });
    lose(paid, 'unheard');
    await give(paid);
    await paid.rig.pass(2000, 500);
    paid.rig.bank.fault = () => null;
    const { clock, bank } = paid.rig;
    clock.now += 11 * MINUTE_MS;
    const other = await openBank({ unnamed, path: file, bank, now: clock.now });
    const rows = await paid.rig.store.accountInstructions(paid.rig.account.id);
    const row = rows.find(({ kind }) => kind === 'refund') ?? assert.fail();
    await Promise.all([paid.rig.instructions.perform(row), other.instructions.perform(row)]);
    assert.equal(sentBy(paid), 2, 'the lost one and one more');
    await paid.rig.pass(5 * MINUTE_MS, 5000);
    assert.equal(await statesOf(paid), `processed ${PART}`);
    assert.equal(keptMinor(bank), AMOUNT - PART);
    await close({ rig: other });
    await close(paid);
  });
}

test('what nobody can tell is opened once for a person, who says which one it was', async () => {
  const paid = await openPaid({ unnamed: 'list' });
  const { rig } = paid;
  lose(paid, 'unanswered');
  await give(paid);
  await rig.pass(500, 500);
  giveThere(paid, 'dash-1', PART);
  rig.bank.fault = () => null;
  await rig.pass(30 * MINUTE_MS, 5000);
  const { id: account } = rig.account;
  const reviews = await rig.store.listReviews({ account }, 10);
  assert.deepEqual(
    reviews.map(({ reason }) => reason),
    ['refund_unclear'],
  );
  const [review] = reviews;
  assert.ok(review);
  assert.match(review.said.raw, /^refund-1 of 700 .*, dash-1 of 700 /);
  const settle = (reference: string | null) =>
    rig.engine.execute(rig.account, {
      ...{ kind: 'settleReview', orderKey: paid.key, reviewKey: review.id.key },
      ...{ decision: 'processed', by: 'Asha', note: null, reference },
    });
  const nameless = await settle(null);
  assert.ok('failure' in nameless && /by its reference/.test(nameless.detail ?? ''));
  assert.equal(await statesOf(paid), `pending ${PART}`);
  expectOutcome(await settle('refund-1'));
  await rig.hint(paid.payment);
  // The other one is the dashboard's, and lowers what is left.
  assert.equal(await statesOf(paid), `processed ${PART}, processed ${PART}`);
  const { refunds, payments } = await rig.read(paid.key);
  assert.deepEqual(
    refunds.map(({ processorReference }) => processorReference),
    ['refund-1', 'dash-1'],
  );
  assert.equal(payments[0]?.refundedMinor, 2 * PART);
  assert.equal(sentBy(paid), 1);
  await close(paid);
});

test('a refund of the dashboard before ours is adopted, and ours is told from it', async () => {
  const paid = await openPaid({ unnamed: 'list' });
  giveThere(paid, 'dash-1', PART);
  await paid.rig.hint(paid.payment);
  assert.equal(await statesOf(paid), `processed ${PART}`);
  lose(paid, 'unanswered');
  await give(paid);
  await paid.rig.pass(500, 500);
  paid.rig.bank.fault = () => null;
  await paid.rig.pass(5 * MINUTE_MS, 5000);
  assert.equal(await statesOf(paid), `processed ${PART}, processed ${PART}`);
  assert.equal(keptMinor(paid.rig.bank), AMOUNT - 2 * PART);
  await close(paid);
});

test('one that fails there later fails here, by the name that it has there', async () => {
  const paid = await openPaid({ unnamed: 'list' });
  paid.rig.bank.refundState = 'pending';
  lose(paid, 'unanswered');
  await give(paid);
  await paid.rig.pass(500, 500);
  paid.rig.bank.fault = () => null;
  await paid.rig.pass(MINUTE_MS);
  assert.equal(await statesOf(paid), `pending ${PART}`);
  const { refunds } = paid.rig.bank;
  const [there] = refunds;
  assert.ok(there);
  refunds[0] = { ...there, state: 'failed' };
  await paid.rig.pass(10 * MINUTE_MS, 5000);
  assert.equal(await statesOf(paid), `failed ${PART}`);
  await close(paid);
});

test('who is held up between the commit and the sending does not send', async () => {
  const paid = await openPaid({
    unnamed: 'list',
    wrap: (store) => ({
      ...store,
      save: async (commit) => {
        const saved = await store.save(commit);
        if (commit.changes?.refund?.sending?.count === 1) paid.rig.clock.now += 6000;
        return saved;
      },
    }),
  });
  await give(paid);
  await paid.rig.pass(8 * MINUTE_MS, 5000);
  assert.equal(sentBy(paid), 0);
  await paid.rig.pass(10 * MINUTE_MS, 5000);
  assert.equal(await statesOf(paid), `processed ${PART}`);
  assert.equal(sentBy(paid), 1);
  await close(paid);
});

for (const unnamed of ['list', 'latest'] as const) {
  test(`${unnamed}: one that is answered as another one is not done by that`, async () => {
    const paid = await openPaid({ unnamed });
    const { bank, store, account } = paid.rig;
    await give(paid);
    await paid.rig.pass(10_000);
    bank.isRepeating = true;
    await give(paid);
    await paid.rig.pass(9 * MINUTE_MS, 5000);
    assert.equal(keptMinor(bank), AMOUNT - PART);
    assert.equal(await statesOf(paid), `processed ${PART}, pending ${PART}`);
    const open = await store.listReviews({ account: account.id, isOpen: true }, 10);
    assert.deepEqual(
      open.map(({ reason, said }) => [reason, said.reference]),
      [['refund_unclear', 'refund-1']],
    );
    // What is made in the end has a name of its own.
    bank.isRepeating = false;
    await paid.rig.pass(20 * MINUTE_MS, 5000);
    assert.equal(await statesOf(paid), `processed ${PART}, processed ${PART}`);
    assert.equal(keptMinor(bank), AMOUNT - 2 * PART);
    await close(paid);
  });
}
