// A success after a payment had failed: it pays what is still open and free, and else goes back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment } from '../../test/support/call.ts';
import { PAYMENT_REPORT, REPORT_CONTEXT } from '../../test/support/report.ts';
import type { PaymentReport } from './command.ts';
import { decide } from './decide.ts';
import { isFailure } from './failure.ts';
import type { Order } from './order.ts';
import type { Payment } from './payment.ts';

const FAILED = {
  status: 'failed',
  connection: 7,
  decline: 'timed_out',
  capturedMinor: 0,
  processorReference: null,
  handover: { theirOrder: 'O1', step: null, isOpen: false },
} as const;
const OTHER = { key: 5, number: 50, token: 'OTHER12def456G' };

type Late = {
  readonly report?: Partial<PaymentReport>;
  readonly order?: Partial<Order>;
  readonly payment?: Partial<Payment>;
  readonly others?: readonly Partial<Payment>[];
};

function run({ report = {}, order = {}, payment = {}, others = [] }: Late) {
  const aggregate = {
    order: buildOrder({ status: 'attempted', version: 3, ...order }),
    payments: [
      buildPayment({ ...FAILED, ...payment }),
      ...others.map((each) => buildPayment({ id: OTHER, ...each })),
    ],
    refunds: [],
  };
  const said = { ...PAYMENT_REPORT, late: 'pay', byWatch: true, ...report } as const;
  const result = decide({ aggregate, existingRefund: null }, said, REPORT_CONTEXT);
  assert.ok(!isFailure(result));
  const { changes, events } = result;
  return {
    status: changes?.payment?.status,
    surplus: changes?.payment?.surplus,
    order: changes?.order.status,
    paid: changes?.order.amountPaidMinor,
    capturedMinor: changes?.payment?.capturedMinor,
    decline: changes?.payment?.decline,
    completedAt: changes?.payment?.completedAt,
    kinds: events.map(({ kind }) => kind),
  };
}

test('it pays an order that is open and that nobody else is paying', () => {
  const late = run({});
  assert.deepEqual([late.status, late.surplus, late.order], ['captured', undefined, 'paid']);
  assert.deepEqual([late.paid, late.capturedMinor, late.decline], [50050, 50050, null]);
  assert.deepEqual(late.kinds, ['payment.captured', 'order.paid']);
  const held = run({ report: { state: 'authorized' } });
  assert.deepEqual([held.status, held.surplus, held.order], ['authorized', undefined, 'attempted']);
  assert.deepEqual(held.kinds, ['payment.authorized']);
});

const BARRED: readonly (readonly [string, Late])[] = [
  ['the gateway gives it back', { report: { late: 'refund' } }],
  ['the order is cancelled', { order: { status: 'cancelled' } }],
  ['the order is expired', { order: { status: 'expired' } }],
  ['the order is paid otherwise', { order: { status: 'paid', amountPaidMinor: 50050 } }],
  ['another payment waits for its bank', { others: [{ status: 'pending', capturedMinor: 0 }] }],
  ['another payment is held', { others: [{ status: 'authorized', capturedMinor: 0 }] }],
  ['another payment has just begun', { others: [{ status: 'created', capturedMinor: 0 }] }],
];

for (const [why, given] of BARRED) {
  test(`it is surplus where ${why}, and the order stays as it was`, () => {
    for (const state of ['captured', 'authorized'] as const) {
      const late = run({ ...given, report: { ...given.report, state } });
      assert.deepEqual([late.status, late.surplus], [state, true]);
      assert.equal(late.order, given.order?.status ?? 'attempted');
      assert.equal(late.paid, given.order?.amountPaidMinor ?? 0);
      assert.deepEqual(late.kinds, [`payment.${state}`, 'payment.surplus']);
    }
  });
}

test('another payment that failed, or is given back itself, bars nothing', () => {
  const failed = { status: 'failed', capturedMinor: 0 } as const;
  const back = { status: 'authorized', surplus: true, capturedMinor: 0 } as const;
  assert.equal(run({ others: [failed] }).order, 'paid');
  assert.equal(run({ others: [back] }).order, 'paid');
});

test('a surplus that was held and is then taken is told once, and still pays nothing', () => {
  const held = { status: 'authorized', surplus: true, decline: null } as const;
  const taken = run({ payment: held, report: { reference: 'P1' } });
  assert.deepEqual([taken.status, taken.surplus, taken.order], ['captured', true, 'attempted']);
  assert.deepEqual(taken.kinds, ['payment.captured']);
});

