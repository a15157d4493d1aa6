// Twenty seeded runs of what `npm run prove` does by the hundred: payments that a second server
// carries over a wire that fails, while the first is killed, restarted, and sometimes is two
// processes. A failing run says its seed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderTable } from '../prove/table.ts';
import { type Trial, runTrial } from '../prove/trial.ts';
import { PROCESSORS } from '../prove/world.ts';
import { withoutPostgres } from '../support/postgres.ts';

const RUNS = 20;
const AT_ONCE = 4;
const SETTINGS = { payments: 3, endsMax: 2, sharedOnceIn: 6 };
const SEED = 'ci';
/** Beside other tests on two cores; by itself it takes one or two minutes. */
const TIMEOUT = { timeout: 900_000 };

test('no double charge or refund, no false paid, nothing forgotten', TIMEOUT, async (context) => {
  const began = performance.now();
  const waiting = Array.from({ length: RUNS }, (_, index) => `${SEED}-${index + 1}`);
  const trials: Trial[] = [];
  const work = async (): Promise<void> => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      trials.push(await runTrial(seed, SETTINGS));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const table = renderTable(SEED, trials, performance.now() - began);
  for (const line of table.split('\n')) context.diagnostic(line);
  const add = (of: (trial: Trial) => number): number =>
    trials.reduce((sum, trial) => sum + of(trial), 0);
  // A wire on which nothing happens proves nothing.
  const ended = (how: string) => add(({ ends }) => ends.get(how) ?? 0);
  const shared = trials.filter(({ isShared }) => isShared);
  assert.ok(withoutPostgres !== undefined || shared.length > 0, 'it was never two processes');
  assert.ok(ended('killed') > 0, 'the first server was never killed');
  assert.ok(ended('restarted') > 0, 'the first server was never restarted');
  assert.ok(add(({ taken }) => taken) >= RUNS && add(({ refunds }) => refunds) > 0, table);
  const carriers = trials.flatMap(({ courses }) =>
    courses.filter(({ names }) => names.length > 0).map(({ lane }) => lane.processor),
  );
  assert.deepEqual([...new Set(carriers)].toSorted(), PROCESSORS.toSorted(), table);
  const wrong = trials.filter(({ violations }) => violations.length > 0);
  const told = wrong.map(({ seed, violations, underWay, trace }) =>
    [
      `npm run prove -- --seed ${SEED} --only ${seed.slice(SEED.length + 1)}`,
      ...violations,
      `still asked about: ${underWay.join(', ')}`,
      ...trace,
    ].join('\n'),
  );
  assert.equal(told.length, 0, told.join('\n\n'));
});
