// The process's own terminal: what commands write to when a person or a script started them.
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { text as readAll } from 'node:stream/consumers';
import { guarded, rethrow } from '../guard.ts';
import type { Terminal } from './command.ts';

// Whoever read it may have gone (`dubash start | head`): that ends no server.
for (const stream of [process.stdout, process.stderr]) {
  stream.on(
    'error',
    guarded(rethrow, () => undefined),
  );
}

export const terminal: Terminal = {
  write: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  ...(process.stderr.isTTY
    ? { progress: (text: string) => void process.stderr.write(`\r\u001b[K${text}`) }
    : {}),
  readInput: () => readAll(process.stdin),
  readFile: (name) => (name === '-' ? readAll(process.stdin) : readFile(name, 'utf8')),
  user: userInfo().username,
  env: process.env,
  now: () => Date.now(),
};
