// The commands of `dubash`, in the order in which its help lists them.
import { openCarriage } from '../connections.ts';
import { rethrow } from '../guard.ts';
import { backup } from './backup.ts';
import type { CliCommand } from './command.ts';
import { doctorBy } from './doctor.ts';
import { restore } from './restore.ts';
import { runProgram } from './run-program.ts';
import { rotateMasterKey } from './rotate-master-key.ts';
import { SERVER_COMMANDS } from './server-command.ts';
import { sign, verify } from './sign.ts';
import { start } from './start.ts';
import { SILENT } from './with-engine.ts';

export const COMMANDS: readonly CliCommand[] = [
  start,
  runProgram,
  backup,
  restore,
  doctorBy((now) => openCarriage(SILENT, rethrow, now)),
  ...SERVER_COMMANDS,
  sign,
  verify,
  rotateMasterKey,
];
