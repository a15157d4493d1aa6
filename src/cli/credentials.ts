// Reads the credentials of a connection from a file, standard input or the environment: whoever
// lists a machine's processes sees their command lines.
import type { Carriage } from '../connections.ts';
import type { Given, Terminal } from './command.ts';
import { CommandError } from './database.ts';

type Processor = NonNullable<ReturnType<Carriage['processors']['get']>>;
/** Null takes a field away. */
type Changes = Readonly<Record<string, string | null>>;
type Places = Pick<Terminal, 'env' | 'readFile'>;

/** `DUBASH_<PROCESSOR>_<FIELD>`, with "_" before each capital letter of the field's name. */
export function variableOf(processor: string, field: string): string {
  const words = field.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  return `DUBASH_${processor}_${words}`.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

/** All that a connection begins with. */
export async function readCredentials(
  given: Given,
  places: Places,
  name: string,
  processor: Processor,
): Promise<Readonly<Record<string, string>>> {
  const values = await readFrom(given, places, name, processor);
  if (!hasTexts(values)) throw notTexts(sourceOf(given));
  return values ?? refuseNothing(name, processor);
}

/** What becomes different. `mayBeNone`: something else does, and nothing need be named. */
export async function readCredentialChanges(
  given: Given,
  places: Places,
  name: string,
  processor: Processor,
  mayBeNone: boolean,
): Promise<Changes> {
  const values = await readFrom(given, places, name, processor);
  return values ?? (mayBeNone ? {} : refuseNothing(name, processor));
}

/** Null: they are named nowhere. */
async function readFrom(
  given: Given,
  { env, readFile }: Places,
  name: string,
  processor: Processor,
): Promise<Changes | null> {
  const file = given.options.get('credentials');
  if (typeof file !== 'string') return readEnvironment(env, name, processor);
  return readObject(await readNamed(readFile, file), sourceOf(given));
}

function sourceOf({ options }: Given): string {
  const file = options.get('credentials');
  return file === '-' ? 'standard input' : String(file);
}

function readEnvironment(env: Places['env'], name: string, processor: Processor): Changes | null {
  const found = processor.credentialFields.flatMap(({ name: field }) => {
    const value = env[variableOf(name, field)] ?? '';
    return value === '' ? [] : [[field, value] as const];
  });
  return found.length > 0 ? Object.fromEntries(found) : null;
}

function refuseNothing(name: string, processor: Processor): never {
  const variables = processor.credentialFields.map((field) => variableOf(name, field.name));
  throw new CommandError(
    `credentials come from --credentials <file>, "--credentials -" (standard input), or the ` +
      `environment: ${variables.join(', ')}`,
  );
}

async function readNamed(readFile: Places['readFile'], file: string): Promise<string> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    // Whoever typed the credentials themselves shall not see them again.
    const named = file.trimStart().startsWith('{') ? 'what --credentials names' : file;
    throw new CommandError(`${named} cannot be read (${code}): a file of JSON is needed`);
  }
}

function readObject(text: string, source: string): Changes {
  const given = parse(text);
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  const isSound = (value: unknown): boolean => typeof value === 'string' || value === null;
  if (!isObject || !Object.values(given).every(isSound)) throw notTexts(source);
  return given as Changes;
}

function hasTexts(values: Changes | null): values is Readonly<Record<string, string>> | null {
  return values === null || Object.values(values).every((value) => value !== null);
}

/** What is wrong is said without repeating any of it. */
function notTexts(source: string): CommandError {
  return new CommandError(`${source} must be a JSON object of texts, such as {"field": "value"}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
