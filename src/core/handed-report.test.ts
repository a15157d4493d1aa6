// Reports about a payment that stands at a processor: where it is there, what closes it, whether
// another connection is asked instead, and what becomes of an order that its merchant withdrew.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund } from '../../test/support/call.ts';
import {
  PAYMENT_REPORT,
  REFUND_REPORT,
  REPORT_CONTEXT,
  REPORTED_AT,
} from '../../test/support/report.ts';
import type { PaymentReport, RefundReport } from './command.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { isFailure } from './failure.ts';
import type { Aggregate, Order } from './order.ts';
import type { Handover, Payment } from './payment.ts';

const STEP = { kind: 'redirect', url: 'https://bank.example/pay' } as const;
const HANDOVER: Handover = { theirOrder: 'O1', step: STEP, isOpen: true };
const OPEN: Pick<
  Payment,
  'status' | 'capturedMinor' | 'completedAt' | 'processorReference' | 'processorStatus'
> & { readonly connection: number; readonly handover: Handover } = {
  ...{ status: 'pending', capturedMinor: 0, completedAt: null, connection: 7 },
  ...{ processorReference: 'P1', processorStatus: 'OLD', handover: HANDOVER },
};
const OTHER = { key: 5, number: 50, token: 'OTHER12def456G' };

function standing(
  payment: Partial<Payment> = {},
  order: Partial<Order> = {},
  others: readonly Partial<Payment>[] = [],
): Aggregate {
  return {
    order: buildOrder({ status: 'attempted', version: 7, ...order }),
    payments: [
      buildPayment({ ...OPEN, ...payment }),
      ...others.map((each) => buildPayment({ id: OTHER, ...OPEN, ...each })),
    ],
    refunds: [],
  };
}

function run(aggregate: Aggregate, report: PaymentReport | RefundReport): Decision {
  const result = decide({ aggregate, existingRefund: null }, report, REPORT_CONTEXT);
  assert.ok(!isFailure(result), isFailure(result) ? result.failure : '');
  return result;
}

function told(report: Partial<PaymentReport>, ...given: Parameters<typeof standing>) {
  const { changes, events } = run(standing(...given), { ...PAYMENT_REPORT, ...report });
  return {
    handover: changes?.payment?.handover,
    isUnchanged: changes === null,
    order: changes?.order,
    kinds: events.map(({ kind }) => kind),
    events,
  };
}

test('while it waits it stands where its processor says, else where it stood', () => {
  const next: Handover = { theirOrder: 'O2', step: null, isOpen: true };
  assert.deepEqual(told({ state: 'pending', handover: next }).handover, next);
  assert.deepEqual(told({ state: 'pending', reference: 'P9' }).handover, HANDOVER);
  const created = { status: 'created' } as const;
  assert.deepEqual(told({ state: 'pending' }, created).handover, HANDOVER);
  assert.deepEqual(told({ state: 'pending', handover: next }, created).handover, next);
});

test('any change of where it stands is kept, and nothing is told of it', () => {
  for (const change of [{ theirOrder: 'O2' }, { isOpen: false }, { step: null }] as const) {
    const handover = { ...HANDOVER, ...change };
    const { order, handover: kept, kinds } = told({ state: 'pending', handover });
    assert.deepEqual([kept, kinds, order?.version], [handover, [], 8], JSON.stringify(change));
  }
  // Another address of the same step is no other place.
  const step = { ...STEP, url: 'https://bank.example/again' };
  assert.ok(told({ state: 'pending', handover: { ...HANDOVER, step } }).isUnchanged);
  assert.ok(told({ state: 'pending', handover: HANDOVER }).isUnchanged);
});

test('once it is decided nobody is sent there', () => {
  for (const state of ['captured', 'authorized', 'failed'] as const) {
    for (const handover of [undefined, { ...HANDOVER, theirOrder: 'O2' }]) {
      const report = { state, ...(handover === undefined ? {} : { handover }) };
      const wanted = { ...(handover ?? HANDOVER), step: null, isOpen: false };
      assert.deepEqual(told(report).handover, wanted, state);
    }
  }
});

test('where another amount was taken nobody may leave, and the step stands', () => {
  const less = told({ amountMinor: 1 });
  assert.deepEqual(less.handover, { ...HANDOVER, isOpen: false });
  assert.deepEqual(less.kinds, ['payment.mismatched']);
});

test('what failed is closed by its processor’s word, once', () => {
  const failed = { status: 'failed', decline: 'timed_out' } as const;
  const closing = { handover: { ...HANDOVER, isClosed: true } } as const;
  for (const state of ['failed', 'unknown'] as const) {
    const { handover, kinds, order } = told({ state, ...closing }, failed);
    assert.deepEqual([handover?.isClosed, kinds, order?.version], [true, [], 8]);
  }
  const { handover: _, ...unbegun } = buildPayment({ ...OPEN, ...failed });
  const aggregate = { ...standing(), payments: [unbegun] };
  assert.equal(run(aggregate, { ...PAYMENT_REPORT, state: 'failed', ...closing }).changes, null);
  for (const [report, payment] of [
    [
      { state: 'failed', ...closing },
      { ...failed, ...closing },
    ],
    [{ state: 'failed' }, failed],
    [{ state: 'failed', handover: HANDOVER }, failed],
    [{ state: 'unknown', ...closing }, {}],
    [{ state: 'pending', ...closing }, { status: 'captured' }],
  ] as const) {
    assert.ok(told(report, payment).isUnchanged, JSON.stringify(report));
  }
});

