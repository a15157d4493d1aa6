// The commands of `dubash`, in the order in which its help lists them.
import { openCarriage, PROCESSORS } from '../connections.ts';
import { rethrow } from '../guard.ts';
import { accounts } from './accounts.ts';
import { adminToken } from './admin-token.ts';
import { backup } from './backup.ts';
import type { CliCommand } from './command.ts';
import { connectionsBy } from './connections.ts';
import { doctorBy } from './doctor.ts';
import { exchanges } from './exchanges.ts';
import { keys } from './keys.ts';
import { orders } from './orders.ts';
import { reconcileBy } from './reconcile.ts';
import { refund } from './refund.ts';
import { restore } from './restore.ts';
import { reviews } from './reviews.ts';
import { routesBy } from './routes.ts';
import { runProgram } from './run-program.ts';
import { rotateMasterKey } from './rotate-master-key.ts';
import { start } from './start.ts';
import { webhooks } from './webhooks.ts';

const nothing = (): void => undefined;
/** What a command is asked for, it answers; it logs nothing besides. */
const SILENT = { info: nothing, warn: nothing, error: nothing };

export const COMMANDS: readonly CliCommand[] = [
  start,
  runProgram,
  backup,
  restore,
  keys,
  accounts,
  connectionsBy(PROCESSORS, (now) => openCarriage(SILENT, rethrow, now)),
  reconcileBy((now) => openCarriage(SILENT, rethrow, now)),
  orders,
  webhooks,
  refund,
  doctorBy((now) => openCarriage(SILENT, rethrow, now)),
  reviews,
  exchanges,
  routesBy(PROCESSORS),
  adminToken,
  rotateMasterKey,
];
