// What a report changes, whole: names, what was asked of the processor, and nothing of the others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund, NOW } from '../../test/support/call.ts';
import {
  PAYMENT_REPORT,
  REFUND_REPORT,
  REPORT_CONTEXT,
  REPORTED_AT,
} from '../../test/support/report.ts';
import type { PaymentReport, RefundReport } from './command.ts';
import { decide } from './decide.ts';
import { isFailure } from './failure.ts';
import type { Aggregate } from './order.ts';
import type { Payment } from './payment.ts';
import type { Refund } from './refund.ts';

/** What is kept of what was said, beside what came of it. */
const EVIDENCE = {
  payment: 'PAY123def456GH',
  refund: null,
  state: 'captured',
  raw: 'SUCCESS',
  amountMinor: 50050,
  currency: 'INR',
  reference: 'P1',
  bankReference: 'B1',
};
const REFUND_EVIDENCE = {
  payment: 'PAY123def456GH',
  refund: 'RFN123def456GH',
  raw: 'DONE',
  amountMinor: 10000,
  currency: 'INR',
  reference: 'P2',
  bankReference: 'B2',
};
const other = { key: 5, number: 50, token: 'OTHER12def456G' };
const last = { key: 6, number: 60, token: 'LAST123def456G' };
const HELD = {
  status: 'authorized',
  capturedMinor: 0,
  completedAt: null,
  processorReference: 'P1',
  processorStatus: 'AUTH',
  bankReference: 'B0',
} as const;
const failed = (id: Payment['id']) => buildPayment({ id, status: 'failed', capturedMinor: 0 });

function paying(payment: Partial<Payment>): Aggregate {
  const payments = [failed(other), buildPayment(payment), failed(last)];
  return { order: buildOrder({ status: 'attempted', version: 7 }), payments, refunds: [] };
}

function run(aggregate: Aggregate, report: PaymentReport | RefundReport) {
  const result = decide({ aggregate, existingRefund: null }, report, REPORT_CONTEXT);
  assert.ok(!isFailure(result), isFailure(result) ? result.failure : '');
  return result;
}

/** What becomes of the payment, and the kinds of what is told; null: nothing is written. */
function told(payment: Partial<Payment>, report: Partial<PaymentReport>) {
  const { changes, events } = run(paying(payment), { ...PAYMENT_REPORT, ...report });
  if (changes === null) assert.deepEqual(events, []);
  const kinds = events.map(({ kind }) => kind);
  return changes === null ? null : { ...changes.payment, kinds };
}

test('a capture changes its payment and its order, and no other payment', () => {
  const aggregate = paying({ ...HELD, requested: 'capture' });
  const { changes, events, instruction, outcome } = run(aggregate, PAYMENT_REPORT);
  const order = buildOrder({ status: 'paid', amountPaidMinor: 50050, version: 8 });
  const payment = buildPayment({
    status: 'captured',
    processorReference: 'P1',
    processorStatus: 'SUCCESS',
    bankReference: 'B1',
    completedAt: REPORTED_AT,
  });
  assert.deepEqual(changes, { order, before: 7, payment, refund: null, refundIsNew: false });
  assert.deepEqual(events, [
    { kind: 'payment.captured', at: REPORTED_AT, evidence: EVIDENCE },
    { kind: 'order.paid', at: REPORTED_AT },
  ]);
  assert.equal(instruction, null);
  const payments = [aggregate.payments[0], payment, aggregate.payments[2]];
  assert.deepEqual(outcome, {
    aggregate: { order, payments, refunds: [] },
    payment,
    refund: null,
  });
});

test('a void that the processor confirms ends the payment, and pays nothing', () => {
  const { changes, events } = run(paying({ ...HELD, requested: 'void' }), {
    ...PAYMENT_REPORT,
    state: 'voided',
  });
  const { status, requested, capturedMinor, completedAt, decline } = changes?.payment ?? {};
  assert.deepEqual([status, requested, capturedMinor], ['voided', null, 0]);
  assert.deepEqual([completedAt, decline], [REPORTED_AT, null]);
  assert.equal(changes?.order.status, 'attempted');
  const evidence = { ...EVIDENCE, state: 'voided' };
  assert.deepEqual(events, [{ kind: 'payment.voided', at: REPORTED_AT, evidence }]);
});

test('what was asked of an authorized payment stays asked until the processor has answered', () => {
  const asked = { ...HELD, requested: 'capture' } as const;
  const answer = (report: Partial<PaymentReport>) => told(asked, { raw: 'AUTH', ...report });
  // It says that it did not do it: the merchant may ask again.
  const refused = answer({ state: 'authorized' });
  assert.deepEqual([refused?.status, refused?.requested], ['authorized', null]);
  assert.deepEqual([refused?.completedAt, refused?.kinds], [null, []]);
  // It says nothing of it.
  assert.equal(answer({ state: 'pending' }), null);
  assert.equal(answer({ state: 'unknown' }), null);
  // What it says cannot be believed: the request is still open.
  const wrong = answer({ amountMinor: 1, raw: 'ODD' });
  assert.deepEqual([wrong?.status, wrong?.requested], ['authorized', 'capture']);
  assert.deepEqual([wrong?.completedAt, wrong?.kinds], [null, ['payment.mismatched']]);
  for (const state of ['captured', 'failed', 'voided'] as const) {
    const done = answer({ state });
    assert.deepEqual([done?.requested, done?.completedAt], [null, REPORTED_AT], state);
  }
});

