// A test decides a pending payment once, and never one of an account that moves money.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectOutcome, openRig, startPayment } from '../../../test/support/engine.ts';
import type { Account } from '../../core/account.ts';
import { isFailure } from '../../core/failure.ts';

async function openPending(account: Partial<Account> = {}) {
  const rig = await openRig({ account });
  const { payment } = await startPayment(rig, 'pending@upi');
  await rig.instructions.charge(rig.account, payment);
  const names = [{ by: 'token', token: payment.id.token } as const];
  return { rig, names };
}

for (const [choice, status] of [
  ['success', 'captured'],
  ['failure', 'failed'],
] as const) {
  test(`${choice}: the payment is ${status}`, async () => {
    const { rig, names } = await openPending();
    const command = { kind: 'simulatePayment', payment: names, choice } as const;
    const { payment } = expectOutcome(await rig.engine.execute(rig.account, command));
    assert.equal(payment?.status, status);
    await rig.store.close();
  });
}

test('a payment that is not there, or that moves money, is not found', async () => {
  const { rig } = await openPending();
  const stranger = [{ by: 'number', number: 7 } as const];
  const ask = { kind: 'simulatePayment', payment: stranger, choice: 'success' } as const;
  const none = await rig.engine.execute(rig.account, ask);
  assert.ok(isFailure(none) && none.failure === 'payment_not_found');
  await rig.store.close();
  const live = await openPending({ mode: 'live' });
  const command = { ...ask, payment: live.names };
  const refused = await live.rig.engine.execute(live.rig.account, command);
  assert.ok(isFailure(refused) && refused.failure === 'payment_not_found');
  await live.rig.store.close();
});
