// Who wants a refund told only does not ask where somebody else has told it meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  expectOutcome,
  openRig,
  scriptSimulator,
  startPayment,
} from '../../../test/support/engine.ts';
import { createSandbox } from '../../gateways/sandbox/simulator/index.ts';

test('a refund is told once, and is not asked about by who wants it told only', async () => {
  const { submit, inquire } = createSandbox([]);
  const processor = scriptSimulator({ submit, inquire });
  const rig = await openRig({ processor });
  const { orderKey, payment } = await startPayment(rig);
  const { account, engine, instructions, store } = rig;
  const paid = processor.choose(payment, 'success', 'automatic');
  expectOutcome(await instructions.report(account, payment, paid, null));
  const { token } = (await store.loadOrder(1, orderKey))?.order.id ?? assert.fail();
  const asked = { reference: null, amount: 'everything', note: null, notes: {}, wire: {} } as const;
  const target = { order: [{ by: 'token', token } as const] };
  const command = { kind: 'createRefund', dialect: 'test', target, ...asked } as const;
  expectOutcome(await engine.execute(account, command));
  const [row] = await store.accountInstructions(1);
  assert.ok(row?.kind === 'refund');
  // Both have read it before it was told.
  for (const _ of [1, 2]) await instructions.perform({ ...row, isToldOnly: true });
  assert.deepEqual([processor.told, processor.asked], [[row.id], []]);
  assert.equal((await store.loadOrder(1, orderKey))?.refunds[0]?.status, 'pending');
  await instructions.perform(row);
  assert.deepEqual(processor.asked, [row.id]);
  assert.equal((await store.loadOrder(1, orderKey))?.refunds[0]?.status, 'processed');
  await store.close();
});
