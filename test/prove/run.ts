// `npm run prove`: seeded runs of two servers with a wire that fails between them, and a table of
// what was done and found. `npm run prove -- --runs 300 --seed x` draws others.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Unsettled } from './settle.ts';
import { type Trial, runTrial, type TrialSettings } from './trial.ts';
import { renderTable } from './table.ts';

const HELP = `npm run prove -- [options]
  --runs <number>      how many runs (20)
  --seed <text>        of the first; run n has the seed "<text>-n"
  --only <number>      run only this one, and print its trace
  --payments <number>  orders in a run (8)
  --ends <number>      at most so many kills and restarts of the first server in a run (3)
  --parallel <number>  runs at a time (2)
Status 0: no violation; 1: some, with their seeds and traces; 2: not every run could be judged.`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    only: { type: 'string' },
    payments: { type: 'string', default: '8' },
    ends: { type: 'string', default: '3' },
    parallel: { type: 'string', default: '2' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function prove(): Promise<number> {
  const settings = {
    payments: Number(values.payments),
    endsMax: Number(values.ends),
    sharedOnceIn: 3,
  };
  const numbers =
    values.only === undefined
      ? Array.from({ length: Number(values.runs) }, (_, index) => index + 1)
      : [Number(values.only)];
  const waiting = [...numbers];
  const trials: Trial[] = [];
  let unsettled = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const trial = await tryOne(`${values.seed}-${next}`, settings);
      if (trial === null) {
        unsettled += 1;
        continue;
      }
      trials.push(trial);
      report(trial);
      process.stderr.write(`${trials.length}/${numbers.length} ${trial.seed}\n`);
    }
  };
  const began = performance.now();
  // Whoever has no time left sees what was done until then.
  process.once('SIGINT', () => {
    say(renderTable(values.seed, trials, performance.now() - began));
    process.exit(1);
  });
  await Promise.all(Array.from({ length: Number(values.parallel) }, work));
  say(renderTable(values.seed, trials, performance.now() - began));
  if (trials.some(({ violations }) => violations.length > 0)) return 1;
  return unsettled > 0 ? 2 : 0;
}

/** Null: no judgement, as the machine was too slow or it ended by an error; that is told. */
async function tryOne(seed: string, settings: TrialSettings): Promise<Trial | null> {
  try {
    return await runTrial(seed, settings);
  } catch (error) {
    const isSlow = error instanceof Unsettled;
    say(isSlow ? error.message : `${seed} ended by an error: ${String(Object(error).stack)}`);
    return null;
  }
}

function report(trial: Trial): void {
  const { seed, violations, trace } = trial;
  const isShown = violations.length > 0 || values.only !== undefined;
  if (isShown) say([`trace of ${seed}`, ...trace].join('\n'));
  for (const violation of violations) say(`violation in ${seed}: ${violation}`);
}

if (values.help) say(HELP);
else process.exitCode = await prove();
