// The port to the thread that writes: it flushes a commit while this one reads and answers.
import { Worker } from 'node:worker_threads';
import { guarded, type OnError } from '../guard.ts';
import type { Outcome, SendGroup } from './group-commit-sqlite.ts';
import type { Work } from './sqlite-work.ts';
import { CommitUnknown, Unreachable } from './store.ts';
import { type FromWorker, unpack, unpackOutcome } from './worker-message.ts';

export type CommitThread = {
  /** One group at a time. */
  readonly send: SendGroup<Work>;
  /** After the last answer: the thread closes its connection and ends. */
  readonly close: () => Promise<void>;
};

// Compiled, the thread is JavaScript as this file is.
const PROGRAM = new URL(
  import.meta.url.endsWith('.ts') ? './commit-worker.ts' : './commit-worker.js',
  import.meta.url,
);

// None of the process: what it preloads is meant for the server.
const FLAGS = ['--disable-warning=ExperimentalWarning'];

/**
 * Begins with the first group, and again with the next one should it have ended by itself; the
 * group that was under way then may or may not be committed (`CommitUnknown`). The process does not
 * stay alive for a thread that waits.
 */
export function openCommitThread(path: string, onError: OnError): CommitThread {
  let worker: Worker | null = null;
  let answer: ((outcomes: readonly Outcome[]) => void) | null = null;
  let size = 0;
  let isClosed = false;
  const settle = (outcomes: readonly Outcome[]): void => {
    const waiting = answer;
    answer = null;
    worker?.unref();
    waiting?.(outcomes);
  };
  const begin = (): Worker => {
    const fresh = new Worker(PROGRAM, { workerData: path, execArgv: FLAGS });
    const end = (cause: unknown): void => {
      if (worker !== fresh) return;
      worker = null;
      const error = new CommitUnknown('the thread that writes has ended', { cause });
      settle(Array.from({ length: size }, () => ({ error })));
    };
    fresh.on(
      'message',
      guarded(onError, (message: FromWorker) => {
        if ('failed' in message) onError(unpack(message.failed));
        else settle(message.outcomes.map(unpackOutcome));
      }),
    );
    fresh.on(
      'error',
      guarded(onError, (error: unknown) => {
        onError(error);
        end(error);
      }),
    );
    fresh.on('exit', guarded(onError, end));
    worker = fresh;
    return fresh;
  };
  return {
    send: (group, answered) => {
      if (isClosed) throw new Unreachable('the database is closed');
      const own = worker ?? begin();
      own.ref();
      size = group.length;
      answer = answered;
      own.postMessage(group);
    },
    close: async () => {
      isClosed = true;
      const own = worker;
      if (own === null) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      own.ref();
      own.once(
        'exit',
        guarded(onError, () => resolve()),
      );
      own.postMessage(null);
      await promise;
    },
  };
}
