// What the thread that writes tells: outcomes, and errors that keep their SQLite code on the way.
import type { Outcome } from './group-commit-sqlite.ts';

export type PackedError = {
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: string | undefined;
  readonly errcode: number | undefined;
};

type PackedOutcome = { readonly value: unknown } | { readonly error: PackedError };

export type FromWorker =
  | { readonly outcomes: readonly PackedOutcome[] }
  /** Of work that nobody waits for. */
  | { readonly failed: PackedError };

/** A copy between threads keeps of an error its message and stack alone. */
export function pack(error: unknown): PackedError {
  const { code, errcode } = error as { readonly code?: string; readonly errcode?: number };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { message, stack, code, errcode };
}

export function unpack({ message, stack, code, errcode }: PackedError): Error {
  const error = Object.assign(new Error(message), { code, errcode });
  if (stack !== undefined) error.stack = stack;
  return error;
}

export function unpackOutcome(outcome: PackedOutcome): Outcome {
  return 'error' in outcome ? { error: unpack(outcome.error) } : outcome;
}
