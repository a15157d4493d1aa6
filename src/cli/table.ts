// The commands of `dubash`, in the order in which its help lists them.
import { CARRIAGE } from '../connections.ts';
import { accounts } from './accounts.ts';
import { adminToken } from './admin-token.ts';
import { backup } from './backup.ts';
import type { CliCommand } from './command.ts';
import { connectionsBy } from './connections.ts';
import { keys } from './keys.ts';
import { restore } from './restore.ts';
import { rotateMasterKey } from './rotate-master-key.ts';
import { start } from './start.ts';

export const COMMANDS: readonly CliCommand[] = [
  start,
  backup,
  restore,
  keys,
  accounts,
  connectionsBy(CARRIAGE),
  adminToken,
  rotateMasterKey,
];
