// Rates and latencies: floor, reference and us in turn, several rounds of one run.
import { openLoop, type Reading } from './load.ts';
import { medianOf, spreadOf } from './measured-process.ts';
import { type Created, measureCreate, measureFetch, type Side } from './side.ts';

export type Rates = Map<string, number[]>;

export type Plan = {
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: readonly number[];
};

const keyOf = (side: string, what: string, connections: number): string =>
  `${side} ${what} ${connections}`;

/** All sides in each round, one after the other, so that a slow minute of the machine hits all. */
export async function measureRates(sides: readonly Side[], plan: Plan): Promise<Rates> {
  const rates: Rates = new Map();
  const keep = (key: string, value: number): void => {
    rates.set(key, [...(rates.get(key) ?? []), value]);
  };
  /** `before` is what the side's process had used of CPU when this reading began. */
  const note = (
    side: Side,
    what: string,
    connections: number,
    before: number,
    { perSecond, done }: Reading,
  ): void => {
    keep(keyOf(side.name, what, connections), perSecond);
    const micros = (side.place.cpuSeconds() - before) * 1e6;
    keep(keyOf(side.name, `${what} CPU`, connections), micros / done);
  };
  // A first round that nobody counts: code is compiled and caches are filled.
  for (const side of sides) await measureCreate(side, 16, 1, `warm-${side.name}`);
  for (let round = 1; round <= plan.rounds; round += 1) {
    for (const connections of plan.connections) {
      const made = new Map<Side, readonly Created[]>();
      for (const side of sides) {
        const name = `c${round}-${connections}-${side.name.length}`;
        const before = side.place.cpuSeconds();
        const { reading, created } = await measureCreate(side, connections, plan.seconds, name);
        made.set(side, created);
        note(side, 'create', connections, before, reading);
      }
      for (const side of sides) {
        const before = side.place.cpuSeconds();
        const created = made.get(side) ?? [];
        const reading = await measureFetch(side, connections, plan.seconds, created);
        note(side, 'fetch', connections, before, reading);
      }
    }
  }
  return rates;
}

export function showRates(rates: Rates, sides: readonly Side[], plan: Plan): readonly string[] {
  const lines: string[] = [];
  for (const what of ['create', 'fetch']) {
    for (const connections of plan.connections) {
      for (const { name } of sides) {
        const values = rates.get(keyOf(name, what, connections)) ?? [];
        const label = `${what}, ${connections} connections`.padEnd(26);
        const cpu = rates.get(keyOf(name, `${what} CPU`, connections)) ?? [];
        const micros = `${spreadOf(cpu)} µs of its CPU`;
        lines.push(`  ${label}${name.padEnd(16)}${spreadOf(values).padStart(26)} /s   ${micros}`);
      }
    }
  }
  return lines;
}

/** The median of the ratios of each round. */
export function ratioOf(
  rates: Rates,
  one: string,
  other: string,
  what: string,
  connections: number,
): readonly number[] {
  const upper = rates.get(keyOf(one, what, connections)) ?? [];
  const lower = rates.get(keyOf(other, what, connections)) ?? [];
  return upper.map((value, round) => value / (lower[round] ?? Number.NaN));
}

export type Latencies = { readonly p50: number[]; readonly p99: number[]; readonly max: number[] };

/** Creates at a fixed rate, several times. */
export async function measureLatency(
  side: Side,
  perSecond: number,
  { seconds, rounds }: Plan,
): Promise<Latencies> {
  const found: Latencies = { p50: [], p99: [], max: [] };
  for (let round = 1; round <= rounds; round += 1) {
    let next = 0;
    const reading = await openLoop(side.place.port, perSecond, seconds, () => {
      next += 1;
      return side.create(`o${round}-${perSecond}-${next}`);
    });
    if (reading.wrong > 0) throw new Error(`${side.name}: ${reading.firstWrong}`);
    found.p50.push(reading.p50);
    found.p99.push(reading.p99);
    found.max.push(reading.max);
  }
  return found;
}

export type Verdict = {
  readonly what: string;
  readonly target: string;
  readonly values: readonly number[];
  readonly met: boolean;
};

export function judgeAtLeast(what: string, least: number, values: readonly number[]): Verdict {
  const target = `≥ ${spreadOf([least], 2)} ×`;
  return { what, target, values, met: medianOf(values) >= least };
}

export function judgeAtMost(
  what: string,
  most: number,
  unit: string,
  values: readonly number[],
): Verdict {
  return { what, target: `≤ ${most} ${unit}`, values, met: medianOf(values) <= most };
}

export function showVerdicts(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.map(({ what, target, values, met }) => {
    const found = spreadOf(values, 2);
    return `  ${met ? 'met   ' : 'MISSED'}  ${what.padEnd(52)}${target.padStart(12)}   ${found}`;
  });
}
