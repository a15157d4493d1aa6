// `dubash run` as somebody types it, as a process with a temporary folder of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './source.ts';

const FLAGS = ['--disable-warning=ExperimentalWarning', path.join(root, 'src/cli/main.ts'), 'run'];
const LIMIT_MS = 60_000;

export type Ran = {
  readonly code: number | null;
  readonly out: string;
  readonly wrong: string;
  /** What it left behind in its temporary folder. */
  readonly left: readonly string[];
};

type Wish = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Hears what the program prints while it runs. */
  readonly hear?: (text: string, child: ChildProcess) => void;
};

/** `typed`: what follows `dubash run`. */
export async function typeRun(typed: readonly string[], wish: Wish = {}): Promise<Ran> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-typed-'));
  const { NODE_COMPILE_CACHE, PATH, HOME } = process.env;
  const child = spawn(process.execPath, [...FLAGS, ...typed], {
    env: { PATH, HOME, NODE_COMPILE_CACHE, TMPDIR: folder, ...wish.env },
    cwd: wish.cwd ?? root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
  });
  const said = { out: '', wrong: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
    wish.hear?.(text, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.wrong += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const left = readdirSync(folder).filter((name) => name.startsWith('dubash-'));
  rmSync(folder, { recursive: true, force: true });
  return { code, ...said, left };
}
