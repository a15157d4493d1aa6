// Twenty seeded runs of what `npm run prove` does by the hundred: payments that a second server
// carries over a wire that fails, while the first is killed, restarted, and sometimes is two
// processes. A failing run says its seed. When which end comes is the machine's: where one kind has
// not come by then, more runs follow.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderTable } from '../prove/table.ts';
import { type Trial, runTrial } from '../prove/trial.ts';
import { PROCESSORS } from '../prove/world.ts';
import { withoutPostgres } from '../support/postgres.ts';

const RUNS = 20;
const RUNS_MAX = 40;
const AT_ONCE = 4;
const SETTINGS = { payments: 3, endsMax: 2, sharedOnceIn: 6 };
const SEED = 'ci';
/** Beside other tests on two cores; by itself it takes one or two minutes. */
const TIMEOUT = { timeout: 900_000 };

test('no double charge or refund, no false paid, nothing forgotten', TIMEOUT, async (context) => {
  const began = performance.now();
  const trials: Trial[] = [];
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun < RUNS || (begun < RUNS_MAX && listMissing(trials).length > 0)) {
      begun += 1;
      trials.push(await runTrial(`${SEED}-${begun}`, SETTINGS));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const table = renderTable(SEED, trials, performance.now() - began);
  for (const line of table.split('\n')) context.diagnostic(line);
  assert.deepEqual(listMissing(trials), [], table);
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

/** What has not happened yet: a wire on which nothing happens proves nothing. */
function listMissing(trials: readonly Trial[]): readonly string[] {
  const add = (of: (trial: Trial) => number): number =>
    trials.reduce((sum, trial) => sum + of(trial), 0);
  const ended = (how: string) => add(({ ends }) => ends.get(how) ?? 0);
  const carriers = new Set(
    trials.flatMap(({ courses }) =>
      courses.filter(({ names }) => names.length > 0).map(({ lane }) => lane.processor),
    ),
  );
  const happened: Readonly<Record<string, boolean>> = {
    'two processes': withoutPostgres !== undefined || trials.some(({ isShared }) => isShared),
    'a kill': ended('killed') > 0,
    'a restart': ended('restarted') > 0,
    'a payment taken in each run': add(({ taken }) => taken) >= RUNS,
    'a refund': add(({ refunds }) => refunds) > 0,
  };
  return [
    ...Object.keys(happened).filter((name) => happened[name] !== true),
    ...PROCESSORS.filter((name) => !carriers.has(name)),
  ];
}
