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

/** What this process is told by signals, instead of being ended by them. */
export type Caught = {
  /** The first that came before anybody heard them. */
  readonly early: () => NodeJS.Signals | null;
  readonly lead: (hear: (signal: NodeJS.Signals) => void) => void;
  readonly close: () => void;
};

/** To be called before there is anything that has to be put away. */
export function catchSignals(): Caught {
  let early: NodeJS.Signals | null = null;
  let hear = (signal: NodeJS.Signals): void => {
    early ??= signal;
  };
  const caught = SIGNALS.map((signal) => {
    const guardedHear = guarded(rethrow, () => hear(signal));
    process.on(signal, guardedHear);
    return [signal, guardedHear] as const;
  });
  return {
    early: () => early,
    lead: (led) => {
      hear = led;
    },
    close: () => {
      for (const [signal, guardedHear] of caught) process.off(signal, guardedHear);
    },
  };
}

/** As a shell says it. */
export function codeOf(signal: NodeJS.Signals): number {
  return BY_SIGNAL + constants.signals[signal];
}

/**
 * Signals go on to it, and end nothing here: what it makes of them is its own matter. On a terminal
 * the system sends those that are typed to both, so that they are not sent twice.
 */
export function runChild(
  [program = '', ...given]: readonly string[],
  env: Environment,
  signals: Caught,
): Promise<Ended> {
  const child = spawn(program, given, { env, stdio: 'inherit' });
  signals.lead((signal) => {
    const isTyped = process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT');
    if (!isTyped) child.kill(signal);
  });
  return endOf(child, program);
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
      resolve({ code: signal === null ? (code ?? 0) : codeOf(signal), problem: null });
    }),
  );
  return promise;
}
