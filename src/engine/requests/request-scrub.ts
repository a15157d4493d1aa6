// What of a request and its answer may be kept: without what proves anybody and without cards, and
// of a live account without whoever pays.
import type { Customer } from '../../core/order.ts';
import type { Dialect } from '../../gateways/dialect.ts';
import type { Processor } from '../../gateways/processor.ts';
import { hideFields, isCoded } from '../processing/hidden-field.ts';
import {
  HIDDEN,
  hideCards,
  hidePeople,
  hideTexts,
  scrubStart,
  spellCustomer,
  spellSecrets,
} from '../processing/scrub.ts';

/** What a gateway names in its own way, in lower case. */
export type HiddenNames = {
  /** What proves somebody or is paid with: hidden of everybody. */
  readonly proofs: ReadonlySet<string>;
  /** Who pays: hidden of live accounts, where nobody knows whose it is too. */
  readonly people: ReadonlySet<string>;
};

type Gateway = Partial<Pick<Processor, 'credentialFields' | 'redact'>> & {
  /** The dialect's own list. */
  readonly hides: readonly string[];
};

/** From a gateway's lists: the dialect's, and those of its processor, whose words are the same. */
export function hiddenNamesOf({ hides, credentialFields = [], redact = [] }: Gateway): HiddenNames {
  const secrets = credentialFields.filter(({ secret }) => secret).map(({ name }) => name);
  const lower = (names: readonly string[]) => new Set(names.map((name) => name.toLowerCase()));
  return { proofs: lower([...hides, ...secrets]), people: lower(redact) };
}

/** By the names of dialects, whose gateways' processors are called alike. */
export function hiddenNamesOfAll(
  dialects: readonly Pick<Dialect, 'name' | 'hides'>[],
  processors: ReadonlyMap<string, Pick<Processor, 'credentialFields' | 'redact'>>,
): ReadonlyMap<string, HiddenNames> {
  const own = OWN_APIS.map((name) => [name, OWN_NAMES] as const);
  const all = dialects.map(({ name, hides }) => {
    return [name, hiddenNamesOf({ hides, ...processors.get(name) })] as const;
  });
  return new Map([...own, ...all]);
}

/** Whose bodies may have the credentials of any gateway. */
export const OWN_APIS: readonly string[] = ['account', 'admin', 'sandbox'];
/** Of a command that a server does for an operator: what was typed and told may hold secrets. */
const OF_COMMANDS = ['words', 'input', 'output', 'complaints'];
const OWN_NAMES: HiddenNames = {
  proofs: new Set(['credentials', ...OF_COMMANDS]),
  people: new Set(),
};

/** Whose request it is; null: nobody proved it. */
export type Owner = {
  readonly key: string;
  readonly secret: string | null;
  readonly isLive: boolean;
  readonly customer: Customer | null;
};

export type RequestScrubber = {
  /** Of a body, a query or a path. */
  readonly text: (text: string) => string;
  /** The useful ones alone. */
  readonly headers: (headers: Readonly<Record<string, string>>) => Record<string, string>;
};

// Of whatever an API is asked and answers: what it means, and what a copy of it has to send.
const USEFUL =
  /^(?:accept|content-type|content-length|user-agent|location|retry-after|allow|x-api-version|x-client-id|x-request-id|(?:x-)?idempotency-.+|x-refund-idempotency|x-dubash-play|x-ratelimit-.+|ratelimit.*)$/;
/** That they came is worth knowing, and nothing else of them. */
const SECRET = /authorization|signature|secret|token|cookie|password|api-key|checksum|hash/i;
const HEADER_MAX = 500;
/** Of these, values that nobody has as a name, a number or a secret. */
const TYPED = /^(?:accept|content-type|content-length|x-ratelimit-.+)$/;
const PLAIN = /^[a-z*][a-z*/.+-]{0,40}(?:; ?charset=[\w-]{1,20})?$|^\d{1,4}$/i;

