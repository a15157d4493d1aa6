// Opens the engine for a command: what it is asked it answers, and it logs nothing besides.
import { type CommandEngine, openCommandEngine } from '../command-engine.ts';
import { type Given, MISTYPED, type Terminal } from './command.ts';
import { CommandError, type Opened, withDatabase } from './database.ts';

const nothing = (): void => undefined;
export const SILENT = { info: nothing, warn: nothing, error: nothing };

export async function engineOf(
  opened: Opened,
  { now }: Pick<Terminal, 'now'>,
): Promise<CommandEngine> {
  const engine = await openCommandEngine(opened, now, SILENT);
  if (engine === null) throw new CommandError('no server has ever started on this database');
  return engine;
}

/** The exit code of the work; 2 after one line that says what is wrong with what was typed. */
export function withEngine(
  terminal: Terminal,
  wrong: string | null,
  work: (opened: Opened, engine: CommandEngine) => Promise<number>,
): Promise<number> {
  if (wrong !== null) {
    terminal.complain(`dubash: ${wrong}\n`);
    return Promise.resolve(MISTYPED);
  }
  return withDatabase(terminal, async (opened) => work(opened, await engineOf(opened, terminal)));
}

/** What is wrong with `list`, or with `show` and one `thing`; null: nothing. */
export function wrongInLooking(
  command: string,
  thing: string,
  { operands: [name = '', subject] }: Given,
): string | null {
  if (name === 'show') return subject === undefined ? `${command} show needs ${thing}` : null;
  if (name !== 'list') return `${command} needs list or show`;
  const taken = thing.replace(/^an? /, '');
  return subject === undefined ? null : `${command} list takes no ${taken}: see ${command} show`;
}
