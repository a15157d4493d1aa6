// What a processor's reply comes to that refuses or says nothing. Its words are told to operators
// and kept, so nothing of an entity is repeated, in which the customer is named.
import type { Refused, Unknown, WireReply } from '../processor.ts';

const RAW_MAX = 300;

/** What an operator can read of it, in one line. */
export function briefly(text: string): string {
  const line = text.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
  return line.length > RAW_MAX ? `${line.slice(0, RAW_MAX - 1)}…` : line;
}

export function unknown(raw: string): Unknown {
  return { kind: 'unknown', raw: briefly(raw) };
}

export function refused(why: Refused['why'], again: Refused['again'], raw: string): Refused {
  return { kind: 'refused', why, again, raw: briefly(raw) };
}

/**
 * A reply that does not say what was asked: with the gateway's own `words` of what is wrong, null
 * where it has none. Of others the beginning of a page, such as a firewall's, or how long it is.
 */
export function unreadable({ status, body }: WireReply, words: readonly string[] | null): Unknown {
  if (words !== null) return unknown([String(status), ...words].join(' '));
  const isPage = body.trimStart().startsWith('<');
  return unknown(`${status} ${isPage ? body.slice(0, 1000) : `and ${body.length} characters`}`);
}