test('an authorized payment of which nothing was asked takes a new name, and is told once', () => {
  assert.equal(told(HELD, { state: 'authorized', raw: 'AUTH' }), null);
  const renamed = told(HELD, { state: 'authorized', raw: 'AUTH', reference: 'P9' });
  assert.deepEqual([renamed?.processorReference, renamed?.requested], ['P9', null]);
  assert.deepEqual([renamed?.completedAt, renamed?.kinds], [null, []]);
  const first = told({ ...HELD, status: 'pending' }, { state: 'authorized' });
  assert.deepEqual([first?.requested, first?.kinds], [null, ['payment.authorized']]);
  assert.deepEqual([first?.completedAt, first?.decline], [null, null]);
});

test("a customer's step decides no payment that waits for its merchant", () => {
  for (const state of ['captured', 'failed', 'authorized', 'pending'] as const) {
    const step = { state, byCustomer: true, reference: 'P9', raw: 'NEW' } as const;
    assert.equal(told(HELD, step), null, state);
    assert.equal(told({ ...HELD, requested: 'capture' }, step), null, state);
  }
  const taken = told({ ...HELD, status: 'pending' }, { byCustomer: true });
  assert.equal(taken?.status, 'captured');
});

test('a settled payment takes no name, no other word and no alarm any more', () => {
  for (const status of ['captured', 'failed', 'voided'] as const) {
    for (const state of ['captured', 'failed', 'voided', 'authorized', 'pending'] as const) {
      const late = { state, raw: 'NEW', reference: 'P9', amountMinor: 1, currency: 'USD' };
      const said = told({ status, requested: null }, late);
      // It may be kept as evidence, and changes nothing: evidence.test.ts says when.
      assert.deepEqual(said?.kinds ?? ['evidence.contradicted'], ['evidence.contradicted']);
      assert.equal(said?.status, undefined, `${status} ${state}`);
      const byCustomer = { ...late, byCustomer: true } as const;
      assert.equal(told({ status, requested: null }, byCustomer), null, `${status} ${state}`);
    }
  }
});

test('a processor that does not know is believed in nothing, not in its amount either', () => {
  for (const status of ['created', 'pending', 'authorized'] as const) {
    const unknown = { state: 'unknown', raw: 'NEW', reference: 'P9', amountMinor: 0 } as const;
    assert.equal(told({ ...HELD, status }, unknown), null, status);
  }
});

function sendingBack(refund: Partial<Refund> = {}): Aggregate {
  const own = { id: other, amountMinor: 50, status: 'processed' } as const;
  return {
    order: buildOrder({ status: 'paid', refunds: 3, version: 7 }),
    payments: [failed(other), buildPayment({ refundedMinor: 10100 }), failed(last)],
    refunds: [buildRefund(own), buildRefund(refund), buildRefund({ ...own, id: last })],
  };
}

const ENDS = [
  ['processed', 10100, REPORTED_AT],
  ['failed', 100, null],
  ['cancelled', 100, null],
] as const;

for (const [state, refundedMinor, processedAt] of ENDS) {
  test(`a refund that is ${state} changes itself and its payment, and no other`, () => {
    const aggregate = sendingBack();
    const { changes, events, instruction, outcome } = run(aggregate, { ...REFUND_REPORT, state });
    const order = { ...aggregate.order, version: 8 };
    const payment = buildPayment({ refundedMinor });
    const refund = buildRefund({
      status: state,
      processorReference: 'P2',
      processorStatus: 'DONE',
      bankReference: 'B2',
      processedAt,
    });
    assert.deepEqual(changes, { order, before: 7, payment, refund, refundIsNew: false });
    const evidence = { ...REFUND_EVIDENCE, state };
    assert.deepEqual(events, [{ kind: `refund.${state}`, at: REPORTED_AT, evidence }]);
    assert.equal(instruction, null);
    const payments = [aggregate.payments[0], payment, aggregate.payments[2]];
    const refunds = [aggregate.refunds[0], refund, aggregate.refunds[2]];
    assert.deepEqual(outcome, { aggregate: { order, payments, refunds }, payment, refund });
  });
}

test('a report of a refund without names does not wipe out those known', () => {
  const known = sendingBack({ processorReference: 'P0', bankReference: 'B0' });
  const nameless = { ...REFUND_REPORT, reference: null, bankReference: null };
  const { changes } = run(known, nameless);
  const { processorReference, bankReference } = changes?.refund ?? {};
  assert.deepEqual([processorReference, bankReference], ['P0', 'B0']);
  const pending = { ...nameless, state: 'pending', raw: 'QUEUED' } as const;
  assert.equal(run(known, pending).changes, null);
});

test('a refund whose payment is not there is a bug, not a refusal', () => {
  const orphan = { ...sendingBack(), payments: [] };
  assert.throws(() => run(orphan, REFUND_REPORT), /without its payment/);
});

test('the time to capture begins when a payment is authorized, and is not prolonged', () => {
  const order = buildOrder({ status: 'attempted', captureWithinMs: 500, expiresAt: NOW });
  const pending = buildPayment({ status: 'pending', capturedMinor: 0, completedAt: null });
  const report = { ...PAYMENT_REPORT, state: 'authorized', raw: 'AUTH' } as const;
  const said = run({ order, payments: [pending], refunds: [] }, report);
  assert.equal(said.changes?.order.expiresAt, REPORTED_AT + 500);
  const held = buildPayment(HELD);
  const renamed = { ...report, reference: 'P9' };
  const again = run({ order, payments: [held], refunds: [] }, renamed);
  assert.equal(again.changes?.order.expiresAt, NOW);
  const { captureWithinMs: _, ...silent } = order;
  const left = run({ order: silent, payments: [pending], refunds: [] }, report);
  assert.equal(left.changes?.order.expiresAt, NOW);
});
