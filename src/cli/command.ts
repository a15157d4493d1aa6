// What a command of `dubash` is: a row of the table that the command line and its help are read by.

/** What a shell expects of a command that was typed wrongly. */
export const MISTYPED = 2;

export type CliOption = {
  /** As it is typed after two dashes. */
  readonly name: string;
  /** What its value is, such as `file`; null: it is given or not. */
  readonly value: string | null;
  readonly meaning: string;
};

/** What was typed after a command's name: `true` for an option without a value. */
export type Given = {
  readonly options: ReadonlyMap<string, string | true>;
  readonly operands: readonly string[];
};

/** Where a command writes and what it reads: the process's own, or a test's. */
export type Terminal = {
  readonly write: (text: string) => void;
  /** For whoever watches: it never mixes with what a command is asked for. */
  readonly complain: (text: string) => void;
  /**
   * What is under way, in one line that the next one replaces; empty: nothing. Absent where nobody
   * watches.
   */
  readonly progress?: (text: string) => void;
  /** All of standard input, such as a file that was piped in. */
  readonly readInput: () => Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

export type CliCommand = {
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /**
   * What follows the options, in their order; one that ends in `?` may be left out, and the last
   * one may come more than once if it has a `…`.
   */
  readonly operands: readonly string[];
  readonly options: readonly CliOption[];
  /** What the help says besides, such as a table. */
  readonly notes: (() => string) | null;
  /** What may follow `dubash`. */
  readonly examples: readonly string[];
  /** Resolves with the exit code once its work is done or has begun. */
  readonly run: (given: Given, terminal: Terminal) => Promise<number>;
};
