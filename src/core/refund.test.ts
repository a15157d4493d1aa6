// When a refund may have arrived at its processor without anybody knowing its name there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildRefund, NOW } from '../../test/support/call.ts';
import { isInFlight, type Refund, type RefundStatus } from './refund.ts';
import { UNPROVED } from './request-log.ts';
import { addMinor } from './settled-line.ts';

const SENDING = { count: 1, at: NOW, beforeMinor: 0, before: null } as const;
const SENT = buildRefund({ status: 'pending', processorReference: null, sending: SENDING });

test('it was sent, nobody has named it, and it was not refused', () => {
  const { sending: _, ...unsent } = SENT;
  const rows: readonly (readonly [Refund, boolean])[] = [
    [SENT, true],
    [unsent, false],
    [{ ...SENT, sending: { ...SENDING, isOver: true } }, false],
    [{ ...SENT, processorReference: 'rfnd_1' }, false],
    ...(['processed', 'failed', 'cancelled'] satisfies RefundStatus[]).map(
      (status) => [{ ...SENT, status }, false] as const,
    ),
  ];
  for (const [refund, expected] of rows) {
    assert.equal(isInFlight(refund), expected, JSON.stringify(refund));
  }
});

test('a sum of which a part is not known is not known', () => {
  assert.deepEqual([addMinor(5, 7), addMinor(-5, 7), addMinor(0, 0)], [12, 2, 0]);
  assert.deepEqual(
    [addMinor(null, 7), addMinor(5, null), addMinor(null, null)],
    [null, null, null],
  );
});

test('nobody has a number that no account and no operator has', () => {
  // Lines of the request log are stored with it.
  assert.equal(UNPROVED, -1);
});
