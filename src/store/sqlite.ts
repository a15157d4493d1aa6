// The store on SQLite: one file, WAL, synchronous=FULL, and one commit for all writes of a loop
// turn.
import { DatabaseSync } from 'node:sqlite';
import { type OnError, rethrow } from '../guard.ts';
import { accountsOf } from './account.ts';
import { type Get, planOf } from './apply.ts';
import { ORDER_BODY, type Row } from './body.ts';
import { backlogOf } from './backlog.ts';
import { startCheckpoints } from './checkpoint.ts';
import { createRecordIds } from './commit.ts';
import { openCommitThread } from './commit-thread.ts';
import { dashboardSessionsOf } from './dashboard-session.ts';
import { merchantLinkPartOf } from './merchant-link.ts';
import type { Database } from './database.ts';
import { makePrivate } from './database-file.ts';
import { groupSqliteCommits, sendAway, sendHere, type SendGroup } from './group-commit-sqlite.ts';
import {
  type Ask,
  continueMigration,
  type MigrationPlan,
  migrationsTable,
  type HearMigration,
} from './migrate.ts';
import { webhooksOf } from './webhook.ts';
import { namingOf } from './naming.ts';
import { newestOf } from './newest.ts';
import { overviewOf } from './overview.ts';
import { ordersOf, recordsOf, workOf } from './queries.ts';
import { rollBack, shareReads } from './read.ts';
import { operatorsOf } from './operator.ts';
import { reviewsOf } from './review.ts';
import { sqliteError } from './sqlite-error.ts';
import { openFile, performWith, statementsOn, type Work } from './sqlite-work.ts';
import type { Store } from './store.ts';
import { transcriptsOf } from './transcript.ts';

export type SqliteOptions = {
  /** Hears what fails when no caller waits for it. */
  readonly onError?: OnError;
  /** False: a database of another version is refused, and none is migrated. */
  readonly upgrades?: boolean;
  /** Commits on a thread of its own; for a server, and never for what is in memory. */
  readonly ownThread?: boolean;
  /** Hears of each migration as it is made. */
  readonly tell?: HearMigration | undefined;
};

/**
 * Opens (and, unless `upgrades` is false, migrates) the database at `path`; `:memory:` keeps it in
 * memory, for tests.
 */
export function openSqlite(path: string, options: SqliteOptions = {}): Store {
  const { onError = rethrow, upgrades = true, ownThread = false, tell } = options;
  if (path !== ':memory:') makePrivate(path);
  const database = openFile(path);
  migrateSqlite(database, { upgrades, ...(tell && { tell }) });
  const thread = ownThread ? openCommitThread(path, onError) : null;
  const { store, endReads, write } = storeOn(database, onError, thread?.send);
  const stopCheckpoints =
    thread === null ? startCheckpoints(database, onError, endReads) : () => undefined;
  return {
    ...store,
    close: async () => {
      stopCheckpoints();
      await write({ kind: 'nothing' });
      await thread?.close();
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

type Write = <T>(work: Work) => Promise<T>;

type Opened = {
  readonly store: Omit<Store, 'close'>;
  readonly endReads: () => void;
  readonly write: Write;
};

/** `send` commits elsewhere; without it, the connection that reads commits too. */
function storeOn(database: DatabaseSync, onError: OnError, send?: SendGroup<Work>): Opened {
  const statement = statementsOn(database);
  const reads = shareReads(database, onError);
  const perform = performWith(statement);
  const sending =
    send === undefined
      ? sendHere(database, perform, reads.end)
      : sendAway(send, reads.end, onError);
  const write: Write = groupSqliteCommits(sending, onError);
  const reading = <T>(work: () => T): T => {
    try {
      reads.begin();
      return work();
    } catch (error) {
      throw sqliteError(error);
    }
  };
  const read: Get = (name, ...values) => reading(() => statement(name).get(...values));
  const together: Database['together'] = (statements) => write({ kind: 'write', statements });
  const engine: Database = {
    get: async (name, ...values) => read(name, ...values),
    all: async (name, ...values) => reading(() => statement(name).all(...values)),
    run: async (name, ...values) => Number((await together([{ name, values }]))[0]),
    take: (name, ...values) => write({ kind: 'take', statement: { name, values } }),
    together,
  };
  const orders = ordersOf(engine);
  const recordIdAt = createRecordIds(Number(read('latestIdempotencyRecord')?.['id'] ?? 0));
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
    ...merchantLinkPartOf(engine),
    ...newestOf(engine),
    ...namingOf(engine),
    ...overviewOf(engine),
    ...operatorsOf(engine),
    counts: null,
    save: (commit) => write({ kind: 'save', plan: planOf(commit, recordIdAt) }),
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
      rollBack(database);
      throw error;
    }
  }
}
