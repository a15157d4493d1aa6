// Money that comes late where routes lead elsewhere: what a bank still decides is charged nowhere
// else, and what two connections took goes back through the one that took it too much.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTwoGateways, type Stage } from '../../../test/support/two-gateways.ts';
import { type Changes, processorOf } from '../../../test/support/wire-gateway.ts';
import type { Attempt, Found, RefundFinding } from '../../gateways/processor.ts';

const MINUTE_MS = 60_000;
const AMOUNT = 50050;

/** What a gateway tells of all names of ours, whatever its book says. */
type Books = {
  attempts: Map<string, readonly Attempt[]>;
  refunds: RefundFinding[];
  /** The next so many inquiries come before the customer does anything. */
  early: number;
};

const attemptOf = (token: string, state: Attempt['state'], part = 'a'): Attempt => ({
  ...{ theirs: `pay-${token}-${part}`, state, raw: state, amountMinor: AMOUNT, currency: 'INR' },
  ...{ instrument: null, bankReference: null, decline: null },
});

/** A gateway with attempts in any state, which gives back and never more than it has. */
function withBooks(books: Books, more: Changes = {}): Changes {
  const usual = processorOf({}).inquire;
  return {
    inquire: {
      request: usual.request,
      read: (reply, ask, side, step, earlier) => {
        const found = usual.read(reply, ask, side, step, earlier);
        if (found.kind !== 'found') return found;
        books.early -= 1;
        const attempts = books.early >= 0 ? [] : (books.attempts.get(ask.name) ?? []);
        const refunds = books.refunds.filter(({ attempt }) =>
          attempts.some(({ theirs }) => theirs === attempt),
        );
        return { ...found, attempts, refunds } satisfies Found;
      },
    },
    refund: {
      request: ({ refundName, attempt, refund: { amountMinor, currency } }) => {
        const known = books.refunds.find(({ ours }) => ours === refundName);
        const made: RefundFinding = known ?? {
          ...{ theirs: `rf-${refundName}`, ours: refundName, attempt, state: 'processed' },
          ...{ raw: 'processed', amountMinor, currency, bankReference: null },
        };
        if (known === undefined) books.refunds.push(made);
        return { kind: 'refunded', refund: made };
      },
      read: () => ({ kind: 'unknown', raw: '' }),
    },
    ...more,
  };
}

const newBooks = (): Books => ({ attempts: new Map(), refunds: [], early: 0 });

async function lastOf(stage: Stage, key: number) {
  return (await stage.read(key)).payments.at(-1) ?? assert.fail('no payment');
}

const DECIDED = [
  ['pending', 'north'],
  ['unknown', 'north'],
  ['failed', 'south'],
] as const;

test('what a bank still decides keeps the order from being charged elsewhere', async () => {
  for (const [state, place] of DECIDED) {
    const books = newBooks();
    const stage = await openTwoGateways({ changes: { north: withBooks(books) } });
    const [north = '', south = ''] = stage.names;
    await stage.setRoutes([], [north]);
    const key = await stage.order({ capture: 'automatic' });
    await stage.press(key);
    const { id } = await lastOf(stage, key);
    // Given up on our page, where one inquiry says that nobody is paying; then another tab does.
    const first = state === 'failed' ? 'pending' : state;
    books.attempts.set(id.token, [attemptOf(id.token, first)]);
    books.early = 1;
    assert.equal(await stage.leave(key), '/return');
    assert.ok(books.early < 0, 'asked once more, and withdrawn');
    assert.equal(stage.north.book.get(id.token)?.order, 'closed');
    await stage.setRoutes([], [south]);
    await stage.pass(2 * MINUTE_MS, 5000);
    books.attempts.set(id.token, [attemptOf(id.token, state)]);
    await stage.pass(30 * MINUTE_MS, 30_000);
    await stage.press(key);
    const { payments } = await stage.read(key);
    assert.equal(payments.at(-1)?.processor, place, state);
    assert.equal(stage.south.heard.length > 0, place === 'south', `${state}: charged elsewhere`);
    await stage.close();
  }
});

const keptOf = ({ attempts, refunds }: Books): number => {
  const taken = [...attempts.values()].flat().filter(({ state }) => state === 'captured');
  return (
    taken.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0) -
    refunds.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0)
  );
};

