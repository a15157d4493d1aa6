// Group commit on PostgreSQL: commits that wait together share a statement or a transaction.
import { guarded, type OnError } from '../guard.ts';
import type { Write } from './commit.ts';
import { wholeSize } from './compound-statement.ts';
import { CommitUnknown, type Saved, Unreachable } from './store.ts';

type Waiting = {
  readonly writes: readonly Write[];
  readonly resolve: (saved: Saved | Promise<Saved>) => void;
  readonly reject: (error: unknown) => void;
};

// The next gathers while those before it are flushed: few and large groups cost the database least.
const UNDER_WAY_MAX = 3;
// A group that takes longer, for it waits for a lock or for a server, holds up nobody else.
const PATIENCE_MS = 50;
const GROUP_MAX = 32;

// In the same order everywhere, so that two groups that want the same rows do not block each other.
function byName([one]: readonly Write[], [other]: readonly Write[]): number {
  const names = [one, other].map((write) => write?.values.slice(0, 2).join(' ') ?? '');
  const [first = '', second = ''] = names;
  return first < second ? -1 : first > second ? 1 : 0;
}

/**
 * The commits of a turn of the event loop, and of the time that those before them take, go
 * together, for one flush to disk. When one of a group must refuse or fails, its halves are tried
 * again, so that nobody hears of success before a commit, and only who is at fault fails.
 */
export function groupPostgresCommits(
  alone: (writes: readonly Write[]) => Promise<Saved>,
  together: (group: readonly (readonly Write[])[]) => Promise<void>,
  /** Hears of what fails where nobody waits for it. */
  onError: OnError,
): {
  readonly save: (writes: readonly Write[]) => Promise<Saved>;
  /** Resolves when everything that was asked before is saved, or is not. */
  readonly finish: () => Promise<void>;
} {
  const waiting: Waiting[] = [];
  const saves = new Set<Promise<Saved>>();
  let underWay = 0;
  const commit = async (group: readonly Waiting[]): Promise<void> => {
    const [first] = group;
    try {
      if (first !== undefined && group.length === 1) first.resolve(await alone(first.writes));
      else await together(group.map(({ writes }) => writes).sort(byName));
      for (const { resolve } of group) resolve('saved');
    } catch (error) {
      const isFinal =
        group.length === 1 || error instanceof CommitUnknown || error instanceof Unreachable;
      if (isFinal) for (const { reject } of group) reject(error);
      else {
        const half = group.length >> 1;
        await Promise.all([commit(group.slice(0, half)), commit(group.slice(half))]);
      }
    }
  };
  const guardedFlush = guarded(onError, () => {
    while (underWay < UNDER_WAY_MAX && waiting.length > 0) {
      underWay += 1;
      const patience = Promise.withResolvers<void>();
      const timer = setTimeout(guarded(onError, patience.resolve), PATIENCE_MS);
      const committing = commit(waiting.splice(0, wholeSize(Math.min(waiting.length, GROUP_MAX))));
      void Promise.race([committing, patience.promise]).then(() => {
        clearTimeout(timer);
        underWay -= 1;
        guardedFlush();
      });
    }
  });
  return {
    save: (writes) => {
      const saving = new Promise<Saved>((resolve, reject) => {
        if (waiting.length === 0) setImmediate(guardedFlush);
        waiting.push({ writes, resolve, reject });
      });
      saves.add(saving);
      const end = (): boolean => saves.delete(saving);
      saving.then(end, end);
      return saving;
    },
    finish: async () => {
      await Promise.allSettled(saves);
    },
  };
}
