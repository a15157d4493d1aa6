// What a driver offers to the parts of a store: the named statements, alone or as one.
import type { Statement, Value } from './commit.ts';
import type { Row } from './body.ts';
import type { StatementName } from './statements.ts';

export type Database = {
  readonly get: (name: StatementName, ...values: readonly Value[]) => Promise<Row | undefined>;
  readonly all: (name: StatementName, ...values: readonly Value[]) => Promise<readonly Row[]>;
  /** Writes; returns how many rows, or what the statement returns, after the commit. */
  readonly run: (name: StatementName, ...values: readonly Value[]) => Promise<number>;
  readonly take: (name: StatementName, ...values: readonly Value[]) => Promise<readonly Row[]>;
  /** Several writes in one commit, on tables of their own; how many rows each wrote. */
  readonly together: (writes: readonly Statement[]) => Promise<readonly number[]>;
};
