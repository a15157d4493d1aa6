// A payment that its processor never took: when its merchant hears of no failure because another
// connection is asked, and when it hears of it after all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, NOW } from '../../test/support/call.ts';
import { evidenceOf } from './evidence.ts';
import { changeSettled, failedEvent } from './gone-on.ts';
import type { Payment } from './payment.ts';
import type { PaymentReport } from './processor-report.ts';

const AT = NOW + 5000;
/** As it is where its processor never took it, and another was to be asked. */
const UNBEGUN: Payment = buildPayment({
  ...{ status: 'failed', decline: 'processor_error', processorStatus: 'down', goesOn: true },
  ...{ completedAt: NOW },
});
const { goesOn: _, ...STOPPED } = UNBEGUN;
const HANDOVER = { name: 'n', theirOrder: 'o', step: null, isOpen: true } as const;

function reportOf(payment: Payment, more: Partial<PaymentReport> = {}): PaymentReport {
  const { orderKey, id, amountMinor, currency } = payment;
  return {
    ...{ kind: 'reportPayment', orderKey, paymentKey: id.key, state: 'failed', raw: 'no answer' },
    ...{ amountMinor, currency, reference: null, instrument: null, bankReference: null },
    ...{ decline: 'processor_error', ...more },
  } as PaymentReport;
}

const existingOf = (...payments: readonly Payment[]) => ({
  order: buildOrder({ status: 'attempted' }),
  payments,
  refunds: [],
});

test('a payment that goes on elsewhere has not failed for its merchant: it was routed', () => {
  const report = reportOf(UNBEGUN, { isUnbegun: true });
  const evidence = evidenceOf(existingOf(UNBEGUN), report);
  const reason = 'not taken, so another connection can be asked: no answer';
  assert.deepEqual(failedEvent(UNBEGUN, report, AT, evidence), {
    ...{ kind: 'payment.routed', at: AT },
    routing: { payment: UNBEGUN.id.token, reason },
  });
  const failed = { kind: 'payment.failed', at: AT, evidence };
  for (const [payment, said] of [
    [STOPPED, report],
    [{ ...UNBEGUN, goesOn: false } as unknown as Payment, report],
    [UNBEGUN, reportOf(UNBEGUN)],
    // A customer may have seen it, or declined it.
    [{ ...UNBEGUN, handover: HANDOVER } as Payment, report],
    [{ ...UNBEGUN, decline: 'declined' } as Payment, report],
  ] as const) {
    assert.deepEqual(failedEvent(payment, said, AT, evidence), failed);
  }
});

test('whoever had it begun is gone: it has failed after all, with what was said then', () => {
  const existing = existingOf(buildPayment({ id: { key: 9, number: 9, token: 'B' } }), UNBEGUN);
  const report = reportOf(UNBEGUN, { raw: 'asked again' });
  const decision = changeSettled(existing, UNBEGUN, report, AT);
  const order = { ...existing.order, version: existing.order.version + 1 };
  assert.deepEqual(decision.changes, {
    ...{ order, before: existing.order.version, payment: STOPPED, refund: null },
    refundIsNew: false,
  });
  const evidence = evidenceOf(existing, { ...report, raw: 'down' });
  assert.deepEqual(decision.events, [{ kind: 'payment.failed', at: AT, evidence }]);
  assert.equal(decision.instruction, null);
  // Without a word of then the one of now is told.
  const mute = { ...UNBEGUN, processorStatus: null };
  const [event] = changeSettled(existingOf(mute), mute, report, AT).events;
  assert.deepEqual(event, {
    ...{ kind: 'payment.failed', at: AT },
    evidence: evidenceOf(existingOf(mute), { ...report, raw: 'asked again' }),
  });
});

test('what is settled stays as it is otherwise', () => {
  const later = buildPayment({ id: { key: 9, number: 9, token: 'B' } });
  const failed = buildPayment({ status: 'failed', handover: HANDOVER });
  const captured = buildPayment({ handover: HANDOVER });
  const closed = { handover: { ...HANDOVER, isClosed: true } } as Partial<PaymentReport>;
  for (const [payment, report, more] of [
    // Somebody went on, so that it is not the last.
    [UNBEGUN, reportOf(UNBEGUN), [later]],
    [STOPPED, reportOf(STOPPED), []],
    [{ ...UNBEGUN, decline: 'declined' } as Payment, reportOf(UNBEGUN), []],
    [UNBEGUN, reportOf(UNBEGUN, { state: 'pending' }), []],
    // Who has it begun is still there.
    [UNBEGUN, reportOf(UNBEGUN, { isUnbegun: true }), []],
    [failed, reportOf(failed), []],
    [captured, reportOf(captured, closed), []],
    [buildPayment({ status: 'failed' }), reportOf(failed, closed), []],
    [
      { ...failed, handover: { ...HANDOVER, isClosed: true } } as Payment,
      reportOf(failed, closed),
      [],
    ],
  ] as const) {
    const existing = existingOf(payment, ...more);
    const decision = changeSettled(existing, payment, report, AT);
    assert.deepEqual([decision.changes, decision.events], [null, []], JSON.stringify(report));
    assert.deepEqual(decision.outcome, { aggregate: existing, payment, refund: null });
  }
});

test('that no more attempts are taken is kept of what failed, and nobody hears of it', () => {
  const failed = buildPayment({ status: 'failed', handover: HANDOVER });
  const closed = { handover: { ...HANDOVER, isClosed: true } } as Partial<PaymentReport>;
  const existing = existingOf(failed);
  const decision = changeSettled(existing, failed, reportOf(failed, closed), AT);
  assert.deepEqual(decision.changes?.payment, {
    ...{ ...failed, handover: { ...HANDOVER, isClosed: true } },
  });
  assert.equal(decision.changes?.order.version, existing.order.version + 1);
  assert.deepEqual([decision.events, decision.instruction], [[], null]);
});
