// Gives a multipart form a boundary that stands nowhere in it: the runtime's reader takes the bare
// text of a boundary for its end wherever a value holds it, so that "b" or "1" cut every form.
import { randomUUID } from 'node:crypto';

const BOUNDARY = /;\s*boundary=(?:"((?:[^"\\]|\\.){1,140})"|([^\s;"]{1,70}))\s*(?:;|$)/i;

export type Multipart = { readonly type: string; readonly bytes: Uint8Array };

/** As it came where it names no boundary. */
export function separate(given: Multipart): Multipart {
  const [, quoted, bare] = BOUNDARY.exec(given.type) ?? [];
  const boundary = quoted?.replace(/\\(.)/g, '$1') ?? bare;
  if (boundary === undefined) return given;
  const text = Buffer.from(given.bytes).toString('latin1');
  const fresh = absentFrom(text);
  const name = boundary.replace(/\W/g, '\\$&');
  // A delimiter is a line of its own, which may end in blanks (RFC 2046, section 5.1.1).
  const delimiter = new RegExp(`(^|\r\n)--${name}(--)?[ \t]*(?=\r\n|$)`, 'g');
  const bytes = Buffer.from(text.replace(delimiter, `$1--${fresh}$2`), 'latin1');
  return { type: `multipart/form-data; boundary=${fresh}`, bytes };
}

function absentFrom(text: string): string {
  // Drawn, not counted: who could foresee the names would make this a long search.
  for (;;) {
    const name = `form-${randomUUID()}`;
    if (!text.includes(name)) return name;
  }
}
