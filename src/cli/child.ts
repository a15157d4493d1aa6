// A program that a command runs as itself: its terminal, its signals, its exit code.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Environment } from '../detour/environment.ts';
import { guarded, rethrow } from '../guard.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** What a shell says of a program that it does not find, or may not run. */
const NOT_FOUND = 127;
const NOT_ALLOWED = 126;
/** A shell adds the number of the signal that ended a program. */
const BY_SIGNAL = 128;

export type Ended = { readonly code: number; readonly problem: string | null };

/**
 * Signals go on to it, and end nothing here: what it makes of them is its own matter. On a terminal
 * the system sends those that are typed to both, so that they are not sent twice.
 */
export async function runChild(
  program: string,
  given: readonly string[],
  env: Environment,
): Promise<Ended> {
  const child = spawn(program, given, { env, stdio: 'inherit' });
  const forward = SIGNALS.map((signal) => {
    const isTyped = process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT');
    return [signal, guarded(rethrow, () => isTyped || child.kill(signal))] as const;
  });
  for (const [signal, hear] of forward) process.on(signal, hear);
  try {
    return await endOf(child, program);
  } finally {
    for (const [signal, hear] of forward) process.off(signal, hear);
  }
}

function endOf(child: ReturnType<typeof spawn>, program: string): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  child.once(
    'error',
    guarded(rethrow, ({ code, message }: NodeJS.ErrnoException) => {
      const isThere = code !== 'ENOENT';
      const problem = isThere ? `${program}: ${message}` : `there is no program "${program}"`;
      resolve({ code: isThere ? NOT_ALLOWED : NOT_FOUND, problem });
    }),
  );
  child.once(
    'exit',
    guarded(rethrow, (code: number | null, signal: NodeJS.Signals | null) => {
      const number = signal === null ? 0 : constants.signals[signal];
      resolve({ code: code ?? BY_SIGNAL + number, problem: null });
    }),
  );
  return promise;
}
