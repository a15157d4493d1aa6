// The store on SQLite: one file, WAL, synchronous=FULL, and one commit for all writes of a loop
// turn.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Aggregate, Order } from '../core/order.ts';
import type { Payment } from '../core/payment.ts';
import type { KeptRecord } from '../core/record.ts';
import type { Refund } from '../core/refund.ts';
import { apply, type Get, type Run, type Value } from './apply.ts';
import { groupCommits } from './group.ts';
import { readMigrations } from './migrate.ts';
import { noticesOf } from './notice.ts';
import {
  bodyOf,
  type Row,
  readAccountRow,
  readInstructionRow,
  readReplyRow,
  readSettings,
} from './row.ts';
import { STATEMENTS, type StatementName } from './statements.ts';
import type { Page, Store } from './store.ts';

type Engine = {
  readonly get: Get;
  readonly all: (name: StatementName, ...values: Value[]) => Row[];
  readonly run: Run;
  /** Runs work in the next group's transaction; resolves after its commit. */
  readonly write: <T>(work: () => T) => Promise<T>;
};

/** Opens (and migrates) the database at `path`; `:memory:` keeps it in memory, for tests. */
export function openSqlite(path: string): Store {
  const database = new DatabaseSync(path, { timeout: 5000 });
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA cache_size = -32768');
  migrate(database);

  const prepared = new Map<StatementName, StatementSync>();
  const statement = (name: StatementName): StatementSync => {
    const known = prepared.get(name);
    if (known !== undefined) return known;
    // One writer at a time: there are no rows that another has locked.
    const text = STATEMENTS[name].replace('FOR UPDATE SKIP LOCKED', '').replaceAll('$', '?');
    const fresh = database.prepare(text);
    prepared.set(name, fresh);
    return fresh;
  };
  const engine: Engine = {
    get: (name, ...values) => statement(name).get(...values),
    all: (name, ...values) => statement(name).all(...values),
    run: (name, ...values) => Number(statement(name).run(...values).changes),
    write: groupCommits(database),
  };
  return {
    ...accountsOf(engine),
    ...ordersOf(engine),
    ...recordsOf(engine),
    ...workOf(engine),
    ...noticesOf(engine),
    save: (commit) => engine.write(() => apply(commit, engine.run, engine.get)),
    close: async () => {
      await engine.write(() => undefined);
      database.close();
    },
  };
}

type AccountPart = Pick<
  Store,
  | 'findSetting'
  | 'keepSetting'
  | 'findAccount'
  | 'findAccountById'
  | 'addAccount'
  | 'changeSecret'
  | 'changeSettings'
  | 'advanceClock'
>;

function accountsOf({ get, run, write }: Engine): AccountPart {
  const accountOf = (row: Row | undefined) => (row === undefined ? null : readAccountRow(row));
  return {
    findSetting: async (name) => {
      const row = get('findSetting', name);
      return row === undefined ? null : String(row['value']);
    },
    keepSetting: (name, value) =>
      write(() => {
        run('keepSetting', name, value);
        return String(get('findSetting', name)?.['value']);
      }),
    findAccount: async (key) => accountOf(get('findAccount', key)),
    findAccountById: async (id) => accountOf(get('findAccountById', id)),
    addAccount: (row) =>
      write(() => {
        const { id, key, name, mode, processor, sealedSecret, clockOffsetMs, createdAt } = row;
        const settings = JSON.stringify(row.settings);
        const values = [id, key, name, mode, processor, sealedSecret, settings];
        return run('addAccount', ...values, clockOffsetMs, createdAt) === 1;
      }),
    changeSecret: (account, sealedSecret) =>
      write(() => {
        run('changeSecret', account, sealedSecret);
      }),
    changeSettings: (account, changes) =>
      write(() => {
        const before = String(get('findAccountById', account)?.['settings']);
        const settings = { ...readSettings(before), ...changes };
        run('changeSettings', account, before, JSON.stringify(settings));
        return settings;
      }),
    advanceClock: (account, byMs) =>
      write(() => {
        run('advanceClock', account, byMs);
        run('hastenNotices', account, byMs);
      }),
  };
}

type OrderPart = Pick<
  Store,
  | 'loadOrder'
  | 'loadOrderByReference'
  | 'findPaymentSandbox'
  | 'findOrderAccount'
  | 'findPaymentOrder'
  | 'findRefund'
  | 'findRefundByReference'
  | 'listKeys'
>;

