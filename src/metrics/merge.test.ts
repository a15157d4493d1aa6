// Metrics of several processes: whose each is, what is told once, what a replaced one does to sums.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createExposition } from './exposition.ts';
import { mergeMetrics } from './merge.ts';

function countIn(requests: number, due: number) {
  const exposition = createExposition();
  exposition.counter('requests_total', 'Requests.', ['dialect'])('a{b}"c').add(requests);
  exposition.gauge('memory_bytes', 'Memory.', [], () => [[[], requests * 10]]);
  exposition.shared('due', 'What is due.', ['state'], () => [[['x'], due]]);
  exposition.histogram('took', 'How long.', [], [1])().observe(0.5);
  return exposition;
}

test('each line has its process, what is the database’s is told once', async () => {
  const metrics = await Promise.all([countIn(3, 5).read(), countIn(4, 6).read()]);
  const text = mergeMetrics(metrics.map((each, at) => ({ process: at + 1, metrics: each })));
  assert.equal(
    text,
    `# HELP requests_total Requests.
# TYPE requests_total counter
requests_total{process="1",dialect="a{b}\\"c"} 3
requests_total{process="2",dialect="a{b}\\"c"} 4
# HELP memory_bytes Memory.
# TYPE memory_bytes gauge
memory_bytes{process="1"} 30
memory_bytes{process="2"} 40
# HELP due What is due.
# TYPE due gauge
due{state="x"} 5
# HELP took How long.
# TYPE took histogram
took_bucket{process="1",le="1"} 1
took_bucket{process="1",le="+Inf"} 1
took_sum{process="1"} 0.5
took_count{process="1"} 1
took_bucket{process="2",le="1"} 1
took_bucket{process="2",le="+Inf"} 1
took_sum{process="2"} 0.5
took_count{process="2"} 1
`,
  );
});

test('a metric that only one of them has is there, and none that cannot be read', async () => {
  const one = createExposition();
  one.gauge('alone', 'Alone.', [], () => [[[], 1]]);
  const metrics = await one.read();
  const merged = mergeMetrics([
    { process: 1, metrics: [] },
    { process: 2, metrics },
  ]);
  assert.equal(merged, (await one.write()).replace('alone 1', 'alone{process="2"} 1'));
  one.gauge('broken', 'Broken.', [], () => {
    throw new Error('cannot be read');
  });
  assert.equal((await one.read()).length, 1);
});
