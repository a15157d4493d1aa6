// A connection is asked so often a minute and not more, by all processes together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Count, Counts } from '../../store/store.ts';
import { createBudget } from './budget.ts';

const ONE = { account: 1, id: 7 };

/** As a database adds up what its processes count. */
function sharedCounts(): Counts {
  const totals = new Map<string, number>();
  const add = async (counts: readonly Count[]): Promise<readonly Count[]> =>
    counts.map((each) => {
      const name = JSON.stringify([each.account, each.name, each.period]);
      totals.set(name, (totals.get(name) ?? 0) + each.total);
      return { ...each, total: totals.get(name) ?? 0 };
    });
  return { add, purge: async () => undefined };
}

for (const [name, counts] of [
  ['one process', null],
  ['several', sharedCounts()],
] as const) {
  test(`${name}: what is watched takes half of a minute, who waits takes the rest`, async () => {
    const clock = { now: 90_000 };
    const budgets = [1, 2].map(() => createBudget(counts, () => clock.now));
    const [first] = budgets;
    const second = counts === null ? first : budgets[1];
    assert.ok(first !== undefined && second !== undefined);
    for (const budget of [first, second]) assert.equal(await budget(ONE, 4, false), null);
    for (let watched = 0; watched < 10; watched += 1) {
      assert.equal(await first(ONE, 4, false), 30_000, 'the first half is used up');
    }
    assert.equal(await first(ONE, 4, true), null, 'who waits is behind those who are watched');
    assert.equal(await second(ONE, 4, true), null);
    assert.equal(await first(ONE, 4, true), 30_000, 'all of it is');
    assert.equal(await first({ account: 1, id: 8 }, 4, false), null, 'another connection');
    assert.equal(await first({ account: 2, id: 7 }, 4, false), null, 'another account');
    clock.now = 120_000;
    assert.equal(await first(ONE, 4, false), null, 'the next minute');
  });
}
