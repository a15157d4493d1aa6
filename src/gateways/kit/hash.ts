// The V1 hash: SHA-512 over the sorted values and the secret, in every form the official SDKs
// produce. Source: paytring.md §1.1 and §1.3 (observed in the SDKs'
// code).
import type { Fields } from '../dialect.ts';
import { sha512Hex } from './proof.ts';

/** How one SDK prints a value into the pre-image; undefined leaves the value out. */
type Spelling = (value: unknown) => string | undefined;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

// The documented rule, as PHP prints scalars: true is "1", false and null are "".
const documented: Spelling = (value) => {
  if (isObject(value)) return undefined;
  if (typeof value === 'boolean') return value ? '1' : '';
  return value === null ? '' : String(value);
};

const go: Spelling = (value) => (typeof value === 'string' ? value : undefined);

// JavaScript's join: objects are not dropped. Written out, because an object from outside may have
// a `toString` of its own.
const node: Spelling = (value) => joinText(value);

function joinText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(joinText).join(',');
  return typeof value === 'object' ? '[object Object]' : String(value);
}

const python: Spelling = (value) => {
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  return isObject(value) ? undefined : pythonText(value);
};

function pythonText(value: unknown): string {
  if (value === null) return 'None';
  if (isObject(value)) return joinText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}

function pythonLiteral(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : pythonText(value);
}

// React Native drops null too, but leaves its marker when the first value is dropped.
const REACT_NATIVE_MARK = 'PG_RP';
const reactNative: Spelling = (value) =>
  typeof value === 'object' ? REACT_NATIVE_MARK : String(value);

/** Every accepted digest of the fields, in lower-case hex; `hash` itself is never part of it. */
export function valueHashes(fields: Fields, secret: string): readonly string[] {
  const names = Object.keys(fields.values)
    .filter((name) => name !== 'hash')
    .sort();
  const join = (spelling: Spelling): string =>
    names
      .map((name) => spelling(fields.values[name]))
      .filter((text) => text !== undefined)
      .join('|');
  const preImages = new Set([
    ...[documented, go, node, python].map((spelling) => `${join(spelling)}|${secret}`),
    `${join(reactNative)}|${secret}`.replaceAll(`|${REACT_NATIVE_MARK}`, ''),
    `${names
      .map((name) => documentedLexeme(fields, name))
      .filter((text) => text !== undefined)
      .join('|')}|${secret}`,
  ]);
  return [...preImages].map(sha512Hex);
}

// A number signed as it was written (`500.50`), which typed languages and forms do.
function documentedLexeme(fields: Fields, name: string): string | undefined {
  return fields.lexemes.get(name) ?? documented(fields.values[name]);
}
