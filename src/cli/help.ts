// What `--help` prints, from the table of commands.
import type { CliCommand } from './command.ts';
import { optionsOf } from './server-call.ts';

const HELP = ['--help', 'show this text'] as const;

export function describeCommands(commands: readonly CliCommand[]): string {
  return [
    'Usage: dubash [<command>] [options]',
    'Without a command it starts.',
    section(
      'Commands:',
      commands.map(({ name, summary }) => [name, summary]),
    ),
    section('Options:', [HELP, ['--version', 'print the version']]),
    'dubash <command> --help says more of a command.',
  ].join('\n\n');
}

export function describeCommand(command: CliCommand): string {
  const { name, summary, operands, notes, examples } = command;
  const rows = optionsOf(command).map(({ name: option, value, meaning }) => {
    return [value === null ? `--${option}` : `--${option} <${value}>`, meaning] as const;
  });
  const usage = [
    'dubash',
    name,
    '[options]',
    ...operands.map((each) => (each.endsWith('?') ? `[${each.slice(0, -1)}]` : `<${each}>`)),
  ].join(' ');
  return [
    `Usage: ${usage}`,
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    section('Options:', [HELP, ...rows]),
    ...(notes === null ? [] : [notes()]),
    ['Examples:', ...examples.map((each) => `  dubash ${each}`)].join('\n'),
  ].join('\n\n');
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return [title, ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)].join('\n');
}
