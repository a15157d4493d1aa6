// A PostgreSQL for tests: the one that TEST_DATABASE_URL names, or one of this machine's binaries
// in a temporary folder, started once for each test process.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';

export type Cluster = {
  readonly port: number;
  readonly folder: string;
  readonly url: (database: string) => string;
  /** Ends it as a power cut does. */
  readonly kill: () => void;
  /** Ends it in this way and starts it again at the same address; resolves when it serves. */
  readonly restart: (how: 'kill -9' | 'fast' | 'immediate') => Promise<void>;
};

const given = process.env['TEST_DATABASE_URL'];
const binaries = findBinaries();

/** Why tests that need PostgreSQL are skipped; undefined when they are not. */
export const withoutPostgres: string | undefined =
  given === undefined && binaries === null
    ? 'no PostgreSQL: neither TEST_DATABASE_URL nor initdb on this machine'
    : undefined;
/** The same for tests that start and stop servers themselves. */
export const withoutBinaries: string | undefined =
  binaries === null ? 'no PostgreSQL binaries on this machine' : undefined;

function findBinaries(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => +b - +a) : [];
  const folders = [
    ...versions.map((version) => path.join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(path.delimiter),
  ];
  return folders.find((folder) => existsSync(path.join(folder, 'initdb'))) ?? null;
}

// PostgreSQL does not run as root: then it runs as the user that its package made, or as nobody.
export const owner = process.getuid?.() === 0 ? userOf('postgres', 'nobody') : {};

function userOf(...names: readonly string[]): { uid?: number; gid?: number } {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of names) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return {};
}

export function runBinary(name: string, ...flags: readonly string[]): Promise<unknown> {
  const options = { ...owner, cwd: tmpdir(), env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
  return promisify(execFile)(path.join(binaries ?? '', name), flags, options);
}

export function makeOwnedFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-pg-'));
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid ?? owner.uid);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Makes an empty data folder; trust on loopback, in a folder that only its owner can enter. */
export async function makeData(): Promise<string> {
  const data = path.join(makeOwnedFolder(), 'data');
  await runBinary(
    'initdb',
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-N',
    '--no-locale',
    '-E',
    'UTF8',
  );
  return data;
}

/** Starts a server on a data folder; it ends with the test process. */
export async function startCluster(
  data: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Cluster> {
  const port = await freePort();
  const wanted: Readonly<Record<string, string>> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: path.dirname(data),
    port: String(port),
    max_connections: '200',
    // Only for tests: what is held here is what survives a process, not what survives a machine.
    fsync: 'off',
    ...settings,
  };
  const flags = Object.entries(wanted).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  let child = launch(data, flags);
  // Not in a hook: those of a test run when that test ends. A signal alone would skip it.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
  process.prependOnceListener('exit', () => stopNow(data));
  await untilServes(url('postgres'));
  const restart: Cluster['restart'] = async (how) => {
    const ended = once(child, 'exit');
    if (how === 'kill -9') killAll(data);
    else await runBinary('pg_ctl', 'stop', '-D', data, '-m', how);
    await ended;
    child = launch(data, flags);
    await untilServes(url('postgres'));
  };
  return { port, folder: data, url, kill: () => killAll(data), restart };
}

function launch(data: string, flags: readonly string[]): ChildProcess {
  const options = { ...owner, cwd: tmpdir(), stdio: 'ignore' } as const;
  const child = spawn(path.join(binaries ?? '', 'postgres'), ['-D', data, ...flags], options);
  child.unref();
  return child;
}

function stopNow(data: string): void {
  const flags = ['stop', '-D', data, '-m', 'immediate'];
  const options = { ...owner, cwd: tmpdir(), stdio: 'ignore' } as const;
  // It may be gone already.
  spawnSync(path.join(binaries ?? '', 'pg_ctl'), flags, options);
}

/** Ends the server and every process of it at once. */
function killAll(data: string): void {
  const [first] = readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
  const children = readdirSync('/proc').filter((name) => parentOf(name) === first);
  for (const pid of [first, ...children]) process.kill(Number(pid), 'SIGKILL');
}

/** The process that started this one, as Linux tells; undefined when it is gone. */
function parentOf(pid: string): string | undefined {
  try {
    return /^PPid:\s+(\d+)/m.exec(readFileSync(path.join('/proc', pid, 'status'), 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

async function untilServes(url: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 5 });
    try {
      await sql`SELECT 1`;
      return;
    } catch (error) {
      if (tries > 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

let shared: Promise<string> | undefined;

/** The address of this process's server, with the database `postgres` or as it was given. */
async function serverUrl(): Promise<string> {
  shared ??=
    given === undefined
      ? makeData()
          .then(startCluster)
          .then(({ url }) => url('postgres'))
      : Promise.resolve(given);
  return shared;
}

export type TestDatabase = { readonly url: string; readonly remove: () => Promise<void> };

/** An empty place of its own: a schema, because those are made in no time. */
export async function makeDatabase(at?: string): Promise<TestDatabase> {
  const server = at ?? (await serverUrl());
  const name = `dubash_test_${randomBytes(6).toString('hex')}`;
  await command(server, `CREATE SCHEMA ${name}`);
  return {
    url: `${server}${server.includes('?') ? '&' : '?'}search_path=${name}`,
    remove: () => command(server, `DROP SCHEMA IF EXISTS ${name} CASCADE`),
  };
}

async function command(url: string, text: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(text);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
