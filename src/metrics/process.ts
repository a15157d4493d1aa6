// What this process itself is like: its build, its memory, how late its loop comes round.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Build } from './build.ts';
import type { Exposition } from './exposition.ts';

const RESOLUTION_MS = 20;
/** What was slow is shown for so long at least, so that it is seen by whoever looks seldom. */
const SHOWN_MS = 60_000;
const PERCENTILES = [50, 99, 100];

/**
 * Returns what ends it. Names as usual:
 * https://prometheus.io/docs/instrumenting/writing_clientlibs/
 */
export function watchProcess(exposition: Exposition, build: Build, engine: string): () => void {
  const { gauge, total } = exposition;
  const { version, node, commit = '' } = build;
  gauge('dubash_build_info', 'Which build runs, on which database.', BUILD_LABELS, () => [
    [[version, node, commit, engine], 1],
  ]);
  total('process_cpu_seconds_total', 'CPU time, user and system.', [], () => {
    const { user, system } = process.cpuUsage();
    return [[[], (user + system) / 1e6]];
  });
  const startedAt = performance.timeOrigin / 1000;
  gauge('process_start_time_seconds', 'When it began, since 1970.', [], () => [[[], startedAt]]);
  gauge('process_resident_memory_bytes', 'Memory that it holds.', [], () => [
    [[], process.memoryUsage.rss()],
  ]);
  gauge('dubash_memory_bytes', "Memory of the program's own, by its use.", ['use'], () => {
    const { heapUsed, heapTotal, external } = process.memoryUsage();
    return [
      [['heap_used'], heapUsed],
      [['heap'], heapTotal],
      [['external'], external],
    ];
  });
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  gauge(
    'dubash_event_loop_delay_seconds',
    'How late the event loop came round, of the last minute or since the last look.',
    ['percentile'],
    readDelay(delay),
  );
  return () => {
    delay.disable();
  };
}

const BUILD_LABELS = ['version', 'node', 'commit', 'database'];

function readDelay(delay: ReturnType<typeof monitorEventLoopDelay>) {
  let since = performance.now();
  return () => {
    const samples = PERCENTILES.map((percentile) => {
      const seen = delay.count === 0 ? 0 : delay.percentile(percentile) / 1e9;
      // What is measured is the interval, which is as long as the resolution at best.
      return [[String(percentile)], Math.max(0, seen - RESOLUTION_MS / 1000)] as const;
    });
    if (performance.now() - since > SHOWN_MS) {
      since = performance.now();
      delay.reset();
    }
    return samples;
  };
}