test('another amount or currency lifts no failure and pays nothing: it is surplus', () => {
  for (const wrong of [{ amountMinor: 50049 }, { amountMinor: 50051 }, { currency: 'USD' }]) {
    const told = run({ report: wrong, payment: { completedAt: 5 } });
    assert.deepEqual([told.kinds, told.status], [[], undefined]);
    const aggregate = {
      order: buildOrder({ status: 'attempted' }),
      payments: [buildPayment(FAILED)],
      refunds: [],
    };
    const report = { ...PAYMENT_REPORT, ...wrong };
    const { orderKey } = report;
    const adopts = { kind: 'adoptPayment', orderKey, report } as const;
    const newId = () => ({ key: 9, number: 9, token: 'NEW123def456GH' });
    const adopted = decide({ aggregate, existingRefund: null }, adopts, {
      ...REPORT_CONTEXT,
      newId,
    });
    assert.ok(!isFailure(adopted));
    const { payment } = adopted.outcome;
    assert.deepEqual(
      [payment?.surplus, payment?.amountMinor, payment?.currency],
      [true, report.amountMinor, report.currency],
    );
    assert.equal(adopted.outcome.aggregate.order.status, 'attempted');
  }
});

test('a report that does not say what becomes of it lifts no failure', () => {
  const { late: _, ...silent } = { ...PAYMENT_REPORT, late: undefined };
  const aggregate = {
    order: buildOrder({ status: 'attempted' }),
    payments: [buildPayment(FAILED)],
    refunds: [],
  };
  const result = decide({ aggregate, existingRefund: null }, silent, REPORT_CONTEXT);
  assert.ok(!isFailure(result));
  assert.equal(result.changes?.payment ?? null, null);
});

test('no command of a merchant lifts a payment that failed', () => {
  const aggregate = {
    order: buildOrder({ status: 'attempted' }),
    payments: [buildPayment(FAILED)],
    refunds: [],
  };
  const target = { order: [] } as const;
  const all = { amount: 'everything', currency: null } as const;
  const commands = [
    { kind: 'capturePayment', target, ...all },
    { kind: 'voidPayment', target },
  ] as const;
  for (const command of commands) {
    const result = decide({ aggregate, existingRefund: null }, command, REPORT_CONTEXT);
    assert.ok(isFailure(result) && result.failure === 'payment_not_authorized', command.kind);
  }
});

const LEFT = {
  status: 'pending',
  capturedMinor: 0,
  completedAt: null,
  connection: 7,
  handover: { theirOrder: 'O1', step: { kind: 'redirect' }, isOpen: true },
} as const;

test('what nobody is paying bars neither cancelling nor expiry nor leaving', () => {
  const run = (
    payment: Partial<Payment>,
    kind: 'cancelOrder' | 'expireOrder' | 'abandonPayment',
  ) => {
    const order = buildOrder({ status: 'attempted', expiresAt: 5 });
    const open = kind === 'abandonPayment' ? { ...order, expiresAt: null } : order;
    const aggregate = { order: open, payments: [buildPayment(payment)], refunds: [] };
    const command = kind === 'expireOrder' ? { kind, orderKey: 1 } : { kind, order: [] };
    return decide({ aggregate, existingRefund: null }, command, REPORT_CONTEXT);
  };
  const ends = { cancelOrder: 'cancelled', expireOrder: 'expired', abandonPayment: 'attempted' };
  for (const kind of ['cancelOrder', 'expireOrder', 'abandonPayment'] as const) {
    const left = run(LEFT, kind);
    assert.ok(!isFailure(left), kind);
    assert.equal(left.changes?.order.status, ends[kind]);
    const { status, handover, completedAt } = left.changes?.payment ?? {};
    assert.deepEqual([status, completedAt], ['failed', REPORT_CONTEXT.now]);
    assert.deepEqual([handover?.isOpen, handover?.step], [false, null]);
    const paying = { ...LEFT, handover: { ...LEFT.handover, isOpen: false } };
    for (const holding of [paying, { ...LEFT, status: 'authorized' } as const]) {
      const barred = run(holding, kind);
      assert.ok(isFailure(barred) && barred.failure === 'payment_in_progress', kind);
    }
  }
});
