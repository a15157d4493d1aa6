// The commands of `dubash`, in the order in which its help lists them.
import type { CliCommand } from './command.ts';
import { start } from './start.ts';

export const COMMANDS: readonly CliCommand[] = [start];
