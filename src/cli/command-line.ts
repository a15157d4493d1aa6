// Reads the command line: which command is meant and what it is given, or what is wrong with it.
import { parseArgs } from 'node:util';
import { readBuild } from '../metrics/build.ts';
import type { Failure } from '../core/failure.ts';
import { mayDo, type Operator } from '../core/operator.ts';
import {
  type CliCommand,
  CUSTOMER,
  type Given,
  MISTYPED,
  type Task,
  type Terminal,
} from './command.ts';
import { describeCommand, describeCommands } from './help.ts';
import { nearestOf } from './nearest.ts';
import { askServer, FILE, FILE_VALUE, optionsOf, serverOf, withoutServer } from './server-call.ts';

/** Carries out what was typed after `dubash`; resolves with the exit code. */
export async function carryOut(
  typed: readonly string[],
  commands: readonly CliCommand[],
  terminal: Terminal,
): Promise<number> {
  // Whoever types the name alone wants to see it run.
  const [name, ...rest] = typed.length > 0 ? typed : ['start'];
  const refuse = (problem: string, help = 'dubash --help'): number => {
    const stop = problem.endsWith('?') ? '' : '.';
    terminal.complain(`dubash: ${problem}${stop} See ${help}.\n`);
    return MISTYPED;
  };
  if (name === undefined) return MISTYPED;
  if (name === '--help' || name === '-h') {
    terminal.write(`${describeCommands(commands)}\n`);
    return 0;
  }
  if (name === '--version') {
    terminal.write(`dubash ${readBuild().version}\n`);
    return 0;
  }
  if (name.startsWith('-')) {
    return refuse(unknown('option', name, ['--help', '--version']));
  }
  const command = commands.find((each) => each.name === name);
  if (command === undefined) {
    const names = commands.map((each) => each.name);
    return refuse(unknown('command', name, names));
  }
  const given = readGiven(command, rest);
  if (given === 'help') {
    terminal.write(`${describeCommand(command)}\n`);
    return 0;
  }
  if (typeof given === 'string') return refuse(given, `dubash ${name} --help`);
  const server = serverOf(command, given, terminal);
  const own = withoutServer(command, given);
  if (server !== null) return askServer(server, command, own, terminal);
  const task = taskOf(command, given);
  const { onServer } = terminal;
  if (onServer !== undefined && !mayDo(onServer.operator.role, task.role)) {
    throw new RoleTooLow(onServer.operator, task);
  }
  return command.run(own, { ...terminal, task });
}

/** Of what an operator asked a server for. */
export class RoleTooLow extends Error {
  readonly failure: Failure;
  readonly task: Task;

  constructor({ name, role }: Operator, task: Task) {
    const { role: needs, operation } = task;
    super(`${operation} needs the role ${needs}, and ${name} has the role ${role}`);
    this.task = task;
    this.failure = { failure: 'credentials_wrong', needs, detail: this.message };
  }
}

/** What is done, for the audit: the action is the first word, and the rest has names. */
function taskOf(command: CliCommand, given: Given): Task {
  const [action = '', ...rest] = given.operands;
  const actions = command.operands[0]?.split('|').map((each) => each.trim()) ?? [];
  const hasActions = actions.length > 1;
  const operands = hasActions ? rest : given.operands;
  const names = command.operands.slice(hasActions ? 1 : 0);
  const named = operands.flatMap((word, at) => {
    const name = names[Math.min(at, names.length - 1)] ?? '';
    return name === FILE || name === CUSTOMER ? [] : [[nameOf(name, at), word]];
  });
  const told = command.options.filter(({ name, value }) => name !== 'json' && value !== FILE_VALUE);
  const options = told.flatMap(({ name }) => {
    const value = given.options.get(name);
    return value === undefined ? [] : [[name, String(value)]];
  });
  return {
    role: command.roleOf(given),
    // Another word may be anything, of any length.
    operation: actions.includes(action) ? `${command.name} ${action}` : command.name,
    target: Object.fromEntries(named) as Task['target'],
    options: Object.fromEntries(options) as Task['options'],
  };
}

/** `name or key?` is "name or key", and the second of `webhook…?` is "webhook 2". */
function nameOf(operand: string, at: number): string {
  const name = operand.replace(/[…?]/g, '');
  return operand.includes('…') && at > 0 ? `${name} ${at + 1}` : name;
}

/** What a command is given; `help` when it shall explain itself, else a text: what is wrong. */
function readGiven(command: CliCommand, typed: readonly string[]): Given | string {
  const all = optionsOf(command);
  const known = new Map(all.map((option) => [option.name, option]));
  const types = all.map(({ name, value }) => {
    return [name, { type: value === null ? 'boolean' : 'string' } as const] as const;
  });
  const { tokens } = parseArgs({
    args: [...typed],
    options: { help: { type: 'boolean', short: 'h' }, ...Object.fromEntries(types) },
    allowPositionals: true,
    // Our own sentences say what is wrong, and what was probably meant.
    strict: false,
    tokens: true,
  });
  if (tokens.some((token) => token.kind === 'option' && token.name === 'help')) return 'help';
  const options = new Map<string, string | true>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known.get(token.name);
    if (option === undefined) {
      const names = [...known.keys(), 'help'].map((name) => `--${name}`);
      return unknown('option', token.rawName, names);
    }
    if (option.value === null && token.value !== undefined)
      return `${token.rawName} takes no value`;
    if (option.value !== null && !token.value) return `${token.rawName} needs <${option.value}>`;
    options.set(token.name, token.value ?? true);
  }
  const missing = command.operands[operands.length];
  if (missing !== undefined && !missing.endsWith('?')) return `${command.name} needs <${missing}>`;
  const takesMore = command.operands.at(-1)?.includes('…') === true;
  const extra = takesMore ? undefined : operands[command.operands.length];
  return extra === undefined ? { options, operands } : `"${printable(extra)}" is one word too many`;
}

function unknown(kind: 'command' | 'option', typed: string, names: readonly string[]): string {
  const nearest = nearestOf(typed, names);
  const meant = nearest === null ? '' : `; did you mean "${nearest}"?`;
  return `there is no ${kind} "${printable(typed)}"${meant}`;
}

/** As it may stand in one line for the operator. */
function printable(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
  return clean.length > 60 ? `${clean.slice(0, 59)}…` : clean;
}
