// The commands that a server does for operators too, and how it does one of them.
import { openCarriage, PROCESSORS } from '../connections.ts';
import type { Failure } from '../core/failure.ts';
import type { CommandResult, RunCommand } from '../core/operator.ts';
import { rethrow } from '../guard.ts';
import type { CommandGround } from '../command-engine.ts';
import { accounts } from './accounts.ts';
import { adminToken } from './admin-token.ts';
import { audit } from './audit.ts';
import type { CliCommand, Terminal } from './command.ts';
import { carryOut, RoleTooLow } from './command-line.ts';
import { connectionsBy } from './connections.ts';
import { CommandError } from './database.ts';
import { endpoints } from './endpoints.ts';
import { exchanges } from './exchanges.ts';
import { forget } from './forget.ts';
import { keys } from './keys.ts';
import { operators } from './operators.ts';
import { orders } from './orders.ts';
import { reconcileBy } from './reconcile.ts';
import { refund } from './refund.ts';
import { requests } from './requests.ts';
import { reviews } from './reviews.ts';
import { routesBy } from './routes.ts';
import { webhooks } from './webhooks.ts';

const nothing = (): void => undefined;
/** What a command is asked for, it answers; it logs nothing besides. */
export const SILENT = { info: nothing, warn: nothing, error: nothing };

export const SERVER_COMMANDS: readonly CliCommand[] = [
  keys,
  accounts,
  connectionsBy(PROCESSORS, (now) => openCarriage(SILENT, rethrow, now)),
  reconcileBy((now) => openCarriage(SILENT, rethrow, now)),
  orders,
  endpoints,
  webhooks,
  refund,
  reviews,
  exchanges,
  requests,
  forget,
  routesBy(PROCESSORS),
  operators,
  audit,
  adminToken,
];

/** Does it as the operator who asks, on what the server has open; its output is the answer. */
export async function runForOperator(
  ground: CommandGround,
  { operator, requestId, words, input }: RunCommand,
): Promise<CommandResult | Failure> {
  const said = { output: '', complaints: '' };
  const terminal: Terminal = {
    write: (text) => {
      said.output += text;
    },
    complain: (text) => {
      said.complaints += text;
    },
    readInput: async () => input,
    readFile: async (name) => {
      if (name === '-') return input;
      throw new CommandError('a server reads no file that somebody names: send what is in it');
    },
    env: {},
    user: operator.name,
    now: ground.now,
    onServer: { operator, requestId, ground },
  };
  try {
    const code = await carryOut(words, SERVER_COMMANDS, terminal);
    return { code, ...said };
  } catch (error) {
    if (!(error instanceof RoleTooLow)) throw error;
    const { name, role } = operator;
    const { operation } = error;
    // What was typed may be anything: its role let nobody look at it.
    const asked = { operator: name, role, from: 'api', operation, account: null, target: {} };
    await ground.audit.note({ ...asked, requestId }, 'role_too_low');
    return error.failure;
  }
}
