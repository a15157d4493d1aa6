// What is counted anyway as sums of minutes: what was added to the counters since the last look is
// that minute's, so that no request pays for it.
import type { MinuteSumRow } from '../store/store.ts';
import type { Exposition } from './exposition.ts';

const MINUTE_MS = 60_000;

type Growing = { -readonly [Name in keyof MinuteSumRow]: MinuteSumRow[Name] };

/** The rows that have grown, as they are in all; `now` is the real time in milliseconds. */
export type TakeMinute = (now: number) => readonly MinuteSumRow[];

/** `place` tells this start of a process from the others on the database. */
export function createMinutes(exposition: Exposition, place: number): TakeMinute {
  const before = new Map<string, readonly number[]>();
  const rows = new Map<string, Growing>();
  let minute = 0;
  /** By how much each number has grown since the last look. */
  const growthOf = (name: string, numbers: readonly number[]): readonly number[] | null => {
    const last = before.get(name);
    before.set(name, [...numbers]);
    const growth = numbers.map((each, at) => each - (last?.[at] ?? 0));
    return growth.some((each) => each > 0) ? growth : null;
  };
  const rowOf = (dialect: string, processor: string, operation: string): Growing => {
    const name = [dialect, processor, operation].join('\n');
    const known = rows.get(name);
    if (known !== undefined) return known;
    const sums = { count: 0, refused: 0, failed: 0, took: [] };
    const fresh: Growing = { minute, place, dialect, processor, operation, ...sums };
    rows.set(name, fresh);
    return fresh;
  };
  const look = (side: Side, grown: Set<Growing>): void => {
    for (const [values, { counts, count }] of exposition.histograms(side.took)) {
      const [owner = '', operation = ''] = values;
      const last = count - counts.reduce((sum, each) => sum + each, 0);
      const growth = growthOf(`${side.took} ${values.join()}`, [...counts, last]);
      if (growth === null) continue;
      const row = side.isProgram ? rowOf(owner, '', operation) : rowOf('', owner, operation);
      row.took = growth.map((each, at) => each + (row.took[at] ?? 0));
      row.count += growth.reduce((sum, each) => sum + each, 0);
      grown.add(row);
    }
    for (const [values, total] of exposition.sums(side.total)) {
      const [owner = '', operation = '', outcome = ''] = values;
      const [more = 0] = growthOf(`${side.total} ${values.join()}`, [total]) ?? [];
      const of = side.outcomes[outcome];
      if (more === 0 || of === undefined) continue;
      const row = side.isProgram ? rowOf(owner, '', operation) : rowOf('', owner, operation);
      row[of] += more;
      grown.add(row);
    }
  };
  return (now) => {
    const current = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    if (current !== minute) rows.clear();
    minute = current;
    const grown = new Set<Growing>();
    for (const side of SIDES) look(side, grown);
    return [...grown].map((row) => ({ ...row }));
  };
}

type Side = {
  readonly isProgram: boolean;
  readonly took: string;
  readonly total: string;
  readonly outcomes: Readonly<Record<string, 'refused' | 'failed'>>;
};

const SIDES: readonly Side[] = [
  {
    isProgram: true,
    took: 'dubash_request_duration_seconds',
    total: 'dubash_requests_total',
    outcomes: { refused: 'refused', failed: 'failed' },
  },
  {
    isProgram: false,
    took: 'dubash_processor_call_duration_seconds',
    total: 'dubash_processor_calls_total',
    outcomes: { refused: 'refused', unknown: 'failed', error: 'failed' },
  },
];
