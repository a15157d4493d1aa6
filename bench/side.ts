// The sides of the comparison: each creates and fetches, and its results are checked afterwards.
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import postgres from 'postgres';
import { type Answer, closedLoop, type Reading, type Shot, shotOf } from './load.ts';
import { type MeasuredProcess, readPort, startMeasured } from './measured-process.ts';
import { KEY, SECRET, type DialectDriver, dialectDriversOf } from './dialect-driver.ts';

export type Side = {
  readonly name: string;
  /** What an answered write survives. */
  readonly durability: string;
  readonly place: MeasuredProcess;
  readonly create: (reference: string) => Shot;
  readonly fetch: (created: Readonly<Record<string, unknown>>, reference: string) => Shot;
  /** How many orders its database holds. */
  readonly count: () => Promise<number>;
  readonly close: () => Promise<void>;
};

const JSON_TYPE = { 'content-type': 'application/json' };
const orderOf = (receipt: string): string =>
  JSON.stringify({ amount: 50000, currency: 'INR', receipt, notes: { key1: 'value1' } });

const SQLITE = 'WAL, synchronous=FULL, group commit';

export async function openFloor(): Promise<Side> {
  const place = await startMeasured('floor.ts', [], {}, readPort);
  return {
    name: 'floor',
    durability: SQLITE,
    place,
    create: (receipt) => shotOf('POST', '/orders', JSON_TYPE, orderOf(receipt), receipt),
    fetch: ({ id }, receipt) => shotOf('GET', `/orders/${id}`, {}, null, receipt),
    count: async () => countSqlite(path.join(place.dataDir, 'floor.db')),
    close: place.stop,
  };
}

export async function openReference(database: string): Promise<Side> {
  const place = await startMeasured('reference.ts', [database], {}, readPort);
  return {
    name: 'reference',
    durability: 'PostgreSQL, fsync and synchronous_commit as the server has them',
    place,
    create: (receipt) => shotOf('POST', '/orders', JSON_TYPE, orderOf(receipt), receipt),
    fetch: ({ id }, receipt) => shotOf('GET', `/orders/${id}`, {}, null, receipt),
    count: () => countPostgres(database, 'reference_orders'),
    close: place.stop,
  };
}

/** Everything is on; limits are there and high enough not to refuse. */
export const SETTINGS = Object.freeze({
  LOG_LEVEL: 'error',
  SANDBOX_KEY: KEY,
  SANDBOX_SECRET: SECRET,
  RATE_LIMITS: 'create=900000000,fetch=900000000,refund=900000000',
});

/** Our server. */
export async function openUs(
  database: string | null,
  name = 'razorpay',
  env: Readonly<Record<string, string>> = {},
): Promise<
  Side & {
    readonly driver: DialectDriver;
    readonly drivers: Readonly<Record<string, DialectDriver>>;
  }
> {
  const settings = {
    PORT: '0',
    ...SETTINGS,
    ...(database === null ? {} : { DATABASE_URL: database }),
    ...env,
  };
  const place = await startMeasured('../src/main.ts', ['--json'], settings, (line) =>
    readPort(String((JSON.parse(line) as { listening: string }).listening)),
  );
  const drivers = dialectDriversOf(await readBearer(place.port));
  const driver = drivers[name];
  if (driver === undefined) throw new Error(`no dialect "${name}"`);
  return {
    name: database === null ? 'us, embedded' : 'us, PostgreSQL',
    durability: database === null ? SQLITE : 'PostgreSQL, as the reference',
    place,
    driver,
    drivers,
    create: driver.create,
    fetch: (created, reference) => driver.fetch(reference, created),
    count: async () =>
      database === null
        ? countSqlite(path.join(place.dataDir, 'dubash.db'))
        : countPostgres(database, 'orders'),
    close: place.stop,
  };
}

/** A token for the generation whose clients buy one first. */
async function readBearer(port: number): Promise<string> {
  const client = { client_id: KEY, client_secret: SECRET, grant_type: 'client_credentials' };
  const response = await fetch(`http://127.0.0.1:${port}/api/auth/v1/token`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: JSON.stringify(client),
  });
  return String(((await response.json()) as { access_token: string }).access_token);
}

export function countSqlite(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  const row = database.prepare('SELECT count(*) AS count FROM orders').get();
  database.close();
  return Number(row?.['count']);
}

async function countPostgres(url: string, table: string): Promise<number> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  const [row] = await sql`SELECT count(*) AS count FROM ${sql(table)}`;
  await sql.end();
  return Number(row?.['count']);
}

export type Created = { readonly reference: string; readonly answer: Record<string, unknown> };

/** Creates for some seconds, and checks that every answer is one row, and no row is another's. */
export async function measureCreate(
  side: Side,
  connections: number,
  seconds: number,
  round: string,
): Promise<{ readonly reading: Reading; readonly created: readonly Created[] }> {
  const before = await side.count();
  const texts: string[] = [];
  let next = 0;
  const reading = await closedLoop(
    side.place.port,
    connections,
    seconds,
    () => {
      next += 1;
      return side.create(`${round}-${next}`);
    },
    ({ body }: Answer) => texts.push(body),
  );
  assert.equal(reading.wrong, 0, `${side.name}: ${reading.firstWrong}`);
  assert.equal((await side.count()) - before, reading.done, `${side.name}: rows and answers`);
  const created = texts.map((text) => {
    const answer = JSON.parse(text) as Record<string, unknown>;
    return { reference: referenceOf(answer), answer };
  });
  const names = new Set(created.map(({ answer }) => answer['id'] ?? answer['order_id']));
  assert.equal(names.size, reading.done, `${side.name}: every order has its own name`);
  return { reading, created };
}

function referenceOf(answer: Readonly<Record<string, unknown>>): string {
  return String(answer['receipt'] ?? answer['order_id'] ?? '');
}

/** Fetches what was created, each answer held to its own reference. */
export async function measureFetch(
  side: Side,
  connections: number,
  seconds: number,
  created: readonly Created[],
): Promise<Reading> {
  let next = 0;
  const shots = created
    .slice(0, 20_000)
    .map(({ answer, reference }) => side.fetch(answer, reference));
  const reading = await closedLoop(side.place.port, connections, seconds, () => {
    next += 1;
    return shots[(next * 7919) % shots.length] ?? null;
  });
  assert.equal(reading.wrong, 0, `${side.name}: ${reading.firstWrong}`);
  return reading;
}
