// What was said to processors is forgotten after thirty days, and above fifty thousand an account.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deleteOldTranscripts } from './transcript-retention.ts';

test('all that is too old or too much goes, five hundred at a time', async () => {
  const now = Date.parse('2024-03-31T00:00:00Z');
  const asked: (readonly number[])[] = [];
  const counts = [500, 500, 499];
  const purged = await deleteOldTranscripts(
    {
      purgeTranscripts: async (...given) => {
        asked.push(given);
        return counts[asked.length - 1] ?? assert.fail();
      },
    },
    { firstKeyAt: (at) => at },
    now,
  );
  assert.equal(purged, 1499);
  const before = Date.parse('2024-03-01T00:00:00Z');
  assert.deepEqual(asked, Array(3).fill([before, 50_000, 500]));
});
