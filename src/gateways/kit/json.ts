// A strict JSON reader: refuses what two readers could read differently, and keeps the text of
// numbers.

export type JsonDocument = {
  readonly value: unknown;
  /** Number texts that JavaScript would print differently, by dotted path. */
  readonly lexemes: ReadonlyMap<string, string>;
};

export type JsonRefusal = { readonly refusal: string; readonly path: string };

const MAX_DEPTH = 32;
/**
 * Nobody reads a number that lies deeper than this. Below one long name each number has a long
 * path: a body of 1 MB could have 60 GB of them.
 */
const PATH_MAX = 256;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const NO_LEXEMES: ReadonlyMap<string, string> = new Map();

class Refused {
  readonly reason: string;
  readonly path: string;
  constructor(reason: string, path: string) {
    this.reason = reason;
    this.path = path;
  }
}

/**
 * Reads one JSON text. Refused, with the reason: malformed text, duplicate keys, nesting deeper
 * than 32, the key `__proto__`, lone surrogates, and anything after the value.
 */
export function parseJson(text: string): JsonDocument | JsonRefusal {
  return parsePlain(text) ?? parseStrictly(text);
}

const PLAIN_MAX = 8192;
/** What has to be looked at closely even when JavaScript would print it just so. */
const DELICATE = /\\u|__proto__/;

/**
 * The quick way for nearly every body: a text that JavaScript prints again letter by letter has no
 * duplicate keys and no number whose text differs. Null when that does not hold.
 */
function parsePlain(text: string): JsonDocument | null {
  if (text.length > PLAIN_MAX || DELICATE.test(text) || !isShallow(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? { value, lexemes: NO_LEXEMES } : null;
  } catch {
    return null;
  }
}

/** Whether so few brackets open that they cannot be nested too deep. */
function isShallow(text: string): boolean {
  let opened = 0;
  for (const bracket of ['{', '[']) {
    let at = text.indexOf(bracket);
    while (at >= 0 && opened <= MAX_DEPTH) {
      opened += 1;
      at = text.indexOf(bracket, at + 1);
    }
  }
  return opened <= MAX_DEPTH;
}

function parseStrictly(text: string): JsonDocument | JsonRefusal {
  const reader = new Reader(text);
  try {
    const value = reader.document();
    return { value, lexemes: reader.lexemes ?? NO_LEXEMES };
  } catch (refused) {
    if (refused instanceof Refused) return { refusal: refused.reason, path: refused.path };
    throw refused;
  }
}

class Reader {
  lexemes: Map<string, string> | undefined;
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): unknown {
    const value = this.#value('', 0);
    this.#space();
    if (this.#at < this.#text.length) throw this.#unexpected('');
    return value;
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #unexpected(path: string): Refused {
    const what =
      this.#at >= this.#text.length ? 'unexpected end' : `unexpected character at ${this.#at}`;
    return new Refused(what, path);
  }

  #value(path: string, depth: number): unknown {
    if (depth > MAX_DEPTH) throw new Refused(`nested deeper than ${MAX_DEPTH} levels`, path);
    this.#space();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(path, depth);
      case '[':
        return this.#array(path, depth);
      case '"':
        return this.#string(path);
      case 't':
        return this.#word('true', true, path);
      case 'f':
        return this.#word('false', false, path);
      case 'n':
        return this.#word('null', null, path);
      default:
        return this.#number(path);
    }
  }

  #word(word: string, value: boolean | null, path: string): boolean | null {
    if (!this.#text.startsWith(word, this.#at)) throw this.#unexpected(path);
    this.#at += word.length;
    return value;
  }

  #number(path: string): number {
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.#text);
    if (match === null) throw this.#unexpected(path);
    const lexeme = match[0];
    this.#at += lexeme.length;
    const value = Number(lexeme);
    if (!Number.isFinite(value)) throw new Refused('number out of range', path);
    if (path.length <= PATH_MAX && String(value) !== lexeme) {
      this.lexemes ??= new Map();
      this.lexemes.set(path, lexeme);
    }
    return value;
  }

  #string(path: string): string {
    const start = this.#at + 1;
    PLAIN.lastIndex = start;
    PLAIN.exec(this.#text);
    let end = PLAIN.lastIndex;
    if (this.#text[end] === '"') {
      this.#at = end + 1;
      return this.#wellFormed(this.#text.slice(start, end), path);
    }
    while (this.#text[end] === '\\') {
      end += 2;
      if (end > this.#text.length) break;
      PLAIN.lastIndex = end;
      PLAIN.exec(this.#text);
      end = PLAIN.lastIndex;
    }
    this.#at = Math.min(end, this.#text.length);
    if (this.#text[end] !== '"') throw this.#unexpected(path);
    this.#at = end + 1;
    try {
      return this.#wellFormed(JSON.parse(this.#text.slice(start - 1, end + 1)), path);
    } catch (error) {
      if (error instanceof Refused) throw error;
      throw new Refused('malformed escape in a string', path);
    }
  }

  #wellFormed(text: string, path: string): string {
    if (!text.isWellFormed()) throw new Refused('lone surrogate in a string', path);
    return text;
  }

  #array(path: string, depth: number): unknown[] {
    const items: unknown[] = [];
    this.#at += 1;
    this.#space();
    if (this.#text[this.#at] === ']') {
      this.#at += 1;
      return items;
    }
    for (;;) {
      items.push(this.#value(`${path}.${items.length}`, depth + 1));
      this.#space();
      const next = this.#text[this.#at];
      this.#at += 1;
      if (next === ']') return items;
      if (next !== ',') {
        this.#at -= 1;
        throw this.#unexpected(path);
      }
    }
  }

  #object(path: string, depth: number): Record<string, unknown> {
    const fields: Record<string, unknown> = {};
    this.#at += 1;
    this.#space();
    if (this.#text[this.#at] === '}') {
      this.#at += 1;
      return fields;
    }
    for (;;) {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#unexpected(path);
      const name = this.#string(path);
      // A dot in a name is no step: `{"a.b": 1.0}` says nothing of `{"a": {"b": 1}}`.
      const step = name.includes('.') ? name.replaceAll('.', '\\.') : name;
      const below = path === '' ? step : `${path}.${step}`;
      if (name === '__proto__') throw new Refused(`key "${name}" is not allowed`, below);
      if (Object.hasOwn(fields, name)) throw new Refused(`duplicate key "${name}"`, below);
      this.#space();
      if (this.#text[this.#at] !== ':') throw this.#unexpected(below);
      this.#at += 1;
      fields[name] = this.#value(below, depth + 1);
      this.#space();
      const next = this.#text[this.#at];
      this.#at += 1;
      if (next === '}') return fields;
      if (next !== ',') {
        this.#at -= 1;
        throw this.#unexpected(path);
      }
    }
  }
}

declare global {
  interface JSON {
    /** A number that `JSON.stringify` prints as written (V8; not yet in TypeScript's library). */
    rawJSON(text: string): unknown;
  }
}

/**
 * A JSON number that is printed exactly as written: `500.50` keeps its zero. Its type is what who
 * reads the JSON gets, so that bodies can be held against clients' types; here it is only printed,
 * never reckoned with.
 */
export function rawNumber(text: string): number {
  return JSON.rawJSON(text) as number;
}
