// What a driver offers to the parts of a store: the named statements, alone or as one.
import type { Value, Write } from './commit.ts';
import type { Row } from './row.ts';
import type { StatementName } from './statements.ts';
import type { Saved } from './store.ts';

export type Database = {
  readonly get: (name: StatementName, ...values: readonly Value[]) => Promise<Row | undefined>;
  readonly all: (name: StatementName, ...values: readonly Value[]) => Promise<readonly Row[]>;
  /** Writes; returns how many rows, or what the statement returns, after the commit. */
  readonly run: (name: StatementName, ...values: readonly Value[]) => Promise<number>;
  readonly take: (name: StatementName, ...values: readonly Value[]) => Promise<readonly Row[]>;
  /**
   * Several writes in one commit, or nothing; one that finds nothing to write may refuse the rest,
   * if it is the first.
   */
  readonly together: (writes: readonly Write[]) => Promise<Saved>;
};
