// Reads what was typed behind options: texts, numbers and moments.
import type { Given } from './command.ts';
import { mistyped } from './database.ts';
import { readDuration } from './duration.ts';

/** Null when it was not typed. */
export function textOf({ options }: Given, name: string): string | null {
  const value = options.get(name);
  return typeof value === 'string' ? value : null;
}

/** A moment, or how long ago. */
export function momentOf(given: Given, name: string, now: number): number | null {
  const typed = textOf(given, name);
  if (typed === null) return null;
  const ago = readDuration(typed);
  const moment = ago === null ? Date.parse(typed) : now - ago;
  if (Number.isFinite(moment)) return moment;
  throw mistyped(`--${name} must be a moment such as 2026-01-31T10:00:00Z, or such as 2h`);
}

/** How many are listed: `--count`. */
export function countOf(given: Given, standard: number, most: number): number {
  const typed = textOf(given, 'count');
  const count = typed === null ? standard : Number(typed);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw mistyped(`--count must be a number from 1 to ${most}`);
}

/** One of these words, or null when none was typed. */
export function wordOf<Word extends string>(
  given: Given,
  name: string,
  words: readonly Word[],
): Word | null {
  const typed = textOf(given, name);
  const word = words.find((each) => each === typed) ?? null;
  if (typed === null || word !== null) return word;
  throw mistyped(`--${name} must be one of ${words.join(', ')}`);
}
