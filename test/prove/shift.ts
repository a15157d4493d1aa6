// The first server's clock, which is put forward.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Its clock is the machine's and what a file says, which it reads again at a signal: minutes of
 * waiting need not take minutes.
 */
export const CLOCK = `--import=data:text/javascript,${encodeURIComponent(`
  import { readFileSync } from 'node:fs';
  const real = Date.now;
  const read = () => Number(readFileSync(process.env.SHIFT_FILE, 'utf8'));
  let shiftMs = read();
  Date.now = () => real() + shiftMs;
  process.on('SIGUSR2', () => { shiftMs = read(); });`)}`;

export type Shift = {
  readonly file: string;
  readonly now: () => number;
  readonly add: (byMs: number) => void;
};

export function openShift(dataDir: string): Shift {
  const file = path.join(dataDir, 'shift');
  let shiftMs = 0;
  const add = (byMs: number): void => {
    shiftMs += byMs;
    writeFileSync(file, String(shiftMs));
  };
  add(0);
  return { file, add, now: () => Date.now() + shiftMs };
}
