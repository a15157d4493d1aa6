// What is counted, and how it is written down in the text format of Prometheus. Format:
// https://prometheus.io/docs/instrumenting/exposition_formats/ (version 0.0.4).

/** Values of labels, in the order of a metric's names of them. */
type Values = readonly string[];

export type Sum = { readonly add: (by?: number) => void };
export type Histogram = { readonly observe: (seconds: number) => void };
/** A value with the values of its labels. */
export type Sample = readonly [Values, number];
export type Read = () => readonly Sample[] | Promise<readonly Sample[]>;

export type Exposition = {
  /** The counter of some values: whoever counts often keeps it. */
  readonly counter: (name: string, help: string, labels: Values) => (...values: Values) => Sum;
  readonly histogram: (
    name: string,
    help: string,
    labels: Values,
    bounds: readonly number[],
  ) => (...values: Values) => Histogram;
  /** Read when somebody looks; what cannot be read is left out. */
  readonly gauge: (name: string, help: string, labels: Values, read: Read) => void;
  /** The same of what only grows. */
  readonly total: (name: string, help: string, labels: Values, read: Read) => void;
  /** Of the database, which every process that works on it sees alike. */
  readonly shared: (name: string, help: string, labels: Values, read: Read) => void;
  /** The counters of a name as they are, and its histograms; none where it has none. */
  readonly sums: (name: string) => readonly (readonly [Values, number])[];
  readonly histograms: (name: string) => readonly (readonly [Values, Buckets])[];
  /** What there is now, by metric. */
  readonly read: () => Promise<readonly Written[]>;
  readonly write: () => Promise<string>;
};

/** Each in the lowest bucket that it fits; `count` has those beyond the last bound as well. */
export type Buckets = { readonly counts: readonly number[]; readonly count: number };

/** A metric as it is written down. */
export type Written = {
  readonly head: string;
  readonly lines: readonly string[];
  readonly isShared: boolean;
};

export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

type Metric = {
  readonly head: string;
  readonly isShared: boolean;
  readonly lines: () => Promise<readonly string[]>;
};

export function createExposition(): Exposition {
  const metrics = new Map<string, Metric>();
  const counters = new Map<string, () => readonly (readonly [Values, number])[]>();
  const histograms = new Map<string, () => readonly (readonly [Values, Buckets])[]>();
  const add = (
    name: string,
    help: string,
    type: string,
    lines: Metric['lines'],
    isShared = false,
  ): void => {
    if (metrics.has(name)) throw new Error(`there are two metrics ${name}`);
    metrics.set(name, { head: `# HELP ${name} ${help}\n# TYPE ${name} ${type}`, lines, isShared });
  };
  const looked = (type: string, isShared: boolean): Exposition['gauge'] => {
    return (name, help, labels, look) => {
      const lines = async () => {
        const samples = await look();
        return samples.map(([values, value]) => lineOf(name, labels, values, value));
      };
      add(name, help, type, lines, isShared);
    };
  };
  const read = async (): Promise<readonly Written[]> => {
    const all = await Promise.all([...metrics.values()].map(readMetric));
    return all.filter((each) => each !== null);
  };
  return {
    counter: (name, help, labels) => {
      const cells = createCells(() => ({ total: 0 }));
      counters.set(name, () => cells.all().map(([values, { total }]) => [values, total]));
      add(name, help, 'counter', async () =>
        cells.all().map(([values, { total }]) => lineOf(name, labels, values, total)),
      );
      return (...values) => {
        const cell = cells.of(values);
        return {
          add: (by = 1) => {
            cell.total += by;
          },
        };
      };
    },
    histogram: (name, help, labels, bounds) => {
      const cells = createCells(() => ({ counts: bounds.map(() => 0), count: 0, sum: 0 }));
      histograms.set(name, cells.all);
      add(name, help, 'histogram', async () =>
        cells.all().flatMap(([values, cell]) => linesOf(name, labels, values, bounds, cell)),
      );
      return (...values) => {
        const cell = cells.of(values);
        return { observe: (seconds) => observe(cell, bounds, seconds) };
      };
    },
    gauge: looked('gauge', false),
    total: looked('counter', false),
    shared: looked('gauge', true),
    sums: (name) => counters.get(name)?.() ?? [],
    histograms: (name) => histograms.get(name)?.() ?? [],
    read,
    write: async () => writeAll(await read()),
  };
}

export function writeAll(metrics: readonly Omit<Written, 'isShared'>[]): string {
  return metrics.map(({ head, lines }) => `${[head, ...lines].join('\n')}\n`).join('');
}

/** Null: one that cannot be read must not hide the others. */
async function readMetric({ head, lines, isShared }: Metric): Promise<Written | null> {
  try {
    return { head, lines: await lines(), isShared };
  } catch {
    return null;
  }
}

function createCells<Cell>(make: () => Cell) {
  const cells = new Map<string, readonly [Values, Cell]>();
  return {
    of: (values: Values): Cell => {
      const key = values.join('\n');
      const known = cells.get(key);
      if (known !== undefined) return known[1];
      const cell = make();
      cells.set(key, [values, cell]);
      return cell;
    },
    all: () => [...cells.values()],
  };
}

type HistogramCell = { readonly counts: number[]; count: number; sum: number };

/** Each is counted in the lowest bucket that it fits; those above it are summed up when written. */
function observe(cell: HistogramCell, bounds: readonly number[], seconds: number): void {
  cell.count += 1;
  cell.sum += seconds;
  for (let at = 0; at < bounds.length; at += 1) {
    if (seconds > (bounds[at] ?? 0)) continue;
    cell.counts[at] = (cell.counts[at] ?? 0) + 1;
    return;
  }
}

function linesOf(
  name: string,
  labels: Values,
  values: Values,
  bounds: readonly number[],
  { counts, count, sum }: HistogramCell,
): readonly string[] {
  let below = 0;
  const bucket = (bound: string, total: number): string =>
    lineOf(`${name}_bucket`, [...labels, 'le'], [...values, bound], total);
  const buckets = bounds.map((bound, at) => {
    below += counts[at] ?? 0;
    return bucket(String(bound), below);
  });
  const sums = lineOf(`${name}_sum`, labels, values, sum);
  return [...buckets, bucket('+Inf', count), sums, lineOf(`${name}_count`, labels, values, count)];
}

function lineOf(name: string, labels: Values, values: Values, value: number): string {
  const pairs = labels.map((label, at) => `${label}="${escapeValue(values[at] ?? '')}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join()}}`} ${value}`;
}

function escapeValue(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
