// Surplus that goes back is in the lists of a gateway's payments as one that was never the
// merchant's: shops take any success among them for the order's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Payment } from '../../src/core/payment.ts';
import { viewPayments } from '../../src/gateways/cashfree/dialect/native/view.ts';
import { TRAITS } from '../../src/gateways/cashfree/version.ts';
import { viewOrder } from '../../src/gateways/pinelabs/dialect/native/plural/view.ts';
import { viewPayment } from '../../src/gateways/razorpay/dialect/native/view.ts';
import { buildOrder, buildPayment } from '../support/call.ts';

const { amountMinor: capturedMinor } = buildPayment();
const CAPTURED = { status: 'captured', capturedMinor } as const;
const aggregateOf = (payment: Payment) => ({
  order: buildOrder(),
  payments: [payment],
  refunds: [],
});

type Row = readonly [name: string, payment: Payment, told: readonly unknown[]];
const ROWS: readonly Row[] = [
  [
    'goes back',
    buildPayment({ ...CAPTURED, surplus: true, refundedMinor: capturedMinor }),
    ['refunded', false, null, 'VOID', false, 'CANCELLED'],
  ],
  [
    // Somebody has to see to it: it is there.
    'could not be given back',
    buildPayment({ ...CAPTURED, surplus: true, refundedMinor: 0 }),
    ['captured', true, 'a fee', 'SUCCESS', true, 'PROCESSED'],
  ],
  [
    'paid, and all of it went back',
    buildPayment({ ...CAPTURED, refundedMinor: capturedMinor }),
    ['refunded', true, 'a fee', 'SUCCESS', true, 'PROCESSED'],
  ],
];

for (const [name, payment, told] of ROWS) {
  test(`money that ${name}, in the lists of the three that have lists`, () => {
    const aggregate = aggregateOf(payment);
    const one = viewPayment(payment, aggregate);
    const [other] = viewPayments(aggregate, TRAITS['2023-08-01']);
    const { payments: [third] = [] } = viewOrder(aggregate, 'M1');
    assert.deepEqual(
      [
        ...[one.status, one.captured, one.fee === null ? null : 'a fee'],
        ...[other?.payment_status, other?.is_captured],
        third?.status,
      ],
      told,
    );
  });
}
