// What settlements come to: each in its own currency, of lines that were paid out, and no sum where
// a line of it cannot be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf } from '../../test/support/settled.ts';
import type { SettledLine } from './settled-line.ts';
import { sumSettlements } from './settlement-sum.ts';

const BASE: Partial<SettledLine> = {
  ...{ settlement: 'setl_1', utr: 'UTR1', settledOn: '2026-11-12', currency: 'INR' },
  ...{ amountMinor: 50_050, feeMinor: 1000, taxMinor: 180, netMinor: 48_870 },
};
const sums = (...lines: readonly Partial<SettledLine>[]) =>
  sumSettlements(lines.map((line) => lineOf({ ...BASE, ...line })));

test('payments, refunds and others are counted and summed apart, and their nets together', () => {
  const refund = { kind: 'refund', amountMinor: 10_000, feeMinor: 0, taxMinor: 0 } as const;
  const other = {
    kind: 'other',
    amountMinor: 77,
    feeMinor: 5,
    taxMinor: 2,
    netMinor: -84,
  } as const;
  const all = sums(
    ...[{}, { amountMinor: 100, feeMinor: 2, taxMinor: 1, netMinor: 97 }, {}],
    ...[{ ...refund, netMinor: -10_000 }, { ...refund, netMinor: -10_000 }, other],
  );
  assert.deepEqual(all, [
    {
      ...{ settlement: 'setl_1', utr: 'UTR1', day: '2026-11-12', currency: 'INR' },
      ...{ payments: 3, refunds: 2, others: 1, paidMinor: 100_200, refundedMinor: 20_000 },
      ...{ feeMinor: 2007, taxMinor: 363, netMinor: 77_753 },
    },
  ]);
});

test('each kind is counted as itself alone', () => {
  for (const [kind, counts] of [
    ['payment', [1, 0, 0]],
    ['refund', [0, 1, 0]],
    ['other', [0, 0, 1]],
  ] as const) {
    const [sum = assert.fail()] = sums({ kind });
    assert.deepEqual([sum.payments, sum.refunds, sum.others], counts);
  }
});

test('what was not paid out yet is in no sum', () => {
  assert.deepEqual(sums({ isSettled: false }), []);
  const [{ payments, paidMinor } = assert.fail(), ...more] = sums({}, { isSettled: false });
  assert.deepEqual([payments, paidMinor, more.length], [1, 50_050, 0]);
});

test('a settlement of two currencies is two sums, and of two settlements none is mixed', () => {
  const usd = { currency: 'USD', amountMinor: 7 };
  const second = { settlement: 'setl_2', amountMinor: 9 };
  const told = sums({}, usd, second, usd).map(({ settlement, currency, paidMinor }) => {
    return [settlement, currency, paidMinor];
  });
  assert.deepEqual(told, [
    ['setl_1', 'INR', 50_050],
    ['setl_1', 'USD', 14],
    ['setl_2', 'INR', 9],
  ]);
});

test('they stand by their days, one without a day first, and those of a day as they came', () => {
  const of = (settlement: string, settledOn: string | null) => ({ settlement, settledOn });
  const names = (...lines: readonly Partial<SettledLine>[]) =>
    sums(...lines).map(({ settlement }) => settlement);
  const [a, b, c] = [of('a', '2026-11-14'), of('b', '2026-11-12'), of('c', '2026-11-12')];
  assert.deepEqual(names(a, b, of('d', null), c), ['d', 'b', 'c', 'a']);
  assert.deepEqual(names(of('d', null), c, a, b), ['d', 'c', 'b', 'a']);
  assert.deepEqual(names(of('d', null), c, of('e', null)), ['d', 'e', 'c']);
});

test('its name at the bank and its day are those that some line of it tells', () => {
  const mute = { utr: null, settledOn: null };
  const told = (...lines: readonly Partial<SettledLine>[]) =>
    sums(...lines).map(({ utr, day }) => [utr, day]);
  assert.deepEqual(told(mute, {}), [['UTR1', '2026-11-12']]);
  assert.deepEqual(told({}, mute), [['UTR1', '2026-11-12']]);
  assert.deepEqual(told({}, { utr: 'UTR2', settledOn: '2026-11-13' }), [['UTR1', '2026-11-12']]);
  assert.deepEqual(told(mute), [[null, null]]);
});

test('a line that cannot be read leaves its own sums untold, and no others', () => {
  const keys = ['paidMinor', 'refundedMinor', 'feeMinor', 'taxMinor', 'netMinor'] as const;
  const untold = (line: Partial<SettledLine>) => {
    const [sum = assert.fail()] = sums({}, line, {});
    return keys.filter((key) => sum[key] === null);
  };
  assert.deepEqual(untold({ amountMinor: null }), ['paidMinor']);
  assert.deepEqual(untold({ kind: 'refund', amountMinor: null }), ['refundedMinor']);
  assert.deepEqual(untold({ kind: 'other', amountMinor: null }), []);
  for (const key of ['feeMinor', 'taxMinor', 'netMinor'] as const) {
    assert.deepEqual(untold({ [key]: null }), [key]);
  }
});
