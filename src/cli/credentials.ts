// Reads the credentials of a connection from a file, standard input or the environment: whoever
// lists a machine's processes sees their command lines.
import { readFileSync } from 'node:fs';
import type { Carriage } from '../connections.ts';
import type { Given, Terminal } from './command.ts';
import { CommandError } from './database.ts';

type Processor = NonNullable<ReturnType<Carriage['processors']['get']>>;
type Texts = Readonly<Record<string, string>>;

/** `DUBASH_<PROCESSOR>_<FIELD>`, with "_" before each capital letter of the field's name. */
export function variableOf(processor: string, field: string): string {
  const words = field.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  return `DUBASH_${processor}_${words}`.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

export async function readCredentials(
  { options }: Given,
  { env, readInput }: Pick<Terminal, 'env' | 'readInput'>,
  name: string,
  processor: Processor,
): Promise<Texts> {
  const file = options.get('credentials');
  if (typeof file !== 'string') return readEnvironment(env, name, processor);
  return file === '-'
    ? readObject(await readInput(), 'standard input')
    : readObject(readFile(file), file);
}

function readEnvironment(env: Terminal['env'], name: string, processor: Processor): Texts {
  const found = processor.credentialFields.flatMap(({ name: field }) => {
    const value = env[variableOf(name, field)] ?? '';
    return value === '' ? [] : [[field, value] as const];
  });
  if (found.length > 0) return Object.fromEntries(found);
  const variables = processor.credentialFields.map((field) => variableOf(name, field.name));
  throw new CommandError(
    `credentials come from --credentials <file>, "--credentials -" (standard input), or the ` +
      `environment: ${variables.join(', ')}`,
  );
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    // Whoever typed the credentials themselves shall not see them again.
    const named = file.trimStart().startsWith('{') ? 'what --credentials names' : file;
    throw new CommandError(`${named} cannot be read (${code}): a file of JSON is needed`);
  }
}

/** What is wrong is said without repeating any of it. */
function readObject(text: string, source: string): Texts {
  const given = parse(text);
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  if (!isObject || !Object.values(given).every((value) => typeof value === 'string')) {
    throw new CommandError(`${source} must be a JSON object of texts, such as {"field": "value"}`);
  }
  return given as Texts;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
