// Reads fields that are one of a few values or stand in a range; a part of the field reader.
import type { Fields } from '../dialect.ts';
import { printable } from './body.ts';
import { labelOf, valueAt } from './field-path.ts';
import type { Reading } from './read.ts';
import { momentOf } from './time.ts';

const STRANGERS_MAX = 20;

type Choices = Pick<Reading, 'names' | 'choice' | 'moment' | 'count' | 'wrong' | 'refuseStrangers'>;

/** Values that are one of a few, or stand in a range. */
export function readChoices({ values }: Fields, refuse: Reading['refuse']): Choices {
  const given = (path: string): unknown => valueAt(values, path) ?? null;
  const wrong: Reading['wrong'] = (path, rule, says) =>
    refuse({ field: path, rule, message: `${labelOf(path)} ${says}` });
  return {
    wrong,
    names: (path) => valueAt(values, path) !== undefined,
    choice: (path, choices) => {
      const value = given(path);
      if (value === null) return null;
      const found = choices.find((choice) => choice === value);
      const says = choices.length === 0 ? 'left out' : `one of ${choices.join(', ')}`;
      return found ?? wrong(path, 'format', `must be ${says}`);
    },
    moment: (path) => {
      const value = given(path);
      const says = 'must be a time such as 2025-01-31T09:00:00Z or milliseconds since 1970';
      return value === null ? null : (momentOf(value) ?? wrong(path, 'format', says));
    },
    count: (path, least, most) => {
      const value = given(path);
      if (value === null) return null;
      const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : -1;
      const fits = number >= least && number <= most;
      return fits ? number : wrong(path, 'range', `must be from ${least} to ${most}`);
    },
    refuseStrangers: (known) => {
      const strangers = Object.keys(values).filter((name) => !known.includes(name));
      for (const name of strangers.slice(0, STRANGERS_MAX)) {
        const message = `There is no such field; there are ${known.join(', ') || 'none'}`;
        refuse({ field: printable(name), rule: 'unknown', message });
      }
    },
  };
}
