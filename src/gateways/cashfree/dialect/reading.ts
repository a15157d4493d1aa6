// Reads a request as shops' programs write it, where that is more than the kit's own reader takes.
import type { Fields } from '../../dialect.ts';
import { printable } from '../../kit/body.ts';
import { labelOf, type Reading, readFields } from '../../kit/read.ts';

export function readRequest(fields: Fields): Reading {
  const read = readFields(fields);
  return {
    ...read,
    // PHP prints an object without fields as a list without entries.
    object: (path, rule) => (isEmptyList(read.raw(path)) ? {} : read.object(path, rule)),
    // A JSON number may have an exponent, as Java prints large ones; nobody writes money so in a
    // text.
    decimal: (path, currency, rule) => {
      const value = read.raw(path);
      if (typeof value !== 'string' || !hasExponent(value)) {
        return read.decimal(path, currency, rule);
      }
      const message = `${labelOf(path)} must be an amount such as 500.00`;
      return read.refuse({ field: path, rule: 'format', message, received: printable(value) });
    },
  };
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

export function hasExponent(amount: string): boolean {
  return /e/i.test(amount);
}
