// Times as the published entities have them: whole seconds since 1970 (razorpay.md §1.2).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { milliseconds, seconds } from './time.ts';

test('a time is told in whole seconds, and read as milliseconds', () => {
  assert.deepEqual(
    [seconds(1_582_628_071_000), seconds(1_582_628_071_999)],
    [1582628071, 1582628071],
  );
  assert.equal(milliseconds(1_582_628_071), 1_582_628_071_000);
});
