// A command of `dubash` as somebody types it, beside a server that runs.
import { readFileSync } from 'node:fs';
import type { CliCommand } from '../../src/cli/command.ts';
import { carryOut } from '../../src/cli/command-line.ts';
import { COMMANDS } from '../../src/cli/table.ts';

export type Said = {
  readonly code: number;
  readonly out: string;
  readonly wrong: string;
  /** What a person who watches was told meanwhile; nothing where nobody does. */
  readonly progress: readonly string[];
};

type Typed = {
  readonly input?: string;
  readonly commands?: readonly CliCommand[];
  readonly isWatched?: boolean;
};

/** `env` names the database, as the settings of the server do. */
export async function typeCommand(
  env: Readonly<Record<string, string>>,
  words: readonly string[],
  { input = '', commands = COMMANDS, isWatched = false }: Typed = {},
): Promise<Said> {
  const said = { out: '', wrong: '' };
  const progress: string[] = [];
  const terminal = {
    write: (text: string) => {
      said.out += text;
    },
    complain: (text: string) => {
      said.wrong += text;
    },
    readInput: async () => input,
    readFile: async (name: string) => (name === '-' ? input : readFileSync(name, 'utf8')),
    user: 'tester',
    ...(isWatched ? { progress: (text: string) => void progress.push(text) } : {}),
    env,
    now: () => Date.now(),
  };
  return { code: await carryOut(words, commands, terminal), ...said, progress };
}
