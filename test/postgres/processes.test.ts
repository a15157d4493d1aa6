// `dubash start --processes`: one greeting, one port, killed processes, stops, metrics of all.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Summary } from '../../src/app.ts';
import { RZP_CREATE } from '../support/documented-example.ts';
import { makeDatabase, type TestDatabase, withoutPostgres } from '../support/postgres.ts';
import { ask, BASIC, KEY, SECRET } from '../support/server.ts';
import { root } from '../support/source.ts';
import { typeCommand } from '../support/typed-command.ts';

const skip = withoutPostgres ?? false;
const folder = mkdtempSync(path.join(tmpdir(), 'dubash-processes-'));
const CREATE = '/api/v2/order/via/rzp/create';
const HEADERS = { authorization: BASIC, connection: 'close' };
let database: TestDatabase;

before(async () => {
  if (skip === false) database = await makeDatabase();
});
after(async () => {
  await database?.remove();
  rmSync(folder, { recursive: true, force: true });
});

type Group = {
  readonly child: ChildProcess;
  readonly printed: readonly string[];
  readonly logged: readonly string[];
  /** Of its first line; null when it ended without one. */
  readonly summary: Summary | null;
};

async function start(count: string, settings: Readonly<Record<string, string>> = {}) {
  const flags = ['--disable-warning=ExperimentalWarning', path.join(root, 'src/main.ts'), '--json'];
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const own = { PORT: '0', SANDBOX_KEY: KEY, SANDBOX_SECRET: SECRET, RATE_LIMITS: 'off' };
  const child = spawn(process.execPath, [...flags, '--processes', count], {
    env: {
      ...{ PATH, NODE_COMPILE_CACHE, ...own, DATA_DIR: folder, LOG_LEVEL: 'warn' },
      ...(database === undefined ? {} : { DATABASE_URL: database.url }),
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [printed, logged]: [string[], string[]] = [[], []];
  createInterface({ input: child.stderr }).on('line', (line) => logged.push(line));
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => printed.push(line));
  await Promise.race([once(lines, 'line'), once(child, 'close')]);
  const summary = printed[0] === undefined ? null : (JSON.parse(printed[0]) as Summary);
  return { child, printed, logged, summary } satisfies Group;
}

function childrenOf({ pid }: ChildProcess): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

async function until<T>(what: string, look: () => Promise<T | null> | T | null): Promise<T> {
  for (const end = performance.now() + 30_000; performance.now() < end; await sleep(100)) {
    const found = await look();
    if (found !== null) return found;
  }
  throw new Error(`not in time: ${what}`);
}

function isLiving(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function end({ child }: Group, signal: NodeJS.Signals = 'SIGTERM'): Promise<unknown> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  child.kill(signal);
  const [code] = await once(child, 'exit');
  return code;
}

// A connection that was being handed to a process as it was killed gets no answer: docs/scale.md.
const ANSWER_MS = 5000;

async function askBriefly(
  url: string,
  sent: RequestInit,
): Promise<{ status: number; text: string }> {
  const response = await fetch(url, { ...sent, signal: AbortSignal.timeout(ANSWER_MS) });
  return { status: response.status, text: await response.text() };
}

/** Values of a metric by process. */
async function countsOf(url: string, name: string): Promise<ReadonlyMap<string, number>> {
  const { text } = await askBriefly(`${url}/metrics`, { headers: { 'x-here': 'yes' } });
  const counts = new Map<string, number>();
  for (const line of text.split('\n').filter((each) => each.startsWith(`${name}{`))) {
    const number = /process="(\d+)"/.exec(line)?.[1] ?? 'none';
    counts.set(number, (counts.get(number) ?? 0) + Number(line.split(' ').at(-1)));
  }
  return counts;
}

/** 0: nobody answered. */
async function create(url: string, receipt: string): Promise<number> {
  const body = JSON.stringify({ ...RZP_CREATE, receipt });
  const headers = { ...HEADERS, 'content-type': 'application/json' };
  return askBriefly(`${url}${CREATE}`, { method: 'POST', headers, body }).then(
    ({ status }) => status,
    () => 0,
  );
}

test('one greeting and one port; each serves, and /metrics of any says what all did', {
  skip,
}, async () => {
  const group = await start('2');
  assert.ok(group.summary, group.logged.join('\n'));
  const { url } = group.summary;
  try {
    assert.equal(childrenOf(group.child).length, 2);
    const created = await Promise.all(
      Array.from({ length: 40 }, (_, at) => create(url, `m-${at}`)),
    );
    assert.deepEqual([...new Set(created)], [200]);
    for (let look = 0; look < 4; look += 1) {
      const commits = await countsOf(url, 'dubash_commits_total');
      assert.deepEqual([...commits.keys()].sort(), ['1', '2']);
      const [one = 0, two = 0] = [commits.get('1'), commits.get('2')];
      assert.ok(one >= 1 && two >= 1 && one + two >= 40, `${one} and ${two}`);
    }
    const { text } = await ask(`${url}/metrics`);
    assert.equal(text.match(/^dubash_database_up /gm)?.length, 1, 'the database is one');
    assert.equal(text.match(/^# TYPE dubash_commits_total /gm)?.length, 1);
    assert.equal(group.printed.length, 1);
    assert.equal(group.summary.listening, url);
    // As a service manager does: to every process of the service.
    const children = childrenOf(group.child);
    const gone = once(group.child, 'exit');
    for (const pid of [...children, group.child.pid ?? 0]) process.kill(pid, 'SIGTERM');
    assert.deepEqual((await gone)[0], 0);
    assert.deepEqual(children.filter(isLiving), []);
  } finally {
    await end(group);
  }
  await assert.rejects(ask(`${url}/healthz`));
  assert.deepEqual(group.logged, []);
});

test('a killed process is started again, ever later, and what was acknowledged is there', {
  skip,
}, async () => {
  const group = await start('2');
  assert.ok(group.summary, group.logged.join('\n'));
  const { url } = group.summary;
  const acknowledged: string[] = [];
  let isOver = false;
  const load = (async () => {
    for (let at = 0; !isOver; at += 1) {
      if ((await create(url, `k-${at}`)) === 200) acknowledged.push(`k-${at}`);
    }
  })();
  try {
    const waits: number[] = [];
    // A single one that is told to end is replaced as well.
    for (const [round, signal] of (['SIGKILL', 'SIGKILL', 'SIGTERM'] as const).entries()) {
      const [, victim = 0] = childrenOf(group.child);
      process.kill(victim, signal);
      const line = await until('the log', () => group.logged[round] ?? null);
      assert.match(line, /"process":\d,.*a process ended and is started again/);
      assert.match(line, signal === 'SIGKILL' ? /"signal":"SIGKILL"/ : /"code":0,"signal":null/);
      waits.push((JSON.parse(line) as { waitMs: number }).waitMs);
      await until('two that count', async () => {
        const starts = await countsOf(url, 'process_start_time_seconds').catch(() => new Map());
        return starts.size === 2 && childrenOf(group.child).length === 2 ? true : null;
      });
    }
    // The victims may be one process three times, or two: each grows by itself.
    assert.equal(waits[0], 500);
    assert.ok(Math.max(...waits) >= 1000, String(waits));
    isOver = true;
    await load;
    assert.ok(acknowledged.length > 0);
    for (const receipt of acknowledged) {
      const repeated = await create(url, receipt);
      assert.notEqual(repeated, 200, `${receipt} was acknowledged, and is there`);
    }
    // Without the one that looks after them the others end too.
    const others = childrenOf(group.child);
    await end(group, 'SIGKILL');
    await until('their end', () => (others.some(isLiving) ? null : true));
  } finally {
    isOver = true;
    await load;
    await end(group);
  }
  assert.equal(group.printed.length, 1);
});

test('SIGINT, as a terminal sends it to all, is an end in order', { skip }, async () => {
  const group = await start('2');
  const pids = childrenOf(group.child);
  assert.equal(pids.length, 2, group.logged.join('\n'));
  for (const pid of pids) process.kill(pid, 'SIGINT');
  assert.equal(await end(group, 'SIGINT'), 0);
  assert.deepEqual(pids.filter(isLiving), []);
});

test('a start that cannot succeed is one line, and leaves no process', { skip }, async () => {
  const group = await start('2', { MASTER_KEY: 'cd'.repeat(32) });
  assert.equal(group.summary, null);
  assert.equal(group.child.exitCode, 1);
  assert.equal(group.logged.length, 1, group.logged.join('\n'));
  assert.match(group.logged[0] ?? '', /^dubash: the master key is not the one/);
});

test('SQLite is for one process, and a number is a number', async () => {
  const sqlite = await typeCommand({ DATA_DIR: folder }, ['start', '--processes', '2']);
  assert.equal(
    sqlite.wrong,
    'dubash: --processes: SQLite is for one process; set DATABASE_URL to a PostgreSQL\n',
  );
  assert.equal(sqlite.code, 1);
  for (const wrong of ['0', '65', 'two', '1.5']) {
    const said = await typeCommand({}, ['start', '--processes', wrong]);
    assert.deepEqual([said.code, said.wrong], [2, 'dubash: --processes must be 1 to 64\n'], wrong);
  }
});
