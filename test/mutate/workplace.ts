// A copy of the tree in a temporary folder, where mutants are tried: the checkout is never touched.
import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const LEFT_OUT = new Set(['node_modules', '.git', 'data', 'screenshots']);
const OUTPUT_KEPT = 4000;
/** A name that nothing uses any more is no wrong type: such a mutant is for the tests. */
const UNUSED = ['--noUnusedLocals', 'false', '--noUnusedParameters', 'false'];
const ERRORS_KEPT = 4_000_000;
const MEMORY_MB = 1024;
/** A test that failed, up to the line that says where it stands. */
const FAILED = /^\s*not ok [^\n]*\n\s*---[\s\S]*?\n\s*location: '([^'\n]+?)(?::\d+:\d+)?'/m;

export type Run = {
  readonly passed: boolean;
  /** It was stopped because it took too long. */
  readonly late: boolean;
  readonly tookMs: number;
  /** The end of what it printed. */
  readonly output: string;
  /** The file of the tree that has the test which failed; null when that is not known. */
  readonly failedIn: string | null;
};

/** `wrong` in itself; `same` or `other`: what it declares to whoever imports it. */
export type Typing = 'wrong' | 'same' | 'other';

export type Workplace = {
  readonly write: (file: string, text: string) => void;
  /** Runs test files in one process, and ends it at the first test that fails. */
  readonly test: (files: readonly string[], limitMs: number) => Promise<Run>;
  readonly checkTypes: (limitMs: number) => Promise<Run>;
  /** Checks the types of all of these versions of a file at once. */
  readonly compare: (
    file: string,
    texts: readonly string[],
    limitMs: number,
  ) => Promise<readonly Typing[]>;
  /** Stops what runs, and removes the copy. */
  readonly close: () => void;
};

export function openWorkplace(root: string): Workplace {
  const home = mkdtempSync(path.join(tmpdir(), 'mutate-'));
  const tree = path.join(home, 'tree');
  // Copied, not linked: a test that writes into the tree must not write into the checkout.
  cpSync(root, tree, { recursive: true, filter: (file) => !LEFT_OUT.has(path.basename(file)) });
  const packages = path.join(root, 'node_modules');
  if (existsSync(packages)) symlinkSync(packages, path.join(tree, 'node_modules'));
  const scratch = path.join(home, 'scratch');
  mkdirSync(scratch);
  // What the outer test runner tells its children is not for ours.
  const { NODE_TEST_CONTEXT: _outer, ...rest } = process.env;
  const env = { ...rest, TMPDIR: scratch, NODE_COMPILE_CACHE: path.join(home, 'compiled') };
  const checker = path.join(packages, 'typescript', 'bin', 'tsc');
  const running = new Set<ChildProcess>();
  const run = async (
    words: readonly string[],
    limitMs: number,
    stop: RegExp | null,
    kept = OUTPUT_KEPT,
  ): Promise<Run> => {
    const options = { cwd: tree, env, detached: true } as const;
    const child = spawn(process.execPath, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    const ran = await watch(child, limitMs, stop, kept);
    running.delete(child);
    const place = FAILED.exec(ran.output)?.[1];
    return { ...ran, failedIn: place === undefined ? null : path.relative(tree, place) };
  };
  return {
    write: (file, text) => writeFileSync(path.join(tree, file), text),
    test: (files, limitMs) => {
      const flags = ['--test', '--test-isolation=none', '--test-force-exit', '--test-reporter=tap'];
      const own = ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${MEMORY_MB}`];
      return run([...own, ...flags, ...files], limitMs, FAILED);
    },
    compare: (file, texts, limitMs) => {
      const declared = path.join(home, 'declared');
      const check = (words: readonly string[]) =>
        run([checker, ...words], limitMs, null, ERRORS_KEPT);
      return compareTypes(tree, declared, check, file, texts);
    },
    checkTypes: (limitMs) => {
      // What a mutant leaves as it was is not checked again.
      const flags = [
        ...UNUSED,
        '--noEmit',
        '--incremental',
        '--tsBuildInfoFile',
        path.join(home, 'types'),
      ];
      return run([checker, ...flags], limitMs, null);
    },
    close: () => {
      for (const child of running) killGroup(child);
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Versions of a file beside it, and what the compiler says of each in one check. */
async function compareTypes(
  tree: string,
  declared: string,
  check: (words: readonly string[]) => Promise<Run>,
  file: string,
  texts: readonly string[],
): Promise<readonly Typing[]> {
  const names = texts.map((_, at) => file.replace(/\.ts$/, `.copy-${at}`));
  for (const [at, text] of texts.entries()) {
    writeFileSync(path.join(tree, `${names[at]}.ts`), text);
  }
  const emit = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly'];
  const { output } = await check([...UNUSED, ...emit, '--rootDir', '.', '--outDir', declared]);
  for (const name of names) rmSync(path.join(tree, `${name}.ts`));
  const read = (name: string): string | null => {
    const place = path.join(declared, `${name}.d.ts`);
    return existsSync(place) ? readFileSync(place, 'utf8') : null;
  };
  const before = read(file.replace(/\.ts$/, ''));
  const typings = names.map((name): Typing => {
    if (output.includes(`${name}.ts(`)) return 'wrong';
    return before !== null && read(name) === before ? 'same' : 'other';
  });
  rmSync(declared, { recursive: true, force: true });
  return typings;
}

function watch(
  child: ChildProcess,
  limitMs: number,
  stop: RegExp | null,
  kept: number,
): Promise<Omit<Run, 'failedIn'>> {
  const began = performance.now();
  let output = '';
  let late = false;
  let stopped = false;
  const timer = setTimeout(() => {
    late = true;
    killGroup(child);
  }, limitMs);
  const hear = (chunk: string): void => {
    output = (output + chunk).slice(-kept);
    if (stopped || stop === null || !stop.test(output)) return;
    stopped = true;
    killGroup(child);
  };
  child.stdout?.setEncoding('utf8').on('data', hear);
  child.stderr?.setEncoding('utf8').on('data', hear);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // Not `close`: a server that a test left behind may hold the pipe.
    child.once('exit', (code) => {
      clearTimeout(timer);
      killGroup(child);
      const tookMs = performance.now() - began;
      resolve({ passed: code === 0 && !stopped, late, tookMs, output });
    });
  });
}

/** A test's process together with the servers that it started. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
