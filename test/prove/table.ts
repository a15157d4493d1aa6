// What a row of runs came to, as a table for people.
import { formatDecimal } from '../../src/core/money.ts';
import type { Trial } from './trial.ts';

export function renderTable(seed: string, trials: readonly Trial[], tookMs: number): string {
  const add = (of: (trial: Trial) => number): number =>
    trials.reduce((sum, trial) => sum + of(trial), 0);
  const rupees = (minor: number): string => formatDecimal(minor, 'INR');
  const faults = tally(trials.flatMap((trial) => [...trial.faults]));
  const ends = tally(trials.flatMap((trial) => [...trial.ends]));
  const ways = tally(
    trials.flatMap(({ courses }) => courses.map(({ way }): [string, number] => [way, 1])),
  );
  const open = tally(trials.flatMap(({ underWay }) => underWay.map((each) => [each, 1] as const)));
  const rows: readonly (readonly [string, string | number])[] = [
    ['seed', seed],
    ['runs', trials.length],
    ['seconds', Math.round(tookMs / 1000)],
    ['orders', add(({ orders }) => orders)],
    ...indent(ways),
    ['requests to the processor', add(({ requests }) => requests)],
    ...indent(faults),
    ['two processes of the first server', add(({ isShared }) => (isShared ? 1 : 0))],
    ['a strict second server', add(({ isStrict }) => (isStrict ? 1 : 0))],
    ['ends of the first server', ends.reduce((sum, [, count]) => sum + count, 0)],
    ...indent(ends),
    ['payments taken', add(({ taken }) => taken)],
    ['  rupees', rupees(add(({ takenMinor }) => takenMinor))],
    ['  surplus, given back', add(({ surplus }) => surplus)],
    ['refunds', add(({ refunds }) => refunds)],
    ['  rupees', rupees(add(({ refundedMinor }) => refundedMinor))],
    ['reviews decided', add(({ decided }) => decided)],
    ['still asked about', add(({ underWay }) => underWay.length)],
    ...indent(open),
    ['violations', add(({ violations }) => violations.length)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function tally(pairs: readonly (readonly [string, number])[]): readonly [string, number][] {
  const sums = new Map<string, number>();
  for (const [name, count] of pairs) sums.set(name, (sums.get(name) ?? 0) + count);
  return [...sums].sort(([, one], [, other]) => other - one);
}

function indent(pairs: readonly [string, number][]): [string, number][] {
  return pairs.map(([name, count]) => [`  ${name}`, count]);
}
