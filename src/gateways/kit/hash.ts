// The V1 hash: SHA-512 over the values of the sorted names and the secret, in the two spellings
// that official clients produce. Source: paytring.md §1.1 and §1.3.
import type { Fields } from '../dialect.ts';
import { sameText, sha512Hex } from './proof.ts';

/** How a client prints what is no number into the text; undefined leaves it out. */
type Spelling = (value: unknown) => string | undefined;

// The documented rule, as PHP prints scalars: true is "1", false and null are "".
const documented: Spelling = (value) => {
  if (typeof value === 'object' && value !== null) return undefined;
  if (typeof value === 'boolean') return value ? '1' : '';
  return joinText(value);
};

// JavaScript's join: objects are not left out. Written out, because an object from outside may have
// a `toString` of its own.
const node: Spelling = (value) => joinText(value);

function joinText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(joinText).join(',');
  return typeof value === 'object' ? '[object Object]' : String(value);
}

const SPELLINGS: readonly Spelling[] = Object.freeze([documented, node]);

/** What stands for each field in the text that is hashed; a field that was left out is missing. */
export type SignedTexts = ReadonlyMap<string, string>;

/** What the hash is over; null when it is none of these fields. `hash` itself is never part. */
export function matchHash(fields: Fields, given: string, secret: string): SignedTexts | null {
  const hash = given.toLowerCase();
  let matched: SignedTexts | null = null;
  for (const texts of listSignedTexts(fields)) {
    const isMatch = sameText(hash, sha512Hex([...texts.values(), secret].join('|')));
    if (isMatch) matched ??= texts;
  }
  return matched;
}

/** In every spelling, each once; with numbers as they were written too, as typed languages sign. */
export function listSignedTexts({ values, lexemes }: Fields): readonly SignedTexts[] {
  const names = Object.keys(values)
    .filter((name) => name !== 'hash')
    .sort();
  const written = (name: string): string | undefined =>
    typeof values[name] === 'number' ? lexemes.get(name) : undefined;
  const ways = lexemes.size === 0 ? [() => undefined] : [() => undefined, written];
  const texts = SPELLINGS.flatMap((spelling) =>
    ways.map((numberOf) => {
      const pairs = names.map((name) => [name, numberOf(name) ?? spelling(values[name])] as const);
      return pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined);
    }),
  );
  const unlike = new Map(texts.map((pairs) => [pairs.map(([, text]) => text).join('|'), pairs]));
  return [...unlike.values()].map((pairs) => new Map(pairs));
}
