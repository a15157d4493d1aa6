// An order and a refund that want one reference at the same moment: the store answers slowly, so
// that both would have looked before either had written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { isFailure } from '../../src/core/failure.ts';
import { orderCommand } from '../support/call.ts';
import { expectOutcome, openRig, startPayment } from '../support/engine.ts';

const LOOKS = /^(?:load|find)(?:Order|Refund)/;

test('of an order and a refund that are asked for at once, one gets the reference', async () => {
  const rig = await openRig({
    wrap: (store) =>
      new Proxy(store, {
        get: (target, name) => {
          const found: unknown = Reflect.get(target, name);
          if (typeof found !== 'function') return found;
          if (!LOOKS.test(String(name))) return found.bind(target);
          return async (...asked: readonly unknown[]) => {
            const answer: unknown = await Reflect.apply(found, target, asked);
            await wait(5);
            return answer;
          };
        },
      }),
  });
  const { engine, account, instructions } = rig;
  const { payment } = await startPayment(rig, 'success@upi', { reference: 'base' });
  expectOutcome(await instructions.charge(account, payment));
  const target = { payment: [{ by: 'token', token: payment.id.token } as const] };
  const sharesReferences = true;
  for (const reference of ['one', 'two']) {
    const asked = { reference, amount: { minor: 100 }, note: null, notes: {}, wire: {} };
    const refund = {
      kind: 'createRefund',
      dialect: 'test',
      target,
      sharesReferences,
      ...asked,
    } as const;
    const order = orderCommand({ reference, sharesReferences });
    const commands = reference === 'one' ? [order, refund] : [refund, order];
    const made = await Promise.all(commands.map((each) => engine.execute(account, each)));
    // Whichever looked first; the other saw it.
    assert.deepEqual(made.map(isFailure).toSorted(), [false, true]);
  }
  await rig.store.close();
});
