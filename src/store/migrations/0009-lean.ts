// States that the database lists, saved answers in the order in which they came, and on SQLite
// fewer B-trees for each order. All of it in SQL: what later versions of the code do cannot reach
// back to here.
import type { Value } from '../commit.ts';
import type { Advance, Engine, Work } from '../migrate.ts';

/** A part of this migration: it is over when it returns null, and the next one begins. */
export type Part = (from: string | null) => Work<string | null>;

const AT_ONCE = 5000;

function run(text: string): Part {
  return function* runOnce() {
    yield { text };
    return null;
  };
}

/**
 * Runs a statement for so many rows at a time, by their key, which lies behind `first`. The
 * condition names them.
 */
export function inBatches(
  table: string,
  key: string,
  first: readonly Value[],
  statement: (condition: string) => string,
): Part {
  const places = (from: number): string => first.map((_, index) => `$${from + index}`).join();
  const behind = `(${key}) > (${places(1)})`;
  const last = `SELECT ${key} FROM ${table} WHERE ${behind} ORDER BY ${key}
    LIMIT 1 OFFSET ${AT_ONCE - 1}`;
  return function* runBatch(from) {
    const after = from === null ? first : (JSON.parse(from) as readonly Value[]);
    const [row] = yield { text: last, values: after };
    if (row === undefined) {
      yield { text: statement(behind), values: after };
      return null;
    }
    const until = Object.values(row) as readonly Value[];
    const condition = `${behind} AND (${key}) <= (${places(1 + first.length)})`;
    yield { text: statement(condition), values: [...after, ...until] };
    return JSON.stringify(until);
  };
}

const STATUS: Readonly<Record<Engine, string>> = {
  sqlite: `json_extract(body, '$.status')`,
  postgres: `CAST(body AS JSON) ->> 'status'`,
};

function addStatus(table: string, engine: Engine): readonly Part[] {
  const fill = `UPDATE ${table} SET status = ${STATUS[engine]} WHERE`;
  return [
    run(`ALTER TABLE ${table} ADD COLUMN status TEXT NOT NULL DEFAULT ''`),
    inBatches(table, 'account, id', [-1, -1], (condition) => `${fill} ${condition}`),
  ];
}

function indexStatus(table: string): Part {
  return run(
    `CREATE INDEX ${table}_status ON ${table} (account, status, id, created_at, order_id)`,
  );
}

// All orders begin as created: an index of those would cost every one of them.
const INDEX_ORDERS = `CREATE INDEX orders_status ON orders (account, status, id, created_at, due_at)
  WHERE status <> 'created'`;

// When an answer was saved, in real time: a day before it expires on its account's clock. That
// clock was only moved ahead since, so this is never too late, and never later than it is expired.
const SAVED = `expires_at - 86400000
  - COALESCE((SELECT clock_offset_ms FROM accounts WHERE accounts.id = account), 0)`;
const ANSWER = 'account, key, fingerprint, status, headers, body, expires_at';

// What SQLite's planner shall take these tables for: a million rows of ten accounts. Left to itself
// it guesses ten rows an account, and reads all of an account in place of a narrower index.
// Each row: rows in all, then for each column of the index how many agree up to there. The last
// statement only reads them.
const SIZES = `ANALYZE sqlite_schema;
  INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('orders', 'orders', '1000000 100000 1'),
    ('orders', 'orders_unique_ref', '900000 90000 1'),
    ('orders', 'orders_repeat', '100000 10000 10'),
    ('orders', 'orders_due', '500000 1'),
    ('orders', 'orders_status', '500000 50000 10000 1 1 1'),
    ('payments', 'sqlite_autoindex_payments_1', '1000000 100000 1'),
    ('payments', 'payments_order', '1000000 100000 2 1'),
    ('payments', 'payments_status', '1000000 100000 20000 1 1 1'),
    ('refunds', 'sqlite_autoindex_refunds_1', '1000000 100000 1'),
    ('refunds', 'refunds_order', '1000000 100000 2 1'),
    ('refunds', 'refunds_unique_ref', '900000 90000 1'),
    ('refunds', 'refunds_status', '1000000 100000 20000 1 1 1');
  ANALYZE sqlite_schema`;

