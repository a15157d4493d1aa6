// The mutants that may survive, each with the reason why no test can tell it from the original.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { listMutants, type Mutant } from './mutants.ts';

export type Allowed = {
  readonly file: string;
  /** The line of the source without its indentation: numbers of lines change too often. */
  readonly code: string;
  readonly change: string;
  /** Which one of the same changes on that line, from 1; absent: the first. */
  readonly nth?: number;
  readonly reason: string;
};

export function readAllowed(file: string): readonly Allowed[] {
  const entries: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  if (!Array.isArray(entries)) throw new Error(`${file} is no list`);
  return entries.map((entry: Allowed) => {
    const { file: of, code, change, reason } = entry;
    const isWhole = [of, code, change].every((each) => typeof each === 'string');
    if (!isWhole || !/\S+ \S+ \S+/.test(reason ?? '')) {
      throw new Error(`an entry without file, code, change or reason: ${JSON.stringify(entry)}`);
    }
    return entry;
  });
}

export function isAllowed(mutant: Mutant, list: readonly Allowed[]): boolean {
  return list.some(
    (each) =>
      each.file === mutant.file &&
      each.code === mutant.code &&
      each.change === mutant.change &&
      (each.nth ?? 1) === mutant.nth,
  );
}

/** Entries that fit no mutant any more: the code has changed, and the reason may no longer hold. */
export function listStale(root: string, list: readonly Allowed[]): readonly Allowed[] {
  return list.filter((entry) => {
    const place = path.join(root, entry.file);
    if (!existsSync(place)) return true;
    return !listMutants(entry.file, readFileSync(place, 'utf8')).some((mutant) =>
      isAllowed(mutant, [entry]),
    );
  });
}
