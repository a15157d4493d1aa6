// Money that was adopted as surplus pays nothing afterwards, whichever payment is asked about
// first. The oracle is the processor's own books.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBank } from '../../../test/support/bank.ts';
import { attemptAt, heldMinor, keptMinor, MINUTE_MS } from '../../../test/support/bank-book.ts';
import { expectOutcome } from '../../../test/support/engine.ts';
import { chargeRow } from './instruction.ts';

const AMOUNT = 50050;
const REFUSAL = { kind: 'refused', why: 'input', again: 'never', raw: 'not now' } as const;

test('what goes back as surplus does not pay its order as well', async () => {
  for (const isAdoptedFirst of [true, false]) {
    const rig = await openBank({ lateSuccess: 'pay' });
    const { engine, account, store, bank, instructions } = rig;
    const key = await rig.order();
    const { id } = await rig.begin(key);
    attemptAt(bank, id.token, { amountMinor: AMOUNT - 1 });
    await rig.pass(2 * MINUTE_MS);
    const [review = assert.fail()] = await store.listReviews({ isOpen: true }, 10);
    bank.refusal = REFUSAL;
    const about = { orderKey: key, reviewKey: review.id.key } as const;
    const said = { decision: 'refund', by: 'asha', note: null, reference: null } as const;
    expectOutcome(await engine.execute(account, { kind: 'settleReview', ...about, ...said }));
    await rig.pass(5 * MINUTE_MS);
    const before = await rig.read(key);
    assert.deepEqual(
      before.payments.map(({ status, surplus }) => `${status} ${surplus ?? false}`),
      ['failed false', 'captured true'],
    );
    // The customer pays what was asked after all, under the same name.
    attemptAt(bank, id.token);
    bank.refusal = null;
    const [first = assert.fail(), adopted = assert.fail()] = before.payments;
    const rows = [first, adopted].map((each) => ({
      ...chargeRow(account, each),
      sentAt: each.createdAt,
    }));
    for (const row of isAdoptedFirst ? rows.toReversed() : rows) await instructions.perform(row);
    await rig.pass(60 * MINUTE_MS, 10_000);
    const { order, payments, ...rest } = await rig.read(key);
    const pays = payments.filter(({ status, surplus }) => status === 'captured' && !surplus);
    assert.equal(order.status === 'paid', pays.length === 1);
    const told = JSON.stringify(payments.map(({ status, surplus }) => [status, surplus]));
    assert.equal(keptMinor(bank), heldMinor({ order, payments, ...rest }), told);
    await instructions.finish();
    await store.close();
  }
});
