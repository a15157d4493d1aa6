#!/usr/bin/env node
// `dubash` as a package has it: one sentence on a Node that is too old, else the command.
import { existsSync } from 'node:fs';

const NODE_MIN = 24;
if (Number.parseInt(process.versions.node, 10) < NODE_MIN) {
  const { node } = process.versions;
  process.stderr.write(`dubash needs Node ${NODE_MIN} or later; this is ${node}.\n`);
  process.exit(1);
}

// The embedded database's module is marked experimental; nobody who runs this can do anything about it.
const { emitWarning } = process;
process.emitWarning = (warning, type, ...rest) => {
  const name = typeof type === 'object' ? type?.type : type;
  if (name !== 'ExperimentalWarning') emitWarning.call(process, warning, type, ...rest);
};

// A clone runs its sources, which a package does not have.
const source = new URL('../src/cli/main.ts', import.meta.url);
await import(existsSync(source) ? source.href : '../dist/cli/main.js');
