// Reports are believed only when they are about what was asked; a mismatch of money is told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund } from '../../../test/support/call.ts';
import type { Instruction } from '../../core/decision.ts';
import type { Report } from '../../gateways/simulator.ts';
import { isMismatched, isSound, unknownReport } from './report.ts';

const payment = buildPayment({ status: 'pending', capturedMinor: 0 });
const refund = buildRefund();
const CHARGE: Instruction = { kind: 'charge', payment, order: buildOrder() };
const REFUND: Instruction = { kind: 'refund', refund, payment, order: buildOrder() };

for (const [name, asked, other] of [
  ['payment', CHARGE, REFUND],
  ['refund', REFUND, CHARGE],
] as const) {
  const report = unknownReport(asked);

  test(`what is said for a silent processor is about the ${name}`, () => {
    assert.equal(report.state, 'unknown');
    assert.ok(isSound(report, asked));
    assert.ok(!isSound(report, other), 'one about something else is sound');
    assert.ok(!isMismatched(report, asked));
  });

  test(`a report about another ${name}, or in words of its own, is not sound`, () => {
    const changes: readonly Readonly<Record<string, unknown>>[] = [
      { orderKey: 999 },
      name === 'payment' ? { paymentKey: 999 } : { refundKey: 999 },
      { state: 'done' },
      { state: 'toString' },
      { amountMinor: -1 },
      { amountMinor: 1.5 },
      { amountMinor: Number.NaN },
    ];
    for (const change of changes) {
      const changed = { ...report, ...change } as Report;
      assert.ok(!isSound(changed, asked), JSON.stringify(change));
    }
  });

  test(`another amount or currency of a ${name} is told, unless nothing was moved`, () => {
    const good = name === 'payment' ? 'captured' : 'processed';
    for (const change of [{ amountMinor: 1 }, { currency: 'USD' }]) {
      const said = (state: string) => ({ ...report, ...change, state }) as Report;
      assert.ok(isMismatched(said(good), asked));
      assert.ok(isMismatched(said('pending'), asked));
      for (const state of ['failed', 'cancelled', 'unknown']) {
        assert.ok(!isMismatched(said(state), asked), state);
      }
    }
    assert.ok(!isMismatched({ ...report, state: good } as Report, asked));
  });
}

test('a capture of a part takes that part, and no other amount', () => {
  const held = buildPayment({
    ...{ status: 'authorized', requested: 'capture', capturingMinor: 1200 },
    ...{ capturedMinor: 0, completedAt: null },
  });
  const asked: Instruction = { kind: 'capture', payment: held, order: buildOrder() };
  const said = (state: string, amountMinor: number) =>
    ({ ...unknownReport(asked), state, amountMinor }) as Report;
  assert.ok(!isMismatched(said('captured', 1200), asked));
  assert.ok(isMismatched(said('captured', held.amountMinor), asked));
  assert.ok(!isMismatched(said('authorized', held.amountMinor), asked));
});
