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

test('pages of settlements: what one process has asked, another waits for', async () => {
  const clock = { now: 90_000 };
  const counts = sharedCounts();
  const open = () => createBudget(counts, () => clock.now, 'settlements');
  const [first, second] = [open(), open()];
  // Two reports of fourteen days each, where twenty pages a minute may be read.
  for (let page = 1; page <= 14; page += 1) assert.equal(await first(ONE, 20, true), null);
  for (let page = 1; page <= 6; page += 1) assert.equal(await second(ONE, 20, true), null);
  for (let tries = 1; tries <= 3; tries += 1) assert.equal(await second(ONE, 20, true), 30_000);
  // Neither inquiries nor another connection have paid for it, and the next minute is whole.
  assert.equal(await createBudget(counts, () => clock.now)(ONE, 2, true), null);
  assert.equal(await second({ account: 1, id: 8 }, 20, true), null);
  clock.now = 120_000;
  for (let page = 1; page <= 20; page += 1) assert.equal(await first(ONE, 20, true), null);
  assert.equal(await second(ONE, 20, true), 60_000);
});
