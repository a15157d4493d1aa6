// Minutes of several processes as one, in the bounds of what they are about.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinuteSumRow } from '../../store/store.ts';
import { PROCESSOR_BOUNDS, PROGRAM_BOUNDS, sumUp } from './minute-sum.ts';

function rowOf(more: Partial<MinuteSumRow> = {}): MinuteSumRow {
  const of = { minute: 60_000, dialect: 'one', processor: '', operation: 'createOrder' };
  const counts = { count: 10, refused: 3, failed: 2, took: [1, 2, 3, 4] };
  return { ...of, process: 'a', ...counts, ...more } as MinuteSumRow;
}

// What is stored was counted in these: another list would need another table.
test('the bounds are those that the table was written with', () => {
  assert.deepEqual(PROGRAM_BOUNDS, [0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10]);
  assert.deepEqual(PROCESSOR_BOUNDS, [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]);
});

test('what is of one minute, dialect, processor and operation is added up, bound by bound', () => {
  const [sum, ...more] = sumUp([rowOf(), rowOf({ count: 1, refused: 0, failed: 1, took: [5] })]);
  assert.equal(more.length, 0);
  assert.deepEqual(sum, {
    ...{ minute: 60_000, dialect: 'one', processor: '', operation: 'createOrder' },
    ...{ bounds: PROGRAM_BOUNDS, count: 11, refused: 3, failed: 3 },
    took: [6, 2, 3, 4, 0, 0, 0, 0],
  });
  const [asked] = sumUp([rowOf({ dialect: '', processor: 'bank', took: [1, 1] })]);
  assert.deepEqual([asked?.bounds, asked?.took], [PROCESSOR_BOUNDS, [1, 1, 0, 0, 0, 0, 0, 0, 0]]);
});

test('whatever differs in one of the four is a sum of its own', () => {
  const rows = [
    rowOf(),
    rowOf({ minute: 120_000 }),
    rowOf({ dialect: 'two' }),
    rowOf({ processor: 'bank' }),
    rowOf({ operation: 'findOrder' }),
    // The parts of a name do not run into one another.
    rowOf({ dialect: 'onebank', operation: 'createOrder' }),
  ];
  const sums = sumUp(rows);
  assert.deepEqual(
    sums.map(({ minute, dialect, processor, operation }) => [
      minute,
      dialect,
      processor,
      operation,
    ]),
    rows.map(({ minute, dialect, processor, operation }) => [
      minute,
      dialect,
      processor,
      operation,
    ]),
  );
  assert.deepEqual(sumUp([]), []);
});
