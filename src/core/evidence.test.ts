// What contradicts a settled payment or refund: kept once, and nothing else becomes of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund } from '../../test/support/call.ts';
import { PAYMENT_REPORT, REFUND_REPORT, REPORT_CONTEXT } from '../../test/support/report.ts';
import type { PaymentReport, RefundReport } from './command.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { contradicts, type Evidence, evidenceOf } from './evidence.ts';
import { isFailure } from './failure.ts';
import type { Aggregate, Order } from './order.ts';
import type { PaymentStatus } from './payment.ts';
import type { RefundStatus } from './refund.ts';

function paying(status: PaymentStatus, order: Partial<Order> = {}): Aggregate {
  const closed = { status: status === 'captured' ? ('paid' as const) : ('attempted' as const) };
  const capturedMinor = status === 'captured' ? 50050 : 0;
  return {
    order: buildOrder({ attempts: 1, version: 7, ...closed, ...order }),
    payments: [buildPayment({ status, capturedMinor })],
    refunds: [],
  };
}

const contradictingOf = (decision: Decision) =>
  decision.events.filter(({ kind }) => kind === 'evidence.contradicted');

// Each row: what the payment is, what comes later, whether both cannot be true.
const LATE: readonly (readonly [PaymentStatus, Partial<PaymentReport>, boolean])[] = [
  ['failed', { state: 'captured' }, true],
  ['failed', { state: 'authorized' }, true],
  ['failed', { state: 'failed' }, false],
  ['failed', { state: 'pending' }, false],
  ['voided', { state: 'captured' }, true],
  ['voided', { state: 'authorized' }, false],
  ['voided', { state: 'failed' }, false],
  ['captured', { state: 'captured' }, false],
  ['captured', { state: 'captured', amountMinor: 50049 }, true],
  ['captured', { state: 'captured', currency: 'USD' }, true],
  ['captured', { state: 'authorized' }, false],
  ['captured', { state: 'authorized', amountMinor: 1 }, true],
  ['captured', { state: 'failed' }, true],
  ['captured', { state: 'voided' }, true],
  ['captured', { state: 'unknown' }, false],
  ['captured', { state: 'failed', byCustomer: true }, false],
];

for (const [status, changes, kept] of LATE) {
  test(`${status}, then ${JSON.stringify(changes)}: ${kept ? 'kept' : 'nothing new'}`, () => {
    const existing = paying(status);
    const state = { aggregate: existing, existingRefund: null };
    const report = { ...PAYMENT_REPORT, ...changes };
    const decision = decide(state, report, REPORT_CONTEXT);
    assert.ok(!isFailure(decision));
    assert.deepEqual(decision.outcome.payment, existing.payments[0], 'the payment stays as it is');
    if (!kept) return assert.equal(decision.changes, null);
    const [event] = contradictingOf(decision);
    const { raw, amountMinor, currency, reference } = report;
    assert.partialDeepStrictEqual(event?.evidence, { raw, amountMinor, currency, reference });
    assert.equal(decision.events.length, 1);
    const { order, payment, refund } = decision.changes ?? assert.fail();
    assert.deepEqual([payment, refund], [null, null]);
    assert.deepEqual(order, { ...existing.order, version: 8 });
    const contradicting = event?.evidence === undefined ? [] : [event.evidence];
    const again = decide({ ...state, contradicting }, report, REPORT_CONTEXT);
    assert.ok(!isFailure(again) && again.changes === null, 'it is told once');
    const many = Array.from({ length: 50 }, () => ({
      ...(event?.evidence ?? assert.fail()),
      raw: 'X',
    }));
    const late = decide({ ...state, contradicting: many }, report, REPORT_CONTEXT);
    assert.ok(!isFailure(late) && late.changes === null, 'without end');
  });
}

for (const status of ['expired', 'cancelled', 'paid'] as const) {
  test(`captured for an order that is ${status}: that is kept too`, () => {
    const aggregate = paying('pending', { status });
    const decision = decide({ aggregate, existingRefund: null }, PAYMENT_REPORT, REPORT_CONTEXT);
    assert.ok(!isFailure(decision));
    const kinds = decision.events.map(({ kind }) => kind);
    assert.deepEqual(kinds, ['payment.captured', 'evidence.contradicted']);
    assert.equal(decision.outcome.aggregate.order.status, status);
  });
}

test('what a refund came to and a processor contradicts is kept', () => {
  const rows: readonly (readonly [RefundStatus, Partial<RefundReport>, boolean])[] = [
    ['failed', { state: 'processed' }, true],
    ['cancelled', { state: 'processed' }, true],
    ['processed', { state: 'failed' }, true],
    ['processed', { state: 'processed' }, false],
    ['processed', { state: 'processed', amountMinor: 1 }, true],
    ['pending', { state: 'processed', amountMinor: 1 }, true],
    ['failed', { state: 'cancelled' }, false],
    ['processed', { state: 'pending' }, false],
  ];
  for (const [status, changes, kept] of rows) {
    const aggregate = { ...paying('captured'), refunds: [buildRefund({ status })] };
    const report = { ...REFUND_REPORT, ...changes };
    const decision = decide({ aggregate, existingRefund: null }, report, REPORT_CONTEXT);
    assert.ok(!isFailure(decision));
    const [event] = contradictingOf(decision);
    assert.equal(event !== undefined, kept, `${status} ${JSON.stringify(changes)}`);
    if (kept) assert.equal(event?.evidence?.refund, aggregate.refunds[0]?.id.token);
    assert.equal(decision.outcome.refund?.status, status);
  }
});

test('whatever is said otherwise is told, until there are fifty; a repetition is not', () => {
  const aggregate = paying('captured');
  const report = { ...PAYMENT_REPORT, state: 'failed' } as const;
  const evidence = evidenceOf(aggregate, report);
  const isTold = (contradicting: readonly Evidence[]): boolean => {
    const decision = decide(
      { aggregate, existingRefund: null, contradicting },
      report,
      REPORT_CONTEXT,
    );
    assert.ok(!isFailure(decision));
    return decision.changes !== null;
  };
  const others: readonly Partial<Evidence>[] = [
    { payment: 'OTHER12def456G' },
    { refund: 'RFN123def456GH' },
    { state: 'voided' },
    { raw: 'X' },
    { amountMinor: 1 },
    { currency: 'USD' },
    { reference: null },
    { bankReference: null },
  ];
  for (const other of others) {
    assert.ok(isTold([{ ...evidence, ...other }]), JSON.stringify(other));
    assert.ok(!isTold([{ ...evidence, ...other }, evidence]), JSON.stringify(other));
  }
  const many = (length: number) => Array.from({ length }, () => ({ ...evidence, raw: 'X' }));
  assert.deepEqual([isTold(many(49)), isTold(many(50))], [true, false]);
});

test('a report about a payment or a refund that is not there contradicts nothing', () => {
  const aggregate = paying('captured');
  assert.equal(
    contradicts(aggregate, { ...PAYMENT_REPORT, state: 'failed', paymentKey: 9 }),
    false,
  );
  assert.equal(contradicts(aggregate, REFUND_REPORT), false);
  assert.throws(() => evidenceOf({ ...aggregate, payments: [] }, PAYMENT_REPORT), /of nothing/);
});
