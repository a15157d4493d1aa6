// The benchmark: one program, one run, all sides in turn on this machine, ratios with their spread.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { makeData, makeDatabase, startCluster, withoutPostgres } from '../test/support/postgres.ts';
import { compareBuilds } from './against.ts';
import { measureDialects, type Row } from './dialect.ts';
import { measureDrain } from './drain.ts';
import { measureGrowth } from './growth.ts';
import { installPeers, measurePeers } from './peer.ts';
import { medianOf, spreadOf } from './measured-process.ts';
import {
  judgeAtLeast,
  judgeAtMost,
  measureLatency,
  measureRates,
  type Plan,
  ratioOf,
  showRates,
  showVerdicts,
  type Verdict,
} from './rate.ts';
import { openFloor, openReference, openUs, type Side } from './side.ts';
import { measureStages } from './stage.ts';
import { measureStart } from './start.ts';
import { measureWritten } from './written.ts';

const PARTS = [
  ...(['rates', 'dialects', 'stages', 'start', 'drain', 'written'] as const),
  ...(['peers', 'growth'] as const),
];
const DRAINED = 10_000;
/** Connections, and how many times the reference's creates ours shall be. */
const AGAINST_REFERENCE = [
  [64, 1.1],
  [16, 1],
] as const;
const WATCH_EVERY_MS = 100;
const REFUNDS_A_SECOND = 1200;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: PARTS.join() },
    sizes: { type: 'string', default: '10000,1000000,10000000' },
    /** A PostgreSQL database to write to; without it one of this machine's binaries is started. */
    database: { type: 'string', default: process.env['TEST_DATABASE_URL'] ?? '' },
    /** Another commit: this working tree is measured against it, and nothing else. */
    against: { type: 'string' },
    limit: { type: 'string', default: '1.05' },
  },
});
const parts = new Set(values.only.split(','));
for (const part of parts) {
  if (!PARTS.some((each) => each === part)) throw new Error(`--only takes ${PARTS.join(', ')}`);
}
const plan: Plan = {
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  connections: [1, 16, 64],
};
const verdicts: Verdict[] = [];
const say = (...lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`);
};

/** A server that flushes every commit; empty where there is no PostgreSQL. */
async function findServer(): Promise<string> {
  if (withoutPostgres !== undefined) {
    say('', `PostgreSQL is left out: ${withoutPostgres}`);
    return '';
  }
  const { database } = values;
  const flushing = { fsync: 'on', synchronous_commit: 'on' };
  if (database !== '') return database;
  return (await startCluster(await makeData(), flushing)).url('postgres');
}

/** An empty place on it; empty where there is none. */
async function openDatabase(): Promise<string> {
  const server = await findServer();
  return server === '' ? '' : (await makeDatabase(server)).url;
}

async function reportAgainst(ref: string): Promise<void> {
  const limit = Number(values.limit);
  if (!(limit > 0)) throw new Error('--limit takes a number such as 1.05');
  const met = await compareBuilds(ref, { ...plan, limit, database: await findServer() }, say);
  process.exit(met ? 0 : 1);
}

async function reportRates(): Promise<void> {
  const database = await openDatabase();
  const us = await openUs(null);
  const sides: Side[] = [await openFloor(), us];
  if (database !== '') sides.push(await openReference(database), await openUs(database));
  let most = 0;
  const watching = setInterval(() => {
    most = Math.max(most, us.place.anonymousMemory());
  }, WATCH_EVERY_MS);
  try {
    const rates = await measureRates(sides, plan);
    say('', 'Rates', ...showRates(rates, sides, plan), '');
    for (const { name, durability } of sides) say(`  ${name.padEnd(16)} ${durability}`);
    for (const [what, least] of [
      ['create', 0.5],
      ['fetch', 0.7],
    ] as const) {
      const ratios = ratioOf(rates, 'us, embedded', 'floor', what, 64);
      verdicts.push(judgeAtLeast(`${what}, embedded, against the floor`, least, ratios));
    }
    for (const [connections, least] of database === '' ? [] : AGAINST_REFERENCE) {
      const ratios = ratioOf(rates, 'us, PostgreSQL', 'reference', 'create', connections);
      const label = `create on PostgreSQL against the reference, ${connections}`;
      verdicts.push(judgeAtLeast(label, least, ratios));
    }
    const latency = await measureLatency(us, 1000, plan);
    say('', 'Latency of create at 1 000/s, open loop, milliseconds');
    for (const [name, found] of Object.entries(latency)) {
      say(`  ${name.padEnd(5)}${spreadOf(found, 2)}`);
    }
    verdicts.push(judgeAtMost('p99 of create at 1 000/s, open loop', 15, 'ms', latency.p99));
    verdicts.push(
      judgeAtMost('anonymous memory at its highest, all of the above', 250, 'MB', [most]),
    );
  } finally {
    clearInterval(watching);
    for (const side of sides) await side.close();
  }
}

async function reportDialects(database: string | null): Promise<void> {
  const rows = await measureDialects(plan, database);
  const engine = database === null ? 'embedded' : 'PostgreSQL';
  say('', `Each dialect, ${engine}, 64 connections, a second: create, fetch, refund`);
  for (const { dialect, create, fetch, refund } of rows) {
    const cells = [create, fetch, refund].map((each) => spreadOf(each).padStart(24));
    say(`  ${dialect.padEnd(12)}${cells.join('')}`);
  }
  judgeDialects(rows, engine);
}

/** The slowest of the others beside the one that is measured everywhere; refunds on PostgreSQL. */
function judgeDialects(rows: readonly Row[], engine: string): void {
  const own = rows.find(({ dialect }) => dialect === 'razorpay');
  if (own === undefined) throw new Error('no dialect to compare with');
  for (const [what, least] of [
    ['create', 0.85],
    ['fetch', 0.75],
  ] as const) {
    const ratios = rows
      .filter((row) => row !== own)
      .map((row) => ({
        dialect: row.dialect,
        values: row[what].map((rate, round) => rate / (own[what][round] ?? Number.NaN)),
      }));
    const [slowest] = ratios.toSorted(
      (one, other) => medianOf(one.values) - medianOf(other.values),
    );
    if (slowest === undefined) continue;
    const label = `${what} of ${slowest.dialect} against razorpay, ${engine}`;
    verdicts.push(judgeAtLeast(label, least, slowest.values));
  }
  if (engine === 'embedded') return;
  const values = own.refund;
  const met = medianOf(values) >= REFUNDS_A_SECOND;
  verdicts.push({ what: 'refunds on PostgreSQL', target: `≥ ${REFUNDS_A_SECOND} /s`, values, met });
}

async function reportWritten(): Promise<void> {
  const found = await measureWritten();
  say('', 'Written to disk by a create, embedded, 64 connections, with an idempotency key');
  for (const { names, kilobytes } of found) {
    say(`  ${`references and keys: ${names}`.padEnd(42)}${spreadOf([kilobytes], 2)} kB`);
  }
  const short = found.slice(0, 1).map(({ kilobytes }) => kilobytes);
  verdicts.push(judgeAtMost('written by a create', 3.5, 'kB', short));
}

async function reportStages(): Promise<void> {
  const stages = await measureStages();
  say('', 'CPU of the road without I/O, microseconds a request');
  say(
    `  a whole create: ${spreadOf(stages.create, 1)}; a whole fetch: ${spreadOf(stages.fetch, 1)}`,
  );
  for (const [name, found] of stages.parts) say(`  ${name.padEnd(40)}${spreadOf(found, 2)}`);
  verdicts.push(judgeAtMost('CPU of the road without I/O, a create', 60, 'µs', stages.create));
}

async function reportGrowth(): Promise<void> {
  say('', 'Growth');
  const sizes = values.sizes.split(',').map(Number);
  const found = await measureGrowth(sizes, plan, say);
  const [first, last] = [found[0], found.at(-1)];
  for (const { orders, create, fetch } of found) {
    const label = `${orders.toLocaleString('en')} orders`.padEnd(20);
    say(`  ${label}create ${spreadOf(create)} /s   fetch ${spreadOf(fetch)} /s`);
  }
  if (first === undefined || last === undefined || first === last) return;
  for (const [what, least] of [
    ['create', 0.8],
    ['fetch', 0.75],
  ] as const) {
    const ratios = last[what].map((value, round) => value / (first[what][round] ?? Number.NaN));
    const label = `${what} at ${last.orders.toLocaleString('en')} orders against the first`;
    verdicts.push(judgeAtLeast(label, least, ratios));
  }
}

async function reportPeers(): Promise<void> {
  installPeers();
  const us = await openUs(null);
  try {
    say(
      '',
      'Creates at 64 connections beside other emulators (ours is durable, with everything on)',
    );
    for (const { name, durability, perSecond, us: ours } of await measurePeers(us, plan, say)) {
      say(`  ${name.padEnd(24)}${spreadOf(perSecond).padStart(24)} /s   ours ${spreadOf(ours)} /s`);
      say(`  ${''.padEnd(24)}${durability}`);
      if (!name.startsWith('emulate')) continue;
      const ratios = ours.map((value, round) => value / (perSecond[round] ?? Number.NaN));
      verdicts.push(judgeAtLeast(`create, embedded, against ${name}`, 1.2, ratios));
    }
  } finally {
    await us.close();
  }
}

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`;
say(
  `Node ${process.version}, ${machine}, the load beside it`,
  `${plan.rounds} rounds of ${plan.seconds} s; medians, with the lowest and the highest round`,
);
if (values.against !== undefined) await reportAgainst(values.against);
if (parts.has('start')) {
  const found = await measureStart(plan.rounds);
  say('', `Cold start to the first answer: ${spreadOf(found)} ms`);
  verdicts.push(judgeAtMost('cold start to the first answer', 1000, 'ms', found));
}
if (parts.has('stages')) await reportStages();
if (parts.has('rates')) await reportRates();
if (parts.has('dialects')) {
  await reportDialects(null);
  const database = await openDatabase();
  if (database !== '') await reportDialects(database);
}
if (parts.has('drain')) {
  const found: number[] = [];
  for (let round = 0; round < plan.rounds; round += 1) found.push(await measureDrain(DRAINED));
  say('', `Webhooks: ${DRAINED} waiting ones drain at ${spreadOf(found)} /s`);
}
if (parts.has('written')) await reportWritten();
if (parts.has('peers')) await reportPeers();
if (parts.has('growth')) await reportGrowth();
if (verdicts.length > 0) say('', 'Targets', ...showVerdicts(verdicts));
