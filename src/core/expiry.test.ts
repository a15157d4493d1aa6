// An order whose time is over reads as expired, unless money may still come.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, NOW } from '../../test/support/call.ts';
import { asOf, hasRunOut } from './expiry.ts';

const LATER = NOW + 5000;

test('the time of an order is over from its last millisecond on', () => {
  assert.equal(hasRunOut(buildOrder({ expiresAt: LATER }), LATER - 1), false);
  assert.equal(hasRunOut(buildOrder({ expiresAt: LATER }), LATER), true);
  assert.equal(hasRunOut(buildOrder({ expiresAt: null }), LATER), false);
});

test('an open order whose time is over reads as expired, unless a payment is under way', () => {
  const due = (changes: Parameters<typeof buildOrder>[0], status?: 'pending' | 'failed') =>
    asOf(
      {
        order: buildOrder({ expiresAt: LATER, ...changes }),
        payments: status === undefined ? [] : [buildPayment({ status, capturedMinor: 0 })],
        refunds: [],
      },
      LATER,
    ).order.status;
  assert.equal(due({}), 'expired');
  assert.equal(due({ status: 'attempted' }, 'failed'), 'expired');
  assert.equal(due({ status: 'attempted' }, 'pending'), 'attempted');
  assert.equal(due({ status: 'paid' }), 'paid');
  assert.equal(due({ status: 'cancelled' }), 'cancelled');
  assert.equal(due({ expiresAt: LATER + 1 }), 'created');
  assert.equal(due({ expiresAt: null }), 'created');
});
