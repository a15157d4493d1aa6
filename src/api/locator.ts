// Names as people type them: ours with any prefix, our numbers, a page's name, a reference.
import { type Locator, numberLocator, TOKEN_PATTERN } from '../core/id.ts';
import { readOwnNames } from '../core/name.ts';
import type { Addresses } from '../gateways/dialect.ts';
import type { Reading } from '../gateways/kit/read.ts';

/** Our own names with any prefix, or our numbers; empty for what can be neither. */
export function readName(name: string): readonly Locator[] {
  const token = name.replace(/^[a-z]{1,16}_/, '');
  if (TOKEN_PATTERN.test(token)) return [{ by: 'token', token }];
  const number = numberLocator(name);
  return number === undefined ? [] : [number];
}

/**
 * Whatever an order may be called by: its merchant's reference, our name for it in the spelling of
 * any dialect, or the name of its payment page.
 */
export function readOrderName(name: string, { orderOfPage }: Addresses): readonly Locator[] {
  const ofPage = orderOfPage(name.replace(/^[a-z]+_/, ''));
  return [
    { by: 'reference', reference: name },
    ...readOwnNames(name),
    ...(ofPage === null ? [] : [{ by: 'token', token: ofPage } as const]),
  ];
}

export const NAME_MAX = 200;

/** A name in a field of a query or a body; null when there is none. */
export function readNameOf(read: Reading, field: string): string | null {
  const given = read.raw(field) ?? null;
  if (given === null) return null;
  if (typeof given === 'number') return read.text(field, { max: NAME_MAX, numbers: true });
  if (typeof given === 'string' && given !== '' && given.length <= NAME_MAX) return given;
  return read.wrong(field, 'type', `must be a text of 1 to ${NAME_MAX} characters`);
}
