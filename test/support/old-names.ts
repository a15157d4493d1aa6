// The names that the words of docs/glossary.md replaced, so that none of them comes back.

const WORDS =
  'arrival beside bracket claim claims compose counter desk enter entry errand errands ' +
  'execute founding gather harm house inform keep keeper known links listener listeners ' +
  'look news notice notices office once place places posted print purge quick repay ' +
  'repeated sale seal seat seats several sheet sheets speech submit submitter tell teller ' +
  'till tongue tongues turn turns visit visits';

/** Refused as a word of any file's name or exported name, in whichever case it is written. */
export const OLD_WORDS: ReadonlySet<string> = new Set(WORDS.split(' '));

/**
 * Refused as the whole name of a file or an export of the product: words that the trade has too,
 * for something else (a query, a group of commits, a split of an order's money, a payment link, a
 * server, a connection that was lost).
 */
export const OLD_NAMES: ReadonlySet<string> = new Set([
  'ask',
  'end',
  'group',
  'identity',
  'link',
  'lost',
  'Lost',
  'parts',
  'query',
  'run',
  'server',
  'split',
  'step',
]);

/** The words of a name: `orderOfPage`, `ORDER_PAGE` and `order-page` have `order` and `page`. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase());
}
