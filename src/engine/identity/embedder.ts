// The origin of a page that embeds ours, as a part of our page's path.
import { OPENER, readOrigin } from '../../web/origin.ts';

export function insideOf(embedder: string): string {
  return Buffer.from(embedder).toString('base64url');
}

/** The origin, `*` or OPENER that such a part names; null when it is none. */
export function embedderOf(inside: string): string | null {
  const text = Buffer.from(inside, 'base64url').toString();
  return text === '*' || text === OPENER ? text : readOrigin(text);
}
