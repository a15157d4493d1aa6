// The servers that are measured, each its own process, and how a figure of several rounds is told.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

export type MeasuredProcess = {
  readonly port: number;
  readonly dataDir: string;
  /** Seconds of CPU that the process has used so far. */
  readonly cpuSeconds: () => number;
  /** Megabytes that it holds and no file backs: what the machine cannot take back. */
  readonly anonymousMemory: () => number;
  /** Bytes that it has sent to the disk so far. */
  readonly writtenBytes: () => number;
  readonly stop: () => Promise<void>;
};

const TICKS_PER_SECOND = 100;

/** Starts a program that prints one line from which `readPort` takes its port. */
export async function startMeasured(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  readPort: (line: string) => number,
): Promise<MeasuredProcess> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'dubash-bench-'));
  const settings = { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir, ...env };
  const script = path.resolve(import.meta.dirname, file);
  const flags = [...startFlags(path.resolve(import.meta.dirname, '..')), script, ...args];
  const child = spawn(process.execPath, flags, {
    env: settings,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${file} stopped with ${code} before it served`);
    }),
  ]);
  return {
    port: readPort(String(line)),
    dataDir,
    cpuSeconds: () => cpuOf(child),
    anonymousMemory: () => fieldOf(child, 'status', 'RssAnon') / 1024,
    writtenBytes: () => fieldOf(child, 'io', 'write_bytes'),
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What `npm start` gives to Node: everybody is measured as users run it. */
export function startFlags(root: string): readonly string[] {
  const file = path.join(root, 'package.json');
  const { scripts } = JSON.parse(readFileSync(file, 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

/** The port in a line like `port 8080` or the JSON summary of our own server. */
export function readPort(line: string): number {
  const port = /(?:port |:)(\d{2,5})\b/.exec(line)?.[1];
  if (port === undefined) throw new Error(`no port in "${line}"`);
  return Number(port);
}

// Linux tells these under /proc; elsewhere the figures are left out.
export function cpuOf({ pid }: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}

function fieldOf({ pid }: ChildProcess, file: string, name: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/${file}`, 'utf8');
    return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
  } catch {
    return Number.NaN;
  }
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median with the lowest and the highest: `8 100 (7 900–8 300)`. */
export function spreadOf(values: readonly number[], digits = 0): string {
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const show = (value: number): string => value.toLocaleString('en', format).replaceAll(',', ' ');
  if (values.length === 1) return show(values[0] ?? Number.NaN);
  return `${show(medianOf(values))} (${show(Math.min(...values))}–${show(Math.max(...values))})`;
}
