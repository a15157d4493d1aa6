// Reports of processors: evidence that moves a payment or a refund along its table, or nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund, NOW } from '../../test/support/call.ts';
import { PAYMENT_REPORT, REFUND_REPORT, REPORT_CONTEXT } from '../../test/support/report.ts';
import type { PaymentReport, RefundReport } from './command.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { isFailure } from './failure.ts';
import type { Aggregate, Order } from './order.ts';
import type { Payment, PaymentStatus } from './payment.ts';
import type { RefundStatus } from './refund.ts';

function paying(status: PaymentStatus, order: Partial<Order> = {}): Aggregate {
  const captured = status === 'captured';
  const isOpenStill = { status: captured ? ('paid' as const) : ('attempted' as const) };
  const payment: Partial<Payment> = {
    status,
    capturedMinor: captured ? 50050 : 0,
    processorReference: 'P0',
    processorStatus: 'OLD',
    bankReference: 'B0',
    completedAt: null,
  };
  return {
    order: buildOrder({ attempts: 1, version: 7, ...isOpenStill, ...order }),
    payments: [buildPayment(payment)],
    refunds: [],
  };
}

function run(aggregate: Aggregate, report: PaymentReport | RefundReport): Decision {
  const result = decide({ aggregate, existingRefund: null }, report, REPORT_CONTEXT);
  assert.ok(!isFailure(result), isFailure(result) ? result.failure : '');
  return result;
}

const CONTRADICTING = [
  'captured failed',
  'failed authorized',
  'failed captured',
  'voided captured',
];
const contradicting = (from: PaymentStatus, state: PaymentReport['state']): readonly string[] =>
  CONTRADICTING.includes(`${from} ${state}`) ? ['evidence.contradicted'] : [];

/** State before, state reported, state after and what is told; a settled payment never moves. */
const STEPS: readonly (readonly [
  PaymentStatus,
  PaymentReport['state'],
  PaymentStatus,
  readonly string[],
])[] = [
  ['created', 'unknown', 'created', []],
  ['created', 'pending', 'pending', ['payment.pending']],
  ['created', 'authorized', 'authorized', ['payment.authorized']],
  ['created', 'captured', 'captured', ['payment.captured', 'order.paid']],
  ['created', 'failed', 'failed', ['payment.failed']],
  ['pending', 'unknown', 'pending', []],
  ['pending', 'pending', 'pending', []],
  ['pending', 'authorized', 'authorized', ['payment.authorized']],
  ['pending', 'captured', 'captured', ['payment.captured', 'order.paid']],
  ['pending', 'failed', 'failed', ['payment.failed']],
  ['authorized', 'unknown', 'authorized', []],
  ['authorized', 'pending', 'authorized', []],
  ['authorized', 'authorized', 'authorized', []],
  ['authorized', 'captured', 'captured', ['payment.captured', 'order.paid']],
  ['authorized', 'failed', 'failed', ['payment.failed']],
  ...(['captured', 'failed', 'voided'] as const).flatMap((from) =>
    (['pending', 'authorized', 'captured', 'failed', 'unknown'] as const).map(
      (state) => [from, state, from, contradicting(from, state)] as const,
    ),
  ),
];

for (const [from, state, to, kinds] of STEPS) {
  test(`a payment that is ${from} and reported ${state} is ${to}`, () => {
    const aggregate = paying(from);
    const { changes, events, outcome } = run(aggregate, {
      ...PAYMENT_REPORT,
      state,
      reference: 'P0',
    });
    assert.equal(outcome.payment?.status, to);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      kinds,
    );
    assert.equal(changes === null, from === to && kinds.length === 0);
    if (from === to) assert.equal(changes?.payment ?? null, null);
    if (changes === null) assert.equal(outcome.aggregate, aggregate);
    else assert.equal(changes.order.version, 8);
    const paid = to === 'captured';
    assert.equal(outcome.aggregate.order.status, paid ? 'paid' : 'attempted');
  });
}

test('a captured payment keeps what the processor said, and pays the order', () => {
  const { changes } = run(paying('pending'), PAYMENT_REPORT);
  const { processorReference, processorStatus, bankReference } = changes?.payment ?? {};
  assert.deepEqual([processorReference, processorStatus, bankReference], ['P1', 'SUCCESS', 'B1']);
  assert.equal(changes?.payment?.capturedMinor, 50050);
  assert.equal(changes?.payment?.completedAt, NOW + 9000);
  assert.equal(changes?.order.amountPaidMinor, 50050);
});

