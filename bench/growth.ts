// Growth: create and fetch on databases that already hold ten thousand to ten million orders.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createIds } from '../src/engine/identity/ids.ts';
import { ORDER_BODY } from '../src/store/body.ts';
import { closedLoop, type Shot } from './load.ts';
import { openUs } from './side.ts';

const SAMPLE = 20_000;
const BATCH = 50_000;
/** The orders came one every this many milliseconds. */
const APART_MS = 3;

export type Grown = {
  readonly orders: number;
  readonly create: readonly number[];
  readonly fetch: readonly number[];
};

type Filled = { readonly folder: string; readonly tokens: readonly string[] };

/** A data folder with so many orders, as if they had come one by one, and some of their names. */
async function fill(orders: number): Promise<Filled> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-growth-'));
  const first = await openUs(null, 'razorpay', { DATA_DIR: folder });
  await closedLoop(first.place.port, 1, 60, once(first.create('template')));
  await first.close();
  const database = new DatabaseSync(path.join(folder, 'dubash.db'));
  // Only while it is filled: the server that is measured opens it with its own settings.
  database.exec('PRAGMA synchronous = OFF');
  database.exec('PRAGMA cache_size = -400000');
  const text = (sql: string): string => String(Object.values(database.prepare(sql).get() ?? {})[0]);
  const secret = text("SELECT value FROM settings WHERE name = 'identity'");
  const template = ORDER_BODY.read({ body: text('SELECT body FROM orders LIMIT 1') });
  const account = Number(text('SELECT account FROM orders LIMIT 1'));
  const ids = createIds(Buffer.from(secret, 'hex'));
  const insert = database.prepare(`INSERT INTO orders
    (account, id, unique_ref, repeat_of, created_at, due_at, status, version, body)
    VALUES (?, ?, ?, NULL, ?, NULL, 'created', 1, ?)`);
  const tokens: string[] = [];
  const start = Date.now() - orders * APART_MS - 60_000;
  for (let made = 0; made < orders; made += BATCH) {
    database.exec('BEGIN');
    for (let index = made; index < Math.min(orders, made + BATCH); index += 1) {
      const createdAt = start + index * APART_MS;
      const id = ids.next(createdAt);
      const reference = `grown-${index}`;
      const order = { ...template, id, reference, createdAt };
      insert.run(account, id.key, reference, createdAt, ORDER_BODY.write(order));
      if (index % Math.max(1, Math.floor(orders / SAMPLE)) === 0) tokens.push(id.token);
    }
    database.exec('COMMIT');
  }
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  return { folder, tokens };
}

function once(shot: Shot): () => Shot | null {
  let left: Shot | null = shot;
  return () => {
    const next = left;
    left = null;
    return next;
  };
}

/** The sizes are measured in turn in every round, so that the machine's moods hit all alike. */
export async function measureGrowth(
  sizes: readonly number[],
  { seconds, rounds }: { readonly seconds: number; readonly rounds: number },
  say: (line: string) => void,
): Promise<readonly Grown[]> {
  const filled: Filled[] = [];
  const found = sizes.map((orders) => ({ orders, create: [] as number[], fetch: [] as number[] }));
  try {
    for (const orders of sizes) {
      const before = performance.now();
      filled.push(await fill(orders));
      const tookSeconds = Math.round((performance.now() - before) / 1000);
      say(`  filled ${orders.toLocaleString('en')} orders in ${tookSeconds} s`);
    }
    for (let round = 1; round <= rounds; round += 1) {
      for (const [index, { folder, tokens }] of filled.entries()) {
        const server = await openUs(null, 'razorpay', { DATA_DIR: folder });
        const { port } = server.place;
        let next = 0;
        const create = (): Shot => {
          next += 1;
          return server.create(`grow-${round}-${next}`);
        };
        const fetch = (): Shot => {
          next += 1;
          const id = `order_${tokens[(next * 7919) % tokens.length]}`;
          return server.fetch({ id }, 'grown-');
        };
        await closedLoop(port, 64, 1, create);
        await closedLoop(port, 64, 1, fetch);
        const made = await closedLoop(port, 64, seconds, create);
        const read = await closedLoop(port, 64, seconds, fetch);
        const wrong = made.firstWrong ?? read.firstWrong;
        if (wrong !== null) throw new Error(wrong);
        found[index]?.create.push(made.perSecond);
        found[index]?.fetch.push(read.perSecond);
        await server.close();
      }
    }
  } finally {
    for (const { folder } of filled) rmSync(folder, { recursive: true, force: true });
  }
  return found;
}
