// Sums of minutes of all processes as one, for whoever draws them.
import type { MinuteSum } from '../../core/request-log.ts';
import type { MinuteSumRow } from '../../store/store.ts';

/** Bounds of latency in seconds. They are stored by nobody, so another list needs another table. */
export const PROGRAM_BOUNDS: readonly number[] = Object.freeze([
  0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10,
]);
export const PROCESSOR_BOUNDS: readonly number[] = Object.freeze([
  0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20,
]);

/** One of each minute, dialect, processor and operation. */
export function sumUp(rows: readonly MinuteSumRow[]): readonly MinuteSum[] {
  const groups = Map.groupBy(rows, ({ minute, dialect, processor, operation }) =>
    [minute, dialect, processor, operation].join('\n'),
  );
  return [...groups.values()].map((group) => {
    const [{ minute, dialect, processor, operation }] = group as [MinuteSumRow];
    const total = (of: (row: MinuteSumRow) => number): number =>
      group.reduce((sum, row) => sum + of(row), 0);
    const bounds = processor === '' ? PROGRAM_BOUNDS : PROCESSOR_BOUNDS;
    return {
      ...{ minute, dialect, processor, operation, bounds },
      count: total(({ count }) => count),
      refused: total(({ refused }) => refused),
      failed: total(({ failed }) => failed),
      took: Array.from({ length: bounds.length + 1 }, (_, at) =>
        total(({ took }) => took[at] ?? 0),
      ),
    };
  });
}