test('a report without names does not wipe out those known', () => {
  const nameless = { ...PAYMENT_REPORT, reference: null, bankReference: null };
  const { changes } = run(paying('pending'), nameless);
  assert.equal(changes?.payment?.processorReference, 'P0');
  assert.equal(changes?.payment?.bankReference, 'B0');
});

test('a pending payment remembers the name that the processor gives it later', () => {
  const told = { ...PAYMENT_REPORT, state: 'pending', raw: 'QUEUED' } as const;
  const { changes, events } = run(paying('pending'), told);
  assert.equal(changes?.payment?.processorReference, 'P1');
  assert.equal(changes?.payment?.status, 'pending');
  assert.deepEqual(events, []);
  assert.equal(run(paying('authorized'), told).changes, null);
});

test('a payment that fails without a reason was declined; with one, it is kept', () => {
  const failed = { ...PAYMENT_REPORT, state: 'failed' } as const;
  assert.equal(run(paying('pending'), failed).changes?.payment?.decline, 'declined');
  const late = run(paying('pending'), { ...failed, decline: 'timed_out' });
  assert.equal(late.changes?.payment?.decline, 'timed_out');
  assert.equal(late.changes?.payment?.capturedMinor, 0);
});

for (const [name, wrong] of [
  ['amount', { amountMinor: 50049 }],
  ['currency', { currency: 'USD' }],
  ['amount of nothing', { amountMinor: 0 }],
] as const) {
  test(`another ${name} never pays, is told once, and can still come right`, () => {
    for (const state of ['captured', 'authorized'] as const) {
      const first = run(paying('pending'), { ...PAYMENT_REPORT, state, ...wrong });
      assert.equal(first.outcome.payment?.status, 'pending');
      assert.equal(first.outcome.aggregate.order.status, 'attempted');
      assert.equal(first.outcome.payment?.capturedMinor, 0);
      assert.deepEqual(
        first.events.map(({ kind }) => kind),
        ['payment.mismatched'],
      );
      const again = run(first.outcome.aggregate, { ...PAYMENT_REPORT, state, ...wrong });
      assert.equal(again.changes, null, 'the same wrong report is written again');
      assert.deepEqual(again.events, []);
      const right = run(first.outcome.aggregate, PAYMENT_REPORT);
      assert.equal(right.outcome.aggregate.order.status, 'paid');
    }
    const failed = run(paying('pending'), { ...PAYMENT_REPORT, state: 'failed', ...wrong });
    assert.equal(failed.outcome.payment?.status, 'failed');
  });
}

test('a late capture for an order that is closed does not pay it', () => {
  const closed = paying('pending', { status: 'cancelled' });
  const { outcome, events } = run(closed, PAYMENT_REPORT);
  assert.equal(outcome.payment?.status, 'captured');
  assert.equal(outcome.aggregate.order.status, 'cancelled');
  assert.equal(outcome.aggregate.order.amountPaidMinor, 0);
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['payment.captured', 'evidence.contradicted'],
  );
});

function sendingBack(status: RefundStatus): Aggregate {
  const held = status === 'failed' || status === 'cancelled' ? 0 : 10000;
  return {
    order: buildOrder({ status: 'paid', amountPaidMinor: 50050, refunds: 1, version: 7 }),
    payments: [buildPayment({ refundedMinor: held })],
    refunds: [buildRefund({ status, processorReference: 'P0' })],
  };
}

