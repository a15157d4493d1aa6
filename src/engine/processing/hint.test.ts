// How often somebody who proves nothing has a payment asked about.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildPayment } from '../../../test/support/call.ts';
import type { Counts } from '../../store/store.ts';
import { createHints, HINT_EVERY_MS } from './hint.ts';

test('once in ten seconds, each payment of each account for itself', async () => {
  const clock = { now: 1_000_000 };
  const mayHint = createHints('hint', null, () => clock.now);
  const one = buildPayment();
  const other = buildPayment({ id: { key: 5, number: 50, token: 'OTHER12def456G' } });
  const stranger = { ...ACCOUNT, id: 2 };
  assert.deepEqual([await mayHint(ACCOUNT, one), await mayHint(ACCOUNT, one)], [true, false]);
  assert.deepEqual([await mayHint(ACCOUNT, other), await mayHint(stranger, one)], [true, true]);
  clock.now += HINT_EVERY_MS - 1;
  assert.equal(await mayHint(ACCOUNT, one), false);
  clock.now += 1;
  assert.deepEqual([await mayHint(ACCOUNT, one), await mayHint(ACCOUNT, one)], [true, false]);
  // A clock that was put right holds nobody up for longer.
  clock.now -= 3_600_000;
  assert.equal(await mayHint(ACCOUNT, one), true);
});

test('once in ten seconds for two processes together, each kind for itself', async () => {
  const clock = { now: 1_000_000 };
  const totals = new Map<string, number>();
  const counts: Counts = {
    add: async (more) =>
      more.map((each) => {
        const name = `${each.account} ${each.name} ${each.period}`;
        const total = (totals.get(name) ?? 0) + each.total;
        totals.set(name, total);
        return { ...each, total };
      }),
    purge: async () => undefined,
  };
  const open = (kind: string) => createHints(kind, counts, () => clock.now);
  const [one, other, pressed] = [open('hint'), open('hint'), open('press')];
  const payment = buildPayment();
  assert.deepEqual([await one(ACCOUNT, payment), await other(ACCOUNT, payment)], [true, false]);
  assert.equal(await pressed(ACCOUNT, payment), true);
  clock.now += HINT_EVERY_MS;
  assert.deepEqual([await other(ACCOUNT, payment), await one(ACCOUNT, payment)], [true, false]);
});

test('processes share each ten seconds of the clock, counted under its minute', async () => {
  assert.equal(HINT_EVERY_MS, 10_000);
  const added: unknown[] = [];
  const counts: Counts = {
    add: async (more) => {
      added.push(...more);
      return more.map((each) => ({ ...each, total: added.length }));
    },
    purge: async () => undefined,
  };
  const clock = { now: 120_000 };
  const open = () => createHints('hint', counts, () => clock.now);
  const [one, other] = [open(), open()];
  assert.equal(await one(ACCOUNT, buildPayment()), true);
  clock.now = 129_999;
  assert.equal(await other(ACCOUNT, buildPayment()), false);
  clock.now = 179_999;
  await open()(ACCOUNT, buildPayment());
  assert.deepEqual(added, [
    { account: 1, name: 'hint 2 12', period: 2, total: 1 },
    { account: 1, name: 'hint 2 12', period: 2, total: 1 },
    { account: 1, name: 'hint 2 17', period: 2, total: 1 },
  ]);
});
