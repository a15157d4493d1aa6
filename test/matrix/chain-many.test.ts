// Payments that are watched at PayU are asked about together: one request of the budget with all
// their names, and one that its reply garbles keeps nobody else from being told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Payment } from '../../src/core/payment.ts';
import { chargeRow } from '../../src/engine/processing/instruction.ts';
import { beginAt, type Chain, findOrder, openChain, payFar, until } from '../support/chain.ts';

let chain: Chain;
before(async () => {
  chain = await openChain('payu');
});
after(() => chain.stop());

/** The names that each `verify_payment` was about, oldest first. */
function asked(): readonly (readonly string[])[] {
  return chain.front.seen.flatMap((seen) => {
    const fields = new URLSearchParams(seen.slice(seen.lastIndexOf(' ') + 1));
    const isIt = fields.get('command') === 'verify_payment';
    return isIt ? [(fields.get('var1') ?? '').split('|')] : [];
  });
}

test('three that nobody waits for are one question, and each is told', async () => {
  const references = ['MANY_1', 'MANY_2', 'MANY_3'] as const;
  const payments: Payment[] = [];
  for (const reference of references) payments.push((await beginAt(chain, reference)).payment);
  const names = payments.map(({ id }) => id.token);
  const statesOf = async () => {
    const all = await Promise.all(references.map((reference) => findOrder(chain, reference)));
    return all.map(({ aggregate }) => aggregate.payments.at(-1)?.status).join();
  };
  const [first = '', second = ''] = names;
  await payFar(chain, first);
  await payFar(chain, second);
  // Nobody comes back, and no webhook does: one sweep finds all of them due.
  const { store } = chain.near.app.parts;
  const account = await chain.account();
  const dueAt = Date.now() + 1000;
  for (const payment of payments) {
    const row = { ...chargeRow(account, payment), sentAt: payment.createdAt, dueAt };
    await store.bringForward(row, false);
  }
  assert.equal(await until(statesOf, 'captured,captured,pending'), 'captured,captured,pending');
  const together = asked().filter((each) => each.length > 1);
  assert.ok(together.length > 0, JSON.stringify(asked()));
  assert.ok(together.every((each) => each.every((name) => names.includes(name))));
});