test('of two that took it the second keeps it, whoever is heard of first', async () => {
  for (const lateSuccess of ['pay', 'refund'] as const) {
    for (const isFirstHeard of [true, false]) {
      const [northern, southern] = [newBooks(), newBooks()];
      const stage = await openTwoGateways({
        changes: {
          north: withBooks(northern, { lateSuccess }),
          south: withBooks(southern, { lateSuccess }),
        },
      });
      const [north = '', south = ''] = stage.names;
      await stage.setRoutes([], [north]);
      const key = await stage.order({ capture: 'automatic' });
      await stage.press(key);
      const first = await lastOf(stage, key);
      await stage.leave(key);
      await stage.setRoutes([], [south]);
      assert.equal(await stage.press(key), '/go');
      const second = await lastOf(stage, key);
      assert.equal(second.processor, 'south');
      // Withdrawn, and taken all the same.
      const late = () =>
        northern.attempts.set(first.id.token, [attemptOf(first.id.token, 'captured')]);
      const paid = () =>
        southern.attempts.set(second.id.token, [attemptOf(second.id.token, 'captured')]);
      for (const happen of isFirstHeard ? [late, paid] : [paid, late]) {
        happen();
        await stage.pass(10 * MINUTE_MS, 5000);
      }
      await stage.pass(60 * MINUTE_MS, 60_000);
      const { order, payments } = await stage.read(key);
      const said = `${lateSuccess} ${isFirstHeard}`;
      assert.equal(order.status, 'paid', said);
      assert.deepEqual([keptOf(northern), keptOf(southern)], [0, AMOUNT], said);
      assert.deepEqual(
        payments.map(({ surplus, refundedMinor }) => [surplus ?? false, refundedMinor]),
        [
          [true, AMOUNT],
          [false, 0],
        ],
        said,
      );
      await stage.close();
    }
  }
});

test('the first one pays where the second was given up, and the second one goes back', async () => {
  const [northern, southern] = [newBooks(), newBooks()];
  const lateSuccess = 'pay' as const;
  const stage = await openTwoGateways({
    changes: {
      north: withBooks(northern, { lateSuccess }),
      south: withBooks(southern, { lateSuccess }),
    },
  });
  const [north = '', south = ''] = stage.names;
  await stage.setRoutes([], [north]);
  const key = await stage.order({ capture: 'automatic' });
  await stage.press(key);
  const first = await lastOf(stage, key);
  await stage.leave(key);
  await stage.setRoutes([], [south]);
  await stage.press(key);
  const second = await lastOf(stage, key);
  await stage.leave(key);
  // Both at once, and both heard of in one sweep; the first connection is retired by then.
  await stage.connections.retire({
    ...{ kind: 'retireConnection', account: stage.account.key },
    connection: [{ by: 'token', token: north.slice(5) }],
  });
  northern.attempts.set(first.id.token, [attemptOf(first.id.token, 'captured')]);
  southern.attempts.set(second.id.token, [attemptOf(second.id.token, 'captured')]);
  await stage.pass(2 * 60 * MINUTE_MS, 30_000);
  const { order, payments } = await stage.read(key);
  assert.equal(order.status, 'paid');
  assert.equal(keptOf(northern) + keptOf(southern), AMOUNT);
  assert.equal(payments.filter(({ surplus }) => surplus === true).length, 1);
  await stage.close();
});

test('an order left at a retired connection can be paid once its watch is over', async () => {
  // It takes nothing back, and never says that it is closed.
  const { withdraw: _, ...changes } = { ...withBooks(newBooks()), watchMs: 60 * MINUTE_MS };
  const left = {
    request: () => ({ kind: 'left', raw: 'no such call' }),
    read: () => assert.fail(),
  };
  const stage = await openTwoGateways({
    changes: { north: { ...changes, withdraw: left as Changes['withdraw'] & object } },
  });
  const [north = '', south = ''] = stage.names;
  await stage.setRoutes([], [north]);
  const key = await stage.order();
  await stage.press(key);
  await stage.leave(key);
  await stage.setRoutes([], [south]);
  await stage.connections.retire({
    ...{ kind: 'retireConnection', account: stage.account.key },
    connection: [{ by: 'token', token: north.slice(5) }],
  });
  await stage.pass(30 * MINUTE_MS, 30_000);
  await stage.press(key);
  assert.equal((await stage.read(key)).payments.length, 1, 'it may still be paid there');
  await stage.pass(120 * MINUTE_MS, MINUTE_MS);
  assert.equal(await stage.press(key), '/go');
  assert.equal((await lastOf(stage, key)).processor, 'south');
  await stage.close();
});
