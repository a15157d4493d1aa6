// When an instruction is looked at again: as its carrier says, else later each time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildPayment } from '../../../test/support/call.ts';
import { PAYMENT_REPORT } from '../../../test/support/report.ts';
import type { PaymentReport } from '../../core/command.ts';
import type { PaymentStatus } from '../../core/payment.ts';
import { askAgainMs, retryAfterMs, soonest, watchAgainMs } from './retry.ts';

const RETRY_MS = 777;
const NO_TIMES = [null, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY];

test('each try waits twice as long as the one before, five minutes at most', () => {
  const after = (tries: number) => retryAfterMs({ tries } as Parameters<typeof retryAfterMs>[0]);
  assert.deepEqual([0, 1, 2, 8].map(after), [1000, 2000, 4000, 256_000]);
  assert.deepEqual([9, 20, 21, 5000].map(after), [300_000, 300_000, 300_000, 300_000]);
});

test('what is still open is asked about again, and nothing else is', () => {
  const again = (state: PaymentReport['state'], againMs: number | null) =>
    askAgainMs({ ...PAYMENT_REPORT, state }, againMs, RETRY_MS);
  assert.deepEqual([again('unknown', 5), again('unknown', null)], [RETRY_MS, RETRY_MS]);
  assert.deepEqual([again('pending', 5), again('pending', 0)], [5, 0]);
  for (const wrong of NO_TIMES) assert.equal(again('pending', wrong), RETRY_MS, String(wrong));
  for (const state of ['authorized', 'captured', 'failed', 'voided'] as const) {
    assert.equal(again(state, 5), null, state);
  }
});

test('what is watched is looked at when its carrier says, and while it is open in any case', () => {
  const again = (status: PaymentStatus, state: PaymentReport['state'], againMs: number | null) => {
    const said = { report: { ...PAYMENT_REPORT, state }, againMs };
    return watchAgainMs(buildPayment({ status }), said, RETRY_MS);
  };
  assert.deepEqual([again('captured', 'captured', 5), again('pending', 'unknown', 0)], [5, 0]);
  for (const wrong of NO_TIMES) {
    for (const status of ['created', 'pending'] as const) {
      for (const state of ['unknown', 'pending'] as const) {
        assert.equal(again(status, state, wrong), RETRY_MS, `${status} ${state} ${wrong}`);
      }
      assert.equal(again(status, 'failed', wrong), null);
      assert.equal(again(status, 'captured', wrong), null);
    }
    for (const status of ['authorized', 'captured', 'failed', 'voided'] as const) {
      assert.equal(again(status, 'unknown', wrong), null, `${status} ${wrong}`);
      assert.equal(again(status, 'pending', wrong), null);
    }
  }
});

test('the sooner of two times counts', () => {
  assert.deepEqual([soonest(null, 5), soonest(3, 5), soonest(5, 3), soonest(0, 3)], [5, 3, 3, 0]);
});
