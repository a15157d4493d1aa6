// What a processor reports of the payment and the refund of call.ts, and when that is decided.
import assert from 'node:assert/strict';
import type { PaymentReport, RefundReport } from '../../src/core/command.ts';
import { NOW } from './call.ts';

export const REPORTED_AT = NOW + 9000;
export const REPORT_CONTEXT = {
  now: REPORTED_AT,
  newId: () => assert.fail('a report creates nothing'),
  carrier: { processor: 'sandbox', connection: null },
  uniqueReferences: false,
};
export const PAYMENT_REPORT: PaymentReport = {
  kind: 'reportPayment',
  orderKey: 1,
  paymentKey: 2,
  state: 'captured',
  raw: 'SUCCESS',
  amountMinor: 50050,
  currency: 'INR',
  reference: 'P1',
  bankReference: 'B1',
  decline: null,
};
export const REFUND_REPORT: RefundReport = {
  kind: 'reportRefund',
  orderKey: 1,
  refundKey: 3,
  state: 'processed',
  raw: 'DONE',
  amountMinor: 10000,
  currency: 'INR',
  reference: 'P2',
  bankReference: 'B2',
};
