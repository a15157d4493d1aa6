// The text that Prometheus reads: heads, labels, buckets that add up, and what cannot be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createExposition } from './exposition.ts';

test('counters and histograms are written as the format says', async () => {
  const exposition = createExposition();
  const count = exposition.counter('asked_total', 'Questions.', ['of', 'how']);
  count('us', 'ok').add();
  count('us', 'ok').add(2);
  count('them', 'ok').add();
  const took = exposition.histogram('took_seconds', 'How long.', ['of'], [0.1, 1]);
  for (const seconds of [0.05, 0.1, 0.5, 7]) took('us').observe(seconds);
  assert.equal(
    await exposition.write(),
    `# HELP asked_total Questions.
# TYPE asked_total counter
asked_total{of="us",how="ok"} 3
asked_total{of="them",how="ok"} 1
# HELP took_seconds How long.
# TYPE took_seconds histogram
took_seconds_bucket{of="us",le="0.1"} 2
took_seconds_bucket{of="us",le="1"} 3
took_seconds_bucket{of="us",le="+Inf"} 4
took_seconds_sum{of="us"} 7.65
took_seconds_count{of="us"} 4
`,
  );
});

test('values of labels cannot end their line, and no two values share a cell', async () => {
  const exposition = createExposition();
  const count = exposition.counter('odd_total', 'Odd.', ['a', 'b']);
  count('1"} 9\n', '\\').add();
  assert.match(await exposition.write(), /^odd_total\{a="1\\"\} 9\\n",b="\\\\"\} 1$/m);
});

test('a gauge is read when somebody looks; one that fails hides no other', async () => {
  const exposition = createExposition();
  let value = 1;
  exposition.gauge('waiting', 'Now.', [], () => [[[], value]]);
  exposition.gauge('broken', 'Never.', [], async () => {
    throw new Error('away');
  });
  exposition.total('seen_total', 'So far.', [], async () => [[[], 5]]);
  value = 2;
  const text = await exposition.write();
  assert.match(text, /^waiting 2$/m);
  assert.match(text, /^# TYPE seen_total counter\nseen_total 5$/m);
  assert.doesNotMatch(text, /broken/);
  assert.throws(() => exposition.gauge('waiting', 'Again.', [], () => []), /two metrics/);
});
