// The benchmark: one program, one run, all sides in turn on this machine, ratios with their spread.
import { parseArgs } from 'node:util';
import { cpus } from 'node:os';
import {
  judgeAtLeast,
  judgeAtMost,
  measureLatency,
  measureRates,
  ratioOf,
  showRates,
  showVerdicts,
  type Verdict,
} from './rate.ts';
import { spreadOf } from './place.ts';
import { openFloor, openUs, type Side } from './side.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
  },
});
const plan = {
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  connections: [1, 16, 64],
};
const say = (...lines: readonly string[]): void => console.log(lines.join('\n'));

say(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, the load beside it`,
  `${plan.rounds} rounds of ${plan.seconds} s; medians, with the lowest and the highest round`,
);

const verdicts: Verdict[] = [];
const sides: Side[] = [await openFloor(), await openUs(null)];
try {
  const rates = await measureRates(sides, plan);
  say('', 'Rates', ...showRates(rates, sides, plan));
  for (const what of ['create', 'fetch']) {
    const ratios = ratioOf(rates, 'us, embedded', 'floor', what, 64);
    verdicts.push(
      judgeAtLeast(`${what}, embedded, 64 connections, against the floor`, 0.6, ratios),
    );
  }
  const us = sides[1] as Side;
  const latency = await measureLatency(us, 1000, { ...plan, rounds: Math.min(plan.rounds, 3) });
  say('', `Latency of create at 1 000/s, open loop: p50 ${spreadOf(latency.p50, 2)} ms`);
  verdicts.push(judgeAtMost('p99 of create at 1 000/s, open loop', 15, 'ms', latency.p99));
  const peaks = [us.place.memory().peak];
  verdicts.push(judgeAtMost('resident memory under load, at its highest', 200, 'MB', peaks));
} finally {
  for (const side of sides) await side.close();
}
say('', 'Targets', ...showVerdicts(verdicts));
