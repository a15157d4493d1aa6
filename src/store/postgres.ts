// The store on PostgreSQL, shared by as many processes as one likes; one round trip a commit.
import { type OnError, rethrow } from '../guard.ts';
import { accountsOf } from './account.ts';
import { backlogOf } from './backlog.ts';
import type { Row } from './body.ts';
import { createRecordIds, type Value, type Write, writesOf } from './commit.ts';
import { buildCompound, buildCompounds, refusalOf } from './compound-statement.ts';
import type { Ask, PostgresClients, RowList } from './postgres-clients.ts';
import { readAddress } from './database-address.ts';
import { dashboardSessionsOf } from './dashboard-session.ts';
import { merchantLinkPartOf } from './merchant-link.ts';
import type { Database } from './database.ts';
import { groupPostgresCommits } from './group-commit-postgres.ts';
import {
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
import { openPool, type Pool } from './pool.ts';
import { operatorsOf } from './operator.ts';
import { reviewsOf } from './review.ts';
import { STATEMENTS } from './statements.ts';
import { type Counts, type Saved, type Store, Unreachable } from './store.ts';
import { transcriptsOf } from './transcript.ts';

const MIGRATE_MS = 10 * 60 * 1000;

/**
 * Opens (and, unless `upgrades` is false, migrates) the database at a `postgres://` address, which
 * may name several hosts.
 * `prepares`: false behind a pooler in transaction mode.
 */
export async function openPostgres(
  url: string,
  prepares = true,
  onError: OnError = rethrow,
  upgrades = true,
  tell?: HearMigration,
): Promise<Store> {
  const pool = openPool(readAddress(url), prepares, onError);
  try {
    await migrateBy(pool, { upgrades, ...(tell && { tell }) });
  } catch (error) {
    await pool.close();
    throw error;
  }
  const ask: Repeatable = (text, values, repeatable) =>
    pool.use((clients) => clients.ask(text, values), repeatable);
  const engine = engineOf(ask);
  let closed = false;
  const together = async (group: readonly (readonly Write[])[]): Promise<void> => {
    const composed = buildCompounds(group);
    const [first, second] = composed;
    await pool.use<unknown>(
      (clients) =>
        first !== undefined && second === undefined
          ? clients.ask(first.text, first.values)
          : clients.askTogether(composed),
      false,
    );
  };
  // Two processes may make one id; there it is only an order.
  const recordIdAt = createRecordIds(0);
  const gather = groupPostgresCommits((writes) => save(ask, writes), together, onError);
  return {
    ...accountsOf(engine),
    ...ordersOf(engine),
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
    pool: pool.count,
    counts: countsOf(engine),
    save: (commit) => {
      if (closed) return Promise.reject(new Unreachable('the database is closed'));
      return gather.save(writesOf(commit, recordIdAt));
    },
    close: async () => {
      closed = true;
      await gather.finish();
      await pool.close();
    },
  };
}

type Repeatable = (text: string, values: readonly Value[], repeatable: boolean) => Promise<RowList>;

async function save(ask: Repeatable, writes: readonly Write[]): Promise<Saved> {
  try {
    const { text, values } = buildCompound(writes);
    await ask(text, values, false);
    return 'saved';
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return refusal;
  }
}

function engineOf(ask: Repeatable): Database {
  const look = async (text: string, values: readonly Value[]): Promise<readonly Row[]> =>
    values.some(isUnstorable) ? [] : ask(text, values, true);
  return {
    get: async (name, ...values) => (await look(STATEMENTS[name], values))[0],
    all: (name, ...values) => look(STATEMENTS[name], values),
    run: async (name, ...values) => (await ask(STATEMENTS[name], values, false)).count,
    take: (name, ...values) => ask(STATEMENTS[name], values, false),
    together: async (writes) => {
      const { text, values } = buildCompound(writes);
      const [row] = await ask(text, values, false);
      return writes.map((_, index) => Number(row?.[`w${index}`]));
    },
  };
}

/** PostgreSQL keeps no text with a zero character, so none is found by one. */
export function isUnstorable(value: Value): boolean {
  return typeof value === 'string' && value.includes('\0');
}

function countsOf({ take, run }: Database): Counts {
  return {
    add: async (counts) => {
      const columns = (['account', 'name', 'period', 'total'] as const).map(
        (column) => `{${counts.map((count) => count[column]).join(',')}}`,
      );
      const rows = await take('addCounts', ...columns);
      return rows.map((row) => ({
        account: Number(row['account']),
        name: String(row['name']),
        period: Number(row['period']),
        total: Number(row['total']),
      }));
    },
    purge: async (period) => {
      await run('purgeCounts', period);
    },
  };
}

/** Does all that there is to do. */
export async function migrateBy(pool: Pool, plan: MigrationPlan): Promise<void> {
  await pool.use(({ ask }) => makeMigrations(ask, plan), true);
  while (await pool.use((clients) => migrate(clients, plan), true, MIGRATE_MS));
}

/**
 * True when there is more to do. One process migrates, the others wait for it: they lock the row
 * with number 0. A row, and no advisory lock, because compatible engines do not have those or only
 * say that they do.
 */
function migrate({ alone }: PostgresClients, plan: MigrationPlan): Promise<boolean> {
  const { table = 'migrations' } = plan;
  return alone(async (ask) => {
    await ask('BEGIN');
    const lock = `INSERT INTO ${table} (number, name) VALUES (0, $1) ON CONFLICT DO NOTHING`;
    await ask(lock, ['lock']);
    await ask(`SELECT number FROM ${table} WHERE number = 0 FOR UPDATE`);
    const work = continueMigration('postgres', plan);
    let asked = work.next();
    while (asked.done !== true) asked = work.next(await ask(asked.value.text, asked.value.values));
    await ask('COMMIT');
    return asked.value;
  });
}

async function makeMigrations(ask: Ask, { table }: MigrationPlan): Promise<void> {
  try {
    await ask(migrationsTable(table));
  } catch (error) {
    // Two that make it at the same moment: the second one finds it made.
    const { code } = error as { readonly code?: string };
    if (code !== '23505' && code !== '42P07') throw error;
  }
}
