// Pine Labs' signature: HMAC-SHA256 over sorted fields. Source: pinelabs.md §2.1 and its vectors.
import { hmacSha256, sameText } from '../kit/proof.ts';

export type Pair = readonly [name: string, value: string];

// Every other field that is posted is signed, empty ones and unknown ones too.
const UNSIGNED: ReadonlySet<string> = new Set([
  'dia_secret',
  'dia_secret_type',
  'ppc_DIA_SECRET',
  'ppc_DIA_SECRET_TYPE',
]);

/**
 * The key is the secret decoded from hex. A secret that is not hex of even length, as an operator
 * may choose, is taken for its UTF-8 bytes: our extension.
 */
function keyBytes(secret: string): Buffer {
  return Buffer.from(secret, /^(?:[0-9a-f]{2})+$/i.test(secret) ? 'hex' : 'utf8');
}

/** The upper-case hex HMAC of a text; the X-VERIFY header is that of the base64 text itself. */
export function signText(text: string, secret: string): string {
  return hmacSha256(keyBytes(secret), text).toString('hex').toUpperCase();
}

/** Whether a digest, in hex of either case, is that of a text. */
export function isSigned(text: string, digest: string, secret: string): boolean {
  return sameText(digest.trim().toUpperCase(), signText(text, secret));
}

/** What is signed: `name=value` joined by `&`, raw values, ordinal order of names ("A" < "a"). */
export function signedText(pairs: readonly Pair[]): string {
  return signedPairs(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** What is signed of these, in its order. */
export function signedPairs(pairs: readonly Pair[]): readonly Pair[] {
  return pairs
    .filter(([name]) => !UNSIGNED.has(name))
    .toSorted(([one], [other]) => (one < other ? -1 : Number(one > other)));
}

/** The fields with their seal at the end. */
export function signFields(pairs: readonly Pair[], secret: string): readonly Pair[] {
  const digest = signText(signedText(pairs), secret);
  return [...pairs, ['dia_secret', digest], ['dia_secret_type', 'SHA256']];
}

/** The same in the words of the `ppc_` generation, in the order of its replies. */
export function signPpcFields(pairs: readonly Pair[], secret: string): readonly Pair[] {
  const digest = signText(signedText(pairs), secret);
  return [...pairs, ['ppc_DIA_SECRET_TYPE', 'SHA256'], ['ppc_DIA_SECRET', digest]];
}
