// What a command of `dubash` is: a row of the table that the command line and its help are read by.

import type { Operator, Role } from '../core/operator.ts';
import type { CommandGround } from '../command-engine.ts';

/** What a shell expects of a command that was typed wrongly. */
export const MISTYPED = 2;

/** The operand that says who a customer is: the audit, which is kept for ever, has none. */
export const CUSTOMER = 'customer';

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
  /** A file that was named, "-" for standard input; rejects as the system does. */
  readonly readFile: (name: string) => Promise<string>;
  /** Who types: the system's name of its user. */
  readonly user: string;
  /** A server does it for an operator who asks by HTTP; absent: whoever types does. */
  readonly onServer?: OnServer;
  /** What is done now: for the audit. */
  readonly task?: Task;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

/** An operator, and the server that works for it. */
export type OnServer = {
  readonly operator: Operator;
  readonly requestId: string | null;
  readonly ground: CommandGround;
};

export type Task = {
  readonly role: Role;
  /** The command and its action. */
  readonly operation: string;
  /** The names that were typed. */
  readonly target: Readonly<Record<string, string>>;
  /** The options: who mistypes one may have typed anything, so they are told once it is done. */
  readonly options: Readonly<Record<string, string>>;
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
  /** The least role that may have a server do it. What needs more than `read` is audited. */
  readonly roleOf: (given: Given) => Role;
  /** It works on this machine, or on files of it: no server does it for anybody. */
  readonly isLocal?: true;
  /** What the help says besides, such as a table. */
  readonly notes: (() => string) | null;
  /** What may follow `dubash`. */
  readonly examples: readonly string[];
  /** Resolves with the exit code once its work is done or has begun. */
  readonly run: (given: Given, terminal: Terminal) => Promise<number>;
};

/** By the first word behind the command's name; another one needs `standard`. */
export function byAction(
  roles: Readonly<Record<string, Role>>,
  standard: Role,
): CliCommand['roleOf'] {
  const known = new Map(Object.entries(roles));
  return ({ operands: [action = ''] }) => known.get(action) ?? standard;
}
