// Money that moved at a processor without us: what is adopted, what that changes, and what it
// never does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund, NOW } from '../../test/support/call.ts';
import { PAYMENT_REPORT, REPORT_CONTEXT } from '../../test/support/report.ts';
import type { AdoptPayment, AdoptRefund, PaymentReport } from './command.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { CONTRADICTIONS_MAX, type Evidence } from './evidence.ts';
import { isFailure } from './failure.ts';
import type { Aggregate, Order } from './order.ts';
import type { Payment } from './payment.ts';

const NEW = { key: 9, number: 90, token: 'NEWNEW12def456' };
const CONTEXT = { ...REPORT_CONTEXT, newId: () => NEW };
const HANDOVER = { theirOrder: 'O1', step: { kind: 'redirect' }, isOpen: true } as const;
const OWN = { connection: 7, handover: HANDOVER, processorReference: 'T1' } as const;

function existing(payment: Partial<Payment> = {}, order: Partial<Order> = {}): Aggregate {
  const paid = { status: 'paid', amountPaidMinor: 50050, attempts: 1, version: 4 } as const;
  return {
    order: buildOrder({ ...paid, ...order }),
    payments: [buildPayment({ ...OWN, ...payment })],
    refunds: [],
  };
}

function run(
  aggregate: Aggregate,
  command: AdoptPayment | AdoptRefund,
  contradicting: readonly Evidence[] = [],
): Decision {
  const result = decide({ aggregate, existingRefund: null, contradicting }, command, CONTEXT);
  assert.ok(!isFailure(result), isFailure(result) ? result.failure : '');
  return result;
}

function adopt(changes: Partial<PaymentReport> = {}): AdoptPayment {
  const report = { ...PAYMENT_REPORT, reference: 'T2', ...changes };
  return { kind: 'adoptPayment', orderKey: 1, report };
}

test('a second success is a payment of its own, surplus, and changes nothing that was', () => {
  const aggregate = existing();
  const { changes, events, instruction, outcome } = run(aggregate, adopt());
  assert.deepEqual(
    events.map(({ kind, evidence }) => [kind, evidence?.payment]),
    [
      ['payment.captured', NEW.token],
      ['payment.surplus', NEW.token],
    ],
  );
  assert.equal(instruction, null);
  const { payment } = changes ?? {};
  assert.deepEqual(
    [payment?.surplus, payment?.status, payment?.capturedMinor, payment?.refundedMinor],
    [true, 'captured', 50050, 0],
  );
  assert.deepEqual([payment?.processorReference, payment?.connection], ['T2', 7]);
  // There it goes by the name of the first, and nobody is sent there any more.
  const { token } = aggregate.payments[0]?.id ?? {};
  const handover = { name: token, theirOrder: 'O1', step: null, isOpen: false };
  assert.deepEqual(payment?.handover, handover);
  const { status, amountPaidMinor, attempts, version } = changes?.order ?? {};
  assert.deepEqual([status, amountPaidMinor, attempts, version], ['paid', 50050, 2, 5]);
  assert.deepEqual(outcome.aggregate.payments[0], aggregate.payments[0]);
  assert.equal(outcome.aggregate.payments.length, 2);
});

test('it is kept as its processor told of it', () => {
  const instrument = { method: 'upi', vpa: 'asha@bank' } as const;
  const said = { instrument, raw: 'PAID TWICE', bankReference: 'B9' };
  const { payment } = run(existing(), adopt(said)).changes ?? {};
  assert.deepEqual(
    [payment?.instrument, payment?.processorStatus, payment?.bankReference],
    [instrument, 'PAID TWICE', 'B9'],
  );
  assert.equal(run(existing(), adopt()).changes?.payment?.instrument, null);
});

test('a third success has the name that the first has there', () => {
  const adopted = { ...HANDOVER, name: 'FIRST123456789', step: null, isOpen: false };
  const { changes } = run(existing({ handover: adopted }), adopt());
  assert.equal(changes?.payment?.handover?.name, 'FIRST123456789');
});

