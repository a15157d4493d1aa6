// A command of `dubash` as somebody types it, beside a server that runs.
import { carryOut } from '../../src/cli/command-line.ts';
import { COMMANDS } from '../../src/cli/table.ts';

export type Said = { readonly code: number; readonly out: string; readonly wrong: string };

/** `env` names the database, as the settings of the server do. */
export async function typeCommand(
  env: Readonly<Record<string, string>>,
  words: readonly string[],
): Promise<Said> {
  const said = { out: '', wrong: '' };
  const terminal = {
    write: (text: string) => {
      said.out += text;
    },
    complain: (text: string) => {
      said.wrong += text;
    },
    env,
    now: () => Date.now(),
  };
  return { code: await carryOut(words, COMMANDS, terminal), ...said };
}
