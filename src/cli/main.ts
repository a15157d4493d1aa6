#!/usr/bin/env -S node --disable-warning=ExperimentalWarning --max-semi-space-size=16
// `dubash`: carries out the command that was typed, and ends as it says.
import { carryOut } from './command-line.ts';
import { COMMANDS } from './table.ts';
import { terminal } from './terminal.ts';

const code = await carryOut(process.argv.slice(2), COMMANDS, terminal);
// A server that has begun goes on; what failed half-way must not keep the process alive.
if (code !== 0) process.exit(code);
