// Builds that are compared: this working tree, and another commit in a folder of its own.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../test/support/postgres.ts';
import { cpuOf, startFlags } from './measured-process.ts';
import { SETTINGS } from './side.ts';

export type Build = {
  readonly name: string;
  readonly root: string;
};

export type RunningBuild = {
  readonly port: number;
  /** Seconds of CPU that its process has used so far. */
  readonly cpuSeconds: () => number;
  readonly stop: () => Promise<void>;
};

const ROOT = path.resolve(import.meta.dirname, '..');
const START_MS = 30_000;
/** Servers and their data folders: not left behind when this process ends early. */
const running = new Map<ChildProcess, string>();

export const WORKING_TREE: Build = { name: 'working tree', root: ROOT };

/** Checks a commit out beside this repository's work; it is removed when this process ends. */
export function checkOut(ref: string): Build {
  const commit = git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-against-'));
  const root = path.join(folder, 'build');
  process.once('exit', () => {
    for (const [child, dataDir] of running) {
      child.kill('SIGKILL');
      rmSync(dataDir, { recursive: true, force: true });
    }
    spawnSync('git', ['worktree', 'remove', '--force', root], { cwd: ROOT, stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  });
  // A signal alone would skip it.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
  git('worktree', 'add', '--detach', '--quiet', root, commit);
  installPackages(root);
  const short = commit.slice(0, 10);
  return { name: commit.startsWith(ref) ? short : `${ref} (${short})`, root };
}

function git(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr.trim() || `ended ${status}`}`);
  return stdout.trim();
}

/** Those of the working tree where the lock file is the same; a link, because they are large. */
function installPackages(root: string): void {
  const lockOf = (folder: string): string => {
    return readFileSync(path.join(folder, 'package-lock.json'), 'utf8');
  };
  if (lockOf(root) === lockOf(ROOT)) {
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'));
    return;
  }
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`the packages of ${root} could not be installed`);
}

/**
 * Starts a build on an empty folder, with the flags of its own start script. All that it must have
 * in common with this one is `src/main.ts` and the settings in the environment.
 */
export async function startBuild({ root }: Build, database: string): Promise<RunningBuild> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'dubash-bench-'));
  const port = await freePort();
  const where = { PORT: String(port), DATA_DIR: dataDir, DATABASE_URL: database };
  const child = spawn(nodeOf(root), [...startFlags(root), path.join(root, 'src/main.ts')], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...SETTINGS, ...where },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  running.set(child, dataDir);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    running.delete(child);
    rmSync(dataDir, { recursive: true, force: true });
  };
  const end = performance.now() + START_MS;
  while (!(await isServing(port))) {
    if (child.exitCode === null && performance.now() < end) continue;
    await stop();
    throw new Error(`the server of ${root} did not start`);
  }
  return { port, cpuSeconds: () => cpuOf(child), stop };
}

/** The Node that its own packages bring, as `npm start` runs it. */
function nodeOf(root: string): string {
  const own = path.join(root, 'node_modules/node/bin/node');
  return existsSync(own) ? own : process.execPath;
}

async function isServing(port: number): Promise<boolean> {
  try {
    const { status } = await fetch(`http://127.0.0.1:${port}/readyz`);
    if (status === 200) return true;
  } catch {
    // It does not listen yet.
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  return false;
}