test('an adopted payment pays no order, whatever state that is in', () => {
  for (const status of ['created', 'attempted', 'paid', 'expired', 'cancelled'] as const) {
    for (const state of ['captured', 'authorized'] as const) {
      const aggregate = existing({ status: 'failed', capturedMinor: 0 }, { status });
      const { changes, events } = run(aggregate, adopt({ state }));
      assert.equal(changes?.order.status, status);
      assert.equal(changes?.order.amountPaidMinor, aggregate.order.amountPaidMinor);
      assert.ok(!events.some(({ kind }) => kind === 'order.paid'));
      assert.equal(changes?.payment?.capturedMinor, state === 'captured' ? 50050 : 0);
      const at = state === 'captured' ? REPORT_CONTEXT.now : null;
      assert.equal(changes?.payment?.completedAt, at);
    }
  }
});

test('it holds what was taken, whatever was asked', () => {
  const odd = { amountMinor: 7, currency: 'USD' };
  const { changes } = run(existing({ capturingMinor: 3, requested: 'capture' }), adopt(odd));
  const { amountMinor, currency, capturedMinor, capturingMinor, requested } =
    changes?.payment ?? {};
  assert.deepEqual([amountMinor, currency, capturedMinor], [7, 'USD', 7]);
  assert.deepEqual([capturingMinor, requested], [undefined, null]);
});

test('the same one is adopted once; one without a name, and what is no success, never', () => {
  const once = run(existing(), adopt()).outcome.aggregate;
  assert.equal(run(once, adopt()).changes, null);
  assert.equal(run(existing(), adopt({ reference: 'T1' })).changes, null);
  assert.equal(run(existing(), adopt({ reference: null })).changes, null);
  for (const state of ['pending', 'failed', 'voided', 'unknown'] as const) {
    assert.equal(run(existing(), adopt({ state })).changes, null, state);
  }
  // Two connections may name their payments alike.
  const other = existing();
  const alike = buildPayment({
    ...OWN,
    id: { ...NEW, key: 8 },
    connection: 8,
    processorReference: 'T2',
  });
  assert.ok(run({ ...other, payments: [...other.payments, alike] }, adopt()).changes !== null);
});

test('what is adopted for a payment that is not there is refused', () => {
  const result = decide(
    { aggregate: existing(), existingRefund: null },
    adopt({ paymentKey: 77 }),
    CONTEXT,
  );
  assert.ok(isFailure(result) && result.failure === 'payment_not_found');
});

test('what stands here as surplus already does not pay as the payment that was begun', () => {
  const failed = { status: 'failed', capturedMinor: 0, processorReference: null } as const;
  const begun = existing({ ...failed, decline: 'timed_out' }, { status: 'attempted' });
  const surplus = buildPayment({
    ...{ ...OWN, id: NEW, surplus: true, processorReference: 'T2' },
  });
  const { surplus: _, ...ordinary } = surplus;
  const isTaken = (other: Payment, report: Partial<PaymentReport> = {}, own = begun) => {
    const late = { ...PAYMENT_REPORT, reference: 'T2', late: 'pay', byWatch: true } as const;
    const aggregate = { ...own, payments: [...own.payments, other] };
    const state = { aggregate, existingRefund: null };
    const result = decide(state, { ...late, ...report }, CONTEXT);
    assert.ok(!isFailure(result));
    return result.changes?.payment?.status === (report.state ?? 'captured');
  };
  for (const state of ['captured', 'authorized'] as const) {
    assert.ok(!isTaken(surplus, { state }), state);
    assert.ok(isTaken({ ...surplus, processorReference: 'T3' }, { state }), state);
    assert.ok(isTaken({ ...surplus, connection: 8 }, { state }), state);
    assert.ok(isTaken(surplus, { state, reference: null }), state);
    assert.ok(isTaken({ ...surplus, processorReference: null }, { state, reference: null }), state);
    assert.ok(isTaken({ ...ordinary, status: 'failed', capturedMinor: 0 }, { state }), state);
  }
  // That it failed is no success of the other one.
  const open = { status: 'pending', decline: null } as const;
  const pending = existing({ ...failed, ...open }, { status: 'attempted' });
  assert.ok(isTaken(surplus, { state: 'failed' }, pending));
  assert.ok(!isTaken(surplus, {}, pending));
  // Its own success is told of itself, surplus or not.
  const held = existing({ status: 'authorized', surplus: true, processorReference: 'T2' });
  assert.ok(isTaken({ ...surplus, processorReference: 'T3' }, {}, held));
  // Where no connection carries it all names are of one sandbox.
  const { connection: __, ...sandbox } = buildPayment({ ...OWN, ...failed, ...open });
  const { connection: ___, ...alike } = surplus;
  assert.ok(isTaken(alike, {}, { ...pending, payments: [sandbox] }));
});

