// Turns a request's bytes into fields: JSON objects and forms, with one clear refusal for anything
// else.
import type { Failure } from '../../core/failure.ts';
import type { Fields } from '../dialect.ts';
import { parseJson } from './json.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
const FORM_FIELDS_MAX = 200;
/** `name=` or `name[key]=`, plain or escaped: no JSON begins so. */
const NAME_FIRST = /^[A-Za-z_][\w.[\]%-]*=/;
const NO_LEXEMES: ReadonlyMap<string, string> = new Map();
const NO_FIELDS: Fields = Object.freeze({ values: Object.freeze({}), lexemes: NO_LEXEMES });

/**
 * Decodes a body by its content type; without one it is taken for JSON when it looks like an
 * object, else for a form. An empty body has no fields. A form that calls itself JSON is read as
 * the form it is: SDKs whose headers are shared by all calls send such.
 */
export function decodeBody(contentType: string, body: Uint8Array): Fields | Failure {
  if (body.length === 0) return NO_FIELDS;
  const [type = '', ...parameters] = contentType.toLowerCase().split(';');
  const mediaType = type.trim();
  const charset = parameters
    .find((each) => each.trim().startsWith('charset='))
    ?.trim()
    .slice(8);
  if (charset !== undefined && !/^"?(utf-?8|us-ascii)"?$/.test(charset)) {
    return { failure: 'media_type_unsupported', detail: 'The body must be UTF-8' };
  }
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    return malformed('The body is not valid UTF-8');
  }
  if (mediaType === 'application/x-www-form-urlencoded') return decodeForm(text);
  if (mediaType === 'application/json' || /^application\/[\w.-]+\+json$/.test(mediaType)) {
    return NAME_FIRST.test(text) ? decodeForm(text) : decodeJson(text);
  }
  if (mediaType === '')
    return text.trimStart().startsWith('{') ? decodeJson(text) : decodeForm(text);
  return {
    failure: 'media_type_unsupported',
    detail: 'Send application/json or application/x-www-form-urlencoded',
  };
}

function decodeJson(text: string): Fields | Failure {
  const document = parseJson(text);
  if ('refusal' in document) {
    const where = document.path === '' ? '' : ` in ${printable(document.path)}`;
    return malformed(`The body is not valid JSON: ${printable(document.refusal)}${where}`);
  }
  const { value, lexemes } = document;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return malformed('The body must be a JSON object');
  }
  return { values: value as Record<string, unknown>, lexemes };
}

function decodeForm(text: string): Fields | Failure {
  const values: Record<string, unknown> = {};
  let count = 0;
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    count += 1;
    if (count > FORM_FIELDS_MAX)
      return malformed(`The form has more than ${FORM_FIELDS_MAX} fields`);
    const equals = pair.indexOf('=');
    const given = decodeComponent(equals < 0 ? pair : pair.slice(0, equals));
    const value = decodeComponent(equals < 0 ? '' : pair.slice(equals + 1));
    if (given === undefined || value === undefined) {
      return malformed('The form has a malformed percent escape');
    }
    const name = Object.hasOwn(values, given) ? numbered(given, Object.keys(values)) : given;
    if (name === '__proto__') {
      return malformed(`The form has a field "${name}", which is not allowed`);
    }
    if (Object.hasOwn(values, name)) return malformed(`The form has "${printable(name)}" twice`);
    values[name] = value;
  }
  return { values, lexemes: NO_LEXEMES };
}

/**
 * `events[]` that comes again is the next of a list, as PHP reads it: it gets the number that PHP
 * would give it, one more than the greatest so far. Without `[]` a name that comes again stays.
 */
function numbered(name: string, names: readonly string[]): string {
  const at = name.indexOf('[]');
  if (at < 0) return name;
  const list = name.slice(0, at + 1);
  let next = 0;
  for (const each of names) {
    const index = each.startsWith(list)
      ? /^\d*(?=\])/.exec(each.slice(list.length))?.[0]
      : undefined;
    if (index === '') next += 1;
    else if (index !== undefined) next = Math.max(next, Number(index) + 1);
  }
  return `${list}${next}${name.slice(at + 1)}`;
}

function decodeComponent(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function malformed(detail: string): Failure {
  return { failure: 'body_malformed', detail };
}

/** Cuts a text from outside to what may stand in a message: printable, at most 100 characters. */
export function printable(text: string): string {
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?');
  return clean.length > 100 ? `${clean.slice(0, 99)}…` : clean;
}
