// The process's own terminal: what commands write to when a person or a script started them.
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
  env: process.env,
  now: () => Date.now(),
};