const REFUND_STATES = ['pending', 'processed', 'failed', 'cancelled'] as const;
for (const from of REFUND_STATES) {
  for (const state of [...REFUND_STATES, 'unknown'] as const) {
    const moves = from === 'pending' && state !== 'pending' && state !== 'unknown';
    test(`a refund that is ${from} and reported ${state} is ${moves ? state : from}`, () => {
      const known = { ...REFUND_REPORT, state, reference: 'P0' };
      const { changes, events, outcome } = run(sendingBack(from), known);
      assert.equal(outcome.refund?.status, moves ? state : from);
      const states = [from, state];
      const good = states.filter((each) => each === 'processed').length;
      const bad = states.filter((each) => each === 'failed' || each === 'cancelled').length;
      const isKept = good === 1 && bad === 1;
      assert.equal(changes?.refund ?? null, moves ? outcome.refund : null);
      assert.equal(events.length, moves || isKept ? 1 : 0);
      const returned = moves && state !== 'processed';
      const before = sendingBack(from).payments[0]?.refundedMinor;
      assert.equal(outcome.payment?.refundedMinor, returned ? 0 : before);
      if (moves) assert.equal(changes?.order.version, 8);
      if (moves) assert.equal(outcome.refund?.processedAt === null, state !== 'processed');
    });
  }
}

test('a pending refund remembers the name that the processor gave it', () => {
  const told = { ...REFUND_REPORT, state: 'pending', raw: 'QUEUED' } as const;
  const aggregate = sendingBack('pending');
  const nameless = buildRefund({ processorReference: null });
  const { changes, events } = run({ ...aggregate, refunds: [nameless] }, told);
  assert.equal(changes?.refund?.processorReference, 'P2');
  assert.equal(changes?.refund?.status, 'pending');
  assert.equal(changes?.payment?.refundedMinor, 10000);
  assert.equal(changes?.order.version, 8);
  assert.deepEqual(events, []);
});

for (const wrong of [{ amountMinor: 9999 }, { currency: 'USD' }]) {
  test(`a refund of another ${Object.keys(wrong)} is not processed`, () => {
    const { changes, outcome } = run(sendingBack('pending'), { ...REFUND_REPORT, ...wrong });
    assert.equal(outcome.refund?.status, 'pending');
    assert.equal(outcome.payment?.refundedMinor, 10000);
    assert.deepEqual([changes?.payment, changes?.refund], [null, null]);
  });
}

test('reports about nothing are refused', () => {
  const state = { aggregate: paying('pending'), existingRefund: null };
  const failureOf = (report: PaymentReport | RefundReport, from = state) => {
    const result = decide(from, report, REPORT_CONTEXT);
    return isFailure(result) ? result.failure : 'decided';
  };
  assert.equal(failureOf({ ...PAYMENT_REPORT, paymentKey: 9 }), 'payment_not_found');
  assert.equal(failureOf(REFUND_REPORT), 'refund_not_found');
  const nothing = { aggregate: null, existingRefund: null };
  assert.equal(isFailure(decide(nothing, PAYMENT_REPORT, REPORT_CONTEXT)), true);
  assert.equal(isFailure(decide(nothing, REFUND_REPORT, REPORT_CONTEXT)), true);
});

test('of a part that is captured the part is taken, and no other amount', () => {
  const asked = (requested: Payment['requested']): Aggregate => {
    const aggregate = paying('authorized');
    const payments = aggregate.payments.map((each) => ({
      ...each,
      requested,
      capturingMinor: 100,
    }));
    return { ...aggregate, payments };
  };
  const captured = { ...PAYMENT_REPORT, state: 'captured' } as const;
  const taken = run(asked('capture'), { ...captured, amountMinor: 100 });
  const { order, payments } = taken.outcome.aggregate;
  assert.deepEqual([order.status, order.amountPaidMinor], ['paid', 100]);
  assert.deepEqual([payments[0]?.status, payments[0]?.capturedMinor], ['captured', 100]);
  // Said again, nothing is new; another amount contradicts it, and what was authorized does not.
  const { aggregate } = taken.outcome;
  const kinds = (report: PaymentReport) => run(aggregate, report).events.map(({ kind }) => kind);
  assert.deepEqual(kinds({ ...captured, amountMinor: 100 }), []);
  assert.deepEqual(kinds({ ...captured, amountMinor: 50050 }), ['evidence.contradicted']);
  assert.deepEqual(kinds({ ...captured, state: 'authorized', amountMinor: 50050 }), []);
  for (const [requested, amountMinor] of [
    ['capture', 50050],
    [null, 100],
  ] as const) {
    const { outcome, events } = run(asked(requested), { ...captured, amountMinor });
    assert.equal(outcome.payment?.status, 'authorized');
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['payment.mismatched'],
    );
  }
});
