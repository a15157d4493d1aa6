// What a payment's state means for the others of its order, and which of them tells its fate.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildPayment } from '../../test/support/call.ts';
import {
  asAttempt,
  decisivePayment,
  isHolding,
  isReturned,
  isUndecided,
  type PaymentStatus,
  paysOrder,
  refundableMinor,
} from './payment.ts';

type Row = readonly [undecided: boolean, holding: boolean];
const BY_STATUS: Readonly<Record<PaymentStatus, Row>> = {
  created: [true, true],
  pending: [true, true],
  authorized: [false, true],
  captured: [false, false],
  failed: [false, false],
  voided: [false, false],
};

for (const [status, expected] of Object.entries(BY_STATUS)) {
  const [undecided, holding] = expected;
  test(`${status}: ${undecided ? '' : 'not '}undecided, ${holding ? '' : 'not '}holding`, () => {
    const payment = buildPayment({ status: status as PaymentStatus });
    assert.deepEqual([isUndecided(payment), isHolding(payment)], expected);
  });
}

test('what is left to refund is what was captured less what went back', () => {
  const left = (capturedMinor: number, refundedMinor: number) =>
    refundableMinor(buildPayment({ capturedMinor, refundedMinor }));
  assert.deepEqual(
    [left(50050, 0), left(50050, 50), left(50050, 50050), left(0, 0)],
    [50050, 50000, 0, 0],
  );
});

test('surplus is returned once all that was taken is back or on its way, be it a paisa', () => {
  const returned = (capturedMinor: number, refundedMinor: number, isSurplus = true) =>
    isReturned(
      buildPayment({ capturedMinor, refundedMinor, ...(isSurplus ? { surplus: true } : {}) }),
    );
  assert.deepEqual([returned(50050, 50050), returned(1, 1)], [true, true]);
  // Not while a part is here, nor where nothing was taken, nor what was the merchant's.
  for (const [taken, back, isSurplus] of [
    [50050, 50049, true],
    [50050, 0, true],
    [0, 0, true],
    [50050, 50050, false],
  ] as const) {
    assert.equal(returned(taken, back, isSurplus), false, `${back} of ${taken}`);
  }
});

test('as an attempt surplus took and gave back nothing', () => {
  const surplus = buildPayment({ surplus: true, capturedMinor: 50050, refundedMinor: 7 });
  const { status, decline, capturedMinor, refundedMinor } = asAttempt(surplus);
  assert.deepEqual([status, decline, capturedMinor, refundedMinor], ['failed', 'timed_out', 0, 0]);
});

test('the payment that succeeded decides, else the one that is held, else the newest', () => {
  const decisive = (...statuses: readonly PaymentStatus[]): number | null => {
    const payments = statuses.map((status, key) =>
      buildPayment({ status, id: { key, number: key, token: `PAYMENT${key}` } }),
    );
    return decisivePayment(payments)?.id.key ?? null;
  };
  assert.equal(decisive(), null);
  assert.equal(decisive('failed', 'failed', 'pending'), 2);
  assert.equal(decisive('failed', 'captured', 'failed'), 1);
  assert.equal(decisive('failed', 'authorized', 'failed'), 1);
  assert.equal(decisive('authorized', 'captured', 'failed'), 1);
  assert.equal(decisive('captured', 'authorized', 'failed'), 0);
  // The first of several: whoever asks again is told of the same one.
  assert.equal(decisive('failed', 'captured', 'captured'), 1);
  assert.equal(decisive('failed', 'authorized', 'authorized'), 1);
});

test('surplus pays nothing, and tells no fate but that of an attempt that failed', () => {
  const paid = buildPayment({ status: 'captured' });
  const failed = buildPayment({ status: 'failed', decline: 'declined', capturedMinor: 0 });
  const surplus = buildPayment({ status: 'captured', surplus: true });
  assert.deepEqual([paysOrder(paid), paysOrder(surplus), paysOrder(failed)], [true, false, false]);
  assert.equal(decisivePayment([surplus, paid]), paid);
  assert.equal(decisivePayment([failed, surplus]), failed);
  const told = decisivePayment([surplus]);
  assert.deepEqual([told?.status, told?.capturedMinor, told?.id], ['failed', 0, surplus.id]);
  assert.equal(asAttempt(paid), paid);
});