/** A digest of SHA-256 or longer proves somebody, wherever it stands. */
const DIGEST = /\b[0-9a-f]{64,128}\b/gi;
/** What may be the name of a payment page, whose knowledge opens it. */
const PAGE_NAMES = /[\w-]{37,}[\w.-]*/g;

export function hidePages(path: string): string {
  return path.replace(PAGE_NAMES, HIDDEN);
}

/** Of base64 what is in it is looked at, and not how it looks. */
const CODED_OR_PAGE = /(?<![\w+/-])[eW][w-z0-9+/_-][\w+/-]{35,}={0,2}|[\w-]{37,}[\w.-]*/g;

function hidePagesIn(text: string): string {
  return text.replace(CODED_OR_PAGE, (each) => (isCoded(each) ? each : hidePages(each)));
}

/** `note` hears every text as it reads once it is decoded, before anything is taken out of it. */
export function scrubRequest(
  { proofs, people }: HiddenNames,
  owner: Owner | null,
  note: (text: string) => void,
): RequestScrubber {
  const isOpen = owner?.isLive === false;
  const secrets = owner?.secret == null ? [] : spellOwn(owner.key, owner.secret);
  const known = isOpen ? [] : spellCustomer(owner?.customer ?? {});
  const hideProofs = (text: string): string =>
    hidePagesIn(hideCards(hideTexts(text, secrets)).replace(DIGEST, HIDDEN));
  const hideValues = (text: string): string => {
    note(text);
    const bare = hideProofs(text);
    return isOpen ? bare : hidePeople(bare, known);
  };
  const names = isOpen ? proofs : new Set([...proofs, ...people]);
  const rules = { names, hideValues, ...(isOpen ? { showsPeople: true as const } : {}) };
  const text = (given: string): string => hideFields(given, rules);
  return {
    text,
    headers: (headers) =>
      Object.fromEntries(
        Object.entries(headers).flatMap(([name, value]) => {
          if (SECRET.test(name) || names.has(name)) return [[name.slice(0, HEADER_MAX), HIDDEN]];
          if (!USEFUL.test(name)) return [];
          const isPlain = TYPED.test(name) && PLAIN.test(value);
          return [[name, isPlain ? value : text(value.slice(0, HEADER_MAX))]];
        }),
      ),
  };
}

const OWN = { credentialFields: [{ name: 'secret', label: '', secret: true, required: true }] };
const SPELT_MAX = 100;
const spelt = new Map<string, readonly string[]>();

/** Spelling a secret in every way costs more than the rest; few are used at a time. */
function spellOwn(key: string, secret: string): readonly string[] {
  const name = `${key} ${secret}`;
  const found = spelt.get(name);
  if (found !== undefined) return found;
  if (spelt.size >= SPELT_MAX) spelt.clear();
  const all = spellSecrets(OWN, [{ key, secret }]);
  spelt.set(name, all);
  return all;
}

/** Of a body so much is read. */
export const READ_MAX = 24_576;
/** So much of it is kept. */
const KEPT_MAX = 8192;

/** What is no text is told by its size alone, and so is a page. */
export function scrubBody(
  body: string | Uint8Array,
  size: number,
  type: string,
  scrub: (text: string) => string,
): string | null {
  if (size === 0) return null;
  if (/\bhtml\b/i.test(type)) return `(a page of ${size} characters)`;
  const text = typeof body === 'string' ? body : Buffer.from(body).toString();
  const isCut = size > READ_MAX;
  // Where it was cut there may be half a letter, and the beginning of a secret: there may be far
  // fewer letters than bytes.
  if (/[\0\ufffd]/.test(isCut ? text.slice(0, -LETTER) : text)) {
    return `(${size} bytes that are no text)`;
  }
  const readMax = isCut ? Math.min(READ_MAX, text.length) - LETTER : READ_MAX;
  const kept = scrubStart(text, { readMax, keptMax: KEPT_MAX }, scrub);
  return isCut ? `${kept} (of ${size} bytes)` : kept;
}

/** The most bytes, or signs of what they cannot be read as, that a letter has. */
const LETTER = 4;
