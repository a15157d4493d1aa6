// An attempt whose sender says what it means to pay is refused when the order asks anything else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, NOW } from '../../test/support/call.ts';
import { decideAttempt } from './attempt.ts';
import type { Asked } from './command.ts';
import { isFailure } from './failure.ts';
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
