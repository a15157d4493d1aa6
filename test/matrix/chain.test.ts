// The chain: every dialect in front, real exchanges with a second server behind, which stands for
// the gateway. The oracle is the database of the second.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { DIALECTS, driverOf } from '../support/fixture.ts';
import {
  type Chain,
  comeBack,
  findFar,
  findOrder,
  goOn,
  openChain,
  PROCESSORS,
  pageOf,
  payFar,
  until,
} from '../support/chain.ts';
import { ask } from '../support/server.ts';

const NAMES = DIALECTS.map(({ name }) => name);
const AMOUNT = 50050;
const PART = 1000;

for (const processor of PROCESSORS) {
  suite(`carried by ${processor}`, () => {
    let chain: Chain;
    before(async () => {
      chain = await openChain(processor);
    });
    after(() => chain.stop());

    const paymentOf = async (reference: string) => {
      const { aggregate } = await findOrder(chain, reference);
      const payment = aggregate.payments.at(-1);
      assert.ok(payment !== undefined, 'no payment was begun');
      return payment;
    };

    for (const name of NAMES) {
      test(`${name}: paid, told, refunded`, async () => {
        const driver = driverOf(name);
        const reference = `C_${name}_1`;
        await driver.create(chain.merchant, reference);
        const page = await pageOf(chain, reference);
        const shown = await ask(page);
        assert.equal(shown.status, 200);
        assert.match(shown.text, /Test mode: no money moves/);
        assert.equal((await findOrder(chain, reference)).aggregate.payments.length, 0);
        await goOn(page);
        const begun = await paymentOf(reference);
        assert.equal(begun.status, 'pending');
        assert.equal((await findFar(chain, begun.id.token))?.aggregate.order.amountMinor, AMOUNT);
        await payFar(chain, begun.id.token);
        assert.match(await comeBack(page), /\/return$/);
        const { words, read } = driver;
        assert.deepEqual(await read(chain.merchant, reference), [words.paid, AMOUNT]);
        await driver.refund(chain.merchant, reference, PART);
        const refunded = await until(async () => {
          const far = await findFar(chain, begun.id.token);
          return far?.aggregate.payments.reduce((sum, each) => sum + each.refundedMinor, 0);
        }, PART);
        assert.equal(refunded, PART);
        const { aggregate } = await findOrder(chain, reference);
        assert.deepEqual(
          aggregate.refunds.map(({ amountMinor }) => amountMinor),
          [PART],
        );
      });
    }
  });
}
