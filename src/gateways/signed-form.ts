// What a dialect signs, or lets merchants sign, explained: the very text, part by part.
import type { Fields } from './request.ts';

/** A message that carries a signature, or shall. */
export type SignedMessage = {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came. */
  readonly body: string;
  /** Of a JSON object, a form or a query; none of anything else. */
  readonly fields: Fields;
};

/** Stands where the secret is in the text; where there is none, it is the key of a digest. */
export const SECRET = 'secret';

export type SignedPart = { readonly name: string; readonly value: string };

/** One way to write the text. */
export type SignedText = {
  readonly parts: readonly (SignedPart | typeof SECRET)[];
  readonly separator: string;
  /** The signature of the text, in which the secret stands already. */
  readonly digest: (text: string, secret: string) => string;
};

export type SignedForm = {
  /** As it is typed, such as `webhook`. */
  readonly name: string;
  /** What is signed, by what. */
  readonly says: string;
  /** Where the signature stands, for people. */
  readonly carrier: string;
  /** The signature that a message has; null when it has none. */
  readonly signatureOf: (message: SignedMessage) => string | null;
  /** Every way in which it may be written, the plainest first; none: something is missing. */
  readonly list: (message: SignedMessage) => readonly SignedText[];
  /** What a message must have, for whoever left it out. */
  readonly needs: string;
};

export function writeText({ parts, separator }: SignedText, secret: string): string {
  return parts.map((part) => (typeof part === 'string' ? secret : part.value)).join(separator);
}
