// A field that is one of a few words.
import type { Reading } from '../gateways/kit/read.ts';

/** Null when it is missing, or refused for being another word. */
export function readWord<T extends string>(
  read: Reading,
  field: string,
  words: readonly T[],
  required: boolean,
): T | null {
  const text = read.text(field, { required });
  const word = words.find((each) => each === text);
  if (text === null || word !== undefined) return word ?? null;
  const message = `${field} must be one of ${words.join(', ')}`;
  return read.refuse({ field, rule: 'format', message, received: text.slice(0, 100) });
}