function ordersOf({ get, all }: Engine): OrderPart {
  const aggregateOf = (account: number, row: Row | undefined): Aggregate | null => {
    if (row === undefined) return null;
    const order = bodyOf<Order>(row);
    const { key } = order.id;
    const payments = order.attempts === 0 ? [] : all('loadPayments', account, key);
    const refunds = order.refunds === 0 ? [] : all('loadRefunds', account, key);
    return {
      order,
      payments: payments.map((each) => bodyOf<Payment>(each)),
      refunds: refunds.map((each) => bodyOf<Refund>(each)),
    };
  };
  const refundOf = (row: Row | undefined): Refund | null =>
    row === undefined ? null : bodyOf<Refund>(row);
  return {
    loadOrder: async (account, key) => aggregateOf(account, get('loadOrder', account, key)),
    loadOrderByReference: async (account, reference) =>
      aggregateOf(account, get('loadOrderByClaim', account, reference)),
    findPaymentSandbox: async (key) => {
      const row = get('findPaymentSandbox', key);
      return row === undefined ? null : Number(row['id']);
    },
    findOrderAccount: async (key) => {
      const row = get('findOrderAccount', key);
      return row === undefined ? null : Number(row['id']);
    },
    findPaymentOrder: async (account, key) => {
      const row = get('findPaymentOrder', account, key);
      return row === undefined ? null : Number(row['order_id']);
    },
    findRefund: async (account, key) => refundOf(get('findRefund', account, key)),
    findRefundByReference: async (account, reference) =>
      refundOf(get('findRefundByClaim', account, reference)),
    listKeys: async (account, page) => {
      const { fromKey, toKey, from, to, count, skip } = page;
      const values = [account, fromKey, toKey, from, to, count, skip];
      const rows =
        page.reference === null
          ? all(LISTS[page.of], ...values)
          : all('listOrdersOfReference', ...values, page.reference);
      return rows.map((row) => ({ key: Number(row['id']), orderKey: Number(row['order_id']) }));
    },
  };
}

const LISTS: Readonly<Record<Page['of'], StatementName>> = Object.freeze({
  order: 'listOrders',
  payment: 'listPayments',
  refund: 'listRefunds',
});

type RecordPart = Pick<Store, 'loadRecord' | 'findRecordByClaim' | 'listRecords' | 'deleteRecord'>;

function recordsOf({ get, all, run, write }: Engine): RecordPart {
  const recordOf = (row: Row | undefined): KeptRecord | null =>
    row === undefined ? null : bodyOf<KeptRecord>(row);
  return {
    loadRecord: async (account, kind, key) => recordOf(get('loadRecord', account, kind, key)),
    findRecordByClaim: async (account, kind, claim) =>
      recordOf(get('findRecordByClaim', account, kind, claim)),
    listRecords: async (account, kind, skip, count) =>
      all('listRecords', account, kind, count, skip).map((row) => bodyOf<KeptRecord>(row)),
    deleteRecord: (account, kind, key) =>
      write(() => {
        if (run('removeRecord', account, kind, key) === 0) return false;
        if (kind === 'endpoint') run('abandonNotices', account, key);
        return true;
      }),
  };
}

type WorkPart = Pick<
  Store,
  | 'findReply'
  | 'purgeReplies'
  | 'dueInstructions'
  | 'accountInstructions'
  | 'markSent'
  | 'overdueOrders'
>;

function workOf({ get, all, run, write }: Engine): WorkPart {
  return {
    findReply: async (account, key, now) => {
      const row = get('findReply', account, key, now);
      return row === undefined ? null : readReplyRow(row);
    },
    purgeReplies: (now) => write(() => run('purgeReplies', now)),
    dueInstructions: async (now, limit) =>
      all('dueInstructions', now, limit).map(readInstructionRow),
    accountInstructions: async (account) =>
      all('accountInstructions', account).map(readInstructionRow),
    markSent: (row, now) => write(() => run('markSent', row.account, row.id, now) === 1),
    overdueOrders: async (now, after, limit) => {
      const { dueAt, account, orderKey } = after ?? { dueAt: 0, account: 0, orderKey: 0 };
      return all('overdueOrders', now, dueAt, account, orderKey, limit).map((row) => ({
        account: Number(row['account']),
        orderKey: Number(row['id']),
        dueAt: Number(row['due_at']),
      }));
    },
  };
}

function migrate(database: DatabaseSync): void {
  database.exec('CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY, name TEXT)');
  for (const { number, name, sql } of readMigrations()) {
    database.exec('BEGIN IMMEDIATE');
    try {
      const add = 'INSERT INTO migrations (number, name) VALUES (?, ?) ON CONFLICT DO NOTHING';
      if (database.prepare(add).run(number, name).changes === 1) database.exec(sql);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
}
