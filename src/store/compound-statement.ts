// Several writes as one SQL statement: one round trip, one commit, and no lock that outlives it.
import type { Statement, Value, Write } from './commit.ts';
import { STATEMENTS, type StatementName } from './statements.ts';
import type { Saved } from './store.ts';

export type CompoundStatement = { readonly text: string; readonly values: readonly Value[] };

// Each write is a part of one WITH; they all happen or none does. A write that found nothing to
// write makes the last SELECT convert a word to a number, which fails and undoes the rest; the word
// comes back in the error. Measured against the same statements between BEGIN and COMMIT: half the
// time, because a transaction needs three round trips, and keeps its locks over two of them.
const texts = new Map<string, string>();

// The row that a statement adds: its parameters come first, in their order.
const ROWS = new Map<StatementName, { readonly text: string; readonly length: number }>();
for (const name of Object.keys(STATEMENTS) as StatementName[]) {
  const [, text] = /VALUES (\([$\d, ]+\))/.exec(STATEMENTS[name]) ?? [];
  if (text !== undefined) ROWS.set(name, { text, length: text.split(',').length });
}

/**
 * The statement for writes of these names and meanings. It tells how many rows each write found, or
 * fails when one of them must refuse.
 */
export function buildCompound(writes: readonly (Statement | Write)[]): CompoundStatement {
  return { text: textFor(writes, 1), values: writes.flatMap(({ values }) => values) };
}

/**
 * Several commits as few statements. Those of one shape that only add rows share a statement, of
 * which each part adds a row for every one of them; it fails for all when one must refuse.
 */
export function buildCompounds(group: readonly (readonly Write[])[]): readonly CompoundStatement[] {
  const shapes = new Map<string, (readonly Write[])[]>();
  group.forEach((writes, index) => {
    const shape = writes.every(({ name }) => ROWS.has(name)) ? shapeOf(writes) : `${index}`;
    const same = shapes.get(shape);
    if (same === undefined) shapes.set(shape, [writes]);
    else same.push(writes);
  });
  return [...shapes.values()].flatMap((same) => {
    const composed: CompoundStatement[] = [];
    for (let from = 0; from < same.length; ) {
      const next = same.slice(from, from + wholeSize(same.length - from));
      composed.push(buildRows(next));
      from += next.length;
    }
    return composed;
  });
}

/**
 * How many of so many commits go in one statement: a power of two, because each size is a statement
 * of its own, which every connection prepares and the server keeps.
 */
export function wholeSize(count: number): number {
  return 2 ** Math.floor(Math.log2(count));
}

function buildRows(same: readonly (readonly Write[])[]): CompoundStatement {
  const [first = []] = same;
  if (same.length === 1) return buildCompound(first);
  const values = first.flatMap(({ name }, part) => {
    const each = same.map((writes) => writes[part]?.values ?? []);
    const { length = 0 } = ROWS.get(name) ?? {};
    const rows = each.flatMap((row) => row.slice(0, length));
    // Behind the row stands the time, by which a saved answer has expired. With the earliest one it
    // refuses too often at worst; then each commit is tried again alone.
    const times = each.flatMap((row) => row.slice(length));
    return times.length === 0 ? rows : [...rows, Math.min(...times.map(Number))];
  });
  return { text: textFor(first, same.length), values };
}

/** With several `rows` each part adds as many, and refuses when it cannot add every one. */
function textFor(writes: readonly (Statement | Write)[], rows: number): string {
  const key = `${rows} ${shapeOf(writes)}`;
  const text = texts.get(key) ?? composeText(writes, rows);
  texts.set(key, text);
  return text;
}

function shapeOf(writes: readonly (Statement | Write)[]): string {
  return writes.map((write) => `${write.name} ${otherwiseOf(write)}`).join();
}

function composeText(writes: readonly (Statement | Write)[], rows: number): string {
  const parts: string[] = [];
  const cases: string[] = [];
  let before = 0;
  writes.forEach((write, index) => {
    const text = rows === 1 ? STATEMENTS[write.name] : repeatRow(write.name, rows);
    parts.push(`w${index} AS (${shift(text, before)} RETURNING 1)`);
    before += write.values.length + (rows - 1) * (ROWS.get(write.name)?.length ?? 0);
    const otherwise = otherwiseOf(write);
    if (otherwise === null) return;
    cases.push(`WHEN (SELECT count(*) FROM w${index}) < ${rows} THEN '${otherwise}'`);
  });
  const counts = writes.map((_, index) => `(SELECT count(*) FROM w${index}) AS w${index}`);
  const verdict =
    cases.length === 0 ? counts.join() : `CAST(CASE ${cases.join(' ')} ELSE '1' END AS BIGINT)`;
  return `WITH ${parts.join(',\n')}\nSELECT ${verdict}`;
}

function repeatRow(name: StatementName, rows: number): string {
  const row = ROWS.get(name);
  if (row === undefined) throw new Error(`${name} adds no row`);
  const [before = '', after = ''] = STATEMENTS[name].split(row.text);
  const all = Array.from({ length: rows }, (_, index) => shift(row.text, index * row.length));
  return before + all.join() + shift(after, (rows - 1) * row.length);
}

function shift(text: string, by: number): string {
  return text.replace(/\$(\d+)/g, (_, digits) => `$${by + Number(digits)}`);
}

function otherwiseOf(write: object): Write['otherwise'] {
  return 'otherwise' in write ? (write.otherwise as Write['otherwise']) : null;
}

/** What the refusal of a composed statement means; null when it is an error like any other. */
export function refusalOf(error: unknown): Saved | null {
  const { code, message, constraint } = error as {
    readonly code?: string;
    readonly message?: string;
    readonly constraint?: string;
  };
  if (code === '22P02') {
    return message?.includes('repeated')
      ? 'repeated'
      : message?.includes('conflict')
        ? 'conflict'
        : null;
  }
  // Somebody else wrote the same key. Of events each stands once: twice is a bug of ours.
  return code === '23505' && !constraint?.startsWith('events') ? 'conflict' : null;
}
