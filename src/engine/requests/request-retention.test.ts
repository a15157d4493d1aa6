// What is deleted of the request log: by its days, by its size, and whatever a customer stands in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deleteOldRequests, forgetCustomer } from './request-retention.ts';

const NOW = Date.parse('2026-11-29T12:00:00Z');
const DAY_MS = 86_400_000;
const MARKS = {
  ofPerson: (person: string) => `p${person}`,
  ofKey: () => '',
  ofReference: () => '',
};

test('the later of two moments counts: its days are over, or all of it is too much', async () => {
  for (const [fullSince, ms] of [
    [null, NOW - 7 * DAY_MS],
    [NOW - 8 * DAY_MS, NOW - 7 * DAY_MS],
    [NOW - DAY_MS, NOW - DAY_MS],
  ] as const) {
    const told: unknown[] = [];
    const counts = [200, 200, 199];
    const purged = await deleteOldRequests(
      {
        purgeSums: async (before) => void told.push(['sums', before]),
        findFullSince: async (bytes) => {
          told.push(['full', bytes]);
          return fullSince;
        },
        purgeRequests: async (before, atOnce) => {
          told.push([before, atOnce]);
          return counts.shift() ?? assert.fail('it was done');
        },
      },
      { firstKeyAt: (at) => at + 1 },
      { days: 7, megabytes: 3 },
      NOW,
    );
    assert.equal(purged, 599);
    const before = { key: ms + 1, ms };
    // Sums are kept for thirty days, however long lines are.
    const first = [
      ['sums', NOW - 30 * DAY_MS],
      ['full', 3_000_000],
    ];
    assert.deepEqual(told, [...first, ...Array(3).fill([before, 200])]);
  }
});

test('between two pieces of it others have their turn', async () => {
  const course: string[] = [];
  await deleteOldRequests(
    {
      purgeSums: async () => undefined,
      findFullSince: async () => null,
      purgeRequests: async () => {
        course.push('piece');
        setImmediate(() => course.push('other'));
        return course.length < 4 ? 200 : 0;
      },
    },
    { firstKeyAt: (at) => at },
    { days: 7, megabytes: 3 },
    NOW,
  );
  assert.deepEqual(course, ['piece', 'other', 'piece', 'other', 'piece']);
});

test('with a customer go the lines of the same orders, and not those of other people', async () => {
  for (const count of [250, 199, 0]) {
    const asked: unknown[] = [];
    const many = Array.from({ length: count }, (_, at) => `o${at}`);
    const forgotten = await forgetCustomer(
      {
        listMarksBeside: async (marks) => {
          asked.push(marks);
          return ['pother', ...many];
        },
        forgetRequests: async (marks) => {
          asked.push(marks);
          return marks.length;
        },
      },
      MARKS,
      'asha',
    );
    assert.equal(forgotten, count + 1);
    const rest = count > 199 ? [many.slice(199)] : [];
    assert.deepEqual(asked, [['pasha'], ['pasha', ...many.slice(0, 199)], ...rest]);
  }
});
