// Performs what is due: much at a time, and beside what was begun before, so that a processor that
// does not answer holds up nothing else.
import type { InstructionRow, Store } from '../../store/store.ts';
import type { Log } from '../log.ts';
import { logError } from '../log-error.ts';
import type { DueRow } from './instruction.ts';
import { LEASE_MS } from './lease.ts';

export type Poller = {
  /**
   * Begins what is due at the real time and waits for none of it. What was begun before and is not
   * answered yet is left to itself.
   */
  readonly poll: () => Promise<void>;
  /** The same, and waits for what it began; returns how many instructions that were. */
  readonly sweep: () => Promise<number>;
};

type Parts = {
  readonly store: Pick<Store, 'leaseInstructions'>;
  readonly perform: (row: DueRow) => Promise<unknown>;
  /** The real time in milliseconds. */
  readonly now: () => number;
  readonly log: Log;
};

const SWEEP_MAX = 200;
/**
 * Each of them renews its lease: more at a time would keep the database busy. No gateway takes all
 * the places by not answering, see `shareOut`.
 */
const UNDER_WAY_MAX = 600;

export function createPoller({ store, perform, now, log }: Parts): Poller {
  let underWay = 0;
  const performOne = async (row: InstructionRow): Promise<void> => {
    underWay += 1;
    await performEach(log, perform, [{ ...row, isSwept: true }]).finally(() => {
      underWay -= 1;
    });
  };
  const begin = async (): Promise<readonly Promise<void>[]> => {
    const most = Math.min(SWEEP_MAX, UNDER_WAY_MAX - underWay);
    if (most <= 0) return [];
    const rows = await store.leaseInstructions(now(), now() + LEASE_MS, most);
    return rows.map(performOne);
  };
  return {
    poll: async () => void (await begin()),
    sweep: async () => (await Promise.all(await begin())).length,
  };
}

/** One that cannot be carried out stands before no other. */
export async function performEach(
  log: Log,
  perform: Parts['perform'],
  rows: readonly DueRow[],
): Promise<void> {
  const results = await Promise.allSettled(rows.map((row) => perform(row)));
  for (const result of results) {
    if (result.status === 'rejected') {
      logError(log, result.reason, 'an instruction could not be carried out');
    }
  }
}
