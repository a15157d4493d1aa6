// Sums of minutes as the overview has them: by slot and by operation, bounded, never summed twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinuteSum } from '../core/request-log.ts';
import { PROCESSOR_BOUNDS, PROGRAM_BOUNDS } from '../engine/requests/minute-sum.ts';
import { boundOf, rememberRequestSums } from './request-sum.ts';

const HOUR_MS = 60 * 60 * 1000;
const MINUTE_MS = 60_000;
// A whole hour of India's is half past one of the world's.
const NOW = Date.parse('2026-11-29T10:20:00.000Z');

function sumAt(minute: number, given: Partial<MinuteSum> = {}): MinuteSum {
  const bounds = given.processor ? PROCESSOR_BOUNDS : PROGRAM_BOUNDS;
  const took = Array.from({ length: bounds.length + 1 }, (_, at) => (at === 0 ? 1 : 0));
  return {
    ...{ minute, dialect: 'one', processor: '', operation: 'createOrder', bounds, took },
    ...{ count: 1, refused: 0, failed: 0 },
    ...given,
  };
}

function sumsOf(minutes: readonly MinuteSum[]) {
  const asked: (readonly [number, number])[] = [];
  let time = NOW;
  const remember = rememberRequestSums({
    now: () => time,
    requestList: {
      list: async () => [],
      find: async () => null,
      sumsOf: async ({ from, until }) => {
        asked.push([from, until]);
        return minutes.filter(({ minute }) => minute >= from && minute <= until);
      },
    },
  });
  const pass = (ms: number): void => {
    time += ms;
  };
  return { remember, asked, pass };
}

test('each minute counts once, in the slot of its hour and with its operation', async () => {
  const from = Date.parse('2026-11-28T10:30:00.000Z');
  const days = 24 * 60;
  const minutes = Array.from({ length: days }, (_, at) => sumAt(from + at * MINUTE_MS)).filter(
    ({ minute }) => minute <= NOW,
  );
  const before = sumAt(from - MINUTE_MS);
  const others = [
    sumAt(NOW, { dialect: '', processor: 'bank', operation: 'inquire', count: 7 }),
    sumAt(NOW, { operation: 'createRefund', count: 5, refused: 3, failed: 1 }),
  ];
  const { remember, asked } = sumsOf([before, ...minutes, ...others]);
  const sums = await remember('24h');
  assert.equal(sums.from, from);
  assert.deepEqual([sums.slots.get(0)?.count, sums.slots.get(22)?.count], [60, 60]);
  assert.equal(sums.slots.get(23)?.count, 51 + 5, 'up to now, without processors');
  assert.equal(sums.slots.get(23)?.refused, 3);
  assert.deepEqual(
    sums.byDialect.map(({ of, operation, count }) => [of, operation, count]),
    [
      ['one', 'createOrder', minutes.length],
      ['one', 'createRefund', 5],
    ],
  );
  assert.deepEqual(
    sums.byProcessor.map(({ of, operation, count }) => [of, operation, count]),
    [['bank', 'inquire', 7]],
  );
  assert.equal(sums.isCut, false);
  for (const [since, until] of asked) assert.ok(until - since < HOUR_MS, 'an hour at a time');
});

test('however many look, it is summed once in a while', async () => {
  const { remember, asked, pass } = sumsOf([sumAt(NOW)]);
  const [one, other] = await Promise.all([remember('24h'), remember('24h')]);
  assert.equal(one, other);
  const once = asked.length;
  pass(14_000);
  await remember('24h');
  assert.equal(asked.length, once);
  pass(2000);
  await remember('24h');
  assert.equal(asked.length, 2 * once);
});

test('of more than can be summed the newest is, and it is told', async () => {
  const many = Array.from({ length: 150_000 }, (_, at) =>
    sumAt(NOW - (at % 180) * MINUTE_MS, { operation: `op${at % 100}` }),
  );
  const { remember } = sumsOf([...many, ...many]);
  const sums = await remember('30d');
  assert.equal(sums.isCut, true);
  assert.ok((sums.byDialect[0]?.count ?? 0) > 0);
});

test('a share is told by the bound within which it was answered, and by no guess', () => {
  const took = [50, 0, 44, 1, 0, 0, 0, 5];
  const answers = { count: 100, refused: 0, failed: 0, took, bounds: PROGRAM_BOUNDS };
  assert.equal(boundOf(answers, 0.5), 0.005);
  assert.equal(boundOf(answers, 0.51), 0.025);
  assert.equal(boundOf(answers, 0.95), 0.1);
  assert.equal(boundOf(answers, 0.96), Number.POSITIVE_INFINITY);
  assert.equal(boundOf({ ...answers, took: [0, 0] }, 0.5), null);
});
