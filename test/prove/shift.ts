// The clock of the first server: the machine's and what a file says, which it reads again at a
// signal, so that minutes of waiting need not take minutes, nor does the longest wait for a reply.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type Shift = {
  readonly file: string;
  readonly now: () => number;
  readonly add: (byMs: number) => void;
  /** From now on it waits so long for replies; without a number as it does elsewhere. */
  readonly wait: (patienceMs?: number) => void;
  /** Whether this process of the first server goes by what was written last. */
  readonly isHeardBy: (pid: number) => boolean;
};

/** For so long at least it waits for a reply here while replies hang. */
export const PATIENCE_MIN_MS = 700;
const REPLY_MAX_MS = 20_000;
/** A reply whose wait began with other work is waited for a little shorter. */
const REPLY_MIN_MS = 10_000;

/** A whole text or the one before: whoever reads while it is written finds no empty file. */
const REPLACE = `(file, text) => {
  writeFileSync(file + '.next', text);
  renameSync(file + '.next', file);
}`;

/** A flag of Node. It says what it goes by in a file of its own. */
export const CLOCK = `--import=data:text/javascript,${encodeURIComponent(`
  import { readFileSync, renameSync, writeFileSync } from 'node:fs';
  import { flushCompileCache } from 'node:module';
  const real = Date.now;
  const file = process.env.SHIFT_FILE;
  const replace = ${REPLACE};
  let shiftMs = 0;
  let patienceMs = 0;
  const read = () => {
    const text = readFileSync(file, 'utf8');
    [shiftMs, patienceMs] = text.split(' ').map(Number);
    replace(file + '.' + process.pid, text);
  };
  read();
  Date.now = () => real() + shiftMs;
  const wait = globalThis.setTimeout;
  const isReply = (ms) => ms > ${REPLY_MIN_MS} && ms <= ${REPLY_MAX_MS};
  globalThis.setTimeout = (work, ms, ...rest) =>
    wait(work, isReply(ms) ? Math.min(ms, patienceMs) : ms, ...rest);
  process.on('SIGUSR2', read);
  // One that is killed keeps nothing for the next.
  process.once('SIGUSR2', () => flushCompileCache());`)}`;

export function openShift(folder: string): Shift {
  const file = path.join(folder, 'shift');
  let shiftMs = 0;
  let patienceMs = PATIENCE_MIN_MS;
  const textOf = (): string => `${shiftMs} ${patienceMs}`;
  const write = (): void => {
    writeFileSync(`${file}.next`, textOf());
    renameSync(`${file}.next`, file);
  };
  write();
  return {
    file,
    now: () => Date.now() + shiftMs,
    add: (byMs) => {
      shiftMs += byMs;
      write();
    },
    wait: (longest = REPLY_MAX_MS) => {
      patienceMs = longest;
      write();
    },
    isHeardBy: (pid) => {
      try {
        return readFileSync(`${file}.${pid}`, 'utf8') === textOf();
      } catch {
        return false;
      }
    },
  };
}
