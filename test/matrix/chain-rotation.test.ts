// A connection changes while something of it is under way: its secret between two tries of a
// webhook, its place while payments are open. And an event whose id somebody forged first.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import {
  admin,
  beginAt,
  type Chain,
  comeBack,
  findFar,
  findOrder,
  limitsOf,
  openChain,
  PROCESSORS,
  payFar,
  until,
} from '../support/chain.ts';
import { sendHook, writeHook } from '../support/hook.ts';

/** What its webhooks are signed with. */
const SIGNS_BY: Readonly<Record<string, string>> = {
  razorpay: 'webhook_secret',
  cashfree: 'client_secret',
  payu: 'salt',
  pinelabs: 'client_secret',
  paytring: 'secret',
  worldline: 'salt',
};
/** Where it names the event. Pine Labs' `msg_1` is signed with the rest; the others have none. */
const EVENT_ID: Readonly<Record<string, string>> = {
  razorpay: 'x-razorpay-event-id',
  cashfree: 'x-idempotency-key',
};
/** What a webhook is answered that is not signed by a secret of the connection. */
const REFUSED = 401;
/** How it signs is documented nowhere: whatever it tells is taken as unsigned. */
const TAKEN_UNSIGNED: Readonly<Record<string, number>> = { paytring: 200 };

for (const processor of PROCESSORS) {
  suite(`changes while ${processor} is at work`, () => {
    let chain: Chain;
    before(async () => {
      chain = await openChain(processor);
    });
    after(() => chain.stop());

    const refused = TAKEN_UNSIGNED[processor] ?? REFUSED;
    const routed = async (): Promise<number> => {
      const { settings } = await chain.account();
      return settings.route?.connection ?? assert.fail('no route');
    };
    const routePath = async (): Promise<string> => {
      const path = `/accounts/${chain.merchant.key}/connections`;
      const { connections } = await admin(chain.near, 'GET', path, undefined);
      const all = connections as readonly { readonly id: string; readonly route: boolean }[];
      return `${path}/${all.find(({ route }) => route)?.id ?? assert.fail('no route')}`;
    };

    test('a forged event id keeps no genuine event out', async () => {
      const { page, payment } = await beginAt(chain, 'R_event');
      const header = EVENT_ID[processor];
      const named = (hook: ReturnType<typeof writeHook>) =>
        header === undefined ? hook : { ...hook, headers: { ...hook.headers, [header]: 'evt_1' } };
      const forged = named(writeHook(chain, payment.id.token, 'another_secret'));
      assert.equal((await sendHook(chain, await routed(), forged)).status, refused);
      await payFar(chain, payment.id.token);
      const genuine = named(writeHook(chain, payment.id.token));
      assert.equal((await sendHook(chain, await routed(), genuine)).status, 200);
      const status = async () => (await findOrder(chain, 'R_event')).aggregate.order.status;
      assert.equal(await until(status, 'paid'), 'paid');
      assert.match(await comeBack(page), /\/return$/);
    });

    test('a connection retired with open payments captures, gives back and is asked', async () => {
      const open = await beginAt(chain, 'R_open');
      const capture = limitsOf(processor).cannotHold === true ? 'automatic' : 'manual';
      const held = await beginAt(chain, 'R_held', { capture });
      await payFar(chain, held.payment.id.token);
      await comeBack(held.page);
      await admin(chain.near, 'DELETE', await routePath(), undefined);
      await payFar(chain, open.payment.id.token);
      assert.match(await comeBack(open.page), /\/return$/);
      const { engine, instructions } = chain.near.app.parts;
      const account = await chain.account();
      const targetOf = (token: string) => ({ payment: [{ by: 'token', token }] }) as const;
      await engine.execute(account, {
        kind: 'capturePayment',
        target: targetOf(held.payment.id.token),
        ...({ amount: 'everything', currency: null } as const),
      });
      const settled = async (reference: string) => {
        await instructions.settle(account);
        return (await findOrder(chain, reference)).aggregate.order.status;
      };
      assert.equal(await until(() => settled('R_held'), 'paid'), 'paid');
      for (const { payment } of [open, held]) {
        await engine.execute(account, {
          kind: 'createRefund',
          dialect: 'razorpay',
          target: targetOf(payment.id.token),
          ...({
            reference: null,
            note: null,
            notes: {},
            wire: {},
            amount: { minor: 700 },
          } as const),
        });
        const given = async () => {
          const far = await findFar(chain, payment.id.token);
          return far?.aggregate.payments.reduce((sum, each) => sum + each.refundedMinor, 0);
        };
        assert.equal(await until(given, 700), 700);
      }
      await chain.connect();
    });

    test('a secret rotated between two tries of a webhook: the second is taken', async () => {
      const { payment } = await beginAt(chain, 'R_secret');
      const connection = await routed();
      const path = await routePath();
      const hook = writeHook(chain, payment.id.token);
      const send = async () => (await sendHook(chain, connection, hook)).status;
      assert.equal(await send(), 200);
      const fresh = { [SIGNS_BY[processor] ?? '']: 'fresh_secret_1' };
      await admin(chain.near, 'PATCH', path, { credentials: fresh });
      assert.equal(await send(), 200, 'what was signed before');
      const later = writeHook(chain, payment.id.token, 'fresh_secret_1');
      assert.equal((await sendHook(chain, connection, later)).status, 200);
      await admin(chain.near, 'PATCH', path, { keep_former: false });
      await setTimeout(0);
      assert.equal(await send(), refused, 'the former one has ended');
      assert.equal((await sendHook(chain, connection, later)).status, 200);
    });
  });
}
