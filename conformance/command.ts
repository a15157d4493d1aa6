// Runs a program of another language with a time limit and keeps what it printed.
import { spawn } from 'node:child_process';

export type Ran = {
  /** Null when it ended well, else one line that says how it did not. */
  readonly trouble: string | null;
  readonly stdout: string;
};

export type Command = {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limitMs: number;
};

const KEPT = 1_000_000;

export async function run(command: Command): Promise<Ran> {
  const { program, args, folder, env, limitMs } = command;
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that the limit also ends what the program started.
    detached: true,
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (piece) => {
    text.stdout = (text.stdout + piece).slice(-KEPT);
  });
  child.stderr.on('data', (piece) => {
    text.stderr = (text.stderr + piece).slice(-KEPT);
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, limitMs);
  const code = await new Promise<number | string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status, signal) => resolve(status ?? signal ?? 'unknown'));
  });
  clearTimeout(timer);
  const said = lastWords(text.stderr) || lastWords(text.stdout);
  const told = said.startsWith(`${program}:`) ? said : `${program}: ${said || code}`;
  const trouble = late ? `took more than ${limitMs / 1000} s` : told;
  return { trouble: code === 0 ? null : trouble, stdout: text.stdout };
}

/** The line that tells most: the last one that says "error", else the last one. */
function lastWords(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const line = lines.findLast((each) => /error|denied|forbidden|refused/i.test(each));
  return (line ?? lines.at(-1) ?? '').slice(0, 300);
}
