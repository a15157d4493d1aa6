// Times and request names as Paytring's published replies spell them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestName, spellInstant, spellTime } from './time.ts';

// `created_at` of the sample of an order; the zone is not documented, India's is ours.
test('an order is dated by Indian time', () => {
  assert.equal(spellTime(Date.UTC(2024, 3, 5, 6, 49, 24)), '2024-04-05 12:19:24');
});

// `created_at` of the sample of a refund.
test('a refund is dated by universal time, in microseconds', () => {
  assert.equal(spellInstant(Date.UTC(2024, 0, 22, 7, 55, 30)), '2024-01-22T07:55:30.000000Z');
});

test('a request is named by its second and microsecond, in thirteen hex digits', () => {
  assert.equal(requestName(1_705_910_130_000), '65ae1f7200000');
  assert.equal(requestName(1_705_910_130_999), '65ae1f72f3e58');
  assert.equal(requestName(1000), '0000000100000');
  assert.equal(requestName(1001), '00000001003e8');
});
