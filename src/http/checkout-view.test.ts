// What a result page says of how it was paid: never more than somebody told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Aggregate } from '../core/order.ts';
import type { Instrument } from '../core/payment.ts';
import { DEFAULT_WORDS } from '../pages/words.ts';
import { paidOf } from './checkout-view.ts';

const paidWith = (instrument: Instrument | null) => {
  const payment = { status: 'captured', instrument, completedAt: 5, createdAt: 1 };
  return paidOf(
    { order: { status: 'paid' }, payments: [payment] } as unknown as Aggregate,
    DEFAULT_WORDS,
  );
};

test('how it was paid is left out where no processor told', () => {
  assert.deepEqual(paidWith(null), { method: null, at: 5 });
  assert.deepEqual(paidWith({ method: 'upi', vpa: null }), { method: 'UPI', at: 5 });
  assert.deepEqual(paidWith({ method: 'upi', vpa: 'a@b' }), { method: 'UPI a@b', at: 5 });
});
