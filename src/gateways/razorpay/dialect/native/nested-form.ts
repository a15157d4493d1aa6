// Unfolds the nested names of PHP forms: `notes[key]=value` becomes `{notes: {key: value}}`.
// JSON bodies are unfolded too: one published SDK sends such names in JSON (razorpay.md §4).
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Fields } from '../../../dialect.ts';
import { isRecord } from '../../../kit/read.ts';

const BRACKETED = /^([^[\]]+)((?:\[[^[\]]*\])+)$/;
const DEPTH_MAX = 8;

type Branch = Record<string, unknown>;
/** The number that comes next in each branch: counted as it grows, as a body may have thousands. */
type Ends = Map<Branch, number>;

export function unfoldFields(fields: Fields | Failure): Fields | Failure {
  if (isFailure(fields)) return fields;
  const names = Object.keys(fields.values);
  if (!names.some((name) => name.includes('['))) return fields;
  const values: Branch = {};
  const ends: Ends = new Map();
  for (const name of names) {
    const path = pathOf(name);
    if (path === null || !place(values, path, fields.values[name], ends)) {
      return { failure: 'body_malformed', detail: 'A field of the body has a malformed name' };
    }
  }
  const unfolded = Object.entries(values).map(([name, value]) => [name, toLists(value)] as const);
  return { values: Object.fromEntries(unfolded), lexemes: fields.lexemes };
}

/**
 * The steps to a value; an empty step appends to a list, behind its greatest number. Null: no path
 * that may be taken.
 */
function pathOf(name: string): readonly string[] | null {
  const match = BRACKETED.exec(name);
  if (match === null) return [name];
  const rest = (match[2] ?? '').slice(1, -1).split('][');
  const path = [match[1] ?? '', ...rest];
  return path.length > DEPTH_MAX || path.includes('__proto__') ? null : path;
}

/** False when the path goes through something that has a value already. */
function place(values: Branch, path: readonly string[], value: unknown, ends: Ends): boolean {
  let branch = values;
  for (const [index, step] of path.entries()) {
    const end = ends.get(branch) ?? 0;
    const name = step === '' ? String(end) : step;
    const isLast = index === path.length - 1;
    if (!Object.hasOwn(branch, name)) {
      branch[name] = isLast ? value : {};
      if (/^\d+$/.test(name)) ends.set(branch, Math.max(end, Number(name) + 1));
    } else if (isLast) return false;
    if (isLast) return true;
    const next = branch[name];
    if (!isRecord(next)) return false;
    branch = next as Branch;
  }
  return false;
}

/** An object whose names are 0, 1, 2 … is the list that the form meant. */
function toLists(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, toLists(each)] as const);
  const isList = entries.length > 0 && entries.every(([name], index) => name === String(index));
  return isList ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}
