// A payment whose start is under way at another process: that it was not handed over yet says
// nothing once it is. Two processes on one database, step by step.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBank } from '../../../test/support/bank.ts';
import { attemptAt, MINUTE_MS } from '../../../test/support/bank-book.ts';
import { databases } from '../../../test/support/database.ts';
import { openStage } from '../../../test/support/stage.ts';

/** Who begins the payment stands still for longer than its lease, and goes on at a bad moment. */
async function openRace() {
  const plain = await databases.open(null);
  const stage = openStage();
  const open = (name: string, more: object) =>
    openBank({ store: plain, wrap: (store) => stage.wrap(name, store), ...more });
  // Opening one looks for its account.
  const opened = async (name: string, more: object = {}) => {
    const opening = open(name, more);
    while (await stage.advance(name, 'nothing'));
    return opening;
  };
  const one = await opened('one');
  const other = await opened('other', { bank: one.bank });
  const made = one.order();
  await stage.advance('one', 'nothing');
  const key = await made;
  return { plain, stage, one, other, key };
}

for (const first of ['one', 'other'] as const) {
  test(`it was handed over while another process gave it up; ${first} goes on first`, async () => {
    const { plain, stage, one, other, key } = await openRace();
    const begun = one.begin(key).catch((error: unknown) => error);
    assert.ok(await stage.advance('one', 'markSent'));
    await stage.release(0);
    // The processor has begun it; that is not saved yet, and the lease is over.
    assert.ok(await stage.advance('one', 'save'));
    other.clock.now = one.clock.now += 6000;
    const swept = other.instructions.sweep();
    assert.ok(await stage.advance('other', 'loadOrder'));
    const at = (await stage.waiting()).findIndex(({ process }) => process === 'other');
    // It has read that nobody was handed over.
    await stage.release(at);
    const own = (await stage.waiting()).findIndex(({ process }) => process === 'one');
    await stage.release(own);
    const second = first === 'one' ? 'other' : 'one';
    for (const each of [first, second]) await stage.advance(each, 'nothing');
    await Promise.all([begun, swept]);
    const [payment] = (await plain.loadOrder(1, key))?.payments ?? [];
    assert.ok(payment !== undefined);
    assert.equal(payment.status, 'pending', 'it was given up although it can be paid');
    assert.ok(payment.handover?.step, 'its customer is sent nowhere');
    const [row] = await plain.accountInstructions(1);
    assert.ok(row !== undefined, 'nobody asks about it any more');
    assert.ok(row.dueAt <= one.clock.now + MINUTE_MS);
    attemptAt(one.bank, payment.id.token);
    const next = await openBank({ store: plain, bank: one.bank, now: row.dueAt });
    await next.instructions.sweep();
    assert.equal((await next.read(key)).order.status, 'paid');
    await plain.close();
  });
}
