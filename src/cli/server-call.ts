// Has a server do a command, over its admin API: what is typed goes there, what it says comes back.
import type { CliCommand, CliOption, Given, Terminal } from './command.ts';

const SERVER: CliOption = {
  name: 'server',
  value: 'url',
  meaning: 'have this server do it, or DUBASH_SERVER; DUBASH_TOKEN has the token',
};

/** The operand that names a file. */
export const FILE = 'file?';
/** Of an option that names one. */
export const FILE_VALUE = 'file';

/** With those that every command has. */
export function optionsOf({ options, isLocal }: CliCommand): readonly CliOption[] {
  return isLocal === true ? options : [...options, SERVER];
}

/** Where it is done; null: here, on the database. */
export function serverOf(
  { isLocal }: CliCommand,
  { options }: Given,
  { env, onServer }: Terminal,
): string | null {
  // What a server does it hands on to no other.
  if (isLocal === true || onServer !== undefined) return null;
  const typed = options.get(SERVER.name);
  const url = typeof typed === 'string' ? typed : (env['DUBASH_SERVER'] ?? '');
  return url === '' ? null : url;
}

/** What the command itself is given: one that is local may have a --server of its own. */
export function withoutServer({ isLocal }: CliCommand, given: Given): Given {
  if (isLocal === true) return given;
  const { options, operands } = given;
  return { options: new Map([...options].filter(([name]) => name !== SERVER.name)), operands };
}

/** Resolves with the command's exit code, or with 1 after one line when no server did it. */
export async function askServer(
  server: string,
  command: CliCommand,
  given: Given,
  terminal: Terminal,
): Promise<number> {
  const fail = (says: string): number => {
    terminal.complain(`dubash: ${says}\n`);
    return 1;
  };
  const url = URL.canParse(server) ? new URL(server) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return fail('a server is an address such as https://pay.example.in: see --server');
  }
  const token = terminal.env['DUBASH_TOKEN'] ?? '';
  if (!/^[\x21-\x7e]+$/.test(token)) return fail('DUBASH_TOKEN must have the token of an operator');
  try {
    const sent = await sendable(command, given, terminal);
    const answer = await fetch(`${url.href.replace(/\/+$/, '')}/admin/commands`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(sent),
      // The token is for this address alone.
      redirect: 'error',
    });
    const said: unknown = await answer.json().catch(() => null);
    if (isResult(said)) {
      terminal.write(said.output);
      terminal.complain(said.complaints);
      return said.code;
    }
    if (answer.status === 401) return fail(`${url.host} knows no operator with DUBASH_TOKEN`);
    const { message } = (said ?? {}) as { readonly message?: unknown };
    const why = typeof message === 'string' ? message : 'it is no server of dubash';
    return fail(`${url.host} refused it (${answer.status}): ${why}`);
  } catch (error) {
    return fail(`${url.host}: ${whyOf(error)}`);
  }
}

function isResult(
  said: unknown,
): said is { readonly code: number; readonly output: string; readonly complaints: string } {
  return typeof said === 'object' && said !== null && 'code' in said && 'complaints' in said;
}

/** A request that got no answer has its reason one step below. */
function whyOf(error: unknown): string {
  const { cause } = error as { readonly cause?: unknown };
  const { message = 'no answer' } = (cause ?? error) as { readonly message?: string };
  return message;
}

/** The words again, with the file that is named as the input: a server reads none of ours. */
async function sendable(
  { name, operands, options }: CliCommand,
  given: Given,
  { readFile }: Terminal,
): Promise<{ readonly words: readonly string[]; readonly input: string }> {
  let input = '';
  const take = async (file: string): Promise<string> => {
    input = await readFile(file);
    return '-';
  };
  const files = new Set(
    options.filter(({ value }) => value === FILE_VALUE).map((each) => each.name),
  );
  const typed: string[] = [];
  for (const [option, value] of given.options) {
    if (value === true) typed.push(`--${option}`);
    else typed.push(`--${option}=${files.has(option) ? await take(value) : value}`);
  }
  const words: string[] = [];
  for (const [at, word] of given.operands.entries()) {
    words.push(operands[at] === FILE ? await take(word) : word);
  }
  return { words: [name, ...typed, '--', ...words], input };
}
