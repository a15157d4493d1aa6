// Reads the text of `/metrics` as strictly as Prometheus does, and says what is wrong with it.
import assert from 'node:assert/strict';

export type Metrics = {
  /** `name{label="value"}` and its value, as they stand there. */
  readonly samples: ReadonlyMap<string, number>;
  /** Of every sample, without its labels. */
  readonly names: ReadonlySet<string>;
  /** Labels by the names of the samples. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
};

const SAMPLE = /^([a-z_][a-z0-9_]*)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+)\})? (\S+)$/;
const LABEL = /([a-z_]+)="((?:[^"\\]|\\.)*)"/g;
const TYPES: ReadonlySet<string> = new Set(['counter', 'gauge', 'histogram']);

export function readMetrics(text: string): Metrics {
  assert.ok(text.endsWith('\n'), 'the last line has no end');
  const samples = new Map<string, number>();
  const names = new Set<string>();
  const labels = new Map<string, Set<string>>();
  let current = { name: '', type: '' };
  let helped = '';
  for (const line of text.split('\n').slice(0, -1)) {
    const help = /^# HELP (\S+) \S.*$/.exec(line)?.[1];
    if (help !== undefined) {
      helped = help;
      continue;
    }
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (type !== null) {
      const [, name = '', kind = ''] = type;
      assert.equal(helped, name, `${name} has no help before its type`);
      assert.ok(TYPES.has(kind), line);
      if (kind === 'counter') assert.match(name, /_total$/);
      current = { name, type: kind };
      continue;
    }
    const sample = SAMPLE.exec(line);
    assert.ok(sample !== null, `no sample: ${line}`);
    const [, name = '', pairs = '', value = ''] = sample;
    const series = current.type === 'histogram' ? name.replace(/_(bucket|sum|count)$/, '') : name;
    assert.equal(series, current.name, `${line} stands under another metric`);
    const key = pairs === '' ? name : `${name}{${pairs}}`;
    assert.ok(!samples.has(key), `${key} stands twice`);
    assert.ok(Number.isFinite(Number(value)), line);
    samples.set(key, Number(value));
    names.add(name);
    const own = labels.get(name) ?? new Set<string>();
    for (const [, label = ''] of pairs.matchAll(LABEL)) own.add(label);
    labels.set(name, own);
  }
  return { samples, names, labels };
}

/** Every value that a label has anywhere. */
export function valuesOf({ samples }: Metrics, label: string): ReadonlySet<string> {
  const pattern = new RegExp(`[{,]${label}="([^"]*)"`);
  return new Set([...samples.keys()].flatMap((key) => pattern.exec(key)?.[1] ?? []));
}
