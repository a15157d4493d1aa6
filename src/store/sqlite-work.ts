// What the connection that writes is asked for, as data, and the statements that it keeps prepared.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { apply, type Plan } from './apply.ts';
import type { Statement } from './commit.ts';
import { STATEMENTS, type StatementName } from './statements.ts';

export type Work =
  | { readonly kind: 'save'; readonly plan: Plan }
  /** How many rows each wrote. */
  | { readonly kind: 'write'; readonly statements: readonly Statement[] }
  /** The rows that it returns. */
  | { readonly kind: 'take'; readonly statement: Statement }
  | { readonly kind: 'nothing' };

/** The same settings for all connections of a server to its file. */
export function openFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5000 });
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA cache_size = -32768');
  database.exec('PRAGMA wal_autocheckpoint = 8000');
  return database;
}

export function statementsOn(database: DatabaseSync): (name: StatementName) => StatementSync {
  const prepared = new Map<StatementName, StatementSync>();
  return (name) => {
    const known = prepared.get(name);
    if (known !== undefined) return known;
    // One writer at a time: there are no rows that another has locked.
    const text = STATEMENTS[name]
      .replace('FOR UPDATE SKIP LOCKED', '')
      .replaceAll('CAST(body AS JSON)', 'body')
      .replaceAll('$', '?');
    const fresh = database.prepare(text);
    prepared.set(name, fresh);
    return fresh;
  };
}

/** Does one piece of work, inside a transaction of somebody else. */
export function performWith(
  statement: (name: StatementName) => StatementSync,
): (work: Work) => unknown {
  const run = (name: StatementName, ...values: Statement['values']): number =>
    Number(statement(name).run(...values).changes);
  return (work) => {
    if (work.kind === 'nothing') return undefined;
    if (work.kind === 'write')
      return work.statements.map(({ name, values }) => run(name, ...values));
    if (work.kind === 'take') return statement(work.statement.name).all(...work.statement.values);
    return apply(work.plan, run, (name, ...values) => statement(name).get(...values));
  };
}
