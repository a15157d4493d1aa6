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
// Digits as people group them and forms encode them, in any script; `%20` begins with none.
const BETWEEN = /([\s.+·‐-―-]|%20|%09|%2[BDE])/i;
const RUN = new RegExp(
  `(?=\\p{Nd})(?<!%|%[\\da-f])(?<=^|\\P{Nd}|%[\\da-f]{2})\\p{Nd}+(?:(?:${BETWEEN.source})\\p{Nd}+)*`,
  'giu',
);
const CARD_DIGITS = { min: 12, max: 19 };
/** Of a group that is longer than any card no more is read; digits may be two units long. */
const GROUP_READ = 2 * CARD_DIGITS.max + 2;

/** The value of a decimal digit; Unicode has those of a script in a row, from zero on. */
function readDigit(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  if (code < 128) return code - 48;
  let below = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - below - 1))) below += 1;
  return below % 10;
}

/** Whether the digits check as those of a card do (ISO/IEC 7812). */
function isCardLike(digits: readonly number[]): boolean {
  const { min, max } = CARD_DIGITS;
  if (digits.length < min || digits.length > max) return false;
  let sum = 0;
  for (const [at, digit] of digits.entries()) {
    const value = digit * ((digits.length - at) % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** A card may stand beside other numbers: every group is hidden that belongs to one. */
function hideCardsIn(run: string): string {
  if (run.length < CARD_DIGITS.min) return run;
  // Groups, and between each two of them what parts them.
  const parts = run.split(BETWEEN);
  const hidden = new Set<number>();
  for (let first = 0; first < parts.length; first += 2) {
    const digits: number[] = [];
    for (let last = first; last < parts.length; last += 2) {
      const group = [...(parts[last] ?? '').slice(0, GROUP_READ)];
      digits.push(...group.map(readDigit));
      if (digits.length > CARD_DIGITS.max) break;
      if (isCardLike(digits)) for (let at = first; at <= last; at += 1) hidden.add(at);
    }
  }
  if (hidden.size === 0) return run;
  const shown = parts.map((part, at) => (hidden.has(at) ? HIDDEN : part));
  return shown.filter((_, at) => !hidden.has(at) || !hidden.has(at - 1)).join('');
}

export function hideCards(text: string): string {
  return text.replace(RUN, hideCardsIn);
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
