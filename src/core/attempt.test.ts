// An attempt at an order: refused when its sender means to pay anything else, carried by the
// connection that was chosen for it, and by no other while an earlier one may still be paid.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, NOW } from '../../test/support/call.ts';
import { decideAttempt } from './attempt.ts';
import type { Asked, Routed } from './command.ts';
import { isFailure } from './failure.ts';
import type { Payment } from './payment.ts';
import type { Context } from './state.ts';

const existing = { order: buildOrder(), payments: [], refunds: [] };
const context = {
  now: NOW,
  newId: () => ({ key: 9, number: 9, token: 'NEW123def456GH' }),
  carrier: { processor: 'sandbox', connection: null },
  uniqueReferences: false,
};

function outcomeOf(asks: Asked | null): string {
  const { id } = existing.order;
  const command = {
    kind: 'startPayment',
    order: [{ by: 'token', token: id.token }],
    instrument: { method: 'upi', vpa: 'a@bank' },
    ...(asks === null ? {} : { asks }),
  } as const;
  const decision = decideAttempt(existing, command, context);
  return isFailure(decision) ? decision.failure : 'started';
}

test('the amount and the currency that are asked must be the order’s', () => {
  assert.equal(outcomeOf(null), 'started');
  assert.equal(outcomeOf({ amountMinor: 50050, currency: 'INR' }), 'started');
  assert.equal(outcomeOf({ amountMinor: 50049, currency: 'INR' }), 'capture_amount_mismatch');
  assert.equal(outcomeOf({ amountMinor: 50051, currency: 'INR' }), 'capture_amount_mismatch');
  assert.equal(outcomeOf({ amountMinor: 50050, currency: 'JPY' }), 'currency_mismatch');
});

test('a payment keeps the connection that carries it, where there is one', () => {
  const { id } = existing.order;
  const order = [{ by: 'token', token: id.token }] as const;
  const instrument = { method: 'upi', vpa: 'a@bank' } as const;
  const keptBy = (carrier: Context['carrier']) => {
    const started = decideAttempt(
      existing,
      { kind: 'startPayment', order, instrument },
      { ...context, carrier },
    );
    if (isFailure(started)) return started.failure;
    const { processor, connection } = started.outcome.payment ?? assert.fail();
    return [processor, connection];
  };
  assert.deepEqual(keptBy({ processor: 'p', connection: 7 }), ['p', 7]);
  assert.deepEqual(keptBy({ processor: 'sandbox', connection: null }), ['sandbox', undefined]);
  assert.equal(keptBy(null), 'account_inactive');
});

const CHOSEN: Routed = {
  carrier: { processor: 'p', connection: 7 },
  reason: 'rule 1: UPI → P (conn_t7)',
  goesOn: false,
};
const HANDOVER = {
  theirOrder: 'O1',
  step: { kind: 'redirect', url: 'https://b' },
  isOpen: true,
} as const;
const OPEN = {
  status: 'pending',
  capturedMinor: 0,
  completedAt: null,
  handover: HANDOVER,
} as const;

function begin(routed: Routed | undefined, ...payments: readonly Partial<Payment>[]) {
  const { id } = existing.order;
  const order = [{ by: 'token', token: id.token }] as const;
  const command = { kind: 'startPayment', order, instrument: null } as const;
  const before = payments.map((each) => buildPayment({ connection: 7, ...each }));
  return decideAttempt(
    { ...existing, payments: before },
    { ...command, ...(routed === undefined ? {} : { routed }) },
    context,
  );
}

test('the connection that was chosen carries it, and why is told', () => {
  const result = begin(CHOSEN);
  assert.ok(!isFailure(result));
  const { payment } = result.outcome;
  assert.deepEqual([payment?.processor, payment?.connection], ['p', 7]);
  assert.equal(payment?.goesOn, undefined);
  const routing = { payment: 'NEW123def456GH', reason: CHOSEN.reason };
  assert.deepEqual(result.events, [{ kind: 'payment.routed', at: NOW, routing }]);
  const more = begin({ ...CHOSEN, goesOn: true });
  assert.ok(!isFailure(more));
  assert.equal(more.outcome.payment?.goesOn, true);
  const plain = begin(undefined);
  assert.ok(!isFailure(plain));
  assert.deepEqual([plain.outcome.payment?.processor, plain.events], ['sandbox', []]);
});

test('no other connection is begun while an earlier payment may still be paid at its own', () => {
  const failed = { status: 'failed', capturedMinor: 0, handover: HANDOVER } as const;
  const outcome = (routed: Routed | undefined, payment: Partial<Payment>): string => {
    const result = begin(routed, payment);
    return isFailure(result) ? result.failure : 'started';
  };
  const other = { ...CHOSEN, carrier: { processor: 'q', connection: 8 } };
  assert.equal(outcome(CHOSEN, failed), 'started');
  assert.equal(outcome(undefined, failed), 'started');
  assert.equal(outcome(other, failed), 'payment_in_progress');
  assert.equal(outcome(other, { ...failed, handover: { ...HANDOVER, isClosed: true } }), 'started');
  const { handover: _, ...unseen } = failed;
  assert.equal(outcome(other, unseen), 'started');
});

test('who comes back from a processor where nobody is paying gives up that payment', () => {
  const { id } = existing.order;
  const order = [{ by: 'token', token: id.token }] as const;
  const aggregate = {
    ...existing,
    payments: [
      buildPayment({ status: 'failed', capturedMinor: 0 }),
      buildPayment({ ...OPEN, id: { key: 5, number: 5, token: 'OTHER12def456G' }, connection: 7 }),
    ],
  };
  const left = decideAttempt(aggregate, { kind: 'abandonPayment', order }, context);
  assert.ok(!isFailure(left));
  const { payment, order: moved } = left.changes ?? assert.fail();
  assert.deepEqual(
    [payment?.id.key, payment?.status, payment?.decline, payment?.completedAt],
    [5, 'failed', 'cancelled_by_customer', NOW],
  );
  assert.deepEqual(payment?.handover, { ...HANDOVER, step: null, isOpen: false });
  assert.equal(moved.version, existing.order.version + 1);
  assert.deepEqual(left.events, [{ kind: 'payment.failed', at: NOW }]);
  assert.equal(left.instruction, null);
  // Somebody may be paying there just now.
  const paying = buildPayment({ ...OPEN, connection: 7, handover: { ...HANDOVER, isOpen: false } });
  const refused = decideAttempt(
    { ...existing, payments: [paying] },
    { kind: 'abandonPayment', order },
    context,
  );
  assert.ok(isFailure(refused) && refused.failure === 'payment_in_progress');
});
