// Group commit on PostgreSQL: the commits of one turn of the event loop share transactions.
import type { Write } from './commit.ts';
import { Lost, type Saved, Unreachable } from './store.ts';

type Waiting = {
  readonly writes: readonly Write[];
  readonly resolve: (saved: Saved | Promise<Saved>) => void;
  readonly reject: (error: unknown) => void;
};

// Few enough that several connections share the work of a busy turn.
const GROUP_MAX = 16;

// In the same order everywhere, so that two groups that want the same rows do not block each other.
function byName([one]: readonly Write[], [other]: readonly Write[]): number {
  const names = [one, other].map((write) => write?.values.slice(0, 2).join(' ') ?? '');
  const [first = '', second = ''] = names;
  return first < second ? -1 : first > second ? 1 : 0;
}

/**
 * One alone is one statement and one round trip. Several go between one BEGIN and one COMMIT, for
 * one flush to disk. When one of a group must refuse or fails, all are tried again alone, so that
 * nobody hears of success before a commit, and only who is at fault fails.
 */
export function gatherCommits(
  alone: (writes: readonly Write[]) => Promise<Saved>,
  together: (group: readonly (readonly Write[])[]) => Promise<void>,
): {
  readonly save: (writes: readonly Write[]) => Promise<Saved>;
  /** Resolves when everything that was asked before is saved, or is not. */
  readonly finish: () => Promise<void>;
} {
  let waiting: Waiting[] = [];
  const underWay = new Set<Promise<Saved>>();
  const commit = async (group: readonly Waiting[]): Promise<void> => {
    try {
      if (group.length > 1) await together(group.map(({ writes }) => writes).sort(byName));
      for (const { writes, resolve } of group) resolve(group.length > 1 ? 'saved' : alone(writes));
    } catch (error) {
      const unknown = error instanceof Lost || error instanceof Unreachable;
      for (const { writes, resolve, reject } of group) {
        if (unknown) reject(error);
        else resolve(alone(writes));
      }
    }
  };
  const flush = (): void => {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += GROUP_MAX) {
      void commit(all.slice(from, from + GROUP_MAX));
    }
  };
  return {
    save: (writes) => {
      const saving = new Promise<Saved>((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ writes, resolve, reject });
      });
      underWay.add(saving);
      const end = (): boolean => underWay.delete(saving);
      saving.then(end, end);
      return saving;
    },
    finish: async () => {
      await Promise.allSettled(underWay);
    },
  };
}
