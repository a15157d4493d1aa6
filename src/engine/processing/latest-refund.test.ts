// Refunds where of all of a payment the processor tells the number of the latest alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptMinor, MINUTE_MS } from '../../../test/support/bank-book.ts';
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

test('the next one waits until the one before is done', async () => {
  const paid = await openPaid({ unnamed: 'latest' });
  paid.rig.bank.refundState = 'pending';
  await give(paid);
  await give(paid);
  await paid.rig.pass(30 * MINUTE_MS, 5000);
  assert.equal(sentBy(paid), 1);
  assert.equal(await statesOf(paid), `pending ${PART}, pending ${PART}`);
  const { refunds } = paid.rig.bank;
  const [there] = refunds;
  assert.ok(there);
  refunds[0] = { ...there, state: 'processed' };
  paid.rig.bank.refundState = 'processed';
  await paid.rig.pass(20 * MINUTE_MS, 5000);
  assert.equal(await statesOf(paid), `processed ${PART}, processed ${PART}`);
  assert.equal(keptMinor(paid.rig.bank), AMOUNT - 2 * PART);
  await close(paid);
});

test('one of the dashboard before ours is not taken for it', async () => {
  const paid = await openPaid({ unnamed: 'latest' });
  giveThere(paid, 'dash-1', PART);
  lose(paid, 'unheard');
  await give(paid);
  await paid.rig.pass(5 * MINUTE_MS, 5000);
  assert.equal(await statesOf(paid), `pending ${PART}`);
  paid.rig.bank.fault = () => null;
  await paid.rig.pass(20 * MINUTE_MS, 5000);
  assert.equal(await statesOf(paid), `processed ${PART}`);
  assert.equal(keptMinor(paid.rig.bank), AMOUNT - 2 * PART);
  await close(paid);
});
