// The process's own terminal: what commands write to when a person or a script started them.
import type { Terminal } from './command.ts';

export const terminal: Terminal = {
  write: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  env: process.env,
};
