// Bad days of the second server, which stands for the gateway: what the first one makes of them.
// The oracle is the database of the second.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { isFailure } from '../../src/core/failure.ts';
import type { Payment } from '../../src/core/payment.ts';
import {
  type Chain,
  comeBack,
  findFar,
  findOrder,
  goOn,
  limitsOf,
  openChain,
  PROCESSORS,
  pageOf,
  payFar,
  until,
} from '../support/chain.ts';
import { driverOf } from '../support/fixture.ts';

const DIALECT = 'paytring';
const PART = 1000;

for (const processor of PROCESSORS) {
  suite(`carried by ${processor} on a bad day`, () => {
    let chain: Chain;
    before(async () => {
      chain = await openChain(processor);
    });
    after(() => chain.stop());

    const nearOf = async (reference: string) => (await findOrder(chain, reference)).aggregate;
    const begin = async (reference: string): Promise<Payment> => {
      await driverOf(DIALECT).create(chain.merchant, reference);
      await goOn(await pageOf(chain, reference));
      return (await nearOf(reference)).payments[0] ?? assert.fail('no payment was begun');
    };
    const play = (order: string, event: string, more = {}) =>
      chain.gateway.ask('POST', '/sandbox/play', { body: { order, event, ...more } });
    /** As the watch does when it is due. */
    const look = async (payment: Payment) =>
      chain.near.app.parts.instructions.inquire(await chain.account(), payment, 'signed');
    const farOf = async ({ id }: Payment) =>
      (await findFar(chain, id.token))?.aggregate ?? assert.fail('nothing was begun there');

    const backOf = async (payment: Payment) =>
      (await farOf(payment)).payments.reduce((sum, each) => sum + each.refundedMinor, 0);

    test('late success after the order was withdrawn goes back whence it came', async () => {
      const payment = await begin('BD_late');
      const { engine } = chain.near.app.parts;
      const order = [{ by: 'reference', reference: 'BD_late' } as const];
      const account = await chain.account();
      const closed = await engine.execute(account, { kind: 'cancelOrder', order });
      assert.ok(!isFailure(closed), JSON.stringify(closed));
      await play(payment.id.token, 'late_success');
      const { amountMinor } = payment;
      await look(payment);
      assert.equal(await until(() => backOf(payment), amountMinor), amountMinor);
      const near = await nearOf('BD_late');
      assert.equal(near.order.status, 'cancelled');
      assert.deepEqual(
        near.payments.map(({ status, surplus }) => [status, surplus]),
        [['captured', true]],
      );
      const [word] = await driverOf(DIALECT).read(chain.merchant, 'BD_late');
      assert.notEqual(word, driverOf(DIALECT).words.paid);
    });

    if (limitsOf(processor).tellsOne !== true) {
      test('a second success goes back, and the first one stays', async () => {
        const payment = await begin('BD_second');
        await payFar(chain, payment.id.token);
        await comeBack(await pageOf(chain, 'BD_second'));
        await play(payment.id.token, 'second_success', { surplus: 'kept' });
        await look(payment);
        // A gateway whose refunds name the order alone chooses of which payment it gives back.
        const { amountMinor } = payment;
        assert.equal(await until(() => backOf(payment), amountMinor), amountMinor);
        assert.equal((await nearOf('BD_second')).order.status, 'paid');
        await look(payment);
        assert.equal((await nearOf('BD_second')).refunds.length, 1, 'given back once');
      });
    }

    const { hidesRefunds, tellsWhole } = limitsOf(processor);
    if (hidesRefunds !== true) {
      test('a refund elsewhere lowers what can be given back', async () => {
        const payment = await begin('BD_elsewhere');
        await payFar(chain, payment.id.token);
        await comeBack(await pageOf(chain, 'BD_elsewhere'));
        const amount = tellsWhole === true ? payment.amountMinor : PART;
        await play(payment.id.token, 'refund_elsewhere', { amount });
        await look(payment);
        const { payments, refunds } = await nearOf('BD_elsewhere');
        assert.deepEqual(
          refunds.map(({ amountMinor, status }) => [amountMinor, status]),
          [[amount, 'processed']],
        );
        assert.equal(payments[0]?.refundedMinor, amount);
      });
    }

    test('another amount pays nothing', async () => {
      const payment = await begin('BD_amount');
      await play(payment.id.token, 'wrong_amount');
      await comeBack(await pageOf(chain, 'BD_amount'));
      assert.notEqual((await nearOf('BD_amount')).order.status, 'paid');
    });
  });
}
