// Takes out of what was said to a processor, and by it, what nobody may read later: secrets in
// whatever spelling, who paid, and what looks like a card.
import type { Customer } from '../../core/order.ts';
import type { Credentials, Processor } from '../../gateways/processor.ts';
import { escapeHtml } from '../../web/html.ts';
import { hideFields } from './hidden-field.ts';

/** Stands where something was. */
export const HIDDEN = '…';

type Credential = Pick<Processor, 'credentialFields'>;

/**
 * Every spelling of a connection's secrets, former ones too: the longest first, so that none is
 * left of which another is a part.
 */
export function spellSecrets(
  { credentialFields }: Credential,
  all: readonly Credentials[],
): readonly string[] {
  const isSecret = new Set(credentialFields.filter(({ secret }) => secret).map(({ name }) => name));
  const spellings = all.flatMap((credentials) => {
    const values = Object.values(credentials);
    return Object.entries(credentials).flatMap(([name, value]) =>
      isSecret.has(name) && value !== '' ? spell(value, values) : [],
    );
  });
  return [...new Set(spellings)].sort((one, other) => other.length - one.length);
}

/** Too short to mean anything: it would be found by chance in what has no secret. */
const DERIVED_MIN = 8;

function spell(secret: string, values: readonly string[]): readonly string[] {
  const bytes = Buffer.from(secret);
  const encoded = encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const derived = [
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    // As a Basic header has it, by whichever of the others stands for the name.
    ...values.map((value) => Buffer.from(`${value}:${secret}`).toString('base64')),
    // Wherever in a longer text it begins, what is between its edges is the same.
    ...[0, 1, 2].flatMap((at) => {
      const text = Buffer.concat([Buffer.alloc(at), bytes])
        .toString('base64')
        .replace(/=+$/, '');
      const inner = text.slice(
        at === 0 ? 0 : at + 1,
        (bytes.length + at) % 3 === 0 ? undefined : -1,
      );
      return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
    }),
  ];
  return [
    ...[secret, json, json.replaceAll('/', '\\/'), escapeHtml(secret)],
    ...[encoded, encoded.replace(/%../g, (each) => each.toLowerCase())],
    encoded.replaceAll('%20', '+'),
    ...derived.filter((each) => each.length >= DERIVED_MIN),
  ];
}

export function hideTexts(text: string, hidden: readonly string[]): string {
  return hidden.reduce((left, each) => left.replaceAll(each, HIDDEN), text);
}

const VALUE_MIN = 3;

/** Who pays, as far as we know it ourselves. */
export function spellCustomer(customer: Partial<Customer>): readonly string[] {
  const values = [customer.name, customer.email, customer.phone].flatMap((value) => value ?? []);
  const bare = (customer.phone ?? '').replace(/\D/g, '').slice(-10);
  return [...values, ...(bare.length === 10 ? [bare] : [])]
    .filter((value) => value.length >= VALUE_MIN)
    .flatMap((value) => {
      const encoded = encodeURIComponent(value);
      return [value, encoded, encoded.replaceAll('%20', '+'), JSON.stringify(value).slice(1, -1)];
    })
    .sort((one, other) => other.length - one.length);
}

// Addresses of people and of UPI are alike; a form has the sign between their halves encoded.
const ADDRESS = /[\w.+-]{1,64}(?:@|%40)[\w-][\w.-]{0,252}/g;
const PHONE =
  /(?<=^|[^\w.]|%[\da-f]{2})(?:(?:\+|%2B|0)?91[ -]?|0)?[6-9]\d{4}[ -]?\d{5}(?![\w.]*\d)/gi;
const DIGITS = /(?<!\d)\d(?:[ -]?\d){11,18}(?!\d)/g;

/** Whether the digits check as those of a card do (ISO/IEC 7812). */
function isCardLike(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

export function hideCards(text: string): string {
  return text.replace(DIGITS, (each) => (isCardLike(each) ? HIDDEN : each));
}

export function hidePeople(text: string, known: readonly string[]): string {
  return hideCards(hideTexts(text, known)).replace(ADDRESS, HIDDEN).replace(PHONE, HIDDEN);
}

/** Addresses of people and of UPI, and phone numbers, as they stand in a text. */
export function findPeople(text: string): readonly string[] {
  return [...(text.match(ADDRESS) ?? []), ...(text.match(PHONE) ?? [])];
}

/** What may be a part of a secret at its end, in its longest spelling. */
const EDGE = 16_384;

/**
 * The first `keptMax` of a text, of which no more than `readMax` is read. Where it was cut, the
 * beginning of a secret may be at its end, and nobody would know it.
 */
export function scrubStart(
  text: string,
  { readMax, keptMax }: { readonly readMax: number; readonly keptMax: number },
  scrub: (text: string) => string,
): string {
  const clean =
    text.length <= readMax ? scrub(text) : scrub(text.slice(0, readMax)).slice(0, -EDGE);
  const isWhole = text.length <= readMax && clean.length <= keptMax;
  return isWhole ? clean : `${clean.slice(0, keptMax)}${HIDDEN}`;
}

export type Scrubber = {
  /** Of a body, or of an address. */
  readonly text: (text: string) => string;
  readonly headers: (headers: Readonly<Record<string, string>>) => Record<string, string>;
};

export function createScrubber(
  processor: Pick<Processor, 'credentialFields' | 'redact'>,
  all: readonly Credentials[],
  customer: Partial<Customer>,
): Scrubber {
  const secrets = spellSecrets(processor, all);
  const known = spellCustomer(customer);
  const own = processor.credentialFields.filter(({ secret }) => secret).map(({ name }) => name);
  const names = new Set([...own, ...processor.redact].map((name) => name.toLowerCase()));
  const hideValues = (given: string): string => hidePeople(hideTexts(given, secrets), known);
  const text: Scrubber['text'] = (given) => hideFields(given, { names, hideValues });
  return {
    text,
    headers: (headers) =>
      Object.fromEntries(
        Object.entries(headers).map(([name, value]) => {
          return [name, HEADERS.test(name) || names.has(name) ? HIDDEN : text(value)];
        }),
      ),
  };
}

const HEADERS = /authorization|signature|secret|token|cookie|password|api-key/i;

/** Shorter ones are found by chance in names and amounts. */
const REPEATED_MIN = 6;

/** The same result, without a secret in any of its texts. */
export function hideSecrets<Result>(
  result: Result,
  processor: Credential,
  all: readonly Credentials[],
): Result {
  const secrets = spellSecrets(processor, all).filter((each) => each.length >= REPEATED_MIN);
  return secrets.length === 0 ? result : (hideIn(result, secrets) as Result);
}

function hideIn(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return hideTexts(value, secrets);
  if (Array.isArray(value)) return value.map((each) => hideIn(each, secrets));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([name, each]) => [name, hideIn(each, secrets)]));
}
