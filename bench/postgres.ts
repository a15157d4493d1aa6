// Creates on PostgreSQL against a plain INSERT loop on the same server, in one run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { Pool } from 'undici';
import type { Commit } from '../src/store/store.ts';
import { openPostgres } from '../src/store/postgres.ts';
import { changesOf, commitOf, replyRow } from '../test/conformance/store.ts';
import { buildOrder } from '../test/support/call.ts';
import { makeData, makeDatabase, startCluster } from '../test/support/postgres.ts';
import { RZP_CREATE } from '../test/support/documented-example.ts';
import { BASIC, spawnServer } from '../test/support/server.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    inFlight: { type: 'string', default: '64' },
  },
});
const [seconds, rounds, inFlight] = [values.seconds, values.rounds, values.inFlight].map(Number);

// A server that flushes every commit, unlike those of the tests.
const given = process.env['TEST_DATABASE_URL'];
const at = given ?? (await startCluster(await makeData(), { fsync: 'on' })).url('postgres');
const { url, remove } = await makeDatabase(at);

const sql = postgres(url, { max: 10, fetch_types: false, onnotice: () => undefined });
await sql`CREATE TABLE plain (id BIGINT PRIMARY KEY, body TEXT NOT NULL)`;
const store = await openPostgres(url);
const dataDir = mkdtempSync(path.join(tmpdir(), 'dubash-bench-'));
const server = await spawnServer({
  DATABASE_URL: url,
  MASTER_KEY: 'ab'.repeat(32),
  DATA_DIR: dataDir,
  LOG_LEVEL: 'silent',
});
const pool = new Pool(server.summary.url, { connections: Number(inFlight) });

let last = 1_000_000;
const body = JSON.stringify(buildOrder());
function commitFor(key: number): Commit {
  const order = buildOrder({ id: { key, number: key, token: `${key}` }, reference: `r${key}` });
  const reply = replyRow({ key: `k${key}`, body });
  const events = [{ kind: 'order.created', at: 1 } as const];
  return commitOf({ changes: changesOf({ order }), events, reply });
}

const SIDES: Readonly<Record<string, (key: number) => Promise<void>>> = {
  'plain INSERT loop': async (key) => {
    await sql.unsafe('INSERT INTO plain VALUES ($1, $2)', [key, body], { prepare: true });
  },
  'create, the store alone': async (key) => {
    if ((await store.save(commitFor(key))) !== 'saved') throw new Error('not saved');
  },
  'create with a key, one process over HTTP': async (key) => {
    const answer = await pool.request({
      method: 'POST',
      path: '/api/v2/order/via/rzp/create',
      headers: {
        authorization: BASIC,
        'content-type': 'application/json',
        'x-idempotency-key': `h${key}`,
      },
      body: JSON.stringify({ ...RZP_CREATE, receipt: `h${key}` }),
    });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`answered ${answer.statusCode}`);
  },
};

async function rateOf(work: (key: number) => Promise<void>): Promise<number> {
  const begin = performance.now();
  const end = begin + Number(seconds) * 1000;
  let done = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      last += 1;
      await work(last);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(inFlight) }, client));
  return (done * 1000) / (performance.now() - begin);
}

const rates = new Map<string, number[]>(Object.keys(SIDES).map((name) => [name, []]));
for (let round = 0; round <= Number(rounds); round += 1) {
  for (const [name, work] of Object.entries(SIDES)) {
    const rate = await rateOf(work);
    // The first round warms up.
    if (round > 0) rates.get(name)?.push(rate);
  }
}
const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
const percent = new Intl.NumberFormat('en', { style: 'percent' });
const floor = median(rates.get('plain INSERT loop') ?? []);
console.info(`${inFlight} in flight, ${rounds} rounds of ${seconds} s; medians`);
for (const [name, each] of rates) {
  const rate = median(each);
  console.info(`${name}: ${Math.round(rate)}/s, ${percent.format(rate / floor)} of the loop`);
}

await pool.close();
server.child.kill('SIGTERM');
await store.close();
await sql.end();
await remove();
rmSync(dataDir, { recursive: true, force: true });
