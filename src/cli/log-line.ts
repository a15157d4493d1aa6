// A line of the log as people read it on a terminal.
import { plain } from './columns.ts';

const LEVELS: ReadonlyMap<number, string> = new Map([
  ...([
    [10, 'trace'],
    [20, 'debug'],
    [30, 'info'],
    [40, 'warn'],
    [50, 'error'],
  ] as const),
  [60, 'fatal'],
]);
/** Of this process and this machine, whoever reads it here knows them. */
const LEFT_OUT = new Set(['level', 'time', 'pid', 'hostname', 'msg']);

/** From a line of JSON; what is none stays as it is. */
export function readableLine(line: string): string {
  try {
    return `${writeLine(JSON.parse(line) as Readonly<Record<string, unknown>>)}\n`;
  } catch {
    return line;
  }
}

function writeLine(fields: Readonly<Record<string, unknown>>): string {
  const { level, time, msg, method, path, status, tookMs, requestId, ...rest } = fields;
  const at = new Date(Number(time)).toISOString().slice(11, 23);
  const word = (LEVELS.get(Number(level)) ?? String(level)).toUpperCase().padEnd(5);
  const isAnswer = msg === 'answered' && status !== undefined;
  const said = isAnswer ? `${status} ${method} ${path} ${tookMs} ms` : String(msg);
  const left = isAnswer ? rest : { ...{ method, path, status, tookMs }, ...rest };
  const facts = Object.entries({ ...left, requestId }).flatMap(([name, value]) => {
    const isShown = value !== undefined && !LEFT_OUT.has(name);
    return isShown ? [`${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`] : [];
  });
  // Only a stack spans lines. Control characters, which a terminal would obey, are replaced.
  const [first = '', ...stack] = [at, word, said, ...facts].join('  ').split('\n');
  return [first, ...stack].map(plain).join('\n');
}
