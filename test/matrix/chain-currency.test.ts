// Currencies of other exponents than two: carried where the processor takes them, and refused with
// the order where it does not, before anything is sent there.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { isFailure } from '../../src/core/failure.ts';
import { orderCommand } from '../support/call.ts';
import {
  type Chain,
  comeBack,
  createAt,
  findFar,
  findOrder,
  goOn,
  openChain,
  payFar,
  PROCESSORS,
} from '../support/chain.ts';

const KINDS = [
  ['KWD', 12_340],
  ['JPY', 1_234],
  // Of no list of theirs.
  ['IRR', 50_000],
] as const;
const TAKEN: Readonly<Record<string, readonly string[]>> = { razorpay: ['KWD', 'JPY'] };

for (const processor of PROCESSORS) {
  suite(`other currencies than rupees at ${processor}`, () => {
    let chain: Chain;
    before(async () => {
      chain = await openChain(processor);
    });
    after(() => chain.stop());

    for (const [currency, amountMinor] of KINDS) {
      test(`${currency}: carried, or refused in words before anything is sent`, async () => {
        const reference = `MONEY_${currency}`;
        if (TAKEN[processor]?.includes(currency) !== true) {
          const before = chain.front.seen.length;
          const command = orderCommand({ dialect: 'razorpay', reference, currency, amountMinor });
          const { engine } = chain.near.app.parts;
          const made = await engine.execute(await chain.account(), command);
          assert.ok(isFailure(made) && made.failure === 'request_invalid');
          assert.deepEqual(
            made.issues?.map(({ field }) => field),
            ['currency'],
          );
          assert.deepEqual(chain.front.seen.slice(before), [], 'nothing was sent');
          // As the merchant reads it.
          const body = { amount: amountMinor, currency, receipt: reference };
          await assert.rejects(
            chain.merchant.ask('POST', '/v1/orders', { body }),
            /"The currency is not supported\."[\s\S]*"field":"currency"/,
          );
          return;
        }
        const page = await createAt(chain, reference, { currency, amountMinor });
        await goOn(page);
        const name = (await findOrder(chain, reference)).aggregate.payments[0]?.id.token ?? '';
        await payFar(chain, name);
        await comeBack(page);
        const { aggregate } = await findOrder(chain, reference);
        const there = (await findFar(chain, name))?.aggregate;
        const [payment] = aggregate.payments;
        assert.deepEqual(
          [aggregate.order.status, payment?.capturedMinor, payment?.currency],
          ['paid', amountMinor, currency],
        );
        assert.deepEqual(
          [there?.order.status, there?.payments[0]?.capturedMinor, there?.order.currency],
          ['paid', amountMinor, currency],
        );
      });
    }
  });
}
