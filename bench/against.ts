// Two builds in paired rounds of one run: what a create and a fetch cost in each, and the ratio.
import assert from 'node:assert/strict';
import postgres from 'postgres';
import { type TestDatabase, makeDatabase } from '../test/support/postgres.ts';
import { type Build, checkOut, type RunningBuild, startBuild, WORKING_TREE } from './build.ts';
import { type Answer, closedLoop, type Shot } from './load.ts';
import { spreadOf } from './measured-process.ts';
import { judgeAtLeast, judgeAtMost, showVerdicts, type Verdict } from './rate.ts';
import { dialectDriversOf } from './dialect-driver.ts';

type Plan = {
  readonly seconds: number;
  readonly rounds: number;
  /** How many times the CPU of the other build is still good. */
  readonly limit: number;
  /** A PostgreSQL server; empty where there is none. */
  readonly database: string;
};

const CONNECTIONS = 64;
/** Short, so that a moment in which the machine is busy with others hits both. */
const TURN_SECONDS = 0.5;
/** Until code is compiled; by count, because a busy machine does less in the same time. */
const WARM = { seconds: 10, requests: 10_000 } as const;
const TURN = { seconds: TURN_SECONDS, requests: Number.POSITIVE_INFINITY } as const;
const FETCHED_MAX = 10_000;
const WHATS = ['create', 'fetch'] as const;

type What = (typeof WHATS)[number];
type Cost = { readonly perSecond: number; readonly cpuMicros: number };
/** For how long, and how much at most. */
type Load = { readonly seconds: number; readonly requests: number };
/** What one turn of a build took. */
type Spent = { readonly done: number; readonly seconds: number; readonly cpuSeconds: number };
type Runner = {
  readonly build: Build;
  readonly server: RunningBuild;
  /** Fetches of what it created. */
  readonly shots: Shot[];
  readonly spent: Readonly<Record<What, Spent[]>>;
};
/** The working tree, and the other build. */
type Pair = { readonly ours: Cost; readonly theirs: Cost };
type Pairs = Readonly<Record<What, readonly Pair[]>>;

/** False when a measure is beyond the limit. */
export async function compareBuilds(
  ref: string,
  plan: Plan,
  say: (...lines: readonly string[]) => void,
): Promise<boolean> {
  const other = checkOut(ref);
  const verdicts: Verdict[] = [];
  say('', `A: the working tree; B: ${other.name}; ${CONNECTIONS} connections`);
  for (const engine of plan.database === '' ? ['embedded'] : ['embedded', 'PostgreSQL']) {
    const pairs: Record<What, Pair[]> = { create: [], fetch: [] };
    for (let round = 1; round <= plan.rounds; round += 1) {
      const database = engine === 'embedded' ? '' : plan.database;
      const found = await measureRound(other, round, { ...plan, database });
      for (const what of WHATS) pairs[what].push(found[what]);
    }
    for (const what of WHATS) say(...showPairs(`${what}, ${engine}`, pairs[what]));
    verdicts.push(...WHATS.flatMap((what) => judge(`${what}, ${engine}`, pairs, what, plan)));
  }
  say('', `Against ${other.name}`, ...showVerdicts(verdicts));
  return verdicts.every(({ met }) => met);
}

/** Both builds, started afresh on empty databases: A B B A …, and in the next round B A A B …. */
async function measureRound(other: Build, round: number, plan: Plan): Promise<Record<What, Pair>> {
  const builds = round % 2 === 1 ? [WORKING_TREE, other] : [other, WORKING_TREE];
  const made: TestDatabase[] = [];
  const started: Runner[] = [];
  try {
    for (const build of builds) {
      const database = plan.database === '' ? null : await makeDatabase(plan.database);
      if (database !== null) made.push(database);
      const server = await startBuild(build, database?.url ?? '');
      started.push({ build, server, shots: [], spent: { create: [], fetch: [] } });
      if (database !== null) await checkUse(build, database);
    }
    // Compiled and filled before anything counts.
    for (const { server } of started) {
      const { shots } = await createSome(server, 'w', WARM);
      await fetchSome(server, shots, WARM);
    }
    const blocks = Math.max(1, Math.round(plan.seconds / TURN_SECONDS / 2));
    const block = [...started, ...started.toReversed()];
    const turns = Array.from({ length: blocks }, () => block).flat();
    for (const [turn, { server, shots, spent }] of turns.entries()) {
      const some = await createSome(server, `c${turn}`, TURN);
      spent.create.push(some.spent);
      shots.push(...some.shots);
    }
    for (const { server, shots, spent } of turns) {
      spent.fetch.push(await fetchSome(server, shots, TURN));
    }
    const costOf = (build: Build, what: What): Cost => {
      const runner = started.find((each) => each.build === build);
      return sumUp(runner?.spent[what] ?? []);
    };
    const pairOf = (what: What): Pair => {
      return { ours: costOf(WORKING_TREE, what), theirs: costOf(other, what) };
    };
    return { create: pairOf('create'), fetch: pairOf('fetch') };
  } finally {
    for (const { server } of started) await server.stop();
    for (const database of made) await database.remove();
  }
}

