// Every command about an order that is not there: what the caller is told was not found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOW } from '../../test/support/call.ts';
import type { Command, PaymentReport } from './command.ts';
import { decide } from './decide.ts';
import type { FailureCode } from './failure.ts';

const context = {
  now: NOW,
  newId: () => assert.fail('nothing is created'),
  carrier: { processor: 'sandbox', connection: null },
  uniqueReferences: false,
};
const nothing = { aggregate: null, existingRefund: null };
const byOrder = { order: [] };
const byPayment = { payment: [] };
const instrument = { method: 'upi', vpa: 'a@bank' } as const;
const entry = { note: null, notes: {}, wire: {} };
const REFUND = {
  kind: 'createRefund',
  dialect: 'test',
  reference: null,
  amount: 'everything',
  ...entry,
} as const;
const CAPTURE = { kind: 'capturePayment', amount: 'everything', currency: null } as const;
const EDIT = { kind: 'editNotes', locators: [], notes: {} } as const;
const SAID = {
  orderKey: 1,
  raw: 'x',
  amountMinor: 1,
  currency: 'INR',
  reference: null,
  bankReference: null,
};
const PAYMENT: PaymentReport = {
  kind: 'reportPayment',
  paymentKey: 2,
  state: 'captured',
  decline: null,
  ...SAID,
};

const ROWS: readonly (readonly [name: string, command: Command, expected: FailureCode])[] = [
  ['a payment started', { kind: 'startPayment', order: [], instrument }, 'order_not_found'],
  ['a payment abandoned', { kind: 'abandonPayment', order: [] }, 'order_not_found'],
  ['a refund of an order', { ...REFUND, target: byOrder }, 'order_not_found'],
  ['a refund of a payment', { ...REFUND, target: byPayment }, 'payment_not_found'],
  ['a capture of an order', { ...CAPTURE, target: byOrder }, 'order_not_found'],
  ['a capture of a payment', { ...CAPTURE, target: byPayment }, 'payment_not_found'],
  ['a void of an order', { kind: 'voidPayment', target: byOrder }, 'order_not_found'],
  ['a void of a payment', { kind: 'voidPayment', target: byPayment }, 'payment_not_found'],
  ["an order's notes", { ...EDIT, subject: 'order' }, 'order_not_found'],
  ["a payment's notes", { ...EDIT, subject: 'payment' }, 'payment_not_found'],
  ["a refund's notes", { ...EDIT, subject: 'refund' }, 'refund_not_found'],
  ['a refund withdrawn', { kind: 'cancelRefund', order: [], refund: [] }, 'order_not_found'],
  ['an order withdrawn', { kind: 'cancelOrder', order: [] }, 'order_not_found'],
  ['an order out of time', { kind: 'expireOrder', orderKey: 1 }, 'order_not_found'],
  ['a report of a payment', PAYMENT, 'order_not_found'],
  [
    'a report of a refund',
    { ...SAID, kind: 'reportRefund', refundKey: 3, state: 'processed' },
    'order_not_found',
  ],
];

for (const [name, command, failure] of ROWS) {
  test(`${name}: ${failure}`, () => {
    assert.deepEqual(decide(nothing, command, context), { failure });
  });
}

test('what the engine turns into other commands first is never decided itself', () => {
  const session = { returns: {}, customer: {}, notes: null, embedder: null };
  const commands: readonly Command[] = [
    { kind: 'openCheckout', dialect: 'test', order: [], ...session },
    { kind: 'payByApi', order: [], entry: { method: 'upi' } },
    { kind: 'simulatePayment', payment: [], choice: 'success' },
  ];
  for (const command of commands) {
    assert.throws(() => decide(nothing, command, context), { message: new RegExp(command.kind) });
  }
});
