// Currencies of other exponents than two: carried where the processor takes them, and refused in
// words for the customer where it does not, before anything is sent there.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import {
  type Chain,
  comeBack,
  createAt,
  findFar,
  findOrder,
  goOn,
  openChain,
  payFar,
  pressButton,
  PROCESSORS,
} from '../support/chain.ts';
import { ask } from '../support/server.ts';

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
        const page = await createAt(chain, reference, { currency, amountMinor });
        if (TAKEN[processor]?.includes(currency) !== true) {
          const before = chain.front.seen.length;
          const pressed = await pressButton(page);
          assert.ok(pressed.status === 303 || pressed.status === 200, pressed.text);
          assert.deepEqual(chain.front.seen.slice(before), [], 'nothing was sent');
          const { aggregate } = await findOrder(chain, reference);
          assert.notEqual(aggregate.order.status, 'paid');
          assert.ok(aggregate.payments.every(({ status }) => status === 'failed'));
          assert.match((await ask(page)).text, /role="alert"/);
          return;
        }
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
