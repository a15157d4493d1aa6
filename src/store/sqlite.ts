// The store on SQLite: one file, WAL, synchronous=FULL, and one commit for all writes of a loop
// turn.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type OnError, rethrow } from '../guard.ts';
import { accountsOf } from './account.ts';
import { apply, type Get, type Run } from './apply.ts';
import { ORDER_BODY, type Row } from './body.ts';
import { backlogOf } from './backlog.ts';
import { startCheckpoints } from './checkpoint.ts';
import { createRecordIds, writesOf } from './commit.ts';
import { dashboardSessionsOf } from './dashboard-session.ts';
import type { Database } from './database.ts';
import { makePrivate } from './database-file.ts';
import { groupSqliteCommits } from './group-commit-sqlite.ts';
import {
  type Ask,
  continueMigration,
  type MigrationPlan,
  migrationsTable,
  type HearMigration,
} from './migrate.ts';
import { webhooksOf } from './webhook.ts';
import { overviewOf } from './overview.ts';
import { ordersOf, recordsOf, workOf } from './queries.ts';
import { shareReads } from './read.ts';
import { operatorsOf } from './operator.ts';
import { reviewsOf } from './review.ts';
import { sqliteError } from './sqlite-error.ts';
import { STATEMENTS, type StatementName } from './statements.ts';
import type { Store } from './store.ts';
import { transcriptsOf } from './transcript.ts';

/**
 * Opens (and, unless `upgrades` is false, migrates) the database at `path`; `:memory:` keeps it in
 * memory, for tests. `onError` hears what fails when no caller waits for it.
 */
export function openSqlite(
  path: string,
  onError: OnError = rethrow,
  upgrades = true,
  tell?: HearMigration,
): Store {
  if (path !== ':memory:') makePrivate(path);
  const database = new DatabaseSync(path, { timeout: 5000 });
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA cache_size = -32768');
  database.exec('PRAGMA wal_autocheckpoint = 8000');
  migrateSqlite(database, { upgrades, ...(tell && { tell }) });
  const { store, endReads, write } = storeOn(database, onError);
  const stopCheckpoints = startCheckpoints(database, onError, endReads);
  return {
    ...store,
    close: async () => {
      stopCheckpoints();
      await write(() => undefined);
      endReads();
      database.close();
    },
  };
}

/** For whoever looks and changes nothing, at a database of this version; a write throws. */
export function openSqliteToRead(path: string, onError: OnError = rethrow): Store {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  const { store, endReads } = storeOn(database, onError);
  const close = async (): Promise<void> => {
    endReads();
    database.close();
  };
  return { ...store, close };
}

type Opened = {
  readonly store: Omit<Store, 'close'>;
  readonly endReads: () => void;
  readonly write: ReturnType<typeof groupSqliteCommits>;
};

function storeOn(database: DatabaseSync, onError: OnError): Opened {
  const prepared = new Map<StatementName, StatementSync>();
  const statement = (name: StatementName): StatementSync => {
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
  const get: Get = (name, ...values) => statement(name).get(...values);
  const run: Run = (name, ...values) => Number(statement(name).run(...values).changes);
  const reads = shareReads(database, onError);
  const write = groupSqliteCommits(database, onError, reads.end);
  const reading = <T>(work: () => T): T => {
    try {
      reads.begin();
      return work();
    } catch (error) {
      throw sqliteError(error);
    }
  };
  const read: Get = (name, ...values) => reading(() => get(name, ...values));
  const engine: Database = {
    get: async (name, ...values) => read(name, ...values),
    all: async (name, ...values) => reading(() => statement(name).all(...values)),
    run: (name, ...values) => write(() => run(name, ...values)),
    take: (name, ...values) => write(() => statement(name).all(...values)),
    together: (writes) => write(() => writes.map(({ name, values }) => run(name, ...values))),
  };
  const orders = ordersOf(engine);
  const recordIdAt = createRecordIds(Number(get('latestIdempotencyRecord')?.['id'] ?? 0));
  const store: Opened['store'] = {
    ...accountsOf(engine),
    ...orders,
    // Most orders stand alone, and one row is found sooner than three tables are joined.
    loadOrder: async (account, key) => {
      const row = read('loadOrderAlone', account, key);
      if (row === undefined) return null;
      const order = ORDER_BODY.read(row);
      const isAlone = order.attempts === 0 && order.refunds === 0;
      return isAlone ? { order, payments: [], refunds: [] } : orders.loadOrder(account, key);
    },
    ...recordsOf(engine),
    ...workOf(engine),
    ...webhooksOf(engine),
    ...reviewsOf(engine),
    ...transcriptsOf(engine),
    ...backlogOf(engine),
    ...dashboardSessionsOf(engine),
    ...overviewOf(engine),
    ...operatorsOf(engine),
    counts: null,
    save: (commit) => write(() => apply(commit, writesOf(commit, recordIdAt), run, get)),
  };
  return { store, endReads: reads.end, write };
}

export function migrateSqlite(database: DatabaseSync, plan: MigrationPlan): void {
  const ask = ({ text, values }: Ask): readonly Row[] => {
    if (values !== undefined) {
      return database.prepare(text.replace(/\$(\d)/g, '?$1')).all(...values);
    }
    database.exec(text);
    return [];
  };
  database.exec(migrationsTable(plan.table));
  for (let isMore = true; isMore; ) {
    database.exec('BEGIN IMMEDIATE');
    try {
      const work = continueMigration('sqlite', plan);
      let asked = work.next();
      while (asked.done !== true) asked = work.next(ask(asked.value));
      isMore = asked.value;
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
}