const SQLITE: readonly Part[] = [
  // A row lies in its key's own B-tree.
  run(`CREATE TABLE lean_orders (
    account BIGINT NOT NULL,
    id BIGINT NOT NULL,
    unique_ref TEXT,
    repeat_of TEXT,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (account, id)
  ) WITHOUT ROWID`),
  inBatches(
    'orders',
    'account, id',
    [-1, -1],
    (condition) => `INSERT INTO lean_orders
      SELECT account, id, unique_ref, repeat_of, ${STATUS.sqlite}, created_at, due_at, version, body
      FROM orders WHERE ${condition} ORDER BY account, id`,
  ),
  run('DROP TABLE orders; ALTER TABLE lean_orders RENAME TO orders'),
  run(`CREATE UNIQUE INDEX orders_unique_ref ON orders (account, unique_ref)
    WHERE unique_ref IS NOT NULL`),
  run('CREATE INDEX orders_repeat ON orders (account, repeat_of) WHERE repeat_of IS NOT NULL'),
  run('CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL'),
  run(INDEX_ORDERS),
  ...addStatus('payments', 'sqlite'),
  indexStatus('payments'),
  ...addStatus('refunds', 'sqlite'),
  indexStatus('refunds'),
  run(`DROP INDEX refunds_claim; CREATE UNIQUE INDEX refunds_unique_ref
    ON refunds (account, unique_ref) WHERE unique_ref IS NOT NULL`),
  // The id is the table's own key, so it costs no index.
  run(`CREATE TABLE lean_records (
    id INTEGER PRIMARY KEY,
    account BIGINT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status BIGINT NOT NULL,
    headers TEXT NOT NULL,
    body TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (account, key)
  )`),
  // Each id is at least its time, and greater than the one before it.
  inBatches(
    'idempotency_records',
    'rowid',
    [-1],
    (condition) => `INSERT INTO lean_records (id, ${ANSWER})
      SELECT place + max(
        max(1024 * (${SAVED}) - place) OVER (ORDER BY place),
        (SELECT COALESCE(max(id), 0) FROM lean_records)
      ), ${ANSWER}
      FROM (SELECT *, row_number() OVER (ORDER BY rowid) AS place
        FROM idempotency_records WHERE ${condition})`,
  ),
  run(`DROP TABLE idempotency_records; ALTER TABLE lean_records RENAME TO idempotency_records`),
  run(`DROP INDEX records_claim;
    CREATE UNIQUE INDEX records_unique_ref ON records (account, kind, unique_ref)`),
  run(`DROP INDEX notices_due; CREATE INDEX webhooks_due
    ON webhooks (due_at, id, destination) WHERE state = 'waiting'`),
  run('DROP INDEX notices_order; CREATE INDEX webhooks_order ON webhooks (account, order_id, id)'),
  run(`DROP INDEX notices_endpoint;
    CREATE INDEX webhooks_endpoint ON webhooks (account, endpoint, id)`),
  run(SIZES),
];

const RENAMED = {
  replies_pkey: 'idempotency_records_pkey',
  notices_pkey: 'webhooks_pkey',
  attempts_pkey: 'deliveries_pkey',
  counts_pkey: 'rate_counts_pkey',
  orders_claim: 'orders_unique_ref',
  refunds_claim: 'refunds_unique_ref',
  records_claim: 'records_unique_ref',
  notices_due: 'webhooks_due',
  notices_order: 'webhooks_order',
  notices_endpoint: 'webhooks_endpoint',
} as const;

const POSTGRES: readonly Part[] = [
  run(
    Object.entries(RENAMED)
      .map(([before, after]) => `ALTER INDEX ${before} RENAME TO ${after}`)
      .join(';\n'),
  ),
  ...['orders', 'payments', 'refunds'].flatMap((table) => addStatus(table, 'postgres')),
  run(INDEX_ORDERS),
  indexStatus('payments'),
  indexStatus('refunds'),
  run('ALTER TABLE idempotency_records ADD COLUMN id BIGINT NOT NULL DEFAULT 0'),
  inBatches(
    'idempotency_records',
    'account, key',
    [-1, ''],
    (condition) => `UPDATE idempotency_records SET id = 1024 * (${SAVED}) WHERE ${condition}`,
  ),
  run(`DROP INDEX replies_expiry;
    CREATE INDEX idempotency_records_id ON idempotency_records (id)`),
];

/** Goes on with the part of this number, at the place that the part told. */
export function inParts(all: Readonly<Record<Engine, readonly Part[]>>): Advance {
  return function* advance(from, engine) {
    const parts = all[engine];
    const [, number = '0', place] = /^(\d+)(?: (.*))?$/.exec(from ?? '0') ?? [];
    const part = parts[Number(number)];
    if (part === undefined) throw new Error(`a migration has no part ${number}`);
    const next = yield* part(place ?? null);
    if (next !== null) return `${number} ${next}`;
    return Number(number) + 1 < parts.length ? `${Number(number) + 1}` : null;
  };
}

export const makeLean = inParts({ sqlite: SQLITE, postgres: POSTGRES });
