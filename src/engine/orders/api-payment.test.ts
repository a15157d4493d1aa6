// Payments that come by the API: one order may be tried again while nobody finished the last
// attempt.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderCommand } from '../../../test/support/call.ts';
import { expectOutcome, openRig } from '../../../test/support/engine.ts';
import { isFailure } from '../../core/failure.ts';
import type { InstrumentInput } from '../../core/payment.ts';

const ASKS: InstrumentInput = { method: 'card', cardNumber: '4111111111111111' };
const PAYS: InstrumentInput = { method: 'upi', vpa: 'success@upi' };
const STAYS: InstrumentInput = { method: 'upi', vpa: 'pending@upi' };

async function openOrder() {
  const rig = await openRig();
  const made = expectOutcome(await rig.engine.execute(rig.account, orderCommand()));
  const order = [{ by: 'token', token: made.aggregate.order.id.token } as const];
  const enter = (entry: InstrumentInput) =>
    rig.engine.execute(rig.account, { kind: 'payByApi', order, entry });
  return { rig, enter };
}

test('a second attempt drops the first, which only waited for its customer', async () => {
  const { rig, enter } = await openOrder();
  expectOutcome(await enter(ASKS));
  expectOutcome(await enter(ASKS));
  const { aggregate } = expectOutcome(await enter(PAYS));
  assert.deepEqual(
    aggregate.payments.map(({ status, decline }) => [status, decline]),
    [
      ['failed', 'cancelled_by_customer'],
      ['failed', 'cancelled_by_customer'],
      ['captured', null],
    ],
  );
  assert.equal(aggregate.order.status, 'paid');
  const late = await enter(PAYS);
  assert.ok(isFailure(late) && late.failure === 'order_paid');
  await rig.store.close();
});

test('an attempt that the processor still decides about is not dropped', async () => {
  const { rig, enter } = await openOrder();
  expectOutcome(await enter(STAYS));
  const second = await enter(PAYS);
  assert.ok(isFailure(second) && second.failure === 'payment_in_progress');
  await rig.store.close();
});

test('an order that brings what pays for it: all of it or nothing, then again', async () => {
  const rig = await openRig();
  const ask = (pays: InstrumentInput) =>
    rig.engine.execute(rig.account, orderCommand({ reference: 'S2S', repeat: 'renew', pays }));
  const order = [{ by: 'reference', reference: 'S2S' }] as const;
  const refused = await ask({ method: 'upi', vpa: 'nobody' });
  assert.ok(isFailure(refused) && refused.failure === 'request_invalid');
  const none = await rig.engine.find(rig.account, { kind: 'findOrder', order });
  assert.ok(isFailure(none) && none.failure === 'order_not_found');
  const waiting = expectOutcome(await ask(ASKS));
  assert.equal(waiting.payment?.status, 'pending');
  const { aggregate, payment } = expectOutcome(await ask(PAYS));
  assert.equal(aggregate.order.id.token, waiting.aggregate.order.id.token);
  assert.deepEqual([aggregate.payments.length, payment?.status], [2, 'captured']);
  const late = await ask(PAYS);
  assert.ok(isFailure(late) && late.failure === 'order_reference_taken');
  await rig.store.close();
});