/** A build from before it could would quietly be measured on SQLite. */
async function checkUse({ name }: Build, { url }: TestDatabase): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  const tables = await sql`SELECT 1 FROM information_schema.tables
    WHERE table_schema = current_schema()`;
  await sql.end();
  assert.ok(tables.length > 0, `${name} writes nothing to PostgreSQL`);
}

function sumUp(spent: readonly Spent[]): Cost {
  const sum = (pick: (each: Spent) => number): number =>
    spent.reduce((total, each) => total + pick(each), 0);
  const done = sum((each) => each.done);
  const seconds = sum((each) => each.seconds);
  return { perSecond: done / seconds, cpuMicros: (sum((each) => each.cpuSeconds) * 1e6) / done };
}

const driver = dialectDriversOf('none')['razorpay'] ?? assert.fail('the dialect that is measured');

/** Creates for some seconds; every answer must name its own reference and an order of its own. */
async function createSome(server: RunningBuild, name: string, load: Load) {
  const texts: string[] = [];
  let next = 0;
  const create = (): Shot | null => {
    next += 1;
    if (next > load.requests) return null;
    return driver.create(`${name}-${next}`);
  };
  const spent = await measure(server, load, create, ({ body }) => texts.push(body));
  const answers = texts.map((text) => JSON.parse(text) as { id: string; receipt: string });
  const orders = new Map(answers.map(({ id, receipt }) => [id, receipt]));
  assert.equal(orders.size, spent.done, 'every order has its own name');
  assert.equal(new Set(orders.values()).size, spent.done, 'and its own reference');
  const shots = [...orders]
    .slice(0, FETCHED_MAX)
    .map(([id, reference]) => driver.fetch(reference, { id }));
  return { spent, shots };
}

async function fetchSome(server: RunningBuild, shots: readonly Shot[], load: Load) {
  let next = 0;
  const fetch = (): Shot | null => {
    next += 1;
    if (next > load.requests) return null;
    return shots[(next * 7919) % shots.length] ?? null;
  };
  return measure(server, load, fetch);
}

async function measure(
  server: RunningBuild,
  { seconds }: Load,
  next: () => Shot | null,
  hear: (answer: Answer) => unknown = () => undefined,
): Promise<Spent> {
  const before = server.cpuSeconds();
  const reading = await closedLoop(server.port, CONNECTIONS, seconds, next, hear);
  const cpuSeconds = server.cpuSeconds() - before;
  assert.equal(reading.wrong, 0, String(reading.firstWrong));
  return { done: reading.done, seconds: reading.seconds, cpuSeconds };
}

const cpuRatio = ({ ours, theirs }: Pair): number => ours.cpuMicros / theirs.cpuMicros;
const rateRatio = ({ ours, theirs }: Pair): number => ours.perSecond / theirs.perSecond;

function showPairs(label: string, pairs: readonly Pair[]): readonly string[] {
  const cell = (one: number, other: number, ratio: number, digits: number): string =>
    `${spreadOf([one], digits).padStart(10)}${spreadOf([other], digits).padStart(10)}` +
    `${spreadOf([ratio], 2).padStart(8)} ×`;
  const rows = pairs.map((pair, index) => {
    const { ours, theirs } = pair;
    const rates = cell(ours.perSecond, theirs.perSecond, rateRatio(pair), 0);
    const cpu = cell(ours.cpuMicros, theirs.cpuMicros, cpuRatio(pair), 1);
    const turns = index % 2 === 0 ? 'A B B A …' : 'B A A B …';
    return `  round ${String(index + 1).padEnd(3)} ${turns} ${rates} ${cpu}`;
  });
  const heads = ['requests a second: A, B', 'µs of CPU a request: A, B'];
  const [rate, cpu] = [rateRatio, cpuRatio].map((ratio) => spreadOf(pairs.map(ratio), 2));
  return [
    '',
    `${label.padEnd(23)}${heads.map((each) => each.padStart(31)).join('')}`,
    ...rows,
    `  median of the ratios: requests ${rate} ×, CPU ${cpu} ×`,
  ];
}

function judge(label: string, pairs: Pairs, what: What, { limit }: Plan): readonly Verdict[] {
  const cpu = pairs[what].map(cpuRatio);
  const rates = pairs[what].map(rateRatio);
  return [
    // Not told by every system: see cpuOf.
    ...(cpu.some(Number.isNaN) ? [] : [judgeAtMost(`${label}, CPU a request`, limit, '×', cpu)]),
    judgeAtLeast(`${label}, requests a second`, 1 / limit, rates),
  ];
}
