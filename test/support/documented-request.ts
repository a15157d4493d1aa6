// Requests that a gateway's documents and SDKs print: our table of each, and bodies of its names.
// Source: methods, paths and field names alone, as they were in November 2026; values are our own.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures');
const PAGES = path.resolve(import.meta.dirname, '../../docs/gateways');

export type DocumentedRequest = {
  readonly method: string;
  readonly path: string;
  /** Dotted; `[]` is a list, `*` any name; `=` and a value that the documents tell apart by. */
  readonly fields: readonly string[];
  /** In how many different samples it occurs. */
  readonly times: number;
  /** `served`, `not enabled`, `not served`, or `refused: ` and the sentence. */
  readonly outcome: string;
  /** Of which versions of the API it is printed; empty where the gateway has none. */
  readonly versions: readonly string[];
};

const ENDING = '-requests.tsv';

/** The dialects that have a table. */
export function listDocumented(): readonly string[] {
  const files = readdirSync(FIXTURES).filter((name) => name.endsWith(ENDING));
  return files.map((name) => name.slice(0, -ENDING.length)).sort();
}

/** What is documented of a dialect; nothing where no table was made. */
export function readDocumented(dialect: string): readonly DocumentedRequest[] {
  const file = path.join(FIXTURES, `${dialect}${ENDING}`);
  if (!existsSync(file)) return [];
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [method = '', where = '', fields = '', times = '', outcome = '', versions = ''] =
      line.split('\t');
    const wordsOf = (text: string) => (text === '' ? [] : text.split(' '));
    const lists = { fields: wordsOf(fields), versions: wordsOf(versions) };
    return { method, path: where, times: Number(times), outcome, ...lists };
  });
}

export type Tally = {
  readonly all: number;
  readonly served: number;
  readonly refused: number;
  readonly disabled: number;
  readonly rest: number;
};

/** How many samples came to what. */
export function tallyDocumented(requests: readonly DocumentedRequest[]): Tally {
  const count = (fits: (outcome: string) => boolean): number =>
    requests.filter(({ outcome }) => fits(outcome)).reduce((sum, { times }) => sum + times, 0);
  return {
    all: count(() => true),
    served: count((outcome) => outcome === 'served'),
    refused: count((outcome) => outcome.startsWith('refused: ')),
    disabled: count((outcome) => outcome === 'not enabled'),
    rest: count((outcome) => outcome === 'not served'),
  };
}

/** The line in which a gateway's page says so, and the one that it should be. */
export function linesOf(dialect: string): readonly [found: string | undefined, wanted: string] {
  const { all, served, refused, disabled, rest } = tallyDocumented(readDocumented(dialect));
  const found = readFileSync(path.join(PAGES, `${dialect}.md`), 'utf8')
    .split('\n')
    .find((each) => each.startsWith('Documented requests: '));
  return [
    found,
    `Documented requests: ${served} of ${all} served, ${refused} refused by field or id, ` +
      `${disabled} refused as not enabled, ${rest} not served.`,
  ];
}

/** A body that has these fields; `pick` is asked for the value of each that names none. */
export function bodyWith(
  fields: readonly string[],
  pick: (field: string, last: string) => unknown,
): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const each of fields) {
    const [field = '', value] = each.split('=');
    const steps = field.split('.');
    const last = steps.filter((step) => step !== '[]').at(-1) ?? '';
    place(body, steps, value ?? pick(field, last));
  }
  return body;
}

/** `[]` is the first of a list. */
function place(body: Record<string, unknown>, steps: readonly string[], value: unknown): void {
  const [name = '', next, ...rest] = steps;
  if (next === undefined) body[name] = value;
  else if (next === '[]') {
    const list = (body[name] ?? (rest.length === 0 ? [] : [{}])) as unknown[];
    body[name] = list;
    if (rest.length === 0) list.push(value);
    else place(list[0] as Record<string, unknown>, rest, value);
  } else {
    const inner = (body[name] ?? {}) as Record<string, unknown>;
    body[name] = inner;
    place(inner, [next, ...rest], value);
  }
}
