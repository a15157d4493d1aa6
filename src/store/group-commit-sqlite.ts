// Group commit: the writes of one turn of the event loop share one transaction, and so one flush.
import type { DatabaseSync } from 'node:sqlite';
import { guarded, type OnError } from '../guard.ts';
import { rollBack } from './read.ts';
import { sqliteError } from './sqlite-error.ts';

/** What came of one write: its value, or why it failed. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** Commits a group, and calls `answer` once with an outcome for each, in their order. */
export type SendGroup<Work> = (
  group: readonly Work[],
  answer: (outcomes: readonly Outcome[]) => void,
) => void;

type Waiting<Work> = {
  readonly work: Work;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Collects the writes that arrive in one turn of the event loop, or while the group before them is
 * under way, so that they share one flush to disk. Nobody hears of success before that commit.
 */
export function groupSqliteCommits<Work>(
  send: SendGroup<Work>,
  onError: OnError,
): <T>(work: Work) => Promise<T> {
  let waiting: Waiting<Work>[] = [];
  let isUnderWay = false;
  const flush = (): void => {
    if (isUnderWay || waiting.length === 0) return;
    const group = waiting;
    waiting = [];
    isUnderWay = true;
    const answer = (outcomes: readonly Outcome[]): void => {
      isUnderWay = false;
      group.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index];
        if (outcome !== undefined && 'value' in outcome) resolve(outcome.value as never);
        else reject(sqliteError(outcome?.error));
      });
      flush();
    };
    try {
      send(
        group.map(({ work }) => work),
        answer,
      );
    } catch (error) {
      answer(group.map(() => ({ error })));
    }
  };
  const guardedFlush = guarded(onError, flush);
  return (work) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0 && !isUnderWay) setImmediate(guardedFlush);
      waiting.push({ work, resolve, reject });
    });
}

/** On the connection that reads: `endReads` ends the transaction of this turn's. */
export function sendHere<Work>(
  database: Pick<DatabaseSync, 'exec' | 'isOpen' | 'isTransaction'>,
  perform: (work: Work) => unknown,
  endReads: () => void,
): SendGroup<Work> {
  return (group, answer) => {
    endReads();
    answer(commitGroup(database, perform, group));
  };
}

/** Elsewhere: whoever reads after an answer sees what was written, so older reads end there. */
export function sendAway<Work>(
  send: SendGroup<Work>,
  endReads: () => void,
  onError: OnError,
): SendGroup<Work> {
  const guardedEnd = guarded(onError, endReads);
  return (group, answer) =>
    send(group, (outcomes) => {
      guardedEnd();
      answer(outcomes);
    });
}

/**
 * One transaction for all of them. When a group fails, its members are tried again one by one, so
 * that only the one at fault fails.
 */
export function commitGroup<Work>(
  database: Pick<DatabaseSync, 'exec' | 'isOpen' | 'isTransaction'>,
  perform: (work: Work) => unknown,
  group: readonly Work[],
): readonly Outcome[] {
  try {
    rollBack(database);
    database.exec('BEGIN IMMEDIATE');
  } catch (error) {
    // None of them is at fault, and each alone would wait as long again for whoever has the file.
    return group.map(() => ({ error }));
  }
  try {
    const outcomes = group.map((work) => ({ value: perform(work) }));
    database.exec('COMMIT');
    return outcomes;
  } catch (error) {
    rollBack(database);
    if (group.length === 1) return [{ error }];
    return group.flatMap((work) => commitGroup(database, perform, [work]));
  }
}
