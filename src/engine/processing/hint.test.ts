// How often somebody who proves nothing has a payment asked about.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildPayment } from '../../../test/support/call.ts';
import { createHints, HINT_EVERY_MS } from './hint.ts';

test('once in ten seconds, each payment of each account for itself', () => {
  const clock = { now: 1_000_000 };
  const mayHint = createHints(() => clock.now);
  const one = buildPayment();
  const other = buildPayment({ id: { key: 5, number: 50, token: 'OTHER12def456G' } });
  const stranger = { ...ACCOUNT, id: 2 };
  assert.deepEqual([mayHint(ACCOUNT, one), mayHint(ACCOUNT, one)], [true, false]);
  assert.deepEqual([mayHint(ACCOUNT, other), mayHint(stranger, one)], [true, true]);
  clock.now += HINT_EVERY_MS - 1;
  assert.equal(mayHint(ACCOUNT, one), false);
  clock.now += 1;
  assert.deepEqual([mayHint(ACCOUNT, one), mayHint(ACCOUNT, one)], [true, false]);
  // A clock that was put right holds nobody up for longer.
  clock.now -= 3_600_000;
  assert.equal(mayHint(ACCOUNT, one), true);
});
