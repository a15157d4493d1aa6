// Reports that lie, end nowhere, or are refused: bounded, told, and nothing is missing by that.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf } from '../../../test/support/settled.ts';
import {
  closeBank,
  openReconciler,
  openSettledBank,
  pageOf,
  payAtBank,
  type Telling,
} from '../../../test/support/settled-bank.ts';
import { addDays, dayAt } from '../../core/indian-day.ts';
import { verdictOf } from '../../core/reconciliation-request.ts';
import type { Refused } from '../../gateways/processor.ts';

const LIES: readonly (readonly [name: string, tell: Telling, why: RegExp])[] = [
  ['the same page for ever', () => pageOf([lineOf()], 'again'), /the same page again/],
  [
    'cursors in a circle',
    ({ cursor }) =>
      pageOf([lineOf({ theirs: `pay_${Math.random()}` })], cursor === '1' ? '2' : '1'),
    /in a circle/,
  ],
  [
    'empty pages for ever',
    ({ cursor }) => pageOf([], String(Number(cursor ?? 0) + 1)),
    /more than 1000 pages/,
  ],
  ['nothing that can be read', () => ({ kind: 'unknown', raw: '502 bad gateway' }), /502/],
  [
    'wrong keys',
    () => ({ kind: 'refused', why: 'credentials', again: 'later', raw: 'no such key' }),
    /no such key/,
  ],
  [
    'not now',
    () => ({ kind: 'refused', why: 'limit', again: 'later', raw: 'slow down' }),
    /not now: slow down/,
  ],
];

for (const [name, tell, why] of LIES) {
  test(`${name}: the day is unread, and nothing is said to be missing`, async () => {
    const rig = await openSettledBank();
    await payAtBank(rig);
    const { of, asked } = openReconciler(rig, tell);
    const told = await of();
    assert.equal(told.unread.length, 1);
    assert.match(told.unread[0]?.why ?? '', why);
    assert.deepEqual([told.counts.unknown, told.counts.missing_there], [1, 0]);
    assert.equal(verdictOf(told), 'unread');
    assert.ok(asked.length <= 1000, `${asked.length} pages`);
    await closeBank(rig);
  });
}

test('what is refused for the account is not asked for on each day', async () => {
  const rig = await openSettledBank();
  const no: Refused = { kind: 'refused', why: 'credentials', again: 'later', raw: 'no such key' };
  const { of, asked } = openReconciler(rig, () => no);
  const to = dayAt(rig.clock.now);
  const told = await of({ from: addDays(to, -9), to });
  assert.deepEqual([asked.length, told.unread.length], [1, 10]);
  await closeBank(rig);
});

test('one that takes no more questions now is waited for, but not for ever', async () => {
  const rig = await openSettledBank();
  const waits: number[] = [];
  let refusals = 2;
  const no: Refused = { kind: 'refused', why: 'limit', again: 'later', raw: 'slow down' };
  const patient = { patienceMs: 61_000, wait: async (ms: number) => void waits.push(ms) };
  const { of } = openReconciler(rig, () => (refusals-- > 0 ? no : pageOf([])), patient);
  assert.deepEqual((await of()).unread, []);
  assert.deepEqual(waits, [60_000, 60_000]);
  const never = openReconciler(rig, () => no, patient);
  assert.match((await never.of()).unread[0]?.why ?? '', /not now/);
  assert.equal(never.asked.length, 4);
  await closeBank(rig);
});