function giveBack(changes: Partial<AdoptRefund> = {}): AdoptRefund {
  return {
    kind: 'adoptRefund',
    orderKey: 1,
    paymentKey: 2,
    state: 'processed',
    raw: 'DONE',
    amountMinor: 20000,
    currency: 'INR',
    reference: 'R7',
    bankReference: 'B7',
    ...changes,
  };
}

test('a refund made there lowers what can be given back, and is told', () => {
  const { changes, events, instruction, outcome } = run(existing(), giveBack());
  assert.equal(changes?.payment?.refundedMinor, 20000);
  assert.equal(changes?.refundIsNew, true);
  assert.deepEqual([changes?.order.refunds, changes?.order.version], [1, 5]);
  const { status, dialect, reference, processorReference, processedAt } = changes?.refund ?? {};
  assert.deepEqual(
    [status, dialect, reference, processorReference, processedAt],
    ['processed', '', null, 'R7', REPORT_CONTEXT.now],
  );
  assert.equal(changes?.refund?.ownsReference, false);
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['refund.created', 'refund.processed'],
  );
  assert.equal(instruction, null, 'nobody is told to give it back once more');
  assert.equal(run(outcome.aggregate, giveBack()).changes, null, 'adopted twice');
  const pending = run(existing(), giveBack({ state: 'pending' }));
  assert.deepEqual(
    pending.events.map(({ kind }) => kind),
    ['refund.created'],
  );
  assert.equal(pending.changes?.refund?.processedAt, null);
});

test('a refund made there that cannot be is told once, and changes no money', () => {
  for (const wrong of [{ amountMinor: 50051 }, { currency: 'USD' }]) {
    const { changes, events } = run(existing(), giveBack(wrong));
    assert.deepEqual([changes?.payment, changes?.refund], [null, null]);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['evidence.contradicted'],
    );
    const [event] = events;
    const said = event?.evidence === undefined ? [] : [event.evidence];
    assert.equal(run(existing(), giveBack(wrong), said).changes, null);
    // By other names for ever: more of it tells nobody anything.
    const many = Array.from({ length: CONTRADICTIONS_MAX }, (_, at) =>
      said.map((each) => ({ ...each, reference: `R-${at}` })),
    ).flat();
    assert.ok(run(existing(), giveBack(wrong), many.slice(1)).changes !== null);
    assert.equal(run(existing(), giveBack(wrong), many).changes, null);
  }
  assert.equal(run(existing(), giveBack({ amountMinor: 0 })).changes, null);
  const partly = existing({ refundedMinor: 40000 });
  assert.equal(
    run(partly, giveBack({ amountMinor: 10050 })).changes?.payment?.refundedMinor,
    50050,
  );
  assert.equal(run(partly, giveBack({ amountMinor: 10051 })).changes?.payment, null);
});

test('ours that has a name there is not adopted, and one of another payment is', () => {
  const known = buildRefund({ processorReference: 'R7', createdAt: NOW });
  assert.equal(run({ ...existing(), refunds: [known] }, giveBack()).changes, null);
  const other = buildRefund({ processorReference: 'R7', paymentKey: 5 });
  assert.ok(run({ ...existing(), refunds: [other] }, giveBack()).changes !== null);
});
