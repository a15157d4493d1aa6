// The store on SQLite: one file, WAL, synchronous=FULL, and one commit for all writes of a loop turn.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Aggregate, Order } from '../core/order.ts';
import type { Payment } from '../core/payment.ts';
import type { Refund } from '../core/refund.ts';
import { readMigrations } from './migrate.ts';
import {
  bodyOf,
  claimOf,
  dueAtOf,
  type Row,
  readAccountRow,
  readInstructionRow,
  readReplyRow,
} from './row.ts';
import { STATEMENTS, type StatementName } from './statements.ts';
import type { Commit, Saved, Store } from './store.ts';

type Value = string | number | null;
type Waiting = {
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
};
type Run = (name: StatementName, ...values: Value[]) => number;
type Get = (name: StatementName, ...values: Value[]) => Row | undefined;

/** Opens (and migrates) the database at `path`; `:memory:` keeps it in memory, for tests. */
export function openSqlite(path: string): Store {
  const database = new DatabaseSync(path, { timeout: 5000 });
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA foreign_keys = ON');
  database.exec('PRAGMA cache_size = -32768');
  migrate(database);

  const prepared = new Map<StatementName, StatementSync>();
  const statement = (name: StatementName): StatementSync => {
    const known = prepared.get(name);
    if (known !== undefined) return known;
    const fresh = database.prepare(STATEMENTS[name].replaceAll('$', '?'));
    prepared.set(name, fresh);
    return fresh;
  };
  const get: Get = (name, ...values) => statement(name).get(...values);
  const all = (name: StatementName, ...values: Value[]): Row[] => statement(name).all(...values);
  const run: Run = (name, ...values) => Number(statement(name).run(...values).changes);

  const write = groupCommits(database);
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
    findSetting: async (name) => {
      const row = get('findSetting', name);
      return row === undefined ? null : String(row['value']);
    },
    keepSetting: (name, value) =>
      write(() => {
        run('keepSetting', name, value);
        return String(get('findSetting', name)?.['value']);
      }),
    findAccount: async (key) => {
      const row = get('findAccount', key);
      return row === undefined ? null : readAccountRow(row);
    },
    findAccountById: async (id) => {
      const row = get('findAccountById', id);
      return row === undefined ? null : readAccountRow(row);
    },
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
    advanceClock: (account, byMs) =>
      write(() => {
        run('advanceClock', account, byMs);
      }),
    loadOrder: async (account, key) => aggregateOf(account, get('loadOrder', account, key)),
    loadOrderByReference: async (account, reference) =>
      aggregateOf(account, get('loadOrderByClaim', account, reference)),
    findRefund: async (account, key) => refundOf(get('findRefund', account, key)),
    findRefundByReference: async (account, reference) =>
      refundOf(get('findRefundByClaim', account, reference)),
    findReply: async (account, key, now) => {
      const row = get('findReply', account, key, now);
      return row === undefined ? null : readReplyRow(row);
    },
    save: (commit) => write(() => apply(commit, run, get)),
    dueInstructions: async (now, limit) =>
      all('dueInstructions', now, limit).map(readInstructionRow),
    accountInstructions: async (account) =>
      all('accountInstructions', account).map(readInstructionRow),
    markSent: (row, now) => write(() => run('markSent', row.account, row.id, now) === 1),
    overdueOrders: async (now, afterDueAt, limit) =>
      all('overdueOrders', now, afterDueAt, limit).map((row) => ({
        account: Number(row['account']),
        orderKey: Number(row['id']),
        dueAt: Number(row['due_at']),
      })),
    purgeReplies: (now) => write(() => run('purgeReplies', now)),
    close: async () => {
      await write(() => undefined);
      database.close();
    },
  };
}

/**
 * Writes one commit inside the group's transaction. Everything that can conflict is looked at before the
 * first write, and the order's own row is written first, so that a refusal leaves nothing behind.
 */
function apply(commit: Commit, run: Run, get: Get): Saved {
  const { account, changes, reply, answered, instruction } = commit;
  if (reply !== null && get('findReply', account, reply.key, commit.now)) return 'repeated';
  if (changes !== null) {
    const { order, before, payment, refund } = changes;
    const refundClaim = refund === null ? null : claimOf(refund);
    if (refund !== null && changes.refundIsNew) {
      if (get('findRefund', account, refund.id.key)) return 'conflict';
      if (refundClaim !== null && get('findRefundByClaim', account, refundClaim)) return 'conflict';
    }
    const { key } = order.id;
    const body = JSON.stringify(order);
    const written =
      before === null
        ? run('addOrder', account, key, claimOf(order), dueAtOf(order), order.version, body)
        : run('changeOrder', account, key, dueAtOf(order), order.version, body, before);
    if (written === 0) return 'conflict';
    if (payment) run('putPayment', account, payment.id.key, key, JSON.stringify(payment));
    if (refund && changes.refundIsNew) {
      run('addRefund', account, refund.id.key, key, refundClaim, JSON.stringify(refund));
    } else if (refund) {
      run('changeRefund', account, refund.id.key, JSON.stringify(refund));
    }
    for (const event of commit.events) {
      run('addEvent', account, key, order.version, event.kind, event.at);
    }
  }
  if (instruction !== null) {
    const { id, orderKey, kind, dueAt, sentAt, tries } = instruction;
    run('addInstruction', account, id, orderKey, kind, dueAt, sentAt, tries);
  }
  if (answered !== null && answered.againAt === null)
    run('removeInstruction', account, answered.id);
  if (answered !== null && answered.againAt !== null) {
    run('postponeInstruction', account, answered.id, answered.againAt);
  }
  if (reply !== null) {
    const { key, fingerprint, status, headers, body, expiresAt } = reply;
    const saved = [account, key, fingerprint, status, JSON.stringify(headers), body, expiresAt];
    run('addReply', ...saved, commit.now);
  }
  return 'saved';
}

/**
 * Collects the writes that arrive in one turn of the event loop and commits them together, so that they
 * share one flush to disk. Nobody hears of success before that commit. When a group fails, its members are
 * tried again one by one, so that only the one at fault fails.
 */
function groupCommits(database: DatabaseSync): <T>(work: () => T) => Promise<T> {
  let waiting: Waiting[] = [];
  const commit = (group: readonly Waiting[]): void => {
    const results: unknown[] = [];
    try {
      database.exec('BEGIN IMMEDIATE');
      for (const { work } of group) results.push(work());
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      if (group.length > 1) for (const each of group) commit([each]);
      else group[0]?.reject(error);
      return;
    }
    group.forEach((each, index) => {
      each.resolve(results[index] as never);
    });
  };
  const flush = (): void => {
    const group = waiting;
    waiting = [];
    commit(group);
  };
  return (work) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ work, resolve, reject });
    });
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