test('a failure that is told late gives what failed no other name', () => {
  const failed = { status: 'failed', decline: 'timed_out' } as const;
  for (const state of ['failed', 'pending', 'voided'] as const) {
    assert.ok(told({ state, reference: 'P9', late: 'pay', byWatch: true }, failed).isUnchanged);
  }
});

test('what was not begun goes on elsewhere, and its merchant hears of no failure', () => {
  const unbegun = { state: 'failed', isUnbegun: true, decline: 'processor_error' } as const;
  const { handover: _, ...begun } = buildPayment({ ...OPEN, goesOn: true });
  const payments = (payment: Payment) => ({ ...standing(), payments: [payment] });
  const [event, ...more] = run(payments(begun), { ...PAYMENT_REPORT, ...unbegun }).events;
  assert.deepEqual([event?.kind, more], ['payment.routed', []]);
  assert.deepEqual(event?.routing, {
    payment: 'PAY123def456GH',
    reason: 'not taken, so another connection can be asked: SUCCESS',
  });
  assert.equal(event?.at, REPORTED_AT);
  const { goesOn: __, ...last } = begun;
  const { isUnbegun: ___, ...tried } = unbegun;
  for (const [payment, report] of [
    [last, unbegun],
    [begun, tried],
    [begun, { ...unbegun, decline: 'declined' }],
    [{ ...begun, handover: HANDOVER }, unbegun],
  ] as const) {
    const { events } = run(payments(payment), { ...PAYMENT_REPORT, ...report });
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['payment.failed'],
    );
  }
});

test('who is given up as unseen fails, unless somebody was sent there meanwhile', () => {
  const unseen = { state: 'failed', isUnseen: true, decline: 'processor_error' } as const;
  const report = { ...PAYMENT_REPORT, ...unseen };
  const seen = run(standing(), report);
  assert.equal(seen.changes, null);
  assert.equal(seen.outcome.payment?.status, 'pending');
  const { handover: _, ...nowhere } = buildPayment(OPEN);
  const failed = run({ ...standing(), payments: [nowhere] }, report);
  assert.equal(failed.outcome.payment?.status, 'failed');
});

test('an order that was withdrawn is closed by the last failure of it, and no earlier', () => {
  const withdrawn = { cancelRequested: true } as const;
  const closed = told({ state: 'failed' }, {}, withdrawn);
  assert.deepEqual(closed.kinds, ['payment.failed', 'order.cancelled']);
  assert.equal(closed.order?.status, 'cancelled');
  const [failed, pending] = [{ status: 'failed' }, { status: 'pending' }] as const;
  assert.equal(told({ state: 'failed' }, {}, withdrawn, [failed]).order?.status, 'cancelled');
  const waits = told({ state: 'failed' }, {}, withdrawn, [failed, pending]);
  assert.deepEqual([waits.order?.status, waits.kinds], ['attempted', ['payment.failed']]);
  // Held money is no failure, and an order that nobody withdrew stays open.
  const held = told({ state: 'authorized' }, {}, withdrawn);
  assert.deepEqual([held.order?.status, held.kinds], ['attempted', ['payment.authorized']]);
  const open = told({ state: 'failed' });
  assert.deepEqual([open.order?.status, open.kinds], ['attempted', ['payment.failed']]);
  // A payment link was changed when it was withdrawn, and by nothing else.
  const link = { link: { reference: 'L-1' } };
  assert.equal(
    told({ state: 'failed' }, {}, { ...withdrawn, ...link }).order?.link?.changedAt,
    REPORTED_AT,
  );
  for (const [state, order] of [
    ['failed', link],
    ['captured', link],
    ['failed', { ...withdrawn, ...link, status: 'cancelled' }],
  ] as const) {
    assert.deepEqual(told({ state }, {}, order).order?.link, link.link);
  }
  // One that was closed before is not closed again.
  const before = told({ state: 'failed' }, {}, { ...withdrawn, status: 'cancelled' });
  assert.deepEqual([before.order?.status, before.kinds], ['cancelled', ['payment.failed']]);
});

test('a surplus whose refund failed is for a person, be it a paisa', () => {
  const surplus = { surplus: true, status: 'captured', refundedMinor: 1 } as const;
  const aggregate = { ...standing(surplus), refunds: [buildRefund({ amountMinor: 1 })] };
  const reasons = (state: RefundReport['state']) =>
    run(aggregate, { ...REFUND_REPORT, state, amountMinor: 1 }).reviews?.map(
      ({ reason }) => reason,
    );
  assert.deepEqual(reasons('failed'), ['surplus_kept']);
  assert.deepEqual(reasons('cancelled'), ['surplus_kept']);
  assert.equal(reasons('processed'), undefined);
  assert.equal(reasons('pending'), undefined);
});
